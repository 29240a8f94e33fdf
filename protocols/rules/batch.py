"""Many profiles at once, in arrays of numpy: who wins in each, as the one-by-one form of a rule has it."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from .bucklin import Bucklin
from .elimination import Baldwin, Coombs, InstantRunoff
from .kemeny import Kemeny
from .pairs import Strength
from .pairwise import BORDA, Black, Condorcet, Copeland, Minimax, PairwiseAgenda, Smith
from .plurality import Plurality
from .positional import Positional, in_wholes
from .profile import Profile
from .ranked import RankedRule
from .ranked_pairs import RankedPairs
from .schulze import Schulze
from .table import Bools, Ints, Table, strongest_paths

LARGEST = 1 << 62
"""From here on no sum of points is kept in an array."""

Settled = tuple[Bools, Bools]
"""Who wins, profiles x options, and in which profiles that is settled; the others are counted one by one."""


def winners(rule: RankedRule, options: Sequence[str], table: Table) -> Bools:
    """Return who wins in each profile: profiles x options, True for each winner.

    The same as `rule.count` of each profile. Positional rules, plurality, Bucklin and most rules over pairs
    need no more than arrays; Kemeny and ranked pairs need no more where an option beats every other,
    eliminations where no two tie. All other profiles, and those of other rules, are counted one by one.

    Args:
        rule: how to count.
        options: the names of the options, by their numbers in the table.
        table: the profiles.
    """
    found, settled = _way(rule)(rule, options, table)
    names = {option: i for i, option in enumerate(options)}
    for k in np.flatnonzero(~settled):
        found[k] = False
        for winner in rule.count(profile(options, table, int(k))).winners:
            found[k, names[str(winner)]] = True
    return found


def profile(options: Sequence[str], table: Table, k: int) -> Profile:
    """Return one of the profiles."""
    orders = table.orders[k if len(table.orders) > 1 else 0].tolist()
    weights = [1] * len(orders) if table.weights is None else table.weights[k].tolist()
    cast = [
        (tuple([options[i] for i in order]), weight) for order, weight in zip(orders, weights, strict=True)
    ]
    return Profile(options, [(ranking, weight) for ranking, weight in cast if weight])


def _way(rule: RankedRule) -> Callable[[Any, Sequence[str], Table], Settled]:
    """Return how to count a rule in arrays; a rule derived from one of them may count in another way."""
    if type(rule).count is Positional.count:
        return _positional
    return WAYS.get(type(rule), _unsettled)


def _unsettled(rule: RankedRule, options: Sequence[str], table: Table) -> Settled:  # noqa: ARG001 - as all
    return np.zeros((table.count, table.options), np.bool_), np.zeros(table.count, np.bool_)


def _all(found: Any) -> Settled:
    return found, np.ones(len(found), np.bool_)


def _most(scores: Ints) -> Bools:
    most: Bools = scores == scores.max(axis=1, keepdims=True)
    return most


def _positional(rule: Positional, options: Sequence[str], table: Table) -> Settled:
    points, _ = in_wholes(rule, table.options)
    if max(map(abs, points)) * int(table.voters.max(initial=1)) >= LARGEST:
        return _unsettled(rule, options, table)
    return _all(_most(table.positional(np.array(points, np.int64))))


def _plurality(rule: Plurality, options: Sequence[str], table: Table) -> Settled:  # noqa: ARG001 - as all
    return _all(_most(table.placed(0)))


def _bucklin(rule: Bucklin, options: Sequence[str], table: Table) -> Settled:  # noqa: ARG001 - as all
    mentions = table.places().cumsum(axis=2)
    enough = 2 * mentions.max(axis=1) > table.voters[:, None]
    last = np.where(enough.any(axis=1), enough.argmax(axis=1), table.options - 1)
    return _all(_most(np.take_along_axis(mentions, last[:, None, None], axis=2)[:, :, 0]))


def _condorcet(rule: RankedRule, options: Sequence[str], table: Table) -> Settled:  # noqa: ARG001 - as all
    won: Ints = (table.margins() > 0).sum(axis=2)
    return _all(won == table.options - 1)


def _where_it_is(rule: RankedRule, options: Sequence[str], table: Table) -> Settled:
    """Elect who beats every other, where somebody does."""
    found, _ = _condorcet(rule, options, table)
    there: Bools = np.asarray(found.any(axis=1))
    return found, there


def _copeland(rule: Copeland, options: Sequence[str], table: Table) -> Settled:  # noqa: ARG001 - as all
    return _all(_most(np.sign(table.margins()).sum(axis=2)))


def _strengths(kind: Strength, table: Table) -> Ints:
    margins = table.margins()
    return np.where(margins > 0, margins if kind == "margins" else table.pairwise(), 0)


def _minimax(rule: Minimax, options: Sequence[str], table: Table) -> Settled:  # noqa: ARG001 - as all
    return _all(_most(-_strengths(rule.strength, table).max(axis=1)))


def _smith(rule: Smith, options: Sequence[str], table: Table) -> Settled:  # noqa: ARG001 - as all
    reached = strongest_paths(table.margins() >= 0)  # through who is not beaten by the one before
    return _all(reached.all(axis=2))


def _black(rule: Black, options: Sequence[str], table: Table) -> Settled:
    found, there = _where_it_is(rule, options, table)
    borda, settled = _positional(BORDA, options, table)
    return np.where(there[:, None], found, borda), there | settled


def _schulze(rule: Schulze, options: Sequence[str], table: Table) -> Settled:  # noqa: ARG001 - as all
    paths = strongest_paths(_strengths(rule.strength, table))
    return _all((paths >= paths.swapaxes(1, 2)).all(axis=2))


def _agenda(rule: PairwiseAgenda, options: Sequence[str], table: Table) -> Settled:
    order = [options.index(name) for name in rule.sequence(tuple(options))]
    margins, each = table.margins(), np.arange(table.count)
    stays = np.full(table.count, order[0])
    for other in order[1:]:
        stays = np.where(margins[each, other, stays] > 0, other, stays)
    found = np.zeros((table.count, table.options), np.bool_)
    found[each, stays] = True
    return _all(found)


def _runoff(rule: RankedRule, options: Sequence[str], table: Table) -> Settled:  # noqa: ARG001 - as all
    return _dropping(table, table.tops, stop=True)


def _coombs(rule: Coombs, options: Sequence[str], table: Table) -> Settled:  # noqa: ARG001 - as all
    return _dropping(table, lambda left: -table.bottoms(left), stop=rule.majority_stop)


def _baldwin(rule: Baldwin, options: Sequence[str], table: Table) -> Settled:  # noqa: ARG001 - as all
    margins = table.margins()
    return _dropping(table, lambda left: np.where(left[:, None, :], margins, 0).sum(axis=2), stop=False)


def _dropping(table: Table, scores: Callable[[Bools], Ints], *, stop: bool) -> Settled:
    """Drop the lowest until one is left, or has most of the first places; it is settled where none tie."""
    left = np.ones((table.count, table.options), np.bool_)
    settled = np.ones(table.count, np.bool_)
    for _ in range(table.options - 1):
        if stop:
            has = 2 * table.tops(left) > table.voters[:, None]
            left = np.where(has.any(axis=1, keepdims=True), has, left)
        counted = np.where(left, scores(left), LARGEST)
        last = (counted == counted.min(axis=1, keepdims=True)) & (left.sum(axis=1, keepdims=True) > 1)
        settled &= last.sum(axis=1) < 2
        left &= ~last
    return left, settled


WAYS: dict[type[RankedRule], Callable[[Any, Sequence[str], Table], Settled]] = {
    Baldwin: _baldwin,
    Black: _black,
    Bucklin: _bucklin,
    Condorcet: _condorcet,
    Coombs: _coombs,
    Copeland: _copeland,
    InstantRunoff: _runoff,
    Kemeny: _where_it_is,
    Minimax: _minimax,
    PairwiseAgenda: _agenda,
    Plurality: _plurality,
    RankedPairs: _where_it_is,
    Schulze: _schulze,
    Smith: _smith,
}
