"""Seats that a protocol gives a part of their own."""

from ..sim import SpecError
from ..sim.names import check_seated


def enough(seats: tuple[str, ...], what: str, least: int) -> None:
    """Refuse a table that is too small.

    Raises:
        SpecError: there are fewer seats.
    """
    if len(seats) < least:
        raise SpecError(f"{what} needs {least} seats at least, and this table has {len(seats)}: add some")


def seat_of(seats: tuple[str, ...], role: str, name: str, place: int) -> str:
    """Return the seat that has a role: the one named, or the one at this place where none is.

    Raises:
        SpecError: no such seat.
    """
    if not name:
        return seats[place]
    check_seated(f"the {role}", [name], seats)
    return name
