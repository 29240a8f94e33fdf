"""Propose, attack, defend or revise, vote."""

from typing import Self

from pydantic import Field, model_validator

from ..sim import Floor, Protocol, Question, SpecError
from .roles import enough, seat_of


class Critique(Protocol):
    """One seat proposes; round by round critics attack the proposal, and it is defended or revised; all vote.

    Critics hear the proposer alone when they attack, and the proposer hears them when it answers, whatever
    the topology; the vote hears along the topology. Where the proposer proposes nothing, the vote follows at
    once. Two controls: with `drop` at rate 1 in the phase `attack` nothing of the attacks is heard, neither
    stance nor reason; under the lens `stance-only` they are heard without their reasons.

    Source: critiques and the revisions that they lead to: Saunders, Yeh, Wu, Bills, Ouyang, Ward and Leike
    (2022), Self-critiquing models for assisting human evaluators; here the critic is another seat.

    Attributes:
        rounds: how often it is attacked and defended.
        proposer: the seat that proposes; the first that is no named critic where none is named.
        critics: the seats that attack; all others where none are named.
        rotate: whether one critic attacks in each round, in turn, instead of all.
    """

    rounds: int = Field(default=1, ge=1)
    proposer: str = ""
    critics: tuple[str, ...] = ()
    rotate: bool = False

    @model_validator(mode="after")
    def _apart(self) -> Self:
        if self.proposer and self.proposer in self.critics:
            raise ValueError(f"{self.proposer!r:.80} proposes, and cannot be a critic too: name others")
        if len(set(self.critics)) < len(self.critics):
            raise ValueError("a critic is named twice: name each once")
        return self

    def check(self, question: Question, seats: tuple[str, ...]) -> None:  # noqa: ARG002 - any question
        """Refuse a table of one, and parts for those who do not sit there."""
        self._parts(seats)

    def _parts(self, seats: tuple[str, ...]) -> tuple[str, list[str]]:
        """Return who proposes, and the critics."""
        enough(seats, "a critique", 2)
        named = [seat_of(seats, "critic", critic, 0) for critic in self.critics]
        free = [seat for seat in seats if seat not in named]
        if not free:
            raise SpecError("all seats are critics, and nobody is left to propose: name fewer")
        proposer = seat_of(seats, "proposer", self.proposer or free[0], 0)
        return proposer, named or [seat for seat in seats if seat != proposer]

    def most_answers(self, seats: int) -> int:
        """Return how many answers it takes at most: one, each round critics and defence, then all."""
        critics = 1 if self.rotate else len(self.critics) or seats - 1
        return 1 + self.rounds * (critics + 1) + seats

    async def run(self, floor: Floor) -> None:
        """Propose, attack and defend, vote."""
        proposer, critics = self._parts(floor.seats)
        proposal = await floor.ask("propose", [proposer], hears={})
        if proposal.said:
            for number in floor.rounds(self.rounds):
                now = [critics[(number - 1) % len(critics)]] if self.rotate else critics
                await floor.ask("attack", now, hears={critic: [proposer] for critic in now})
                await floor.ask("defend", [proposer], hears={proposer: now})
        await floor.ask("vote", wants=floor.ballot)
