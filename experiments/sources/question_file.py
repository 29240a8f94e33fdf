"""Questions of one's own, as JSON lines."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import field_validator

from ...sim import Evidence, Question, SpecError
from .rows import FileSource, Record, is_table, read
from .source import Case, check_seats


class QuestionFile(FileSource):
    """Your own questions: JSON lines `{text, options or range, answer}`, and `evidence` by seat if you like.

    All that a question has may be said: `id`, `text`, `options` or `range` or `parts` (or none of them: open
    text), `answer`, `domain`, `checkable`. What nature tells a seat is a stance, or `{stance, accuracy,
    text}`, or a list of these; null is that there is no answer. A seat that a line does not name is told
    nothing. A file without evidence is for any panel.

    Attributes:
        file: its path; in a spec file, relative to that file.
        names: those of its seats that sit at the table, in order; all where none are named.
        where: which questions are taken, by what their line says: `{ domain = "law" }`, or any of several,
            `{ domain = ["law", "math"] }`; all where nothing is said.
        limit: how many of these are taken at most, the first ones.
    """

    @field_validator("file", mode="after")
    @classmethod
    def _lines(cls, file: str) -> str:
        if is_table(Path(file)):
            raise ValueError(
                f"{file} is a table: a question a line is JSON; a table of answers is a recorded-table"
            )
        return file

    def brought(self) -> tuple[str, ...] | None:
        """Return the seats, in the order in which the file first names them; None where it names none."""
        return tuple({seat: None for record in read(Path(self.file)) for seat in _told(record)}) or None

    def cases(self, seats: tuple[str, ...], seed: int) -> Iterator[Case]:  # noqa: ARG002 - nothing is drawn
        """Yield the questions in the order of the file."""
        known = self.seats()
        if known is not None:
            check_seats(seats, known, self.file)
        lines: dict[str, int] = {}
        for record in self.records():
            fields = {key: item for key, item in record.fields.items() if key != "evidence"}
            question = Question.load(fields, where=record.where)
            record.once(question.key, lines, "id" if question.id else "text")
            told = _told(record)
            evidence = {
                seat: _evidence(question, told[seat], f"{record.where}: evidence of {seat!r:.80}")
                for seat in seats
                if seat in told
            }
            yield Case(question, evidence)


def _told(record: Record) -> Mapping[str, Any]:
    told = record.fields.get("evidence", {})
    if not isinstance(told, dict):
        raise SpecError(f"{record.where}: evidence: expected an object by seat, not {told!r:.80}")
    return told


def _evidence(question: Question, said: Any, where: str) -> tuple[Evidence, ...]:
    """Return what a seat is told; of a question of parts a list without tables is one stance."""
    if isinstance(said, list) and question.parts and not any(isinstance(item, dict) for item in said):
        said = [said]
    items = said if isinstance(said, list) else [said]
    found = tuple(
        Evidence.load(item if isinstance(item, dict) else {"stance": item}, where=where) for item in items
    )
    for item in found:
        if item.stance is not None and (problem := question.problem(item.stance)):
            raise SpecError(f"{where}: {problem}")
    return found
