import json
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moot.agents import Stubborn
from moot.experiments.arms import Arms
from moot.experiments.catalogue import typed
from moot.experiments.comparison import compare
from moot.experiments.executors import Deliver, Executor, InProcess, Processes, Work
from moot.experiments.experiment import conduct, experiment
from moot.experiments.panels import Seating
from moot.experiments.plan import Plan, Task, plan
from moot.experiments.results import Results, read
from moot.experiments.running import in_trio
from moot.experiments.sources.function import Callable as Given
from moot.experiments.sources.synthetic import Synthetic
from moot.experiments.spec import Spec
from moot.experiments.statistics import Proportion, betting
from moot.experiments.store import Store
from moot.experiments.table import text
from moot.experiments.until import Until, looks, until
from moot.protocols import Debate, Poll
from moot.protocols.rules import Hedge
from moot.sim import Question, SpecError

Small = Callable[..., Spec]
Held = Callable[..., Results]

MANY = 400
WANTED = "accuracy +-0.1"


@pytest.fixture
def many(small: Small) -> Callable[..., Spec]:
    """Return a spec of many questions, of which it may need few."""

    def make(count: int = MANY, **more: Any) -> Spec:
        return small(**{"count": count, "controls": (), "replicates": 1} | more)

    return make


def run(spec: Spec, wanted: str, folder: Path | None = None, executor: Executor | None = None) -> Results:
    made: Plan = plan(spec, typed())
    with Store(folder, write=True) as store:
        in_trio(lambda: conduct(made, store, executor, wanted=until(wanted, made)))
        return read(store)


@pytest.fixture(scope="module")
def direct(small: Small) -> Results:
    """Return what is found by those who are not interrupted."""
    return run(small(count=MANY, controls=(), replicates=1), WANTED)


class Stops(InProcess):
    """Is interrupted after some tasks."""

    def __init__(self, after: int) -> None:
        super().__init__()
        self._left = after

    async def hold(self, tasks: Iterator[Task], work: Work, deliver: Deliver) -> None:
        def some() -> Iterator[Task]:
            for task in tasks:
                if not self._left:
                    raise KeyboardInterrupt
                self._left -= 1
                yield task

        await super().hold(some(), work, deliver)


def test_it_stops_once_every_arm_is_known_and_no_earlier(direct: Results) -> None:
    found = direct
    promise = found.promise
    assert promise is not None
    assert (promise.reached, promise.of) == (True, MANY)
    assert 20 < promise.questions < MANY
    names = [one["name"] for one in found.design["measures"]]
    figures = [arm.figures[:, 0, names.index("accuracy")] for arm in found.arms]
    for known, column in zip(promise.known, figures, strict=True):
        steps = column[: promise.questions].tolist()
        sequence = Proportion().extended(steps)
        assert known.interval == pytest.approx(sequence.interval)
        assert known.mean == pytest.approx(sequence.mean)
        assert sequence.half is not None
        assert sequence.half <= 0.1
    before = max(n for n in looks(MANY) if n < promise.questions)
    halves = [Proportion().extended(column[:before].tolist()).half for column in figures]
    assert max(half or 1.0 for half in halves) > 0.1


@pytest.mark.parametrize("wanted", ["accuracy-split +-0.1", "difference +-0.15"])
def test_shares_and_differences_are_bet_on(many: Small, wanted: str) -> None:
    found = run(many(replicates=2), wanted)
    promise = found.promise
    assert promise is not None
    assert promise.reached
    n = promise.questions
    names = [one["name"] for one in found.design["measures"]]
    first, second = (arm.figures[:n, :, names.index("accuracy-split")].mean(axis=1) for arm in found.arms)
    if promise.wanted.differences:
        [known] = promise.known
        assert (known.a, known.b) == ("debate", "poll")
        assert known.interval == pytest.approx(betting(-1, 1).extended((second - first).tolist()).interval)
    else:
        for known, steps in zip(promise.known, (first, second), strict=True):
            assert known.interval == pytest.approx(betting().extended(steps.tolist()).interval)


