"""In this process: one task after the other."""

from collections.abc import Iterator

import trio

from ...sim import Observer
from ..plan import Task
from ..trials import Holder
from .executor import Deliver, Executor, Work, hold_one


class InProcess(Executor):
    """Holds tasks in this process.

    Args:
        observers: are told all that is said.
    """

    def __init__(self, observers: tuple[Observer, ...] = ()) -> None:
        self._observers = observers

    async def hold(self, tasks: Iterator[Task], work: Work, deliver: Deliver) -> None:
        """Hold all tasks; a seat that never gives way cannot be stopped here, other processes can be."""
        holder = Holder(work.measures, work.level, self._observers)
        for task in tasks:
            await trio.lowlevel.checkpoint()
            deliver([(task, await hold_one(holder, task, work))])
