"""Control arms: what is left of a talk when the thing under test is taken out of it.

Each is a function from a setting to a setting. A control draws as the talk that it controls does, and goes on
for as many rounds as that one did. Two of them spend what a talk cost in another way, as baselines.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from ..agents import Recorded
from ..protocols import Poll
from ..protocols.isolated import Isolated
from ..sim import (
    Anonymous,
    ArgumentOnly,
    Ask,
    Complete,
    Everything,
    Journal,
    Lens,
    Lenses,
    Panel,
    Said,
    Setting,
    ShuffledOptions,
    SpecError,
    StanceOnly,
    Told,
    VacuousArgument,
)
from ..sim.inboxes import Inboxes
from ..sim.interceptor import by_ask
from ..sim.names import match, unknown
from ..sim.topology import audience

UNINFORMED = (
    "nobody was asked anything after hearing somebody, so that controls of what is heard change nothing: "
    "give them to a protocol that asks again, such as debate"
)
"""What is said of a talk that is beside its controls for nothing."""

ISOLATED, STANCE_ONLY = "isolated", "stance-only"
SELF_CONSISTENCY, SELF_REVISION = "self-consistency", "self-revision"


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


def controlled(setting: Setting, control: str, rounds: int = 0, asked: Sequence[int] = ()) -> Setting:
    """Return a control of a setting.

    Args:
        setting: what is controlled.
        control: its name: one of `CONTROLS`, `"self-consistency"`, or `"self-revision"`, which is `isolated`.
        rounds: how many the controlled talk had; 0 where its protocol has none, or it was not held yet.
        asked: how often each seat was asked there, for `self-consistency`; once where nothing is given.
    """
    if control == SELF_CONSISTENCY:
        return self_consistency(setting, asked)
    if rounds:
        setting = setting.model_copy(update={"protocol": setting.protocol.lasting(rounds)})
    return CONTROLS[ISOLATED if control == SELF_REVISION else control](setting)


def self_consistency(setting: Setting, asked: Sequence[int] = ()) -> Setting:
    """Return the poll that asks as often: every seat sits there as many times as it was asked.

    Source: Wang, Wei, Schuurmans, Le, Chi, Narang, Chowdhery and Zhou (2023), Self-consistency improves chain
    of thought reasoning in language models; here each seat is sampled, not one model.

    Args:
        setting: of the talk.
        asked: how often each seat was asked in it, in their order.
    """
    panel = setting.panel
    seats = tuple(
        panel.seats[place].model_copy(update={"name": name}) for name, place in copies(panel.names, asked)
    )
    return setting.model_copy(
        update={
            "panel": panel.model_copy(update={"seats": seats}),
            "protocol": Poll(),
            "topology": Complete(),  # nobody hears anybody, and what names seats would not fit the copies
            "interceptors": (),
        }
    )


def copies(seats: Sequence[str], asked: Sequence[int] = ()) -> list[tuple[str, int]]:
    """Return the copies of seats by name, each with the place of whom it is one.

    First come the seats themselves, which so draw as in the talk, then the second copy of each, and so on.

    >>> copies(["Ada", "Bo"], [2, 1])
    [('Ada', 0), ('Bo', 1), ('Ada #2', 0)]
    """
    times = asked or [1] * len(seats)
    return [
        (f"{seat} #{which}" if which > 1 else seat, place)
        for which in range(1, max(times) + 1)
        for place, seat in enumerate(seats)
        if which <= times[place]
    ]


def times_asked(journal: Journal) -> tuple[int, ...]:
    """Return how often each seat was asked, in their order."""
    asked = [0] * len(journal.seats)
    for ask, _ in journal.asks():
        for place in ask.places:
            asked[place] += 1
    return tuple(asked)


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

    O(deliveries) until then.
    """
    told: set[int] = set()
    reached = False  # whether an ask comes in which somebody may have heard somebody
    for entry in journal.entries:
        if isinstance(entry, Told):
            told.update(range(len(journal.seats)) if entry.to is None else entry.to)
        elif isinstance(entry, Ask):
            if not told.isdisjoint(entry.places):
                return True
            reached |= entry.heard > 0 and (entry.hears is None or any(entry.hears.values()))
    return reached and _heard(journal)


def _heard(journal: Journal) -> bool:
    """Tell whether a statement had reached a seat when it was asked, whatever interceptors did."""
    bus = Inboxes(journal.seats, (), audience(journal.header.links, journal.seats).hears)
    meddled = by_ask(journal.meddled())
    before = [0] * len(journal.seats)
    for ask, outcomes in journal.asks():
        now = bus.begin(ask)
        for place in ask.places:
            if ask.heard and bus.arrived(place, before[place], now, bus.window(ask, place)):
                return True
            before[place] = now
        if not ask.private:
            bus.extend([said for said in outcomes if isinstance(said, Said)], meddled.get(ask.number, ()))
    return False


def named(given: Iterable[str], known: Collection[str] = CONTROLS, kind: str = "control") -> tuple[str, ...]:
    """Return names of controls, or of another kind, as they are spelt here.

    Raises:
        SpecError: there is none of this name, or one stands twice.
    """
    found: dict[str, None] = {}
    for name in given:
        spelt = match(name, known)
        if spelt is None:
            raise SpecError(unknown(kind, name, known))
        if spelt in found:
            raise SpecError(f"{kind} {spelt!r} stands twice: give each once")
        found[spelt] = None
    return tuple(found)
