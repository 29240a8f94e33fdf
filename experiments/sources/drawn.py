"""What sources that make their questions up have in common."""

import math
from abc import abstractmethod
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator, Field

from ...sim import Key, SpecError
from ...sim.rule import counted
from .source import Case, Source, check_seats

Figures = float | tuple[float, ...]
"""One for every seat, or one for each in order."""


def figures(low: float = -math.inf, high: float = math.inf, *, below: bool = False) -> BeforeValidator:
    """Return the check that figures are numbers from low to high; below high, where that is asked for."""
    within = f" from {low:g} to {high:g}" if math.isfinite(high) else f" from {low:g} up" * math.isfinite(low)
    within += f", {high:g} excluded" * below

    def check(said: Any) -> Any:
        for item in said if isinstance(said, tuple) else (said,):
            number = isinstance(item, float | int) and not isinstance(item, bool) and math.isfinite(item)
            if not (number and low <= item <= high) or (below and item == high):
                raise ValueError(
                    f"{item!r:.80} is no number{within}: give one for all seats, or one for each"
                )
        return said

    return BeforeValidator(check)


class Drawn(Source):
    """Questions made up, with one normal draw a question that the errors of all seats share.

    Draws are keyed by the seed, the question and the seat's place among those named (or at the table, where
    none are): whoever comes after a seat, and whatever was drawn before, changes nothing for it.

    Attributes:
        count: how many questions.
        names: the seats that it has evidence for, in order; any panel where none are named.
        correlation: rho, from 0 to 1 (excluded), of the errors of two seats on one question: one for all
            seats, or one for each in order; the errors of two that differ correlate by sqrt(rho rho').
        word: what its questions are called, and its draws are keyed by.
    """

    word: ClassVar[str]
    count: int = Field(ge=1, le=100_000)
    names: tuple[str, ...] = ()
    correlation: Annotated[Figures, figures(0, 1, below=True)] = 0.0

    def seats(self) -> tuple[str, ...] | None:
        """Return the names, where there are any."""
        return self.names or None

    def cases(self, seats: tuple[str, ...], seed: int) -> Iterator[Case]:
        """Yield the questions, by their word: `synthetic-1`, `synthetic-2`, ..."""
        roster = self.names or seats
        check_seats(seats, roster, f"the source {self.word!r}")
        self.check(len(roster))
        places = {seat: roster.index(seat) for seat in seats}
        for i in range(1, self.count + 1):
            key = Key(seed, self.word, i)
            yield self.case(f"{self.word}-{i}", key, key.stream("difficulty").normal(), places)

    def check(self, seats: int) -> None:
        """Raise a SpecError if there is not a figure for each of so many seats, where each has its own."""
        check_figures("correlation", self.correlation, seats)

    @abstractmethod
    def case(self, name: str, key: Key, shared: float, places: Mapping[str, int]) -> Case:
        """Return the question of this name.

        Args:
            name: its id.
            key: what its draws are keyed by.
            shared: the normal draw that the errors of all seats share.
            places: of the seats at the table.
        """


def check_figures(word: str, given: Figures | None, seats: int) -> None:
    """Raise a SpecError if there is not a figure for each seat, where each has its own."""
    if isinstance(given, tuple) and len(given) != seats:
        raise SpecError(
            f"{word} has {counted(len(given), 'figure')} for {counted(seats, 'seat')}: give one for each"
        )


def figure_of(given: Figures, place: int) -> float:
    """Return the figure of the seat at this place."""
    return given[place] if isinstance(given, tuple) else given
