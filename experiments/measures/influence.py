"""Whether many had a part in moving others, or few."""

from ...sim import Influence
from ..influence.standing import gini
from .seen import Seen


def influence_concentration(seen: Seen) -> float | None:
    """Return the Gini coefficient of how much each seat moved others: 0 if all moved as much.

    It is (n - 1) / n where one of n seats moved all that were moved. By observed influence: of each flip to a
    stance that was heard, those heard that held it have an equal share. Undefined where nobody moved anybody.

    Source: Gini (1912), Variabilita e mutabilita.
    """
    return gini(_moved(seen)) if seen.changes else None


def _moved(seen: Seen) -> list[float]:
    """Return how much each seat moved others in all: `Influence.total`, at once where all heard all alike."""
    if not seen.alike:
        return list(Influence(seen.journal).total("observed").values())
    moved = [0.0] * len(seen.journal.seats)
    for change in seen.changes:
        holders = [place for place, stance in enumerate(change.held) if stance == change.after]
        for place in holders:
            moved[place] += 1 / len(holders)
    return moved
