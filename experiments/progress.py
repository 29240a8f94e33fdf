"""How far some work is, and a bar on the terminal that looks in now and then."""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import NamedTuple


class Look(NamedTuple):
    """How far some work is.

    Attributes:
        at: what is being worked at.
        done: how much of it is done.
        total: how much there is.
        unit: of what, where the speed is worth telling.
        note: what else is to be said.
        at_most: whether it may be over before all is done.
    """

    at: str
    done: int
    total: int
    unit: str = ""
    note: str = ""
    at_most: bool = False


class Gauge:
    """How far some work is, stage by stage: moved by who works, looked at by who waits.

    Attributes:
        at: the stage.
        done: how much of it is done.
        total: how much there is of it.
    """

    def __init__(self) -> None:
        self.begin("", 0)

    def begin(self, at: str, total: int) -> None:
        """Begin a stage of so many steps."""
        self.at, self.done, self.total = at, 0, total

    def step(self) -> None:
        """Take a step."""
        self.done += 1

    def look(self) -> Look:
        """Return how far it is."""
        return Look(self.at, self.done, self.total)


@contextmanager
def bar(look: Callable[[], Look], more: Callable[[], Iterable[str]] = tuple) -> Iterator[None]:
    """Draw a bar on stderr while the body runs, ten times a second; nothing where stderr is no terminal.

    Args:
        look: tells how far the work is.
        more: what else is to be shown, line by line.
    """
    if sys.stderr is None or not sys.stderr.isatty():
        yield
        return
    from rich.console import Console, Group, RenderableType
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )
    from rich.text import Text

    class Bar(Progress):
        """Looks in whenever it is drawn."""

        def get_renderable(self) -> RenderableType:
            """Return what is to be drawn."""
            now = look()
            for task in self.tasks:
                if now.done < task.completed:  # another stage
                    self.reset(task.id)
                so_many, left = (f"{now.unit} at most", "time left at most") if now.at_most else ("", "")
                speed = f"{task.speed:.0f} {now.unit}/s" if now.unit and task.speed else ""
                self.update(
                    task.id,
                    description=now.at,
                    completed=now.done,
                    total=now.total,
                    more=", ".join(filter(None, (so_many, speed, now.note, left))),
                )
            return Group(super().get_renderable(), *map(Text, more()))

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[more]}", markup=False),
        TimeRemainingColumn(),
    )
    with Bar(*columns, console=Console(stderr=True), transient=True) as drawn:
        drawn.add_task("", total=None, completed=look().done, more="")
        yield
