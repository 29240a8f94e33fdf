"""What tests of reviews share: a talk with known counts, and models that write what they are told."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import pytest

from moot.agents import Recorded
from moot.experiments.review import Known, Review, review
from moot.protocols import Debate
from moot.protocols.rules import Plurality
from moot.sim import Argument, Journal, Question, Reply

DRINKS = Question(text="What shall we drink?", options=("Tea", "Coffee", "No"))

Lines = Sequence[tuple[Any, str, tuple[str, ...]]]

SAID: dict[str, Lines] = {
    "Ada": [("Tea", "Tea is cheap, and it keeps.", ()), ("Tea", "It does not keep us awake.", ())],
    "Bo": [("Tea", "My doctor says so.", ()), ("Tea", "", ())],
    "Cy": [("Coffee", "Coffee wakes us up.", ()), ("Tea", "Ada is right: tea keeps.", ("Ada",))],
    "Di": [("Coffee", "It smells good.", ()), ("Tea", "I am convinced.", ("Ada", "Bo"))],
    "Ed": [("No", "Nobody is thirsty.", ()), ("No", "Still nobody is.", ())],
    "Flo": [("No", "Let us work.", ()), ("Coffee", "Work needs it.", ("Cy",))],
}
"""Round 1 ends 2, 2, 2; the ballots are 4, 1, 1."""


def seat(lines: Lines) -> Recorded:
    return Recorded(
        lines=tuple(
            Reply(stance=stance, credits=credited, argument=Argument(text=text) if text else None)
            for stance, text, credited in lines
        )
    )


def hold(
    talk: Callable[..., Journal],
    said: Mapping[str, Lines],
    question: Question = DRINKS,
) -> Journal:
    rounds = max(map(len, said.values()))
    return talk(
        {name: seat(lines) for name, lines in said.items()}, Debate(rounds=rounds, early=False), question
    )


class Reviewer:
    """A model that writes these texts, one after the other, and keeps what it was asked."""

    def __init__(self, *texts: str) -> None:
        self.texts = list(texts)
        self.asked: list[list[dict[str, str]]] = []

    async def __call__(self, messages: list[dict[str, str]], schema: dict[str, Any]) -> str:
        assert schema["type"] == "object"
        self.asked.append(messages)
        return self.texts[len(self.asked) - 1]


@pytest.fixture(scope="session")
def drinks(talk: Callable[..., Journal]) -> Journal:
    return hold(talk, SAID)


@pytest.fixture(scope="session")
def known(drinks: Journal) -> Known:
    return Known(drinks, Plurality())


@pytest.fixture(scope="session")
def held(talk: Callable[..., Journal]) -> Callable[..., Journal]:
    """Return what holds a debate in which each seat says its lines."""
    return partial(hold, talk)


@pytest.fixture(scope="session")
def reviewer() -> type[Reviewer]:
    return Reviewer


@pytest.fixture(scope="session")
def reviewed_as(trio_run: Callable[..., Any]) -> Callable[..., Review]:
    """Return what has a journal reviewed by a model that writes these texts."""

    def call(journal: Journal, *texts: str) -> Review:
        found: Review = trio_run(partial(review, journal, Plurality(), Reviewer(*texts), "maker/one"))
        return found

    return call
