"""How they decide: a rule turns ballots into a tally."""

from abc import abstractmethod
from collections.abc import Callable, Collection, Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from .names import import_path
from .question import Question, Stance
from .statement import Reply
from .value import Kind
from .wants import ANSWER, Wants

Weight = int | float | Fraction
"""A figure that a rule counts: exact wherever what it is made of is."""

NAMED = 6
"""How many are named in a row; of more, the rest is counted."""
PLAIN = 10_000
"""The largest denominator of a fraction that is spelt as one."""


class Ballots(NamedTuple):
    """What there is to count.

    Attributes:
        question: what is decided.
        cast: the valid ballots by seat, in the order of the panel.
        missing: how the ask ended for the seats of the electorate that cast none.
        weights: how many votes a seat has, 1 or more: as many voters cast its ballot, or its one voter weighs
            as much. 1 for those not named.
    """

    question: Question
    cast: Mapping[str, Reply]
    missing: Mapping[str, str]
    weights: Mapping[str, int] = {}

    @property
    def electorate(self) -> int:
        """How many votes there are, whether they were cast or not."""
        return self.votes(self.cast) + self.votes(self.missing)

    def votes(self, seats: Collection[str]) -> int:
        """Return how many votes seats have together."""
        return sum(self.weights.get(seat, 1) for seat in seats) if self.weights else len(seats)

    def counts(self) -> dict[Stance, int]:
        """Count the stances, options in their order and zeros included, then others as they first occur."""
        counts: dict[Stance, int] = dict.fromkeys(self.question.options, 0)
        for seat, reply in self.cast.items():
            if reply.stance is not None:
                counts[reply.stance] = counts.get(reply.stance, 0) + self.weights.get(seat, 1)
        return counts


class Round(NamedTuple):
    """One round of a count in rounds.

    Attributes:
        scores: what those still in have.
        out: who leaves after it.
    """

    scores: Mapping[Stance, Weight]
    out: tuple[Stance, ...]


class Tally(NamedTuple):
    """What a rule made of the ballots.

    Attributes:
        winners: all that the rule puts first, in the order of the options; several where they tie, none where
            it elects nobody.
        scores: what it counted, where that is one figure for each option.
        lottery: a probability for each winner, where the rule is a lottery.
        notes: what a reader should know.
        rounds: of a count in rounds; where eliminations tie, those of one way to go on.
        exact: whether these are all winners; False where there were too many ways to follow, and these are
            at least among them.
    """

    winners: tuple[Stance, ...]
    scores: Mapping[Stance, Weight] = {}
    lottery: Mapping[Stance, Weight] = {}
    notes: tuple[str, ...] = ()
    rounds: Sequence[Round] = ()
    exact: bool = True


class Rule(Kind):
    """A rule of decision: ballots -> tally. Ties are results: it returns all that share the lead."""

    def needs(self, question: Question) -> Wants:  # noqa: ARG002 - most rules need the same of any question
        """Return the poorest ballot that it can count.

        Raises:
            SpecError: it cannot decide a question of this kind.
        """
        return ANSWER

    @abstractmethod
    def tally(self, ballots: Ballots) -> Tally:
        """Count.

        Raises:
            SpecError: the ballots do not hold what it needs.
        """

    def after(self, ballots: Ballots) -> "Rule":  # noqa: ARG002 - most rules learn nothing
        """Return the rule for the next question, after this one: itself, unless it learns from answers."""
        return self

    @property
    def learns(self) -> bool:
        """Whether it may be another rule after a question: it then decides questions in their order."""
        return type(self).after is not Rule.after

    def why(self, ballots: Ballots, tally: Tally) -> str:  # noqa: ARG002 - others need the ballots
        """Say in a sentence or two why this won."""
        return because(tally)

    @property
    def name(self) -> str:
        """The name to print."""
        return str(self.spec()["use"])


def because(tally: Tally, unit: str = "", rest: str = "") -> str:
    """Say why the winners won from what was counted: their score, and who comes next.

    Args:
        tally: the scores.
        unit: what is counted, such as `"vote"`; none where a score is no number of anything.
        rest: what else to say of the score, such as `"on average"`.
    """
    if not tally.winners:
        return "Nobody is elected."
    names = listed(tally.winners)
    scores = dict(tally.scores)
    if any(winner not in scores for winner in tally.winners):
        return f"{names}: elected."
    lead = scores[tally.winners[0]]
    has = "each have" if len(tally.winners) > 1 else "has"
    said = " ".join(filter(None, [names, has, counted(lead, unit), rest]))
    others = [option for option in scores if option not in tally.winners]
    if not others:
        return f"{said}."
    second = max(others, key=scores.__getitem__)
    return f"{said}; next comes {second} with {figure(scores[second])}."


def listed(names: Sequence[Stance], most: int = NAMED) -> str:
    """Return names in a row; where they are more than `most`, the first and how many more.

    >>> listed("ab"), listed("abcdefgh")
    ('a and b', 'a, b, c, d, e and 3 more')
    """
    shown = [str(name) for name in names]
    if len(shown) > most:
        shown[most - 1 :] = [f"{len(shown) - most + 1} more"]
    return " and ".join(filter(None, [", ".join(shown[:-1]), *shown[-1:]]))


def counted(number: Weight, unit: str) -> str:
    """Spell a number of something, or a number alone.

    >>> counted(1, "vote"), counted(Fraction(1, 2), "point"), counted(3, "")
    ('1 vote', '1/2 points', '3')
    """
    return f"{figure(number)} {unit}{'' if number == 1 else 's'}" if unit else figure(number)


def figure(number: Weight) -> str:
    """Spell a score: whole numbers as such, plain fractions as they are, others to six places.

    >>> figure(Fraction(6, 2)), figure(Fraction(1, 3)), figure(2.5), figure(Fraction("0.12345678"))
    ('3', '1/3', '2.5', '0.123457')
    """
    if not isinstance(number, float) and Fraction(number).denominator <= PLAIN:
        return str(Fraction(number))
    return f"{float(number):.6g}"


def rule(function: Callable[[Ballots], Tally]) -> Rule:
    """Make a rule of a function from ballots to a tally."""
    return FunctionRule(function=function)


class FunctionRule(Rule):
    """A rule that is a function."""

    function: Callable[[Ballots], Tally]

    def tally(self, ballots: Ballots) -> Tally:
        """Count."""
        return self.function(ballots)

    def __reduce__(self) -> tuple[Callable[[str], Rule], tuple[str]]:
        """Pickle it as functions are: by the name under which it stands."""
        return _restored, (self.spec()["use"],)

    def spec(self) -> dict[str, Any]:
        """Return the name of the function; a rule is not in a journal, so this is for printing only."""
        return {"use": f"{self.function.__module__}:{self.function.__qualname__}"}


def _restored(name: str) -> Rule:
    """Return the rule of a name, which is that of the function or, where `rule` decorates it, of the rule."""
    found = import_path(name)
    return found if isinstance(found, FunctionRule) else FunctionRule(function=found)
