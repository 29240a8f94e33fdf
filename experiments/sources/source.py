"""What a source of questions is: each question, and what nature tells each seat about it."""

from abc import abstractmethod
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from ...sim import Evidence, Question, SpecError
from ...sim.names import unknown
from ...sim.value import Kind, as_mapping


class Case(NamedTuple):
    """A question, and what nature tells each seat about it, by name."""

    question: Question
    evidence: Mapping[str, tuple[Evidence, ...]]


class Source(Kind):
    """Questions, each with the evidence of every seat.

    What a seat is told may not depend on who else is at the table, on the arm, nor on what was drawn before:
    then arms are paired, and a seat that is added changes nobody's evidence.
    """

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


def pairs(said: Any, example: str) -> tuple[tuple[Any, Any], ...]:
    """Return the keys and values of a table; a ValueError shows how one is written."""
    found = as_mapping(said)
    if isinstance(found, tuple) and all(isinstance(pair, tuple) and len(pair) == 2 for pair in found):
        return found
    raise ValueError(f"{said!r:.80} is no table: write one such as {example}")
