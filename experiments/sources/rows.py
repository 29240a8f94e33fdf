"""Sources that read a file: one question a line, or a row, and which of them are taken."""

import json
from abc import abstractmethod
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import Field, field_validator

from ...sim import SpecError
from ...sim.names import unknown
from ...sim.rule import counted
from ..lines import Row, lines, rows
from .source import Source, pairs


class Record(NamedTuple):
    """What a line holds, and where it stands."""

    file: Path
    line: int
    fields: Mapping[str, Any]

    @property
    def where(self) -> str:
        """The place, for errors."""
        return f"{self.file} line {self.line}"

    def once(self, name: str, lines: dict[str, int], what: str = "id") -> None:
        """Note the line of a question, or raise a SpecError if it has one already."""
        if lines.setdefault(name, self.line) != self.line:
            raise SpecError(
                f"{self.where}: {what} {name!r:.80} stands in line {lines[name]} already: give each its own"
            )


class FileSource(Source):
    """A file with one question a line; it is read line by line.

    Attributes:
        file: its path; in a spec file, relative to that file.
        names: those of its seats that sit at the table, in order; all where none are named.
        where: which questions are taken, by what their line says: `{ category = "law" }`, or any of several,
            `{ category = ["law", "math"] }`; all where nothing is said.
        limit: how many of these are taken at most, the first ones.
    """

    file: str
    names: tuple[str, ...] = ()
    where: tuple[tuple[str, tuple[str, ...]], ...] = ()
    limit: int | None = Field(default=None, ge=1)

    @field_validator("where", mode="before")
    @classmethod
    def _spelt(cls, where: Any) -> Any:
        return tuple(
            (key, tuple(map(spelt, wanted if isinstance(wanted, tuple) else (wanted,))))
            for key, wanted in pairs(where, '{ category = "law" }')
        )

    @abstractmethod
    def brought(self) -> tuple[str, ...] | None:
        """Return every seat that the file has evidence for; None = it has none, for nobody."""

    def seats(self) -> tuple[str, ...] | None:
        """Return the names, or every seat of the file, in the order in which it first names them."""
        known = self.brought()
        for name in self.names:
            if name not in (known or ()):
                raise SpecError(f"{self.file}: {unknown('seat', name, known or ())}")
        return self.names or known

    def records(self) -> Iterator[Record]:
        """Yield the lines that are taken.

        Raises:
            SpecError: one cannot be read, or `where` asks for what no line says.
        """
        wanted = {key: dict.fromkeys(texts) for key, texts in self.where}
        seen: dict[str, dict[str, None]] = {key: {} for key in wanted}
        keys: dict[str, None] = {}
        taken = 0
        for record in read(Path(self.file)):
            keys |= dict.fromkeys(record.fields)
            said = {key: spelt(record.fields[key]) for key in wanted if key in record.fields}
            for key, text in said.items():
                seen[key][text] = None
            if all(said.get(key) in texts for key, texts in wanted.items()):
                yield record
                taken += 1
                if taken == self.limit:
                    return
        for key, texts in wanted.items():
            if key not in keys:
                raise SpecError(f"{self.file}: {unknown('key', key, keys)} in where")
            for text in texts:
                if text not in seen[key]:
                    raise SpecError(f"{self.file}: {unknown(key, text, seen[key])} in where")


def spelt(item: object) -> str:
    """Spell what a line holds, alike in JSON, TOML and a cell."""
    return item if isinstance(item, str) else json.dumps(item, default=str)


def is_table(path: Path) -> bool:
    """Tell whether a file holds rows of cells; else it holds lines of JSON."""
    return path.suffix.lower() == ".csv"


def read(path: Path) -> Iterator[Record]:
    """Yield what each line of JSON, or each row below the heading of a `.csv`, holds.

    Raises:
        SpecError: one cannot be read, or there is none.
    """
    empty = True
    for record in _table(path) if is_table(path) else _json_lines(path):
        empty = False
        yield record
    if empty:
        raise SpecError(f"{path} holds no question: expected one a line")


def heading(path: Path) -> Row:
    """Return what stands over the columns of a `.csv`.

    Raises:
        SpecError: nothing does, or one thing over two of them.
    """
    return _headed(path)[0]


def _headed(path: Path) -> tuple[Row, Iterator[Row]]:
    """Return the heading, and the rows below it."""
    below = rows(path)
    first = next(below, None)
    if first is None:
        raise SpecError(f"{path} is empty: it holds no question")
    names = [cell.strip() for cell in first.cells]
    twice = next((name for i, name in enumerate(names) if name in names[:i]), None)
    if twice is not None:
        raise SpecError(f"{path} line {first.line}: column {twice!r:.80} stands twice")
    return Row(first.line, names), below


def _table(path: Path) -> Iterator[Record]:
    (_, names), below = _headed(path)
    for line, cells in below:
        if len(cells) != len(names):
            headed = counted(len(names), "heading")
            raise SpecError(f"{path} line {line}: {headed}, and in this row {counted(len(cells), 'cell')}")
        yield Record(path, line, dict(zip(names, map(str.strip, cells), strict=True)))


def _json_lines(path: Path) -> Iterator[Record]:
    for number, line in lines(path):
        if line.strip():
            yield Record(path, number, _object(line, f"{path} line {number}"))


def _object(line: str, where: str) -> dict[str, Any]:
    try:
        data = json.loads(line, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise SpecError(f"{where} is not JSON: {error}") from error
    if not isinstance(data, dict):
        raise SpecError(f"{where} is not a JSON object: {data!r:.80}")
    return data


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(f"key {twice!r:.80} stands twice")
    return found
