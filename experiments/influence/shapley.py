"""How much each of several had a part in what all of them brought about together."""

import math
from collections.abc import Callable
from typing import NamedTuple

from ...sim import Stream

Value = Callable[[int], float]
"""What some bring about, bit i of the number saying whether the i-th is among them."""


class Part(NamedTuple):
    """The part of one of them, and its standard error: 0 where all orders were tried."""

    value: float
    error: float


def shapley(n: int, value: Value) -> list[Part]:
    """Return the Shapley value of each of n: what it adds, on average over all orders in which they may come.

    The values sum to value(all) - value(none). Exact, in 2^n values.

    Source: Shapley (1953), A value for n-person games.

    >>> [part.value for part in shapley(2, lambda these: float(these == 3))]
    [0.5, 0.5]
    """
    orders = math.factorial(n)
    shares = [math.factorial(size) * math.factorial(n - size - 1) / orders for size in range(n)]
    worth = [value(these) for these in range(1 << n)]
    return [
        Part(
            math.fsum(
                shares[these.bit_count()] * (worth[these | 1 << i] - worth[these])
                for these in range(1 << n)
                if not these >> i & 1
            ),
            0.0,
        )
        for i in range(n)
    ]


def sampled(n: int, value: Value, orders: int, random: Stream) -> list[Part]:
    """Return the same, estimated from orders that are drawn: the mean of what each adds, sd / sqrt(orders).

    The values sum to value(all) - value(none) here too. O(n * orders) values.

    Source: Castro, Gomez and Tejada (2009), Polynomial calculation of the Shapley value based on sampling.

    Args:
        n: how many they are.
        value: what some of them bring about.
        orders: how many are drawn, 2 or more.
        random: the stream that they are drawn from.
    """
    added: list[list[float]] = [[] for _ in range(n)]
    for _ in range(orders):
        these, before = 0, value(0)
        for i in random.shuffled(range(n)):
            these |= 1 << i
            now = value(these)
            added[i].append(now - before)
            before = now
    return [_mean(each) for each in added]


def _mean(found: list[float]) -> Part:
    mean = math.fsum(found) / len(found)
    squares = math.fsum((one - mean) ** 2 for one in found)
    return Part(mean, math.sqrt(squares / (len(found) - 1) / len(found)))
