"""Rules over points that are given out of a budget."""

from pydantic import Field

from ...sim import Ballots, Figures, Points, Tally
from ...sim.rule import because
from .sheets import FigureRule, Sheets, highest


class Cumulative(FigureRule):
    """Elects the option that gets the most points, out of a budget that each ballot divides as it likes.

    A ballot over the budget is spoilt, never rescaled; nobody need spend it all.

    Source: Glasser (1959), Game theory and cumulative voting for corporate directors.

    Attributes:
        budget: what a ballot can spend.
    """

    budget: float = Field(default=10.0, gt=0)

    @property
    def ballot(self) -> Figures:
        """Points."""
        return Points(budget=self.budget)

    def count(self, read: Sheets) -> Tally:
        """Sum the points."""
        totals = read.totals()
        return Tally(highest(totals), totals)

    def why(self, ballots: Ballots, tally: Tally) -> str:  # noqa: ARG002 - the tally says it all
        """Say how many points the winner has."""
        return because(tally, "point")


class Quadratic(Cumulative):
    """Elects the option that gets the most points, where v points for an option cost a ballot v squared.

    A ballot over the budget is spoilt, never rescaled.

    Source: Lalley and Weyl (2018), Quadratic voting: how mechanism design can radicalize democracy; credits
    of a budget: Posner and Weyl (2018), Radical markets.
    """

    @property
    def ballot(self) -> Figures:
        """Points at quadratic cost."""
        return Points(budget=self.budget, quadratic=True)
