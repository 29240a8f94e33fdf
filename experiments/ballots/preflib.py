"""Orders in the format of PrefLib, read: strict or with ties, complete or not.

Source: Mattei and Walsh (2013), PrefLib: a library for preferences.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from ...protocols.rules.profile import tiers
from ...sim import Ballots, Reply, SpecError
from ..lines import lines
from .box import OPTIONS, Box, question
from .figures import whole

KINDS = {
    "soc": "strict and complete",
    "soi": "strict",
    "toc": "complete",
    "toi": "of any kind",
}
"""What the orders are in a file whose name ends so."""

_PLACE = re.compile(r"\s*(?:\d{1,15}|\{\s*\d{1,15}(?:\s*,\s*\d{1,15})*\s*\})\s*", re.ASCII)
_NUMBERS = re.compile(r"[0-9]+").findall
_HEADER = re.compile(r"#\s*([A-Z ]+?)(?:\s+(\d+))?\s*:(.*)", re.ASCII)

_Order = tuple[int | tuple[int, ...], ...]


class _Figure(NamedTuple):
    """A figure of the header, and where it stands."""

    line: int
    number: int


class _Reader:
    """Takes the lines of a file, one by one, and checks them against each other."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.kind = path.suffix[1:].lower()
        self.names: dict[int, str] = {}
        self.title = ""
        self.figures: dict[str, _Figure] = {}
        self.named = 1
        self.box = Box(path)
        self.orders: set[_Order] = set()

    def error(self, line: int, said: str) -> SpecError:
        return SpecError(f"{self.path} line {line}: {said}")

    def header(self, line: int, text: str) -> None:
        """Take a line that begins with #."""
        found = _HEADER.match(text)
        if found is None:
            return  # a remark
        key, number, value = found[1], found[2], found[3].strip()
        if key == "ALTERNATIVE NAME" and number is not None:
            self.name(line, number, value)
        elif key == "TITLE":
            self.title = value
        elif key == "DATA TYPE" and value and value.lower() != self.kind:
            raise self.error(
                line, f"the data type is {value!r:.40}, and the file's name ends in .{self.kind}"
            )
        elif key in ("NUMBER ALTERNATIVES", "NUMBER VOTERS", "NUMBER UNIQUE ORDERS"):
            self.figures[key] = _Figure(line, self.whole(line, value, f"the {key.lower()}", least=0))

    def name(self, line: int, number: str, name: str) -> None:
        """Take the name of an alternative."""
        at = self.whole(line, number, "the number of an alternative", least=0)
        if at in self.names:
            raise self.error(line, f"alternative {at} has a name already, {self.names[at]!r:.80}")
        if not name:
            raise self.error(line, f"alternative {at} has an empty name")
        if name in self.names.values():
            raise self.error(line, f"two alternatives have the name {name!r:.80}: give each its own")
        if len(self.names) >= OPTIONS:
            raise self.error(line, f"these are more than {OPTIONS} alternatives")
        self.names[at] = name
        self.named = line

    def whole(self, line: int, text: str, what: str, *, least: int = 1) -> int:
        """Read a whole number."""
        try:
            return whole(text, what, least)
        except SpecError as error:
            raise self.error(line, str(error)) from None

    def order(self, line: int, text: str, count: str) -> None:
        """Take an order, and how many voters gave it."""
        number = self.whole(line, count.strip(), "how many voters gave an order")
        order = self._order(line, text)
        self.orders.add(order)
        self.box.put(line, self._reply(order), number, size=len(text))

    def _order(self, line: int, text: str) -> _Order:
        found: list[int | tuple[int, ...]] = []
        at = 0
        while place := _PLACE.match(text, at):
            numbers = tuple(map(int, _NUMBERS(place[0])))
            found.append(numbers[0] if len(numbers) == 1 else tuple(sorted(numbers)))
            at = place.end()
            if at == len(text):
                self._check(line, tuple(found))
                return tuple(found)
            if text[at] != ",":
                break
            at += 1
        rest = text[at:] or "nothing"
        raise self.error(line, f"expected an order such as 1,{{2,3}},4, and saw {rest!r:.40}")

    def _check(self, line: int, order: _Order) -> None:
        """Check what an order names, and that it is of the kind that the file holds."""
        flat = [number for tier in tiers(order) for number in tier]
        for number in flat:
            if number not in self.names:
                raise self.error(line, f"alternative {number} has no name in the lines above")
        if len(set(flat)) < len(flat):
            twice = next(number for i, number in enumerate(flat) if number in flat[:i])
            raise self.error(line, f"alternative {twice} ({self.names[twice]!r:.80}) is ranked twice")
        if self.kind in ("soc", "soi") and len(order) < len(flat):
            raise self.error(line, f"alternatives share a place, and orders in a .{self.kind} are strict")
        if self.kind in ("soc", "toc") and len(flat) < len(self.names):
            left = next(number for number in self.names if number not in flat)
            raise self.error(
                line,
                f"alternative {left} ({self.names[left]!r:.80}) is not ranked, and orders in a .{self.kind} "
                f"are complete: others end in .{self.kind[:2]}i",
            )

    def _reply(self, order: _Order) -> Reply:
        names = self.names
        ranking = tuple(
            names[tier] if isinstance(tier, int) else tuple(names[number] for number in tier)
            for tier in order
        )
        return Reply(ranking=ranking, stance=ranking[0] if isinstance(ranking[0], str) else None)

    def ballots(self) -> Ballots:
        """Return all, once the header has been checked against them."""
        self.box.check()
        asked = question(self.path, self.named, tuple(self.names.values()), self.title)
        read = {
            "NUMBER ALTERNATIVES": (len(self.names), "alternatives with a name"),
            "NUMBER VOTERS": (self.box.votes, "voters"),
            "NUMBER UNIQUE ORDERS": (len(self.orders), "orders that differ"),
        }
        for key, (line, number) in self.figures.items():
            seen, what = read[key]
            if number != seen:
                raise self.error(line, f"the {key.lower()} is {number}, and the file holds {seen} {what}")
        return self.box.ballots(asked)


