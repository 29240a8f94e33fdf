"""How the page spells things: safe, short and plain."""

import re
from collections.abc import Callable, Iterable, Mapping
from html import escape
from typing import Any, TypeVar

from ...sim import Stance
from ...sim.printable import visible

Item = TypeVar("Item")

ARGUMENT = 900
"""How much of one argument is shown; this and the next are sizes, in bytes of HTML: see `size`."""
STANCE = 180
"""How much of one stance, name or reason is shown."""
BRIEF = 60
"""How much of a stance is shown in a list of many."""
EXCERPT = 300
"""How much of an argument is shown where it is one of many, and of a list of names."""
MANY = 12
"""How many items of one list are shown."""
DIGITS = 10
"""How many significant digits of a number are shown."""
ISOLATE, END = "\u2068", "\u2069"
"""What marks words that run from right to left, so that what stands around them does not turn too."""

_LEFTWARDS = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")


def escaped(text: str) -> str:
    """Return text as HTML, to stand between tags and never in one, where quotes would mean something."""
    return escape(text, quote=False)


def size(text: str) -> int:
    """Return how many bytes a text takes as HTML, by which a page is bounded whatever is said.

    >>> size("ab"), size("<\u4e2d")
    (2, 7)
    """
    return len(escaped(text).encode())


def clean(text: str, most: int = STANCE) -> str:
    r"""Return text that is safe to print: blanks closed up, what cannot be shown spelt out, and bounded.

    >>> print(clean("red \x1b[31m  text"))
    red \x1b[31m text
    >>> print(clean("Tea & biscuits", 6))
    Tea [... 10 more characters]
    """
    closed = " ".join(text.split())
    kept = closed[:most]
    while (takes := size(shown := "".join(map(visible, kept)))) > most:
        kept = kept[: len(kept) * most // takes]
    left = len(closed) - len(kept)
    return shown if not left else f"{shown.rstrip()} [... {left} more characters]"


def own(text: str, most: int = STANCE) -> str:
    """Return somebody's own words, clean, and marked where they run from right to left."""
    shown = clean(text, most)
    return f"{ISOLATE}{shown}{END}" if _LEFTWARDS.search(shown) else shown


def unmarked(text: str) -> str:
    """Return text without the marks of `own`, for those who cannot lay them out."""
    return text.replace(ISOLATE, "").replace(END, "")


def spelt(stance: Stance | None, most: int = STANCE) -> str:
    """Spell a stance for a reader, as much of it as takes `most`.

    >>> spelt((2.0, "Yes")), spelt(2 / 3)
    ('2; Yes', '0.6666666667...')
    """
    if stance is None:
        return "none"
    if isinstance(stance, tuple):
        return own("; ".join(part if isinstance(part, str) else spelt(part) for part in stance), most)
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


def some(
    items: Iterable[Item],
    show: Callable[[Item], str] = str,
    *,
    empty: str = "nobody",
    most: int = ARGUMENT,
    between: str = ", ",
) -> str:
    """List the first of many, one at least and as many as take `most`, and say how many more there are."""
    everything = list(items)
    shown: list[str] = []
    for item in everything[:MANY]:
        text = show(item)
        most -= size(text)
        if most < 0 and shown:
            break
        shown.append(text)
    more = len(everything) - len(shown)
    return between.join(shown) + (f" and {more} more" if more > 0 else "") or empty


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
