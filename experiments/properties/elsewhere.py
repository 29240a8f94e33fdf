"""The generators that all share, put where other work might have left them."""

import random
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def elsewhere(number: int) -> Iterator[None]:
    """Have `random`, and numpy's old generator, stand somewhere else inside.

    Hypothesis seeds them alike for every case: what draws from them would look as if it did not.
    """
    numpy = getattr(sys.modules.get("numpy"), "random", None)
    stood = random.getstate(), numpy and numpy.get_state()
    random.seed(number)
    if numpy is not None:
        numpy.seed(number % 2**32)
    try:
        yield
    finally:
        random.setstate(stood[0])
        if numpy is not None:
            numpy.set_state(stood[1])
