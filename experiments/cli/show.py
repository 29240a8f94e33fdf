"""`moot show`: the page of a recorded deliberation."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from ...sim import Rule, read_journal
from ..page import facts, lines, record
from .names import typed_names
from .output import emit_json, emit_page

Format = Literal["text", "json"]


def show(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A journal.")],
    *,
    rule: Annotated[str, typer.Option(metavar="NAME", help="How it is decided.")] = "plurality",
    form: Annotated[Format, typer.Option("--format", help="For people, or for machines.")] = "text",
    as_json: Annotated[bool, typer.Option("--json", help="Short for --format json.")] = False,
) -> None:
    """Show the page of a journal.

    Nothing that the file names is imported.
    """
    journal = read_journal(file)
    said = facts(journal, Rule.load(rule, typed_names(rule)))
    if as_json or form == "json":
        emit_json(record(said))
    else:
        emit_page(lines(said))
