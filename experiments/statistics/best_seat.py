"""The single best seat as a baseline: chosen without a look at the question that it is scored on."""

from collections.abc import Sequence

_ROUNDING = 1e-9


def best_seat(right: Sequence[Sequence[float | None]]) -> list[float | None]:
    """Return, for each question, how right the seat is that was best on the questions before it.

    Where several were, their mean. O(Q x N).

    Args:
        right: as `best_seats` takes it.

    Returns:
        None where none of the best was asked.
    """
    found = []
    for row, best in zip(right, best_seats(right), strict=True):
        chosen = [value for seat in best if (value := row[seat]) is not None]
        found.append(sum(chosen) / len(chosen) if chosen else None)
    return found


def best_seats(right: Sequence[Sequence[float | None]]) -> list[tuple[int, ...]]:
    """Return, for each question, the places of the seats that were best on the questions before it.

    All of them on the first. Choosing the best in hindsight, on the same questions, would flatter it;
    choosing on *all* others would not, but then the answers hang together, since of seats that are nearly as
    good it picks the one that is wrong on this question: of five that are alike a 95 % interval covered 65 to
    70 % of the time, and this way 94 to 95 %. The price is that it learns who is best as it goes. O(Q x N).

    Source: prequential analysis, Dawid (1984), Present position and potential developments.

    Args:
        right: questions x seats, in an order that has nothing to do with who is right: 1 right, 0 wrong, or a
            share; None = not asked. The best have the highest mean over those that they were asked before.
    """
    seats = range(len(right[0]) if right else 0)
    sums, counts = [0.0 for _ in seats], [0 for _ in seats]
    found = []
    for row in right:
        means = [total / count if count else 0.0 for total, count in zip(sums, counts, strict=True)]
        bar = max(means, default=0.0) - _ROUNDING
        found.append(tuple(seat for seat in seats if means[seat] >= bar))
        for seat, value in enumerate(row):
            if value is not None:
                sums[seat] += value
                counts[seat] += 1
    return found
