"""From a spec to the talks that it asks for: files are read and all is checked before the first one."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from ..sim import (
    Chain,
    Lens,
    Names,
    Panel,
    Protocol,
    Question,
    Setting,
    Signals,
    SpecError,
    Table,
    Topology,
    Wants,
    shared,
)
from ..sim.errors import shown
from .arms import Arm
from .controls import check_controls, controlled
from .sources import Case
from .spec import Spec


class Job(NamedTuple):
    """Talks on one question at one table, one for each replicate, and the arms that they serve.

    Attributes:
        table: where it is talked.
        question: what is decided.
        evidence: what nature tells each seat.
        arms: the places of the arms in the plan: those that differ only in the rule share the talk.
        controls: the places of their control arms, by the name of the control.
    """

    table: Table
    question: Question
    evidence: Signals
    arms: tuple[int, ...]
    controls: Mapping[str, tuple[int, ...]] = {}


class Plan(NamedTuple):
    """All talks of an experiment, in the order in which they are held."""

    spec: Spec
    arms: tuple[Arm, ...]
    panels: tuple[Panel, ...]
    jobs: tuple[Job, ...]

    @property
    def talks(self) -> int:
        """How many talks there are in all."""
        return sum(1 + len(job.controls) for job in self.jobs) * self.spec.replicates


class _Recipe(NamedTuple):
    """What arms that may share a talk have in common."""

    protocol: Protocol
    panel: Panel
    topology: Topology
    lens: Lens
    interceptors: Chain


def plan(spec: Spec, names: Names) -> Plan:
    """Work out the talks of an experiment.

    Args:
        spec: the experiment.
        names: resolves the agents of its panel files.

    Raises:
        SpecError: a file cannot be used, or the parts of an arm do not fit each other.
    """
    arms = spec.arms.combined(spec.controls)
    brought = spec.questions.seats()
    panels = tuple(arm.panel.panel(brought, names) for arm in arms)
    for arm, panel in zip(arms, panels, strict=True):
        if arm.control:
            try:
                check_controls(panel)
            except SpecError as error:
                raise SpecError(f"arm {arm.label!r}: {error}") from error
    seated = dict.fromkeys(panel.names for panel in panels)
    cases = {seats: _cases(spec, seats) for seats in seated}
    for found in cases.values():
        _check(tuple(case.question.key for case in found))
    recipes: dict[_Recipe, list[int]] = {}
    for i, (arm, panel) in enumerate(zip(arms, panels, strict=True)):
        if arm.control:
            continue
        recipe = _Recipe(arm.protocol, panel, arm.topology, arm.lens, arm.interceptors)
        recipes.setdefault(recipe, []).append(i)
    jobs = (
        job
        for recipe, sharers in recipes.items()
        for job in _jobs(recipe, cases[recipe.panel.names], {i: arms[i] for i in sharers}, spec.controls)
    )
    return Plan(spec, arms, panels, tuple(jobs))


def _cases(spec: Spec, seats: tuple[str, ...]) -> tuple[Case, ...]:
    try:
        return tuple(spec.questions.cases(seats, spec.seed))
    except SpecError:
        raise
    except Exception as error:  # a source is somebody's code, and may raise whatever it likes
        said = f"{type(error).__name__}: {shown(error, str)}".splitlines()[0]
        raise SpecError(f"the source of the questions failed: {said}") from error


def _check(keys: tuple[str, ...]) -> None:
    if not keys:
        raise SpecError("the source has no question: an experiment needs one at least")
    if len(set(keys)) < len(keys):
        twice = next(key for i, key in enumerate(keys) if key in keys[:i])
        raise SpecError(f"two questions have the id {twice[:80]!r}: give each its own")


def _jobs(
    recipe: _Recipe, cases: tuple[Case, ...], arms: Mapping[int, Arm], controls: tuple[str, ...]
) -> Iterator[Job]:
    tables: dict[tuple[Wants, str], Table] = {}

    def made(ballot: Wants, control: str, question: Question, where: str) -> Table:
        """Return the table of the arms or of a control, once it is known that it can be held."""
        try:
            if (ballot, control) not in tables:
                setting = Setting(**recipe._asdict(), ballot=ballot)
                tables[ballot, control] = Table(controlled(setting, control) if control else setting)
            tables[ballot, control].check(question)
        except SpecError as error:
            raise SpecError(f"{where}: {error}") from error
        return tables[ballot, control]

    for question, evidence in cases:
        ballots = shared([arm.rule.needs(question) for arm in arms.values()])
        for ballot in dict.fromkeys(ballots):
            sharers = tuple(i for i, given in zip(arms, ballots, strict=True) if given == ballot)
            arm = f"arm {arms[sharers[0]].label!r}"
            table = made(ballot, "", question, arm)
            for control in controls:
                made(ballot, control, question, f"{arm}, control {control!r}")
            # the controls of an arm follow it
            beside = {control: tuple(i + place for i in sharers) for place, control in enumerate(controls, 1)}
            yield Job(table, question, evidence, sharers, beside)
