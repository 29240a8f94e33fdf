"""Looking for the smallest case that breaks a property."""

import math
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

from hypothesis import HealthCheck, find, settings
from hypothesis.errors import NoSuchExample, Unsatisfiable
from hypothesis.strategies import SearchStrategy

from ...sim import SpecError
from .averages import ALPHA, Average, Drawn, Measured
from .axioms import axiom
from .cases import Deliberation
from .catalogue import named
from .ending import OverError, until
from .hunt import Finding, How, Hunt, Word, guarded, unseen
from .polled import polled, unpolled
from .property import Broken, Property, called, refusal
from .targets import target as built

EXAMPLES = 200
"""How many cases are tried, unless it is said."""
PROFILES = 2_000
"""How many, of an axiom: profiles are drawn and counted faster than talks are held."""
CANDIDATES = 4
"""How many cases that break an average are confirmed on fresh draws, at most, before a search gives up."""
CONFIRMED = 5_000
"""On how many draws that is done, at most."""


def falsify(
    target: Any,
    claim: Property | str,
    *,
    smallest: bool = False,
    examples: int | None = None,
    seed: int = 0,
    seconds: float = math.inf,
    kept: Path | None = None,
    clock: Callable[[], float] = time.monotonic,
    seen: Callable[[Finding], None] = unseen,
) -> Finding:
    """Look for a case that breaks a property, and make it as small as it goes.

    The same arguments find the same, as long as the time suffices and nothing is kept. Of a claim about an
    average, all that is told of it, whatever was searched, is wrong with chance `ALPHA` at most.

    Args:
        target: what may break it: a protocol, a rule, a dynamic, the table; a name or a class, as `target`
            has it.
        claim: the property, or the name of a bundled one.
        smallest: whether to search again among fewer voters or seats, until nothing is found: what Hypothesis
            makes smaller one by one may stop where several would have to leave at once. Cases without any,
            and those of averages, are looked for once.
        examples: how many cases are tried, for each number of seats; None = `tries(claim)`.
        seed: fixes which.
        seconds: after which the search ends with the smallest that it has. A talk that goes on and on is left
            then, too; what asks nobody only in the main thread of a process on Unix.
        kept: a folder for what was found, which is tried first the next time; None = nothing is kept.
        clock: tells the time.
        seen: is shown, after each case, what the search has come to so far.

    Returns:
        What was found last; its `examples` are those of all searches until then.

    Raises:
        SpecError: the property does not apply to the target, its check raises, no case meets what its
            strategy filters for, or what the check says changes from one time to the next.
    """
    claim = named(claim) if isinstance(claim, str) else claim
    target = built(target, [claim])
    if examples is not None and examples < 1:
        raise SpecError(f"{examples} examples: give at least one")
    if why := refusal(claim, target):
        raise SpecError(f"{claim.name} does not apply to {called(target)}: {why}")
    how = How(examples or tries(claim), seed, clock() + seconds, kept, clock, seen)
    if claim.average is not None:
        return _confirmed(target, claim, claim.average, how)
    found = Hunt(target, claim, how).done()
    return _recorded(_down(target, claim, how, found) if smallest else found)


def tries(claim: Property) -> int:
    """Return how many cases are tried where nobody says: more profiles than talks."""
    return PROFILES if _is_axiom(claim) else EXAMPLES


def seats(case: Any) -> int:
    """Return how many seats a case has; 0 if it has none."""
    for one in (case, *(case if isinstance(case, tuple) else ())):
        if isinstance(one, Deliberation):
            return len(one.panel.seats)
    return 0


def _is_axiom(claim: Property) -> bool:
    return claim.made[:1] == (axiom,)


def _down(target: Any, claim: Property, how: How, found: Finding) -> Finding:
    """Search on among smaller cases than what was found, until nothing is."""

    def after(less: Finding) -> Finding:
        tried, met = found.examples + less.examples, found.exercised + less.exercised
        return (less if less.broken else found)._replace(examples=tried, exercised=met)

    least = 1 if _is_axiom(claim) or not found.broken else _simplest(target, claim)
    while found.broken and (most := _size(claim, found.case) - 1) >= least:
        there = None if how.kept is None else how.kept / f"at-most-{most}"
        # a place of its own: where what is kept breaks nothing, it is thrown away
        fewer = how._replace(kept=there, seen=lambda less: how.seen(after(less)))
        try:
            less = Hunt(target, _among(claim, most), fewer).done()
        except SpecError as error:
            if isinstance(error.__cause__, Unsatisfiable):  # it needs more
                break
            raise
        if not less.broken:
            break
        found = after(less)
    return found


