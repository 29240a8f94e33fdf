"""The sign-flip permutation test: had the arms changed places on some questions, how often as far apart?"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from .signs import drawn_patterns, enumerable, every_pattern

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

FLIPS = 9_999
"""How many patterns are drawn, unless said otherwise."""

_SLACK = 1e-9  # of what could be reached: sums that are equal but for rounding are equal


class Permutation(NamedTuple):
    """A two-sided sign-flip test of one difference a question.

    Attributes:
        p: how likely patterns of signs are that reach a mean as far from 0. The share of all patterns where
            they are counted, else (b + 1) / (m + 1) with b of m drawn (Phipson and Smyth, 2010). None
            without a question.
        least: the least that it could have been with these questions: with fewer than 6 that differ at all
            it is above .05, and nothing can be shown.
        flips: how many patterns were counted, the one observed included.
        exact: whether these are all.
    """

    p: float | None
    least: float
    flips: int
    exact: bool

    @property
    def note(self) -> str:
        """Why nothing can be shown at .05, whatever comes out; empty where something can."""
        return "too few questions differ to reach .05" if self.least > 0.05 else ""


def sign_flip(differences: Sequence[float], *, flips: int = FLIPS, seed: int = 0) -> Permutation:
    """Return the sign-flip test of differences, one a question.

    Under the hypothesis that the arms are the same, a difference is as likely as its opposite; whole
    questions are flipped, never single replicates. Source: Fisher (1935), The design of experiments,
    section 21; Pitman (1937).

    Args:
        differences: d_q, one a question.
        flips: how many patterns to draw, m; all are counted where 2^questions is at most m + 1. O(m x
            questions).
        seed: of the draws.
    """
    import numpy as np

    if not len(differences):
        return Permutation(None, 1.0, 0, exact=True)
    return sign_flips(np.array([differences], float), flips=flips, seed=seed)[0]


def sign_flips(table: "Floats", *, flips: int = FLIPS, seed: int = 0) -> list[Permutation]:
    """Return the tests of several comparisons, with the same signs for the same questions.

    Args:
        table: comparisons x questions; 0 where a comparison does not have a question.
        flips: as of `sign_flip`.
        seed: as of `sign_flip`.
    """
    import numpy as np

    differing = np.count_nonzero(table, axis=1).tolist()
    found = {
        row: _exact(table[row, table[row] != 0]) for row, n in enumerate(differing) if enumerable(n, flips)
    }
    rest = [row for row in range(len(table)) if row not in found]
    if rest:
        counts = _as_far(table[rest], drawn_patterns(table.shape[1], flips, seed))
        for row, count in zip(rest, counts, strict=True):
            p = (count + 1) / (flips + 1)
            found[row] = Permutation(p, max(_least(differing[row]), 1 / (flips + 1)), flips + 1, exact=False)
    return [found[row] for row in range(len(table))]


def _exact(differences: "Floats") -> Permutation:
    n = len(differences)
    if n == 0:  # nowhere do they differ: every pattern is as far
        return Permutation(1.0, 1.0, 1, exact=True)
    (count,) = _as_far(differences[None], every_pattern(n))
    return Permutation(count / 2 ** (n - 1), _least(n), 2**n, exact=True)


def _least(differing: int) -> float:
    """Return the share of the two patterns in which all agree."""
    return 2.0 ** (1 - differing)


def _as_far(table: "Floats", patterns: Iterable["Floats"]) -> list[int]:
    """Count, for each row, the patterns under which its sum is as far from 0 as it is."""
    reached = abs(table.sum(axis=1)) - _SLACK * abs(table).sum(axis=1)
    counts = sum((abs(signs @ table.T) >= reached).sum(axis=0) for signs in patterns)
    return [int(count) for count in counts]
