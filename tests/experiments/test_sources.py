import json
import math
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from moot.experiments.catalogue import typed
from moot.experiments.recorded_table import RecordedTable
from moot.experiments.sources import SOURCES, Source
from moot.experiments.synthetic import Synthetic, chance_right
from moot.sim import Evidence, SpecError
from moot.sim.names import import_path
from moot.sim.value import name_of

SEATS = ("Ada", "Bo", "Cy")
NAMES = typed()

chances = st.floats(0, 1)
synthetics = st.builds(
    Synthetic,
    count=st.integers(1, 4),
    options=st.integers(2, 12),
    difficulty=chances,
    correlation=st.floats(0, 0.99),
    attraction=st.none() | chances,
)


def rights(source: Synthetic, seats: tuple[str, ...] = SEATS, seed: int = 0) -> list[tuple[bool, ...]]:
    return [
        tuple(case.evidence[seat][0].stance == case.question.answer for seat in seats)
        for case in source.cases(seats, seed)
    ]


def test_every_bundled_source_has_the_name_that_finds_it() -> None:
    for name, path in SOURCES.items():
        assert name_of(import_path(path)) == name
        assert issubclass(import_path(path), Source)
    assert NAMES.find("agent", "conformist").__name__ == "Conformist"


@given(synthetics)
def test_a_source_comes_back_from_its_spec(source: Synthetic) -> None:
    assert Source.load(source.spec(), NAMES) == source


@given(synthetics, st.integers(0, 2**31))
def test_cases_are_a_function_of_the_source_the_seats_and_the_seed(source: Synthetic, seed: int) -> None:
    cases = list(source.cases(SEATS, seed))
    assert cases == list(source.cases(SEATS, seed))
    assert [case.question.id for case in cases] == [f"synthetic-{i}" for i in range(1, source.count + 1)]
    for question, evidence in cases:
        assert question.answer in question.options
        assert len(question.options) == source.options
        assert tuple(evidence) == SEATS
        assert all(item.stance in question.options for (item,) in evidence.values())


@given(synthetics, st.integers(0, 2**31))
def test_a_seat_is_told_the_same_whoever_sits_after_it_and_whatever_it_is_called(
    source: Synthetic, seed: int
) -> None:
    few, many = source.cases(("X", "Y"), seed), source.cases(SEATS, seed)
    for less, more in zip(few, many, strict=True):
        assert less.question == more.question
        assert tuple(less.evidence.values()) == tuple(more.evidence.values())[:2]


@given(chances, chances, st.floats(0, 0.99), st.integers(0, 1000))
def test_a_higher_accuracy_never_turns_a_right_answer_wrong(
    p: float, q: float, correlation: float, seed: int
) -> None:
    low, high = (
        rights(Synthetic(count=20, difficulty=1 - chance, correlation=correlation), seed=seed)
        for chance in sorted((p, q))
    )
    assert all(
        b >= a for worse, better in zip(low, high, strict=True) for a, b in zip(worse, better, strict=True)
    )


@given(st.floats(0.01, 0.99), st.floats(0, 0.95))
def test_the_mean_chance_to_be_right_is_the_accuracy_whatever_the_correlation(p: float, rho: float) -> None:
    grid = np.linspace(-9, 9, 4001)
    weights = np.exp(-(grid**2) / 2)
    values = np.array([chance_right(p, rho, z) for z in grid])
    assert math.isclose(float((values * weights).sum() / weights.sum()), p, abs_tol=1e-6)


def test_answers_are_right_as_often_as_said_and_the_truth_stands_anywhere() -> None:
    source = Synthetic(count=3000, options=5, accuracy=(0.9, 0.6, 0.2), correlation=0.5, attraction=0.7)
    cases = list(source.cases(SEATS, 1))
    for place, p in enumerate((0.9, 0.6, 0.2)):
        share = sum(row[place] for row in rights(source, seed=1)) / 3000
        assert abs(share - p) < 4 * math.sqrt(p * (1 - p) / 3000)
    places = Counter(question.options.index(str(question.answer)) for question, _ in cases)
    assert all(abs(places[i] - 600) < 4 * math.sqrt(480) for i in range(5))
    assert {item.accuracy for case in cases for item in case.evidence["Cy"]} == {0.2}


