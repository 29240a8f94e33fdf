"""`moot compare`: the arms of an experiment side by side, from what was found."""

import shutil
from pathlib import Path
from typing import Annotated

import typer

from ..comparison import compare as compared
from ..export import export as write
from ..results import read
from ..store import Store
from ..table import WIDE, text
from .output import DONE, NOBODY_ANSWERED, colored, emit, emit_json, on_terminal


def compare(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where `moot run` keeps its results.")],
    *,
    export: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write every decision to this .csv, .jsonl or .parquet, too."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, for machines.")] = False,
) -> int:
    """Compare the arms of an experiment that was run, or is running.

    The exit status is 3 if nobody could answer in any arm.
    """
    with Store(folder) as store:
        if export is not None:
            write(store, export)
        return present(store, as_json=as_json)


def present(store: Store, *, as_json: bool) -> int:
    """Print what a store has found, and return the exit status."""
    found = compared(read(store))
    if as_json:
        emit_json(found.json())
    elif on_terminal():
        emit(text(found, width=shutil.get_terminal_size().columns, color=colored()))
    else:
        emit(text(found, width=WIDE))
    return DONE if found.answered else NOBODY_ANSWERED
