import importlib
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moot.agents import Conformist, LiveFunction
from moot.experiments.arms import Arms
from moot.experiments.catalogue import typed
from moot.experiments.executors import Cluster, InProcess, Processes, Work, executor_for
from moot.experiments.experiment import CALLS, conduct
from moot.experiments.panels import Seating
from moot.experiments.plan import Task, plan
from moot.experiments.properties import Deliberation, strategies
from moot.experiments.results import Results
from moot.experiments.running import in_trio
from moot.experiments.spec import Limits, Spec
from moot.experiments.store import Store
from moot.experiments.trials import Trial
from moot.experiments.until import looks, until
from moot.sim import Agent, Complete, Protocol, Question, Reply, Ring, SpecError, Star, Topology, Turn

Small = Callable[..., Spec]
Held = Callable[..., Results]


VILLAINS = """
import os, signal
from pathlib import Path
from moot.agents import Conformist

class Deadly(Conformist):
    '''Takes its process with it on some questions: always, or once each, with a note in a folder.'''
    on: tuple[str, ...] = ()
    once: str = ""

    def answer(self, turn):
        if turn.question.id in self.on:
            note = Path(self.once) / turn.question.id
            if not self.once or not note.exists():
                if self.once:
                    note.touch()
                os.kill(os.getpid(), signal.SIGKILL)
        return super().answer(turn)

def whose(journal):
    return float(os.getpid())

def lowest(turn):
    return min(turn.question.options)

class Endless(Conformist):
    '''Thinks for ever about some questions, and never gives way.'''
    on: tuple[str, ...] = ()

    def answer(self, turn):
        while turn.question.id in self.on:
            pass
        return super().answer(turn)
"""


