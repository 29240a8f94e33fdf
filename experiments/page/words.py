"""How the page spells things: safe, short and plain."""

import re
from collections.abc import Iterable

from ...sim import Stance

ARGUMENT = 600
"""How many characters of one argument are shown."""
STANCE = 160
"""How many characters of one stance, name or reason are shown."""
BRIEF = 60
"""How many characters of a stance are shown in a list of many."""
MANY = 12
"""How many items of one list are shown."""

_JOINERS = "\u200c\u200d"  # they have no width of their own, and scripts and emoji need them


def clean(text: str, most: int = STANCE) -> str:
    r"""Return text that is safe to print: blanks closed up, what cannot be shown spelt out, and bounded.

    >>> print(clean("red \x1b[31m  text"))
    red \x1b[31m text
    """
    closed = re.sub(r"\s+", " ", text).strip()
    shown = (
        closed
        if len(closed) <= most
        else f"{closed[:most].rstrip()} [... {len(closed) - most} more characters]"
    )
    return "".join(
        char if char.isprintable() or char in _JOINERS else char.encode("unicode_escape").decode()
        for char in shown
    )


def spelt(stance: Stance | None, most: int = STANCE) -> str:
    """Spell a stance for a reader, each text in it cut to `most` characters.

    >>> spelt((2.0, "Yes"))
    '2; Yes'
    """
    if stance is None:
        return "none"
    if isinstance(stance, tuple):
        return "; ".join(spelt(part, most) for part in stance)
    if isinstance(stance, str):
        return clean(stance, most)
    # in full: two numbers that differ must not read alike
    return f"{stance:.0f}" if stance == int(stance) and abs(stance) < 1e15 else repr(stance)


def listed(stance: Stance) -> str:
    """Spell a stance as one of a list, quoted where it holds what separates the items of one.

    >>> listed("Yes, all"), listed("No")
    ("'Yes, all'", 'No')
    """
    text = spelt(stance, BRIEF)
    return f"'{text}'" if isinstance(stance, tuple) or set(text) & set(",:;") else text


def some(items: Iterable[str], empty: str = "nobody") -> str:
    """List the first of many, and say how many more there are."""
    everything = list(items)
    more = len(everything) - MANY
    return ", ".join(everything[:MANY]) + (f" and {more} more" if more > 0 else "") or empty


def counted(number: int, what: str) -> str:
    """Return `1 seat`, `2 seats`."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def percent(chance: float) -> str:
    """Return a probability in per cent, rounded to what is true: never to none or all that it is not."""
    if chance >= 1:
        return "100 %"
    return "under 0.1 %" if chance < 0.001 else "over 99.9 %" if chance > 0.999 else f"{100 * chance:.1f} %"
