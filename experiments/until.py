"""Running until something is known precisely enough, by intervals that hold however often one looks.

The questions come in the order of their source. That order has to have nothing to do with how hard they are,
or which arm they suit: questions that are made up come so, a table that is sorted does not. Looks are taken
after whole questions, at places that depend on nothing but what was found, so that a run stops at the same
question whoever holds its talks, and however often it was interrupted.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from ..sim import SpecError
from ..sim.names import match, unknown
from .plan import Plan
from .statistics import Betting, Proportion, betting, by_question, mean, paired
from .store import Store
from .tables import quoted
from .units import rounded

LEVEL = 0.95
DIFFERENCE = "difference"
"""What stands for the differences of the primary measure, instead of the name of one."""

_WRITTEN = re.compile(r"\s*(.+?)\s*(?:\+/?-|±)\s*([0-9]*\.?[0-9]+(?:[eE]-?[0-9]+)?)\s*")
_FIRST = 20  # questions before the first look; then a tenth more each time, and as many at least

# of one talk these are 0 or 1, so that the sequence for a proportion is exact
_YES_OR_NO = frozenset({"accuracy", "consensus", "minority-rescued", "majority-destroyed"})


class Until(NamedTuple):
    """How precisely something is to be known.

    Attributes:
        measure: of what; of `differences` the primary one.
        half: half the width that every interval may have at most.
        differences: whether it is the differences of arms, each from the one that it is compared with.
    """

    measure: str
    half: float
    differences: bool

    def __str__(self) -> str:
        what = f"the difference in {self.measure}" if self.differences else self.measure
        return f"{what} ±{self.half:g}"

    @property
    def typed(self) -> str:
        """The same as it is typed after --until."""
        return f"{DIFFERENCE if self.differences else self.measure} +-{self.half!r}"


class Known(NamedTuple):
    """What is known of an arm, or of the difference of two.

    Attributes:
        a: the label of the arm.
        b: that of the arm that it is compared with; None where it is the arm itself.
        mean: over the questions that define it; None where none does.
        interval: it covers whenever one stops, with chance 0.95: of arms each, of differences all together.
            None where no mean fits all that was seen, as with questions that are sorted.
    """

    a: str
    b: str | None
    mean: float | None
    interval: tuple[float, float] | None


class Promise(NamedTuple):
    """What came of running until something is known.

    Attributes:
        wanted: how precisely it was to be known.
        questions: how many were asked.
        of: how many there are.
        reached: whether it is known so precisely; if not, the questions ran out.
        known: each arm, or each difference.
    """

    wanted: Until
    questions: int
    of: int
    reached: bool
    known: tuple[Known, ...]

    def json(self) -> dict[str, Any]:
        """Return it as JSON."""
        return self._asdict() | {
            "wanted": self.wanted._asdict(),
            "known": [
                one._asdict()
                | {
                    "mean": None if one.mean is None else rounded(one.mean),
                    "interval": None if one.interval is None else [rounded(end) for end in one.interval],
                }
                for one in self.known
            ],
        }

    @classmethod
    def load(cls, data: Mapping[str, Any]) -> "Promise":
        """Read it back."""
        known = tuple(
            Known(one["a"], one["b"], one["mean"], one["interval"] and tuple(one["interval"]))
            for one in data["known"]
        )
        return cls(Until(**data["wanted"]), data["questions"], data["of"], data["reached"], known)


def until(text: str, made: Plan) -> Until:
    """Read how precisely something is to be known: `accuracy +-0.01`, or `difference ±0.02`.

    Raises:
        SpecError: it says something else, of a measure that is not measured, or has no bounds.
    """
    found = _WRITTEN.fullmatch(text)
    if found is None:
        raise SpecError(
            f"until {text!r:.80}: expected a measure and how precisely it is to be known, such as "
            f"'accuracy +-0.01' or '{DIFFERENCE} +-0.02'"
        )
    names = [one.name for one in made.measures]
    spelt = match(found[1], (DIFFERENCE, *names))
    if spelt is None:
        raise SpecError(f"until: {unknown('measure', found[1], (DIFFERENCE, *names))}")
    differences = spelt == DIFFERENCE
    wanted = Until(made.primary if differences else spelt, float(found[2]), differences)
    pairs = _pairs(made, wanted)
    if not pairs:
        raise SpecError("until: one arm alone differs from none: name a measure, such as 'accuracy +-0.01'")
    learner = next((arm.label for arm in made.arms if arm.rule.learns), None)
    if learner is not None:
        raise SpecError(
            f"until: arm {learner!r} has a rule that learns, so that its mean drifts from question to "
            "question, and no interval holds however often one looks: fix the number of questions"
        )
    low, high = _range(made, wanted)
    if not high - low < float("inf"):
        bounded = ", ".join(one.name for one in made.measures if one.high - one.low < float("inf"))
        raise SpecError(
            f"until: {wanted.measure} has no bounds, and without them no interval holds however often one "
            f"looks: choose one of {bounded}"
        )
    if not 0 < wanted.half < (high - low) / 2:
        raise SpecError(
            f"until: expected a precision above 0 and below ±{(high - low) / 2:g}, which is what "
            f"{'a difference in ' * differences}{wanted.measure} is known to beforehand, not ±{wanted.half:g}"
        )
    return wanted


def looks(questions: int, held: int = 0) -> Iterator[int]:
    """Yield after how many questions it looks: twenty, twenty more each time, then a tenth more.

    Args:
        questions: how many there are; the last look comes after them.
        held: those of which something is there already; it looks after them, and not before.

    >>> list(looks(100)), list(looks(500, held=230))
    ([20, 40, 60, 80, 100], [242, 266, 292, 321, 353, 388, 426, 468, 500])
    """
    asked = 0
    while asked < questions:
        asked = min(questions, asked + max(_FIRST, asked // 10))
        if asked >= held:
            yield asked


class Precision:
    """What is known so far.

    Args:
        made: the plan of the experiment.
        wanted: how precisely what is to be known.
    """

    def __init__(self, made: Plan, wanted: Until) -> None:
        self._labels = [arm.label for arm in made.arms]
        self._of = made.questions
        self._wanted = wanted
        self._pairs = _pairs(made, wanted)
        self._trial = 0
        low, high = _range(made, wanted)
        level = 1 - (1 - LEVEL) / (len(self._pairs) if wanted.differences else 1)
        start: Proportion | Betting = betting(low, high, level=level)
        if not wanted.differences and wanted.measure in _YES_OR_NO and made.spec.replicates == 1:
            start = Proportion(level)
        self._sequences = [start] * len(self._pairs)

    def look(self, store: Store) -> bool:
        """Take in what is new in a store, in the order of the plan; say whether it is precise enough.

        A question is a step, its replicates together; one that does not define the measure is none.
        """
        arms = sorted({arm for pair in self._pairs for arm in pair if arm is not None})
        fresh = {arm: self._fresh(store, arm) for arm in arms}
        [(last,)] = store.rows("SELECT coalesce(max(trial), -1) FROM trials")
        self._trial = last + 1
        for place, (arm, base) in enumerate(self._pairs):
            if base is None:
                means = {question: mean(values) for question, values in fresh[arm].items()}
                steps = [value for value in means.values() if value is not None]
            else:
                steps = list(by_question(paired(fresh[arm], fresh[base])).values())
            self._sequences[place] = self._sequences[place].extended(steps)
        return all(one.half is not None and one.half <= self._wanted.half for one in self._sequences)

    def _fresh(self, store: Store, arm: int) -> dict[str, list[float | None]]:
        """Return what the measure was in each replicate of the questions that are new, in their order."""
        found: dict[str, list[float | None]] = {}
        column = quoted(self._wanted.measure)
        for question, value in store.rows(
            f"SELECT question, {column} FROM decisions JOIN trials USING (trial) "  # noqa: S608 - the name is quoted
            "WHERE arm = ? AND trial >= ? ORDER BY trial",
            (arm, self._trial),
        ):
            found.setdefault(str(question), []).append(value)
        return found

    def promise(self, questions: int, *, reached: bool) -> Promise:
        """Return what came of it."""
        known = tuple(
            Known(self._labels[arm], None if base is None else self._labels[base], one.mean, one.interval)
            for (arm, base), one in zip(self._pairs, self._sequences, strict=True)
        )
        return Promise(self._wanted, questions, self._of, reached, known)


def _pairs(made: Plan, wanted: Until) -> Sequence[tuple[int, int | None]]:
    """Return the arms whose intervals are looked at, each with the one that it is compared with.

    The best seat is not among them: which it is depends on all questions, so it is no sequence of steps.
    """
    arms = range(len(made.arms))
    if not wanted.differences:
        return [(arm, None) for arm in arms]
    return [(arm, base) for arm in arms if (base := made.base(arm)) is not None]


def _range(made: Plan, wanted: Until) -> tuple[float, float]:
    """Return the least and the most that a step can be."""
    measure = next(one for one in made.measures if one.name == wanted.measure)
    if wanted.differences:
        return measure.low - measure.high, measure.high - measure.low
    return measure.low, measure.high
