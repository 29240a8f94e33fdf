"""Many tests at once: p-values that may be read one by one."""

from collections.abc import Sequence


def holm(values: Sequence[float | None]) -> list[float | None]:
    """Return p-values adjusted so that any error in the family has at most the level's chance.

    The i-th smallest of m is multiplied by m - i + 1, and none is less than a smaller one's. Valid however
    the tests hang together. A test that could not be made (None) stays in the family, which was fixed
    beforehand. O(m log m).

    Source: Holm (1979), A simple sequentially rejective multiple test procedure.
    """
    order = sorted((value, place) for place, value in enumerate(values) if value is not None)
    found: list[float | None] = [None] * len(values)
    least = 0.0
    for rank, (value, place) in enumerate(order):
        least = max(least, min(1.0, (len(values) - rank) * value))
        found[place] = least
    return found
