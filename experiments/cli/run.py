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
from ..preview import preview
from ..progress import bar
from ..running import in_trio
from ..spec import FOLDER, read_spec
from ..store import Store
from ..until import until as precisely
from .compare import present
from .names import stored_names
from .output import DONE, Interrupted, emit, emit_json

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
    until: Annotated[
        str | None,
        typer.Option(metavar="PRECISION", help="Stop once known: 'accuracy +-0.01', or 'difference +-0.02'."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what it would come to, and keep nothing.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, for machines.")] = False,
    trust: Annotated[
        list[str] | None,
        typer.Option(metavar="MODULE", help="Let the files name code of this module; may be repeated."),
    ] = None,
) -> int:
    """Run an experiment, and compare its arms in a table.

    What is held is kept at once: called again, a run that was interrupted goes on from where it was. With
    --until it looks now and then, by intervals that allow for that, and stops at the end of a question. The
    exit status is 3 if nobody could answer in any arm.
    """
    names = stored_names(trust or ())
    made = plan(read_spec(spec, names), names)
    wanted = None if until is None else precisely(until, made)
    if dry_run:
        return _foretold(made, as_json=as_json)
    folder = out or RUNS / find("experiment", spec, FOLDER).stem
    executor = executor_for(workers, dask)
    with Store(folder, write=True) as store:
        meter = Meter(made, store, at_most=wanted is not None)
        try:
            with bar(meter.look, meter.lines):
                in_trio(partial(conduct, made, store, executor, meter, wanted=wanted))
        except KeyboardInterrupt:
            raise Interrupted(_stopped(made, store, folder)) from None
        return present(store, as_json=as_json)


def _foretold(made: Plan, *, as_json: bool) -> int:
    """Print what an experiment would come to, and return the exit status."""
    found = in_trio(partial(preview, made))
    if as_json:
        emit_json(found.json())
    else:
        emit(str(found))
    return DONE


def _stopped(made: Plan, store: Store, folder: Path) -> str:
    """Say what there is, and how to go on."""
    try:
        held = f"{store.totals(made.primary).talks} of {made.talks} talks are in {folder}"
    except SpecError:  # it was stopped before there was anything
        held = "nothing is held yet"
    return f"interrupted: {held}; the same command goes on from there"
