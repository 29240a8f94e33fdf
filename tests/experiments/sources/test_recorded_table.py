"""Recorded answers: what a line or a row becomes, and what is refused."""

import json
from pathlib import Path
from typing import Any

import pytest

from moot.experiments.catalogue import typed
from moot.experiments.sources import Source
from moot.experiments.sources.recorded_table import RecordedTable
from moot.sim import Evidence, SpecError

NAMES = typed()

ROW = {"id": "1", "question": "Q?", "options": ["red", "blue", "green"], "gold": "B", "answers": {"m": "A"}}


def table(folder: Path, *rows: object) -> RecordedTable:
    file = folder / "answers.jsonl"
    file.write_text("".join(row if isinstance(row, str) else json.dumps(row) + "\n" for row in rows))
    return RecordedTable(file=str(file))


def test_letters_become_options_and_only_those_that_stand_for_one(tmp_path: Path) -> None:
    source = table(
        tmp_path,
        ROW | {"answers": {"m": "A", "n": "-", "o": "D"}, "category": "law"},
        "\n",
        ROW
        | {"id": "2", "options": ["letter Z of 2 options", "b"], "gold": "A", "answers": {"n": "", "p": "Z"}},
    )
    assert source.seats() == ("m", "n", "o", "p")
    first, second = source.cases(("p", "o", "n", "m"), 0)
    assert (first.question.id, first.question.answer) == ("1", "blue")
    assert first.evidence == {
        "p": (Evidence(),),
        "o": (Evidence(stance="letter D of 3 options"),),
        "n": (Evidence(),),
        "m": (Evidence(stance="red"),),
    }
    assert second.evidence["n"] == second.evidence["m"] == (Evidence(),)
    assert second.evidence["p"][0].stance not in (None, *second.question.options)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (ROW | {"id": "1"}, r"line 2: id '1' stands in line 1 already"),
        (
            {key: item for key, item in ROW.items() if key != "gold"} | {"id": "2"},
            r"line 2: 'gold' is missing",
        ),
        (ROW | {"id": "2", "gold": "D"}, r"line 2: gold 'D' is beyond the 3 options"),
        (ROW | {"id": "2", "gold": "red"}, r"line 2: gold 'red' is no letter"),
        (ROW | {"id": "2", "options": ["a", "a", "b"]}, r"line 2: option 'a' stands twice"),
        (ROW | {"id": "2", "options": ["a"], "gold": "A"}, r"line 2: one option"),
        (ROW | {"id": "2", "answers": {"m": "AB"}}, r"line 2: answer 'AB' is no letter"),
        (ROW | {"id": "2", "answers": {"m": 1}}, r"line 2: the answer of 'm' is 1: expected"),
        (ROW | {"id": 2.5}, r"line 2: id"),
        (ROW | {"id": "2", "answers": ["A"]}, r"line 2: answers: expected an object"),
        (ROW | {"id": "2", "options": 1}, r"line 2: options: expected their texts, or how many"),
        (ROW | {"id": "2", "options": 27}, r"line 2: options: expected their texts, or how many"),
        (ROW | {"id": "2", "options": True}, r"line 2: options: expected their texts, or how many"),
        ('{"id": "2", "id": "3"}', r"line 2 is not JSON: key 'id' stands twice"),
        ("[1]\n", r"line 2 is not a JSON object"),
        ("{", r"line 2 is not JSON"),
        ("[" * 100_000, r"line 2 is not JSON"),
        ("\x00\x01", r"line 2 is not JSON"),
    ],
)
def test_a_line_that_is_no_question_is_named(tmp_path: Path, row: object, expected: str) -> None:
    with pytest.raises(SpecError, match=expected) as caught:
        list(table(tmp_path, ROW, row).cases(("m",), 0))
    assert "answers.jsonl" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_that_holds_nothing_or_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(SpecError, match="holds no question"):
        table(tmp_path, "\n").seats()
    with pytest.raises(SpecError, match="holds no answer: expected models in answers"):
        table(tmp_path, ROW | {"answers": {}}).seats()
    with pytest.raises(SpecError, match="cannot read"):
        RecordedTable(file=str(tmp_path)).seats()
    with pytest.raises(SpecError, match="no evidence for unknown seat 'mm': did you mean 'm'"):
        list(table(tmp_path, ROW).cases(("mm",), 0))


