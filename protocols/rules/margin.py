"""Margin of victory: how few ballots, replaced by others, give other winners."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import combinations_with_replacement, permutations
from math import comb, perm
from typing import NamedTuple

from ...sim import Ballots, Reply, Rule, Scores, SpecError, Stance, Weight, places
from .approval import Approval
from .plurality import Plurality
from .points import Cumulative, Quadratic
from .positional import Positional
from .ranked import RankedRule, ranking
from .scores import Score

EFFORT = 3_000
"""How often few ballots are counted at most; many are, as much less often as they are more."""
FEW = 20
"""How many ballots that differ are few."""
SUMS: tuple[type[Rule], ...] = (Approval, Cumulative, Plurality, Quadratic, Score)
"""Rules whose scores are sums over ballots, the highest of which wins, as it is in all positional ones."""

Change = tuple[str, int, Reply]
"""A seat, how many of its votes are replaced, and by what."""


class Margin(NamedTuple):
    """How few ballots, replaced by others, give other winners.

    Attributes:
        least: fewer do not.
        most: so many do; None where no way to other winners was found.
    """

    least: int
    most: int | None

    @property
    def exact(self) -> bool:
        """Whether this is the number itself, and not bounds for it."""
        return self.least == self.most

    def __str__(self) -> str:
        number = self.least if self.most is None else self.most
        told = f"{number} ballot{'s' * (number != 1)}"
        if self.exact:
            return told
        return f"at {'least' if self.most is None else 'most'} {told}"


def margin(ballots: Ballots, rule: Rule, effort: int = EFFORT) -> Margin:
    """Return how few of the ballots, replaced by others, make the set of winners another one.

    Of a ballot that many cast each counts. Rankings are replaced by strict ones, as long as the longest that
    was cast. Missing and blank ballots are not replaced. The margin is exact for sums of points, in
    O(options x ballots). For other rules ballot after ballot is given to an opponent, those of the winner's
    best friends first, which gives an upper bound; and for rules over rankings all ways to replace one, two,
    ... are tried, as far as the effort goes, which gives a lower one.

    Args:
        ballots: what was cast.
        rule: how it is decided.
        effort: how often ballots are counted at most.

    Raises:
        SpecError: the question has no options, there are no ballots, or the rule cannot count them.
    """
    if not ballots.question.options:
        raise SpecError("a margin of victory is one between options, and this question has none")
    if not ballots.cast:
        raise SpecError("there is no ballot to replace")
    search = _Search(ballots, rule, effort)
    if _sums(rule):
        exact = search.summed()
        return Margin(exact, exact)
    return search.bounded()


class _Spent(Exception):  # noqa: N818 - no error: the search ends
    """All effort has been made."""


class _Search:
    """Replaces ballots, and looks who wins."""

    def __init__(self, ballots: Ballots, rule: Rule, effort: int) -> None:
        self.rule = rule
        self.ballots = _alike(ballots) if isinstance(rule, RankedRule) else ballots
        self.votes = {seat: self.ballots.weights.get(seat, 1) for seat in self.ballots.cast}
        self.options = ballots.question.options
        self.left = float(effort)
        self.before = rule.tally(self.ballots)
        self.winners = frozenset(self.before.winners)

    def changed(self, changes: Iterable[Change]) -> bool:
        """Tell whether others win once these have been replaced."""
        self.left -= max(1.0, len(self.votes) / FEW)
        if self.left < 0:
            raise _Spent
        cast, weights = dict(self.ballots.cast), dict(self.votes)
        for n, (seat, count, new) in enumerate(changes):
            # a seat that is replaced altogether keeps its name
            other = seat if weights[seat] == count else f"{seat}/{n}"
            weights[seat] -= count
            cast[other], weights[other] = new, count
        made = self.ballots._replace(cast=cast, weights=weights)
        return frozenset(self.rule.tally(made).winners) != self.winners

    def summed(self) -> int:
        """Return the margin of a rule whose scores are sums over ballots.

        One of the others must catch up with who leads alone, and a ballot does as much for that as the best
        one and itself differ. A tie is changed by any one ballot.
        """
        if len(self.winners) != 1:
            return 1
        (leader,) = self.before.winners
        return min(self._needed(option, leader) for option in self.options if option != leader)

    def _needed(self, option: str, leader: Stance) -> int:
        best = self._lead(next(self.favouring(option, str(leader))), option, leader)
        gains = sorted(
            (self._lead(reply, leader, option) + best, self.votes[seat])
            for seat, reply in self.ballots.cast.items()
        )
        gap: Weight = self.before.scores[leader] - self.before.scores[option]
        number = 0
        while gap > 0:
            gain, votes = gains.pop()
            taken = min(votes, -int(-gap // gain))
            gap -= taken * gain
            number += taken
        return number

    def _lead(self, reply: Reply, option: Stance, other: Stance) -> Weight:
        try:
            scores = self.rule.tally(Ballots(self.ballots.question, {"": reply}, {})).scores
        except SpecError:  # nothing stands on it that the rule counts
            return 0
        return scores.get(option, 0) - scores.get(other, 0)

    def bounded(self) -> Margin:
        """Return the margin of any rule, or bounds for it."""
        least, most, voters = 1, None, sum(self.votes.values())
        try:
            for option in self.options:
                against = next((str(name) for name in self.before.winners if name != option), "")
                for new in self.favouring(option, against):
                    most = self._along(self._friends(against, option), new, most)
            while least < (voters + 1 if most is None else most):
                if self._any(least):
                    return Margin(least, least)
                least += 1
        except _Spent:
            pass
        return Margin(least, most)

    def favouring(self, option: str, against: str) -> Iterator[Reply]:
        """Yield ballots for one option and against another, the most one-sided first."""
        if not isinstance(self.rule, RankedRule):
            wanted = self.rule.needs(self.ballots.question)
            if isinstance(wanted, Scores) and against and wanted.low < 0:  # what is left blank gets 0
                yield Reply(stance=option, scores=((option, wanted.high), (against, wanted.low)))
            else:
                yield wanted.lift(option)
            return
        others = [name for name in self.options if name not in (option, against)]
        last = [against] if against not in ("", option) else []
        for second in range(max(1, len(others))):
            order = (option, *others[second:], *others[:second], *last)
            yield _ranked(order[: self._length])

    def _friends(self, one: str, other: str) -> list[tuple[str, int]]:
        """Return the seats and their votes, those first that favour one option most over another."""
        cast = self.ballots.cast
        favour = {seat: _worth(reply, one) - _worth(reply, other) for seat, reply in cast.items()}
        return [(seat, self.votes[seat]) for seat in sorted(cast, key=lambda seat: -favour[seat])]

    def _along(self, friends: Sequence[tuple[str, int]], new: Reply, most: int | None) -> int | None:
        """Return how many to replace in this order give other winners, if fewer than most do."""
        bound = sum(self.votes.values()) if most is None else most - 1
        low, high = 0, min(1, bound)
        while high and not self.changed(_first(friends, high, new)):
            if high == bound:
                return most
            low, high = high, min(2 * high, bound)
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if self.changed(_first(friends, middle, new)) else (middle, high)
        return high or most

    def _any(self, number: int) -> bool:
        """Tell whether so many replaced can give other winners, however they are chosen."""
        kinds = perm(len(self.options), self._length)
        ways = comb(len(self.votes) + number - 1, number) * comb(kinds + number - 1, number)
        if not isinstance(self.rule, RankedRule) or ways > self.left:
            raise _Spent
        news = [_ranked(order) for order in permutations(self.options, self._length)]
        for seats in combinations_with_replacement(self.votes, number):
            if all(seats.count(seat) <= self.votes[seat] for seat in set(seats)):
                for chosen in combinations_with_replacement(news, number):
                    if self.changed((seat, 1, new) for seat, new in zip(seats, chosen, strict=True)):
                        return True
        return False

    @cached_property
    def _length(self) -> int:
        """How many options the longest ranking has."""
        cast = self.ballots.cast.values()
        return max(sum(map(len, places(ranking(reply)))) for reply in cast)


def _sums(rule: Rule) -> bool:
    """Tell whether the highest sum wins; of a rule derived from one in which it does nobody knows."""
    if isinstance(rule, Positional):
        own = type(rule)
        return (own.count, own.tally) == (Positional.count, Positional.tally)
    return type(rule) in SUMS and not (isinstance(rule, Score) and rule.mean)


def _alike(ballots: Ballots) -> Ballots:
    """Return the ballots with those that rank alike put together."""
    seats: dict[object, str] = {}
    weights: dict[str, int] = {}
    for seat, reply in ballots.cast.items():
        first = seats.setdefault(ranking(reply), seat)
        weights[first] = weights.get(first, 0) + ballots.weights.get(seat, 1)
    return ballots._replace(cast={seat: ballots.cast[seat] for seat in weights}, weights=weights)


def _ranked(order: tuple[str, ...]) -> Reply:
    return Reply(stance=order[0], ranking=order)


def _first(friends: Sequence[tuple[str, int]], number: int, new: Reply) -> Iterator[Change]:
    """Yield the changes by which the first so many votes become new ones."""
    for seat, votes in friends:
        if number > 0:
            yield seat, min(votes, number), new
        number -= votes


def _worth(reply: Reply, option: str) -> float:
    """Return how much a ballot is for an option: the places below it, or the figure that it gives."""
    figures = dict(reply.scores or reply.points)
    if figures:
        return figures.get(option, 0.0)
    if reply.approvals:
        return float(option in reply.approvals)
    tiers = places(ranking(reply))
    return next((float(len(tiers) - at) for at, tier in enumerate(tiers) if option in tier), 0.0)
