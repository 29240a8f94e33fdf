"""Approval: one vote for each of as many options as one likes."""

from ...sim import Approval as Approvals
from ...sim import Ballots, Question, Rule, Stance, Tally, Wants, Weight
from ...sim.rule import because, counted
from ...sim.wants import foreign
from .sheets import among_options, highest, told_apart

APPROVALS = Approvals()


class Approval(Rule):
    """Elects the option that the most ballots approve of.

    A blank ballot approves of nothing. Neither a choice nor a ranking becomes approvals.

    Source: Brams and Fishburn (1978), Approval voting.
    """

    def needs(self, question: Question) -> Wants:
        """Return approvals."""
        return among_options(self, question, APPROVALS)

    def tally(self, ballots: Ballots) -> Tally:
        """Count approvals."""
        question = ballots.question
        self.needs(question)
        valid, _, notes = told_apart(
            self, ballots, "approvals", lambda reply: foreign("approvals", reply.approvals, question)
        )
        counts: dict[Stance, Weight] = dict.fromkeys(question.options, 0)
        for reply, votes in valid:
            for option in reply.approvals:
                counts[option] += votes
        return Tally(highest(counts) if valid else (), counts, notes=notes)

    def why(self, ballots: Ballots, tally: Tally) -> str:
        """Say how many approve of the winner."""
        return because(tally, "approval", f"from {counted(ballots.votes(ballots.cast), 'ballot')}")
