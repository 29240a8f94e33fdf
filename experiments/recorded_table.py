"""Questions with the answers that real models gave."""

import json
import string
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import field_validator

from ..sim import Evidence, Question, SpecError, Value
from ..sim.value import as_mapping
from .files import read_bytes
from .sources import Case, Source, check_seats

_NO_ANSWER = ("", "-")


class RecordedTable(Source):
    """A file of JSON lines, `{id, question, options, gold, answers: {model: letter}}`; more keys are allowed.

    `gold` and the answers are letters, A for the first option. `-`, an empty text and a model that a line
    does not name mean that there is no answer; a letter beyond the options is an answer that is no option.

    Attributes:
        file: its path; in a spec file, relative to that file.
    """

    file: str

    def seats(self) -> tuple[str, ...]:
        """Return the models, in the order in which the file first names them."""
        return tuple({model: None for _, row in self._rows() for model, _ in row.answers})

    def cases(self, seats: tuple[str, ...], seed: int) -> Iterator[Case]:  # noqa: ARG002 - nothing is drawn
        """Yield the questions in the order of the file; their answers are stored by option."""
        check_seats(seats, self.seats(), self.file)
        for where, row in self._rows():
            question = Question.load(
                {
                    "text": row.question,
                    "options": row.options,
                    "answer": _option(row.gold, row.options, f"{where}: gold"),
                    "id": row.id,
                },
                where=where,
            )
            answers = dict(row.answers)
            yield Case(question, {seat: (_evidence(answers.get(seat, ""), row, where),) for seat in seats})

    def _rows(self) -> "Iterator[tuple[str, _Row]]":
        lines = read_bytes(Path(self.file)).splitlines()
        places: dict[str, int] = {}
        for number, line in enumerate(lines, 1):
            if line.strip():
                where = f"{self.file} line {number}"
                row = _Row.load(_fields(line, where), where=where)
                if row.id in places:
                    raise SpecError(f"{where}: id {row.id!r} stands in line {places[row.id]} already")
                places[row.id] = number
                yield where, row
        if not places:
            raise SpecError(f"{self.file} holds no question: expected one JSON object a line")


class _Row(Value):
    id: str
    question: str
    options: tuple[str, ...]
    gold: str
    answers: tuple[tuple[str, str], ...]

    @field_validator("answers", mode="before")
    @classmethod
    def _pairs(cls, answers: Any) -> Any:
        if not isinstance(answers, dict):
            raise ValueError(f"expected an object of letters by model, not {answers!r:.80}")  # noqa: TRY004 - pydantic reports ValueErrors
        odd = next((model for model, letter in answers.items() if not isinstance(letter, str)), None)
        if odd is not None:
            raise ValueError(
                f"the answer of {odd!r:.80} is {answers[odd]!r:.80}: expected a letter, or '-' for none"
            )
        return as_mapping(answers)


def _fields(line: bytes, where: str) -> dict[str, Any]:
    try:
        data = json.loads(line, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise SpecError(f"{where} is not JSON: {error}") from error
    if not isinstance(data, dict):
        raise SpecError(f"{where} is not a JSON object: {data!r:.80}")
    return {key: item for key, item in data.items() if key in _Row.model_fields}


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(f"key {twice!r:.80} stands twice")
    return found


def _place(letter: str, where: str) -> int:
    if len(letter) != 1 or letter not in string.ascii_uppercase:
        raise SpecError(f"{where} {letter!r:.80} is no letter: expected one of A to Z")
    return ord(letter) - ord("A")


def _option(letter: str, options: tuple[str, ...], where: str) -> str:
    place = _place(letter, where)
    if place >= len(options):
        raise SpecError(f"{where} {letter!r} is beyond the {len(options)} options")
    return options[place]


def _evidence(letter: str, row: _Row, where: str) -> Evidence:
    if letter in _NO_ANSWER:
        return Evidence()
    place = _place(letter, f"{where}: answer")
    if place < len(row.options):
        return Evidence(stance=row.options[place])
    beyond = f"letter {letter} of {len(row.options)} options"
    while beyond in row.options:  # it must stay an answer that is no option
        beyond += " (beyond)"
    return Evidence(stance=beyond)
