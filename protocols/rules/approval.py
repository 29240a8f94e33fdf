"""Approval: one vote for each of as many options as one likes."""

from ...sim import Approval as Approvals
from ...sim import Ballots, Question, Reply, Rule, Stance, Tally, Wants, Weight
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
        valid, notes = approving(self, ballots)
        counts: dict[Stance, Weight] = dict.fromkeys(ballots.question.options, 0)
        for reply, votes in valid:
            for option in reply.approvals:
                counts[option] += votes
        return Tally(highest(counts) if valid else (), counts, notes=notes)

    def why(self, ballots: Ballots, tally: Tally) -> str:
        """Say how many approve of the winner."""
        return because(tally, "approval", f"from {counted(ballots.votes(ballots.cast), 'ballot')}")


def approving(rule: Rule, ballots: Ballots) -> tuple[list[tuple[Reply, int]], tuple[str, ...]]:
    """Return the valid ballots with their votes, and notes on those that are blank or spoilt.

    Raises:
        SpecError: the question has no options, or no ballot approves of anything.
    """
    question = ballots.question
    among_options(rule, question, APPROVALS)
    valid, _, notes = told_apart(
        rule, ballots, "approvals", lambda reply: foreign("approvals", reply.approvals, question)
    )
    return valid, notes
