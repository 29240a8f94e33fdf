"""What accuracy costs: which arms are worth their price."""

from collections.abc import Sequence


def frontier(points: Sequence[tuple[float | None, float | None]]) -> tuple[int, ...]:
    """Return the places of the (cost, accuracy) points that no other dominates, the cheapest first.

    A point is dominated where another costs no more, is no less accurate, and differs. Points that are
    alike in both stand or fall together; those with an undefined figure are left out. O(n log n). Source:
    Pareto (1906).
    """
    known = [
        (cost, -accuracy, place)
        for place, (cost, accuracy) in enumerate(points)
        if cost is not None and accuracy is not None
    ]
    kept: list[tuple[float, float, int]] = []
    for point in sorted(known):
        if not kept or point[1] < kept[-1][1] or point[:2] == kept[-1][:2]:
            kept.append(point)
    return tuple(place for _, _, place in kept)
