"""What averages guarantee where some seats lie, and tell each listener another thing."""

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from ...agents import Equivocator
from ...agents.dynamics import Dynamic
from ...protocols import Debate
from ...sim import Asides, Evidence, Journal, Panel, Seat
from .cases import PEOPLE, Deliberation
from .moves import NUMBER, ROUNDING, Rows, claims, held, settled, starting
from .property import HOLDS, IDLE, Broken, Outcome, Property
from .strategies import numbers
from .telling import told

AGREED = 30
"""After how many rounds those who come to agree have."""


class Lies(NamedTuple):
    """Honest seats, and liars that tell each of them a number of its own, round after round.

    Attributes:
        starts: what the honest hold at first.
        lies: for each liar what it tells each of the honest.
        rounds: how often the honest move.
    """

    starts: tuple[float, ...]
    lies: tuple[tuple[float, ...], ...]
    rounds: int = 1

    def deliberation(self, honest: Dynamic) -> Deliberation:
        """Return the talk in which they move."""
        names = PEOPLE[: len(self.starts)]
        liars = PEOPLE[len(self.starts) : len(self.starts) + len(self.lies)]
        told = [tuple(zip(names, lies, strict=True)) for lies in self.lies]
        agents = [
            *((name, starting(honest, start)) for name, start in zip(names, self.starts, strict=True)),
            *((name, Equivocator(tells=tells)) for name, tells in zip(liars, told, strict=True)),
        ]
        return Deliberation(
            question=NUMBER,
            panel=Panel(seats=tuple(Seat(name=name, agent=agent) for name, agent in agents)),
            protocol=Debate(rounds=self.rounds + 1, early=False),
            interceptors=(Asides(),),
            evidence=tuple(
                (name, Evidence(stance=lies[0])) for name, lies in zip(liars, self.lies, strict=True)
            ),
        )


def _held(target: Dynamic, case: Lies) -> tuple[Rows, Journal]:
    """Return what the honest hold, round after round."""
    journal = case.deliberation(target).hold()
    return held(journal, range(len(case.starts))), journal


def _honest_range(target: Dynamic, case: Lies) -> Outcome:
    rows, journal = _held(target, case)
    low, high = min(case.starts), max(case.starts)
    for number, row in enumerate(rows, 1):
        for seat, stance in zip(journal.seats, row, strict=False):
            if not low - ROUNDING <= stance <= high + ROUNDING:
                began = f"the honest began from {low:g} to {high:g}"
                what = f"after round {number} {seat} holds {stance:g}, and {began}"
                return Broken(what, told(journal), journal)
    return HOLDS if case.lies else IDLE


def _agreement(target: Dynamic, case: Lies) -> Outcome:
    apart = max(case.starts) - min(case.starts)
    if not case.lies or apart <= ROUNDING:
        return IDLE
    _, journal = _held(target, case._replace(rounds=2))
    rows, _ = _held(target, case._replace(rounds=AGREED))
    left = max(rows[-1]) - min(rows[-1])
    if left <= apart / 100:
        return HOLDS
    story = (*told(journal), f"So it goes on, to round {AGREED}.")
    return Broken(f"after {AGREED} rounds the honest are still {left:g} apart", story, journal)


@st.composite
def lies(draw: DrawFn, target: Dynamic, *, times: int) -> Lies:
    """Draw `times` f + 1 seats or a few more, f of which lie; where the dynamic names no number, one."""
    faults = getattr(target, "faults", 1)
    honest = draw(st.integers((times - 1) * faults + 1, (times - 1) * faults + 2))
    starts = tuple(draw(numbers()) for _ in range(honest))
    told = tuple(tuple(draw(numbers()) for _ in range(honest)) for _ in range(faults))
    return Lies(starts, told, draw(st.integers(1, 3)))


def _lying(times: int) -> Any:
    def cases(target: Dynamic) -> SearchStrategy[Lies]:
        return lies(target, times=times)

    return cases


def _tolerates(name: str) -> Callable[[Any], str]:
    def applies(target: Any) -> str:
        few = not 1 <= getattr(target, "faults", 1) <= 2
        return claims(name)(target) or ("it is tried with one or two liars" if few else "")

    return applies


_claim = partial(Property, kind="dynamic")

TOLERANCE = (
    _claim(
        name="honest-range",
        applies=_tolerates("honest-range"),
        statement="With f liars among 2f + 1 seats or more, the honest stay in the range that they began in.",
        source="Dolev, Lynch, Pinter, Stark and Weihl (1986), Reaching approximate agreement",
        mutant="a trimmed mean that trims one side only",
        cases=_lying(2),
        check=settled(_honest_range),
    ),
    _claim(
        name="agreement-from-2f+1",
        applies=_tolerates("agreement-from-2f+1"),
        statement="With f liars among 2f + 1 seats or more, the honest come to agree.",
        source="what Pease, Shostak and Lamport (1980), Reaching agreement in the presence of faults, refute",
        mutant="a seat that stays as it is",
        cases=_lying(2),
        check=settled(_agreement),
    ),
    _claim(
        name="agreement-from-3f+1",
        applies=_tolerates("agreement-from-3f+1"),
        statement="With f liars among 3f + 1 seats or more, the honest come to agree.",
        source="Pease, Shostak and Lamport (1980), Reaching agreement in the presence of faults",
        mutant="a seat that stays as it is",
        cases=_lying(3),
        check=settled(_agreement),
    ),
)
"""What averages guarantee against liars."""
