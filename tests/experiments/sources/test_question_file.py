"""Questions of one's own, a line each."""

import json
from pathlib import Path
from typing import Any

import pytest

from moot.experiments.catalogue import typed
from moot.experiments.sources import Source
from moot.experiments.sources.question_file import QuestionFile
from moot.sim import Evidence, Question, SpecError

NAMES = typed()
TEA = {"text": "Tea?", "options": ["Yes", "No"], "answer": "Yes", "id": "tea", "domain": "kitchen"}


def written(folder: Path, *lines: object, **fields: Any) -> QuestionFile:
    file = folder / "mine.jsonl"
    file.write_text("".join(f"{line if isinstance(line, str) else json.dumps(line)}\n" for line in lines))
    return QuestionFile(file=str(file), **fields)


def test_questions_of_every_kind_are_read_with_what_nature_tells_each_seat(tmp_path: Path) -> None:
    parts = [{"text": "Tea?", "options": ["Yes", "No"]}, {"text": "How many?", "range": [0, 9]}]
    source = written(
        tmp_path,
        TEA | {"evidence": {"Ada": "No", "Bo": {"stance": "Yes", "accuracy": 0.7, "text": "It says so."}}},
        {"text": "How many?", "range": [0, 100], "answer": 42, "evidence": {"Cy": [40, 44], "Ada": None}},
        "",
        {"text": "Both?", "parts": parts, "evidence": {"Ada": ["Yes", 3], "Bo": [{"stance": ["No", 4]}]}},
        {"text": "Why?"},
    )
    assert Source.load(source.spec(), NAMES) == source
    assert source.seats() == ("Ada", "Bo", "Cy")
    tea, many, both, why = source.cases(("Cy", "Bo", "Ada"), 0)
    assert tea.question == Question.load(TEA)
    assert tea.evidence == {
        "Bo": (Evidence(stance="Yes", accuracy=0.7, text="It says so."),),
        "Ada": (Evidence(stance="No"),),
    }
    assert (many.question.range, many.question.answer) == ((0.0, 100.0), 42.0)
    assert many.evidence == {"Cy": (Evidence(stance=40.0), Evidence(stance=44.0)), "Ada": (Evidence(),)}
    assert both.evidence == {"Bo": (Evidence(stance=("No", 4.0)),), "Ada": (Evidence(stance=("Yes", 3.0)),)}
    assert (why.question.kind, why.evidence) == ("text", {})


def test_a_file_without_evidence_is_for_any_panel(tmp_path: Path) -> None:
    source = written(tmp_path, TEA, {"text": "Why?"})
    assert source.seats() is None
    for seats in (("Ada",), ("X", "Y")):
        assert [(case.question.key, case.evidence) for case in source.cases(seats, 0)] == [
            ("tea", {}),
            ("Why?", {}),
        ]
    with pytest.raises(SpecError, match=r"mine\.jsonl: unknown seat 'Ada'"):
        source.model_copy(update={"names": ("Ada",)}).seats()


def test_names_where_and_limit_take_some_of_it(tmp_path: Path) -> None:
    lines = [
        TEA | {"id": str(i), "domain": "ab"[i % 2], "evidence": {"Ada": "No", "Bo": "Yes"}} for i in range(6)
    ]
    source = written(tmp_path, *lines, names=("Bo",), where={"domain": "b"}, limit=2)
    assert source.seats() == ("Bo",)
    assert [(case.question.id, case.evidence) for case in source.cases(("Bo",), 0)] == [
        ("1", {"Bo": (Evidence(stance="Yes"),)}),
        ("3", {"Bo": (Evidence(stance="Yes"),)}),
    ]
    with pytest.raises(SpecError, match="no evidence for unknown seat 'Ada'"):
        list(source.cases(("Ada",), 0))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (TEA, "line 2: id 'tea' stands in line 1 already"),
        ({"text": "Tea?", "optoins": ["a"]}, "line 2: unknown key 'optoins': did you mean 'options'"),
        ({"options": ["a", "b"]}, "line 2: 'text' is missing"),
        ({"text": "Tea?", "options": ["a", "b"], "answer": "c"}, "line 2: the answer cannot be one: 'c'"),
        ({"text": "Q", "range": [0, 1], "options": ["a", "b"]}, "line 2: a question has options, a range"),
        ({"text": "Q", "evidence": ["a"]}, "line 2: evidence: expected an object by seat"),
        (
            TEA | {"id": "2", "evidence": {"Ada": "Yse"}},
            "line 2: evidence of 'Ada': 'Yse' is none of the options",
        ),
        (
            {"text": "Q", "range": [0, 9], "evidence": {"Ada": 10}},
            "line 2: evidence of 'Ada': 10.0 is outside",
        ),
        (
            TEA | {"id": "2", "evidence": {"Ada": {"stnce": "No"}}},
            "'Ada': unknown key 'stnce': did you mean 'stance'",
        ),
        (
            TEA | {"id": "2", "evidence": {"Ada": {"stance": "No", "accuracy": 2}}},
            "line 2: evidence of 'Ada': accuracy",
        ),
        (TEA | {"id": "2", "evidence": {"Ada": True}}, "line 2: evidence of 'Ada': stance"),
        ("[1]", "line 2 is not a JSON object"),
        ("{", "line 2 is not JSON"),
    ],
)
def test_a_line_that_is_no_question_is_named(tmp_path: Path, line: object, expected: str) -> None:
    source = written(tmp_path, TEA | {"evidence": {"Ada": "No"}}, line)
    with pytest.raises(SpecError, match=expected) as caught:
        list(source.cases(("Ada",), 0))
    assert "mine.jsonl" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_without_ids_the_texts_tell_questions_apart(tmp_path: Path) -> None:
    with pytest.raises(SpecError, match=r"line 3: text 'Why\?' stands in line 1 already: give each its own"):
        list(written(tmp_path, {"text": "Why?"}, TEA, {"text": "Why?"}).cases(("Ada",), 0))


def test_files_that_cannot_hold_questions_say_so(tmp_path: Path) -> None:
    with pytest.raises(SpecError, match="holds no question"):
        list(written(tmp_path, "").cases(("Ada",), 0))
    with pytest.raises(SpecError, match="cannot read"):
        QuestionFile(file=str(tmp_path)).seats()
    with pytest.raises(SpecError, match=r"t\.csv is a table"):
        QuestionFile(file="t.csv")
