"""Meters: what reached whom."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moot.agents import Conformist, Random
from moot.protocols import Critique, Debate, Gossip
from moot.sim import (
    Complete,
    Delay,
    Drop,
    Duplicate,
    Interceptor,
    Journal,
    Length,
    Meters,
    Partition,
    Question,
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
        ((Drop(rate=1.0),), 0, {"drop": 36}),
        ((Drop(rate=0.0),), 6, {"drop": 0}),
        ((Drop(rate=1.0, phases=("open",)),), 3, {"drop": 12}),
        ((Duplicate(rate=1.0),), 12, {"duplicate": 36}),
        ((Delay(rate=1.0),), 3, {"delay": 36}),
        ((Duplicate(rate=1.0), Delay(rate=1.0)), 6, {"delay": 36, "duplicate": 36}),
        ((Partition(groups=(("A", "B"), ("C", "D"))),), 2, {"partition": 24}),
    ],
)
def test_what_each_does_is_counted_delivery_by_delivery(
    talk: Talk, between: tuple[Interceptor, ...], heard: int, struck: dict[str, int]
) -> None:
    """Four seats, three rounds: 36 deliveries, of which those of the last round find nobody asked."""
    panel = [lambda turn: "xyz"[ord(turn.seat) % 3]] * 4
    meters = Meters(talk(panel, Debate(rounds=3), Q, setting={"interceptors": between}))
    assert {one.heard for one in meters.seats.values()} == {heard}
    assert meters.struck == struck


def test_a_meter_changes_nothing(talk: Talk) -> None:
    journal = talk([Conformist()] * 4, Debate(), Q, setting={"interceptors": (Drop(),)})
    lines = list(journal.lines())
    assert Meters(journal).seats
    assert list(journal.lines()) == lines
