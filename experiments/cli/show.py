"""`moot show`: the page of a recorded deliberation."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from ...sim import Journal, Rule, SpecError, read_journal
from .. import beside
from ..beside import Side
from ..live import opened, review_of
from ..page import Facts, Line, facts, html, lines, markdown, record, roundtable
from ..review import Review, as_roundtable, reviewed
from ..running import in_trio
from .live import (
    BaseUrl,
    Key,
    MaxCalls,
    MaxCost,
    MaxTokens,
    Prices,
    Record,
    Refresh,
    Replay,
    Reviewer,
    reviewer_of,
    terms_of,
)
from .names import typed_names, typed_value
from .output import emit, emit_json, emit_page

if TYPE_CHECKING:
    from ...agents.live import Model, Terms

Format = Literal["text", "markdown", "html", "json", "roundtable"]
FORMAT = (
    "For people as text, markdown or one html file that needs nothing beside it; json for machines; "
    "roundtable is the JSON of a hosted roundtable call."
)


def show(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A journal.")],
    *,
    rule: Annotated[str, typer.Option(metavar="NAME", help="How it is decided.")] = "plurality",
    form: Annotated[Format, typer.Option("--format", help=FORMAT)] = "text",
    as_json: Annotated[bool, typer.Option("--json", help="Short for --format json.")] = False,
    reviewer: Reviewer = None,
    base_url: BaseUrl = None,
    key: Key = None,
    max_calls: MaxCalls = None,
    max_tokens: MaxTokens = None,
    max_cost: MaxCost = None,
    prices: Prices = None,
    record: Record = None,
    replay: Replay = None,
    refresh: Refresh = None,
) -> None:
    """Show the page of a journal.

    Nothing that the file names is imported.
    """
    shape = format_of(form, as_json=as_json)
    journal = read_journal(file)
    chosen = Rule.load(typed_value(rule), typed_names(rule))
    judge = reviewer_of(reviewer, base_url, key)
    terms = terms_of(
        calls=max_calls,
        tokens=max_tokens,
        cost=max_cost,
        prices=prices,
        record=record,
        replay=replay,
        refresh=refresh,
    )
    if judge is None and (terms is not None or base_url is not None or key is not None):
        raise SpecError("an address, a key, caps and recordings are for a --reviewer: name one")
    emit_facts(facts(journal, chosen), shape, (), in_trio(partial(_review, journal, chosen, judge, terms)))


async def _review(
    journal: Journal, rule: Rule, reviewer: "Model | None", terms: "Terms | None"
) -> Review | None:
    async with opened([], terms, reviewer=reviewer) as session:
        return await review_of(reviewer, journal, rule, session)


def format_of(form: Format, *, as_json: bool) -> Format:
    """Return the format that two options ask for together.

    Raises:
        SpecError: they ask for different ones.
    """
    if as_json and form not in ("text", "json"):
        raise SpecError(f"--format {form} and --json: give one of the two")
    return "json" if as_json else form


def emit_facts(said: Facts, form: Format, sides: Sequence[Side] = (), review: Review | None = None) -> None:
    """Write the page of a talk in a format; its controls, where they were held, as text or JSON.

    A review stands on it in every format, as the words of a model that it is.
    """
    more = reviewed(said, review) if review else ()
    match form:
        case "json":
            emit_json(
                record(said)
                | ({"review": review.spec()} if review else {})
                | ({"controls": beside.record(sides)} if sides else {})
            )
        case "roundtable":
            emit_json(as_roundtable(said, review) if review else roundtable(said))
        case "html":
            emit(html(said, more), "utf-8")  # which is what the page says of itself
        case "markdown":
            emit(markdown(said, more))
        case "text":
            emit_page([*lines(said, more), *([Line(""), *beside.page(sides)] if sides else [])])
