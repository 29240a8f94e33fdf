"""How the page spells things: safe, short and plain."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from ...sim import Stance

ARGUMENT = 600
"""How many characters of one argument are shown."""
STANCE = 160
"""How many characters of one stance, name or reason are shown."""
BRIEF = 60
"""How many characters of a stance are shown in a list of many."""
EXCERPT = 240
"""How many characters of an argument are shown where it is one of many."""
MANY = 12
"""How many items of one list are shown."""
DIGITS = 10
"""How many significant digits of a number are shown."""
ISOLATE, END = "\u2068", "\u2069"
"""What marks words that run from right to left, so that what stands around them does not turn too."""

_JOINERS = "\u200c\u200d"  # they have no width of their own, and scripts and emoji need them
_LEFTWARDS = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")


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


def own(text: str, most: int = STANCE) -> str:
    """Return somebody's own words, clean, and marked where they run from right to left."""
    shown = clean(text, most)
    return f"{ISOLATE}{shown}{END}" if _LEFTWARDS.search(shown) else shown


def unmarked(text: str) -> str:
    """Return text without the marks of `own`, for those who cannot lay them out."""
    return text.replace(ISOLATE, "").replace(END, "")


def spelt(stance: Stance | None, most: int = STANCE) -> str:
    """Spell a stance for a reader, each text in it cut to `most` characters.

    >>> spelt((2.0, "Yes")), spelt(2 / 3)
    ('2; Yes', '0.6666666667...')
    """
    if stance is None:
        return "none"
    if isinstance(stance, tuple):
        return "; ".join(spelt(part, most) for part in stance)
    if isinstance(stance, str):
        return own(stance, most)
    if stance == int(stance) and abs(stance) < 1e15:
        return f"{stance:.0f}"
    short = f"{stance:.{DIGITS}g}"
    return short if float(short) == stance else f"{short}..."  # which says that more digits follow


def recipe(spec: Any, deep: int = 4) -> str:
    """Spell a value from its JSON form, at most so deep: its name, and what was set.

    >>> recipe({"use": "drop", "rate": 0.3}), recipe({"use": "lenses", "lenses": [{"use": "anonymous"}]})
    ('drop rate=0.3', 'lenses (anonymous)')
    """
    if not deep:
        return "..."
    if isinstance(spec, Mapping):
        name = str(spec.get("use", "unnamed"))
        fields = ((key, recipe(item, deep - 1)) for key, item in spec.items() if key != "use")
        return " ".join([own(name), *(item if key == name else f"{own(key)}={item}" for key, item in fields)])
    if isinstance(spec, list):
        return f"({some(recipe(item, deep - 1) for item in spec)})"
    if isinstance(spec, bool) or spec is None:
        return str(spec).lower()
    return spelt(spec) if isinstance(spec, float | int) else own(str(spec))


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


def capital(text: str) -> str:
    """Return text with its first letter made a capital."""
    return text[:1].upper() + text[1:]


def counted(number: int, what: str) -> str:
    """Return `1 seat`, `2 seats`."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def percent(chance: float) -> str:
    """Return a probability in per cent, rounded to what is true: never to none or all that it is not."""
    if chance >= 1:
        return "100 %"
    return "under 0.1 %" if chance < 0.001 else "over 99.9 %" if chance > 0.999 else f"{100 * chance:.1f} %"
