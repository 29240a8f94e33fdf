"""The smallest profile that breaks an axiom: what is found is followed by a search among fewer voters."""

import math
import time
from collections.abc import Callable
from pathlib import Path

from ...sim import Rule
from .axioms import DEFAULT, Bounds, axiom
from .search import Finding, falsify


def smallest(
    rule: Rule,
    name: str,
    bounds: Bounds = DEFAULT,
    *,
    examples: int = 2000,
    seed: int = 0,
    seconds: float = math.inf,
    kept: Path | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> Finding:
    """Look for a profile that breaks an axiom, then for one with fewer voters, until none is found.

    What Hypothesis makes smaller, voter by voter, may stop where several would have to leave at once.

    Args:
        rule: which may break it.
        name: of the axiom.
        bounds: of the profiles.
        examples: how many are tried for each number of voters.
        seed: fixes which.
        seconds: after which the search ends with the smallest that it has.
        kept: a folder for what was found, which is tried first the next time; None = nothing is kept.
        clock: tells the time.

    Returns:
        The last that was found, whose `examples` are those of all searches until then; the first search
        where nothing was.

    Raises:
        SpecError: there is no such axiom, or it does not apply to the rule.
    """
    end = clock() + seconds

    def among(voters: int) -> Finding:
        claim = axiom(name, bounds._replace(voters=voters))
        left = max(0.0, end - clock())
        # a place of its own for each number of voters: where what is kept breaks nothing, it is thrown away
        there = None if kept is None else kept / f"{voters}-voters"
        return falsify(rule, claim, examples=examples, seed=seed, seconds=left, kept=there, clock=clock)

    found = among(bounds.voters)
    while found.broken and found.case.voters > 1:
        less = among(found.case.voters - 1)
        if not less.broken:
            break
        tried, met = found.examples + less.examples, found.exercised + less.exercised
        found = less._replace(examples=tried, exercised=met)
    return found
