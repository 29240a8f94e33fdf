"""Control arms: what is left of a talk when the thing under test is taken out of it.

Each is a function from a setting to a setting. A control draws as the talk that it controls does, and goes on
for as many rounds as that one did.
"""

from collections.abc import Callable, Iterable, Mapping

from ..agents import Recorded
from ..protocols.isolated import Isolated
from ..sim import (
    Anonymous,
    ArgumentOnly,
    Ask,
    Everything,
    Journal,
    Lens,
    Lenses,
    Meters,
    Panel,
    Setting,
    ShuffledOptions,
    SpecError,
    StanceOnly,
    Told,
    VacuousArgument,
)
from ..sim.names import match, unknown

UNINFORMED = (
    "nobody was asked anything after hearing somebody, so that controls of what is heard change nothing: "
    "give them to a protocol that asks again, such as debate"
)
"""What is said of a talk that is beside its controls for nothing."""

ISOLATED, STANCE_ONLY = "isolated", "stance-only"


def isolated(setting: Setting) -> Setting:
    """Return the same asks with nobody heard: everyone thinks again, alone."""
    return setting.model_copy(update={"protocol": Isolated(of=setting.protocol)})


def through(lens: Lens) -> Callable[[Setting], Setting]:
    """Return the control in which what is heard is seen through one lens more."""

    def seen(setting: Setting) -> Setting:
        before = setting.lens
        others = before.lenses if isinstance(before, Lenses) else () if before == Everything() else (before,)
        return setting.model_copy(update={"lens": Lenses(lenses=(*others, lens)) if others else lens})

    return seen


CONTROLS: Mapping[str, Callable[[Setting], Setting]] = {
    ISOLATED: isolated,
    STANCE_ONLY: through(StanceOnly()),
    "argument-only": through(ArgumentOnly()),
    "vacuous-argument": through(VacuousArgument()),
    "anonymous": through(Anonymous()),
    "shuffled-options": through(ShuffledOptions()),
}


def controlled(setting: Setting, control: str, rounds: int = 0) -> Setting:
    """Return a control of a setting.

    Args:
        setting: what is controlled.
        control: the name of the control, spelt as in `CONTROLS`.
        rounds: how many the controlled talk had; 0 where its protocol has none, or it was not held yet.
    """
    if rounds:
        setting = setting.model_copy(update={"protocol": setting.protocol.lasting(rounds)})
    return CONTROLS[control](setting)


def check_controls(panel: Panel) -> None:
    """Raise a SpecError where all seats are recorded: what they say does not depend on what they hear."""
    if all(isinstance(seat.agent, Recorded) for seat in panel.seats):
        raise SpecError(
            "every seat is recorded, and says the same whatever it hears: a control would show nothing; "
            "give controls to seats that answer anew"
        )


def rounds_of(journal: Journal) -> int:
    """Return how many rounds a talk had; 0 where its protocol has none."""
    return max((entry.round for entry in journal.entries if isinstance(entry, Ask)), default=0)


def informed(journal: Journal) -> bool:
    """Tell whether a seat was asked when it had heard somebody, or the floor: what controls take away.

    O(deliveries).
    """
    told: set[int] = set()
    for entry in journal.entries:
        if isinstance(entry, Told):
            told.update(range(len(journal.seats)) if entry.to is None else entry.to)
        elif isinstance(entry, Ask) and not told.isdisjoint(entry.places):
            return True
    return any(reading.heard for reading in Meters(journal).seats.values())


def named(given: Iterable[str]) -> tuple[str, ...]:
    """Return the names of controls as they are spelt here.

    Raises:
        SpecError: there is no such control, or one stands twice.
    """
    found: dict[str, None] = {}
    for name in given:
        spelt = match(name, CONTROLS)
        if spelt is None:
            raise SpecError(unknown("control", name, CONTROLS))
        if spelt in found:
            raise SpecError(f"control {spelt!r} stands twice: give each once")
        found[spelt] = None
    return tuple(found)
