"""`moot replay`: run a journal again, or finish one that was cut off."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ...sim import Journal, JournalFile, Names, Observer, Replay, SpecError, read_journal, resume
from ...sim import replay as run_again
from ...sim.replay import recipe
from ..live import opened, run_of, talk_of, talking
from ..running import in_trio
from .live import (
    AtOnce,
    CallsPerMinute,
    MaxCalls,
    MaxCost,
    MaxTokens,
    Prices,
    Record,
    TokensPerMinute,
    terms_of,
)
from .names import stored_names
from .output import DONE, FAILED_CHECK, emit, emit_json

if TYPE_CHECKING:
    from ...agents.live import Terms


def replay(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A journal.")],
    *,
    finish: Annotated[
        bool, typer.Option("--resume", help="Finish a journal that was cut off, in its place.")
    ] = False,
    record: Record = None,
    max_calls: MaxCalls = None,
    max_tokens: MaxTokens = None,
    max_cost: MaxCost = None,
    prices: Prices = None,
    at_once: AtOnce = None,
    calls_per_minute: CallsPerMinute = None,
    tokens_per_minute: TokensPerMinute = None,
    trust: Annotated[
        list[str] | None, typer.Option(metavar="MODULE", help="Import this module where the file names it.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
) -> int:
    """Run a journal again and compare.

    The exit status is 1 if it does not come out the same.
    """
    names = stored_names(trust or ())
    terms = terms_of(
        calls=max_calls,
        tokens=max_tokens,
        cost=max_cost,
        prices=prices,
        at_once=at_once,
        calls_per_minute=calls_per_minute,
        tokens_per_minute=tokens_per_minute,
        record=record,
    )
    if finish:
        return _finish(file, names, terms, as_json=as_json)
    if terms is not None:
        raise SpecError("a replay asks no model: --record, --prices, caps and limits are for --resume")
    journal = read_journal(file)
    again: Replay = in_trio(partial(run_again, journal, names))
    if as_json:
        emit_json(
            {
                "same": again.same,
                "difference": again.difference,
                "digest": journal.digest,
                "again": again.journal.digest,
                "asked": again.asked,
                "played": again.played,
            }
        )
    else:
        emit(f"the same: digest {journal.digest}" if again.same else f"not the same: {again.difference}")
        emit(f"asked again: {again.asked}; played back: {again.played}")
    return DONE if again.same else FAILED_CHECK


async def _resumed(
    journal: Journal, names: Names, terms: "Terms | None", observers: tuple[Observer, ...]
) -> Journal:
    again = recipe(journal.header, names)
    run = run_of(talk_of(again.table.setting, journal.question, again.draw.seed))
    async with opened([again.table.setting], terms, run=run) as session:
        with talking(session, again.draw.replicate, again.draw.seed):
            return await resume(journal, names, observers)


def _finish(file: Path, names: Names, terms: "Terms | None", *, as_json: bool) -> int:
    journal = read_journal(file, partial=True)
    if journal.close is not None:
        raise SpecError(f"{file} is {journal.status} already: there is nothing to resume")
    with JournalFile(file, resume=journal) as observer:
        whole = in_trio(partial(_resumed, journal, names, terms, (observer,)))
    recorded = len(journal.entries)
    added = len(whole.entries) - recorded
    if as_json:
        emit_json({"digest": whole.digest, "status": whole.status, "recorded": recorded, "added": added})
    else:
        emit(f"{whole.status}: {recorded} entries were there, {added} were added; digest {whole.digest}")
    return DONE
