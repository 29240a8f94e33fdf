"""The stance that most hold."""

from ...sim import ANSWER, Ballots, Question, Tally, Wants
from ...sim.rule import because
from .profile import Profile
from .ranked import RankedRule, elected


class Plurality(RankedRule):
    """Elects the stance with the most ballots; all that share the lead where several do.

    Of rankings the first place counts; several at one place share the vote.
    """

    def needs(self, question: Question) -> Wants:  # noqa: ARG002 - the same of any
        """Return an answer of any kind."""
        return ANSWER

    def tally(self, ballots: Ballots) -> Tally:
        """Count first choices."""
        if any(reply.stance is None and not reply.delegate for reply in ballots.cast.values()):
            return super().tally(ballots)
        counts = ballots.counts()
        most = max(counts.values(), default=0)
        return Tally(tuple(stance for stance, count in counts.items() if count == most and most), counts)

    def why(self, ballots: Ballots, tally: Tally) -> str:  # noqa: ARG002 - the votes say it
        """Say how many votes the winner has."""
        return because(tally, "vote")

    def count(self, profile: Profile) -> Tally:
        """Count first places."""
        return elected(profile, profile.tops((1 << len(profile.options)) - 1))
