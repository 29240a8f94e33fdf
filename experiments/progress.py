"""An experiment watched from outside: a bar on the terminal that can lose events, and never slows a talk."""

from functools import partial

import trio

from .experiment import Progress, conduct
from .plan import Plan
from .results import Results

_REDRAW = 0.1  # seconds


async def watched(made: Plan) -> Results:
    """Hold every talk of a plan, with a bar on stderr."""
    send, receive = trio.open_memory_channel[Progress](64)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(_draw, receive)
        with send:
            return await conduct(made, partial(offer, send))


def offer(send: "trio.MemorySendChannel[Progress]", progress: Progress) -> None:
    """Send an event if there is room for it; if not it is lost, and the next one tells as much."""
    try:
        send.send_nowait(progress)
    except (trio.WouldBlock, trio.BrokenResourceError):
        return


async def _draw(receive: "trio.MemoryReceiveChannel[Progress]") -> None:
    """Draw the latest event, ten times a second at most, until the channel is closed."""
    from rich.console import Console  # noqa: PLC0415 - rich is loaded by those who print
    from rich.progress import (  # noqa: PLC0415 - as above
        BarColumn,
        MofNCompleteColumn,
        TextColumn,
        TimeRemainingColumn,
    )
    from rich.progress import Progress as Bar  # noqa: PLC0415 - as above

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}", markup=False),
        TimeRemainingColumn(),
    )
    with Bar(*columns, console=Console(stderr=True), auto_refresh=False, transient=True) as bar:
        task = bar.add_task("", total=None, rate="")
        async for event in receive:
            latest = newest(receive, event)
            speed = bar.tasks[0].speed
            missing = f", {latest.missing} missing" if latest.missing else ""
            bar.update(
                task,
                description=latest.arm,
                completed=latest.done,
                total=latest.talks,
                rate=(f"{speed:.0f} talks/s" if speed else "") + missing,
                refresh=True,
            )
            await trio.sleep(_REDRAW)


def newest(receive: "trio.MemoryReceiveChannel[Progress]", event: Progress) -> Progress:
    """Return the last event that waits in the channel, the given one if none does."""
    while True:
        try:
            event = receive.receive_nowait()
        except (trio.WouldBlock, trio.EndOfChannel):
            return event
