"""Looking for the smallest case that breaks a property."""

import math
import time
from collections.abc import Callable
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypeVar

from ...sim import SpecError
from ...sim.errors import headline, shown
from .averages import ALPHA, Average, Drawn, Measured
from .property import IDLE, Broken, Kept, Outcome, Property, called

try:
    from hypothesis import HealthCheck, Phase, given, seed, settings
    from hypothesis.database import DirectoryBasedExampleDatabase
    from hypothesis.errors import Flaky, HypothesisException, Unsatisfiable
    from hypothesis.strategies import SearchStrategy
except ImportError as missing:
    raise SpecError("hypothesis is not installed: pip install 'moot[properties]'") from missing

T = TypeVar("T")
Word = Literal["holds", "broken", "vacuous", "undecided"]

CANDIDATES = 4
"""How many cases that break an average are confirmed on fresh draws, at most, before a search gives up."""
CONFIRMED = 5_000
"""On how many draws that is done, at most."""


class Finding(NamedTuple):
    """What a search has come to.

    Attributes:
        property: the name of what was looked into.
        target: what it was looked for in, in words.
        word: `"broken"`; `"holds"`, in all examples; `"vacuous"`, where fewer than half of them met the
            premise, so that little is known; `"undecided"`, where the time was over before all were tried, or
            too few draws were made to tell of an average.
        examples: how many were tried; of what is broken, until it first was.
        exercised: how many of these met the premise.
        case: the smallest that was found to break it; None if none was.
        broken: what happened in it.
        measured: of an average, what fresh draws came to: in the case that breaks it, else in the one of
            which the search thought worst. Its error rate counts for all that the search may say.
    """

    property: str
    target: str
    word: Word
    examples: int
    exercised: int
    case: Any = None
    broken: Broken | None = None
    measured: Measured | None = None

    def __str__(self) -> str:
        tried = f"{self.examples} example{'s' * (self.examples != 1)}"
        if self.broken is not None:
            found = f"{self.target} breaks {self.property}: {self.broken.what}"
            return "\n".join([f"{found} (example {self.examples})", *self.broken.story])
        if self.measured is not None:
            within = f" within {self.measured.delta:g}" if self.measured.delta else ""
            word = f"holds{within}" if self.word == "holds" else "is undecided"
            return f"{self.property} of {self.target} {word}: in the worst of {tried} {self.measured}"
        met = "all of them" if self.exercised == self.examples else f"{self.exercised} of them"
        words = {
            "holds": f"holds in {tried}; {met} met its premise",
            "vacuous": f"says little: {met} met its premise, of {tried}",
            "undecided": f"is undecided: the time was over after {tried}",
        }
        return f"{self.property} of {self.target} {words[self.word]}"


class _FoundError(Exception):
    """What breaks the property: told to Hypothesis, which then makes it smaller."""


class _OverError(BaseException):
    """The time is over: Hypothesis lets through what is no Exception, and stops at once."""


def unseen(what: object) -> None:
    """Look away from what a search has come to."""


class _Hunt:
    """One search: counts what is tried, and keeps the last that broke the property."""

    def __init__(
        self,
        target: Any,
        claim: Property,
        end: float,
        clock: Callable[[], float],
        seen: Callable[[Finding], None],
    ) -> None:
        self.target, self.claim, self.end, self.clock, self.seen = target, claim, end, clock, seen
        self.told = claim.name, called(target)
        self.examples = self.exercised = 0
        self.found: tuple[Any, Broken] | None = None
        self.least = math.inf  # of an average
        self.lowest: Drawn | None = None

    def try_on(self, case: Any) -> None:
        """Try one case."""
        if self.clock() >= self.end:
            raise _OverError
        outcome = self.outcome(case)
        if self.found is None:  # what comes later makes it smaller
            self.examples += 1
            self.exercised += outcome is not IDLE
        if isinstance(outcome, Broken):
            self.found = case, outcome
        self.seen(self.finding("undecided"))
        if isinstance(outcome, Broken):
            raise _FoundError

    def outcome(self, case: Any) -> Outcome:
        """Check a case; of those that an average is measured in, keep the one where it was lowest."""
        if self.claim.average is None:
            return checked(self.target, self.claim, case)
        known, outcome = guarded(self.target, self.claim, case, self.claim.average.tried)
        if known is not None and known.mean < self.least:
            self.least, self.lowest = known.mean, case
        return outcome

    def finding(self, word: Word) -> Finding:
        """Return what it has come to."""
        case, broken = self.found or (None, None)
        return Finding(*self.told, "broken" if broken else word, self.examples, self.exercised, case, broken)


