"""Whether many had a part in moving others, or few."""

from collections import Counter
from collections.abc import Mapping

from ...sim import Influence, Stance
from ..influence.standing import gini
from .seen import Seen, Stances


def influence_concentration(seen: Seen) -> float | None:
    """Return the Gini coefficient of how much each seat moved others: 0 if all moved as much.

    It is (n - 1) / n where one of n seats moved all that were moved. By observed influence: of each flip to a
    stance that was heard, those heard that held it have an equal share. Undefined where nobody moved anybody.

    Source: Gini (1912), Variabilita e mutabilita.
    """
    return gini(_moved(seen)) if seen.changes else None


def _moved(seen: Seen) -> list[float]:
    """Return how much each seat moved others: `Influence.total`, told at once where all heard all."""
    if not seen.alike:
        return list(Influence(seen.journal).total("observed").values())
    moved = [0.0] * len(seen.journal.seats)
    holders = {ask: _holders(held) for ask, held in {one.ask: one.held for one in seen.changes}.items()}
    for (ask, after), flips in Counter((one.ask, one.after) for one in seen.changes).items():
        places = holders[ask].get(after, [])
        for place in places:
            moved[place] += flips / len(places)
    return moved


def _holders(held: Stances) -> Mapping[Stance | None, list[int]]:
    """Return the places of those that hold each stance."""
    found: dict[Stance | None, list[int]] = {}
    for place, stance in enumerate(held):
        found.setdefault(stance, []).append(place)
    return found
