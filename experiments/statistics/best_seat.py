"""The single best seat as a baseline: chosen without a look at the question that it is scored on."""

from collections.abc import Sequence

_ROUNDING = 1e-9


def best_seat(right: Sequence[Sequence[float | None]]) -> list[float | None]:
    """Return, for each question, how right the seat is that is best on all *other* questions.

    Where several are best, their mean. O(Q x N).

    Args:
        right: as `best_seats` takes it.

    Returns:
        None where nobody was asked another question, or none of the best this one.
    """
    found = []
    for row, best in zip(right, best_seats(right), strict=True):
        chosen = [value for seat in best if (value := row[seat]) is not None]
        found.append(sum(chosen) / len(chosen) if chosen else None)
    return found


def best_seats(right: Sequence[Sequence[float | None]]) -> list[tuple[int, ...]]:
    """Return, for each question, the places of the seats that are best on all *other* questions.

    Choosing the best in hindsight, on the same questions, would flatter it. O(Q x N).

    Args:
        right: questions x seats: 1 right, 0 wrong, or a share; None = not asked. The best have the highest
            mean over the other questions that they were asked.
    """
    seats = range(len(right[0]) if right else 0)
    sums = [sum(row[seat] or 0 for row in right) for seat in seats]
    counts = [sum(row[seat] is not None for row in right) for seat in seats]
    found = []
    for row in right:
        others = [
            (total - (value or 0), count - (value is not None))
            for total, count, value in zip(sums, counts, row, strict=True)
        ]
        means = [total / count if count else -1.0 for total, count in others]
        bar = max(0.0, max(means, default=0.0) - _ROUNDING)
        found.append(tuple(seat for seat, mean in zip(seats, means, strict=True) if mean >= bar))
    return found
