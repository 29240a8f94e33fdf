"""Holding the talks of an experiment, in process, one after the other in a single trio run."""

from collections import Counter
from collections.abc import Mapping
from functools import partial
from hashlib import sha256
from itertools import chain
from typing import NamedTuple

import trio

from ..sim import Ask, Close, Entry, Journal, Names, Rule, Setting, Table, ballots, decide
from ..sim.errors import shown
from .catalogue import typed
from .comparison import Comparison, compare
from .controls import controlled, informed, rounds_of
from .measures import Figures, figures, missing
from .plan import Job, Plan, plan
from .progress import Look
from .results import Cell, Results
from .running import in_trio
from .spec import Spec
from .statistics import mean


class Meter:
    """An observer of all talks of an experiment: totals, for whoever looks in.

    Attributes:
        talks: how many there are in all.
        arm: the name of the arm that is being talked.
        done: talks that are over.
        missing: those of them that broke off.
        asks: asks put so far.
    """

    def __init__(self, talks: int) -> None:
        self.talks = talks
        self.arm = ""
        self.done = self.missing = self.asks = 0

    def notify(self, journal: Journal, entry: Entry | Close) -> None:  # noqa: ARG002 - an observer is told both
        """Count an ask, or the end of a talk."""
        if isinstance(entry, Ask):
            self.asks += 1
        elif isinstance(entry, Close):
            self.done += 1

    def look(self) -> Look:
        """Return how far they are."""
        return Look(
            self.arm, self.done, self.talks, "talks", f"{self.missing} missing" if self.missing else ""
        )

    def broke(self) -> None:
        """Count a talk that broke off, and so was never closed."""
        self.done += 1
        self.missing += 1


def experiment(spec: Spec, names: Names | None = None) -> Comparison:
    """Run an experiment and compare its arms; `conduct` for those who are inside trio.

    Args:
        spec: what is compared, on which questions.
        names: resolves the agents of panel files; whatever can be imported where none are given.

    Raises:
        SpecError: something asked for cannot be.
    """
    made = plan(spec, names or typed())
    return compare(made, in_trio(partial(conduct, made)))


async def conduct(made: Plan, meter: Meter | None = None) -> Results:
    """Hold every talk of a plan.

    The same question, seed and replicate give the same random draws in every arm. A talk that raises an error
    is counted as missing, with its reason; none is dropped. A rule that learns does so from question to
    question, in each replicate by itself. Controls are held after the talk that they control, for as many
    rounds.

    Args:
        made: the plan.
        meter: observes every talk, where somebody wants to look in.
    """
    cells: list[Cell] = []
    told = sha256()
    learnt: dict[tuple[int, int], Rule] = {}  # what the rule of an arm has become in a replicate
    tables: dict[tuple[Setting, str, int], Table] = {}
    heard: dict[int, bool] = {}

    def judge(journal: Journal | str, arms: tuple[int, ...], question: str, replicate: int) -> None:
        """Decide a talk under the rules of its arms."""
        digest = journal if isinstance(journal, str) else journal.digest
        told.update(f"{arms[0]} {question!r} {replicate} {digest.partition(':')[0]}\n".encode())
        for arm in arms:
            rule = learnt.get((arm, replicate), made.arms[arm].rule)
            judged, learnt[arm, replicate] = _judged(journal, rule)
            outcomes[arm].append(judged)
            told.update(f"{arm} {judged if isinstance(judged, str) else _spelt(judged.figures)}\n".encode())

    for job in made.jobs:
        everywhere = (*job.arms, *chain.from_iterable(job.controls.values()))
        outcomes: dict[int, list[Trial | str]] = {arm: [] for arm in everywhere}
        for replicate in range(made.spec.replicates):
            await trio.lowlevel.checkpoint()
            if meter:
                meter.arm = made.arms[job.arms[0]].label
            journal = await _talk(job.table, job, made.spec.seed, replicate, meter)
            judge(journal, job.arms, job.question.key, replicate)
            _note(heard, job, journal)
            for control, arms in job.controls.items():
                held: Journal | str = f"its treated talk is missing: {journal}"
                if isinstance(journal, Journal):
                    key = (job.table.setting, control, rounds_of(journal))
                    if key not in tables:
                        tables[key] = Table(controlled(*key))
                    held = await _talk(tables[key], job, made.spec.seed, replicate, meter)
                elif meter:
                    meter.broke()
                judge(held, arms, job.question.key, replicate)
        cells += [_cell(arm, job, judged) for arm, judged in outcomes.items()]
    uninformed = tuple(arm for arm, found in heard.items() if not found)
    return Results(tuple(cells), told.hexdigest(), uninformed)


def _note(heard: dict[int, bool], job: Job, journal: Journal | str) -> None:
    """Note of arms with controls whether a seat was asked when it had heard somebody."""
    if job.controls and isinstance(journal, Journal):
        heard |= {arm: heard.get(arm, False) or informed(journal) for arm in job.arms}


async def _talk(table: Table, job: Job, seed: int, replicate: int, meter: Meter | None) -> Journal | str:
    """Hold one talk; where it breaks off, say why."""
    observers = (meter,) if meter else ()
    try:
        return await table.talk(
            job.question, evidence=job.evidence, seed=seed, replicate=replicate, observers=observers
        )
    except (Exception, SystemExit) as error:  # noqa: BLE001 - a talk that breaks off is a result, and counted
        if meter:
            meter.broke()
        return _why(error)


def _spelt(found: Figures) -> Figures:
    """Return figures as far as every processor makes them alike: a logarithm's last digits may differ."""
    return tuple(None if figure is None else round(figure, 9) + 0.0 for figure in found)


class Trial(NamedTuple):
    """A talk decided under the rule of an arm: what was measured, and the ballots that were not cast."""

    figures: Figures
    ballots: int
    uncast: Mapping[str, int]


def _judged(journal: Journal | str, rule: Rule) -> tuple[Trial | str, Rule]:
    """Decide a talk, and return the rule for the next question, too."""
    if isinstance(journal, str):
        return journal, rule
    try:
        cast = ballots(journal)
        verdict = decide(cast, rule)
        trial = Trial(figures(journal, verdict), verdict.electorate, Counter(verdict.missing.values()))
        return trial, rule.after(cast)
    except Exception as error:  # noqa: BLE001 - so is a rule that cannot decide
        return _why(error), rule


def _why(error: BaseException) -> str:
    return f"{type(error).__name__}: {shown(error, str)}"[:300]


def _cell(arm: int, job: Job, judged: list[Trial | str]) -> Cell:
    trials = [found for found in judged if not isinstance(found, str)]
    known = [missing(job.question) if isinstance(found, str) else found.figures for found in judged]
    return Cell(
        arm,
        job.question.key,
        tuple(mean(column) for column in zip(*known, strict=True)),
        len(judged),
        Counter(why for why in judged if isinstance(why, str)),
        sum(trial.ballots for trial in trials),
        sum((Counter(trial.uncast) for trial in trials), Counter()),
    )
