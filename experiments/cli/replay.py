"""`moot replay`: run a journal again, or finish one that was cut off."""

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from ...sim import JournalFile, Names, Replay, SpecError, read_journal, resume
from ...sim import replay as run_again
from ..running import in_trio
from .names import stored_names
from .output import DONE, FAILED_CHECK, emit, emit_json


def replay(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A journal.")],
    *,
    finish: Annotated[
        bool, typer.Option("--resume", help="Finish a journal that was cut off, in its place.")
    ] = False,
    trust: Annotated[
        list[str] | None, typer.Option(metavar="MODULE", help="Import this module where the file names it.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
) -> int:
    """Run a journal again and compare.

    The exit status is 1 if it does not come out the same.
    """
    names = stored_names(trust or ())
    if finish:
        return _finish(file, names, as_json=as_json)
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


def _finish(file: Path, names: Names, *, as_json: bool) -> int:
    journal = read_journal(file, partial=True)
    if journal.close is not None:
        raise SpecError(f"{file} is {journal.status} already: there is nothing to resume")
    with JournalFile(file, resume=journal) as observer:
        whole = in_trio(partial(resume, journal, names, (observer,)))
    recorded = len(journal.entries)
    added = len(whole.entries) - recorded
    if as_json:
        emit_json({"digest": whole.digest, "status": whole.status, "recorded": recorded, "added": added})
    else:
        emit(f"{whole.status}: {recorded} entries were there, {added} were added; digest {whole.digest}")
    return DONE
