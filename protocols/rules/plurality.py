"""The stance that most hold."""

from ...sim import Ballots, Rule, Tally


class Plurality(Rule):
    """Elects the stance with the most ballots; all that share the lead where several do."""

    def tally(self, ballots: Ballots) -> Tally:
        """Count first choices."""
        counts = ballots.counts()
        most = max(counts.values(), default=0)
        return Tally(tuple(stance for stance, count in counts.items() if count == most and most), counts)
