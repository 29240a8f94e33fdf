"""A review on the page of its talk: set apart, under the name of the model, with what was found false."""

from collections.abc import Iterator
from typing import Any

from ..page.content import few
from ..page.document import Block, Entry, Says, Section
from ..page.facts import Facts
from ..page.roundtable import roundtable
from ..page.words import counted, own, some, spelt
from .value import Dropped, Passage, Review, Strong, Turning, Vote

PARAGRAPH = 2400
"""How much of a paragraph is shown, as `page.words` counts."""

MEANING = "These are a model's words, and no part of the result."
CHECKED = (
    "What they claim of votes, counts, changes, credits and quotes was checked against the journal,"
    " as far as a program can read it; the rest is opinion."
)


def reviewed(facts: Facts, review: Review) -> tuple[Section, ...]:
    """Return what a page of a talk says of its review.

    Raises:
        SpecError: it is the review of another talk, or under another rule.
    """
    review.of(facts.digest, facts.verdict.rule)
    return (Section("Review", tuple(_body(review)), f"written by {own(review.model)}"),)


def as_roundtable(facts: Facts, review: Review) -> dict[str, Any]:
    """Return the JSON of a roundtable call with the review: see `roundtable`.

    Where the question is open, its summary is the `data`, and the `resolution` is `summary`, by the
    `summary_model`: as long as nothing in it is flagged. `review` is ours, and holds all of it.

    Raises:
        SpecError: as `reviewed`.
    """
    review.of(facts.digest, facts.verdict.rule)
    made = roundtable(facts)
    summed = review.summary and not any(one.flags for one in review.summary)
    if facts.question.kind == "text" and summed:
        made["data"] = "\n\n".join(one.text for one in review.summary)
        made["meta"] |= {"resolution": "summary", "summary_model": review.model}
    return made | {"review": review.spec()}


def _body(review: Review) -> Iterator[Block]:
    if review.problem:
        yield Says(f"{own(review.problem, PARAGRAPH)}.", "There is none", "lack")
        return
    yield Says(f"{MEANING} {CHECKED}")
    if review.flags or review.dropped:
        claims = counted(sum(one.count for one in review.dropped), "claim")
        flags = counted(review.flags, "statement")
        yield Says(f"{flags} in it marked as false, {claims} left out.", tone="alarm")
    yield Entry("In short", tuple(_told(review.summary)))
    if review.counterpoint:
        yield Entry("Against the result", tuple(_told(review.counterpoint)))
    if review.strongest:
        yield Entry("Arguments that it finds strong", tuple(few(review.strongest, _strong)))
    if review.turning:
        yield Entry("Changes that it finds decisive", tuple(few(review.turning, _turning)))
    if review.votes:
        yield Entry("What it rests on", tuple(few(review.votes, _vote)))
    if review.dropped:
        yield Entry("Left out of it", tuple(few(review.dropped, _dropped)))


def _told(passages: tuple[Passage, ...]) -> Iterator[Says]:
    for passage in passages:
        yield from _passage(passage)


def _passage(passage: Passage | None, label: str = "") -> Iterator[Says]:
    """Say a passage, under what is false in it: so that nobody takes it for a fact first."""
    if passage is None:
        return
    for flag in passage.flags:
        yield Says(own(flag), "Not so", "alarm")
    yield Says(own(passage.text, PARAGRAPH), label, "" if label else "quote")


def _strong(argument: Strong) -> Entry:
    quote = [Says(own(argument.quote, PARAGRAPH), tone="quote")] if argument.quote else []
    told = [*_passage(argument.words, "In the reviewer's words"), *_passage(argument.why, "Why")]
    stance = "" if argument.stance is None else f"{spelt(argument.stance)} - "
    return Entry(f"{stance}{own(argument.seat)}", (*quote, *told), note=_when(argument.round))


def _turning(turn: Turning) -> Entry:
    credit = f"; credits {some(turn.credits, own)}" if turn.credits else ""
    note = f"{spelt(turn.before)} -> {spelt(turn.after)}, {_when(turn.round)}{credit}"
    return Entry(own(turn.seat), tuple(_passage(turn.why, "Why")), note=note)


def _vote(vote: Vote) -> Says:
    held = own(vote.seat) if vote.seat else str(vote.count)
    when = f", {_when(vote.round)}" if vote.round else ""
    return Says(f"{spelt(vote.stance)}{when}", held)


def _dropped(one: Dropped) -> Says:
    times = f" ({one.count} times)" if one.count > 1 else ""
    return Says(f"{own(one.problem)}{times}", one.part)


def _when(number: int) -> str:
    return f"round {number}" if number else "outside rounds"