def test_differences_of_several_arms_hold_together(many: Small) -> None:
    arms = Arms(protocol=(Poll(), Debate(rounds=2), Debate(rounds=3)), panel=many().arms.panel)
    found = run(many(arms=arms), "difference +-0.15")
    promise = found.promise
    assert promise is not None
    assert [one.b for one in promise.known] == ["poll", "poll"]
    names = [one["name"] for one in found.design["measures"]]
    poll, *others = (arm.figures[:, 0, names.index("accuracy-split")] for arm in found.arms)
    for known, column in zip(promise.known, others, strict=True):
        steps = (column - poll)[: promise.questions].tolist()
        assert known.interval == pytest.approx(betting(-1, 1, level=0.975).extended(steps).interval)
    assert "these hold together" in text(compare(found))


def test_what_is_held_is_what_an_experiment_with_just_these_questions_holds(
    many: Small, direct: Results, held: Held
) -> None:
    found = direct
    assert found.promise is not None
    few = held(many(count=found.promise.questions))
    assert found.digest == few.digest
    assert (found.held, found.talks) == (few.held, few.talks)
    stopped, whole = compare(found), compare(few)
    assert stopped._replace(promise=None) == whole


def test_it_stops_at_the_same_question_wherever_talks_are_held(many: Small, direct: Results) -> None:
    assert run(many(), WANTED, executor=Processes(2)).digest == direct.digest


@pytest.mark.parametrize("after", [1, 40, 77, 150])
def test_a_run_that_was_interrupted_stops_where_it_would_have(
    many: Small, direct: Results, tmp_path: Path, after: int
) -> None:
    with pytest.raises(KeyboardInterrupt):
        run(many(), WANTED, tmp_path, Stops(after))
    with Store(tmp_path) as store:
        broken = read(store)
    assert (broken.promise, broken.held) == (None, after)
    assert "Not finished" in text(compare(broken))
    assert run(many(), WANTED, tmp_path).digest == direct.digest


def test_a_narrower_one_goes_on_from_there_and_a_wider_one_asks_nothing(
    many: Small, direct: Results, tmp_path: Path
) -> None:
    class Never(InProcess):
        async def hold(self, tasks: Iterator[Task], *_: Any) -> None:
            raise AssertionError(list(tasks))

    wide = run(many(), "accuracy +-0.15", tmp_path)
    narrow = run(many(), WANTED, tmp_path)
    assert wide.held < narrow.held
    assert narrow.digest == direct.digest
    again = run(many(), "accuracy +-0.15", tmp_path, Never())
    assert again.digest == narrow.digest
    assert again.promise is not None
    assert again.promise.questions == narrow.held / 2


def test_without_it_a_run_goes_on_to_the_end(many: Small, held: Held, tmp_path: Path) -> None:
    run(many(count=100), "accuracy +-0.3", tmp_path)
    whole = held(many(count=100), folder=tmp_path)
    assert whole.promise is None
    assert whole.digest == held(many(count=100)).digest


def test_when_the_questions_run_out_it_says_so(many: Small) -> None:
    found = run(many(count=30), "accuracy +-0.01")
    assert found.promise is not None
    assert (found.promise.reached, found.promise.questions, found.held) == (False, 30, 60)
    assert "All 30 questions were asked, and accuracy ±0.01 is not known:" in text(compare(found))


def test_questions_that_come_sorted_are_never_known(many: Small) -> None:
    arms = Arms(protocol=(Poll(),), panel=(Seating(agent=Stubborn(stance="yes"), count=2),))
    found = run(many(questions=Given(function=ordered), arms=arms), "accuracy +-0.02")
    assert found.promise is not None
    assert (found.promise.reached, found.promise.questions) == (False, 300)
    [known] = found.promise.known
    assert known.interval is None
    assert "no interval" in text(compare(found))
    assert compare(found).json()["until"]["known"][0]["interval"] is None


