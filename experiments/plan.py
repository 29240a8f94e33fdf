"""From a spec to the talks that it asks for: files are read and all is checked before the first one."""

from array import array
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from hashlib import sha256
from itertools import count, pairwise, zip_longest
from typing import NamedTuple

from ..protocols import Poll
from ..sim import (
    Chain,
    Evidence,
    Lens,
    Names,
    Panel,
    Protocol,
    Question,
    Rule,
    Setting,
    Signals,
    SpecError,
    Table,
    Topology,
    Wants,
    shared,
)
from ..sim.errors import headline
from ..sim.journal import dumps
from ..sim.names import unknown
from .arms import Arm
from .controls import ISOLATED, SELF_REVISION, check_controls, controlled
from .measures import Measure, chosen
from .measures.accuracy import ACCURACIES
from .sources import Case
from .spec import BEST_SEAT, Spec


class Task(NamedTuple):
    """A talk, and the controls that stand beside it: what is held in one go, and stored in one.

    Attributes:
        number: its place among all tasks, from 0.
        talk: the place of its setting among those of the experiment.
        setting: who sits there, how they talk.
        question: what is decided.
        place: which question of the experiment it is, from 0.
        evidence: what nature tells each seat.
        seed: with the question and the replicate it fixes every draw.
        replicate: which of many talks on the same question it is.
        rules: of the arms that share the talk, by their places in the plan.
        controls: the rules of their control arms in the same way, by the name of the control.
    """

    number: int
    talk: int
    setting: Setting
    question: Question
    place: int
    evidence: Signals
    seed: int
    replicate: int
    rules: Mapping[int, Rule]
    controls: Mapping[str, Mapping[int, Rule]]


class Recipe(NamedTuple):
    """What arms that may share a talk have in common."""

    protocol: Protocol
    panel: Panel
    topology: Topology
    lens: Lens
    interceptors: Chain


class Plan(NamedTuple):
    """All that is held in an experiment, worked out and checked.

    Attributes:
        spec: the experiment.
        arms: what is compared.
        panels: who sits at the table of each arm.
        measures: what is measured of each talk.
        primary: the measure in which arms are compared.
        recipes: what arms that may share a talk have in common, each with the places of these arms.
        questions: how many there are.
        size: how many tasks there are.
        cases: the sha256 of all questions and their evidence, in hex.
    """

    spec: Spec
    arms: tuple[Arm, ...]
    panels: tuple[Panel, ...]
    measures: tuple[Measure, ...]
    primary: str
    recipes: tuple[tuple[Recipe, tuple[int, ...]], ...]
    questions: int = 0
    size: int = 0
    cases: str = ""

    @property
    def talks(self) -> int:
        """How many talks there are in all, controls included."""
        return self.size * (1 + len(self.spec.beside))

    def base(self, arm: int) -> int | None:
        """Return the place of the arm that one is compared with: the one it controls, else the baseline."""
        if self.arms[arm].control:
            return arm - arm % (1 + len(self.spec.beside))
        baseline = self.spec.baseline
        first = 0 if baseline is None else next(i for i, one in enumerate(self.arms) if one.label == baseline)
        return None if arm == first else first

    def best_seat(self, arm: int) -> int | None:
        """Return the place of the arm whose first answers tell the best single seat; None for no baseline.

        It is one with the same panel: a poll, else a talk in which nobody hears anybody, else the first.
        """
        if BEST_SEAT not in self.spec.baselines or self.arms[arm].control:
            return None
        same = [place for place, panel in enumerate(self.panels) if panel == self.panels[arm]]
        return min(same, key=lambda place: _hears(self.arms[place]))

    def tasks(self) -> Iterator[Task]:
        """Yield the tasks in order: question by question, talk by talk, replicate by replicate."""
        numbers = count()
        talks: dict[tuple[int, Wants], tuple[int, Setting]] = {}
        for place, cases in enumerate(self.cases_by_seats()):
            for which, (recipe, arms) in enumerate(self.recipes):
                question, evidence = cases[recipe.panel.names]
                for ballot, sharers in self._by_ballot(question, arms).items():
                    if (which, ballot) not in talks:
                        talks[which, ballot] = len(talks), Setting(**recipe._asdict(), ballot=ballot)
                    rules = {i: self.arms[i].rule for i in sharers}
                    # the controls of an arm follow it
                    controls = {
                        name: {i + step: rule for i, rule in rules.items()}
                        for step, name in enumerate(self.spec.beside, 1)
                    }
                    whole = (*talks[which, ballot], question, place, evidence, self.spec.seed)
                    for replicate in range(self.spec.replicates):
                        yield Task(next(numbers), *whole, replicate, rules, controls)

    def cases_by_seats(self) -> Iterator[Mapping[tuple[str, ...], Case]]:
        """Yield each question with its evidence, for every set of seats that is told of it."""
        seated = tuple(dict.fromkeys(recipe.panel.names for recipe, _ in self.recipes))
        streams = [_guarded(self.spec, seats) for seats in seated]
        for cases in zip_longest(*streams):
            if None in cases:
                raise SpecError(
                    "the source of the questions has more of them for one panel than for another: every "
                    "arm is put the same ones"
                )
            yield dict(zip(seated, cases, strict=True))

    def _by_ballot(self, question: Question, arms: Sequence[int]) -> dict[Wants, list[int]]:
        """Return the arms that share a talk on this question, by the ballot that it ends with."""
        found: dict[Wants, list[int]] = {}
        ballots = shared([self.arms[i].rule.needs(question) for i in arms])
        for arm, ballot in zip(arms, ballots, strict=True):
            found.setdefault(ballot, []).append(arm)
        return found


