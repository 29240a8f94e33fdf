"""Where the questions of an experiment come from."""

from abc import abstractmethod
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from ..sim import Evidence, Question, SpecError
from ..sim.names import unknown
from ..sim.value import Kind

SOURCES = {
    "recorded-table": f"{__package__}.recorded_table:RecordedTable",
    "synthetic": f"{__package__}.synthetic:Synthetic",
}


class Case(NamedTuple):
    """A question, and what nature tells each seat about it, by name."""

    question: Question
    evidence: Mapping[str, tuple[Evidence, ...]]


class Source(Kind):
    """Questions, each with the evidence of every seat."""

    @abstractmethod
    def seats(self) -> tuple[str, ...] | None:
        """Return the names of those it has evidence for; None = for any panel."""

    @abstractmethod
    def cases(self, seats: tuple[str, ...], seed: int) -> Iterator[Case]:
        """Yield the cases, always the same for the same seats and seed.

        Args:
            seats: who sits at the table, in order.
            seed: fixes every random draw.

        Raises:
            SpecError: it has no evidence for one of the seats, or its file does not hold questions.
        """


def check_seats(seats: tuple[str, ...], known: tuple[str, ...], where: str) -> None:
    """Raise a SpecError if a seat is not among those that a source has evidence for."""
    for seat in seats:
        if seat not in known:
            raise SpecError(f"{where} has no evidence for {unknown('seat', seat, known)}")
