import csv
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import trio

import moot
from moot.agents import FunctionAgent
from moot.experiments.arms import Arms
from moot.experiments.catalogue import typed
from moot.experiments.export import columns, export, rows
from moot.experiments.panels import Seating
from moot.experiments.results import Results
from moot.experiments.sources.function import Callable as Given
from moot.experiments.spec import Spec
from moot.experiments.store import Store
from moot.experiments.table import text
from moot.protocols import Poll
from moot.sim import Journal, Question

Small = Callable[..., Spec]
Held = Callable[..., Results]

FIXED = ("arm", "control", "question", "replicate", "digest", "status", "word", "winners", "missing")


def as_csv(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def as_lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_a_row_is_a_talk_as_an_arm_decided_it(small: Small, held: Held, tmp_path: Path) -> None:
    found = held(small(), folder=tmp_path)
    names = [one["name"] for one in found.design["measures"]]
    with Store(tmp_path) as store:
        assert columns(store) == (*FIXED, *names)
        told = [dict(zip(columns(store), row, strict=True)) for row in rows(store)]
        digests = [digest for (digest,) in store.rows("SELECT digest FROM trials")]
    assert sorted(row["digest"] for row in told) == sorted(digests)
    labels = [arm["label"] for arm in found.design["arms"]]
    assert list(dict.fromkeys(row["arm"] for row in told)) == labels
    assert {(row["arm"], row["control"]) for row in told} == {
        ("poll", ""),
        ("poll [isolated]", "isolated"),
        ("debate", ""),
        ("debate [isolated]", "isolated"),
    }
    for arm, label in zip(found.arms, labels, strict=True):
        mine = [row for row in told if row["arm"] == label]
        assert [(row["question"], row["replicate"]) for row in mine] == [
            (f"synthetic-{question}", replicate) for question in range(1, 13) for replicate in range(2)
        ]
        for place, name in enumerate(names):
            figures = arm.figures[:, :, place].ravel().tolist()
            assert [row[name] for row in mine] == [None if x != x else x for x in figures]  # noqa: PLR0124 - NaN


def test_every_form_says_the_same(small: Small, held: Held, tmp_path: Path) -> None:
    held(small(), folder=tmp_path / "run")
    with Store(tmp_path / "run") as store:
        for ending in (".csv", ".jsonl", ".parquet"):
            export(store, tmp_path / f"out{ending}")
        told = [dict(zip(columns(store), row, strict=True)) for row in rows(store)]
    cells = [{name: "" if cell is None else str(cell) for name, cell in row.items()} for row in told]
    assert as_csv(tmp_path / "out.csv") == cells
    listed = [row | {"winners": json.loads(row["winners"])} for row in told]
    assert as_lines(tmp_path / "out.jsonl") == listed
    polars = pytest.importorskip("polars")
    assert polars.read_parquet(tmp_path / "out.parquet").to_dicts() == told
    frame = moot.load(tmp_path / "run")
    assert frame.to_dicts() == told
    assert frame.schema["accuracy"] == frame.schema["price"] == polars.Float64  # though nothing has a price
    assert frame.schema["replicate"] == polars.Int64


ODD = '=1+1 "quoted", @home;\nand\tmore ±'


def odd(seats: tuple[str, ...], seed: int) -> list[Question]:
    return [Question(id=ODD, text="?", options=("-1", ODD), answer=ODD)]


def test_texts_stand_there_as_they_are(small: Small, held: Held, tmp_path: Path) -> None:
    second = FunctionAgent(function=lambda turn: turn.question.options[1])
    arms = Arms(protocol=(Poll(),), panel=(Seating(agent=second, count=1),))
    held(small(questions=Given(function=odd), arms=arms, controls=()), folder=tmp_path)
    for ending, read in ((".csv", as_csv), (".jsonl", as_lines)):
        with Store(tmp_path) as store:
            export(store, tmp_path / f"out{ending}")
        row, _ = read(tmp_path / f"out{ending}")
        assert row["question"] == ODD
        winners = row["winners"]
        assert (json.loads(winners) if ending == ".csv" else winners) == [ODD]


def test_missing_talks_are_rows_with_a_reason(small: Small, held: Held, tmp_path: Path) -> None:
    class Breaks(Poll):
        async def run(self, floor: Any) -> None:
            raise RuntimeError("no, never")

    arms = Arms(protocol=(Breaks(),), panel=small().arms.panel)
    held(small(count=1, arms=arms, controls=(), replicates=1), folder=tmp_path)
    with Store(tmp_path) as store:
        export(store, tmp_path / "out.jsonl")
    [row] = as_lines(tmp_path / "out.jsonl")
    assert (row["missing"], row["status"], row["winners"]) == ("RuntimeError: no, never", "missing", [])
    assert (row["accuracy"], row["asks"]) == (0.0, None)


def status(journal: Journal) -> float:
    return float(len(journal.status))


def question(journal: Journal) -> float:
    return float(len(journal.question.text))


def test_a_measure_of_ones_own_may_have_the_name_of_a_column(
    small: Small, held: Held, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "own", sys.modules[__name__])
    held(small(measures=("accuracy-split", "own:status", "own:question")), folder=tmp_path)
    with Store(tmp_path) as store:
        assert columns(store) == (*FIXED, "accuracy-split", "measure-status", "measure-question")
        export(store, tmp_path / "out.jsonl")
    told = as_lines(tmp_path / "out.jsonl")
    assert all(row["question"].startswith("synthetic-") for row in told)
    figures = moot.compare(tmp_path).rows[0].estimates
    mine = [row["measure-question"] for row in told if row["arm"] == told[0]["arm"]]
    assert figures["question"].mean == pytest.approx(sum(mine) / len(mine))


def test_nothing_is_overwritten_and_other_endings_are_refused(
    small: Small, held: Held, tmp_path: Path
) -> None:
    held(small(count=1), folder=tmp_path)
    there = tmp_path / "there.csv"
    there.write_text("mine")
    with Store(tmp_path) as store:
        for path, said in (
            (there, "exists: name another file"),
            (tmp_path / "out.xlsx", r"expected a file that ends in \.csv, \.jsonl, \.parquet"),
            (tmp_path / "nowhere" / "out.csv", "cannot write .*: No such file"),
        ):
            with pytest.raises(moot.SpecError, match=said):
                export(store, path)
    assert there.read_text() == "mine"


def test_what_is_not_installed_is_told_with_the_command(
    small: Small, held: Held, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held(small(count=1), folder=tmp_path)
    monkeypatch.setitem(sys.modules, "polars", None)
    with pytest.raises(moot.SpecError, match=r"polars is not installed: pip install 'moot\[frame\]'"):
        moot.load(tmp_path)
    with Store(tmp_path) as store, pytest.raises(moot.SpecError, match="pip install"):
        export(store, tmp_path / "out.parquet")
    assert not (tmp_path / "out.parquet").exists()  # nothing half-written is left


def test_the_command_line_exports_and_compares(
    moot: Callable[..., Any], refused: Callable[..., None], tmp_path: Path
) -> None:
    (tmp_path / "s.toml").write_text(
        'questions = { use = "synthetic", count = 3 }\n'
        '[arms]\nprotocol = ["poll", "debate"]\npanel = { agent = "conformist", count = 3 }\n'
    )
    ran = moot("run", "s.toml")
    done = moot("compare", "runs/s", "--export", "out.csv")
    assert (done.returncode, done.stdout, done.stderr) == (0, ran.stdout, "")
    assert len(as_csv(tmp_path / "out.csv")) == 6
    refused(moot("compare", "runs/s", "--export", "out.csv"), "out.csv exists")
    refused(moot("compare", "runs/s", "--export", "out"), "expected a file that ends in")


TEA = {
    "questions": {"use": "synthetic", "count": 6},
    "arms": {"protocol": ["poll", "debate"], "panel": {"agent": "conformist", "count": 3}},
}


def test_an_experiment_is_one_call_from_a_value_a_mapping_or_a_file(tmp_path: Path) -> None:
    (tmp_path / "tea.toml").write_text(
        'questions = { use = "synthetic", count = 6 }\n'
        '[arms]\nprotocol = ["poll", "debate"]\npanel = { agent = "conformist", count = 3 }\n'
    )
    found = moot.experiment(TEA, out=tmp_path / "out")
    again = moot.experiment(str(tmp_path / "tea.toml"))
    value = moot.experiment(moot.Spec.load(TEA, typed()))
    assert found == again == value == moot.compare(tmp_path / "out")
    assert str(found) == text(found)


def test_a_file_names_no_code_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "s.toml").write_text(
        'questions = { use = "synthetic", count = 6 }\n'
        '[arms]\nprotocol = "poll"\npanel = { agent = "mine:Agent", count = 3 }\n'
    )
    with pytest.raises(moot.SpecError, match="mine"):
        moot.experiment(tmp_path / "s.toml")


def test_inside_trio_it_is_said_what_to_await() -> None:
    async def inside() -> None:
        moot.experiment(TEA)

    with pytest.raises(moot.SpecError, match=r"moot\.experiment was called inside trio: write `await moot\."):
        trio.run(inside)


def test_a_folder_without_results_is_told_of(tmp_path: Path) -> None:
    for read in (moot.compare, moot.load):
        with pytest.raises(moot.SpecError, match="holds no results"):
            read(tmp_path)