def _simplest(target: Any, claim: Property) -> int:
    """Return how many seats the simplest case has: no case has fewer."""
    drawn = settings(database=None, deadline=None, suppress_health_check=list(HealthCheck))
    try:
        return seats(find(claim.cases(target), lambda _: True, settings=drawn, random=Random(0)))
    except NoSuchExample:  # the filters let others through
        return 1


def _size(claim: Property, case: Any) -> int:
    return int(case.voters) if _is_axiom(claim) else seats(case)


def _among(claim: Property, most: int) -> Property:
    """Return a claim about cases of so many voters, or seats, at most."""
    if _is_axiom(claim):
        _, name, bounds = claim.made
        return claim._replace(cases=axiom(name, bounds._replace(voters=most)).cases)
    return claim._replace(cases=lambda target: claim.cases(target).filter(lambda case: seats(case) <= most))


def _recorded(found: Finding) -> Finding:
    """Return what was found with a record, where a profile can be cast as one."""
    if found.broken is None or found.broken.journal is not None or unpolled(found.case):
        return found
    return found._replace(broken=found.broken._replace(journal=polled(found.case)))


def _unconfirmed(found: Finding) -> Finding:
    """Return what a search for an average has come to before fresh draws have told: nothing yet."""
    return found._replace(word="undecided", case=None, broken=None)


def _confirmed(target: Any, claim: Property, average: Average, how: How) -> Finding:
    """Search; measure what was found on draws that no search saw; search on where they do not bear it out.

    A search picks what was unlucky in the draws that it sees. So the j-th case that one comes up with is told
    by fresh ones alone, at an error rate of 6 alpha / (pi j)^2: together these are alpha at most. Where each
    case that it comes up with is refuted, none was searched to its end, and nothing is said of the others.
    """
    tried = met = 0
    open_: Measured | None = None  # what fresh draws could not settle
    note = ""
    for candidate in range(1, CANDIDATES + 1):
        number = 2 * (CANDIDATES * how.seed + candidate)
        drawn = claim._replace(cases=partial(_seeded, claim.cases, number))
        one = how._replace(seed=number, seen=lambda found: how.seen(_unconfirmed(found)))
        hunt = Hunt(target, drawn, one)
        found = hunt.done()
        tried, met = tried + found.examples, met + found.exercised
        found = found._replace(examples=tried, exercised=met)
        case = found.case or hunt.lowest
        if found.word in ("vacuous", "undecided") or case is None:
            return found
        rate = math.floor(6e4 * ALPHA / (math.pi * candidate) ** 2) / 1e4
        fresh = case._replace(seed=number + 1, alpha=rate, draws=CONFIRMED)
        try:
            with until(how.end, how.clock):
                known, outcome = guarded(target, claim, fresh, average.tried)
        except OverError:
            return _unconfirmed(found)._replace(note="fresh draws had not told yet")
        if known is None:
            raise SpecError(f"{claim.name}: its sample said something of a case, and then nothing")
        if isinstance(outcome, Broken):
            return found._replace(word="broken", case=fresh, broken=outcome, measured=known)
        if known.word == "undecided":
            open_ = known
        if not found.broken:
            break
    else:
        note = f"{CANDIDATES} cases broke it as the search drew, and none on fresh draws"
    word: Word = "undecided" if open_ or found.broken else "holds"
    return found._replace(word=word, case=None, broken=None, measured=open_ or known, note=note)


def _seeded(cases: Callable[[Any], SearchStrategy[Drawn]], number: int, target: Any) -> SearchStrategy[Drawn]:
    """Return a strategy of cases that are all tried on the same draws, so that they can be compared."""
    return cases(target).map(lambda case: case._replace(seed=number))
