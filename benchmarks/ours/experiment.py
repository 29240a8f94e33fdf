"""Experiments: what keeping results costs, what more processes bring, how long it takes to compare.

python experiment.py held 1000        # talks held, decided and measured; nothing is kept on disk
python experiment.py stored 1000      # the same with every journal in a store on disk
python experiment.py here 2000        # the same on a real clock
python experiment.py processes 2000   # in two worker processes
python experiment.py apart 2000       # two processes that share nothing hold half each: the most there is
python experiment.py slow-here 60     # trials that compute for 50 ms each
python experiment.py dask 60          # on a dask cluster of two workers
python experiment.py compare 100000   # a store of so many trials read and compared
python experiment.py memory 100000    # the most memory that the driver takes
"""

import resource
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import trio
from contender import seconds, serve

from moot.agents import Conformist
from moot.experiments.arms import Arms
from moot.experiments.catalogue import typed
from moot.experiments.comparison import compare
from moot.experiments.executors import Cluster, Executor, InProcess, Processes
from moot.experiments.experiment import begin, conduct
from moot.experiments.panels import Seating
from moot.experiments.plan import Plan, plan
from moot.experiments.results import read
from moot.experiments.running import in_trio
from moot.experiments.sources.synthetic import Synthetic
from moot.experiments.spec import Level, Spec
from moot.experiments.store import Store
from moot.experiments.trials import Holder, Trial
from moot.protocols import Debate, Poll
from moot.sim import Reply, Turn

SEATS, ROUNDS = 6, 5
SLOW = 0.05  # seconds of a slow trial
PAIR = ProcessPoolExecutor(2)  # none is started before it is wanted


class Slow(Conformist):
    """Computes for a while before it answers."""

    def answer(self, turn: Turn) -> Reply:
        """Answer, a share of the trial later."""
        until = time.process_time() + SLOW / SEATS
        while time.process_time() < until:
            pass
        return super().answer(turn)


def planned(count: int, *, slow: bool = False, arms: int = 1, journals: Level = "full") -> Plan:
    """Return the plan of an experiment of so many trials."""
    protocol = Poll() if slow else Debate(rounds=ROUNDS, early=False)
    protocols = (protocol, Debate(rounds=2), Debate(rounds=3), Poll())[:arms]
    panel = Seating(agent=Slow() if slow else Conformist(), count=SEATS)
    source = Synthetic(count=count // arms, options=4)
    made = Spec(questions=source, arms=Arms(protocol=protocols, panel=(panel,)), journals=journals)
    return plan(made, typed())


def held(made: Plan) -> list[tuple[Trial, ...]]:
    """Hold, decide and measure every trial, and keep nothing on disk."""

    async def hold() -> list[tuple[Trial, ...]]:
        holder = Holder(made.measures, "none")
        return [await holder.hold(task) for task in made.tasks()]

    return trio.run(hold)


def stored(made: Plan, executor: Executor) -> None:
    """Run the experiment with its results on disk."""
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder), write=True) as store:
        in_trio(partial(conduct, made, store, executor))
        assert sum(1 for _ in store.done()) == made.size


def half(count: int) -> None:
    """Run the experiment in this process."""
    stored(planned(count), InProcess())


def apart(count: int) -> None:
    """Run two halves of the experiment side by side."""
    for running in [PAIR.submit(half, count // 2) for _ in range(2)]:
        running.result()


def wall(work: Callable[[], object]) -> float:
    """Return the seconds of one call on a real clock."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def filled(folder: Path, count: int) -> None:
    """Fill a store with trials: those of a few, over and over, each as that of another question."""
    made = planned(count, arms=4, journals="none")
    few = held(planned(400, arms=4, journals="none"))
    with Store(folder, write=True) as store:
        begin(made, store)
        store.write(
            (task, [few[task.number % len(few)][0]._replace(task=task.number)]) for task in made.tasks()
        )


def main(mode: str, count: int) -> None:
    """Serve one kind of work."""
    works: dict[str, Callable[[], float]] = {
        "held": lambda: seconds(lambda: held(planned(count))),
        "stored": lambda: seconds(lambda: stored(planned(count), InProcess())),
        "here": lambda: wall(lambda: stored(planned(count), InProcess())),
        "processes": lambda: wall(lambda: stored(planned(count), Processes(2))),
        "apart": lambda: wall(lambda: apart(count)),
        "slow-here": lambda: wall(lambda: stored(planned(count, slow=True), InProcess())),
        "dask": lambda: wall(lambda: stored(planned(count, slow=True), Cluster("local", 2))),
    }
    if mode == "compare":
        with tempfile.TemporaryDirectory() as folder:
            filled(Path(folder), count)

            def compared() -> None:
                with Store(Path(folder)) as store:
                    assert compare(read(store)).held == count

            serve(lambda: (wall(compared), 1), "moot")
    elif mode == "memory":
        stored(planned(count, journals="none"), InProcess())
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024.0
        serve(lambda: (peak, 1), "moot")
    else:
        serve(lambda: (works[mode](), count), "moot")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
