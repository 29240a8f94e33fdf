"""Tie-breaks: the listed order, a seeded lot, the casting vote of a seat."""

from ...sim import Ballots, SpecError, Stance, Tally, TieBreak
from ...sim.streams import Key


class ListedOrder(TieBreak):
    """Takes the winner that the question lists first; of free answers, the one given first.

    It treats options unequally: it breaks neutrality.
    """

    def pick(self, tally: Tally, ballots: Ballots) -> Stance:
        """Take the first."""
        listed = [*ballots.counts(), *tally.winners]
        return min(
            tally.winners, key=lambda winner: listed.index(winner) if winner in listed else len(listed)
        )


class SeededLot(TieBreak):
    """Draws one of the winners, each with the same chance, or with its chance where the rule is a lottery.

    The draw is fixed by the seed and the question.

    Attributes:
        seed: of the draw.
    """

    seed: int = 0

    def pick(self, tally: Tally, ballots: Ballots) -> Stance:
        """Draw one, by its place among the winners."""
        lot = Key(self.seed, ballots.question.key).stream("lot")
        if tally.lottery:
            return lot.weighted(tally.winners, [float(tally.lottery[winner]) for winner in tally.winners])
        return lot.choice(tally.winners)


class CastingVote(TieBreak):
    """Takes what one seat voted for, if that is among the winners. It treats seats unequally.

    Attributes:
        seat: whose vote decides.
    """

    seat: str

    def pick(self, tally: Tally, ballots: Ballots) -> Stance | None:
        """Take its stance.

        Raises:
            SpecError: no such seat.
        """
        electorate = [*ballots.cast, *ballots.missing]
        if self.seat not in electorate:
            listed = ", ".join(electorate)[:200]
            raise SpecError(f"the casting vote is that of {self.seat!r:.80}, who is none of {listed}")
        reply = ballots.cast.get(self.seat)
        stance = None if reply is None else reply.stance
        return stance if stance in tally.winners else None
