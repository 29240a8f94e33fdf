"""Rules that learn over questions: what they have learnt is part of their value, never state of a talk."""

from abc import abstractmethod
from typing import Self

from ...sim import Ballots, Question, Rule, SpecError


class Learning(Rule):
    """A rule that learns from questions whose answer is known, one after the other.

    `after` gives the rule for the next question, `learnt(rule, journals)` the one for what comes after those.

    Attributes:
        questions: those that it has learnt from, in order.
    """

    questions: tuple[str, ...] = ()

    def after(self, ballots: Ballots) -> Self:
        """Return the rule that has learnt from this question too; itself where its answer is not known."""
        if ballots.question.answer is None or not ballots.cast:
            return self
        self.check(ballots.question)
        learnt = self.learn(ballots)
        return learnt.model_copy(update={"questions": (*self.questions, ballots.question.key)})

    @abstractmethod
    def learn(self, ballots: Ballots) -> Self:
        """Return the rule that has learnt from these ballots."""

    def check(self, question: Question) -> None:
        """Raise a SpecError if this question is one of those that it has learnt from."""
        if question.key in self.questions:
            raise SpecError(
                f"{self.name} has learnt from {question.key!r:.80} already: let it decide before it learns"
            )
