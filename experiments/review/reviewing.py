"""A review of a finished talk: what a model is asked, what it answered, and what of that is so."""

from collections.abc import Awaitable, Callable

from ...agents.live.answers import UnreadError
from ...agents.live.objects import Fields, object_in, plain
from ...agents.live.prompts import Messages, repair
from ...agents.live.prose import refuses
from ...agents.live.reading import bare
from ...agents.live.schema import Schema
from ...sim import Journal, Rule
from .claims import checked, strong, text_of, turning, vote
from .known import Known
from .prompts import messages
from .prose import passages
from .schema import KEYS, schema
from .value import Review

Ask = Callable[[Messages, Schema], Awaitable[str]]
"""Asks a model, and returns what it wrote: a JSON object of this schema as text, or prose."""

NAMES = {plain(key) for key in KEYS}


async def review(journal: Journal, rule: Rule, ask: Ask, model: str) -> Review:
    """Have a model review a finished talk, and check what it claims against the journal.

    An answer that cannot be read gets one turn to be put right; then the review is its `problem`, and says
    so. What is claimed falsely is left out or flagged, never put right by the model.

    Args:
        journal: the record.
        rule: how it is decided.
        ask: asks the model. What it raises is raised.
        model: the name of the model, under which its words are shown.
    """
    known = Known(journal, rule)
    asked, shape = messages(known), schema(journal.question, journal.seats)
    text = await ask(asked, shape)
    try:
        return read(text, known, model)
    except UnreadError as error:
        again = await ask(repair(asked, text, str(error), journal.question), shape)
    try:
        return read(again, known, model)
    except UnreadError as error:
        return unreviewed(journal, rule, model, f"the reviewer's answer could not be read: {error}")


def unreviewed(journal: Journal, rule: Rule, model: str, problem: str) -> Review:
    """Return the review that is none, and says why: in one line, for those who read the page."""
    return Review(model=model, digest=journal.digest, rule=rule.name, problem=problem)


def read(text: str, known: Known, model: str) -> Review:
    """Read what a reviewer wrote: an object of the schema, alone or with prose around it, or prose alone.

    Prose alone is the summary. Keys that are not known are passed over, and claims that are no objects are
    left out like those that are false.

    Raises:
        UnreadError: there is no summary to read.
    """
    text = bare(text)
    found = object_in(text, NAMES)
    if found.problem:
        raise UnreadError(found.problem)
    if found.fields is None:
        given: Fields = {"summary": _prose(text)}
    else:
        given = {plain(key): field for key, field in found.fields.items()}
    summary, counterpoint = (text_of(given.get(name)) for name in ("summary", "counterpoint"))
    if not summary.strip():
        raise UnreadError("no summary given: give it under the key 'summary'")
    strongest, first = checked("strongest argument", given.get("strongestarguments"), strong, known)
    turned, second = checked("turning point", given.get("turningpoints"), turning, known)
    votes, third = checked("vote", given.get("votes"), vote, known)
    return Review(
        model=model,
        digest=known.journal.digest,
        rule=known.facts.verdict.rule,
        summary=passages(summary, known),
        counterpoint=passages(counterpoint, known),
        strongest=strongest,
        turning=turned,
        votes=votes,
        dropped=(*first, *second, *third),
    )


def _prose(text: str) -> str:
    """Return a text that is no object, as the summary that it may be."""
    if refuses(text):
        raise UnreadError(f"it was refused: {text!r:.200}")
    if text.startswith(("{", "[", "<", "```")):
        raise UnreadError(
            f"{text!r:.80} is neither JSON nor plain words: give the JSON object that was asked for"
        )
    return text