@pytest.fixture
def villains(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return a module of agents that other processes can import, too."""
    (tmp_path / "villains_of_a_test.py").write_text(VILLAINS)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "villains_of_a_test", raising=False)
    return importlib.import_module("villains_of_a_test")


def test_the_results_are_the_same_in_this_process_and_in_others(small: Small, held: Held) -> None:
    here = held(small(), InProcess())
    there = held(small(), Processes(2))
    assert there.digest == here.digest
    assert [arm.figures.tobytes() for arm in there.arms] == [arm.figures.tobytes() for arm in here.arms]


def test_functions_that_may_not_be_asked_again_are_held_as_all_others_are(
    small: Small, held: Held, villains: Any, tmp_path: Path
) -> None:
    spec = small(LiveFunction(function=villains.lowest), controls=())
    here = held(spec, InProcess(), tmp_path / "here")
    there = held(spec, Processes(2), tmp_path / "there")
    assert (there.digest, here.held) == (here.digest, 48)
    assert not list(tmp_path.glob(f"*/{CALLS}"))


def test_the_results_are_the_same_on_a_cluster(small: Small, held: Held) -> None:
    pytest.importorskip("distributed")
    assert held(small(), Cluster("local", workers=2)).digest == held(small()).digest


CHOICE = Question(text="Which?", options=("a", "b", "c"))


@settings(max_examples=3)
@given(
    agent=strategies.agents(CHOICE),
    protocol=strategies.protocols(4),
    topology=st.sampled_from([Complete(), Ring(), Star()]),
    seed=st.integers(0, 10**6),
)
def test_any_small_experiment_has_the_same_digest_in_other_processes(
    small: Small,
    held: Held,
    agent: Agent,
    protocol: Protocol,
    topology: Topology,
    seed: int,
) -> None:
    arms = Arms(protocol=(protocol,), panel=(Seating(agent=agent, count=4),), topology=(topology,))
    spec = small(count=3, arms=arms, controls=(), seed=seed)
    assert held(spec, Processes(2)).digest == held(spec, InProcess()).digest


@settings(max_examples=3)
@given(st.lists(strategies.deliberations(), min_size=10, max_size=20))
def test_any_deliberation_has_the_same_digest_in_other_processes(cases: list[Deliberation]) -> None:
    tasks = [
        Task(
            number=number,
            talk=number,
            setting=case.setting(),
            question=case.question,
            place=0,
            evidence=dict(case.evidence),
            seed=case.seed,
            replicate=0,
            rules={},
            controls={},
        )
        for number, case in enumerate(cases)
    ]
    digests: dict[int, str] = {}

    def deliver(held: Sequence[tuple[Task, tuple[Trial, ...]]]) -> None:
        digests.update((task.number, trial.digest) for task, (trial,) in held)

    for executor in (InProcess(), Processes(2)):
        digests.clear()
        in_trio(partial(executor.hold, iter(tasks), Work(()), deliver))
        assert digests == {number: case.hold().digest for number, case in enumerate(cases)}


def test_a_cluster_is_the_same_from_look_to_look(small: Small, villains: Any) -> None:
    pytest.importorskip("distributed")
    made = plan(
        small(
            count=60,
            controls=(),
            replicates=1,
            measures=("accuracy", f"{villains.__name__}:whose"),
            primary="accuracy",
        ),
        typed(),
    )
    with Store(write=True) as store:
        held = partial(
            conduct, made, store, Cluster("local", workers=1), wanted=until("accuracy +-.05", made)
        )
        in_trio(held)
        looked = list(looks(60))
        assert len(looked) == 3
        assert store.questions() == looked[-1]
        assert len(set(store.rows("SELECT whose FROM decisions"))) == 1


def test_a_task_whose_process_was_killed_is_held_again(
    small: Small, held: Held, villains: Any, tmp_path: Path
) -> None:
    on = ("synthetic-3", "synthetic-7")
    alive = held(small(villains.Deadly()))
    notes = tmp_path / "notes"
    notes.mkdir()
    found = held(small(villains.Deadly(on=on, once=str(notes))), Processes(2), tmp_path / "out")
    assert {note.name for note in notes.iterdir()} == set(on)  # it was killed
    assert found.held == alive.held == found.talks
    assert [arm.figures.tobytes() for arm in found.arms] == [arm.figures.tobytes() for arm in alive.arms]


def test_a_task_that_kills_every_process_is_missing_and_touches_no_other(
    small: Small, held: Held, villains: Any
) -> None:
    alive = held(small(villains.Deadly(), count=4, replicates=1))
    found = held(small(villains.Deadly(on=("synthetic-3",)), count=4, replicates=1), Processes(2))
    for arm, whole in zip(found.arms, alive.arms, strict=True):
        assert arm.missing == {"BrokenWorker: its process died, 3 times": 1}
        assert arm.lost == {(2, 0)}
        others = [0, 1, 3]
        assert arm.figures[others].tobytes() == whole.figures[others].tobytes()


def test_a_task_that_takes_too_long_is_missing(small: Small, held: Held, villains: Any) -> None:
    slow = small(villains.Endless(on=("synthetic-2",)), count=2, controls=(), limits=Limits(seconds=0.4))
    found = held(slow, Processes(2))
    for arm in found.arms:
        assert arm.missing == {"TimeLimit: it took more than 0.4 seconds": 2}
        assert arm.lost == {(1, 0), (1, 1)}


def test_in_this_process_seats_that_give_way_can_be_stopped(small: Small, held: Held) -> None:
    found = held(small(Sleeping(), count=2, controls=(), limits=Limits(seconds=0.02)), InProcess())
    assert all(arm.missing == {"TimeLimit: it took more than 0.02 seconds": 4} for arm in found.arms)


class Sleeping(Conformist):
    """Waits for ever, and lets others go on meanwhile."""

    async def act(self, turn: Turn) -> Reply:  # type: ignore[override] # a seat may be asynchronous
        import trio

        await trio.sleep_forever()
        return turn.abstain()


def test_executors_are_chosen_by_what_was_asked_for() -> None:
    assert isinstance(executor_for(), InProcess)
    assert isinstance(executor_for(2), Processes)
    assert isinstance(executor_for(dask="local"), Cluster)
    with pytest.raises(SpecError, match="0 workers: give one at least"):
        executor_for(0)


def test_a_cluster_that_is_not_there_is_told_in_one_line(small: Small, held: Held) -> None:
    pytest.importorskip("distributed")
    for address, why in (("tcp://127.0.0.1:1", "Timed out"), ("", "missing port"), ("x://y:1", "unknown")):
        with pytest.raises(SpecError, match=rf"no dask scheduler answers at {address}: {why}"):
            held(small(count=1), Cluster(address))


def test_what_cannot_be_sent_to_another_process_is_told_in_one_line(small: Small, held: Held) -> None:
    with pytest.raises(
        SpecError, match=r"cannot be sent to another process .*give agents, rules and measures"
    ):
        held(small(Sleeping(), count=1), Processes(1))  # of a module that only these tests can import


def test_a_task_whose_worker_on_a_cluster_was_killed_is_held_again(
    small: Small, held: Held, villains: Any, tmp_path: Path
) -> None:
    pytest.importorskip("distributed")
    notes = tmp_path / "notes"
    notes.mkdir()
    alive = held(small(villains.Deadly()))
    found = held(small(villains.Deadly(on=("synthetic-3",), once=str(notes))), Cluster("local", workers=2))
    assert [note.name for note in notes.iterdir()] == ["synthetic-3"]  # it was killed
    assert found.held == alive.held
    assert [arm.figures.tobytes() for arm in found.arms] == [arm.figures.tobytes() for arm in alive.arms]
