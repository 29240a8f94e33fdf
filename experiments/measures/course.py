"""What was held as the talk went on, in numbers that a table can keep."""

from ...sim import Journal, Stance
from .seen import Seen

Places = tuple[int | float | None, ...]
"""What each seat holds, in the order of the panel; None = nothing."""


def stances_by_round(talk: Seen | Journal) -> tuple[tuple[int, Places], ...]:
    """Return the number of each round, and what each seat held after it, in order.

    An option is told by its place among the options, from 0; a number as it is; a text, or an answer in
    parts, by its place in the order in which they were first held after a round, whatever its spelling. Round
    0 is there where something was asked before the first round; what is asked outside rounds later belongs
    to the round before it. So the first row has the first answers of a talk that begins with all of them.
    """
    seen = Seen(talk) if isinstance(talk, Journal) else talk
    places: dict[Stance, int] = {option: place for place, option in enumerate(seen.question.options)}

    def told(stance: Stance | None) -> int | float | None:
        if stance is None or isinstance(stance, float | int):
            return stance
        return places.setdefault(stance, len(places))

    return tuple((number, tuple(map(told, held))) for number, held in seen.rounds.items())
