"""Seats that a protocol gives a part of their own."""

from ..sim import SpecError


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
    if name and name not in seats:
        listed = ", ".join(seats)[:200]
        raise SpecError(f"the {role} {name!r:.80} is none of the seats {listed}")
    return name or seats[place]
