"""What an executor is, and the work that it gives to a process."""

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from typing import NamedTuple

import trio

from ..measures import Measure
from ..plan import Task
from ..spec import Level
from ..trials import Holder, Trial

Held = tuple[Task, tuple[Trial, ...]]
Deliver = Callable[[Sequence[Held]], None]
"""Takes tasks that were held, in whatever order they were."""


class Work(NamedTuple):
    """How tasks are held, the same for all of an experiment.

    Attributes:
        measures: what is measured of each talk.
        level: what is kept of it.
        seconds: how long a task may take; None = as long as it likes.
    """

    measures: tuple[Measure, ...]
    level: Level = "full"
    seconds: float | None = None

    def late(self) -> str:
        """Say why a task that took too long is missing."""
        return f"TimeLimit: it took more than {self.seconds:g} seconds"


class Executor(ABC):
    """Holds tasks."""

    def ready(self) -> AbstractAsyncContextManager[object]:
        """Keep what it holds tasks with from one call to the next, inside an `async with` block."""
        return nullcontext()

    @abstractmethod
    async def hold(self, tasks: Iterator[Task], work: Work, deliver: Deliver) -> None:
        """Hold all tasks, and deliver each exactly once.

        A task that cannot be held, since it takes too long or takes its process with it, is delivered as
        missing, with the reason.
        """


async def hold_one(holder: Holder, task: Task, work: Work) -> tuple[Trial, ...]:
    """Hold a task for as long as it may take; seats that never give way cannot be stopped from inside."""
    with trio.move_on_after(work.seconds or math.inf):
        return await holder.hold(task)
    return holder.gone(task, work.late())


def hold_here(tasks: Sequence[Task], work: Work) -> list[tuple[Trial, ...]]:
    """Hold tasks in this process, one after the other: what a worker is sent, and what it sends back."""

    async def one_by_one() -> list[tuple[Trial, ...]]:
        holder = Holder(work.measures, work.level)
        return [await hold_one(holder, task, work) for task in tasks]

    return trio.run(one_by_one)
