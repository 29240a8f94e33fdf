"""Questions from a function."""

import random
from collections import abc
from collections.abc import Iterator
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from moot.experiments.catalogue import stored, typed
from moot.experiments.experiment import experiment
from moot.experiments.sources import Case, Source
from moot.experiments.sources.function import Callable
from moot.experiments.spec import Spec
from moot.sim import Evidence, Question, SpecError

SEATS = ("Ada", "Bo")
TEA = Question(text="Tea?", options=("Yes", "No"), answer="Yes")


def drawn(seats: tuple[str, ...], seed: int) -> Iterator[object]:
    for i in range(3):
        draw = random.Random(f"{seed} {i}")
        question = TEA.model_copy(update={"id": str(i), "answer": draw.choice(TEA.options)})
        yield question, {seat: draw.choice(TEA.options) for seat in seats}


def cases(function: abc.Callable[..., Any], **fields: Any) -> list[Case]:
    return list(Callable(function=function, **fields).cases(SEATS, 5))


def test_a_function_gives_questions_and_evidence_as_for_one_run() -> None:
    def mine(seats: tuple[str, ...], seed: int) -> list[object]:
        assert (seats, seed) == (SEATS, 5)
        more = {"Bo": [Evidence(stance="No", accuracy=0.6), "Yes"], "Ada": "Yes"}
        return [TEA, (TEA, {}), (TEA, more), Case(TEA, {"Ada": (Evidence(),)})]

    first, second, third, fourth = cases(mine)
    assert first == second == Case(TEA, {})
    assert third == Case(
        TEA,
        {
            "Ada": (Evidence(stance="Yes"),),
            "Bo": (Evidence(stance="No", accuracy=0.6), Evidence(stance="Yes")),
        },
    )
    assert list(third.evidence) == list(SEATS)
    assert fourth.evidence == {"Ada": (Evidence(),)}


def test_with_names_it_is_always_called_with_all_of_them() -> None:
    source = Callable(function=drawn, names=("Ada", "Bo", "Cy"))
    assert source.seats() == ("Ada", "Bo", "Cy")
    every = list(source.cases(("Ada", "Bo", "Cy"), 1))
    for seats in (("Cy",), ("Cy", "Ada")):
        for few, many in zip(source.cases(seats, 1), every, strict=True):
            assert few == Case(many.question, {seat: many.evidence[seat] for seat in seats})
    with pytest.raises(SpecError, match="no evidence for unknown seat 'Di'"):
        list(source.cases(("Di",), 1))


def endless(*_: object) -> Iterator[Question]:
    return (TEA.model_copy(update={"id": str(i)}) for i in count())


def test_it_is_read_no_further_than_it_is_asked_for() -> None:
    given = Callable(function=endless).cases(SEATS, 0)
    assert [next(given).question.id for _ in range(3)] == ["0", "1", "2"]


def globally(seats: tuple[str, ...], seed: int) -> Iterator[object]:
    random.seed(f"{seats} {seed}")
    for i in range(4):
        yield TEA.model_copy(update={"id": str(random.random())}) if i else TEA


class Forgetful:
    """Gives fewer questions each time."""

    def __init__(self) -> None:
        self.left = 3

    def __call__(self, *_: object) -> list[Question]:
        self.left -= 1
        return [TEA] * self.left


def boom(seats: tuple[str, ...], seed: int) -> Iterator[object]:
    yield TEA
    raise RuntimeError(f"{seats}\n{seed}")


def leave(seats: tuple[str, ...], seed: int) -> list[object]:
    raise SystemExit(len(seats) + seed)


def nothing() -> list[object]:
    return []


def of(*given: object) -> abc.Callable[[tuple[str, ...], int], Any]:
    """Return a function that gives these."""
    return lambda *_: given


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        (globally, "globally gave another question 2 when it was called again with the same seats and seed"),
        (Forgetful(), "Forgetful gave another question 2 when it was called again"),
        (boom, r"boom\(seats, seed\) failed: RuntimeError: \('Ada', 'Bo'\)$"),
        (leave, r"leave\(seats, seed\) failed: SystemExit: 7"),
        (nothing, r"failed: TypeError: .*takes 0 positional arguments but 2 were given"),
        (lambda *_: None, "failed: TypeError: 'NoneType' object is not iterable"),
        (of("Tea?"), r"question 1 is 'Tea\?' \(str\): expected a Question, or \(Question, "),
        (of(TEA, (TEA, {"Bob": "Yes"})), "question 2: evidence for unknown seat 'Bob': did you mean 'Bo'"),
        (of((TEA, {"Bo": object()})), "question 1: evidence: stance"),
        (of((TEA, {"Bo": {"stance": "Yes"}})), "question 1: evidence: stance"),
    ],
)
def test_what_is_wrong_with_a_function_is_told_in_one_line(function: Any, expected: str) -> None:
    with pytest.raises(SpecError, match=expected) as caught:
        cases(function)
    assert "\n" not in str(caught.value)


def test_a_name_is_imported_where_it_is_typed_and_else_only_if_it_is_trusted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "asks_tea.py").write_text(
        "from moot import Question\n"
        "def questions(seats, seed):\n"
        "    return [Question(text='Tea?')]\n"
        "lately = lambda seats, seed: []\n",
        encoding="utf-8",
    )
    monkeypatch.syspath_prepend(tmp_path)
    spec = {"use": "callable", "function": "asks_tea:questions"}
    for names in (typed(), stored(["asks_tea"])):
        read = Source.load(spec, names)
        assert [case.question.text for case in read.cases(SEATS, 0)] == ["Tea?"]
        assert read.spec() == spec
        assert Source.load("asks_tea:questions", names) == read
    for data in (spec, "asks_tea:questions"):
        with pytest.raises(SpecError, match="--trust asks_tea"):
            Source.load(data, stored())
    with pytest.raises(SpecError, match="has no 'question'"):
        Source.load(spec | {"function": "asks_tea:question"}, typed())
    with pytest.raises(SpecError, match="'questions' is no path"):
        Source.load(spec | {"function": "questions"}, typed())
    with pytest.raises(SpecError, match="did you mean 'function'"):
        Source.load({"use": "callable", "functoin": "asks_tea:questions"}, typed())


def test_a_function_without_a_name_is_no_longer_there_when_its_spec_is_read() -> None:
    made = Callable(function=of(TEA))
    assert made.spec() == {"use": "callable", "function": None}
    assert len(list(made.cases(SEATS, 0))) == 1
    with pytest.raises(SpecError, match="has no function"):
        list(Source.load(made.spec(), typed()).cases(SEATS, 0))


class Asker:
    """Somebody's own, that is called."""

    def __call__(self, seats: tuple[str, ...], seed: int) -> Iterator[object]:
        return drawn(seats, seed)


@pytest.mark.parametrize("function", [drawn, partial(drawn), Asker()])
def test_a_spec_takes_a_function_for_a_source(function: Any) -> None:
    arms = {"protocol": "poll", "panel": {"agent": "conformist", "count": 2}}
    made = Spec.load({"questions": function, "arms": arms}, typed())
    assert made.questions == Callable(function=function)
    assert experiment({"questions": function, "arms": arms}).questions == 3


def test_a_spec_takes_nothing_else_for_one() -> None:
    arms = {"protocol": "poll", "panel": {"agent": "conformist", "count": 2}}
    for given in (3, Asker, None):
        with pytest.raises(SpecError, match="questions"):
            Spec.load({"questions": given, "arms": arms}, typed())
