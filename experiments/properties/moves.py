"""Seats of one dynamic that hear each other, round after round: what properties of dynamics are tried on."""

from collections.abc import Callable, Collection, Sequence
from functools import wraps
from typing import Any, NamedTuple

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from ...agents.dynamics import Categorical, Dynamic
from ...protocols import Debate
from ...sim import AgentError, Complete, Journal, Missing, Panel, Question, Said, Seat, Stance
from .cases import PEOPLE, WRONG, Deliberation
from .property import IDLE, Broken, Outcome, only
from .strategies import lines, opinions, weights
from .strategies.topologies import Shape, Weights
from .telling import BEGUN, told

NUMBER = Question(text="How much?", range=(0.0, 1.0))
CHOICE = Question(text="Which?", options=("x", "y", "z"))
ROUNDING = 1e-12
"""How far a number may be off, for rounding."""


class Moves(NamedTuple):
    """Seats of one dynamic.

    Attributes:
        starts: what each holds at first.
        weights: W[listener][speaker]; None = everyone hears everyone, itself included, and all count alike.
        rounds: how often all move.
        seed: fixes every draw.
    """

    starts: tuple[Stance, ...]
    weights: Weights | None = None
    rounds: int = 1
    seed: int = 0

    def deliberation(self, dynamic: Dynamic) -> Deliberation:
        """Return the talk in which they move."""
        named = zip(PEOPLE, self.starts, strict=False)
        seats = tuple(Seat(name=name, agent=starting(dynamic, start)) for name, start in named)
        panel = Panel(seats=seats)
        return Deliberation(
            question=question_of(dynamic),
            panel=panel,
            protocol=Debate(rounds=self.rounds + 1, early=False),
            topology=Complete() if self.weights is None else lines(self.weights, panel.names),
            seed=self.seed,
        )


Rows = Sequence[Sequence[Any]]
"""What the seats held at first, and after each round."""


class SettledError(Exception):
    """What seats hold is not all known, and that settles whatever is claimed of it.

    Args:
        outcome: what comes of the case.
    """

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome)
        self.outcome = outcome


def settled(check: Callable[[Any, Any], Outcome]) -> Callable[[Any, Any], Outcome]:
    """Return the check that says what comes of a case in which what seats hold is not all known."""

    @wraps(check)
    def known(target: Any, case: Any) -> Outcome:
        try:
            return check(target, case)
        except SettledError as error:
            return error.outcome

    return known


def moved(dynamic: Dynamic, case: Moves) -> tuple[Rows, Journal]:
    """Return what they hold, round after round, and the record.

    Raises:
        SettledError: as `held` has it.
    """
    journal = case.deliberation(dynamic).hold()
    return held(journal, range(len(case.starts))), journal


def held(journal: Journal, places: Collection[int]) -> Rows:
    """Return what the seats at some places hold at first, and after each round: who is silent stays.

    Raises:
        SettledError: one of them gives what is no answer, or fails, which breaks what is claimed of them; or
            is silent at first, so that nothing is known of it.
    """
    now: dict[int, Any] = dict.fromkeys(places)
    rows = []
    for number, (_, outcomes) in enumerate(journal.asks()):
        for one in outcomes:
            if one.place not in now:
                continue
            if isinstance(one, Said):
                now[one.place] = one.reply.stance
            elif one.outcome in WRONG:
                raise SettledError(_strays(journal, number, one))
        if None in now.values():
            raise SettledError(IDLE)
        rows.append([*now.values()])
    return rows


def _strays(journal: Journal, number: int, one: Missing) -> Broken:
    """Return what breaks a claim where an answer is refused, told as far as that."""
    story = told(journal)
    first = len(story) - sum(1 for _ in journal.asks())
    before, round_ = story[: first + number], story[first + number]
    if number > BEGUN:
        before = (*before[: first + BEGUN], f"So it goes on, to round {number}.")
    kind = "option" if journal.question.options else "number"
    does = f"'s {kind} is no answer" if one.outcome == "invalid" else " fails"
    what = f"in round {number + 1} {journal.seats[one.place]}{does}: {one.why}"
    return Broken(what, (*before, round_), journal)


def broken(what: str, journal: Journal, *more: str) -> Broken:
    """Return what breaks a property, told by the talk and a line or two."""
    return Broken(what, (*told(journal), *more), journal)


def starting(dynamic: Dynamic, start: Stance) -> Dynamic:
    """Return the dynamic that starts from this."""
    return dynamic.model_copy(update={"start": start})


def question_of(dynamic: Dynamic) -> Question:
    """Return the question that a dynamic moves on."""
    return CHOICE if isinstance(dynamic, Categorical) else NUMBER


def still(dynamic: Dynamic) -> str:
    """Say why a dynamic does not just follow its update; an empty string if it does."""
    noise = getattr(dynamic, "noise", 0.0)
    return "it is noisy" if noise else "" if not dynamic.inertia else "some of its moves are left out"


def of_dynamics(target: Any) -> str:
    """Say why a target is no dynamic that answers what properties ask it; an empty string if it is one."""
    if why := only(Dynamic, "dynamics")(target):
        return why
    try:
        target.suits(question_of(target))
    except AgentError as error:
        return str(error)
    return ""


def claims(name: str) -> Callable[[Any], str]:
    """Return an `applies` for dynamics that name a property in their `claims`, and just follow their update.

    Args:
        name: of the property.
    """

    def applies(target: Any) -> str:
        if not isinstance(target, Dynamic) or name not in target.claims:
            return f"{name} is claimed of dynamics that name it in their `claims`"
        return of_dynamics(target) or still(target)

    return applies


@st.composite
def moves(
    draw: DrawFn,
    dynamic: Dynamic,
    *,
    shape: Shape | None = "any",
    complete: bool = True,
    min_seats: int = 2,
    max_seats: int = 5,
    max_rounds: int = 3,
) -> Moves:
    """Draw seats of a dynamic.

    Args:
        draw: given by Hypothesis.
        dynamic: which.
        shape: of who hears whom; None = everyone hears everyone.
        complete: whether everyone may hear everyone, whatever the shape.
        min_seats: at least 1.
        max_seats: at most 10.
        max_rounds: how often they move at most.
    """
    seats = draw(st.integers(min_seats, max_seats))
    starts = tuple(draw(opinions(question_of(dynamic))) for _ in range(seats))
    matrices: SearchStrategy[Weights | None] = st.none()
    if shape is not None:
        matrices = (st.none() | weights(seats, shape=shape)) if complete else weights(seats, shape=shape)
    return Moves(starts, draw(matrices), draw(st.integers(1, max_rounds)), draw(st.integers(0, 1000)))