def falsify(
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
    """Look for a case that breaks a property, and make it as small as it goes.

    The same arguments find the same, as long as the time suffices and nothing is kept. Of a claim about an
    average, all that is told of it, whatever was searched, is wrong with chance `ALPHA` at most.

    Args:
        target: what may break it: a protocol, a rule, a dynamic, the table.
        claim: the property.
        examples: how many cases are tried.
        seed: fixes which.
        seconds: after which the search ends with the smallest that it has.
        kept: a folder for what was found, which is tried first the next time; None = nothing is kept.
        clock: tells the time.
        seen: is shown, after each case, what the search has come to so far.

    Raises:
        SpecError: the property does not apply to the target, its check raises, no case meets what its
            strategy filters for, or what the check says changes from one time to the next.
    """
    if examples < 1:
        raise SpecError(f"{examples} examples: give at least one")
    if why := claim.applies(target):
        raise SpecError(f"{claim.name} does not apply to {called(target)}: {why}")
    told = f"{claim.name} of {called(target)}"
    database = (
        None if kept is None else DirectoryBasedExampleDatabase(kept / sha256(told.encode()).hexdigest())
    )
    how = settings(
        max_examples=examples,
        database=database,
        deadline=None,
        derandomize=False,
        phases=[Phase.reuse, Phase.generate, Phase.shrink],
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )
    end = clock() + seconds
    if claim.average is None:
        return _hunted(_Hunt(target, claim, end, clock, seen), how, seed)

    def hunt(drawn: Property) -> _Hunt:
        return _Hunt(target, drawn, end, clock, lambda found: seen(_unconfirmed(found)))

    return _confirmed(hunt, claim, claim.average, how, seed)


def _unconfirmed(found: Finding) -> Finding:
    """Return what a search for an average has come to before fresh draws have told: nothing yet."""
    return found._replace(word="undecided", case=None, broken=None)


def _confirmed(
    hunts: Callable[[Property], _Hunt], claim: Property, average: Average, how: settings, seed: int
) -> Finding:
    """Search; measure what was found on draws that no search saw; search on where they do not bear it out.

    A search picks what was unlucky in the draws that it sees. So the j-th case that one comes up with is told
    by fresh ones alone, at an error rate of 6 alpha / (pi j)^2: together these are alpha at most.
    """
    tried = met = 0
    open_: Measured | None = None  # what fresh draws could not settle
    for candidate in range(1, CANDIDATES + 1):
        number = 2 * (CANDIDATES * seed + candidate)
        hunt = hunts(claim._replace(cases=partial(_seeded, claim.cases, number)))
        found = _hunted(hunt, how, number)
        tried, met = tried + found.examples, met + found.exercised
        found = found._replace(examples=tried, exercised=met)
        case = found.case or hunt.lowest
        if found.word in ("vacuous", "undecided") or case is None:
            return found
        rate = math.floor(6e4 * ALPHA / (math.pi * candidate) ** 2) / 1e4
        fresh = case._replace(seed=number + 1, alpha=rate, draws=CONFIRMED)
        known, outcome = guarded(hunt.target, claim, fresh, average.tried)
        if known is None:
            raise SpecError(f"{claim.name}: its sample said something of a case, and then nothing")
        if isinstance(outcome, Broken):
            return found._replace(word="broken", case=fresh, broken=outcome, measured=known)
        if known.word == "undecided":
            open_ = known
        if not found.broken:
            break
    word: Word = "undecided" if open_ or found.broken else "holds"
    return found._replace(word=word, case=None, broken=None, measured=open_ or known)


def _seeded(cases: Callable[[Any], SearchStrategy[Drawn]], number: int, target: Any) -> SearchStrategy[Drawn]:
    """Return a strategy of cases that are all tried on the same draws, so that they can be compared."""
    return cases(target).map(lambda case: case._replace(seed=number))


def _hunted(hunt: _Hunt, how: settings, number: int) -> Finding:
    """Have Hypothesis look for a case, and make it small."""
    told = f"{hunt.claim.name} of {called(hunt.target)}"
    try:
        _search(hunt.claim.cases(hunt.target), hunt.try_on, how, number)
    except _FoundError:
        pass
    except _OverError:
        return hunt.finding("undecided")
    except Unsatisfiable as error:
        raise SpecError(
            f"{told}: no case was found that it could be tried on: let its strategy filter less"
        ) from error
    except Flaky as error:
        raise SpecError(
            f"{told}: one case was kept and broken: its check draws on something outside"
        ) from error
    except HypothesisException as error:
        raise SpecError(f"{told}: its cases cannot be drawn: {headline(error)}") from error
    return hunt.finding("holds" if 2 * hunt.exercised >= hunt.examples else "vacuous")


def _search(cases: SearchStrategy[Any], try_on: Callable[[Any], None], how: settings, number: int) -> None:
    """Have Hypothesis try cases; what `try_on` raises of the smallest that it raises on, is raised."""

    @how  # after the seed, which would have it forget what is kept
    @seed(number)
    @given(cases)
    def tried(case: Any) -> None:
        try_on(case)

    tried()


def checked(target: Any, claim: Property, case: Any) -> Outcome:
    """Check one case.

    Raises:
        SpecError: the check raises.
    """
    outcome = guarded(target, claim, case, claim.check)
    if not isinstance(outcome, Kept | Broken):
        raise SpecError(f"the check of {claim.name} said {outcome!r:.80}: expected HOLDS, IDLE or a Broken")
    return outcome


def guarded(target: Any, claim: Property, case: Any, asked: Callable[[Any, Any], T]) -> T:
    """Ask a function of a property about a case.

    Raises:
        SpecError: it raises.
    """
    try:
        return asked(target, case)
    except Exception as error:
        raise SpecError(
            f"the check of {claim.name} raised on {called(target)}: {headline(error)}; "
            f"the case was {shown(case)[:200]}"
        ) from error
