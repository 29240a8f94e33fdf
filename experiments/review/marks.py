"""The names of seats and options in prose, each replaced by a mark of one character.

So "No" and "Claude Opus 4.6" are told from a denial and a figure, and a sentence can be read by patterns.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from ...sim.spellings import TYPESET

SEATS, OPTIONS, LAST = 0xF0000, 0xF8000, 0xFFFFD
"""Where the marks of seats and of options begin, and end: characters that nobody writes."""

SEAT, OPTION = f"[{chr(SEATS)}-{chr(OPTIONS - 1)}]", f"[{chr(OPTIONS)}-{chr(LAST)}]"

PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")
COMMON = frozenset(
    ["a", "i", "no", "yes", "all", "none", "both", "maybe", "so", "it", "other", "others", "neither"]
)
"""Names that are words of any sentence: at its start they name nothing, unless something is said of them."""

NEAR = 40
"""How many characters around a name tell whether it is one."""

HELD = (
    r"(?:voted|votes?\s+(?:for|went)|voting|chose|chooses?|choosing|picked|picks|back(?:ed|s|ing)?|held|holds?|"
    r"holding|support(?:ed|s|ing)?|favou?r(?:ed|s|ing)?|preferred|prefers?|sided|sides|stood|stands|stayed|"
    r"stays|kept|keeps|remain(?:ed|s)?|maintain(?:ed|s)?|opted|endorsed?|landed|settled|ended|finished|"
    r"took|selected|answered|agreed|went\s+(?:for|with)|cast|defended|stuck|rallied|united|converged)"
)
"""Verbs of those who hold a stance."""

TO = re.compile(
    rf"(?:\b{HELD}|\b(?:for|to|with|on|behind|from|as|is|was|of))(?:\s+the)?\s+[\"'(*_]*$", re.IGNORECASE
)
SAID_OF = re.compile(
    rf"[\"'*_)]*\s*(?:\(|:|won\b|wins?\b|winning|prevail|carr|lost|loses|lead|led\b|got\b|get|receiv|has\b|had\b"
    rf"|ha(?:s|d)\b|gain|{HELD}|switch|chang|mov|flip|shift|is\s+the|was\s+the|and\s|,\s)",
    re.IGNORECASE,
)
START = re.compile(r"(?:^|[.!?:;\n])\s*$")


class Marked(NamedTuple):
    """A text in which names are marks.

    Attributes:
        text: the text; blanks, quotes and dashes as they are typed.
        names: the name behind each mark.
    """

    text: str
    names: dict[str, str]

    def whole(self, piece: str) -> str:
        """Return a piece of it with the names that it has."""
        return "".join(self.names.get(char, char) for char in piece)

    def seats(self, piece: str) -> list[str]:
        """Return the seats that a piece names, each once."""
        return list(dict.fromkeys(self.names[char] for char in re.findall(SEAT, piece)))

    def options(self, piece: str) -> list[str]:
        """Return the options that a piece names, each once."""
        return list(dict.fromkeys(self.names[char] for char in re.findall(OPTION, piece)))


def marked(text: str, seats: Sequence[str], options: Sequence[str]) -> Marked:
    """Mark the seats and options that a text names: in their own case, or in any where they are some words.

    A seat is named by its first word, too, where that begins no other name.
    """
    text = " ".join(PRIVATE.sub("?", text).translate(TYPESET).split())
    names: dict[str, str] = {}
    marks: dict[str, str] = {}
    for first, named in ((SEATS, _called(seats)), (OPTIONS, _longest((one, one) for one in options))):
        for called, name in named:
            mark = marks.setdefault(f"{first}{name}", chr(first + len(marks) % (OPTIONS - SEATS)))
            names[mark] = name
            text = _replaced(text, " ".join(called.translate(TYPESET).split()), mark)
    together = re.compile(
        rf"({SEAT}|{OPTION})(?:['\"*_]*(?:,? (?:and|or|&|nor) |, )['\"*_]*)(?={SEAT}|{OPTION})"
    )
    return Marked(together.sub(r"\1", text), names)


def _called(seats: Sequence[str]) -> list[tuple[str, str]]:
    """Return by what each seat may be called, the longest first."""
    firsts = Counter(seat.split()[0].casefold() for seat in seats)
    short = (
        (seat.split()[0], seat)
        for seat in seats
        if " " in seat and firsts[seat.split()[0].casefold()] == 1 and len(seat.split()[0]) > 2
    )
    return _longest([*((seat, seat) for seat in seats), *short])


def _longest(named: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return sorted(named, key=lambda item: -len(item[0]))


def _replaced(text: str, name: str, mark: str) -> str:
    """Return a text with a name replaced wherever it is one."""
    if name.casefold() not in text.casefold():
        return text
    several = " " in name

    def put(found: re.Match[str]) -> str:
        before, after = text[max(0, found.start() - NEAR) : found.start()], text[found.end() :][:NEAR]
        quoted = before[-1:] in ("'", '"') and after[:1] == before[-1:]
        if name.casefold() in COMMON or len(name) == 1:
            named = quoted or TO.search(before) or (SAID_OF.match(after) if START.search(before) else True)
            return mark if named and found[0] == name else found[0]
        return mark if several or found[0] == name or quoted or TO.search(before) else found[0]

    return re.sub(rf"(?<![\w\-]){re.escape(name)}(?![\w\-]|\.\d)", put, text, flags=re.IGNORECASE)


def sentences(text: str) -> Iterator[str]:
    """Yield the sentences of a text."""
    yield from filter(None, re.split(r"(?<=[.!?])[\"')*_]*\s+|\s*;\s*", text))


def clauses(sentence: str) -> Iterator[str]:
    """Yield the parts of a sentence that say something by themselves."""
    yield from filter(
        None,
        re.split(r",\s+|\s+-+\s+|:\s+|\s+(?:but|while|whereas|although|though|and|yet|after)\s+", sentence),
    )
