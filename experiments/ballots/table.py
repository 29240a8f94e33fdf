"""Ballots as a table: one ballot a row, and in each column what its heading says."""

from collections.abc import Iterator
from pathlib import Path

from ...sim import Ballots, Points, Question, Scores, SpecError, Wants
from ..lines import rows
from .box import Box, question
from .cells import Cells
from .headings import Heading, headings


def read_table(path: Path) -> tuple[Ballots, tuple[Wants, ...]]:
    """Read a table of ballots, as docs/files.md describes it, and what its headings say of their figures.

    Raises:
        SpecError: in one line, with the file and the line, what was seen and what was expected.
    """
    found = rows(path)
    first = next(found, None)
    if first is None:
        raise SpecError(f"{path} is empty: it holds no ballot")
    try:
        columns = headings(first.cells)
    except SpecError as error:
        raise SpecError(f"{path} line {first.line}: {error}") from error
    cells, box = Cells(columns), Box(path)
    seats: dict[str, int] = {}
    delegates: dict[str, int] = {}
    for line, row in found:
        try:
            reply, count, voter = cells.cast(row)
        except SpecError as error:
            raise SpecError(f"{path} line {line}: {error}") from error
        if voter and seats.setdefault(voter, line) != line:
            raise SpecError(f"{path} line {line}: voter {voter!r:.80} stands in line {seats[voter]} already")
        if reply is not None and reply.delegate:
            delegates.setdefault(reply.delegate, line)
        box.put(line, reply, count, voter, sum(map(len, row)))
    for voter, line in delegates.items():
        if voter not in seats:
            raise SpecError(f"{path} line {line}: the delegate {voter!r:.80} is no voter of this file")
    box.check()
    return box.ballots(_question(path, first.line, columns, tuple(cells.named))), tuple(_scales(columns))


def _question(path: Path, line: int, columns: tuple[Heading, ...], options: tuple[str, ...]) -> Question:
    span = next((head.range for head in columns if head.kind == "number"), None)
    if span is None:
        return question(path, line, options)
    return Question(text=path.stem, range=span)


def _scales(columns: tuple[Heading, ...]) -> Iterator[Wants]:
    """Yield what figures a ballot may hold."""
    ranges = {head.kind: head.range for head in columns if head.range is not None}
    if "score" in ranges:
        yield Scores(low=ranges["score"][0], high=ranges["score"][1])
    if "points" in ranges:
        yield Points(budget=ranges["points"][1])
