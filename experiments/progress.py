"""An experiment watched from outside: what is drawn on the terminal looks in now and then."""

import time
from typing import TYPE_CHECKING

import trio

from .executors import Executor
from .experiment import Meter, conduct
from .page import clean
from .plan import Plan
from .store import Store
from .units import clock
from .until import Until

if TYPE_CHECKING:
    from rich.console import RenderableType

_LOOK = 0.2  # seconds
_ARMS = 12  # that are shown by themselves


async def watched(made: Plan, store: Store, executor: Executor, *, wanted: Until | None = None) -> None:
    """Hold every talk of a plan, with a view on stderr: how far it is, and what it has found so far."""
    meter = Meter(made)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(_draw, meter)
        await conduct(made, store, executor, meter, wanted)
        nursery.cancel_scope.cancel()


async def _draw(meter: Meter) -> None:
    """Draw what the meter shows, several times a second, for ever."""
    from rich.console import Console  # noqa: PLC0415 - rich is loaded by those who print
    from rich.live import Live  # noqa: PLC0415 - as above

    begun = time.monotonic()
    with Live(console=Console(stderr=True), auto_refresh=False, transient=True) as live:
        while True:
            live.update(_view(meter, time.monotonic() - begun), refresh=True)
            await trio.sleep(_LOOK)


def _view(meter: Meter, seconds: float) -> "RenderableType":
    """Return a bar, and the running estimate of each arm."""
    from rich.console import Group  # noqa: PLC0415 - as above
    from rich.progress_bar import ProgressBar  # noqa: PLC0415 - as above
    from rich.table import Table  # noqa: PLC0415 - as above
    from rich.text import Text  # noqa: PLC0415 - as above

    bar = Table.grid(padding=(0, 1))
    bar.add_row(ProgressBar(meter.talks, meter.done, width=30), Text(_line(meter, seconds)))
    arms = Table.grid(padding=(0, 2))
    for place, label in enumerate(meter.labels[:_ARMS]):
        running = meter.running(place)
        arms.add_row(Text("-" if running is None else f"{running:.3f}"), Text(clean(label)))
    more = len(meter.labels) - _ARMS
    note = f"{meter.primary} so far{f', of {_ARMS} arms; {more} more' if more > 0 else ''}:"
    return Group(bar, Text(note), arms)


def _line(meter: Meter, seconds: float) -> str:
    """Say how far it is, how fast, and how long it takes, by the talks of this run alone."""
    told = [f"{meter.done}/{meter.talks} talks"]
    fresh = meter.done - meter.resumed
    if fresh and seconds > 0:
        rate = fresh / seconds
        told.append(f"{rate:.0f}/s" if rate >= 10 else f"{rate:.1f}/s")
        told.append(f"{clock((meter.talks - meter.done) / rate)} left")
    if meter.resumed:
        told.append(f"{meter.resumed} were there")
    if meter.missing:
        told.append(f"{meter.missing} missing")
    return ", ".join(told)
