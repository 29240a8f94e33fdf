"""What holds of every source: the same again, whoever sits there and in whatever order it is read."""

import json
import random
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moot.experiments.catalogue import typed
from moot.experiments.sources import SOURCES, Case, Source
from moot.experiments.sources.estimates import Estimates
from moot.experiments.sources.function import Callable
from moot.experiments.sources.question_file import QuestionFile
from moot.experiments.sources.recorded_table import RecordedTable
from moot.experiments.sources.synthetic import Synthetic
from moot.sim import Question, SpecError
from moot.sim.names import import_path
from moot.sim.value import name_of

SEATS = ("Ada", "Bo", "Cy", "Di")
NAMES = typed()


def asked(seats: tuple[str, ...], seed: int) -> Iterator[object]:
    for i in range(5):
        question = Question(text=f"Question {i}", range=(0, 1))
        yield (
            question,
            {seat: random.Random(f"{seed} {i} {place}").random() for place, seat in enumerate(seats)},
        )


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Source]:
    """Return some of every kind, for the four seats or for any."""
    folder = tmp_path_factory.mktemp("sources")
    questions, answers, cells = folder / "q.jsonl", folder / "a.jsonl", folder / "a.csv"
    letters = [[str(i), "3", "ABC"[i % 3], *("ABCD-"[(i * j) % 5] for j in range(1, 5))] for i in range(6)]
    cells.write_text("\n".join(map(",".join, [["id", "options", "gold", *SEATS], *letters])))
    with questions.open("w") as mine, answers.open("w") as theirs:
        for name, _, gold, *said in letters:
            given = dict(zip(SEATS, said, strict=True))
            row: dict[str, Any] = {"id": name, "options": ["x", "y", "z"]}
            theirs.write(json.dumps(row | {"question": "Q?", "gold": gold, "answers": given}) + "\n")
            told = {seat: "xyz"["ABC".index(one)] for seat, one in given.items() if one in "ABC"}
            mine.write(json.dumps(row | {"text": "Q?", "evidence": told}) + "\n")
    made = {
        "callable": Callable(function=asked),
        "callable, named": Callable(function=asked, names=SEATS),
        "estimates": Estimates(count=5, correlation=0.3),
        "estimates, named": Estimates(
            count=5, names=SEATS, bias=(0.1, 0.2, 0.3, 0.4), scale="log", range=(1, 9)
        ),
        "question-file": QuestionFile(file=str(questions)),
        "recorded-table": RecordedTable(file=str(answers)),
        "recorded-table, cells": RecordedTable(file=str(cells)),
        "synthetic": Synthetic(count=5, domains=(("law", 0.9), ("tea", 0.5))),
        "synthetic, named": Synthetic(count=5, names=SEATS, accuracy=(0.9, 0.7, 0.5, 0.3)),
    }
    assert {name.partition(",")[0] for name in made} == set(SOURCES)
    return made


def test_every_bundled_source_has_the_name_that_finds_it() -> None:
    for name, path in SOURCES.items():
        assert name_of(import_path(path)) == name
        assert issubclass(import_path(path), Source)
    assert NAMES.find("agent", "conformist").__name__ == "Conformist"


@given(st.data())
def test_cases_are_a_function_of_the_seats_and_the_seed_in_whatever_order_they_are_read(
    sources: dict[str, Source], data: st.DataObject
) -> None:
    """Two that are read in turns, with another seed between them, are as one that is read alone."""
    source = sources[data.draw(st.sampled_from(sorted(sources)))]
    seats = tuple(data.draw(st.lists(st.sampled_from(SEATS), min_size=1, unique=True)))
    seed = data.draw(st.integers(-(2**70), 2**70))
    alone = list(source.cases(seats, seed))
    assert alone
    one, two, other = (source.cases(seats, seed + more) for more in (0, 0, 1))
    halves: tuple[list[Case], list[Case]] = ([], [])
    for turn in data.draw(st.permutations([0, 1] * len(alone))):
        halves[turn].append(next((one, two)[turn]))
        next(other, None)
    assert halves == (alone, alone)
    assert next(one, None) is None


@given(st.data())
def test_a_seat_is_told_the_same_whoever_comes_after_it(
    sources: dict[str, Source], data: st.DataObject
) -> None:
    source = sources[data.draw(st.sampled_from(sorted(sources)))]
    order = tuple(data.draw(st.permutations(SEATS)))
    size, seed = data.draw(st.integers(1, 4)), data.draw(st.integers(0, 99))
    for few, many in zip(source.cases(order[:size], seed), source.cases(order, seed), strict=True):
        assert few.question == many.question
        assert few.evidence == {seat: many.evidence[seat] for seat in order[:size] if seat in many.evidence}


@given(st.data())
def test_a_named_seat_is_told_the_same_wherever_it_sits(
    sources: dict[str, Source], data: st.DataObject
) -> None:
    source = sources[data.draw(st.sampled_from([name for name, one in sources.items() if one.seats()]))]
    assert source.seats() == SEATS
    order, seed = tuple(data.draw(st.permutations(SEATS))), data.draw(st.integers(0, 99))
    for one, other in zip(source.cases(order, seed), source.cases(SEATS, seed), strict=True):
        assert one.question == other.question
        assert one.evidence == other.evidence
        assert list(one.evidence) == [seat for seat in order if seat in one.evidence]


def test_every_source_comes_back_from_its_spec(sources: dict[str, Source]) -> None:
    for name, source in sources.items():
        if not isinstance(source, Callable):
            assert Source.load(source.spec(), NAMES) == source
            assert Source.load(json.loads(json.dumps(source.spec())), NAMES) == source
        assert hash(source) == hash(source.model_copy())
        with pytest.raises(SpecError, match="unknown key 'unheard_of'"):
            Source.load(source.spec() | {"use": name.partition(",")[0], "unheard_of": 1}, NAMES)


def test_a_seat_that_is_not_among_those_named_is_answered_with_the_nearest(
    sources: dict[str, Source],
) -> None:
    for source in sources.values():
        if source.seats():
            with pytest.raises(SpecError, match="no evidence for unknown seat 'Adda': did you mean 'Ada'"):
                next(source.cases(("Bo", "Adda"), 0))
