"""Whose weight lasts: the left eigenvector of a matrix of weights, and what repeated averaging comes to."""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, connected_components

from ...sim import SpecError

Floats = NDArray[np.float64]


class Class(NamedTuple):
    """A closed class: seats that all listen to each other in the end, and to nobody outside.

    Attributes:
        members: their places, ascending.
        power: of each, summing to 1: how much its start counts in where they end.
        period: 1 where repeated averaging settles; with another they go round for ever.
    """

    members: tuple[int, ...]
    power: tuple[float, ...]
    period: int


def stochastic(weights: ArrayLike, seats: Sequence[str] = ()) -> Floats:
    """Return a matrix W[listener, speaker] after checking that it is one of weights.

    Args:
        weights: the matrix.
        seats: the names of its rows, for the error; their places where none are given.

    Raises:
        SpecError: it is not square, or a row has a weight below 0, one that is not known, or another sum
            than 1 (to 1e-9).
    """
    made = np.array(weights, float)
    if made.ndim != 2 or made.shape[0] != made.shape[1] or not made.size:
        shape = " x ".join(map(str, made.shape))
        raise SpecError(f"weights are a square matrix, W[listener, speaker], not {shape or 'one number'}")
    for i, row in enumerate(made):
        whose = f"the row of {seats[i]!r:.140}" if seats else f"row {i}"
        if np.isnan(row).any():
            raise SpecError(
                f"{whose} has a weight that is not known: more seeds may tell it, unless that seat cannot be "
                "asked again"
            )
        if row.min() < 0:
            raise SpecError(
                f"{whose} has the weight {row.min():g}: power is that of weights of 0 and more, and this "
                "listener moves away from somebody"
            )
        if abs(row.sum() - 1) > 1e-9:
            raise SpecError(f"{whose} sums to {row.sum():g}: a listener's weights sum to 1; see normalised()")
    return made


def normalised(weights: ArrayLike) -> Floats:
    """Return weights of 0 and more with each row divided by its sum; a listener to nobody keeps to itself."""
    made = np.array(weights, float)
    sums = made.sum(axis=1)
    made[sums == 0, sums == 0] = 1.0
    return stochastic(made / np.where(sums == 0, 1.0, sums)[:, None])


def power(weights: ArrayLike, seats: Sequence[str] = ()) -> list[Class]:
    """Return the closed classes of a matrix of weights, each with the power of its members.

    Power is the left eigenvector s = s W of the class. There is one such vector for all where there is one
    closed class; seats outside of all classes have none. O(n^3).

    Source: DeGroot (1974), Reaching a consensus; French (1956), A formal theory of social power.

    Args:
        weights: W[listener, speaker], rows summing to 1, self-weight on the diagonal.
        seats: the names of its rows, for the error.

    Raises:
        SpecError: the matrix is none of weights; see `stochastic`.

    >>> [one.power for one in power([[0, 1], [0.5, 0.5]])]
    [(0.333..., 0.666...)]
    """
    made = stochastic(weights, seats)
    _, label = connected_components(csr_array(made), directed=True, connection="strong")
    found = []
    for number in dict.fromkeys(label.tolist()):
        members = np.flatnonzero(label == number)
        if not made[np.ix_(members, label != number)].any():
            within = made[np.ix_(members, members)]
            places = tuple(int(place) for place in members)
            found.append(Class(places, tuple(_left(within).tolist()), _period(within)))
    return found


def _left(within: Floats) -> Floats:
    """Return the left eigenvector of an irreducible matrix, by elimination without subtraction.

    Source: Grassmann, Taksar and Heyman (1985), Regenerative analysis and steady state distributions.
    """
    left = within.copy()
    n = len(left)
    for last in range(n - 1, 0, -1):
        left[:last, last] /= left[last, :last].sum()
        left[:last, :last] += np.outer(left[:last, last], left[last, :last])
    found: Floats = np.ones(n)
    for i in range(1, n):
        found[i] = found[:i] @ left[:i, i]
    found /= found.sum()
    return found


def _period(within: Floats) -> int:
    """Return the greatest common divisor of the lengths of all cycles."""
    order, parent = breadth_first_order(csr_array(within), 0)
    depth = np.zeros(len(within), int)
    for place in order[1:]:
        depth[place] = depth[parent[place]] + 1
    rows, columns = np.nonzero(within)
    return math.gcd(*(abs(depth[rows] + 1 - depth[columns])).tolist())


def limit(weights: ArrayLike, start: ArrayLike) -> Floats:
    """Return what repeated averaging comes to: the limit of W^t x.

    Args:
        weights: W[listener, speaker], rows summing to 1.
        start: what each holds at first.

    Raises:
        SpecError: it does not converge, or the matrix is none of weights.
    """
    made, first = stochastic(weights), np.array(start, float)
    if first.shape != made.shape[:1]:
        raise SpecError(f"{first.size} numbers to start from, and {len(made)} seats: give one for each")
    ends = np.zeros(len(made))
    closed = np.zeros(len(made), bool)
    for one in power(made):
        if one.period > 1:
            raise SpecError(
                f"does not converge: period {one.period}; give a seat of {list(one.members)} a self-weight"
            )
        members = list(one.members)
        ends[members] = np.dot(one.power, first[members])
        closed[members] = True
    open_ = ~closed
    inner = -made[np.ix_(open_, open_)]
    # what is left of 1 is the sum of the others: taking self-weights from 1 would lose the small ones
    np.fill_diagonal(inner, made[open_].sum(axis=1, where=~np.eye(len(made), dtype=bool)[open_]))
    ends[open_] = np.linalg.solve(inner, made[np.ix_(open_, closed)] @ ends[closed])
    return ends
