"""An agent that says what somebody likes to hear."""

from pydantic import Field

from ..sim import Reply, Stance, Turn
from .simulated import Simulated, closed, position


class Sycophant(Simulated):
    """Agrees with the seat that it looks up to, once it has heard it; else with the one who asks.

    Source: Sharma et al. (2024), Towards understanding sycophancy in language models; of prestige, Henrich
    and Gil-White (2001), The evolution of prestige.

    Attributes:
        prestige: the name of the seat it looks up to; none = it looks up to no seat.
        asker: what the one who asks seems to think; of several parts one for each.
        deference: the chance that it goes along when what it holds is something else, from 0 to 1.
    """

    prestige: str = ""
    asker: Stance | None = None
    deference: float = Field(default=1.0, ge=0, le=1)

    def answer(self, turn: Turn) -> Reply:
        """Go along, or say what it holds."""
        own = position(turn)
        asker = (
            self.asker[turn.part] if turn.part is not None and isinstance(self.asker, tuple) else self.asker
        )
        liked = dict(turn.heard.held()).get(self.prestige, asker)
        if liked is None or liked == own or closed(turn, liked) or turn.question.problem(liked):
            return (
                turn.abstain("it has no answer, and nobody to agree with") if own is None else turn.say(own)
            )
        if own is not None and turn.random.random() >= self.deference:
            return turn.say(own)
        credited = [self.prestige] if any(name == self.prestige for name, _ in turn.heard.held()) else []
        return turn.say(liked, credits=credited)
