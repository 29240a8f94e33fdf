"""A ballot box in one line."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from moot.sim import Ballots, Question, Reply

ABC = Question(text="?", options=("A", "B", "C"))


def boxed(
    *replies: Mapping[str, Any],
    question: Question = ABC,
    missing: int = 0,
    weights: Mapping[str, int] | None = None,
) -> Ballots:
    """Return the ballots of seats S1, S2, ..., and of so many more that cast none."""
    cast = {f"S{i}": Reply.load(reply) for i, reply in enumerate(replies, 1)}
    gone = {f"S{len(cast) + i}": "abstained" for i in range(1, missing + 1)}
    return Ballots(question, cast, gone, weights or {})


@pytest.fixture(scope="session")
def box() -> Callable[..., Ballots]:
    return boxed
