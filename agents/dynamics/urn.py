"""Debate as an urn: what was said adds to what will be said."""

from collections.abc import Sequence
from typing import Annotated, ClassVar

from pydantic import Field

from ...sim import Stance, Turn
from ..simulated import given
from .dynamic import Array, Categorical, Moment, Moments, Peer

Above = Annotated[float, Field(gt=0)]


class DirichletMultinomial(Categorical):
    """Draws each answer from a belief over the options, and counts all that it hears into it, its own too.

    The belief is Dirichlet; with it integrated out an option is drawn with a chance proportional to its
    weight (a Polya urn). Debate is a martingale on such seats: talk alone makes nobody more right.

    Source: Choi, Zhu and Li (2025), Debate or vote: which yields better decisions in multi-agent large
    language models?

    Attributes:
        prior: the weight of each option at first, above 0; the last one stands for all that follow.
    """

    claims: ClassVar[tuple[str, ...]] = ("belief-is-a-martingale",)

    draws = 1

    prior: tuple[Above, ...] = Field(default=(2.0, 1.0), min_length=1)

    def opening(self, turn: Turn) -> Stance:
        """Draw from the prior."""
        start = given(turn, self.start)
        if start is not None:
            return start
        options = turn.question.options
        return options[drawn(self.weights(len(options)), turn.random.random())]

    def weights(self, options: int) -> list[float]:
        """Return the prior weight of each option."""
        return [self.prior[min(i, len(self.prior) - 1)] for i in range(options)]

    def remember(self, at: Moment) -> list[float]:
        """Count what each last said, by its weight, its own answer among it."""
        weights = list(at.memory or self.weights(len(at.options)))
        for weight, stance, _ in (Peer(at.trust, at.own), *at.heard):
            weights[at.options.index(stance)] += weight
        return weights

    def remembers(self, at: Moments) -> Array:
        """Count what each last said."""
        counts: Array = at.hearing.counts(at.own, at.options)
        return counts + (self.weights(at.options) if at.memory is None else at.memory)

    def update(self, at: Moment) -> str:
        """Draw from what it remembers."""
        return at.options[drawn(at.memory, at.draws[0])]

    def updates(self, at: Moments) -> Array:
        """Draw for each."""
        upto = at.memory.cumsum(axis=1)
        drawn: Array = (upto <= at.draws[:, :1] * upto[:, -1:]).sum(axis=1)
        return drawn


def drawn(weights: Sequence[float], draw: float) -> int:
    """Return a place, drawn in proportion to weight."""
    left = draw * sum(weights)
    for place, weight in enumerate(weights):
        left -= weight
        if left < 0:
            return place
    return len(weights) - 1