def test_bytes_that_are_no_text_are_named_by_their_line(tmp_path: Path) -> None:
    file = tmp_path / "answers.jsonl"
    file.write_bytes(json.dumps(ROW).encode() + b"\n\xff\xfe\xfa\n")
    with pytest.raises(SpecError, match="line 2 is not UTF-8"):
        RecordedTable(file=str(file)).seats()


CSV = """question_id,category,src,n_options,gold,Ada,Bo,Cy
70,law,x,3,C,C,-,
71,tea,y,4,A,B,A,D
72,law,z,2,B,B,C,A
"""


def csv(folder: Path, text: str = CSV, **fields: Any) -> RecordedTable:
    (folder / "answers.csv").write_text(text, encoding="utf-8")
    return RecordedTable(file=str(folder / "answers.csv"), **fields)


def stances(source: Source) -> list[tuple[object, ...]]:
    return [
        (question.id, *(item.stance for (item,) in evidence.values()))
        for question, evidence in source.cases(source.seats() or (), 0)
    ]


def test_a_table_of_letters_has_a_seat_for_each_column_behind_the_others(tmp_path: Path) -> None:
    source = csv(tmp_path)
    assert source.seats() == ("Ada", "Bo", "Cy")
    first, *_, last = source.cases(("Bo", "Ada"), 0)
    assert first.question.spec() == {
        "text": "Question 70",
        "options": ["A", "B", "C"],
        "answer": "C",
        "id": "70",
        "domain": "law",
    }
    assert first.evidence == {"Bo": (Evidence(),), "Ada": (Evidence(stance="C"),)}
    assert last.evidence["Bo"] == (Evidence(stance="letter C of 2 options"),)
    assert stances(source)[:2] == [("70", "C", None, None), ("71", "B", "A", "D")]


def test_a_table_and_its_lines_are_the_same_source(tmp_path: Path) -> None:
    rows = (
        {
            "question_id": 70,
            "category": "law",
            "n_options": 3,
            "gold": "C",
            "answers": {"Ada": "C", "Bo": "-"},
        },
        {"question_id": 71, "category": "tea", "n_options": 4, "gold": "A"}
        | {"answers": {"Ada": "B", "Bo": "A", "Cy": "D"}},
        {"question_id": "72", "category": "law", "n_options": 2, "gold": "B"}
        | {"answers": {"Bo": "C", "Ada": "B", "Cy": "A"}},
    )
    for fields in ({}, {"names": ("Cy", "Ada")}, {"where": {"category": "law"}}, {"limit": 2}):
        read, other = csv(tmp_path, **fields), table(tmp_path, *rows).model_copy(update=fields)
        seats = read.seats() or ()
        assert seats == other.seats()
        assert list(read.cases(seats, 0)) == list(other.cases(seats, 0))


def test_names_pick_and_order_the_seats_of_a_file(tmp_path: Path) -> None:
    picked = csv(tmp_path, names=("Cy", "Ada"))
    assert picked.seats() == ("Cy", "Ada")
    assert stances(picked)[1] == ("71", "D", "B")
    with pytest.raises(SpecError, match="no evidence for unknown seat 'Bo'"):
        list(picked.cases(("Bo",), 0))
    with pytest.raises(SpecError, match=r"answers\.csv: unknown seat 'Add': did you mean 'Ada'"):
        csv(tmp_path, names=("Add",)).seats()