@pytest.mark.parametrize(("attraction", "shared"), [(None, 1 / 9), (0.6, 0.36 + 0.16 / 8), (1.0, 1.0)])
def test_two_wrong_seats_meet_on_an_option_as_often_as_the_attraction_says(
    attraction: float | None, shared: float
) -> None:
    source = Synthetic(count=3000, options=10, difficulty=1.0, attraction=attraction)
    met = sum(case.evidence["Ada"] == case.evidence["Bo"] for case in source.cases(SEATS, 3))
    assert abs(met / 3000 - shared) <= 4 * math.sqrt(shared * (1 - shared) / 3000)


def test_errors_correlate_as_the_normal_copula_says() -> None:
    # for p = 1/2, P(both right) = 1/4 + arcsin(rho) / 2 pi (Sheppard, 1899)
    source = Synthetic(count=4000, difficulty=0.5, correlation=0.5)
    both = sum(row[0] and row[1] for row in rights(source, seed=5)) / 4000
    assert abs(both - (0.25 + math.asin(0.5) / math.tau)) < 4 * math.sqrt(0.33 * 0.67 / 4000)


def test_with_two_options_there_is_one_way_to_be_wrong() -> None:
    for case in Synthetic(count=20, options=2, difficulty=1.0, attraction=0.0).cases(SEATS, 0):
        assert {case.question.answer} | {item.stance for (item,) in case.evidence.values()} == set(
            case.question.options
        )


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"count": 0}, "count"),
        ({"count": 3, "options": 1}, "options"),
        ({"count": 3, "correlation": 1.0}, "correlation"),
        ({"count": 3, "dificulty": 0.2}, "did you mean 'difficulty'"),
        ({"count": 3, "accuracy": [0.2, 0.3], "names": ["A"]}, "2 figures for 1 names"),
    ],
)
def test_a_synthetic_source_that_cannot_be_says_why(fields: dict[str, object], expected: str) -> None:
    with pytest.raises(SpecError, match=expected):
        Source.load({"use": "synthetic"} | fields, NAMES)


def test_seats_that_a_source_knows_nothing_of_are_answered_with_the_nearest() -> None:
    with pytest.raises(SpecError, match="did you mean 'Gemini'"):
        list(Synthetic(count=1, names=("Gemini", "Llama")).cases(("Gemni",), 0))
    with pytest.raises(SpecError, match="2 figures for 3 seats"):
        list(Synthetic(count=1, accuracy=(0.2, 0.3)).cases(SEATS, 0))


def test_named_seats_keep_their_accuracy_in_any_order() -> None:
    source = Synthetic(count=5, accuracy=(1.0, 0.0), names=("Sage", "Fool"))
    assert source.seats() == ("Sage", "Fool")
    assert rights(source, ("Fool", "Sage")) == [(False, True)] * 5


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
        (ROW | {"id": "2", "answers": {"m": 1}}, r"line 2: answers"),
        (ROW | {"id": 2}, r"line 2: id"),
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
    with pytest.raises(SpecError, match="cannot read"):
        RecordedTable(file=str(tmp_path)).seats()
    with pytest.raises(SpecError, match="no evidence for unknown seat 'mm': did you mean 'm'"):
        list(table(tmp_path, ROW).cases(("mm",), 0))


def test_bytes_that_are_no_text_are_named_by_their_line(tmp_path: Path) -> None:
    file = tmp_path / "answers.jsonl"
    file.write_bytes(json.dumps(ROW).encode() + b"\n\xff\xfe\xfa\n")
    with pytest.raises(SpecError, match="line 2 is not JSON"):
        RecordedTable(file=str(file)).seats()
