"""What answers took: sums, a form in JSON, and a place in the journal that its digest does not see."""

from collections.abc import Awaitable, Callable, Generator
from decimal import Decimal
from typing import Any, Literal

import pytest
import trio
from hypothesis import given
from hypothesis import strategies as st

from moot.sim import Agent, Floor, Journal, Missing, Reply, Said, Turn
from moot.sim.files import parse
from moot.sim.noted import used_by, used_in
from moot.sim.used import Account, Used, together, used_of

counts = st.integers(0, 10**9)
prices = st.none() | st.decimals(0, 1000, places=6)
seconds = st.integers(0, 10**6).map(lambda eighths: eighths / 8)  # whose sums are exact
used = st.builds(Used, st.sampled_from(["", "m", "n"]), counts, counts, counts, prices, seconds, counts)


class Costly(Account):
    """An answer to come that took something, as a live seat gives it."""

    def __init__(self, reply: Callable[[], Awaitable[Reply]], took: Used) -> None:
        super().__init__()
        self._reply = reply
        self.add(took)

    def __await__(self) -> Generator[Any, Any, Reply]:
        return self._reply().__await__()


class Seat(Agent):
    """Answers after a while, and tells what that took."""

    took: tuple[Any, ...]
    after: float = 0.0
    outcome: Literal["replied", "refused", "out of budget"] = "replied"

    def spec(self) -> dict[str, Any]:
        return {"use": "seat"}

    def act(self, turn: Turn) -> Any:
        async def answer() -> Reply:
            await trio.sleep(self.after)
            gone = self.outcome != "replied"
            return Reply(outcome=self.outcome, reason="for once") if gone else turn.say("Tea")

        return Costly(answer, Used(*self.took))


def costing(took: Used, **more: Any) -> Seat:
    return Seat(took=tuple(took), **more)


async def twice(floor: Floor) -> None:
    for _ in floor.rounds(2):
        await floor.ask("open", wants=floor.ballot, within=10)


ONE = Used("m", 2, 30, 4, Decimal("0.0012"), 1.5)
TWO = Used("n", 1, 5, 6)


@given(used)
def test_what_was_used_comes_back_from_its_form(one: Used) -> None:
    assert Used.load(one.spec()) == one
    assert used_of({"used": one.spec()}) == one
    assert used_of({}) is None


@given(st.lists(used, max_size=5), st.lists(used, max_size=5))
def test_sums_are_sums_however_they_are_grouped(some: list[Used], more: list[Used]) -> None:
    whole = together(some + more)
    assert whole == together(some).plus(together(more))
    assert whole.calls == sum(one.calls for one in some + more)
    assert whole.tokens == sum(one.read + one.written for one in some + more)
    known = [one.price for one in some + more if one.price is not None]
    assert whole.price == (sum(known) if known else None)


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        {},
        {"model": "m"},
        ONE.spec() | {"calls": -1},
        ONE.spec() | {"calls": 1.5},
        ONE.spec() | {"read": True},
        ONE.spec() | {"price": "much"},
        ONE.spec() | {"price": "-1"},
        ONE.spec() | {"price": "NaN"},
        ONE.spec() | {"price": "Infinity"},
        ONE.spec() | {"seconds": float("nan")},
        ONE.spec() | {"seconds": -1},
        ONE.spec() | {"model": 7},
    ],
)
def test_what_is_no_use_is_refused(data: Any) -> None:
    with pytest.raises(ValueError, match="what an answer took is"):
        Used.load(data)


def held(talk: Callable[..., Journal], **seats: Any) -> Journal:
    return talk(seats, twice)


def test_it_is_kept_with_replies_and_with_what_came_to_nothing_and_summed_by_seat(
    talk: Callable[..., Journal],
) -> None:
    journal = held(
        talk,
        A=costing(ONE),
        B=costing(TWO, after=20),
        C=costing(TWO, outcome="refused"),
        D=costing(Used("never asked")),
        E=lambda turn: turn.say("Tea"),
    )
    assert {entry.outcome for entry in journal.entries if isinstance(entry, Missing)} == {
        "timed out",
        "refused",
    }
    assert used_by(journal) == {0: ONE.plus(ONE), 1: TWO.plus(TWO), 2: TWO.plus(TWO)}
    assert used_in(journal) == together([ONE, ONE, TWO, TWO, TWO, TWO])._replace(model="")


def test_who_uses_nothing_notes_nothing(talk: Callable[..., Journal]) -> None:
    journal = held(talk, A=lambda turn: turn.say("Tea"))
    assert used_by(journal) == {}
    assert used_in(journal) is None
    assert b"used" not in b"".join(journal.lines())


def test_it_stands_beside_the_lines_and_outside_the_digest(talk: Callable[..., Journal]) -> None:
    dear, cheap = held(talk, A=costing(ONE)), held(talk, A=costing(TWO))
    assert dear.digest == cheap.digest
    lines = b"".join(dear.lines())
    again = parse(lines, "here")
    assert b"".join(again.lines()) == lines
    assert used_by(again) == used_by(dear)
    assert [entry.used for entry in again.entries if isinstance(entry, Said)] == [ONE, ONE]


def test_a_seat_out_of_budget_stops_the_talk_and_what_was_said_is_kept(talk: Callable[..., Journal]) -> None:
    journal = held(
        talk, A=costing(ONE), B=costing(TWO, outcome="out of budget", after=1), C=costing(ONE, after=2)
    )
    assert journal.status == "stopped: budget"
    first, broke, last = journal.entries[1:]
    assert (first.reply.stance, broke.outcome, last.reply.stance) == ("Tea", "out of budget", "Tea")  # type: ignore[union-attr] # which of them replied
    assert used_in(journal) == together([ONE, TWO, ONE])._replace(model="")
