"""Panels as files and specs write them."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import AfterValidator, field_validator, model_validator

from ..sim import Agent, Names, Panel, SpecError, Value
from .files import read_toml

MOST = 100_000
"""How many single seats sit at a table, at most."""

SEAT, REMARK = 5e3, 8e-7
"""What a seat takes, in bytes, and a remark that it hears, in seconds, about."""


def counted(count: int | None) -> int | None:
    """Return a number of seats, or raise a ValueError that says what more would cost."""
    if count is not None and count < 1:
        raise ValueError(f"{count} seats: a panel has one seat at least")
    if count is not None and count > MOST:
        raise ValueError(
            f"{count:,} single seats would take about {count * SEAT / 1e9:.2g} GB and, where all hear all, "
            f"{count * count * REMARK / 3600:,.0f} hours a round: {MOST:,} is the most; a crowd moves as "
            "many in about a second, see Crowd in docs/dynamics.md"
        )
    return count


Count = Annotated[int | None, AfterValidator(counted)]


class SeatGroup(Value):
    """One `[[seats]]` table: a seat, or several of one kind.

    Attributes:
        name: of the seat; of several `Ada-1`, `Ada-2`, ...
        agent: what sits there.
        count: how many; where none is given one seat, of just that name.
    """

    name: str
    agent: Agent
    count: Count = None

    def seats(self) -> Iterator[dict[str, Any]]:
        """Yield the seats, each as a name and an agent."""
        names = [self.name] if self.count is None else [f"{self.name}-{i}" for i in range(1, self.count + 1)]
        return ({"name": name, "agent": self.agent} for name in names)


class PanelFile(Value):
    """A panel file: its `[[seats]]` tables, in order."""

    seats: tuple[SeatGroup, ...]


class Seating(Value):
    """How a spec says who sits at the table: by one of `file`, `seats` and `agent`.

    A name alone is that of an agent.

    Attributes:
        label: what tables call it; where none is given, what it is made of.
        file: a panel file; in a spec file, relative to that file.
        seats: the seats themselves.
        agent: one agent at every seat that the source of the questions names.
        count: how many seats of that agent, `Seat-1`, `Seat-2`, ..., where the source names none.
    """

    label: str = ""
    file: str | None = None
    seats: tuple[SeatGroup, ...] | None = None
    agent: Agent | None = None
    count: Count = None

    @model_validator(mode="before")
    @classmethod
    def _named(cls, data: Any) -> Any:
        return {"agent": data} if isinstance(data, str) else data

    @field_validator("seats", mode="before")
    @classmethod
    def _whole(cls, seats: Any) -> Any:
        if isinstance(seats, dict):
            raise ValueError("a list under [arms] is scanned, so a constant list is written [[...]]")  # noqa: TRY004 - pydantic reports ValueErrors
        return seats

    @model_validator(mode="after")
    def _check(self) -> Self:
        given = [name for name in ("file", "seats", "agent") if getattr(self, name) is not None]
        if len(given) != 1:
            seen = " and ".join(given) or "none"
            raise ValueError(f"a panel is given by one of file, seats and agent, not by {seen}")
        if self.count is not None and self.agent is None:
            raise ValueError(
                f"count says how many seats of one agent there are, and here is {given[0]} instead"
            )
        return self

    def panel(self, brought: tuple[str, ...] | None, names: Names) -> Panel:
        """Return the panel.

        Args:
            brought: the seats that the source of the questions names.
            names: resolves the agents of a panel file.

        Raises:
            SpecError: the file holds no panel, or the seats cannot be told.
        """
        if self.file is not None:
            return read_panel(self.file, names)
        if self.seats is not None:
            return _panel(self.seats, "the panel")
        if brought is None and self.count is None:
            raise SpecError(
                "a panel of one agent needs a count, as these questions name no seats: write "
                'panel = { agent = "...", count = 6 }'
            )
        if brought is not None and self.count not in (None, len(brought)):
            raise SpecError(
                f"a panel of {self.count} seats for questions that name {len(brought)}: leave count out"
            )
        seats = brought or [f"Seat-{i}" for i in range(1, (self.count or 0) + 1)]
        return Panel.load({"seats": [{"name": name, "agent": self.agent} for name in seats]})


def read_panel(path: str | Path, names: Names) -> Panel:
    """Read a panel file.

    Args:
        path: a TOML file of `[[seats]]` tables: `name`, `agent`, `count`.
        names: resolves the agents in it.

    Raises:
        SpecError: it cannot be read, or holds no panel; in one line that names the file.
    """
    made = PanelFile.load(read_toml(Path(path)), names, where=str(path))
    return _panel(made.seats, str(path))


def _panel(groups: Iterable[SeatGroup], where: str) -> Panel:
    return Panel.load({"seats": [seat for group in groups for seat in group.seats()]}, where=where)