def ordered(seats: tuple[str, ...], seed: int) -> Iterator[Question]:
    for i in range(300):
        answer = "yes" if i < 40 else "no"
        yield Question(id=f"q{i}", text="Yes?", options=("yes", "no"), answer=answer)


@given(st.sampled_from(["+-", "±", "+/-", " +- ", " ± "]), st.sampled_from([".05", "0.05", "5e-2"]))
def test_it_is_written_in_several_ways(sign: str, half: str) -> None:
    made = plan(Spec(questions=Synthetic(count=1), arms=ARMS), typed())
    assert until(f"Accuracy_Split{sign}{half}", made) == Until("accuracy-split", 0.05, differences=False)
    assert until(f"difference{sign}{half}", made) == Until("accuracy-split", 0.05, differences=True)


ARMS = Arms.load({"protocol": ["poll", "debate"], "panel": {"agent": "conformist", "count": 3}}, typed())


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ("accuracy", "expected a measure and how precisely"),
        ("accuracy +- much", "expected a measure and how precisely"),
        ("acuracy +-0.1", "did you mean 'accuracy'"),
        ("asks +-1", "asks has no bounds"),
        ("accuracy +-0.5", "known to beforehand, not ±0.5"),
        ("accuracy +-0", "not ±0"),
        ("difference +-1", "a difference in accuracy-split is known to beforehand, not ±1"),
    ],
)
def test_what_cannot_be_known_is_refused_in_one_line(many: Small, wanted: str, said: str) -> None:
    with pytest.raises(SpecError, match=said) as error:
        experiment(many(), until=wanted)
    assert "\n" not in str(error.value)


def test_one_arm_differs_from_none(many: Small) -> None:
    arms = Arms(protocol=(Poll(),), panel=many().arms.panel)
    with pytest.raises(SpecError, match="one arm alone differs from none"):
        experiment(many(arms=arms), until="difference +-0.1")


@given(st.integers(1, 5000), st.data())
def test_looks_come_in_order_and_the_last_is_at_the_end(questions: int, data: Any) -> None:
    held = data.draw(st.integers(0, questions))
    every, later = list(looks(questions)), list(looks(questions, held))
    assert every == sorted(set(every))
    assert every[-1] == later[-1] == questions
    assert later == [look for look in every if look >= held]


def test_the_command_line_says_what_was_promised(moot: Callable[..., Any]) -> None:
    done = moot("run", "first-look", "--until", "accuracy +-0.12", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    found = json.loads(done.stdout)["until"]
    assert found["wanted"] == {"measure": "accuracy", "half": 0.12, "differences": False}
    assert found["reached"]
    assert found["questions"] < found["of"] == 300
    assert [one["a"] for one in found["known"]] == ["poll", "debate", "self-revision", "relay"]
    shown = moot("compare", "runs/first-look").stdout
    assert f"Stopped after {found['questions']} of 300 questions, with accuracy ±0.12 known:\n" in shown
    assert "Not finished" not in shown
    page = moot("report", "runs/first-look", "--out", "-").stdout
    assert f"Stopped after {found['questions']} of 300 questions, with accuracy ±0.12 known." in page
    assert f"Accuracy ±0.12: known after {found['questions']} of 300 questions" in page
    assert "moot run first-look --until 'accuracy +-0.12' --out again" in unescape(page)


def test_a_rule_that_learns_has_no_mean_to_be_known_by_looking(small: Callable[..., Spec]) -> None:
    arms = small().arms.model_copy(
        update={"rule": (Hedge(horizon=12),), "panel": small(Stubborn()).arms.panel}
    )
    with pytest.raises(SpecError, match="has a rule that learns, so that its mean drifts"):
        until("accuracy +-0.1", plan(small(arms=arms), typed()))
