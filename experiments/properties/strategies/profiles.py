"""Strategies of profiles: what voters rank, complete or with ties and truncated.

A profile is drawn voter by voter, so what Hypothesis takes for simple has few voters; those who rank alike
then make one block. Voters who agree are led there, not waited for.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import permutations
from string import ascii_lowercase
from typing import NamedTuple, TypeVar

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from ....protocols.rules.axioms import Blocks
from ....protocols.rules.axioms.blocks import Order, spelt
from ....sim import SpecError, WeakOrder
from ....sim.statement import places

T = TypeVar("T")

LISTED = 5
"""Up to how many options a ranking is drawn from the list of all."""

Lead = Callable[[list[Order], str, str], list[Order]]
"""What voters who agree on two options rank, in place of what they were drawn to rank."""


class Votes(NamedTuple):
    """Voters in blocks that rank alike, where rankings may have ties and leave options out.

    Attributes:
        options: all there are, in the order in which they are listed.
        rows: what each block ranks, and how many voters it has.
    """

    options: tuple[str, ...]
    rows: tuple[tuple[WeakOrder, int], ...]

    def __str__(self) -> str:
        return ", ".join(f"{count} {spelt_weak(ranking)}" for ranking, count in self.rows)

    @property
    def voters(self) -> int:
        """How many there are."""
        return sum(count for _, count in self.rows)


def profiles(
    *,
    min_options: int = 2,
    max_options: int = 4,
    min_voters: int = 1,
    max_voters: int = 12,
    lead: Lead | None = None,
) -> SearchStrategy[Blocks]:
    """Return a strategy of profiles in which everyone ranks all options, which are letters.

    It shrinks towards few options, few voters, and everyone ranking abc...

    Args:
        min_options: how many options there are at least, from 2.
        max_options: how many there are at most, up to 26. Two thirds of the profiles or more have as many.
        min_voters: how many voters there are at least, from 1.
        max_voters: how many there are at most.
        lead: makes some of the voters agree on two options that are drawn; nobody by default.

    Raises:
        SpecError: there is no such number.
    """
    _bounds("options", min_options, max_options, 2, len(ascii_lowercase))
    _bounds("voters", min_voters, max_voters, 1)

    @st.composite
    def drawn(draw: DrawFn) -> Blocks:
        options = _options(draw, min_options, max_options)
        voters = _voters(draw, _orders(options), min_voters, max_voters)
        if lead is not None:
            one, other, *_ = draw(_orders(options))
            voters = lead(voters, one, other)
        return Blocks(options, _rows(voters))

    return drawn()


def votes(
    *,
    min_options: int = 2,
    max_options: int = 4,
    min_voters: int = 1,
    max_voters: int = 12,
    ties: bool = True,
    truncation: bool = True,
) -> SearchStrategy[Votes]:
    """Return a strategy of profiles in which rankings may have ties and leave options out.

    It shrinks towards few options, few voters, everyone ranking all of them, and no ties. Nobody's ranking
    is empty.

    Args:
        min_options: how many options there are at least, from 2.
        max_options: how many there are at most, up to 26. Two thirds of the profiles or more have as many.
        min_voters: how many voters there are at least, from 1.
        max_voters: how many there are at most.
        ties: whether options may share a place.
        truncation: whether options may be left out.

    Raises:
        SpecError: there is no such number.
    """
    _bounds("options", min_options, max_options, 2, len(ascii_lowercase))
    _bounds("voters", min_voters, max_voters, 1)

    @st.composite
    def drawn(draw: DrawFn) -> Votes:
        options = _options(draw, min_options, max_options)
        joined = st.integers(0, 2 ** (len(options) - 1) - 1) if ties else st.just(0)
        dropped = st.integers(0, len(options) - 1) if truncation else st.just(0)
        ballots = st.builds(_weak, _orders(options), joined, dropped)
        return Votes(options, _rows(_voters(draw, ballots, min_voters, max_voters)))

    return drawn()


def all_first(voters: list[Order], one: str, other: str) -> list[Order]:  # noqa: ARG001 - others take two
    """Have all voters rank an option first."""
    return [(one, *_without(order, one)) for order in voters]


def most_first(voters: list[Order], one: str, other: str) -> list[Order]:
    """Have more than half of the voters rank an option first."""
    most = len(voters) // 2 + 1
    return [*all_first(voters[:most], one, other), *voters[most:]]


def all_but_one_first(voters: list[Order], one: str, other: str) -> list[Order]:
    """Have all voters rank an option first, but for the last of several, who ranks it last."""
    *most, last = voters
    return [*all_first(most, one, other), (*_without(last, one), one)] if most else voters


def most_last(voters: list[Order], one: str, other: str) -> list[Order]:  # noqa: ARG001 - as above
    """Have more than half of the voters rank an option last."""
    most = len(voters) // 2 + 1
    return [*((*_without(order, one), one) for order in voters[:most]), *voters[most:]]


def all_above(voters: list[Order], one: str, other: str) -> list[Order]:
    """Have all voters rank an option above another: where it is not, the two change places."""
    swap = {one: other, other: one}
    return [
        order if order.index(one) < order.index(other) else tuple(swap.get(name, name) for name in order)
        for order in voters
    ]


def spelt_weak(ranking: WeakOrder) -> str:
    """Spell a ranking with ties.

    >>> spelt_weak(("a", "c")), spelt_weak((("a", "b"), "c"))
    ('ac', '(ab)c')
    """
    tiers = [spelt(tier) if len(tier) == 1 else f"({spelt(tier)})" for tier in places(ranking)]
    return ("" if all(len(name) == 1 for tier in places(ranking) for name in tier) else " > ").join(tiers)


def _bounds(what: str, least: int, most: int, floor: int, ceiling: int | None = None) -> None:
    if not floor <= least <= most or (ceiling is not None and most > ceiling):
        upto = "" if ceiling is None else f", at most {ceiling}"
        raise SpecError(f"from {least} to {most} {what}: at least {floor}{upto}, the smaller number first")


def _options(draw: DrawFn, least: int, most: int) -> tuple[str, ...]:
    fewer = [*range(least, most)]
    many = draw(st.sampled_from([*fewer, *[most] * (2 * len(fewer) + 1)]))
    return tuple(ascii_lowercase[:many])


@lru_cache(maxsize=32)
def _orders(options: tuple[str, ...]) -> SearchStrategy[Order]:
    if len(options) <= LISTED:
        return st.sampled_from(list(permutations(options)))
    return st.permutations(options).map(tuple)


def _voters(draw: DrawFn, ballots: SearchStrategy[T], least: int, most: int) -> list[T]:
    """Draw what each voter casts; lists alone would be short, most of them."""
    floor = draw(st.integers(least, max(least, most - 1)))  # a list that is full could not shrink
    return draw(st.lists(ballots, min_size=floor, max_size=most))


def _rows(voters: Iterable[T]) -> tuple[tuple[T, int], ...]:
    return tuple(Counter(voters).items())


def _weak(order: Order, joined: int, dropped: int) -> WeakOrder:
    """Join neighbours where a bit is set, and drop so many options at the end."""
    kept = order[: len(order) - dropped]
    tiers: list[list[str]] = []
    for at, name in enumerate(kept):
        if at and joined >> (at - 1) & 1:
            tiers[-1].append(name)
        else:
            tiers.append([name])
    return tuple(tier[0] if len(tier) == 1 else tuple(sorted(tier)) for tier in tiers)


def _without(order: Sequence[str], option: str) -> Order:
    return tuple(name for name in order if name != option)
