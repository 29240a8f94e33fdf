"""What a reviewer is shown: chat messages, a pure function of the record and the rule."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ...agents.live.prompts import Messages, chat, data_lines, fence_of, fenced, keys_of, question_lines
from ...agents.live.templates import RETURN
from ...sim import Journal, Said, Stance
from . import templates
from .known import Known
from .schema import schema

MOST = 150
"""How many statements are shown at most, and how many of what is counted."""

NAMES = 5
"""How many of those whom a seat credits are named, and of the winners."""

SIZES = {
    templates.RESULT: 6_000,
    templates.ROUNDS: 8_000,
    templates.BALLOTS: 10_000,
    templates.CHANGES: 12_000,
    templates.SAID: 60_000,
}
"""The characters of each section, about, if each item in it has one text."""

LEAST = 40
"""So many characters of each text are shown at least."""


def messages(known: Known) -> Messages:
    """Return what a reviewer is shown of a talk: a system message and a user message.

    All that seats said, and all that is counted of it, stands as JSON, a line each, between fences whose name
    occurs nowhere else. What is shown is bounded: of many statements those that took or changed a stance go
    first, then the last ones; texts are cut, with a note. O(entries).
    """
    question = known.facts.question
    asking = [*question_lines(question)]
    sections = [(title, lines) for title, lines in _data(known) if lines]
    fence = fence_of([*asking, *(line for _, lines in sections for line in lines)])
    silence = "" if any(title == templates.SAID for title, _ in sections) else templates.SILENCE
    wanted = RETURN.format(keys=keys_of(schema(question, known.journal.seats)))
    return chat(
        [templates.ROLE.format(fence=fence)],
        [*asking, *fenced(sections, fence), silence, templates.TASK, wanted],
    )


def _data(known: Known) -> Iterator[tuple[str, list[str]]]:
    """Yield each section of data with its title, as lines of JSON."""
    verdict = known.facts.verdict
    result = {
        "word": verdict.word,
        "rule": verdict.rule,
        "winners": list(verdict.winners[:NAMES]),
        "electorate": verdict.electorate,
    }
    items = {
        templates.RESULT: [result, *_counts(verdict.counts)],
        templates.ROUNDS: [
            {"round": when, **count} for when in known.held for count in _counts(known.counts(when))
        ],
        templates.BALLOTS: _ballots(known),
        templates.CHANGES: _changes(known),
        templates.SAID: [_statement(known.journal, one) for one in _chosen(known)],
    }
    for title, size in SIZES.items():
        yield title, data_lines(items[title], most=MOST, whole=size, least=LEAST)


def _counts(counts: Mapping[Stance, int]) -> list[dict[str, Any]]:
    """Return how many hold each stance."""
    return [{"stance": stance, "count": count} for stance, count in counts.items()]


def _ballots(known: Known) -> list[dict[str, Any]]:
    return [
        {"seat": seat.name, "stance": seat.stance}
        if seat.stance is not None
        else {"seat": seat.name, "delegate": seat.delegate}
        if seat.delegate
        else {"seat": seat.name, "no_ballot": seat.outcome}
        for seat in known.facts.seats
    ]


def _changes(known: Known) -> list[dict[str, Any]]:
    credited = known.facts.influence.valid_credits
    return [
        {
            "seat": flip.seat,
            "round": flip.round,
            "from": flip.before,
            "to": flip.after,
            "credits": credited(flip)[:NAMES],
        }
        for flip in known.flips
    ]


def _chosen(known: Known) -> Iterable[Said]:
    """Return the statements that are shown, in order: those that took or changed a stance, then the last."""
    said = [entry for entry in known.journal.entries if isinstance(entry, Said)]
    held: dict[int, Stance | None] = {}
    turns: list[int] = []
    for i, one in enumerate(said):
        if not one.ask.private and one.reply.stance not in (None, held.get(one.place)):
            held[one.place] = one.reply.stance
            turns.append(i)
    others = sorted(set(range(len(said))).difference(turns), reverse=True)
    return [said[i] for i in sorted([*turns, *others][:MOST])]


def _statement(journal: Journal, said: Said) -> dict[str, Any]:
    ask, place, reply, *_ = said
    why = reply.argument
    seen = {
        "seat": journal.seats[place],
        "round": ask.round,
        "phase": ask.phase,
        "private": ask.private or None,
        "stance": reply.stance,
        "argument": why and why.text,
        "supports": why and why.supports,
        "credits": reply.credits[:NAMES],
    }
    return {name: item for name, item in seen.items() if item not in (None, "", ())}
