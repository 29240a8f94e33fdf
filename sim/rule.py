"""How they decide: a rule turns ballots into a tally."""

from abc import abstractmethod
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from .question import Question, Stance
from .statement import Reply
from .value import Kind
from .wants import ANSWER, Wants


class Ballots(NamedTuple):
    """What there is to count.

    Attributes:
        question: what is decided.
        cast: the valid ballots by seat, in the order of the panel.
        missing: how the ask ended for the seats of the electorate that cast none.
    """

    question: Question
    cast: Mapping[str, Reply]
    missing: Mapping[str, str]

    @property
    def electorate(self) -> int:
        """How many seats were asked for a ballot, whether they cast one or not."""
        return len(self.cast) + len(self.missing)

    def counts(self) -> dict[Stance, int]:
        """Count the stances, options in their order and zeros included, then others as they first occur."""
        counts: dict[Stance, int] = dict.fromkeys(self.question.options, 0)
        for reply in self.cast.values():
            if reply.stance is not None:
                counts[reply.stance] = counts.get(reply.stance, 0) + 1
        return counts


class Tally(NamedTuple):
    """What a rule made of the ballots.

    Attributes:
        winners: all that the rule puts first; several where they tie, none where it elects nobody.
        scores: what it counted, where that is one figure for each option.
        lottery: a probability for each winner, where the rule is a lottery.
        notes: what a reader should know.
    """

    winners: tuple[Stance, ...]
    scores: Mapping[Stance, float | Fraction] = {}
    lottery: Mapping[Stance, float | Fraction] = {}
    notes: tuple[str, ...] = ()


class Rule(Kind):
    """A rule of decision: ballots -> tally. Ties are results: it returns all that share the lead."""

    def needs(self, question: Question) -> Wants:  # noqa: ARG002 - most rules need the same of any question
        """Return the poorest ballot that it can count."""
        return ANSWER

    @abstractmethod
    def tally(self, ballots: Ballots) -> Tally:
        """Count."""

    @property
    def name(self) -> str:
        """The name to print."""
        return str(self.spec()["use"])


def rule(function: Callable[[Ballots], Tally]) -> Rule:
    """Make a rule of a function from ballots to a tally."""
    return FunctionRule(function=function)


class FunctionRule(Rule):
    """A rule that is a function."""

    function: Callable[[Ballots], Tally]

    def tally(self, ballots: Ballots) -> Tally:
        """Count."""
        return self.function(ballots)

    def spec(self) -> dict[str, Any]:
        """Return the name of the function; a rule is not in a journal, so this is for printing only."""
        return {"use": f"{self.function.__module__}:{self.function.__qualname__}"}
