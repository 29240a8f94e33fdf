"""Patterns of signs: every one there is, where they are few, else drawn from streams."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ...sim import Key
from ...sim.streams import words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_AT_ONCE = 1 << 20  # signs: 8 MB
_WORD = 64


def enumerable(places: int, flips: int) -> bool:
    """Tell whether all patterns are fewer than what would be drawn, with the one observed."""
    return places < (flips + 1).bit_length() and 2**places <= flips + 1


def every_pattern(places: int) -> Iterator["Floats"]:
    """Yield all patterns x places of +1 and -1, the last place always +1: the others mirror them."""
    import numpy as np

    numbers = np.arange(2 ** (places - 1), dtype=np.int64)[:, None]
    yield 1.0 - 2.0 * (numbers >> np.arange(places, dtype=np.int64) & 1).astype(np.float64)


def drawn_patterns(places: int, flips: int, seed: int) -> Iterator["Floats"]:
    """Yield drawn patterns x places of +1 and -1, some at a time.

    The sign of a place in a pattern depends on the seed and the numbers of both alone: more places or more
    patterns leave it as it is.
    """
    import numpy as np

    key = Key(seed, "sign flips")
    states = np.array([key.stream(word).bits() for word in range(-(-places // _WORD))], np.uint64)
    block = max(1, _AT_ONCE // max(1, places))
    for first in range(0, flips, block):
        counters = np.arange(first + 1, min(first + block, flips) + 1, dtype=np.uint64)
        drawn = words(states, counters[:, None]).astype("<u8").view(np.uint8)
        bits = np.unpackbits(drawn, axis=1, count=places, bitorder="little")
        yield 1.0 - 2.0 * bits.astype(np.float64)
