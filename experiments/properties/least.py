"""The smallest that breaks a property: what is found is followed by a search among fewer voters, or seats."""

import math
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from hypothesis.errors import Unsatisfiable
from hypothesis.strategies import SearchStrategy

from ...sim import Rule, SpecError
from .axioms import DEFAULT, OF_RULES, OF_SOLE_WINNERS, SOLE, Bounds, axiom
from .cases import Deliberation
from .property import Property
from .search import Finding, falsify, unseen

Search = partial[Finding]
"""A search for what breaks a property of a target: takes the options of `falsify`."""


def search_for(target: Any, claim: Property, bounds: Bounds | None = None) -> Search:
    """Return the search that finds the least: `smallest` for what breaks an axiom, else `fewest`.

    What an average is measured in is found by `falsify`, which tells it by fresh draws.

    Args:
        target: what may break the property.
        claim: the property.
        bounds: of the profiles, where it is an axiom; its own if none are given.
    """
    for known, own in (OF_RULES, DEFAULT), (OF_SOLE_WINNERS, SOLE):
        for name, one in known.items():
            if one is claim and not claim.applies(target):
                given = own if bounds is None else bounds._replace(sole=own.sole)
                return partial(smallest, target, name, given)
    return partial(falsify if claim.average else fewest, target, claim)


def fewest(
    target: Any,
    claim: Property,
    *,
    examples: int = 200,
    seed: int = 0,
    seconds: float = math.inf,
    kept: Path | None = None,
    clock: Callable[[], float] = time.monotonic,
    seen: Callable[[Finding], None] = unseen,
) -> Finding:
    """Look for a case that breaks a property, then for one with fewer seats, until none is found.

    Args:
        target: what may break it.
        claim: the property. Cases without seats are looked for once.
        examples: how many are tried for each number of seats.
        seed: fixes which.
        seconds: after which the search ends with the smallest that it has.
        kept: a folder for what was found, which is tried first the next time; None = nothing is kept.
        clock: tells the time.
        seen: is shown, after each case, what the search has come to so far.

    Returns:
        The last that was found, as `smallest` does.

    Raises:
        SpecError: as `falsify` does.
    """
    end = clock() + seconds
    look = partial(falsify, target, examples=examples, seed=seed, clock=clock)

    def among(most: int, seen: Callable[[Finding], None]) -> Finding | None:
        def cases(given: Any) -> SearchStrategy[Any]:
            return claim.cases(given).filter(lambda case: seats(case) <= most)

        fewer = claim._replace(cases=cases)
        there = None if kept is None else kept / f"{most}-seats"
        try:
            return look(fewer, seconds=max(0.0, end - clock()), kept=there, seen=seen)
        except SpecError as error:
            if isinstance(error.__cause__, Unsatisfiable):  # it needs more
                return None
            raise

    return _down(look(claim, seconds=seconds, kept=kept, seen=seen), among, seats, seen)


def seats(case: Any) -> int:
    """Return how many seats a case has; 0 if it has none."""
    for one in (case, *(case if isinstance(case, tuple) else ())):
        if isinstance(one, Deliberation):
            return len(one.panel.seats)
    return 0


def _down(
    found: Finding,
    among: Callable[[int, Callable[[Finding], None]], Finding | None],
    size: Callable[[Any], int],
    seen: Callable[[Finding], None],
) -> Finding:
    """Search on among smaller cases than what was found, until nothing is."""

    def after(less: Finding) -> Finding:
        tried, met = found.examples + less.examples, found.exercised + less.exercised
        return (less if less.broken else found)._replace(examples=tried, exercised=met)

    while found.broken and size(found.case) > 1:
        less = among(size(found.case) - 1, lambda less: seen(after(less)))
        if less is None or not less.broken:
            break
        found = after(less)
    return found


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
    seen: Callable[[Finding], None] = unseen,
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
        seen: is shown, after each profile, what the search has come to so far.

    Returns:
        The last that was found, whose `examples` are those of all searches until then; the first search
        where nothing was.

    Raises:
        SpecError: there is no such axiom, or it does not apply to the rule.
    """
    end = clock() + seconds
    look = partial(falsify, rule, examples=examples, seed=seed, clock=clock)

    def among(voters: int, seen: Callable[[Finding], None]) -> Finding:
        claim = axiom(name, bounds._replace(voters=voters))
        left = max(0.0, end - clock())
        # a place of its own for each number of voters: where what is kept breaks nothing, it is thrown away
        there = None if kept is None else kept / f"{voters}-voters"
        return look(claim, seconds=left, kept=there, seen=seen)

    return _down(among(bounds.voters, seen), among, lambda profile: profile.voters, seen)
