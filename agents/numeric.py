"""Agents that hold a number."""

import math

from ..sim import AgentError, Reply, Turn
from .simulated import Simulated, around, opening


class DeGroot(Simulated):
    """Moves to the weighted mean of its own number and the last number of each seat it hears.

    The weights are the topology's (a link to oneself is self-trust), 1 where it gives none, and renormalise
    over who was heard; with nobody heard it stays.

    Source: DeGroot (1974), Reaching a consensus.

    Attributes:
        start: the number it starts from; where none is given, its evidence, or a draw from the range.
    """

    start: float | None = None

    def answer(self, turn: Turn) -> Reply:
        """Move to the mean."""
        own = turn.stance if turn.stance is not None else self.start
        if own is None:
            own = opening(turn)
        if own is None:
            return turn.abstain("it has no number to start from")
        if not isinstance(own, float | int):
            raise AgentError(
                f"DeGroot averages numbers, and holds {own!r:.80}: ask for a number, with a range"
            )
        heard = turn.heard
        weighed = [(heard.trust(name), theirs) for name, theirs in heard.held() if isinstance(theirs, float)]
        if not weighed:  # the floor may have told what it counted, of nobody in particular
            told = around(turn).items()
            weighed = [(float(count), theirs) for theirs, count in told if isinstance(theirs, float)]
        weighed.append((heard.trust(turn.seat), float(own)))
        total = math.fsum(weight for weight, _ in weighed)
        if not total:
            return turn.say(float(own))
        mean = math.fsum(weight * number for weight, number in weighed) / total
        numbers = [number for weight, number in weighed if weight]
        return turn.say(min(max(mean, min(numbers)), max(numbers)))  # rounding leaves the range by an ulp
