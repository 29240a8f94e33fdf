"""Answer, hear each other, answer again; and the two without the hearing."""

from collections.abc import Mapping
from typing import ClassVar, Self

from pydantic import Field

from ..sim import Brief, Floor, Protocol, Question, Stop, Wants
from .settling import Settling


class Poll(Protocol):
    """Everyone answers once, alone: what every other protocol is compared with."""

    def most_answers(self, seats: int) -> int:
        """Return how many answers it takes at most: all, once."""
        return seats

    async def run(self, floor: Floor) -> None:
        """Hold one round."""
        for _ in floor.rounds(1):
            await floor.ask("open", wants=floor.ballot)


class Debate(Protocol):
    """Everyone answers alone; then, round by round, hears the others and may change, and credit who moved it.

    It ends early when the whole electorate agrees, unless it is to go on; a seat that did not reply means
    another round.

    Source: Du, Li, Torralba, Tenenbaum and Mordatch (2023), Improving factuality and reasoning in language
    models through multiagent debate.

    Attributes:
        rounds: how many rounds in all, the first one included.
        early: whether it ends once all agree.
        until: a stop rule, by which it ends before that, too; none = it does not.
    """

    rounds: int = Field(default=2, ge=1)
    early: bool = True
    until: Stop | None = None
    hears: ClassVar[Mapping[str, tuple[str, ...]] | None] = None

    def check(self, question: Question, seats: tuple[str, ...]) -> None:  # noqa: ARG002 - any seats
        """Refuse a stop rule that cannot tell of this question."""
        if self.until is not None:
            self.until.check(question)

    def lasting(self, rounds: int) -> Self:
        """Return it with this many rounds."""
        return self.model_copy(update={"rounds": rounds, "early": False, "until": None})

    def most_answers(self, seats: int) -> int:
        """Return how many answers it takes at most: each round all."""
        return self.rounds * seats

    async def run(self, floor: Floor) -> None:
        """Hold the rounds."""
        settling = Settling(floor, self.until)
        for number in floor.rounds(self.rounds):
            phase = "open" if number == 1 else "revise"
            replies = await floor.ask(phase, wants=self.wants(floor), hears=self.hears)
            settling.heard(replies)
            if settling.over() or (self.early and replies.agreed):
                return

    def wants(self, floor: Floor) -> Wants:
        """Return what a round wants: the ballot."""
        return floor.ballot


class SelfRevision(Debate):
    """The control of Debate: the same rounds, in which everyone may think again but nobody is heard."""

    hears: ClassVar[Mapping[str, tuple[str, ...]] | None] = {}


class OpenDebate(Debate):
    """A debate in which answers are free: a stance in a few words of one's own, and an argument for it.

    Whether all agree is told by their stances, in which spellings are merged, and never by their arguments. A
    question that lists options is debated as ever.

    Source: the open debates of the AI Roundtable, a public site; the rounds are those of Du et al. (2023).

    Attributes:
        longest: how many characters a stance has at most; the rest belongs to the argument.
    """

    longest: int = Field(default=200, ge=1)

    def wants(self, floor: Floor) -> Wants:
        """Return what a round wants: the ballot, in brief."""
        return Brief(ballot=floor.ballot, longest=self.longest)
