"""What asking again told: who moved whom, and why stances changed."""

import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from ...sim import Edge, Question, SpecError, Stance
from .causes import CAUSES, Cause, HeldBack
from .effects import Effect

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Pair(NamedTuple):
    """What one speaker did to one listener, over all asks in which it was heard.

    Attributes:
        speaker: who was heard.
        listener: who heard it.
        asks: in how many asks.
        direct: the mean of its direct effects; None where it has none.
        pull: the mean of its pulls; None where none is defined.
        third: how often the listener changed to a stance that was not the speaker's.
        shapley: the mean of its Shapley values; None where it has none.
        error: the standard error of that, of the orders that were drawn; 0 where all were tried.
    """

    speaker: str
    listener: str
    asks: int
    direct: float | None
    pull: float | None
    third: int
    shapley: float | None
    error: float


class Causal:
    """What asking again told of one talk, or of several that differ in their seed alone.

    Attributes:
        question: what was decided.
        seats: the names, in the order of the panel.
        talks: how many talks.
        left_out: the seats that could not be asked again, each with the reason; nothing is said of what moved
            them.
        effects: of each heard speaker on each listener, in each ask.
        causes: of each change of stance.
        held_back: the stances that were kept only because of what was heard.
    """

    def __init__(self, question: Question, seats: tuple[str, ...]) -> None:
        self.question = question
        self.seats = seats
        self.talks = 0
        self.left_out: dict[str, str] = {}
        self.effects: list[Effect] = []
        self.causes: list[Cause] = []
        self.held_back: list[HeldBack] = []

    def pairs(self) -> list[Pair]:
        """Return what each did to each that heard it, in the order of the panel."""
        found: dict[tuple[str, str], list[Effect]] = {}
        for effect in self.effects:
            found.setdefault((effect.speaker, effect.listener), []).append(effect)
        seats = self.seats
        return [_pair(*key, found[key]) for key in ((u, v) for u in seats for v in seats) if key in found]

    def probability(self, speaker: str, listener: str | None = None) -> dict[Stance, float]:
        """Return P(it is said | speaker heard) - P(it is said | not), for whatever was or would be said.

        Args:
            speaker: who was heard.
            listener: by whom; all who heard it, taken together, where nobody is named.

        Raises:
            SpecError: the question asks for a number, or nobody was asked again about this speaker.
        """
        if self.question.kind == "number":
            raise SpecError("numbers have no probabilities each: the direct effect is their mean difference")
        found = [
            effect
            for effect in self.effects
            if effect.speaker == speaker and listener in (None, effect.listener)
        ]
        if not found:
            raise SpecError(f"nobody who heard {speaker!r:.140} was asked again: nothing is known of it")
        counts: dict[Stance, int] = dict.fromkeys(self.question.options, 0)
        for effect in found:
            counts[effect.said] = counts.get(effect.said, 0) + 1
            if effect.otherwise is not None:
                counts[effect.otherwise] = counts.get(effect.otherwise, 0) - 1
        return {stance: count / len(found) for stance, count in counts.items()}

    def edges(self) -> list[Edge]:
        """Return the direct effects in the first talk that are not 0, as edges of the kind `"causal"`.

        Their influence is the size of the effect: of choices 1; of numbers as a share of the largest.
        """
        found = [(effect, abs(effect.direct)) for effect in self.effects if not effect.talk and effect.direct]
        most = max((size for _, size in found), default=1.0)
        return [
            Edge(effect.speaker, effect.listener, effect.ask, effect.round, "causal", size / most)
            for effect, size in found
        ]

    def counts(self) -> dict[str, int]:
        """Return how many changes came from what, and how many were held back."""
        made = dict.fromkeys(CAUSES, 0)
        for one in self.causes:
            made[one.cause] += 1
        return made | {"held back": len(self.held_back)}

    def weights(self) -> "NDArray[np.float64]":
        """Return W[listener, speaker], the mean pull, with what is left of 1 as self-weight.

        Of DeGroot seats these are the weights themselves. Rows sum to 1; a pull that was never defined is
        NaN, and so is the self-weight beside it; that of seats that could not be asked is NaN throughout.
        """
        import numpy as np

        place = {seat: i for i, seat in enumerate(self.seats)}
        made = np.zeros((len(place), len(place)))
        for pair in self.pairs():
            made[place[pair.listener], place[pair.speaker]] = math.nan if pair.pull is None else pair.pull
        np.fill_diagonal(made, 1 - made.sum(axis=1))
        made[[place[seat] for seat in self.left_out]] = math.nan
        return made


def _pair(speaker: str, listener: str, found: Sequence[Effect]) -> Pair:
    errors = [effect.error for effect in found]
    return Pair(
        speaker,
        listener,
        len(found),
        _mean(effect.direct for effect in found),
        _mean(effect.pull for effect in found),
        sum(effect.third for effect in found),
        _mean(effect.shapley for effect in found),
        math.sqrt(math.fsum(error**2 for error in errors)) / len(found),
    )


def _mean(figures: Iterable[float | None]) -> float | None:
    known = [figure for figure in figures if figure is not None]
    return math.fsum(known) / len(known) if known else None
