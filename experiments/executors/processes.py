"""In several processes of this machine, through trio-parallel."""

import math
import multiprocessing
import pickle
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from itertools import islice
from typing import TYPE_CHECKING

import trio

from ...sim import SpecError
from ..plan import Task
from ..trials import Holder, Trial
from .executor import Deliver, Executor, Work, hold_here

if TYPE_CHECKING:
    import trio_parallel

_BATCH = 0.1  # seconds that a batch should take: the way there and back costs a fiftieth of a percent of it
_MOST = 500  # tasks in a batch
_TRIES = 3  # of a task whose process died under it


class Processes(Executor):
    """Holds tasks in worker processes.

    Args:
        workers: how many, one at least.

    Raises:
        SpecError: there would be none.
    """

    def __init__(self, workers: int) -> None:
        if workers < 1:
            raise SpecError(f"{workers} workers: give one at least")
        self._workers = workers
        self._context: trio_parallel.WorkerContext | None = None

    @asynccontextmanager
    async def ready(self) -> AsyncIterator[None]:
        """Keep the processes from one call to the next.

        They are forked from a server that has loaded all they need, where the system can fork; elsewhere each
        takes a second to start.
        """
        import trio_parallel  # noqa: PLC0415 - only wanted by those who have several processes

        kinds = trio_parallel.WorkerType
        kind: trio_parallel.WorkerType = getattr(kinds, "FORKSERVER", kinds.SPAWN)
        if kind is not kinds.SPAWN:
            multiprocessing.get_context("forkserver").set_forkserver_preload([__name__, "trio_parallel"])
        async with trio_parallel.open_worker_context(worker_type=kind) as context:
            self._context = context
            try:
                yield
            finally:
                self._context = None

    async def hold(self, tasks: Iterator[Task], work: Work, deliver: Deliver) -> None:
        """Hold all tasks, in batches that are as large as the last one was quick.

        Where a process dies under a batch, or a batch takes too long, its tasks are held again one by one.
        """
        if self._context is None:
            async with self.ready():
                await self.hold(tasks, work, deliver)
            return
        import trio_parallel  # noqa: PLC0415 - as above

        context = self._context

        async def send(batch: Sequence[Task]) -> list[tuple[Trial, ...]] | None:
            """Return what a worker makes of a batch; None where the worker died."""
            try:
                # plain pickles are several times as quick as those that trio-parallel would make
                given = pickle.dumps((batch, work), pickle.HIGHEST_PROTOCOL)
                held = await context.run_sync(_hold, given, kill_on_cancel=True, limiter=unlimited)
            except trio_parallel.BrokenWorkerError:
                return None
            except (pickle.PicklingError, AttributeError, ImportError, TypeError) as error:
                raise SpecError(
                    f"the experiment cannot be sent to another process ({error}): give agents, rules and "
                    "measures that can be imported, or hold it in this process"
                ) from error
            trials: list[tuple[Trial, ...]] = pickle.loads(held)  # noqa: S301 - from a process of our own
            return trials

        async def look_after() -> None:
            """Give batches to whichever process is free."""
            size = 1
            while batch := list(islice(tasks, size)):
                async with free:
                    begun = time.perf_counter()
                    trials = await _held(batch, work, send)
                    took = max(time.perf_counter() - begun, 1e-6)
                deliver(list(zip(batch, trials, strict=True)))
                size = max(1, min(_MOST, 4 * size, round(len(batch) * _BATCH / took)))

        free = trio.Semaphore(self._workers)
        unlimited = trio.CapacityLimiter(math.inf)  # whoever sends has a process to itself
        async with trio.open_nursery() as nursery:
            for _ in range(
                self._workers + 1
            ):  # a batch is ready when a process is, while another is delivered
                nursery.start_soon(look_after)


Send = Callable[[Sequence[Task]], Awaitable[list[tuple[Trial, ...]] | None]]


async def _held(batch: Sequence[Task], work: Work, send: Send) -> list[tuple[Trial, ...]]:
    """Return the trials of a batch, each task by itself where it is not to be had as a whole."""
    why = ""
    for _ in range(_TRIES if len(batch) == 1 else 1):
        if work.seconds is not None:
            await send(())  # a process that has to start first is not late
        with trio.move_on_after((work.seconds or float("inf")) * len(batch)) as limit:
            trials = await send(batch)
            if trials is not None:
                return trials
        if limit.cancelled_caught:
            why = work.late()
            break
        why = f"BrokenWorker: its process died, {_TRIES} times"
    if len(batch) == 1:
        return [Holder(work.measures, work.level).gone(batch[0], why)]
    return [trials for task in batch for trials in await _held([task], work, send)]


def _hold(given: bytes) -> bytes:
    """Hold tasks in a worker."""
    batch, work = pickle.loads(given)  # noqa: S301 - from the process that started this one
    return pickle.dumps(hold_here(batch, work), pickle.HIGHEST_PROTOCOL)
