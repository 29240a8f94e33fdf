"""A text file line by line, or row by row, of whatever size."""

import csv
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from ..sim import SpecError

LINE = 1 << 20
"""How many bytes a line has at most."""


class Row(NamedTuple):
    """A row of a table, and the line that it begins in."""

    line: int
    cells: list[str]


def lines(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the number and the text of each line, without its end.

    Raises:
        SpecError: it cannot be read, is not UTF-8, or a line is too long.
    """
    try:
        with path.open("rb") as file:
            number = 0
            while raw := file.readline(LINE + 1):
                number += 1
                if len(raw) > LINE:
                    raise SpecError(
                        f"{path} line {number} has more than {LINE} bytes: is this a text of lines?"
                    )
                yield number, _decoded(raw, path, number).rstrip("\r\n")
    except (OSError, ValueError) as error:
        if isinstance(error, SpecError):
            raise
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise SpecError(f"cannot read {path}: {why}") from error


def _decoded(raw: bytes, path: Path, number: int) -> str:
    try:
        return raw.decode("utf-8-sig" if number == 1 else "utf-8")
    except UnicodeDecodeError as error:
        byte = f"byte {error.start + 1} is 0x{raw[error.start]:02x}"
        raise SpecError(f"{path} line {number} is not UTF-8 ({byte}): save the file as UTF-8") from error


def rows(path: Path) -> Iterator[Row]:
    """Yield the rows that hold anything; cells are parted by commas, or as in the first line.

    Raises:
        SpecError: as `lines`, or there is no row of cells.
    """
    texts = (text for _, text in lines(path))
    first = next(texts, "")
    parted = max(",;\t", key=first.count)
    reader = csv.reader(
        chain((f"{first}\n",), (f"{text}\n" for text in texts)), delimiter=parted, strict=True
    )
    while True:
        line = reader.line_num + 1
        try:
            row = next(reader, None)
        except csv.Error as error:
            raise SpecError(
                f"{path} line {line}: the row that begins here is no row of cells: {error}"
            ) from error
        if row is None:
            return
        if row:
            yield Row(line, row)
