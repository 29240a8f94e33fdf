"""On a cluster, through dask."""

import logging
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import ExitStack, asynccontextmanager, contextmanager
from itertools import islice
from queue import Empty, Queue
from typing import TYPE_CHECKING, Any

import trio

from ...sim import SpecError
from ...sim.errors import told
from ..plan import Task
from ..trials import Holder
from .executor import Deliver, Executor, Work, hold_here

if TYPE_CHECKING:
    from distributed import Client

LOCAL = "local"
"""The address of a cluster of this machine's own, made for the run."""

_BATCH = 20  # tasks that are sent together
_AHEAD = 4  # batches that wait at the scheduler for each thread of a worker
_LOOK = 0.2  # seconds after which it looks whether somebody wants to stop
# what a worker of our own begins with: the driver alone hears an interrupt, and ends all
_DEAF = "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\n"
_PATIENCE = 5  # seconds that a scheduler has to answer


class Cluster(Executor):
    """Holds tasks on the workers of a dask cluster.

    Args:
        address: of its scheduler, such as `tcp://host:8786`; or `local`.
        workers: how many processes a local one has; None = as many as there are processors.
    """

    def __init__(self, address: str, workers: int | None = None) -> None:
        self._address = address
        self._workers = workers
        self._opened: ExitStack | None = None
        self._client: Client | None = None

    @asynccontextmanager
    async def ready(self) -> AsyncIterator[None]:
        """Keep the connection, and a cluster of this machine's own, from one call to the next."""
        self._opened = opened = ExitStack()
        try:
            yield
        finally:
            self._opened = self._client = None
            with trio.CancelScope(shield=True):
                await trio.to_thread.run_sync(opened.close)

    async def hold(self, tasks: Iterator[Task], work: Work, deliver: Deliver) -> None:
        """Hold all tasks; dask itself holds again what was lost with a worker.

        Raises:
            SpecError: there is no scheduler at the address, or it has gone away.
        """
        if self._opened is None:
            async with self.ready():
                await self.hold(tasks, work, deliver)
            return
        await trio.to_thread.run_sync(self._drive, self._opened, tasks, work, deliver)

    def _connected(self, opened: ExitStack) -> "Client":
        """Return the client, connected when it is first wanted."""
        if self._client is None:
            self._client = opened.enter_context(_client(self._address, self._workers))
        return self._client

    def _drive(self, opened: ExitStack, tasks: Iterator[Task], work: Work, deliver: Deliver) -> None:
        """Keep the cluster fed, and deliver what it has held, until nothing is left."""
        client = self._connected(opened)
        done: Queue[Any] = Queue()
        sent: dict[Any, Sequence[Task]] = {}

        def send(batch: Sequence[Task]) -> None:
            if batch:
                future = client.submit(hold_here, batch, work, pure=False)
                sent[future.key] = batch
                future.add_done_callback(done.put)

        for _ in range(_AHEAD * max(1, sum(client.nthreads().values()))):
            send(list(islice(tasks, _BATCH)))
        while sent:
            trio.from_thread.check_cancelled()
            try:
                future = done.get(timeout=_LOOK)
            except Empty:
                continue
            batch = sent.pop(future.key)
            if future.status == "finished":
                held = list(zip(batch, future.result(), strict=True))
                trio.from_thread.run_sync(deliver, held)
                send(list(islice(tasks, _BATCH)))
            elif future.status == "error" and len(batch) > 1:  # which of them it was is not known
                for task in batch:
                    send([task])
            elif future.status == "error":
                why = told(future.exception())
                lost = Holder(work.measures, work.level).gone(batch[0], why)
                trio.from_thread.run_sync(deliver, [(batch[0], lost)])
                send(list(islice(tasks, _BATCH)))
            else:
                raise SpecError(
                    f"the scheduler at {self._address} has gone away; what was held is stored: run again "
                    "to go on"
                )


@contextmanager
def _client(address: str, workers: int | None) -> Iterator["Client"]:
    """Connect to a cluster."""
    try:
        from distributed import Client, LocalCluster  # noqa: PLC0415 - only wanted by those who have a cluster
        from distributed.comm.addressing import get_address_host_port  # noqa: PLC0415 - as above
    except ImportError as error:
        raise SpecError("dask is not installed: pip install 'moot[dask]'") from error
    if address == LOCAL:
        processes = LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            dashboard_address=None,
            # its scheduler serves figures all the same: to this machine alone, where there is a port
            scheduler_kwargs={"dashboard_address": "127.0.0.1:0"},
            silence_logs=logging.ERROR,
            preload=[_DEAF],
        )
        with processes, Client(processes, set_as_default=False) as client:
            yield client
        return
    try:
        get_address_host_port(address)  # a client that cannot be made of it tells so again when it is let go
        client = Client(address, timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        raise SpecError(f"no dask scheduler answers at {address}: {error}") from error
    with client:
        yield client
