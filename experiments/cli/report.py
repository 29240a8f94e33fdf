"""`moot report`: an experiment as one page that needs nothing beside it."""

import os
from pathlib import Path
from typing import Annotated

import typer

from ...sim import SpecError
from ..report import as_json as as_data
from ..report import html
from ..report import report as read_report
from ..store import Store
from .names import stored_names
from .output import DONE, NOBODY_ANSWERED, emit, emit_json, write_new

NAME = "report.html"
"""What a report is called in the folder of its results."""


def report(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where `moot run` keeps its results.")],
    *,
    out: Annotated[
        str | None,
        typer.Option(metavar="FILE", help=f"Write it there; - = to stdout. [default: DIR/{NAME}, anew]"),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print what it says as JSON, for machines.")
    ] = False,
    trust: Annotated[
        list[str] | None,
        typer.Option(metavar="MODULE", help="Import this module where a rule is of it; may be repeated."),
    ] = None,
) -> int:
    """Write the report of an experiment that was run, or is running: one HTML file, read offline or printed.

    First what is claimed, and how sure that is; then tables, charts, and talks to open. The exit status is 3
    if nobody could answer in any arm.
    """
    if as_json and out is not None:
        raise SpecError(f"--out {out} and --json: give one of the two")
    with Store(folder) as store:
        said = read_report(store, stored_names(trust or ()))
    if as_json:
        emit_json(as_data(said))
    elif out == "-":
        emit(html(said), "utf-8")  # which is what the page says of itself
    elif out is not None:
        write_new(Path(out), html(said))
        emit(out)
    else:
        _renew(folder / NAME, html(said))
        emit(str(folder / NAME))
    return DONE if said.comparison.answered else NOBODY_ANSWERED


def _renew(path: Path, made: str) -> None:
    """Write a file in the place of an older one, whole or not at all."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        fresh.write_bytes(made.encode())
        fresh.replace(path)
    except OSError as error:
        fresh.unlink(missing_ok=True)
        raise SpecError(f"cannot write {path}: {error.strerror}") from error
