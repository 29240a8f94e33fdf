"""Rules in which a lot decides: which ballot, or who votes."""

from fractions import Fraction
from heapq import nsmallest

from pydantic import Field

from ...sim import Ballots, Key, Question, Rule, Tally, Wants
from ...sim.rule import counted
from .plurality import Plurality
from .sheets import no_number

PLURALITY = Plurality()


class RandomBallot(Rule):
    """Draws one ballot and elects its first choice: a lottery in which all that somebody puts first may win.

    Also called random dictator. The tally holds the exact chances, and a seeded lot as the tie-break draws
    one winner by them. Where a ballot puts several first they share its chance.

    Source: Gibbard (1977), Manipulation of schemes that mix voting with chance.
    """

    def needs(self, question: Question) -> Wants:
        """Return an answer."""
        return no_number(self, question, PLURALITY.needs(question))

    def tally(self, ballots: Ballots) -> Tally:
        """Return the chance of each option."""
        self.needs(ballots.question)
        counts = PLURALITY.tally(ballots).scores
        total = sum(Fraction(count) for count in counts.values())
        lottery = {option: Fraction(count) / total for option, count in counts.items() if count}
        told = ", ".join(f"{option} {chance}" for option, chance in lottery.items())
        return Tally(tuple(lottery), counts, lottery, (f"a lottery: {told}"[:300],) if lottery else ())

    def why(self, ballots: Ballots, tally: Tally) -> str:
        """Say how likely each winner is."""
        if not tally.lottery:
            return super().why(ballots, tally)
        told = ", ".join(f"{option} with a chance of {chance}" for option, chance in tally.lottery.items())
        return f"One ballot is drawn, and its first choice wins: {told}."


class Sortition(Rule):
    """Draws some seats by lot, and decides by their ballots alone, under another rule.

    All of the electorate can be drawn, also who cast no ballot; a seat with several votes is as many voters.
    The draw is fixed by the seed and the question, and hangs on the names of the seats, not on their order.

    Source: Dahl (1970), After the revolution?; Landemore (2020), Open democracy.

    Attributes:
        rule: what decides then.
        size: how many are drawn; all where there are no more.
        seed: of the draw.
    """

    rule: Rule = PLURALITY
    size: int = Field(default=3, ge=1)
    seed: int = 0

    def needs(self, question: Question) -> Wants:
        """Return what its rule needs."""
        return self.rule.needs(question)

    def drawn(self, ballots: Ballots) -> Ballots:
        """Return the ballots of those who are drawn."""
        key = Key(self.seed, ballots.question.key, "sortition")
        seats = (*ballots.cast, *ballots.missing)
        voters = [(seat, i) for seat in seats for i in range(ballots.votes([seat]))]
        lot = nsmallest(self.size, voters, key=lambda voter: (key.stream(*voter).random(), voter))
        weights = {seat: sum(one == seat for one, _ in lot) for seat in dict.fromkeys(one for one, _ in lot)}
        cast = {seat: reply for seat, reply in ballots.cast.items() if seat in weights}
        missing = {seat: why for seat, why in ballots.missing.items() if seat in weights}
        return Ballots(ballots.question, cast, missing, weights)

    def tally(self, ballots: Ballots) -> Tally:
        """Draw, and let the rule count."""
        jury = self.drawn(ballots)
        found = self.rule.tally(jury) if jury.cast else Tally(())
        names = ", ".join(seat for seat in (*ballots.cast, *ballots.missing) if seat in jury.weights)
        note = f"{counted(jury.electorate, 'voter')} drawn by lot: {names}"[:300]
        return found._replace(notes=(note, *found.notes))

    def why(self, ballots: Ballots, tally: Tally) -> str:
        """Say what its rule says of those who were drawn."""
        return f"{tally.notes[0]}. {self.rule.why(self.drawn(ballots), tally)}"
