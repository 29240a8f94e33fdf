"""`moot run`: an experiment."""

import shutil
from functools import partial
from typing import Annotated

import typer

from ..comparison import compare
from ..experiment import Meter, conduct
from ..plan import plan
from ..progress import bar
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
    meter = Meter(made.talks)
    with bar(meter.look):
        results = in_trio(partial(conduct, made, meter))
    found = compare(made, results)
    if as_json:
        emit_json(found.json())
    elif on_terminal():
        emit(text(found, width=shutil.get_terminal_size().columns, color=colored()))
    else:
        emit(text(found, width=WIDE))
    return DONE if found.answered else NOBODY_ANSWERED
