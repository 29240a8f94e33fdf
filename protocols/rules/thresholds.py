"""Rules that elect only what enough of the electorate hold, or what nobody vetoes."""

from abc import abstractmethod
from fractions import Fraction

from ...sim import Ballots, Question, Rule, Share, Stance, Tally, Wants, exact
from ...sim.rule import counted, figure, listed
from .approval import APPROVALS, approving
from .plurality import Plurality
from .profile import Profile
from .sheets import among_options
from .words import verb


class Threshold(Plurality):
    """Elects the stance that most hold, if enough of the electorate do; else nobody.

    Of rankings the first place counts; several at one place share the vote.
    """

    def tally(self, ballots: Ballots) -> Tally:
        """Count first choices against the electorate."""
        return self._passed(super().tally(ballots), ballots.electorate)

    def count(self, profile: Profile) -> Tally:
        """Count first places against all rankings, blank ones included."""
        return self._passed(super().count(profile), profile.voters)

    def _passed(self, tally: Tally, electorate: int) -> Tally:
        most = max(tally.scores.values(), default=0)
        return tally if self.enough(Fraction(most), electorate) else tally._replace(winners=())

    @abstractmethod
    def enough(self, votes: Fraction, electorate: int) -> bool:
        """Tell whether so many votes are enough."""

    @abstractmethod
    def asked(self) -> str:
        """Say how many votes are asked for."""

    def why(self, ballots: Ballots, tally: Tally) -> str:
        """Compare the most votes with those that it takes."""
        electorate = ballots.electorate
        most = max(tally.scores.values(), default=0)
        lead = [stance for stance, votes in tally.scores.items() if votes == most]
        end = "" if tally.winners else " Nobody is elected."
        said = f"{verb(lead, 'has', 'each have')} {figure(most)} of {counted(electorate, 'vote')}"
        return f"{said}; it takes {self.asked()}.{end}"


class Majority(Threshold):
    """Elects the stance that more than half of the electorate hold; nobody where there is none.

    Whoever is in the electorate counts, whether they voted or not.

    Source: May (1952), A set of independent necessary and sufficient conditions for simple majority decision.
    """

    def enough(self, votes: Fraction, electorate: int) -> bool:
        """More than half are."""
        return 2 * votes > electorate

    def asked(self) -> str:
        """More than half."""
        return "more than half of them"


class Supermajority(Threshold):
    """Elects the stance that a stated share of the electorate hold, 2/3 by default; nobody where none has it.

    Whoever is in the electorate counts, whether they voted or not. The share is compared exactly. Of several
    that have it, the most held wins.

    Source: Caplin and Nalebuff (1988), On 64%-majority rule.

    Attributes:
        share: of the electorate, such as `"2/3"` or 0.6; above 0, at most 1.
        more: whether it takes more than the share; else just the share is enough.
    """

    share: Share = "2/3"
    more: bool = False

    def enough(self, votes: Fraction, electorate: int) -> bool:
        """The share is, or more than the share."""
        needed = exact(self.share) * electorate
        return votes > needed or (votes == needed and not self.more)

    def asked(self) -> str:
        """The share."""
        return f"{'more than' if self.more else 'at least'} {self.share} of them"


class Unanimity(Threshold):
    """Elects the stance that the whole electorate hold; nobody where there is none.

    Who cast no ballot, or a blank one, does not hold it.

    Source: Buchanan and Tullock (1962), The calculus of consent.
    """

    def enough(self, votes: Fraction, electorate: int) -> bool:
        """All are."""
        return votes == electorate > 0

    def asked(self) -> str:
        """All."""
        return "all of them"


class VetoPower(Rule):
    """Elects every option that nobody vetoes; a seat vetoes what it does not approve of.

    Any seat kills an option. One that cast no ballot, or a blank one, vetoes nothing. Neither a choice nor a
    ranking becomes approvals.

    Source: Tsebelis (2002), Veto players: how political institutions work.
    """

    def needs(self, question: Question) -> Wants:
        """Return approvals.

        Raises:
            SpecError: the question has no options.
        """
        return among_options(self, question, APPROVALS)

    def tally(self, ballots: Ballots) -> Tally:
        """Count vetoes, below 0.

        Raises:
            SpecError: no ballot approves of anything, or the question has no options.
        """
        valid, notes = approving(self, ballots)
        options = ballots.question.options
        vetoes: dict[Stance, int] = dict.fromkeys(options, 0)
        for reply, votes in valid:
            for option in options:
                if option not in reply.approvals:
                    vetoes[option] -= votes
        left = [option for option, votes in vetoes.items() if not votes]
        return Tally(tuple(left) if valid else (), vetoes, notes=notes)

    def why(self, ballots: Ballots, tally: Tally) -> str:  # noqa: ARG002 - the vetoes say it
        """Say who vetoes what."""
        rest = [f"{name} {figure(-votes)}" for name, votes in tally.scores.items() if votes]
        start = f"Nobody vetoes {listed(tally.winners)}." if tally.winners else "Nobody is elected."
        return f"{start} Vetoes: {', '.join(rest) or 'none'}."
