"""Questions from a function of one's own."""

from collections import abc
from collections.abc import Iterator, Mapping
from itertools import zip_longest
from typing import Annotated, Any

from pydantic import BeforeValidator

from ...agents.function import by_path, path_of
from ...sim import Question, SpecError
from ...sim.errors import headline, shown
from ...sim.names import unknown
from ...sim.question import evidence_of
from .source import Case, Source, check_seats


class Callable(Source):
    """What a Python function `f(seats, seed)` gives: questions, or `(question, {seat: evidence})`.

    Evidence is as for `moot.run`: a stance, an `Evidence`, or a list of these. The function is called twice
    and read side by side: where it does not give the same again, it is refused. It draws from the seed alone,
    and what it tells a seat may not depend on those after it.

    Attributes:
        function: the callable. One that can be imported by its name is stored with the results by that name;
            a lambda is not.
        names: the seats that it has evidence for, in order, who are then what it is called with; any panel
            where none are named.
    """

    function: Annotated[abc.Callable[..., Any] | None, BeforeValidator(by_path)] = None
    names: tuple[str, ...] = ()

    def seats(self) -> tuple[str, ...] | None:
        """Return the names, where there are any."""
        return self.names or None

    def cases(self, seats: tuple[str, ...], seed: int) -> Iterator[Case]:
        """Yield what it gives.

        Raises:
            SpecError: it raised an error, gave no question, or not the same again.
        """
        roster = self.names or seats
        check_seats(seats, roster, self._called)
        once, again = self._given(roster, seats, seed), self._given(roster, seats, seed)
        for number, (case, other) in enumerate(zip_longest(once, again), 1):
            if case is None or case != other:
                raise SpecError(
                    f"{self._called} gave another question {number} when it was called again with the same "
                    "seats and seed: draw from random.Random(seed), and from nothing else"
                )
            yield case

    def spec(self) -> dict[str, Any]:
        """Return the JSON form: the function by its path, or none where it has no importable name."""
        path = None if self.function is None else path_of(self.function)
        return super().spec() | {"function": path}

    @property
    def _called(self) -> str:
        if self.function is None:
            raise SpecError(
                "the source callable has no function: give it as `package.module:name`, and one that had no "
                "name as the function itself"
            )
        name = getattr(self.function, "__qualname__", type(self.function).__name__)
        return path_of(self.function) or str(name)

    def _given(self, roster: tuple[str, ...], seats: tuple[str, ...], seed: int) -> Iterator[Case]:
        for number, given in enumerate(self._call(roster, seed), 1):
            yield _case(given, roster, seats, f"{self._called}: question {number}")

    def _call(self, roster: tuple[str, ...], seed: int) -> Iterator[Any]:
        try:
            yield from self.function(roster, seed) if self.function else ()
        except (Exception, SystemExit) as error:  # it is somebody's code, and may raise whatever it likes
            raise SpecError(f"{self._called}(seats, seed) failed: {headline(error)}") from error


def _case(given: Any, roster: tuple[str, ...], seats: tuple[str, ...], where: str) -> Case:
    match given:
        case Question():
            return Case(given, {})
        case (Question() as question, Mapping() as told):
            stranger = next((seat for seat in told if seat not in roster), None)
            if stranger is not None:
                raise SpecError(f"{where}: evidence for {unknown('seat', str(stranger), roster)}")
            try:
                evidence = {seat: evidence_of(question, told[seat]) for seat in seats if seat in told}
            except SpecError as error:
                raise SpecError(f"{where}: evidence: {error}") from error
            return Case(question, evidence)
    raise SpecError(
        f"{where} is {shown(given):.80} ({type(given).__name__}): expected a Question, "
        "or (Question, {seat: evidence})"
    )
