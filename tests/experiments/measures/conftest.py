"""What tests of measures share: a talk of replies that are laid down, and all that is measured of a talk."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from moot.agents import Recorded
from moot.experiments.measures import CHEAP, Seen, measured
from moot.protocols import Debate, Poll
from moot.protocols.rules import Plurality
from moot.sim import Journal, Protocol, Question, Reply, Rule, decide

CHOICE = Question(text="Which?", options=("A", "B", "C"), answer="A")


def reply(said: Any) -> Reply:
    if isinstance(said, Reply):
        return said
    return Reply(outcome="abstained") if said is None else Reply(stance=said)


@pytest.fixture(scope="session")
def said(talk: Callable[..., Journal]) -> Callable[..., Journal]:
    def said(
        lines: Sequence[Sequence[Any]],
        question: Question = CHOICE,
        protocol: Protocol | None = None,
        **setting: Any,
    ) -> Journal:
        """Hold a talk in which seat i says lines[i], one a round: a stance, None to abstain, or a reply."""
        seats = [Recorded(lines=tuple(map(reply, line))) for line in lines]
        rounds = len(lines[0])
        way = protocol or (Debate(rounds=rounds, early=False) if rounds > 1 else Poll())
        return talk(seats, way, question, **setting)

    return said


@pytest.fixture(scope="session")
def figures() -> Callable[..., dict[str, float | None]]:
    def figures(talk: Journal | Seen, rule: Rule | None = None) -> dict[str, float | None]:
        """All that is measured of a talk where nothing is named, by name; no measure may fail."""
        journal = talk.journal if isinstance(talk, Seen) else talk
        found, troubles = measured(talk, decide(journal, rule or Plurality()), CHEAP)
        assert troubles == {}
        return dict(zip((measure.name for measure in CHEAP), found, strict=True))

    return figures
