"""Ballots that give options figures, read exactly: what is blank and what is spoilt is counted, and said."""

from abc import abstractmethod
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import NamedTuple

from ...sim import Ballots, Figures, Question, Reply, Rule, SpecError, Stance, Tally, Wants, Weight
from ...sim.rule import counted


class Sheets(NamedTuple):
    """The ballots that a rule over figures counts.

    Attributes:
        options: of the question.
        rows: for each ballot the figures of the options that it gives one, and how many votes it has.
        blank: how many votes give none.
        electorate: how many votes there are, whether they were cast or not.
        notes: what a reader should know of blank and spoilt ballots; both keep their voter.
    """

    options: tuple[str, ...]
    rows: tuple[tuple[Mapping[Stance, Weight], int], ...]
    blank: int
    electorate: int
    notes: tuple[str, ...]

    def totals(self) -> dict[Stance, Weight]:
        """Return the sum of the figures of each option, a blank as 0."""
        total: dict[Stance, Weight] = dict.fromkeys(self.options, 0)
        for given, votes in self.rows:
            for option, figure in given.items():
                total[option] += votes * figure
        return total


class FigureRule(Rule):
    """A rule over figures for options."""

    @property
    @abstractmethod
    def ballot(self) -> Figures:
        """The ballot that it counts."""

    def needs(self, question: Question) -> Wants:
        """Return its ballot.

        Raises:
            SpecError: the question has no options.
        """
        return among_options(self, question, self.ballot)

    def tally(self, ballots: Ballots) -> Tally:
        """Read the figures and count them; where no ballot is valid nobody is elected."""
        self.needs(ballots.question)
        read = sheets(self, self.ballot, ballots)
        found = self.count(read) if read.rows else Tally(())
        return found._replace(notes=read.notes + found.notes)

    @abstractmethod
    def count(self, read: Sheets) -> Tally:
        """Count one ballot or more."""


def sheets(rule: Rule, want: Figures, ballots: Ballots) -> Sheets:
    """Read the figures that ballots give options.

    Raises:
        SpecError: no ballot holds any.
    """
    question = ballots.question
    valid, blank, notes = told_apart(
        rule,
        ballots,
        want.field,
        lambda reply: want.spoilt(getattr(reply, want.field), question),
    )
    rows = tuple(
        ({option: as_written(figure) for option, figure in getattr(reply, want.field)}, votes)
        for reply, votes in valid
    )
    return Sheets(question.options, rows, blank, ballots.electorate, notes)


def told_apart(
    rule: Rule, ballots: Ballots, field: str, spoilt: Callable[[Reply], str]
) -> tuple[list[tuple[Reply, int]], int, tuple[str, ...]]:
    """Tell valid ballots from blank and spoilt ones.

    Args:
        rule: for the error.
        ballots: those cast.
        field: of a reply, in which what is counted stands; a ballot on which nothing stands there is blank.
        spoilt: says what is wrong with a ballot that is not blank.

    Returns:
        The valid replies with their votes, how many votes are blank, and notes on blank and spoilt ones.

    Raises:
        SpecError: all are blank.
    """
    valid: list[tuple[Reply, int]] = []
    blank, wrong, why = 0, 0, ""
    for seat, reply in ballots.cast.items():
        votes = ballots.weights.get(seat, 1)
        if not getattr(reply, field):
            blank += votes
        elif said := spoilt(reply):
            wrong, why = wrong + votes, why or f"{seat}: {said}"
        else:
            valid.append((reply, votes))
    if not valid and not wrong and ballots.cast:
        raise SpecError(f"{rule.name} counts {field}, and no ballot holds any")
    notes = [f"{counted(blank, 'ballot')} without {field}: blank"] if blank else []
    if wrong:
        notes.append(f"{counted(wrong, 'spoilt ballot')}, such as that of {why}")
    return valid, blank, tuple(notes)


def among_options(rule: Rule, question: Question, ballot: Wants) -> Wants:
    """Return the ballot that a rule needs, where the question has options.

    Raises:
        SpecError: it has none.
    """
    if question.options:
        return ballot
    raise SpecError(f"{rule.name} chooses among options, and the question asks for {question.asks_for}")


def no_number(rule: Rule, question: Question, ballot: Wants) -> Wants:
    """Return the ballot that a rule needs, unless the question asks for a number.

    Raises:
        SpecError: it does.
    """
    if question.kind != "number":
        return ballot
    raise SpecError(
        f"{rule.name} counts who holds what, and the question asks for a number: see mean, median"
    )


def as_written(number: float) -> Weight:
    """Return a number exactly as it is written: .1 is a tenth, so that .1 and .2 are as much as .3."""
    return int(number) if number == int(number) else Fraction(str(number))


def highest(scores: Mapping[Stance, Weight], among: Iterable[Stance] | None = None) -> tuple[Stance, ...]:
    """Return who has the highest score, in the order of the scores."""
    left = list(scores if among is None else among)
    best = max((scores[option] for option in left), default=0)
    return tuple(option for option in left if scores[option] == best)
