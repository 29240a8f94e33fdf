"""The bus of meddled statements against a naive letter box for each listener: the same, whatever was done."""

from collections.abc import Callable
from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from moot.agents import Stubborn
from moot.sim import (
    Agent,
    Ask,
    Delay,
    Delivery,
    Floor,
    Inboxes,
    Influence,
    Journal,
    Meddled,
    Path,
    Protocol,
    Question,
    Remark,
    Reply,
    Said,
    Turn,
)

SEATS = tuple("ABCD")
OPTIONS = ("x", "y")
Stances = st.sampled_from((*OPTIONS, "else", None))
Copies = tuple[Delivery, ...]


class Letter(NamedTuple):
    """One copy of a statement in one seat's letter box; letters sort as they are read."""

    due: int
    rank: float
    said: int
    copy: int
    place: int
    stance: str | None


class Case(NamedTuple):
    """For each ask who says what, and for each listener what it gets instead, if it gets something else."""

    asks: list[dict[int, tuple[str | None, dict[int, Copies]]]]
    only: tuple[int, ...] | None
    start: int
    end: int


@st.composite
def cases(draw: st.DrawFn) -> Case:
    places = st.sampled_from(range(len(SEATS)))
    copy = st.builds(
        Delivery, st.builds(Reply, stance=Stances), st.integers(0, 2), st.sampled_from([-0.5, 0.0, 0.5])
    )
    instead = st.dictionaries(places, st.lists(copy, max_size=2).map(tuple), max_size=3)
    asks = draw(st.lists(st.dictionaries(places, st.tuples(Stances, instead), max_size=4), max_size=5))
    end = draw(st.integers(1, len(asks) + 1))
    only = draw(st.none() | st.sets(places).map(lambda row: tuple(sorted(row))))
    return Case(asks, only, draw(st.integers(0, end)), end)


def ask(number: int) -> Ask:
    return Ask(number, "open", 1, 0.0, tuple(range(len(SEATS))), 0)


def filled(case: Case) -> Inboxes:
    bus = Inboxes(SEATS, OPTIONS)
    for number, spoken in enumerate(case.asks, 1):
        bus.begin(ask(number))
        said = [Said(ask(number), place, Reply(stance=spoken[place][0])) for place in sorted(spoken)]
        meddled = [
            Meddled(ask(number), place, ("fault",), (to,), copies)
            for place, (_, instead) in spoken.items()
            for to, copies in instead.items()
            if to != place
        ]
        bus.extend(said, meddled)
    bus.begin(ask(len(case.asks) + 1))
    return bus


def letters(case: Case, me: int) -> list[Letter]:
    """Everything that was ever put into a seat's letter box."""
    box, index = [], 0
    for number, spoken in enumerate(case.asks, 1):
        for place in sorted(spoken):
            stance, instead = spoken[place]
            for i, copy in enumerate(instead.get(me, (Delivery(Reply(stance=stance)),))):
                held = copy.reply.stance
                assert held is None or isinstance(held, str)
                box.append(Letter(number + 1 + copy.delay, copy.rank, index, i, place, held))
            index += 1
    return sorted(letter for letter in box if letter.place != me)


def seen(remarks: list[Remark]) -> list[tuple[int, object]]:
    return [(SEATS.index(remark.speaker), remark.stance) for remark in remarks]


@given(cases())
def test_every_reading_is_that_of_a_letter_box(case: Case) -> None:
    bus = filled(case)
    for me in range(len(SEATS)):
        among = range(len(SEATS)) if case.only is None else case.only
        box = [one for one in letters(case, me) if one.place in among and one.due <= case.end]
        new = [(one.place, one.stance) for one in box if one.due > case.start]
        # what was said last counts, in whatever order it came; of copies the one that came last
        latest = {one.place: one.stance for one in sorted(box, key=lambda one: one.said)}
        firm = sorted((one for one in box if one.stance is not None), key=lambda one: one.said)
        held = sorted({one.place: one.stance for one in firm}.items())
        for end in (len(case.asks) + 1, case.end):  # read again, and earlier than before
            bus.latest(me, end, None)
        assert seen(bus.new(me, case.start, case.end, case.only)) == new
        assert seen(bus.latest(me, case.end, case.only)) == sorted(latest.items())
        assert list(bus.held(me, case.end, case.only)) == held
        stances = [stance for _, stance in held]
        assert bus.tally(me, case.end, case.only) == {
            option: stances.count(option) for option in (*OPTIONS, *stances)
        }


class Turncoat(Agent):
    """Takes the other side in each ask, and credits A, whom it hears where an ask has it so."""

    def act(self, turn: Turn) -> Reply:
        """Change sides once A was heard."""
        return turn.say("y", credits=("A",)) if turn.round == 3 else turn.say("x")


class Opened(Protocol):
    """The last seat hears the first in the second round alone, and changes its mind in the third."""

    async def run(self, floor: Floor) -> None:
        """Open a line that the topology does not have."""
        for number in floor.rounds(3):
            await floor.ask("speak", hears={"C": ["A"]} if number > 1 else None)


def test_influence_knows_of_lines_that_were_open_where_nobody_credited_anybody(
    talk: Callable[..., Journal],
) -> None:
    agents = (Stubborn(stance="y"), Stubborn(stance="x"), Turncoat())
    question, setting = Question(text="?", options=OPTIONS), {"interceptors": (Delay(rate=0.5),)}
    for seed in range(8):
        journal = talk(agents, Opened(), question, topology=Path(), seed=seed, setting=setting)
        record = Influence(journal)
        assert record.invalid_credits == []
        assert [(edge.speaker, edge.kind) for edge in record.edges] == [("A", "declared"), ("A", "observed")]
