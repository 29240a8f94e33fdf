"""An experiment watched from outside: a bar on the terminal that looks in now and then."""

import trio

from .experiment import Meter, conduct
from .plan import Plan
from .results import Results

_LOOK = 0.1  # seconds


async def watched(made: Plan) -> Results:
    """Hold every talk of a plan, with a bar on stderr."""
    meter = Meter(made.talks)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(_draw, meter)
        results = await conduct(made, meter)
        nursery.cancel_scope.cancel()
    return results


async def _draw(meter: Meter) -> None:
    """Draw what the meter shows, ten times a second, for ever."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}", markup=False),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), auto_refresh=False, transient=True) as bar:
        task = bar.add_task("", total=meter.talks, rate="")
        while True:
            speed = bar.tasks[0].speed
            missing = f", {meter.missing} missing" if meter.missing else ""
            bar.update(
                task,
                description=meter.arm,
                completed=meter.done,
                rate=(f"{speed:.0f} talks/s" if speed else "") + missing,
                refresh=True,
            )
            await trio.sleep(_LOOK)
