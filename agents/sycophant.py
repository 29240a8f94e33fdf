"""An agent that says what somebody likes to hear."""

from pydantic import Field

from ..sim import Question, Reply, Stance, Turn
from ..sim.names import check_seated
from .simulated import Simulated, check_given, closed, given, position


class Sycophant(Simulated):
    """Agrees with the seat that it looks up to, once it has heard it; else with the one who asks.

    Source: Sharma et al. (2024), Towards understanding sycophancy in language models; of prestige, Henrich
    and Gil-White (2001), The evolution of prestige.

    Attributes:
        prestige: the name of the seat it looks up to; none = it looks up to no seat.
        asker: what the one who asks seems to think; of several parts one for each, or one for all.
        deference: the chance that it goes along when what it holds is something else, from 0 to 1.
    """

    prestige: str = ""
    asker: Stance | None = None
    deference: float = Field(default=1.0, ge=0, le=1)

    def check(self, question: Question, seats: tuple[str, ...]) -> None:
        """Refuse to look up to who does not sit there, and an asker whose thought is no answer."""
        check_seated("prestige:", filter(None, [self.prestige]), seats)
        check_given("asker", self.asker, question)

    def answer(self, turn: Turn) -> Reply:
        """Go along, or say what it holds."""
        own = position(turn)
        liked = dict(turn.heard.held()).get(self.prestige, given(turn, self.asker))
        if liked is None or liked == own or closed(turn, liked) or turn.question.problem(liked):
            return (
                turn.abstain("it has no answer, and nobody to agree with") if own is None else turn.say(own)
            )
        if own is not None and turn.random.random() >= self.deference:
            return turn.say(own)
        credited = [self.prestige] if any(name == self.prestige for name, _ in turn.heard.held()) else []
        return turn.say(liked, credits=credited)
