"""`moot run`: an experiment."""

import shutil
import sys
from functools import partial
from typing import Annotated

import typer

from ..comparison import compare
from ..experiment import conduct
from ..plan import plan
from ..progress import watched
from ..running import in_trio
from ..spec import read_spec
from ..table import WIDE, text
from .names import stored_names
from .output import DONE, NOBODY_ANSWERED, colored, emit, emit_json, on_terminal


def run(
    spec: Annotated[
        str, typer.Argument(metavar="SPEC", help="A TOML file, or a bundled experiment: first-look.")
    ],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, for machines.")] = False,
    trust: Annotated[
        list[str] | None,
        typer.Option(metavar="MODULE", help="Let the files name code of this module; may be repeated."),
    ] = None,
) -> int:
    """Run an experiment, and compare its arms in a table.

    The exit status is 3 if nobody could answer in any arm.
    """
    names = stored_names(trust or ())
    made = plan(read_spec(spec, names), names)
    hold = watched if sys.stderr.isatty() else conduct
    found = compare(made, in_trio(partial(hold, made)))
    if as_json:
        emit_json(found.json())
    elif on_terminal():
        emit(text(found, width=shutil.get_terminal_size().columns, color=colored()))
    else:
        emit(text(found, width=WIDE))
    return DONE if found.answered else NOBODY_ANSWERED
