"""What an experiment would come to: its design, and what it takes, before anything is kept."""

import time
from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import Any, NamedTuple

from ..agents import Random
from ..sim import Agent, Setting
from .controls import times_asked
from .design import design
from .executors import Held, Work
from .executors.executor import hold_one
from .page import clean
from .page.way import way
from .plan import Plan, Task
from .store import Store
from .trials import Holder, Trial
from .units import clock, weight

_TRIED = 3  # talks on the first question, an arm
_WRITTEN = 200  # tasks at least that a store is filled with, to weigh it


class Preview(NamedTuple):
    """What an experiment would come to, judged by its first question.

    Attributes:
        title: of the experiment.
        seed: of its draws.
        questions: how many there are.
        replicates: talks of an arm on a question.
        talks: how many there are in all, those of controls included.
        shared: the labels of the arms, together where arms differ only in the rule and share a talk.
        asks: how often a seat would be asked, about.
        calls: how often of these a live one, if every talk goes on for all its rounds.
        seconds: how long that would take in one process; None with live seats, which are not asked for this.
        size: of the store, in bytes; None with live seats.
        missing: why talks on the first question broke off.
        idle: of interceptors that are kept to phases, to which nothing was said openly in an arm's talks.
    """

    title: str
    seed: int
    questions: int
    replicates: int
    talks: int
    shared: tuple[tuple[str, ...], ...]
    asks: int
    calls: int
    seconds: float | None
    size: int | None
    missing: tuple[str, ...]
    idle: tuple[str, ...]

    def json(self) -> dict[str, Any]:
        """Return what a machine reads; the time alone differs from call to call."""
        return self._asdict() | {
            "shared": [list(labels) for labels in self.shared],
            "missing": list(self.missing),
            "idle": list(self.idle),
            "seconds": None if self.seconds is None else round(self.seconds, 3),
        }

    def __str__(self) -> str:
        """Tell a person."""
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        if self.title:
            yield f"{clean(self.title)}\n"
        arms = sum(map(len, self.shared))
        yield f"{_many(arms, 'arm')}; a line is a talk, and arms on one line share it:"
        yield from (f"  {', '.join(map(clean, labels))}" for labels in self.shared)
        yield ""
        each = f"{_many(self.questions, 'question')}, {_many(self.replicates, 'talk')} each"
        yield f"{each}, seed {self.seed}: {_many(self.talks, 'talk')} in all."
        if self.seconds is None or self.size is None:
            yield (
                f"Up to {_many(self.asks, 'ask')}, of which {_many(self.calls, 'call')} of live seats; none "
                "was asked for this, so time and size are not known."
            )
        else:
            yield (
                f"About {_many(self.asks, 'ask')}, {clock(self.seconds)} in one process, and a store of "
                f"{weight(self.size)}, judged by the first question."
            )
        yield from (f"A talk on the first question broke off: {clean(why)}" for why in self.missing)
        yield from map(clean, self.idle)
        yield "Nothing was kept."


async def preview(made: Plan) -> Preview:
    """Hold the talks on the first question, and say what all of them would take.

    Live seats are never asked: a random seat takes their place, and every talk goes on for all its rounds.
    """
    tried = list(takewhile(lambda task: task.place == 0, made.tasks()))
    shared = tuple(
        tuple(made.arms[arm].label for arm in rules)
        for task in tried
        if task.replicate == 0
        for rules in (task.rules, *task.controls.values())
    )
    tried = [task for task in tried if task.replicate < _TRIED]
    live = any(_live_places(task.setting) for task in tried)
    held, seconds = await _held(made, [_without_calls(task) for task in tried])
    rate = made.size / len(tried)
    asks = calls = 0
    for task, (_, trials) in zip(tried, held, strict=True):
        at = _live_places(task.setting)
        for journal in filter(None, map(Trial.talk, trials)):
            asked = times_asked(journal)
            asks += sum(asked)
            calls += sum(times for place, times in enumerate(asked) if place in at)
    return Preview(
        made.spec.title,
        made.spec.seed,
        made.questions,
        made.spec.replicates,
        made.talks,
        shared,
        round(asks * rate),
        round(calls * rate),
        None if live else seconds * rate,
        None if live else _size(made, held),
        tuple(dict.fromkeys(trial.why for _, trials in held for trial in trials if trial.why)),
        tuple(dict.fromkeys(line for task, trials in held for line in _idle(made, task, trials[0]))),
    )


def _idle(made: Plan, task: Task, trial: Trial) -> Iterator[str]:
    """Say which phases that an interceptor is kept to do not come in a talk, as far as this one tells."""
    journal = trial.talk()
    if journal is None:
        return
    label, lay = made.arms[next(iter(task.rules))].label, way(journal)
    for name, phase in lay.idle:
        yield (
            f"{label}: {name} is kept to the phase {phase!r}, in which nothing was said openly; "
            f"phases in which something was: {', '.join(lay.phases)}"
        )


async def _held(made: Plan, tasks: Sequence[Task]) -> tuple[list[Held], float]:
    """Hold tasks in this process, and return how many seconds it took."""
    work = Work(made.measures, "full", made.spec.limits.seconds)
    holder = Holder(work.measures, work.level)
    await hold_one(holder, tasks[0], work)  # what is loaded or made ready once is not part of a talk
    begun = time.perf_counter()
    held = [(task, await hold_one(holder, task, work)) for task in tasks]
    return held, time.perf_counter() - begun


def _size(made: Plan, held: Sequence[Held]) -> int:
    """Return how many bytes a store of the whole experiment has, by filling one with what was held."""
    with Store(write=True) as store:
        store.begin({"design": design(made)}, [one.name for one in made.measures])
        empty = store.size
        copies = -(-_WRITTEN // len(held))
        for copy in range(copies):
            store.write(
                (task._replace(number=copy * len(held) + i, place=copy), _kept(made, trials))
                for i, (task, trials) in enumerate(held)
            )
        return round(empty + (store.size - empty) * made.size / (copies * len(held)))


def _kept(made: Plan, trials: Sequence[Trial]) -> list[Trial]:
    """Return trials with as much of each as the experiment keeps."""
    lost: dict[str, dict[str, Any]] = {
        "full": {},
        "summary": {"journal": None},
        "none": {"journal": None, "rounds": ()},
    }
    return [trial._replace(**lost[made.spec.journals]) for trial in trials]


def _without_calls(task: Task) -> Task:
    """Return a task in which nobody live is asked: others sit there, and it is not over before its time."""
    at = _live_places(task.setting)
    if not at:
        return task
    setting = task.setting
    seats = [
        seat.model_copy(update={"agent": Random()}) if place in at else seat
        for place, seat in enumerate(setting.panel.seats)
    ]
    protocol = setting.protocol
    longest = getattr(protocol, "rounds", getattr(protocol, "sweeps", 0))
    panel = setting.panel.model_copy(update={"seats": tuple(seats)})
    whole = protocol.lasting(longest) if longest else protocol
    return task._replace(setting=setting.model_copy(update={"panel": panel, "protocol": whole}))


def _live_places(setting: Setting) -> frozenset[int]:
    """Return where live seats sit."""
    return frozenset(place for place, seat in enumerate(setting.panel.seats) if _live(seat.agent))


def _live(agent: Agent) -> bool:
    """Tell whether a world outside is behind an agent, or behind one that it holds."""
    inner = (getattr(agent, name) for name in type(agent).model_fields)
    return agent.live or any(_live(one) for one in inner if isinstance(one, Agent))


def _many(number: int, what: str) -> str:
    return f"{number:,} {what}{'s' * (number != 1)}"
