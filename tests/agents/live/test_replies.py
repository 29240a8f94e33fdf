"""What models really write, as bytes in files, and what it is read as."""

from pathlib import Path
from typing import Any

import pytest

from moot.agents.live import read
from moot.sim import ANSWER, Question, Reply

FOLDER = Path(__file__).parent / "replies"
DRINKS = Question(text="What shall we drink?", options=("Tea", "Coffee", "Water"))
HEARD = ("Ada", "Bo")

READ: dict[str, dict[str, Any]] = {
    "plain_object": {
        "stance": "Coffee",
        "argument": "Coffee keeps the night shift awake.",
        "confidence": 0.8,
        "credits": ("Bo",),
    },
    "fenced": {"stance": "Tea", "argument": "Tea is gentler.", "confidence": 0.7},
    "letter": {"stance": "Water", "argument": "The third one.", "confidence": 1.0},
    "roundtable": {"stance": "Tea", "argument": "It is what I would drink."},
    "percent": {"stance": "Tea", "argument": "Fairly sure.", "confidence": 0.85, "credits": ("Ada",)},
    "thoughts": {"stance": "Tea", "argument": "On reflection.", "confidence": 0.6, "credits": ("Ada",)},
    "thoughts_unopened": {"stance": "Tea", "argument": "cheap", "confidence": 0.5},
    "tool_call": {"stance": "Water", "argument": "By call.", "confidence": 0.9},
    "not_utf8": {"stance": "Tea", "argument": "caf\ufffd \ufffd"},
    "final_line": {
        "stance": "Tea",
        "argument": "Coffee costs more than tea, and it is not what I want at night.\nWater is dull.",
    },
    "final_words": {"stance": "Coffee", "argument": "Both have merits."},
    "boxed": {"stance": "Coffee", "argument": "We compare the three."},
    "full_width_letter": {"stance": "Coffee"},
}
SILENT = {
    "refusal": ("refused", "I\u2019m sorry, but"),
    "refusal_in_json": ("refused", "I cannot provide an opinion"),
    "null": ("abstained", "I cannot decide."),
    "abstain": ("abstained", "I abstain."),
}
PROBLEMS = {
    "thoughts_cut": "thoughts that never end",
    "truncated": "the JSON object is cut off, or is none: Unterminated string starting at",
    "truncated_fence": "the JSON object is cut off",
    "twice": "the JSON object has the key 'stance' twice",
    "two_objects": "several JSON objects that differ",
    "nan": "NaN is no JSON",
    "python": "is none of the options 'Tea', 'Coffee', 'Water'",
    "nested": "where a text was asked for",
    "wrong_option": "'Hot chocolate' is none of the options",
    "denial": "'not Tea' denies something",
    "two_options": "'Tea or Coffee' names 'Tea' and 'Coffee'",
    "refusal_goes_on": "denies something",
    "empty": "an empty reply",
    "changed_its_mind": "names 'Tea' and 'Coffee'",
    "two_finals": "several answers that differ, 'Tea', 'Coffee'",
    "prose": "names 'Tea' and 'Coffee'",
    "html": "is none of the options",
    "gibberish": "the JSON object",
    "full_width": "is none of the options",
    "conflict": "'A. Coffee' names 'Tea' and 'Coffee'",
    "half_a_pair": "half of a surrogate pair",
}


def text(name: str) -> str:
    return (FOLDER / f"{name}.txt").read_bytes().decode(errors="replace")


def test_every_file_is_told_of() -> None:
    assert {path.stem for path in FOLDER.iterdir()} == {*READ, *SILENT, *PROBLEMS}


@pytest.mark.parametrize("name", READ)
def test_what_holds_an_answer_is_read(name: str) -> None:
    found = read(text(name), ANSWER, DRINKS, HEARD)
    assert found.reply == Reply(**READ[name])
    assert found.problem == ""


@pytest.mark.parametrize("name", SILENT)
def test_what_holds_none_on_purpose_is_told_apart(name: str) -> None:
    outcome, reason = SILENT[name]
    reply = read(text(name), ANSWER, DRINKS, HEARD).reply
    assert reply is not None
    assert reply.outcome == outcome
    assert reply.reason.startswith(reason)


@pytest.mark.parametrize("name", PROBLEMS)
def test_what_cannot_be_read_is_a_problem_in_one_short_line(name: str) -> None:
    found = read(text(name), ANSWER, DRINKS, HEARD)
    assert found.reply is None
    assert PROBLEMS[name] in found.problem
    assert "\n" not in found.problem
    assert len(found.problem) < 400


def test_what_was_left_out_or_understood_is_noted() -> None:
    assert read(text("percent"), ANSWER, DRINKS, HEARD).notes == (
        "confidence '85%' read as 0.85",
        "credit to 'Zed' left out: nobody of that name was heard",
        "credit to 'GPT-9' left out: nobody of that name was heard",
    )
    assert read(text("plain_object"), ANSWER, DRINKS, HEARD).notes == ()


def test_a_megabyte_is_not_searched_for_an_answer() -> None:
    found = read('{"stance": "Tea", "argument": "' + "x" * 1_000_000 + '"}', ANSWER, DRINKS)
    assert found.reply is None
    assert found.problem.startswith("1000033 characters: 100000 at most are read")
