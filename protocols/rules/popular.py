"""The option that more choose than all foresee."""

from fractions import Fraction

from ...sim import Ballots, Prediction, Question, Rule, Stance, Tally, Wants, Weight
from .sheets import Sheets, among_options, highest, sheets

PREDICTION = Prediction()


class SurprisinglyPopular(Rule):
    """Elects the option whose share of the votes is the largest for what the voters foresaw on average.

    The score of an option is its share over the mean of its foreseen shares; of two options, the one that
    beats what was foreseen. What a prediction leaves out it foresees nobody to choose. An option that nobody
    chose cannot win; one that somebody chose and nobody foresaw is before all that were foreseen, and has no
    score.

    Source: Prelec, Seung and McCoy (2017), A solution to the single-question crowd wisdom problem.
    """

    def needs(self, question: Question) -> Wants:
        """Return an answer and a prediction."""
        return among_options(self, question, PREDICTION)

    def tally(self, ballots: Ballots) -> Tally:
        """Set what was chosen against what was foreseen."""
        self.needs(ballots.question)
        read = sheets(self, PREDICTION, ballots)
        counts = ballots.counts()
        chosen = {option: counts[option] for option in read.options if counts[option]}
        if not chosen or not read.rows:
            return Tally((), notes=read.notes)
        foreseen = _mean(read)
        unforeseen = tuple(option for option in chosen if not foreseen[option])
        scores: dict[Stance, Weight] = {
            option: Fraction(n, sum(chosen.values())) / foreseen[option]
            for option, n in chosen.items()
            if foreseen[option]
        }
        note = f"nobody foresaw a vote for {' or '.join(map(str, unforeseen))}"
        notes = (*read.notes, note) if unforeseen else read.notes
        return Tally(unforeseen or highest(scores), scores, notes=notes)

    def why(self, ballots: Ballots, tally: Tally) -> str:
        """Say by how much the winner beat what was foreseen."""
        if not tally.winners or any(winner not in tally.scores for winner in tally.winners):
            return super().why(ballots, tally)
        counts, foreseen = ballots.counts(), _mean(sheets(self, PREDICTION, ballots))
        votes = sum(counts.values())
        told = [
            f"{option} {100 * counts[option] / votes:.3g} % (foreseen {float(100 * foreseen[option]):.3g} %)"
            for option in tally.scores
        ]
        names, times = " and ".join(map(str, tally.winners)), float(tally.scores[tally.winners[0]])
        return f"{names}: {times:.3g} times what was foreseen, the most; {', '.join(told)}."


def _mean(read: Sheets) -> dict[Stance, Fraction]:
    """Return the mean of the foreseen shares of each option."""
    votes = sum(votes for _, votes in read.rows)
    return {option: Fraction(total) / votes for option, total in read.totals().items()}
