"""Questions with the answers that real models gave."""

import string
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from ...sim import Evidence, Question, SpecError, Value
from ...sim.names import unknown
from ..lines import Row
from .rows import FileSource, Record, heading, is_table, read
from .source import Case, check_seats

_NO_ANSWER = ("", "-")
_LETTERS = string.ascii_uppercase
_USUAL: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "question_id"),
    "question": ("question", "text"),
    "options": ("options", "n_options"),
    "gold": ("gold", "answer"),
    "domain": ("domain", "category"),
}


class Columns(Value):
    """What a table calls its columns, or a line its keys, where these are not the usual names.

    Attributes:
        id: what tells questions apart; else `id` or `question_id`.
        question: the words asked; else `question` or `text`, and where there is none "Question ID".
        options: the texts of the options, or how many there are: then they are letters; else `options` or
            `n_options`. In a cell texts are parted by `|`.
        gold: the letter of the true one; else `gold` or `answer`.
        domain: what the question is about; else `domain` or `category`; it may be missing.
    """

    id: str | None = None
    question: str | None = None
    options: str | None = None
    gold: str | None = None
    domain: str | None = None

    def among(self, known: Mapping[str, Any]) -> dict[str, str]:
        """Return what each is called among the known names; what has none is left out.

        Raises:
            SpecError: a name that is given is not known.
        """
        found = {}
        for field, usual in _USUAL.items():
            given = getattr(self, field)
            if given is not None and given not in known:
                raise SpecError(f"{unknown('key', given, known)} in columns")
            name = given or next((name for name in usual if name in known), None)
            if name is not None:
                found[field] = name
        return found


class RecordedTable(FileSource):
    """Recorded answers of models: a `.csv` with a column for each, or JSON lines with `answers` by model.

    A line of JSON is `{id, question, options, gold, answers: {model: letter}}`; more keys are allowed. In a
    table the columns of models are those behind the last of the others; `names` picks any. `gold` and the
    answers are letters, A for the first option. `-`, an empty text and a model that a line does not name mean
    that there is no answer; a letter beyond the options is an answer that is no option.

    Attributes:
        file: its path; in a spec file, relative to that file.
        names: the models that sit at the table, in order; all where none are named.
        where: which questions are taken, by what their line says: `{ category = "law" }`, or any of several,
            `{ category = ["law", "math"] }`; all where nothing is said.
        limit: how many of these are taken at most, the first ones.
        columns: what it calls its columns, where these are not the usual names.
    """

    columns: Columns = Columns()

    def brought(self) -> tuple[str, ...]:
        """Return the models, in the order in which the file first names them."""
        path = Path(self.file)
        if is_table(path):
            found, where = self._behind(heading(path)), "behind the other columns"
        else:
            found = tuple({model: None for record in read(path) for model in _answers(record)})
            where = "in answers"
        if not found:
            raise SpecError(f"{path} holds no answer: expected models {where}")
        return found

    def _behind(self, head: Row) -> tuple[str, ...]:
        """Return the columns of models: those behind all others, or any where they are named."""
        taken = set(self._called(dict.fromkeys(head.cells), f"{self.file} line {head.line}").values())
        last = max(i for i, name in enumerate(head.cells) if name in taken)
        return tuple(
            name for i, name in enumerate(head.cells) if name not in taken and (self.names or i > last)
        )

    def cases(self, seats: tuple[str, ...], seed: int) -> Iterator[Case]:  # noqa: ARG002 - nothing is drawn
        """Yield the questions in the order of the file; their answers are stored by option."""
        check_seats(seats, self.seats() or (), self.file)
        in_table = is_table(Path(self.file))
        lines: dict[str, int] = {}
        for record in self.records():
            answers = record.fields if in_table else _answers(record)
            question = self._question(record.fields, record.where)
            record.once(question.id, lines)
            yield Case(question, {seat: _evidence(answers.get(seat, ""), question, record) for seat in seats})

    def _called(self, known: Mapping[str, Any], where: str) -> dict[str, str]:
        try:
            called = self.columns.among(known)
        except SpecError as error:
            raise SpecError(f"{where}: {error}") from error
        for field in ("id", "options", "gold"):
            if field not in called:
                usual = " or ".join(map(repr, _USUAL[field]))
                raise SpecError(
                    f"{where}: {field!r} is missing: it is {usual}, or what `columns = {{ {field} = ... }}` "
                    "says"
                )
        return called

    def _question(self, fields: Mapping[str, Any], where: str) -> Question:
        said = {field: fields[name] for field, name in self._called(fields, where).items()}
        name = str(said["id"]) if isinstance(said["id"], int) else said["id"]
        options = _options(said["options"], where)
        return Question.load(
            {
                "text": said.get("question", f"Question {name}"),
                "options": options,
                "answer": _option(said["gold"], options, f"{where}: gold"),
                "id": name,
                "domain": said.get("domain", ""),
            },
            where=where,
        )


def _answers(record: Record) -> Mapping[str, str]:
    answers = record.fields.get("answers", {})
    if not isinstance(answers, dict):
        raise SpecError(
            f"{record.where}: answers: expected an object of letters by model, not {answers!r:.80}"
        )
    for model, letter in answers.items():
        if not isinstance(letter, str):
            raise SpecError(
                f"{record.where}: the answer of {model!r:.80} is {letter!r:.80}: "
                "expected a letter, or '-' for none"
            )
    return answers


def _options(said: Any, where: str) -> tuple[str, ...]:
    """Return the options: texts, or letters where it is said how many there are."""
    if isinstance(said, str):
        said = int(said) if said.isascii() and said.isdigit() else [text.strip() for text in said.split("|")]
    if isinstance(said, list) and all(isinstance(text, str) for text in said):
        return tuple(said)
    if isinstance(said, int) and not isinstance(said, bool) and 2 <= said <= len(_LETTERS):
        return tuple(_LETTERS[:said])
    raise SpecError(
        f"{where}: options: expected their texts, or how many there are, from 2 to {len(_LETTERS)}, "
        f"not {said!r:.80}"
    )


def _place(letter: Any, where: str) -> int:
    if not isinstance(letter, str) or len(letter) != 1 or letter not in _LETTERS:
        raise SpecError(f"{where} {letter!r:.80} is no letter: expected one of A to Z")
    return _LETTERS.index(letter)


def _option(letter: Any, options: tuple[str, ...], where: str) -> str:
    place = _place(letter, where)
    if place >= len(options):
        raise SpecError(f"{where} {letter!r} is beyond the {len(options)} options")
    return options[place]


def _evidence(letter: str, question: Question, record: Record) -> tuple[Evidence]:
    if letter in _NO_ANSWER:
        return _NOTHING
    options, place = question.options, _place(letter, f"{record.where}: answer")
    return _spoken(options[place] if place < len(options) else _beyond(letter, options))


def _beyond(letter: str, options: tuple[str, ...]) -> str:
    beyond = f"letter {letter} of {len(options)} options"
    while beyond in options:  # it must stay an answer that is no option
        beyond += " (beyond)"
    return beyond


@lru_cache(maxsize=1024)
def _spoken(stance: str) -> tuple[Evidence]:
    return (Evidence(stance=stance),)


_NOTHING = (Evidence(),)
