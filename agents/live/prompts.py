"""What a model is shown when it is asked: chat messages, a pure function of its turn."""

import json
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count
from typing import Any

from ...sim import Order, Question, Remark, Reply, Turn, Wants
from ...sim.errors import shown
from . import templates
from .matching import letters
from .schema import Schema, asked, is_order, schema

Messages = list[dict[str, str]]

MOST = 100
"""How many remarks are shown at most, the last ones."""

LONGEST = 4000
"""The characters of one text at most; fewer where there are many remarks."""

ALL = 60_000
"""The characters of all that was heard, about; but `LEAST` of each text are shown."""

LEAST = 200

BREAKS = {ord(char): f"\\u{ord(char):04x}" for char in "\u0085\u2028\u2029"}


def messages(turn: Turn, persona: str = "", instructions: str = "", *, plain: bool = False) -> Messages:
    """Return what a model is shown in a turn: a system message and a user message, each a role and a content.

    The system message holds the rules of the table, the persona and the instructions; the user message the
    question as this seat sees it, what nature told it, what it said last, what it heard and was told, what is
    to be done in this phase, and what to return. All that others may have written stands as JSON, a line
    each, between fences whose name occurs nowhere else; so no text can close its fence, or pass for
    another's.

    The same turn gives the same messages. O(what was heard).

    Args:
        turn: of the seat.
        persona: who the model is to be, in the words of whoever set the table.
        instructions: what it is to heed, in theirs too.
        plain: whether a marked line is asked for in place of a JSON object, where an answer is all that is
            wanted.
    """
    question, wants = turn.question, turn.wants
    sections = [*_data(turn)]
    asking = [*question_lines(question)]
    data = (line for _, lines in sections for line in lines)
    fence = fence_of([*asking, persona, instructions, turn.seat, turn.phase, *data])
    system = [
        templates.ROLE.format(seat=_line(turn.seat), fence=fence),
        persona.strip(),
        instructions.strip(),
    ]
    silence = [] if any(title == templates.HEARD for title, _ in sections) else [templates.SILENCE]
    phase = templates.PHASES.get(turn.phase) or templates.ANY.format(phase=_line(turn.phase)[:80])
    wanted = (
        templates.PLAIN.format(answer=_sample(question))
        if plain and takes_plain(wants, question)
        else templates.RETURN.format(keys=keys_of(schema(wants, question, speakers(turn))))
    )
    user = [*asking, *fenced(sections, fence), *silence, phase, wanted]
    return chat(system, user)


def chat(system: Iterable[str], user: Iterable[str]) -> Messages:
    """Return a system message and a user message, of paragraphs; those that are empty are left out."""
    return [
        {"role": "system", "content": "\n\n".join(filter(None, system))},
        {"role": "user", "content": "\n\n".join(filter(None, user))},
    ]


def repair(
    asked_with: Messages, text: str, problem: str, question: Question, *, plain: bool = False
) -> Messages:
    """Return the messages of the one repair turn: those before, what was answered, and what is wrong with it.

    Args:
        asked_with: the messages that were answered.
        text: the answer; of a long one the first 2,000 characters are shown.
        problem: see `Reading.problem`.
        question: as the seat was asked it.
        plain: whether a marked line was asked for.
    """
    words = templates.REPAIR_PLAIN if plain else templates.REPAIR
    return [
        *asked_with,
        {"role": "assistant", "content": shown(text, str) or "(nothing)"},
        {"role": "user", "content": words.format(problem=problem, answer=_sample(question))},
    ]


def takes_plain(wants: Wants, question: Question) -> bool:
    """Tell whether a marked line can hold all that is wanted: one answer, and nothing beside it."""
    return not asked(wants) and not question.parts


def speakers(turn: Turn) -> tuple[str, ...]:
    """Return the names by which a seat has heard others: those it may credit."""
    return tuple(dict.fromkeys(remark.speaker for remark in turn.heard.latest))


def question_lines(question: Question) -> Iterator[str]:
    """Yield the question, and what there is to choose from in it or in each of its parts."""
    yield templates.QUESTION.format(text=question.text)
    for i, part in enumerate(question.parts, 1):
        yield templates.PART.format(i=i, text=part.text)
        yield _options(part)
    if not question.parts:
        yield _options(question)


def _options(question: Question) -> str:
    """Return what there is to choose from, in the order of the question."""
    if question.range is not None:
        low, high = question.range
        return templates.NUMBER.format(low=low, high=high)
    if not question.options:
        return templates.OPEN
    marks = [f"{letter}." for letter in letters(question.options)] or ["-"] * len(question.options)
    listed = zip(marks, question.options, strict=True)
    return templates.OPTIONS.format(options="\n".join(f"{mark} {_line(option)}" for mark, option in listed))


def _data(turn: Turn) -> Iterator[tuple[str, list[str]]]:
    """Yield each section of data with its title, as lines of JSON."""
    if turn.evidence:
        yield templates.EVIDENCE, data_lines([item.spec() for item in turn.evidence])
    if turn.said:
        own = turn.said[-1]
        last = Reply(stance=own.stance if turn.stance is None else turn.stance, argument=own.argument)
        yield templates.OWN, data_lines([last.spec()])
    if remarks := _remarks(turn):
        yield templates.HEARD, data_lines([_remark(remark) for remark in remarks])
    if told := [*_told(turn)]:
        yield templates.TOLD, data_lines(told)
    want = asked(turn.wants).get("ranking")
    if isinstance(want, Order):
        answers, labels = _figures(turn, "answers"), _figures(turn, "labels")
        items = ({"item": item, **_figured(answers.get(labels.get(item, item)))} for item in want.items)
        yield templates.ITEMS, data_lines([*items])


