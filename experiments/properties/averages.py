"""Claims about averages over draws: tested at a stated error rate, confirmed on draws that no search saw."""

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from ...sim import Key, SpecError
from ..statistics import betting
from .property import HOLDS, IDLE, Broken, Outcome, Property, Sort

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

    from ...sim import Journal

ALPHA = 0.05
"""How often what is said of an average may be wrong."""
LOOKED = 128
"""How many draws a search spends on a case, at most."""
_LOOK = 16  # draws between two looks at what is known


class Drawn(NamedTuple):
    """A case that is tried again and again, on other draws each time.

    Attributes:
        case: what is tried.
        seed: fixes all draws.
        alpha: how often what is said of their average may be wrong.
        draws: how many at most.
    """

    case: Any
    seed: int = 0
    alpha: float = ALPHA
    draws: int = LOOKED

    def seeds(self, first: int, count: int) -> list[int]:
        """Return the seeds of some draws, each below 2^53: of draw n the same, whatever others there are."""
        key = Key("average", self.seed)
        return [key.stream(number).bits() >> 11 for number in range(first, first + count)]


class Sample(NamedTuple):
    """What came of one draw.

    Attributes:
        value: the figure that is averaged.
        story: tells, line by line, what happened.
        journal: the record of it, where a talk was held.
    """

    value: float
    story: Callable[[], tuple[str, ...]] = tuple
    journal: "Journal | None" = None


class Measured(NamedTuple):
    """What is known of an average.

    Attributes:
        of: what is averaged, in words.
        mean: over the draws.
        low: the lower end of what it may be.
        high: the upper end.
        floor: what it is claimed not to be below.
        delta: by how much it may be, all the same.
        alpha: how often the interval misses, however often one looked at it on the way.
        draws: how many there were.
        seed: fixes them; see `Drawn`.
    """

    of: str
    mean: float
    low: float
    high: float
    floor: float
    delta: float
    alpha: float
    draws: int
    seed: int

    @property
    def word(self) -> Literal["broken", "holds", "undecided"]:
        """What it says of the claim."""
        bound = self.floor - self.delta
        return "broken" if self.high < bound else "holds" if self.low >= bound else "undecided"

    def __str__(self) -> str:
        between = f"between {self.low:.3g} and {self.high:.3g} at an error rate of {self.alpha:.2g}"
        return f"{self.of} is {self.mean:.3g} on average of {self.draws} draws, {between}"


class Average(NamedTuple):
    """What makes a property one of averages: the mean of a figure over draws is not below a floor.

    It is `broken` where the mean is shown to be below `floor - delta`, `holds` within delta where it is shown
    not to be, and else `undecided`. What is shown is shown by a confidence sequence (Waudby-Smith and Ramdas
    2024, see `betting`), which may be looked at after any number of draws.

    Attributes:
        of: what is averaged, in words.
        sample: returns of a target, a case and seeds what came of the draw of each; nothing where the case
            says nothing of the target. Pure.
        least: the least that the figure can be.
        most: the most that it can be.
        floor: what the mean is claimed not to be below.
        delta: by how much it may be, all the same: what does not matter.
    """

    of: str
    sample: Callable[[Any, Any, Sequence[int]], Sequence[Sample]]
    least: float = -1.0
    most: float = 1.0
    floor: float = 0.0
    delta: float = 0.1

    @property
    def draws(self) -> int:
        """How many draws a search spends on a case, at most: more where less matters."""
        return math.ceil(LOOKED * 0.1 / self.delta) if self.delta else LOOKED

    def tried(self, target: Any, case: Drawn) -> tuple[Measured | None, Outcome]:
        """Draw until it is known whether the claim is kept, or as often as may be.

        Returns:
            what is known, None where the case says nothing; and what a check returns: what is undecided
            breaks nothing. The story is that of the first draw of the lowest figure.
        """
        state = betting(self.least, self.most, level=1 - case.alpha)
        worst, known = None, None
        while state.questions < case.draws and (known is None or known.word == "undecided"):
            count = min(_LOOK, case.draws - state.questions)
            came = self.sample(target, case.case, case.seeds(state.questions, count))
            if not came:
                return None, IDLE
            state = state.extended(one.value for one in came)
            worst = min(came if worst is None else [worst, *came], key=lambda one: one.value)
            low, high = state.interval or (self.least, self.most)  # where nothing fits, nothing is known
            claimed = self.floor, self.delta, case.alpha
            known = Measured(self.of, state.mean or 0.0, low, high, *claimed, state.questions, case.seed)
        if worst is None or known is None:
            raise SpecError(f"{case.draws} draws tell nothing of an average: give at least one")
        if known.word != "broken":
            return known, HOLDS
        below = f"below {self.floor:g}" + (f" by more than {self.delta:g}" if self.delta else "")
        return known, Broken(f"{known}: {below}", worst.story(), worst.journal)


def averaged(
    name: str,
    statement: str,
    source: str,
    kind: Sort,
    mutant: str,
    applies: Callable[[Any], str],
    cases: "Callable[[Any], SearchStrategy[Any]]",
    average: Average,
) -> Property:
    """Return a property of an average.

    Args:
        name: as of a `Property`.
        statement: likewise.
        source: likewise.
        kind: likewise.
        mutant: likewise.
        applies: likewise.
        cases: returns a strategy of what is drawn again and again, for a target. Its cases hold no seed.
        average: what is averaged, and what is claimed of it.
    """

    def drawn(target: Any) -> "SearchStrategy[Drawn]":
        return cases(target).map(lambda case: Drawn(case, draws=average.draws))

    def check(target: Any, case: Drawn) -> Outcome:
        return average.tried(target, case)[1]

    return Property(name, statement, source, kind, mutant, applies, drawn, check, average)


def within(claim: Property, delta: float) -> Property:
    """Return a claim about an average with another delta: what is lower by less does not matter.

    The less, the more draws it takes: a search spends up to 12.8 / delta on a case.

    Raises:
        SpecError: it is about no average, or delta is not above 0.
    """
    if claim.average is None:
        raise SpecError(f"{claim.name} is about no average: it is kept or broken, within nothing")
    if not delta > 0:
        raise SpecError(f"a delta of {delta}: give one above 0")
    average = claim.average._replace(delta=delta)

    def drawn(target: Any) -> "SearchStrategy[Drawn]":
        return claim.cases(target).map(lambda case: case._replace(draws=average.draws))

    return claim._replace(
        average=average,
        cases=drawn,
        check=lambda target, case: average.tried(target, case)[1],
        made=(within, claim, delta),
    )