def plan(spec: Spec, names: Names) -> Plan:
    """Work out the talks of an experiment.

    Args:
        spec: the experiment.
        names: resolves the agents of its panel files, and its own measures.

    Raises:
        SpecError: a file cannot be used, or the parts of an arm do not fit each other.
    """
    arms = spec.arms.combined(spec.beside)
    brought = spec.questions.seats()
    measures = chosen(spec.measures, names)
    panels = tuple(arm.panel.panel(brought, names) for arm in arms)
    recipes: dict[Recipe, tuple[int, ...]] = {}
    for i, (arm, panel) in enumerate(zip(arms, panels, strict=True)):
        if arm.control:
            try:
                check_controls(panel)
            except SpecError as error:
                raise SpecError(f"arm {arm.label!r}: {error}") from error
            continue
        recipe = Recipe(arm.protocol, panel, arm.topology, arm.lens, arm.interceptors)
        recipes[recipe] = (*recipes.get(recipe, ()), i)
    made = Plan(spec, arms, panels, measures, spec.primary or "accuracy-split", tuple(recipes.items()))
    first = next(made.tasks(), None)
    if first is None:
        raise SpecError("the source has no question: an experiment needs one at least")
    if spec.primary is None and first.question.range is not None:
        made = made._replace(primary="error")
    _comparable(made)
    return _checked(made)


def _hears(arm: Arm) -> int:
    """Return how much those may have heard who give their first answer: nothing, 0."""
    if isinstance(arm.protocol, Poll) and not arm.control:
        return 0
    return 1 if arm.control in (ISOLATED, SELF_REVISION) else 2 + bool(arm.control)


def _comparable(made: Plan) -> None:
    """Raise a SpecError where what is to be compared, or how it is kept, does not fit the arms."""
    spec, arms, measures = made.spec, made.arms, [one.name for one in made.measures]
    names = [arm.label for arm in arms]
    names += [f"{arm.label} [{BEST_SEAT}]" for arm in arms if BEST_SEAT in spec.baselines and not arm.control]
    twice = next((name for i, name in enumerate(names) if name in names[:i]), None)
    if twice is not None:
        raise SpecError(f"two arms are named {twice!r:.140}: give a panel another label")
    if made.primary not in measures:
        raise SpecError(f"the primary measure is {unknown('measure', made.primary, measures)}")
    labels = [arm.label for arm in arms if not arm.control]
    if spec.baseline is not None and spec.baseline not in labels:
        raise SpecError(f"the baseline is {unknown('arm', spec.baseline, labels)}")
    if BEST_SEAT in spec.baselines and (made.primary not in ACCURACIES or spec.journals == "none"):
        raise SpecError(
            f"the baseline {BEST_SEAT!r} is told by first answers, and right or wrong: write primary = "
            f'"{ACCURACIES[1]}", and journals = "full" or "summary"'
        )
    learner = next((arm for arm in arms if arm.rule.learns), None)
    if learner is not None and spec.journals != "full":
        raise SpecError(
            f'arm {learner.label!r} has a rule that learns, and learns from journals: write journals = "full"'
        )


def _checked(made: Plan) -> Plan:
    """Go through all tasks once: whether each can be held, and how many there are."""
    tasks = questions = 0
    told = sha256()
    keys = array("Q")  # the ids of many questions take much memory
    tables: dict[int, list[Table]] = {}
    for task in made.tasks():
        tasks += 1
        if task.replicate:
            continue
        label = made.arms[next(iter(task.rules))].label
        try:
            if task.talk not in tables:
                settings = [task.setting, *(controlled(task.setting, name) for name in task.controls)]
                tables[task.talk] = [Table(setting) for setting in settings]
            for table in tables[task.talk]:
                table.check(task.question)
        except SpecError as error:
            raise SpecError(f"arm {label!r}: {error}") from error
        if task.place == questions:
            questions += 1
            keys.append(_hashed(task.question))
            told.update(dumps(task.question.spec()).encode())
        told.update(
            "".join(f"{dumps(seat)}{_spelt(items)}" for seat, items in task.evidence.items()).encode()
        )
    _once(made, keys)
    return made._replace(questions=questions, size=tasks, cases=told.hexdigest())


@lru_cache(maxsize=4096)
def _spelt(evidence: tuple[Evidence, ...]) -> str:
    """Return the JSON of what one seat is told; many are told the same."""
    return dumps([item.spec() for item in evidence])


def _hashed(question: Question) -> int:
    return int.from_bytes(sha256(question.key.encode()).digest()[:8], "little")


def _once(made: Plan, keys: "array[int]") -> None:
    """Raise a SpecError where two questions have one id."""
    ordered = sorted(keys)
    twice = {one for one, other in pairwise(ordered) if one == other}
    for cases in made.cases_by_seats() if twice else ():
        question = next(iter(cases.values())).question
        if _hashed(question) in twice:
            raise SpecError(f"two questions have the id {question.key[:80]!r}: give each its own")


def _guarded(spec: Spec, seats: tuple[str, ...]) -> Iterator[Case]:
    """Yield the cases for these seats; what the source raises is told in one line."""
    try:
        yield from spec.questions.cases(seats, spec.seed)
    except SpecError:
        raise
    except Exception as error:  # a source is somebody's code, and may raise whatever it likes
        raise SpecError(f"the source of the questions failed: {headline(error)}") from error
