"""What an experiment would come to: its design, and what it takes, before anything is kept."""

import time
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import takewhile
from typing import Any, NamedTuple

from ..agents import Random
from ..agents.live import Model
from ..agents.live.endpoint import reaching
from ..sim import Agent, Journal, Moderator, Setting, moderators
from .controls import times_asked
from .design import design
from .executors import Held, Work
from .executors.executor import hold_one
from .live import live
from .page import clean
from .page.way import way
from .plan import Plan, Task
from .store import Store
from .trials import Holder, Trial
from .unasked import Unasked, takes
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
        rulings: how often a guardrail that asks a world outside would be asked, if everyone speaks each time.
        tokens: that models would be sent, and may write, at most, where each answers at the first try.
        price: of these tokens, in the currency of the prices; None where a model has no price.
        currency: of the price.
        seconds: how long that would take in one process; None with live seats or such guardrails, which are
            not asked for this.
        size: of the store, in bytes; None with these.
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
    rulings: int
    tokens: tuple[int, int]
    price: Decimal | None
    currency: str
    seconds: float | None
    size: int | None
    missing: tuple[str, ...]
    idle: tuple[str, ...]

    def json(self) -> dict[str, Any]:
        """Return what a machine reads; the time alone differs from call to call."""
        return self._asdict() | {
            "shared": [list(labels) for labels in self.shared],
            "missing": list(self.missing),
            "tokens": {"read": self.tokens[0], "written": self.tokens[1]},
            "price": None if self.price is None else f"{self.price:f}",
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
            calls = f"{_many(self.calls, 'call')} of live seats"
            judged = f", and {_many(self.rulings, 'call')} of guardrails" if self.rulings else ""
            yield (
                f"Up to {_many(self.asks, 'ask')}, of which {calls}{judged}; none "
                "was asked for this, so time and size are not known."
            )
            yield from self._taken()
        else:
            yield (
                f"About {_many(self.asks, 'ask')}, {clock(self.seconds)} in one process, and a store of "
                f"{weight(self.size)}, judged by the first question."
            )
        yield from (f"A talk on the first question broke off: {clean(why)}" for why in self.missing)
        yield from map(clean, self.idle)
        yield "Nothing was kept."

    def _taken(self) -> Iterator[str]:
        """Tell what models would take, where one sits there."""
        read, written = self.tokens
        if not written:
            return
        cost = (
            "no price known" if self.price is None else f"{self.price.normalize():f} {self.currency} at most"
        )
        yield (
            f"Models would be sent up to {_many(read, 'token')} and write up to {written:,}, where each "
            f"answers at the first try: {cost}."
        )


async def preview(made: Plan) -> Preview:
    """Hold the talks on the first question, and say what all of them would take.

    Live seats are never asked: seats that draw take their places, and every talk goes on for all its rounds.
    Nor are guardrails that ask a world outside: all passes.
    """
    tried = list(takewhile(lambda task: task.place == 0, made.tasks()))
    shared = tuple(
        tuple(made.arms[arm].label for arm in rules)
        for task in tried
        if task.replicate == 0
        for rules in (task.rules, *task.controls.values())
    )
    tried = [task for task in tried if task.replicate < _TRIED]
    outside = any(_live_places(task.setting) or moderators(task.setting.interceptors) for task in tried)
    held, seconds = await _held(made, [_without_calls(task) for task in tried])
    rate = made.size / len(tried)
    asks = calls = rulings = 0
    talks: list[Journal] = []
    for task, (_, trials) in zip(tried, held, strict=True):
        at = _live_places(task.setting)
        judges = len(moderators(task.setting.interceptors))
        for journal in filter(None, map(Trial.talk, trials)):
            asked = times_asked(journal)
            asks += sum(asked)
            rulings += sum(asked) * judges
            calls += sum(times for place, times in enumerate(asked) if place in at)
            talks.append(journal)
    prices = made.spec.live.prices
    taken = takes(talks, prices).times(rate)
    return Preview(
        made.spec.title,
        made.spec.seed,
        made.questions,
        made.spec.replicates,
        made.talks,
        shared,
        round(asks * rate),
        round(calls * rate),
        round(rulings * rate),
        (taken.read, taken.written),
        taken.price if taken.written else None,
        prices.currency if prices else "",
        None if outside else seconds * rate,
        None if outside else _size(made, held),
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
    """Return a task in which nobody outside is asked: others sit there, and it lasts for all its rounds."""
    at, setting = _live_places(task.setting), task.setting
    if not at and not moderators(setting.interceptors):
        return task
    seats = [
        seat.model_copy(update={"agent": _instead(seat.agent)}) if place in at else seat
        for place, seat in enumerate(setting.panel.seats)
    ]
    protocol = setting.protocol
    longest = getattr(protocol, "rounds", getattr(protocol, "sweeps", 0))
    panel = setting.panel.model_copy(update={"seats": tuple(seats)})
    whole = protocol.lasting(longest) if longest else protocol
    within = tuple(one for one in setting.interceptors if not isinstance(one, Moderator))
    changed = {"panel": panel, "protocol": whole, "interceptors": within}
    return task._replace(setting=setting.model_copy(update=changed))


def _instead(agent: Agent) -> Agent:
    """Return who sits in the place of a live agent: one that draws, and notes what a model would take."""
    model = next((one for one in reaching(agent) if isinstance(one, Model)), None)
    return Random() if model is None else Unasked(model=model)


def _live_places(setting: Setting) -> frozenset[int]:
    """Return where live seats sit."""
    return frozenset(place for place, seat in enumerate(setting.panel.seats) if live(seat.agent))


def _many(number: int, what: str) -> str:
    return f"{number:,} {what}{'s' * (number != 1)}"
