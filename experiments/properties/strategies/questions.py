"""Strategies for what is decided, and for what may be held about it."""

from collections.abc import Sequence
from functools import lru_cache

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from ....sim import Evidence, Question, SpecError, Stance

OPTIONS = tuple("xyzuvw")
WORDS = ("yes", "no", "it depends")
KINDS = ("choice", "number", "text", "parts")


def questions(
    *, kinds: Sequence[str] = KINDS, min_options: int = 2, max_options: int = 4, answered: bool = False
) -> SearchStrategy[Question]:
    """Return a strategy of questions; the simplest is a choice among as few options as there may be.

    Args:
        kinds: of `"choice"`, `"number"` (from 0 to 1), `"text"`, `"parts"` (two of them).
        min_options: of a choice; 2 or more.
        max_options: of a choice; 6 or fewer.
        answered: whether the truth is known, where it is no free text.
    """
    if not 2 <= min_options <= max_options <= len(OPTIONS):
        raise SpecError(f"{min_options} to {max_options} options: give from 2 to {len(OPTIONS)}")
    if unknown := [kind for kind in kinds if kind not in KINDS]:
        raise SpecError(f"unknown kind of question {unknown[0]!r:.80}: known: {', '.join(KINDS)}")
    return _questions(tuple(kinds), min_options, max_options, answered)


@lru_cache(maxsize=256)  # to make a strategy costs more than to draw from it
def _questions(
    kinds: tuple[str, ...],
    fewest: int,
    most: int,
    answered: bool,  # noqa: FBT001 - by which it is kept
) -> SearchStrategy[Question]:
    # what takes fewer draws is simpler to Hypothesis: all take two
    drawn = st.builds(of_kind, st.sampled_from(kinds), st.integers(fewest, most))
    return drawn.flatmap(_answered) if answered else drawn


@lru_cache(maxsize=256)
def of_kind(kind: str, options: int = 2) -> Question:
    """Return a question of one of the `KINDS`, a choice among so many options."""
    choice = Question(text="Which?", options=OPTIONS[:options])
    number = Question(text="How much?", range=(0.0, 1.0))
    both = Question(text="Which, and how much?", parts=(choice, number))
    return {"choice": choice, "number": number, "text": Question(text="What?"), "parts": both}[kind]


@lru_cache(maxsize=256)
def _answered(question: Question) -> SearchStrategy[Question]:
    if question.kind == "text":
        return st.just(question)
    return opinions(question).map(lambda answer: question.model_copy(update={"answer": answer}))


ASKED = {kind: of_kind(kind) for kind in KINDS}
"""A plain question of each kind."""


@lru_cache(maxsize=256)
def opinions(question: Question) -> SearchStrategy[Stance]:
    """Return a strategy of stances on a question; the simplest is its first option, or the lowest number."""
    if question.options:
        return st.sampled_from(question.options)
    if question.range is not None:
        low, high = question.range
        return numbers(low=low, high=high)
    if question.parts:
        return st.tuples(*map(opinions, question.parts))
    return st.sampled_from(WORDS)


def numbers(*, low: float = 0.0, high: float = 1.0) -> SearchStrategy[float]:
    """Return a strategy of numbers of a range: quarters of it and its like first, then any.

    Args:
        low: the lowest.
        high: the highest.
    """
    plain = st.sampled_from([low, high, *(low + (high - low) * part / 8 for part in (4, 2, 6, 1, 3, 5, 7))])
    return plain | st.floats(low, high, allow_subnormal=False)


def beliefs(question: Question) -> SearchStrategy[tuple[tuple[str, float], ...]]:
    """Return a strategy of probabilities for the options of a choice, summing to 1."""
    weights = st.lists(st.integers(0, 8), min_size=len(question.options), max_size=len(question.options))
    return weights.map(lambda drawn: _shares(question.options, drawn))


def _shares(options: Sequence[str], weights: Sequence[int]) -> tuple[tuple[str, float], ...]:
    total = sum(weights)
    if not total:
        return tuple((option, 1 / len(options)) for option in options)
    return tuple((option, weight / total) for option, weight in zip(options, weights, strict=True))


def evidence(
    question: Question, seats: Sequence[str], *, every: bool = True
) -> SearchStrategy[tuple[tuple[str, Evidence], ...]]:
    """Return a strategy of what nature tells each seat alone: an opinion.

    Args:
        question: about which.
        seats: whom.
        every: whether everybody is told something.
    """
    return _evidence(question, tuple(seats), every)


@lru_cache(maxsize=256)
def _evidence(
    question: Question,
    seats: tuple[str, ...],
    every: bool,  # noqa: FBT001 - by which it is kept
) -> SearchStrategy[tuple[tuple[str, Evidence], ...]]:
    signal: SearchStrategy[Evidence | None]
    if question.options:  # one draw a seat, and nothing made
        told = [Evidence(stance=option) for option in question.options]
        signal = st.sampled_from(told if every else [None, *told])
    else:
        known = opinions(question).map(lambda stance: Evidence(stance=stance))
        signal = known if every else st.none() | known
    return st.tuples(*(signal for _ in seats)).map(
        lambda signals: tuple(
            (seat, one) for seat, one in zip(seats, signals, strict=True) if one is not None
        )
    )