def _remarks(turn: Turn) -> list[Remark]:
    """Return what is new since the seat was last asked, after the last words of all who said nothing new."""
    new = turn.heard.new()
    spoke = {remark.speaker for remark in new}
    return [*(remark for remark in turn.heard.latest if remark.speaker not in spoke), *new]


def _remark(remark: Remark) -> dict[str, Any]:
    """Return what is seen of a remark, by name; a strength is for those who calculate."""
    why = remark.argument
    seen = {
        "speaker": remark.speaker,
        "round": remark.round or None,
        "phase": remark.phase,
        "stance": remark.stance,
        "argument": why and why.text,
        "supports": why and why.supports,
        "confidence": remark.confidence,
        "belief": dict(remark.belief),
        "credits": remark.credits,
    }
    return {name: item for name, item in seen.items() if item not in (None, "", (), {})}


def _told(turn: Turn) -> Iterator[dict[str, Any]]:
    """Yield what the floor told, evidence apart; of papers that are to be ranked only the list is shown."""
    hidden = {"labels"} if _figures(turn, "answers") else set[str]()
    hidden |= {"answers"} if is_order(turn.wants) else set()
    for told in turn.heard.told:
        if told.evidence is None:
            data = {name: item for name, item in told.data.items() if name not in hidden}
            yield ({"told": told.text} if told.text else {}) | data


def _figures(turn: Turn, key: str) -> Mapping[str, Any]:
    """Return what the floor last told under a key, where that is a mapping."""
    return _figured((turn.heard.figures(key) or {}).get(key))


def _figured(found: Any) -> Mapping[str, Any]:
    return found if isinstance(found, Mapping) else {}


def data_lines(
    items: Sequence[Mapping[str, Any]], *, most: int = MOST, whole: int = ALL, least: int = LEAST
) -> list[str]:
    """Return items as JSON, a line each: the last of many, and each text cut where it is long.

    Args:
        items: what is shown.
        most: how many of them at most.
        whole: the characters of all of them, about, if each has one text.
        least: so many characters of each text are shown at least.
    """
    left = len(items) - most
    shown = items[-most:]
    size = max(least, min(LONGEST, whole // max(len(shown), 1)))
    spelt = [json.dumps(_cut(item, size), ensure_ascii=False).translate(BREAKS) for item in shown]
    return [templates.LEFT_OUT.format(count=left), *spelt] if left > 0 else spelt


def _cut(item: Any, size: int) -> Any:
    """Return JSON with each text in it cut to so many characters, and what was cut noted."""
    if isinstance(item, str):
        cut = len(item) - size
        return item if cut <= 0 else f"{item[:size]} {templates.CUT.format(cut=cut, size=len(item))}"
    if isinstance(item, Mapping):
        return {name: _cut(inner, size) for name, inner in item.items()}
    return [_cut(inner, size) for inner in item] if isinstance(item, list | tuple) else item


def fenced(sections: Iterable[tuple[str, Sequence[str]]], fence: str) -> Iterator[str]:
    """Yield each section of data: its title, and its lines between fences."""
    for title, lines in sections:
        yield "\n".join([title, f"<{fence}>", *lines, f"</{fence}>"])


def fence_of(texts: Iterable[str]) -> str:
    """Return the first of data-1, data-2, ... that occurs in no text, whatever its case and punctuation."""
    plain = unicodedata.normalize("NFKC", "\n".join(texts)).casefold()
    letters_only = "".join(filter(str.isalnum, plain))
    return next(f"data-{i}" for i in count(1) if f"data{i}" not in letters_only)


def keys_of(shape: Schema) -> str:
    """Return the keys of an object for a reader: the form of each, and what it is."""
    return "\n".join(
        f'- "{name}": {_form(field)} - {_meaning(field)}' for name, field in shape["properties"].items()
    )


def _form(shape: Schema) -> str:
    """Return the form of a value: `[text, ...]`, `{"Tea": number, "Coffee": number}`."""
    if "anyOf" in shape:
        return " or ".join(map(_form, shape["anyOf"]))
    if shape["type"] == "array":
        return f"[{_form(shape['items'])}, ...]"
    if shape["type"] != "object":
        return str({"string": "text"}.get(shape["type"], shape["type"]))
    fields = [
        f"{json.dumps(name, ensure_ascii=False)}: {_form(one)}" for name, one in shape["properties"].items()
    ]
    return f"{{{', '.join(fields)}}}"


def _meaning(shape: Schema) -> str:
    """Return what a value is, in words."""
    if "anyOf" in shape and "description" not in shape:
        return "; ".join(
            f"{one['type']} {_meaning(one)}" if one["type"] == "null" else _meaning(one)
            for one in shape["anyOf"]
        )
    return str(shape["description"])


def _sample(question: Question) -> str:
    """Return what stands for the answer in the line that is asked for."""
    if question.options:
        return "<the letter of one option>" if letters(question.options) else "<one option, in its own words>"
    return "<a number>" if question.range is not None else "<your answer, in a few words>"


def _line(text: str) -> str:
    """Return a text on one line."""
    return " ".join(text.split())
