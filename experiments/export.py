"""What was found as a table for other programs: a row for each talk as each arm decided it."""

import csv
import json
from collections.abc import Callable, Iterator, Mapping
from io import TextIOWrapper
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from ..sim import SpecError
from .store import Store
from .tables import quoted

if TYPE_CHECKING:
    from polars import DataFrame

_FIXED = {
    "arm": "d.arm",
    "control": "t.control",
    "question": "q.id",
    "replicate": "t.replicate",
    "digest": "t.digest",
    "status": "t.status",
    "word": "d.word",
    "winners": "d.winners",
    "missing": "d.why",
}
_ARM, _WINNERS = list(_FIXED).index("arm"), list(_FIXED).index("winners")


def columns(store: Store) -> tuple[str, ...]:
    """Return the names of the columns: what a talk is and how it was decided, then a column for each measure.

    - `arm`, its label; `control`, what was taken out of the talk, or the baseline that it is.
    - `question`, its id; `replicate`, from 0.
    - `digest` and `status` of the journal.
    - `word` and `winners` of the verdict, these as a JSON list.
    - `missing`, why there is no verdict; empty where there is one.

    A measure of somebody's own that has one of these names is called `measure-...`.
    """
    return (*_FIXED, *(f"measure-{name}" if name in _FIXED else name for name in _measures(store)))


def rows(store: Store) -> Iterator[tuple[Any, ...]]:
    """Yield the rows, arm by arm in the order of the plan; None = undefined. Memory stays flat."""
    labels = [arm["label"] for arm in store.meta()["design"]["arms"]]
    wanted = (*_FIXED.values(), *(f"d.{quoted(name)}" for name in _measures(store)))
    for row in store.rows(
        f"SELECT {', '.join(wanted)} FROM decisions d JOIN trials t USING (trial) "  # noqa: S608 - names are quoted
        "LEFT JOIN questions q USING (question) ORDER BY d.arm, d.trial"
    ):
        yield (*row[:_ARM], labels[row[_ARM]], *row[_ARM + 1 :])


def frame(store: Store) -> "DataFrame":
    """Return the rows as a polars data frame.

    Raises:
        SpecError: polars is not installed.
    """
    try:
        import polars as pl  # noqa: PLC0415 - an extra, and only wanted by those who have it
    except ImportError as error:
        raise SpecError("polars is not installed: pip install 'moot[frame]'") from error
    text, number = pl.String(), pl.Float64()
    types = {name: pl.Int64() if name == "replicate" else text for name in _FIXED}
    schema = types | dict.fromkeys(columns(store)[len(_FIXED) :], number)
    return pl.DataFrame(list(rows(store)), schema=schema, orient="row")


def _measures(store: Store) -> list[str]:
    return [one["name"] for one in store.meta()["design"]["measures"]]


def _csv(store: Store, file: IO[bytes]) -> None:
    """Write a table of cells; those that are undefined are empty. Every text stands there as it is."""
    with TextIOWrapper(file, "utf-8", newline="") as text:
        table = csv.writer(text, lineterminator="\n")
        table.writerow(columns(store))
        table.writerows(rows(store))


def _json_lines(store: Store, file: IO[bytes]) -> None:
    """Write one object a line."""
    names = columns(store)
    for row in rows(store):
        told = (*row[:_WINNERS], json.loads(row[_WINNERS]), *row[_WINNERS + 1 :])
        line = json.dumps(dict(zip(names, told, strict=True)), ensure_ascii=False, allow_nan=False)
        file.write(f"{line}\n".encode())


def _parquet(store: Store, file: IO[bytes]) -> None:
    frame(store).write_parquet(file)


EXPORTS: Mapping[str, Callable[[Store, IO[bytes]], None]] = {
    ".csv": _csv,
    ".jsonl": _json_lines,
    ".parquet": _parquet,
}
"""What writes the rows, by the ending of the file."""


def check_export(path: Path) -> None:
    """Raise a SpecError where nothing is written to files of this ending, or it is there already."""
    if path.suffix.lower() not in EXPORTS:
        raise SpecError(f"{path}: expected a file that ends in {', '.join(EXPORTS)}")
    if path.exists():
        raise SpecError(f"{path} exists: name another file")


def export(store: Store, path: Path) -> None:
    """Write all that was found to a file that is not there yet: `.csv`, `.jsonl` or `.parquet`.

    Raises:
        SpecError: it exists, cannot be written, or has another ending.
    """
    check_export(path)
    try:
        with path.open("xb") as file:
            try:
                EXPORTS[path.suffix.lower()](store, file)
            except BaseException:
                path.unlink()  # half of a table looks like a whole one
                raise
    except OSError as error:
        raise SpecError(f"cannot write {path}: {error.strerror}") from error
