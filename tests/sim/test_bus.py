"""The bus against a naive mailbox for each listener: the same, whatever the table and the talk."""

from collections import Counter
from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from moot.sim import Ask, Bus, Remark, Reply, Said

SEATS = tuple("ABCDE")
OPTIONS = ("x", "y")
Stances = st.sampled_from((*OPTIONS, "else", None))


class Case(NamedTuple):
    hears: tuple[tuple[int, ...], ...] | None
    posts: list[tuple[int, str | None]]
    only: tuple[int, ...] | None
    start: int
    end: int


@st.composite
def cases(draw: st.DrawFn) -> Case:
    places = range(len(SEATS))
    rows = [st.sets(st.sampled_from([p for p in places if p != me])).map(sorted).map(tuple) for me in places]
    posts = draw(st.lists(st.tuples(st.sampled_from(places), Stances), max_size=12))
    end = draw(st.integers(0, len(posts)))
    return Case(
        draw(st.none() | st.tuples(*rows)),
        posts,
        draw(st.none() | st.sets(st.sampled_from(places)).map(lambda row: tuple(sorted(row)))),
        draw(st.integers(0, end)),
        end,
    )


def ask(hears: dict[int, tuple[int, ...]] | None = None) -> Ask:
    return Ask(1, "open", 1, 0.0, (0,), 0, hears=hears)


def filled(case: Case) -> Bus:
    bus = Bus(SEATS, OPTIONS, case.hears)
    for place, stance in case.posts:
        bus.post(Said(ask(), place, Reply(stance=stance)))
    return bus


def mailbox(
    case: Case, me: int, only: tuple[int, ...] | None, start: int = 0
) -> list[tuple[int, str | None]]:
    """Everything that was put in one seat's letter box, one copy for each listener."""
    speakers = set(range(len(SEATS)) if only is None else only) - {me}
    return [letter for letter in case.posts[start : case.end] if letter[0] in speakers]


def names_and_stances(remarks: list[Remark]) -> list[tuple[int, object]]:
    return [(SEATS.index(remark.speaker), remark.stance) for remark in remarks]


@given(cases(), st.integers(0, len(SEATS) - 1))
def test_what_a_seat_hears_is_what_a_mailbox_of_its_own_would_hold(case: Case, me: int) -> None:
    bus = filled(case)
    only = bus.window(ask(), me) if case.only is None else tuple(p for p in case.only if p != me)
    letters = mailbox(case, me, only)
    assert names_and_stances(bus.new(me, case.start, case.end, only)) == mailbox(case, me, only, case.start)
    last = dict(letters)  # a later letter replaces an earlier one
    assert names_and_stances(bus.latest(me, case.end, only)) == sorted(last.items())
    held = {place: stance for place, stance in letters if stance is not None}
    assert list(bus.held(me, case.end, only)) == sorted(held.items())
    expected = {**dict.fromkeys(OPTIONS, 0), **Counter(held.values())}
    assert bus.tally(me, case.end, only) == expected


@given(cases(), st.integers(0, len(SEATS) - 1))
def test_looking_changes_nothing(case: Case, me: int) -> None:
    looked, untouched = filled(case), filled(case)
    for end in range(len(case.posts) + 1):
        looked.tally(me, end, None).clear()
        looked.latest(me, end, None).clear()
        looked.new(me, 0, end, None).clear()
    for place in range(len(SEATS)):
        assert looked.tally(place, case.end, None) == untouched.tally(place, case.end, None)
        assert looked.latest(place, case.end, None) == untouched.latest(place, case.end, None)


def test_options_come_first_in_a_tally_and_in_their_order() -> None:
    bus = Bus(SEATS, OPTIONS)
    for place, stance in enumerate(("else", "y", "x")):
        bus.post(Said(ask(), place, Reply(stance=stance)))
    assert list(bus.tally(3, 3, None)) == ["x", "y", "else"]


def test_a_statement_is_stored_once() -> None:
    bus = Bus(SEATS, OPTIONS)
    said = Said(ask(), 0, Reply(stance="x"))
    bus.post(said)
    assert bus.log == [said]
    heard = [bus.new(me, 0, 1, None)[0] for me in range(1, 5)]
    assert all(remark is heard[0] for remark in heard)


def test_the_window_of_an_ask() -> None:
    ring = Bus(SEATS, OPTIONS, tuple(((me + 1) % 5,) for me in range(5)))
    assert ring.window(ask(), 0) == (1,)
    assert ring.window(ask({0: (3,)}), 0) == (3,)
    assert ring.window(ask({0: (3,)}), 1) == ()
    assert Bus(SEATS, OPTIONS).window(ask(), 1) is None