def read_preflib(path: Path) -> Ballots:
    """Read a file of PrefLib: .soc, .soi, .toc or .toi, in the format of today or in that of before 2022.

    Raises:
        SpecError: in one line, with the file and the line, what was seen and what was expected.
    """
    reader = _Reader(path)
    numbered = ((number, text.strip()) for number, text in lines(path))
    filled = ((number, text) for number, text in numbered if text)
    number = 0
    for number, text in filled:
        if text.startswith("#"):
            reader.header(number, text)
        elif not reader.figures and not reader.names and "," not in text and ":" not in text:
            _read_older(reader, number, text, filled)
        else:
            count, colon, order = text.partition(":")
            if not colon:
                raise reader.error(number, f"expected an order such as 3: 1,2,4, and saw {text!r:.40}")
            reader.order(number, order, count)
    if not number:
        raise SpecError(f"{path} is empty: it holds no ballot")
    return reader.ballots()


def _read_older(reader: _Reader, number: int, text: str, filled: Iterator[tuple[int, str]]) -> None:
    """Read the format of before 2022: how many alternatives, their names, three figures, and the orders."""
    many = reader.whole(number, text, "the first line of a file without a header", least=0)
    for _, (line, named) in zip(range(many), filled, strict=False):
        at, comma, name = named.partition(",")
        if not comma:
            raise reader.error(line, f"expected the number and the name of an alternative, not {named!r:.40}")
        reader.name(line, at.strip(), name.strip())
    reader.figures["NUMBER ALTERNATIVES"] = _Figure(number, many)
    line, figures = next(filled, (number, ""))
    found = figures.split(",")
    if len(found) != 3:
        raise reader.error(line, f"expected voters, sum of counts, orders that differ, not {figures!r:.40}")
    for key, figure in zip(("NUMBER VOTERS", "", "NUMBER UNIQUE ORDERS"), found, strict=True):
        if key:
            reader.figures[key] = _Figure(line, reader.whole(line, figure.strip(), key.lower(), least=0))
    for line, ordered in filled:
        count, _, order = ordered.partition(",")
        reader.order(line, order, count)
