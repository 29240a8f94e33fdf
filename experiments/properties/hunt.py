"""One search: Hypothesis tries cases, and makes small what breaks a property."""

import math
import time
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypeVar

from ...sim import Protocol, SpecError
from ...sim.errors import headline, shown
from .averages import Drawn, Measured
from .ending import EndlessError, OverError, until
from .property import IDLE, Broken, Kept, Outcome, Property, called, in_talk, raised, refusal, theirs
from .telling import once

try:
    from hypothesis import HealthCheck, Phase, given, seed, settings
    from hypothesis.database import DirectoryBasedExampleDatabase
    from hypothesis.errors import Flaky, HypothesisException, Unsatisfiable
except ImportError as missing:
    raise SpecError("hypothesis is not installed: pip install 'moot[properties]'") from missing

T = TypeVar("T")
Word = Literal["holds", "broken", "vacuous", "undecided"]
COMES_AND_GOES = "it comes and goes: tried again, the same case broke nothing"
AGAIN = 5
"""How often what breaks a claim is tried again, to see whether it comes and goes."""


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
        note: what else there is to say, in a sentence: that what breaks it comes and goes; of what is
            undecided, why.
    """

    property: str
    target: str
    word: Word
    examples: int
    exercised: int
    case: Any = None
    broken: Broken | None = None
    measured: Measured | None = None
    note: str = ""

    def __str__(self) -> str:
        tried = f"{self.examples} example{'s' * (self.examples != 1)}"
        more = f"; {self.note}" if self.note else ""
        if self.broken is not None:
            found = f"{self.target} breaks {self.property}: {self.broken.what}"
            return "\n".join([f"{found} (example {self.examples}){more}", *once(self.broken.story)])
        if self.measured is not None:
            within = f" within {self.measured.delta:g}" if self.measured.delta else ""
            word = f"holds{within}" if self.word == "holds" else "is undecided"
            return f"{self.property} of {self.target} {word}: in the worst of {tried} {self.measured}{more}"
        met = "all of them" if self.exercised == self.examples else f"{self.exercised} of them"
        words = {
            "holds": f"holds in {tried}; {met} met its premise",
            "vacuous": f"says little: {met} met its premise, of {tried}",
            "undecided": f"is undecided: the time was over after {tried}",
        }
        return f"{self.property} of {self.target} {words[self.word]}{more}"


def unseen(what: object) -> None:
    """Look away from what a search has come to."""


class How(NamedTuple):
    """How a search is done.

    Attributes:
        examples: how many cases are tried.
        seed: fixes which.
        end: when it ends with the smallest that it has.
        kept: a folder for what was found, which is tried first the next time; None = nothing is kept.
        clock: tells the time.
        seen: is shown, after each case, what the search has come to so far.
    """

    examples: int = 200
    seed: int = 0
    end: float = math.inf
    kept: Path | None = None
    clock: Callable[[], float] = time.monotonic
    seen: Callable[[Finding], None] = unseen


class _FoundError(Exception):
    """What breaks the property: told to Hypothesis, which then makes it smaller."""


class Hunt:
    """One search: counts what is tried, and keeps the last that broke the property.

    Args:
        target: what may break it.
        claim: the property.
        how: the search is done.

    Attributes:
        lowest: of an average, the case in which it was lowest.
    """

    def __init__(self, target: Any, claim: Property, how: How) -> None:
        self.target, self.claim, self.how = target, claim, how
        self.told = claim.name, called(target)
        self.examples = self.exercised = 0
        self.found: tuple[Any, Broken] | None = None
        self.wrong: SpecError | None = None  # the check raised
        self.least = math.inf  # of an average
        self.lowest: Drawn | None = None

    def done(self) -> Finding:
        """Have Hypothesis look for a case and make it small, and return what it has come to.

        Raises:
            SpecError: the check raises, no case meets what its strategy filters for, a case cannot be drawn,
                or what the check says changes from one time to the next.
        """
        told = f"{self.claim.name} of {self.told[1]}"
        try:
            with until(self.how.end, self.how.clock):
                try:
                    self._search()
                except _FoundError:
                    self._again()
                    return self.finding("broken")
        except OverError as over:
            if self.wrong is None:
                return self.finding("undecided", str(over))
            if not isinstance(self.wrong.__cause__, EndlessError):
                raise self.wrong from self.wrong.__cause__
            return self.finding("undecided", f"of the last talk: {self.wrong.__cause__}")
        except Unsatisfiable as error:
            raise SpecError(
                f"{told}: no case was found that it could be tried on: let its strategy filter less"
            ) from error
        except Flaky as error:
            if self.claim.repeats and self.found:
                return self.finding("broken", COMES_AND_GOES)
            raise SpecError(f"{told}: one case was kept and broken: {_outside(self.target)}") from error
        except (Exception, SystemExit) as error:
            if self.wrong is error:
                raise SpecError(str(error)) from error.__cause__  # without the notes of Hypothesis
            of_hypothesis = isinstance(error, HypothesisException)
            why = headline(error) if of_hypothesis else raised(error)
            raise SpecError(f"{told}: its cases cannot be drawn: {why}") from error
        return self.finding("holds" if 2 * self.exercised >= self.examples else "vacuous")

    def _search(self) -> None:
        """Have Hypothesis try cases; what `_try` raises of the smallest that it raises on, is raised."""
        kept = self.how.kept
        place = sha256(" of ".join(self.told).encode()).hexdigest()
        how = settings(
            max_examples=self.how.examples,
            database=None if kept is None else DirectoryBasedExampleDatabase(kept / place),
            deadline=None,
            derandomize=False,
            phases=[Phase.reuse, Phase.generate, Phase.shrink],
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
        )

        @how  # after the seed, which would have it forget what is kept
        @seed(self.how.seed)
        @given(self.claim.cases(self.target))
        def tried(case: Any) -> None:
            self._try(case)

        tried()

    def _again(self) -> None:
        """Try the case that was found again; the draws of an average are part of its case.

        Raises:
            Flaky: it is kept now.
        """
        case, _ = self.found or (None, None)
        with suppress(OverError):  # what was found is found
            for _ in range(AGAIN if self.claim.average is None else 0):
                if not isinstance(self.claim.check(self.target, case), Broken):
                    raise Flaky("it is kept now")

    def _try(self, case: Any) -> None:
        if self.how.clock() >= self.how.end:
            raise OverError
        outcome = self._outcome(case)
        if self.found is None:  # what comes later makes it smaller
            self.examples += 1
            self.exercised += outcome is not IDLE
        if isinstance(outcome, Broken):
            self.found = case, outcome
        self.how.seen(self.finding("undecided"))
        if isinstance(outcome, Broken):
            raise _FoundError

    def _outcome(self, case: Any) -> Outcome:
        """Check a case; of those that an average is measured in, keep the one where it was lowest."""
        try:
            if self.claim.average is None:
                return checked(self.target, self.claim, case)
            known, outcome = guarded(self.target, self.claim, case, self.claim.average.tried)
        except SpecError as error:
            self.wrong = error
            raise
        if known is not None and known.mean < self.least:
            self.least, self.lowest = known.mean, case
        return outcome

    def finding(self, word: Word, note: str = "") -> Finding:
        """Return what it has come to."""
        case, broken = self.found or (None, None)
        word = "broken" if broken else word
        return Finding(*self.told, word, self.examples, self.exercised, case, broken, note=note)


def _outside(target: Any) -> str:
    """Say what to look at where a check changes its mind: at the target itself, if any claim says so."""
    from .catalogue import PROPERTIES  # noqa: PLC0415 - which knows all properties

    alike = (claim.name for claim in PROPERTIES.values() if claim.repeats and not refusal(claim, target))
    look = next(alike, "")
    return f"look at `{look}` of {called(target)}" if look else "its check draws on something outside"


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
    except BaseException as error:
        if not theirs(error):
            raise
        tells = (
            isinstance(target, Protocol)
            and claim.name != "terminates"
            and (isinstance(error, EndlessError) or in_talk(error))
        )
        look = "; `terminates` tells it" if tells else ""
        raise SpecError(
            f"the check of {claim.name} raised on {called(target)}: {raised(error)}{look}; "
            f"the case was {shown(case)[:200]}"
        ) from error