def test_options_are_texts_where_a_table_has_them_and_columns_may_be_called_anything(tmp_path: Path) -> None:
    text = "nr;stem;choices;target;topic;Ada\n1;Best drink?;Tea | Coffee;B;kitchen;A\n"
    columns = {"id": "nr", "question": "stem", "options": "choices", "gold": "target", "domain": "topic"}
    source = csv(tmp_path, text, columns=columns)
    assert Source.load(source.spec(), NAMES) == source
    (case,) = source.cases(("Ada",), 0)
    assert (case.question.text, case.question.options) == ("Best drink?", ("Tea", "Coffee"))
    assert (case.question.answer, case.question.domain, case.question.id) == ("Coffee", "kitchen", "1")
    assert case.evidence == {"Ada": (Evidence(stance="Tea"),)}


@pytest.mark.parametrize(
    ("where", "ids"),
    [
        ({"category": "law"}, ["70", "72"]),
        ({"category": ["tea", "law"], "src": "y"}, ["71"]),
        ({"n_options": [2, 3]}, ["70", "72"]),
        ({}, ["70", "71", "72"]),
    ],
)
def test_where_takes_the_questions_that_say_so(tmp_path: Path, where: dict[str, Any], ids: list[str]) -> None:
    source = csv(tmp_path, where=where)
    assert [row[0] for row in stances(source)] == ids
    assert Source.load(source.spec(), NAMES) == source
    for limit in (1, 2, 9):
        assert [row[0] for row in stances(csv(tmp_path, where=where, limit=limit))] == ids[:limit]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"where": {"categry": "law"}}, "unknown key 'categry': did you mean 'category'"),
        ({"where": {"category": ["law", "te"]}}, "unknown category 'te': did you mean 'tea'"),
        ({"where": "law"}, "'law' is no table: write one such as"),
        ({"where": ("category", "law")}, "is no table: write one such as"),
        ({"limit": 0}, "limit"),
        ({"columns": {"gold": "god"}}, "line 1: unknown key 'god': did you mean 'gold'"),
        ({"columns": {"glod": "gold"}}, "unknown key 'glod': did you mean 'gold'"),
        ({"nmes": ["Ada"]}, "unknown key 'nmes': did you mean 'names'"),
    ],
)
def test_what_asks_for_something_that_a_file_does_not_have_is_refused(
    tmp_path: Path, fields: dict[str, Any], expected: str
) -> None:
    with pytest.raises(SpecError, match=expected) as caught:
        stances(csv(tmp_path, **fields))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "is empty: it holds no question"),
        ("id,n_options,gold,Ada\n", "holds no question"),
        ("id,n_options,gold,Ada\n1,3,A\n", "line 2: 4 headings, and in this row 3 cells"),
        ("\nid,n_options,gold,Ada\n\n1,3,A,x\n", "line 4: answer 'x' is no letter"),
        ("id,n_options,gold,Ada\n1,3,A,B\n1,3,A,B\n", "line 3: id '1' stands in line 2 already"),
        ("id,n_options,gold,Ada\n1,many,A,B\n", "line 2: one option"),
        ("id,n_options,gold,Ada\n1,3,,B\n", "line 2: gold '' is no letter"),
        ("id,n_options,gold,Ada,Ada\n1,3,A,B,C\n", "line 1: column 'Ada' stands twice"),
        ("id,n_options,Ada\n1,3,A\n", "line 1: 'gold' is missing: it is 'gold' or 'answer', or what"),
        ("gold,Ada\nA,B\n", "line 1: 'id' is missing"),
        ('id,n_options,gold,Ada\n"1,3,A,B\n', "line 2: the row that begins here"),
        ("id,n_options,gold\n1,3,A\n", "holds no answer: expected models behind the other columns"),
    ],
)
def test_a_table_that_is_none_is_refused_with_its_line(tmp_path: Path, text: str, expected: str) -> None:
    with pytest.raises(SpecError, match=expected) as caught:
        stances(csv(tmp_path, text))
    assert "answers.csv" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_question_is_given_before_the_next_line_is_read(tmp_path: Path) -> None:
    cases = csv(tmp_path, "id,n_options,gold,Ada\n1,3,A,B\n2,3,nonsense,B\n").cases(("Ada",), 0)
    assert next(cases).question.id == "1"
    with pytest.raises(SpecError, match="line 3: gold"):
        next(cases)
