"""What a protocol hands in, checked before it reaches a journal."""

import math

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
