"""Meters: what reached whom."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from moot.agents import Conformist, Random
from moot.protocols import Critique, Debate, Gossip
from moot.sim import (
    AllowList,
    Complete,
    Corrupt,
    Delay,
    Drop,
    Duplicate,
    Interceptor,
    Journal,
    Length,
    Meters,
    Missing,
    Partition,
    Pattern,
    Question,
    Remark,
    Reorder,
    Rewired,
    Ring,
    Topology,
    Turn,
    parse,
)

Talk = Callable[..., Journal]
Q = Question(text="Q", options=("x", "y", "z"))


def listening(log: Counter[str]) -> Callable[[Turn], Any]:
    """A seat that counts for itself what it is there to hear."""

    def listen(turn: Turn) -> Any:
        for remark in turn.heard:
            log[turn.seat] += 1
            log[f"{turn.seat} characters"] += len(remark.argument.text) if remark.argument else 0
        return turn.say("xyz"[turn.random.below(3)], argument="because")

    return listen


@given(
    st.integers(0, 2**32),
    st.sampled_from([Debate(rounds=4), Gossip(seconds=2.0), Critique(rounds=2)]),
    st.sampled_from([Complete(), Ring(), Rewired()]),
    st.lists(
        st.sampled_from([Drop(rate=0.4), Delay(rate=0.4), Duplicate(rate=0.4), Length(characters=3)]),
        max_size=3,
    ),
)
def test_the_meters_read_what_the_seats_heard(
    talk: Talk, seed: int, protocol: Any, shape: Topology, between: list[Interceptor]
) -> None:
    log: Counter[str] = Counter()
    setting = {"interceptors": tuple(between)}
    journal = talk([listening(log)] * 5, protocol, Q, seed=seed, topology=shape, setting=setting)
    meters = Meters(parse(b"".join(journal.lines())))
    assert {seat: one.heard for seat, one in meters.seats.items()} == {seat: log[seat] for seat in "ABCDE"}
    assert [one.characters for one in meters.seats.values()] == [
        log[f"{seat} characters"] for seat in "ABCDE"
    ]
    assert list(meters.struck) == sorted({one.spec()["use"] for one in between})
    if not between:
        assert all(one.sent == one.heard for one in meters.seats.values())


Log = dict[tuple[str, int], list[Remark]]


def noting(log: Log) -> Callable[[Turn], Any]:
    """A seat that says the same whatever it hears, and notes what it hears at each of its turns."""

    def note(turn: Turn) -> Any:
        asked = len([None for seat, _ in log if seat == turn.seat])
        log[turn.seat, asked] = list(turn.heard)
        stance = "xyz"[(ord(turn.seat) + asked) % 3]
        return turn.say(stance, argument=f"{turn.seat}{asked:02}: because of {stance}")

    return note


def name(remark: Remark) -> str:
    """Return which statement it is, which the argument begins with and nothing between changes."""
    return remark.argument.text[:3] if remark.argument else ""


def named(journal: Journal) -> dict[tuple[int, int], str]:
    """Return which statement each outcome is, by ask and place."""
    asked: Counter[int] = Counter()
    found = {}
    for ask, _ in journal.asks():
        for place in ask.places:
            found[ask.number, place] = f"{journal.seats[place]}{asked[place]:02}"
            asked[place] += 1
    return found


EVERY: tuple[Interceptor, ...] = (
    Drop(rate=0.4),
    Drop(rate=0.5, phases=("open", "attack")),
    Delay(rate=0.4, asks=2),
    Duplicate(rate=0.4),
    Reorder(rate=0.8),
    Corrupt(rate=0.4),
    Partition(groups=(("A", "B"), ("C", "D")), start=2),
    Length(characters=4),
    Pattern(pattern="because of y"),
    Length(characters=12, action="block"),
    Pattern(pattern="of x", action="block"),
    AllowList(stances=("x", "y")),
)


@given(
    st.integers(0, 2**32),
    st.sampled_from([Debate(rounds=4, early=False), Gossip(seconds=2.0), Critique(rounds=2)]),
    st.sampled_from([Complete(), Ring(), Rewired()]),
    st.lists(st.sampled_from(EVERY), max_size=3),
)
def test_what_was_sent_was_heard_as_said_or_otherwise_or_not(
    talk: Talk, seed: int, protocol: Any, shape: Topology, between: list[Interceptor]
) -> None:
    """Held with and without, by seats that hear and say the same but for what lies between."""
    plain: Log = {}
    heard: Log = {}
    talk([noting(plain)] * 5, protocol, Q, seed=seed, topology=shape)
    setting = {"interceptors": tuple(between)}
    journal = talk([noting(heard)] * 5, protocol, Q, seed=seed, topology=shape, setting=setting)
    assume(plain.keys() == heard.keys())  # a critique of what was blocked ends at once
    names, meters = named(journal), Meters(journal)
    assert {*names.values()} == {f"{seat}{at:02}" for seat, at in plain}
    blocked = {names[one.ask.number, one.place] for one in journal.entries if isinstance(one, Missing)}
    touched = {
        (names[done.ask.number, done.place], journal.seats[place]): done.by
        for done in journal.meddled()
        for place in done.to
    }
    by: Counter[str] = Counter(dict.fromkeys(meters.struck, 0))
    for seat, read in meters.seats.items():
        turns = [turn for turn in plain if turn[0] == seat]
        sent = {name(remark) for turn in turns for remark in plain[turn]} - blocked
        came = {name(remark) for turn in turns for remark in heard[turn]}
        struck = {one for one in sent if (one, seat) in touched}
        assert (read.sent, read.struck, read.lost) == (len(sent), len(struck), len(sent - came))
        assert 0 <= read.lost <= read.struck <= read.sent
        # what was not struck is heard once, in its turn, as it was said
        for turn in turns:
            as_said = [remark for remark in plain[turn] if name(remark) in sent - struck]
            assert Counter(as_said) == Counter(one for one in heard[turn] if name(one) in sent - struck)
        by.update(which for one in struck for which in {*touched[one, seat]})
    assert dict(by) == meters.struck


def test_what_was_sent_does_not_depend_on_what_became_of_it(talk: Talk) -> None:
    panel = [Random()] * 4
    sent = {
        tuple(one.sent for one in Meters(talk(panel, Debate(rounds=3), Q, setting=setting)).seats.values())
        for setting in ({}, {"interceptors": Drop(rate=1.0)}, {"interceptors": (Duplicate(rate=1.0), Drop())})
    }
    assert sent == {(6, 6, 6, 6)}


@pytest.mark.parametrize(
    ("between", "heard", "struck"),
    [
        ((), 6, {}),
        ((Drop(rate=1.0),), 0, {"drop": 24}),
        ((Drop(rate=0.0),), 6, {"drop": 0}),
        ((Drop(rate=1.0, phases=("open",)),), 3, {"drop": 12}),
        ((Duplicate(rate=1.0),), 12, {"duplicate": 24}),
        ((Delay(rate=1.0),), 3, {"delay": 24}),
        ((Duplicate(rate=1.0), Delay(rate=1.0)), 6, {"delay": 24, "duplicate": 24}),
        ((Partition(groups=(("A", "B"), ("C", "D"))),), 2, {"partition": 16}),
    ],
)
def test_what_each_does_is_counted_delivery_by_delivery(
    talk: Talk, between: tuple[Interceptor, ...], heard: int, struck: dict[str, int]
) -> None:
    """Four seats, three rounds: 36 deliveries, of which the 12 of the last round find nobody asked."""
    panel = [lambda turn: "xyz"[ord(turn.seat) % 3]] * 4
    meters = Meters(talk(panel, Debate(rounds=3), Q, setting={"interceptors": between}))
    assert {one.heard for one in meters.seats.values()} == {heard}
    assert meters.struck == struck


def test_a_meter_changes_nothing(talk: Talk) -> None:
    journal = talk([Conformist()] * 4, Debate(), Q, setting={"interceptors": (Drop(),)})
    lines = list(journal.lines())
    assert Meters(journal).seats
    assert list(journal.lines()) == lines
