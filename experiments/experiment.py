"""Holding an experiment: what is not held yet is given to an executor, and what comes back to a store."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import chain, groupby, islice
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..agents.live import Terms
from ..sim import Names, Rule, Setting, SpecError
from ..sim.errors import told
from .catalogue import stored, typed
from .comparison import Comparison, compare
from .design import departure, design, session
from .executors import Executor, InProcess, Work, executor_for
from .executors.executor import Held
from .live import opened, run_of
from .measures import Seen, missing
from .page import clean
from .plan import Plan, plan
from .progress import Look
from .results import read
from .running import in_trio
from .sound import check_sound
from .spec import Spec, spec_of
from .store import Store
from .trials import Decision, cast_in, judged
from .until import Precision, Until, looks
from .until import until as precisely

if TYPE_CHECKING:
    from ..agents.live import Session

CALLS = "calls.sqlite"
"""Where calls to models are recorded, beside the results."""

_SHOWN = 12  # arms that are shown while it runs


class Meter:
    """What an experiment has come to so far, for whoever looks in.

    Args:
        made: the plan of the experiment.
        store: what was held before, where it goes on.
        at_most: whether it may stop before all is held.

    Attributes:
        talks: how many there are in all.
        done: how many of them are over.
        resumed: how many of those were there when this run began.
        missing: how many broke off.
        labels: the names of the arms.
        primary: the measure that arms are compared in.
    """

    def __init__(self, made: Plan, store: Store | None = None, *, at_most: bool = False) -> None:
        self.talks = made.talks
        self._at_most = at_most
        self.done = self.resumed = self.missing = 0
        self.labels = tuple(arm.label for arm in made.arms)
        self.primary = made.primary
        self._place = [one.name for one in made.measures].index(self.primary)
        self._sums: dict[int, float] = defaultdict(float)
        self._counts: dict[int, int] = defaultdict(int)
        if store is not None and store.begun:
            found = store.totals(self.primary)
            self.done = self.resumed = found.talks
            self.missing = found.missing
            self._sums.update(found.sums)
            self._counts.update(found.counts)

    def add(self, held: Sequence[Held]) -> None:
        """Take in what was held."""
        for _, trials in held:
            for trial in trials:
                self.done += 1
                self.missing += bool(trial.why)
                for decision in trial.decisions:
                    figure = decision.figures[self._place]
                    if figure is not None:
                        self._sums[decision.arm] += figure
                        self._counts[decision.arm] += 1

    def running(self, arm: int) -> float | None:
        """Return the mean of the primary measure over the talks of an arm so far; None without one."""
        return self._sums[arm] / self._counts[arm] if self._counts[arm] else None

    def look(self) -> Look:
        """Return how far it is."""
        missing = f"{self.missing} missing" if self.missing else ""
        resumed = f"{self.resumed} were there" if self.resumed else ""
        note = ", ".join(filter(None, (missing, resumed)))
        return Look("", self.done, self.talks, "talks", note, self._at_most)

    def lines(self) -> Iterator[str]:
        """Yield the running estimate of each arm, as far as a screen is high."""
        yield f"{self.primary} so far:"
        for arm, label in enumerate(self.labels[:_SHOWN]):
            mean = self.running(arm)
            yield f"  {'-' if mean is None else f'{mean:.3f}'}  {clean(label)}"
        if len(self.labels) > _SHOWN:
            yield f"  and {len(self.labels) - _SHOWN} more arms"


def experiment(
    spec: Spec | Mapping[str, Any] | str | Path,
    names: Names | None = None,
    *,
    out: str | Path | None = None,
    workers: int = 1,
    dask: str | None = None,
    until: str | None = None,
) -> Comparison:
    """Run an experiment and compare its arms; `conduct` for those who are inside trio.

    Args:
        spec: what is compared, on which questions: a `Spec`, a mapping of what its TOML file would hold, or
            such a file, or the name of a bundled one.
        names: resolves what is named. Where nothing is given, whatever can be imported may be; of a file only
            what is bundled.
        out: the folder that keeps the results, and holds those of a run that was interrupted; none are kept
            where none is given.
        workers: how many processes hold talks; 1 = this one. In a script call it under
            `if __name__ == "__main__"` where there are more, as for any use of multiprocessing.
        dask: the address of a dask scheduler that holds them instead, or `"local"`.
        until: stop once this is known precisely enough: a measure, `"accuracy +-0.01"`, or the difference of
            the arms, `"difference +-0.02"`.

    Raises:
        SpecError: something asked for cannot be.
    """
    names = names or (stored() if isinstance(spec, str | Path) else typed())
    made = plan(spec_of(spec, names), names)
    wanted = None if until is None else precisely(until, made)
    with Store(None if out is None else Path(out), write=True) as store:
        hold = partial(conduct, made, store, executor_for(workers, dask), wanted=wanted)
        in_trio(hold, "experiment", "experiments.experiment.conduct")
        return compare(read(store))


async def conduct(
    made: Plan,
    store: Store,
    executor: Executor | None = None,
    meter: Meter | None = None,
    wanted: Until | None = None,
) -> None:
    """Hold every talk of a plan that its store does not have yet.

    The same question, seed and replicate give the same random draws in every arm. A talk that raises an error
    is counted as missing, with its reason; none is dropped. A rule that learns does so from question to
    question, in each replicate by itself. Controls are held after the talk that they control, for as many
    rounds.

    Args:
        made: the plan.
        store: takes what was held, and has what was held before.
        executor: where talks are held; in this process where none is given.
        meter: is told how far it is.
        wanted: it stops once this is known, looking now and then; at the end where nothing is wanted.

    Raises:
        SpecError: the store is of another experiment.
    """
    begin(made, store)
    settings = [Setting(**recipe._asdict()) for recipe, _ in made.recipes]
    async with opened(
        settings, _recorded(made.spec.live, store), run=run_of(store.meta()["design"])
    ) as session:
        await _conduct(made, store, _executor(made, executor, session), meter, wanted)


def _executor(made: Plan, given: Executor | None, session: "Session | None") -> Executor:
    """Return what holds the talks; live seats are asked from one process."""
    if session is None:
        return given or InProcess()
    if given is not None and not isinstance(given, InProcess):
        raise SpecError(
            "models are asked from one process, in which many talks wait at once: leave out workers and dask"
        )
    return InProcess(session=session, at_once=made.spec.live.talks)


def _recorded(terms: Terms, store: Store) -> Terms:
    """Return the terms with a cassette beside the results, where none is named."""
    if terms.cassette or store.folder is None:
        return terms
    return terms.model_copy(update={"cassette": str(store.folder / CALLS)})


async def _conduct(
    made: Plan, store: Store, executor: Executor, meter: Meter | None, wanted: Until | None
) -> None:
    """Hold what is missing, in an executor that is ready for live seats."""
    done = bytearray(made.size)  # a flag for each task: a set of many takes much memory
    for number in store.done():
        done[number] = True

    def deliver(held: Sequence[Held]) -> None:
        store.write(held)
        if meter:
            meter.add(held)

    store.promise(None)
    work = Work(made.measures, made.spec.journals, made.spec.limits.seconds)
    precision = None if wanted is None else Precision(made, wanted)
    by_question = groupby(made.tasks(), attrgetter("place"))
    asked = 0
    async with executor.ready():
        for end in (made.questions,) if precision is None else looks(made.questions, store.questions()):
            batch = chain.from_iterable(tasks for _, tasks in islice(by_question, end - asked))
            fresh = (task for task in batch if not done[task.number])
            first = next(fresh, None)
            if first is not None:
                await executor.hold(chain((first,), fresh), work, deliver)
            asked = end
            learn(made, store)
            if precision is None:
                continue
            reached = precision.look(store)
            if reached or asked == made.questions:
                store.promise(precision.promise(asked, reached=reached).json())
                return


def begin(made: Plan, store: Store) -> None:
    """Make the store that of this experiment, or see that it is."""
    fresh = design(made)
    told = {"design": fresh, "spec": made.spec.spec()}
    if not store.begun:
        store.begin(told, [one.name for one in made.measures])
    elif other := departure(fresh, store.meta()["design"]):
        raise SpecError(
            f"{store.folder} holds the results of another experiment: {other}. Give --out another "
            "folder, or go back to what it was"
        )
    else:
        check_sound(store, fresh)
        store.note(told)  # of the same experiment in other words
    if store.folder is not None:
        store.session(*session())


def learn(made: Plan, store: Store) -> None:
    """Let the rules that learn decide: question by question, each replicate by itself, from the journals."""
    if not any(arm.rule.learns for arm in made.arms):
        return
    decided = store.decided_by([i for i, arm in enumerate(made.arms) if arm.rule.learns])
    now: dict[tuple[int, int], Rule] = {}
    for task in made.tasks():
        sides = (task.rules, *task.controls.values())
        fresh: list[tuple[int, Decision]] = []
        for trial, rules in enumerate(sides, task.number * len(sides)):
            learners = {arm: rule for arm, rule in rules.items() if rule.learns}
            journal = store.journal(trial) if learners else None
            if journal is None:
                continue
            seen = Seen(journal, task.setting)
            for arm, rule in learners.items():
                key = (arm, task.replicate)
                before = now.get(key, rule)
                try:
                    now[key] = before.after(seen.once(cast_in))
                    decision = judged(seen, arm, before, made.measures)
                except Exception as error:  # noqa: BLE001 - a rule that cannot learn is a result, and counted
                    decision = Decision(arm, missing(task.question, made.measures), why=told(error))
                if (arm, trial) not in decided:
                    fresh.append((trial, decision))
        if fresh:
            store.decided(fresh)
