"""What a lens hides, from whom, and that nothing else changes."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moot.agents import Conformist, Contrarian, DeGroot, MajorityFollower, Random
from moot.protocols import Debate, Gossip, Relay
from moot.sim import (
    Anonymous,
    ArgumentOnly,
    Edges,
    Everything,
    Influence,
    Journal,
    Lens,
    Lenses,
    Link,
    Names,
    Question,
    Remark,
    Reply,
    Ring,
    Said,
    ShuffledOptions,
    SpecError,
    StanceOnly,
    Turn,
    parse,
    replay,
    resume,
)
from moot.sim.lens import aliases
from moot.sim.streams import Key

Talk = Callable[..., Journal]
Q = Question(text="Q", options=("x", "y", "z"))
N = Question(text="N", range=(0.0, 1.0))
BOTH = Question(text="P", parts=(Q, N))
ALL = Lenses(lenses=(Anonymous(), StanceOnly(), ShuffledOptions()))
CROWD = [Conformist(bias=0.0), MajorityFollower(), Contrarian(), Random(), Conformist(bias=0.0)]


def look(seen: list[Any], read: Callable[[Turn], Any]) -> Callable[[Turn], Reply]:
    """Return a seat that notes what it reads, and argues for a stance of its own."""

    def act(turn: Turn) -> Reply:
        seen.append(read(turn))
        own = "xyz"["ABC".index(turn.seat)]
        others = [remark.speaker for remark in turn.heard.latest]
        return turn.say(own, argument=f"why {own}", confidence=0.5, belief={own: 0.75}, credits=others[:1])

    return act


def remarks(turn: Turn) -> list[Remark]:
    return list(turn.heard.latest)


def through(talk: Talk, lens: Lens, read: Callable[[Turn], Any] = remarks, **options: Any) -> list[Any]:
    seen: list[Any] = []
    talk([look(seen, read)] * 3, Debate(), Q, setting={"lens": lens}, **options)
    return seen[3:]


def test_without_a_lens_everything_is_seen(talk: Talk) -> None:
    plain = through(talk, Everything())
    assert [remark.speaker for remark in plain[0]] == ["B", "C"]
    assert plain == through(talk, Lens())
    assert plain[0][0].stance == "y"
    assert plain[0][0].argument.text == "why y"


def test_stance_only_hides_why(talk: Talk) -> None:
    for heard in through(talk, StanceOnly()):
        for remark in heard:
            assert remark.stance in Q.options
            assert (remark.argument, remark.confidence, remark.belief, remark.credits) == (None, None, (), ())


def test_argument_only_hides_what_is_held_from_every_reading(talk: Talk) -> None:
    for heard in through(talk, ArgumentOnly()):
        for remark in heard:
            assert remark.stance is None
            assert remark.argument.text.startswith("why")
    assert through(talk, ArgumentOnly(), lambda turn: turn.heard.held()) == [[]] * 3
    assert through(talk, ArgumentOnly(), lambda turn: turn.heard.tally()) == [{"x": 0, "y": 0, "z": 0}] * 3


def test_anonymous_speakers_have_aliases_in_an_order_that_is_drawn(talk: Talk) -> None:
    orders = set()
    for seed in range(40):
        first, second, third = through(
            talk,
            Anonymous(),
            lambda turn: [(one.speaker, one.stance) for one in turn.heard.latest],
            seed=seed,
        )
        assert all(name.startswith("Voice-") for name, _ in first + second + third)
        assert [name for name, _ in first] == sorted(name for name, _ in first)
        voices = dict(first + second + third)  # one alias a seat, the same for all listeners
        assert sorted(voices) == ["Voice-1", "Voice-2", "Voice-3"]
        assert sorted(voices.values()) == ["x", "y", "z"]
        orders.add(tuple(voices[name] for name in sorted(voices)))
    assert len(orders) == 6


def test_what_is_new_comes_in_the_order_of_the_aliases_too(talk: Talk) -> None:
    for seed in range(10):
        for new in through(talk, Anonymous(), lambda turn: [one.speaker for one in turn.heard], seed=seed):
            assert new == sorted(new)
            assert len(new) == 2


@given(st.lists(st.from_regex(r"(Voice-){0,3}[1-5]?|[AB]", fullmatch=True), min_size=1, unique=True))
def test_no_alias_is_the_name_of_a_seat(names: list[str]) -> None:
    drawn = aliases(tuple(names), Key(0, "Q"))
    assert not set(drawn.names) & set(names)
    assert [drawn.seats[alias] for alias in drawn.names] == names


def test_a_credit_goes_to_the_voice_that_was_heard_whatever_seats_are_called(talk: Talk) -> None:
    def credit(turn: Turn) -> Reply:
        own = "xyz"[int(turn.seat[-1]) - 1]
        return turn.say(own, credits=[one.speaker for one in turn.heard.latest if one.stance == "x"])

    panel = {f"Voice-{i}": credit for i in (1, 2, 3)}
    for seed in range(10):
        journal = talk(panel, Debate(), Q, setting={"lens": Anonymous()}, seed=seed)
        credited = [entry.reply.credits for entry in journal.entries if isinstance(entry, Said)]
        assert credited == [(), (), (), (), ("Voice-1",), ("Voice-1",)]


def test_credits_are_journalled_by_seat_and_shown_by_alias(talk: Talk) -> None:
    shown: list[Any] = []

    def read(turn: Turn) -> None:
        shown.extend(name for one in turn.heard.latest for name in one.credits)
        shown.extend(name for reply in turn.said for name in reply.credits)

    seen: list[Any] = []
    journal = talk([look(seen, read)] * 3, Debate(rounds=3), Q, setting={"lens": Anonymous()}, seed=5)
    credited = [name for entry in journal.entries if isinstance(entry, Said) for name in entry.reply.credits]
    assert credited
    assert set(credited) <= {"A", "B", "C"}
    assert shown
    assert all(name.startswith("Voice-") for name in shown)
    assert not Influence(journal).invalid_credits


def test_each_seat_has_an_order_of_options_of_its_own(talk: Talk) -> None:
    def read(turn: Turn) -> tuple[Any, ...]:
        return turn.question.options, tuple(turn.heard.tally())

    orders = set()
    for seed in range(30):
        for options, tally in through(talk, ShuffledOptions(), read, seed=seed):
            assert sorted(options) == ["x", "y", "z"]
            assert tally == options
            orders.add(options)
    assert len(orders) == 6


def test_parts_are_shuffled_too_and_answered_in_their_place(talk: Talk) -> None:
    journal = talk([Conformist()] * 3, Debate(), BOTH, setting={"lens": ShuffledOptions()})
    assert journal.statistics().outcomes == {"replied": 6}


def test_trust_goes_with_the_seat_behind_the_alias(talk: Talk) -> None:
    links = tuple(Link(speaker=u, listener="A", weight=w) for u, w in (("B", 1.0), ("C", 3.0), ("A", 4.0)))
    panel = [DeGroot(start=0.0), DeGroot(start=0.4), DeGroot(start=0.8)]
    settings = [{"lens": lens} for lens in (Everything(), Anonymous())]
    journals = [
        talk(panel, Debate(), N, topology=Edges(edges=links), setting=setting) for setting in settings
    ]
    plain, masked = ([one.reply.stance for one in journal.entries[-3:]] for journal in journals)  # type: ignore[union-attr] # all spoke
    assert masked == plain
    assert plain[0] == pytest.approx((0.4 + 3 * 0.8) / 8)


def test_what_one_would_have_said_without_a_voice(talk: Talk) -> None:
    def read(turn: Turn) -> tuple[int, int]:
        first = next(iter(turn.heard.latest)).speaker
        with pytest.raises(SpecError, match="'Z' is none of the seats Voice-1, Voice-2, Voice-3"):
            turn.without("Z")
        return len(turn.heard.latest), len(turn.without(first).heard.latest)

    seen: list[Any] = []
    talk(
        [look(seen, lambda turn: turn.round == 1 or read(turn))] * 3,
        Debate(),
        Q,
        setting={"lens": Anonymous()},
    )
    assert seen[3:] == [(2, 1)] * 3


@pytest.mark.parametrize(
    "protocol", [Debate(rounds=4), Relay(), Gossip(seconds=3.0)], ids=lambda one: type(one).__name__
)
@pytest.mark.parametrize(
    "lens",
    [Anonymous(), StanceOnly(), ArgumentOnly(), ShuffledOptions(), ALL],
    ids=lambda one: type(one).__name__,
)
def test_a_talk_behind_a_lens_resumes_and_replays(
    talk: Talk, names: Names, trio_run: Callable[..., Any], protocol: Any, lens: Lens
) -> None:
    whole = talk(CROWD, protocol, Q, seed=3, topology=Ring(reach=2), setting={"lens": lens})
    lines = list(whole.lines())
    for cut in range(1, len(lines), 3):
        part = parse(b"".join(lines[:cut]), partial=True)
        assert trio_run(lambda part=part: resume(part, names)).digest == whole.digest
    assert trio_run(lambda: replay(whole, names)).same


@given(st.integers(0, 2**32), st.lists(st.sampled_from(Q.options), min_size=2, max_size=6))
def test_hiding_names_changes_no_tally(talk: Talk, seed: int, held: list[str]) -> None:
    def seat(turn: Turn) -> Reply:
        counts.append(turn.heard.tally())
        return turn.say(held["ABCDEF".index(turn.seat)])

    found = []
    for lens in (Everything(), Anonymous()):
        counts: list[Any] = []
        talk([seat] * len(held), Debate(), Q, seed=seed, setting={"lens": lens})
        found.append(counts)
    assert found[0] == found[1]


@pytest.mark.parametrize("question", [N, Question(text="Why?")])
def test_a_question_without_options_cannot_be_shuffled(talk: Talk, question: Question) -> None:
    with pytest.raises(SpecError, match="options cannot be shuffled: the question asks for a"):
        talk(
            [Random()], Debate(), question, setting={"lens": Lenses(lenses=(StanceOnly(), ShuffledOptions()))}
        )
