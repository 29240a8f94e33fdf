"""What a protocol hands in, checked before it reaches a journal."""

import math
from collections.abc import Collection, Iterable, Mapping

from .errors import ProtocolError


def words(what: str, said: object) -> str:
    """Return words that a file can hold, or raise a ProtocolError."""
    try:
        if isinstance(said, str):
            said.encode()
            return said
    except UnicodeEncodeError:
        pass
    raise ProtocolError(f"{what} is words that a file can hold, not {said!a:.80}")


def seconds(what: str, given: object) -> float:
    """Return a number of seconds above 0, or raise a ProtocolError."""
    if isinstance(given, bool) or not isinstance(given, float | int) or not 0 < given < math.inf:
        raise ProtocolError(f"{what} {given!r:.40}: a deadline is a number of seconds above 0")
    return float(given)


def place_of(places: Mapping[str, int], seat: object) -> int:
    """Return the place of a seat, or raise a ProtocolError.

    Args:
        places: of all seats, by name.
        seat: whose.
    """
    try:
        return places[seat]  # type: ignore[index] # whatever it is
    except (KeyError, TypeError):
        listed = ", ".join(places)[:200]
        raise ProtocolError(f"the protocol names {seat!r:.80}, who is none of the seats {listed}") from None


def places_of(places: Mapping[str, int], seats: Iterable[str]) -> tuple[int, ...]:
    """Return the places of seats that are named once each, ascending, or raise a ProtocolError."""
    if isinstance(seats, str):
        raise ProtocolError(f"seats are given as a list of names, not as the text {seats!r:.80}")
    named = [place_of(places, seat) for seat in seats]
    found = tuple(sorted(set(named)))
    if len(found) < len(named):
        raise ProtocolError("a seat is named twice: name each once")
    if not found:
        raise ProtocolError("nobody is named: name one seat at least, or none to mean everyone")
    return found


def hearing(places: Mapping[str, int], hears: Mapping[str, Collection[str]]) -> dict[int, tuple[int, ...]]:
    """Return who is heard by whom, by place; listeners who hear nobody are left out.

    Raises:
        ProtocolError: it is not given by listener, or somebody is not of this table.
    """
    if not isinstance(hears, Mapping):
        raise ProtocolError(f"who is heard is given by listener, as in {{'A': ['B']}}, not as {hears!r:.80}")
    rows = {place_of(places, listener): speakers for listener, speakers in hears.items() if speakers}
    return {
        listener: tuple(other for other in places_of(places, rows[listener]) if other != listener)
        for listener in sorted(rows)
    }
