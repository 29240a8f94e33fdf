"""Strategies for who hears whom: connected, strongly connected, aperiodic, regular by construction.

Weights are W[listener][speaker], whole numbers, of which only the ratios in a row matter.
"""

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from ....sim import Complete, Edges, Link, SpecError, Topology

Weights = tuple[tuple[int, ...], ...]
Shape = Literal["any", "connected", "strong", "aperiodic", "regular", "doubly"]
MOST = 3
"""The largest weight that is drawn at once."""
# made once: to make a strategy costs more than to draw from it
_ABOVE = st.integers(1, MOST)
_ONE = st.integers(0, 1)


@st.composite
def _any(draw: DrawFn, seats: int) -> list[list[int]]:
    """Draw any matrix: a number for each row, whose digits are its weights, since draws are what costs."""
    rows = st.integers(0, (MOST + 1) ** seats - 1)
    return [_digits(draw(rows), seats) for _ in range(seats)]


def _digits(number: int, places: int) -> list[int]:
    return [number // (MOST + 1) ** place % (MOST + 1) for place in range(places)]


@st.composite
def _connected(draw: DrawFn, seats: int) -> list[list[int]]:
    """Draw lines that run both ways: a tree, and more."""
    found = [[0] * seats for _ in range(seats)]
    for place in range(1, seats):
        other = draw(st.integers(0, place - 1))
        found[place][other] = found[other][place] = draw(_ABOVE)
    for place in range(seats):
        for other in range(place + 1):
            if not found[place][other] and draw(_ONE):
                found[place][other] = found[other][place] = 1
    return found


@st.composite
def _strong(draw: DrawFn, seats: int) -> list[list[int]]:
    """Draw ears: each leads from where one was to where one was, through seats that are new.

    Every strongly connected graph is made of ears (Robbins 1939; Bang-Jensen and Gutin, Digraphs, 2009).
    """
    found = [[0] * seats for _ in range(seats)]
    known = 1
    while known < seats:
        fresh = draw(st.integers(1, seats - known))
        start, end = draw(st.integers(0, known - 1)), draw(st.integers(0, known - 1))
        path = [start, *range(known, known + fresh), end]
        for speaker, listener in pairwise(path):
            found[listener][speaker] = draw(_ABOVE)
        known += fresh
    for listener in range(seats):
        for speaker in range(seats):
            if not found[listener][speaker]:
                found[listener][speaker] = draw(_ONE)
    return found


@st.composite
def _aperiodic(draw: DrawFn, seats: int) -> list[list[int]]:
    """Draw a strongly connected graph in which somebody listens to itself."""
    found = draw(_strong(seats))
    place = draw(st.integers(0, seats - 1))
    found[place][place] = max(1, found[place][place])
    return found


@st.composite
def _regular(draw: DrawFn, seats: int) -> list[list[int]]:
    """Draw steps round the table: everyone hears those who sit so many places further on."""
    steps = draw(st.sets(st.integers(1, seats - 1), min_size=1)) if seats > 1 else set()
    return [
        [int((speaker - listener) % seats in steps) for speaker in range(seats)] for listener in range(seats)
    ]


@st.composite
def _doubly(draw: DrawFn, seats: int) -> list[list[int]]:
    """Draw a sum of permutations: all rows and columns have one sum (Birkhoff 1946)."""
    found = [[0] * seats for _ in range(seats)]
    for _ in range(draw(_ABOVE)):
        for listener, speaker in enumerate(draw(st.permutations(range(seats)))):
            found[listener][speaker] += 1
    return found


_SHAPES = {
    "any": _any,
    "connected": _connected,
    "strong": _strong,
    "aperiodic": _aperiodic,
    "regular": _regular,
    "doubly": _doubly,
}


def weights(seats: int, *, shape: Shape = "any") -> SearchStrategy[Weights]:
    """Return a strategy of weight matrices, W[listener][speaker], in whole numbers.

    Args:
        seats: how many.
        shape: `"any"`; `"connected"`: lines run both ways, and everybody is reached; `"strong"`: everybody is
            reached from everybody along lines with a direction; `"aperiodic"`: such that, besides, somebody
            listens to itself; `"regular"`: everyone hears as many, and is heard by as many; `"doubly"`: all
            rows and columns have one sum.
    """
    if shape not in _SHAPES:
        raise SpecError(f"unknown shape {shape!r:.80}: known: {', '.join(_SHAPES)}")
    return _weights(seats, shape)


@lru_cache(maxsize=64)
def _weights(seats: int, shape: Shape) -> SearchStrategy[Weights]:
    return _SHAPES[shape](seats).map(lambda rows: tuple(map(tuple, rows)))


def lines(matrix: Weights, seats: Sequence[str]) -> Edges:
    """Return a weight matrix as a topology: a link for each weight above 0, and to oneself in any case."""
    return Edges(
        edges=tuple(
            _link(seats[speaker], seats[listener], weight)
            for listener, row in enumerate(matrix)
            for speaker, weight in enumerate(row)
            if weight or speaker == listener
        )
    )


@lru_cache(maxsize=4096)  # the same few come again and again
def _link(speaker: str, listener: str, weight: int) -> Link:
    return Link(speaker=speaker, listener=listener, weight=float(weight))


def topologies(seats: Sequence[str], *, shape: Shape = "any") -> SearchStrategy[Topology]:
    """Return a strategy of topologies: everyone hears everyone, or lines of a shape; see `weights`."""
    return _topologies(tuple(seats), shape)


@lru_cache(maxsize=64)
def _topologies(seats: tuple[str, ...], shape: Shape) -> SearchStrategy[Topology]:
    drawn = weights(len(seats), shape=shape).map(lambda matrix: lines(matrix, seats))
    return st.just(Complete()) | drawn
