"""Seats that a protocol gives a part of their own."""

from ..sim import Floor, SpecError


def enough(floor: Floor, what: str, seats: int) -> None:
    """Refuse a table that is too small.

    Raises:
        SpecError: there are fewer seats.
    """
    here = len(floor.seats)
    if here < seats:
        raise SpecError(f"{what} needs {seats} seats at least, and this table has {here}: add some")


def seat_of(floor: Floor, role: str, name: str, place: int) -> str:
    """Return the seat that has a role: the one named, or the one at this place where none is.

    Raises:
        SpecError: no such seat.
    """
    if name and name not in floor.seats:
        listed = ", ".join(floor.seats)[:200]
        raise SpecError(f"the {role} {name!r:.80} is none of the seats {listed}")
    return name or floor.seats[place]
