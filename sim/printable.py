"""Text that is safe to print, whoever said it."""

from functools import lru_cache

_JOINERS = "\u200c\u200d"  # they have no width of their own, and scripts and emoji need them


def printable(text: str, most: int) -> str:
    r"""Return text on one line that drives no terminal: blanks closed up, what cannot be shown spelt out.

    Args:
        text: somebody's words.
        most: how many of its characters are kept; how many more there are is said.

    >>> print(printable("red \x1b[31m  text", 80))
    red \x1b[31m text
    """
    closed = " ".join(text.split())
    left = len(closed) - most
    shown = "".join(map(visible, closed[:most]))
    return shown if left <= 0 else f"{shown.rstrip()} [... {left} more characters]"


@lru_cache(maxsize=4096)
def visible(char: str) -> str:
    """Return a character as it may be printed: itself, or its name in Python where it does not show."""
    return char if char.isprintable() or char in _JOINERS else char.encode("unicode_escape").decode()
