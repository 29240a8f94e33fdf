"""How an ask can end for a seat: in exactly one outcome, journalled, whatever the seat does."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
import trio
from hypothesis import given
from hypothesis import strategies as st

from moot.sim import (
    Agent,
    AgentError,
    Floor,
    Journal,
    Missing,
    Question,
    Reply,
    Said,
    Turn,
)

Q = Question(text="Q", options=("x", "y"))
Talk = Callable[..., Journal]


async def once(floor: Floor) -> None:
    await floor.ask("open", wants=floor.ballot)


def ends(journal: Journal) -> list[str]:
    """How the asks ended, in the order of the journal."""
    return [
        "replied" if isinstance(entry, Said) else entry.outcome
        for entry in journal.entries
        if isinstance(entry, Said | Missing)
    ]


def reasons(journal: Journal) -> list[str]:
    return [entry.why for entry in journal.entries if isinstance(entry, Missing)]


class Unprintable(Exception):  # noqa: N818 - what is tested is that it cannot even say its name
    def __str__(self) -> str:
        raise RuntimeError("no words")


class Unspeakable:
    def __repr__(self) -> str:
        raise RuntimeError("no words")


def raising(error: BaseException) -> Callable[[Turn], Reply]:
    def act(turn: Turn) -> Reply:
        raise error

    return act


OUTCOMES: dict[str, tuple[Callable[[Turn], Any], str, str]] = {
    "replies": (lambda turn: turn.say("x"), "replied", ""),
    "a bare stance": (lambda turn: "y", "replied", ""),
    "abstains": (lambda turn: turn.abstain("tired"), "abstained", "tired"),
    "none": (lambda turn: None, "abstained", ""),
    "outside": (lambda turn: turn.say("z"), "invalid", "'z' is none of the options 'x', 'y'"),
    "no stance": (lambda turn: turn.say(None), "invalid", "None is none of"),
    "wrong type": (lambda turn: {"stance": "x"}, "invalid", "is no stance"),
    "a bool": (lambda turn: True, "invalid", "True (bool) is no stance"),
    "bad field": (lambda turn: turn.say("x", confidence=7.0), "invalid", "confidence"),
    "refuses": (lambda turn: Reply(outcome="refused", reason="no"), "refused", "no"),
    "broke": (lambda turn: Reply(outcome="out of budget"), "out of budget", ""),
    "late": (lambda turn: turn.say("x", after=600.0), "timed out", "no reply within 600 s"),
    "raises": (raising(KeyError("k")), "failed", "KeyError"),
    "leaves": (raising(SystemExit(0)), "failed", "SystemExit"),
    "misbehaves": (raising(AgentError("oops")), "invalid", ""),
    "unprintable": (raising(Unprintable()), "failed", "Unprintable"),
    "surrogates": (raising(OSError("\udc80")), "failed", "OSError"),
    "its own surrogates": (raising(AgentError("\udc80")), "invalid", ""),
}


def later(act: Callable[[Turn], Any]) -> Callable[[Turn], Awaitable[Any]]:
    async def awaited(turn: Turn) -> Any:
        await trio.sleep(1)
        return act(turn)

    return awaited


@pytest.mark.parametrize("delayed", [False, True], ids=["sync", "async"])
@pytest.mark.parametrize("case", OUTCOMES)
def test_each_outcome_is_journalled_and_the_others_are_untouched(
    talk: Talk, case: str, *, delayed: bool
) -> None:
    act, outcome, reason = OUTCOMES[case]
    journal = talk([lambda turn: "x", later(act) if delayed else act, lambda turn: "y"], once, Q)
    assert ends(journal) == ["replied", outcome, "replied"]
    assert all(reason in said for said in reasons(journal))
    lines = b"".join(journal.lines())
    assert b'"said":"A","ask":1,"stance":"x"' in lines
    assert b'"said":"C","ask":1,"stance":"y"' in lines
    again = talk([lambda turn: "x", later(act) if delayed else act, lambda turn: "y"], once, Q)
    assert again.digest == journal.digest


class Returning(Agent):
    """Returns whatever it was made with."""

    thing: Any = None

    def act(self, turn: Turn) -> Any:
        return self.thing

    def spec(self) -> dict[str, Any]:
        return {"use": "returning"}


@pytest.mark.parametrize("make", [lambda thing: Returning(thing=thing), lambda thing: lambda turn: thing])
@pytest.mark.parametrize("thing", [object, lambda: lambda: 0, Returning, lambda: Reply])
def test_a_wrong_type_is_invalid_and_its_address_is_not_in_the_digest(
    talk: Talk, thing: Callable[[], Any], make: Callable[[Any], Any]
) -> None:
    kept = [thing(), thing()]  # both alive, so at two addresses
    one, other = (talk([make(item), lambda turn: "x"], once, Q) for item in kept)
    assert ends(one) == ["invalid", "replied"]
    assert one.digest == other.digest


@pytest.mark.parametrize("make", [lambda thing: Returning(thing=thing), lambda thing: lambda turn: thing])
def test_what_cannot_even_be_printed_does_not_end_the_talk(talk: Talk, make: Callable[[Any], Any]) -> None:
    journal = talk([make(Unspeakable()), lambda turn: "x"], once, Q)
    assert ends(journal)[0] in {"invalid", "failed"}
    assert ends(journal)[1] == "replied"


@pytest.mark.parametrize(
    "fields",
    [
        {"stance": "\udc80"},
        {"stance": "x", "argument": "\udc80"},
        {"stance": "x", "memory": ["\udc80"]},
        {"stance": "x", "credits": ("\udc80",)},
    ],
    ids=["stance", "argument", "memory", "credits"],
)
def test_what_no_file_can_hold_is_invalid(talk: Talk, fields: dict[str, Any]) -> None:
    journal = talk([lambda turn: turn.say(**fields), lambda turn: "x"], once, Question(text="Why?"))
    assert ends(journal) == ["invalid", "replied"]
    assert b"".join(journal.lines())


@given(st.lists(st.sampled_from(sorted(OUTCOMES)), min_size=1, max_size=6))
def test_every_ask_ends_for_each_seat_asked_in_exactly_one_outcome(talk: Talk, cases: list[str]) -> None:
    journal = talk([OUTCOMES[case][0] for case in cases], once, Q)
    assert ends(journal) == [OUTCOMES[case][1] for case in cases]
    assert [entry.place for entry in journal.entries if isinstance(entry, Said | Missing)] == list(
        range(len(cases))
    )
    assert sum(journal.statistics().outcomes.values()) == len(cases)


def test_an_exceptions_text_is_kept_but_not_in_the_digest(talk: Talk) -> None:
    def failing(error: Exception) -> Journal:
        return talk([raising(error)], once, Q)

    one, other, kind = failing(ValueError("one")), failing(ValueError("other")), failing(KeyError("one"))
    assert one.digest == other.digest != kind.digest
    assert b'"meta":{"error":"one"}' in b"".join(one.lines())


def test_the_agents_own_error_is_an_exception_too(talk: Talk) -> None:
    one, other = (talk([raising(AgentError(text))], once, Q) for text in ("one", "other"))
    assert one.digest == other.digest
    assert b"one" in b"".join(one.lines())
