"""Holding one task: its talk and the controls of it, each decided under the rules of its arms.

All here are functions of values: a task comes out the same in any process, at any time, beside any others.
"""

import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from ..sim import Ballots, Journal, Observer, Rule, Table, ballots, decide
from ..sim.errors import told
from ..sim.files import parse
from .controls import SELF_CONSISTENCY, controlled, copies, informed, rounds_of, times_asked
from .live import talking
from .measures import Figures, Measure, Seen, measured, missing, stances_by_round
from .plan import Task
from .spec import Level

if TYPE_CHECKING:
    from ..agents.live import Session

_TABLES = 1000  # that are kept: one for each way in which a talk can go on


class Decision(NamedTuple):
    """A talk decided under the rule of one arm.

    Attributes:
        arm: the place of the arm in the plan.
        figures: one for each measure; None where it is undefined.
        troubles: why a measure failed, by its name.
        word: of the verdict; empty where there is none.
        winners: as JSON.
        ballots: how many were asked for.
        uncast: how many of them were not cast, by outcome.
        why: why there is no verdict: the talk broke off, or the rule could not decide; it is missing, then.
    """

    arm: int
    figures: Figures
    troubles: Mapping[str, str] = {}
    word: str = ""
    winners: Sequence[Any] = ()
    ballots: int = 0
    uncast: Mapping[str, int] = {}
    why: str = ""


class Trial(NamedTuple):
    """One talk of an experiment, decided under the rules of its arms.

    Attributes:
        task: the number of the task that it belongs to.
        control: the name of the control; empty for the talk itself.
        digest: of its journal; empty where it broke off.
        status: of its journal.
        journal: the journal, compressed by zlib; None where it is not kept.
        rounds: what each seat held after each round, where that is kept; see `stances_by_round`.
        decisions: one for each arm whose rule does not learn: those that do decide later, in order.
        informed: whether a seat was asked when it had heard somebody; None where the talk broke off.
        why: why it broke off; empty where it did not.
    """

    task: int
    control: str
    digest: str
    status: str
    journal: bytes | None
    rounds: Sequence[tuple[int, Sequence[Any]]]
    decisions: tuple[Decision, ...]
    informed: bool | None = None
    why: str = ""

    def talk(self) -> Journal | None:
        """Return the journal; None where there is none."""
        return unpacked(self.journal, f"the journal of task {self.task}")


def unpacked(journal: bytes | None, where: str) -> Journal | None:
    """Return a journal as a trial keeps it; None where it keeps none."""
    return None if journal is None else parse(zlib.decompress(journal), where)


class Holder:
    """Holds tasks, and keeps the tables that they share.

    Args:
        measures: what is measured of each talk.
        level: what is kept of it.
        observers: are told all that is said.
        session: over which live seats are asked.
    """

    def __init__(
        self,
        measures: tuple[Measure, ...],
        level: Level = "full",
        observers: tuple[Observer, ...] = (),
        session: "Session | None" = None,
    ) -> None:
        self._measures = measures
        self._level = level
        self._observers = observers
        self._session = session
        self._tables: dict[tuple[int, str, int, tuple[int, ...]], Table] = {}

    async def hold(self, task: Task) -> tuple[Trial, ...]:
        """Return the trials of a task: of the talk, then of its controls, which go on for as many rounds."""
        held = await self._talk(task, "")
        trials = [self._trial(task, "", task.rules, held)]
        for control, rules in task.controls.items():
            beside: Seen | str = f"its treated talk is missing: {held}"
            if isinstance(held, Seen):
                beside = await self._talk(task, control, held.journal)
            trials.append(self._trial(task, control, rules, beside))
        return tuple(trials)

    async def _talk(self, task: Task, control: str, treated: Journal | None = None) -> Seen | str:
        """Hold one talk, or the control of one; where it breaks off, say why."""
        rounds, evidence = 0, task.evidence
        asked: tuple[int, ...] = ()
        if treated is not None and control == SELF_CONSISTENCY:
            asked = times_asked(treated)
            whose = {name: treated.seats[place] for name, place in copies(treated.seats, asked)}
            evidence = {name: evidence[seat] for name, seat in whose.items() if seat in evidence}
        elif treated is not None:
            rounds = rounds_of(treated)
        key = (task.talk, control, rounds, asked)
        try:
            if key not in self._tables:
                setting = controlled(task.setting, control, rounds, asked) if control else task.setting
                if len(self._tables) >= _TABLES:
                    self._tables.clear()
                self._tables[key] = Table(setting)
            table = self._tables[key]
            with talking(self._session, task.replicate, task.seed):
                journal = await table.talk(
                    task.question,
                    evidence=evidence,
                    seed=task.seed,
                    replicate=task.replicate,
                    observers=self._observers,
                )
            return Seen(journal, table.setting)
        except (Exception, SystemExit) as error:  # noqa: BLE001 - a talk that breaks off is a result, and counted
            return told(error)

    def _trial(self, task: Task, control: str, rules: Mapping[int, Rule], held: Seen | str) -> Trial:
        if isinstance(held, str):
            figures = missing(task.question, self._measures)
            lost = tuple(Decision(arm, figures, why=held) for arm in rules)
            return Trial(task.number, control, "", "missing", None, (), lost, why=held)
        full, kept = self._level == "full", self._level != "none"
        return Trial(
            task.number,
            control,
            held.journal.digest,
            held.journal.status,
            zlib.compress(b"".join(held.journal.lines()), 1) if full else None,
            stances_by_round(held) if kept else (),
            tuple(judged(held, arm, rule, self._measures) for arm, rule in rules.items() if not rule.learns),
            informed(held.journal),
        )

    def gone(self, task: Task, why: str) -> tuple[Trial, ...]:
        """Return the trials of a task that could not be held at all."""
        sides = {"": task.rules, **task.controls}
        return tuple(self._trial(task, control, rules, why) for control, rules in sides.items())


def judged(seen: Seen, arm: int, rule: Rule, measures: tuple[Measure, ...]) -> Decision:
    """Decide a talk under a rule, and measure it; where the rule cannot decide, say why."""
    try:
        cast = seen.once(cast_in)
        verdict = decide(cast, rule)
    except Exception as error:  # noqa: BLE001 - a rule that cannot decide is a result, and counted
        return Decision(arm, missing(seen.question, measures), why=told(error))
    figures, troubles = measured(seen, verdict, measures)
    uncast = Counter(verdict.missing.values())
    winners = tuple(verdict.winners)
    return Decision(arm, figures, troubles, verdict.word, winners, verdict.electorate, uncast)


def cast_in(seen: Seen) -> Ballots:
    """Return the ballots of a talk."""
    return ballots(seen.journal)
