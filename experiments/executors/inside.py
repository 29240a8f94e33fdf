"""In this process: one task after the other."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import trio

from ...sim import MootError, Observer
from ..plan import Task
from ..trials import Holder
from .executor import Deliver, Executor, Work, hold_one

if TYPE_CHECKING:
    from ...agents.live import Session


class InProcess(Executor):
    """Holds tasks in this process.

    Args:
        observers: are told all that is said.
        session: over which live seats are asked; several talks are held at once then, as most of the time
            they wait.
        at_once: how many.
    """

    def __init__(
        self,
        observers: tuple[Observer, ...] = (),
        session: "Session | None" = None,
        at_once: int = 1,
    ) -> None:
        self._observers = observers
        self._session = session
        self._at_once = at_once

    async def hold(self, tasks: Iterator[Task], work: Work, deliver: Deliver) -> None:
        """Hold all tasks; a seat that never gives way cannot be stopped here, other processes can be.

        Raises:
            OutOfBudget: the run may spend no more; a talk that this broke off is not delivered.
            NotRecorded: calls are replayed, and one is not there.
        """
        holder = Holder(work.measures, work.level, self._observers, self._session)
        ended: list[MootError] = []

        async def one_by_one() -> None:
            for task in tasks:
                if ended:
                    return
                await trio.lowlevel.checkpoint()
                trials = await hold_one(holder, task, work)
                try:
                    if self._session is not None:
                        self._session.check(trial.status for trial in trials)
                except MootError as error:
                    ended.append(error)  # other talks go on to their ends: calls are under way, and paid for
                    return
                deliver([(task, trials)])

        async with trio.open_nursery() as nursery:
            for _ in range(self._at_once - 1):
                nursery.start_soon(one_by_one)
            await one_by_one()
        if ended:
            raise ended[0]
