"""`moot run`: an experiment."""

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from ...sim import SpecError
from ..executors import executor_for
from ..experiment import Meter, conduct
from ..files import find
from ..plan import Plan, plan
from ..progress import bar
from ..running import in_trio
from ..spec import FOLDER, read_spec
from ..store import Store
from .compare import present
from .names import stored_names
from .output import Interrupted

RUNS = Path("runs")
"""Where results are kept unless somewhere else is named."""


def run(
    spec: Annotated[
        str,
        typer.Argument(metavar="SPEC", help="A TOML file, or a name that `moot list experiments` tells."),
    ],
    *,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Where results are kept, if not in runs/NAME."),
    ] = None,
    workers: Annotated[int, typer.Option(metavar="N", help="Processes that hold talks; 1 = this one.")] = 1,
    dask: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="A dask scheduler that holds them, or: local.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, for machines.")] = False,
    trust: Annotated[
        list[str] | None,
        typer.Option(metavar="MODULE", help="Let the files name code of this module; may be repeated."),
    ] = None,
) -> int:
    """Run an experiment, and compare its arms in a table.

    What is held is kept at once: called again, a run that was interrupted goes on from where it was. The exit
    status is 3 if nobody could answer in any arm.
    """
    names = stored_names(trust or ())
    made = plan(read_spec(spec, names), names)
    folder = out or RUNS / find("experiment", spec, FOLDER).stem
    executor = executor_for(workers, dask)
    with Store(folder, write=True) as store:
        meter = Meter(made, store)
        try:
            with bar(meter.look, meter.lines):
                in_trio(partial(conduct, made, store, executor, meter))
        except KeyboardInterrupt:
            raise Interrupted(_stopped(made, store, folder)) from None
        return present(store, as_json=as_json)


def _stopped(made: Plan, store: Store, folder: Path) -> str:
    """Say what there is, and how to go on."""
    try:
        held = f"{store.totals(made.spec.primary).talks} of {made.talks} talks are in {folder}"
    except SpecError:  # it was stopped before there was anything
        held = "nothing is held yet"
    return f"interrupted: {held}; the same command goes on from there"
