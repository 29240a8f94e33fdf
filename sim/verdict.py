"""Verdicts: a tally in honest words, computed from a journal and never kept in it."""

import math
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Literal, NamedTuple

from .bus import Missing, Said
from .errors import SpecError
from .journal import Journal
from .question import Stance
from .rule import Ballots, Rule, Tally
from .spellings import in_one_spelling
from .tiebreak import TieBreak

Word = Literal[
    "unanimous",
    "supermajority",
    "majority",
    "plurality",
    "tie",
    "elected",
    "estimate",
    "no decision",
    "no quorum",
    "no answer",
]
"""The words for a verdict, and no others."""


class Verdict(NamedTuple):
    """A decision with its honest word.

    Attributes:
        word: how many of the electorate hold the winner.
        winners: the winner, or all who share the lead.
        counts: how many hold each stance; every option, zeros included.
        electorate: how many seats were asked for a ballot.
        missing: how the ask ended for those that cast none.
        rule: the name of the rule.
        tally: what the rule counted.
        chosen: the one winner, or the one that the tie-break picked; None where there is none.
        tie_break: the name of what picked it, where there was a tie to break.
    """

    word: Word
    winners: tuple[Stance, ...]
    counts: Mapping[Stance, int]
    electorate: int
    missing: Mapping[str, str]
    rule: str
    tally: Tally
    chosen: Stance | None = None
    tie_break: str = ""


def ballots(journal: Journal) -> Ballots:
    """Return the ballots of a talk: the outcomes of the last ask that wanted them.

    A seat whose outcome there is no reply has none, whatever it said before. Free answers stand in the
    spelling that they are counted under; see `spellings`.
    """
    journal = in_one_spelling(journal)
    last = None
    for ask, outcomes in journal.asks():
        if ask.ballot:
            last = (ask, outcomes)
    if last is None:
        return Ballots(journal.question, {}, {})
    seats = journal.seats
    ask, outcomes = last
    cast = {seats[said.place]: said.reply for said in outcomes if isinstance(said, Said)}
    gone = {seats[said.place]: str(said.outcome) for said in outcomes if isinstance(said, Missing)}
    unasked = {
        seats[place]: "unfinished" for place in ask.places if seats[place] not in cast.keys() | gone.keys()
    }
    return Ballots(journal.question, cast, gone | unasked)


def decide(
    counted: Ballots | Journal,
    rule: Rule,
    *,
    quorum: float | Fraction = 0,
    tie_break: TieBreak | None = None,
) -> Verdict:
    """Decide under a rule, from ballots or from the journal that holds them.

    Args:
        counted: the ballots, or the journal.
        rule: how to decide.
        quorum: the share of the electorate that must have cast a ballot, from 0 to 1; taken as it is
            written, so that .07 is met by 7 of 100.
        tie_break: what picks one of several winners; the verdict is a tie all the same.

    Raises:
        SpecError: a quorum outside 0 to 1.
    """
    if not 0 <= quorum <= 1:
        raise SpecError(f"quorum {quorum!r:.40} is no share: give a number from 0 to 1")
    if isinstance(counted, Journal):
        counted = ballots(counted)
    counts = counted.counts()
    tally = rule.tally(counted) if counted.cast else Tally(())
    word = _word(tally, counted, Fraction(str(quorum)))
    if word == "no quorum":
        tally = Tally(())
    chosen, broken = tally.winners[0] if len(tally.winners) == 1 else None, ""
    if len(tally.winners) > 1 and tie_break is not None:
        chosen, broken = tie_break.pick(tally, counted), tie_break.name
    return Verdict(
        word, tally.winners, counts, counted.electorate, counted.missing, rule.name, tally, chosen, broken
    )


def learnt(rule: Rule, past: Iterable[Ballots | Journal]) -> Rule:
    """Return the rule that has learnt from past questions, in their order; itself, unless it learns."""
    for one in past:
        rule = rule.after(ballots(one) if isinstance(one, Journal) else one)
    return rule


def _word(tally: Tally, counted: Ballots, quorum: Fraction) -> Word:
    electorate = counted.electorate
    if not counted.cast:
        return "no answer"
    if counted.votes(counted.cast) < quorum * electorate:
        return "no quorum"
    if not tally.winners:
        return "no decision"
    if len(tally.winners) > 1:
        return "tie"
    counts = counted.counts()
    held = counts.pop(tally.winners[0], 0)
    if counted.question.kind == "number" and held < electorate:
        return "estimate"  # also where somebody happens to hold it
    return _share(held, electorate) if held > max(counts.values(), default=0) else "elected"


def _share(held: int, electorate: int) -> Word:
    """Return the word for how many of the electorate hold the most held stance."""
    if held == electorate:
        return "unanimous"
    if 4 * held >= 3 * electorate:
        return "supermajority"
    return "majority" if 2 * held > electorate else "plurality"


def chance_of_bloc(seats: int, options: int, size: int) -> float:
    """Return the probability of a bloc of `size` or more if each of `seats` drew uniformly from `options`.

    Exact up to rounding of about 1e-13: one minus the coefficient of x^seats in
    seats! (sum over j < size of x^j / j!)^options over options^seats. O(options * seats * size).

    >>> round(chance_of_bloc(6, 2, 6), 5)
    0.03125
    """
    if options < 1 or seats < 1:
        raise SpecError(f"a bloc needs a seat and an option, not {seats} and {options}")
    # Poisson counts given their sum are multinomial, and their weights keep every number moderate
    small = range(min(size, seats + 1))
    weights = [_poisson(j, seats / options) for j in small]
    total = [1.0] + [0.0] * seats
    for left in reversed(range(options)):
        # the last option takes what is left, so only one sum of it is wanted
        sums = range(seats + 1) if left else [seats]
        total = [math.fsum(total[n - j] * weights[j] for j in small if j <= n) for n in sums]
    return min(1.0, max(0.0, 1.0 - total[-1] / _poisson(seats, seats)))


def _poisson(count: int, mean: float) -> float:
    return math.exp(count * math.log(mean) - mean - math.lgamma(count + 1))
