"""`moot ask`: one deliberation."""

from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from ...sim import (
    Complete,
    Everything,
    Interceptor,
    Journal,
    JournalFile,
    Lens,
    MootError,
    Rule,
    Setting,
    SpecError,
    Table,
    Topology,
    read_journal,
)
from ..beside import beside
from ..controls import check_controls
from ..page import facts
from ..running import in_trio
from .logs import Level, log_entries
from .names import stored_names, typed_names, typed_value
from .output import DONE, NOBODY_ANSWERED
from .show import FORMAT, Format, emit_facts, format_of
from .table import SEATS, joined, panel_of, played_otherwise, protocol_of, question_of, recorded_table


def ask(
    question: Annotated[
        str | None,
        typer.Argument(
            metavar="QUESTION", help="What is decided; open text where no option and no range is given."
        ),
    ] = None,
    *,
    option: Annotated[
        list[str] | None, typer.Option(metavar="TEXT", help="An option; once for each.")
    ] = None,
    number: Annotated[
        tuple[float, float] | None, typer.Option(metavar="LOW HIGH", help="Ask for a number in this range.")
    ] = None,
    free: Annotated[
        bool, typer.Option("--open", help="Answers are free text, as where no option and no range is given.")
    ] = False,
    answer: Annotated[
        str | None, typer.Option(metavar="TEXT", help="The truth, where it is known; no seat is shown it.")
    ] = None,
    recording: Annotated[
        str | None, typer.Option(metavar="NAME|FILE", help="A recorded debate: question, seats and rounds.")
    ] = None,
    protocol: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="How they talk. [default: debate; open-debate for free text]"),
    ] = None,
    mode: Annotated[str | None, typer.Option(metavar="poll|debate", help="Short for --protocol.")] = None,
    rounds: Annotated[
        int | None, typer.Option(metavar="N", help="How many rounds, of a protocol that has rounds.")
    ] = None,
    panel: Annotated[
        str | None,
        typer.Option(metavar="FILE|AGENT", help="A panel file, or one agent for all. [default: conformist]"),
    ] = None,
    seats: Annotated[
        int | None, typer.Option(metavar="N", help=f"How many seats, where no file says. [default: {SEATS}]")
    ] = None,
    human: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME", help="A person who sits down with them, at this terminal; once for each."
        ),
    ] = None,
    rule: Annotated[str, typer.Option(metavar="NAME", help="How they decide.")] = "plurality",
    topology: Annotated[str, typer.Option(metavar="NAME", help="Who hears whom.")] = "complete",
    lens: Annotated[str, typer.Option(metavar="NAME", help="What listeners get to see.")] = "everything",
    interceptor: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="What is done to statements on their way; once for each, the nearest to the speaker first.",
        ),
    ] = None,
    controls: Annotated[
        bool,
        typer.Option("--controls", help="Hold its control arms too, and put them beside it."),
    ] = False,
    seed: Annotated[int, typer.Option(metavar="N", help="Fixes every random draw.")] = 0,
    within: Annotated[
        float, typer.Option(metavar="SECONDS", help="The deadline of an ask, in seconds.")
    ] = 600.0,
    form: Annotated[Format, typer.Option("--format", help=FORMAT)] = "text",
    as_json: Annotated[bool, typer.Option("--json", help="Short for --format json.")] = False,
    journal: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the journal there, line by line.")
    ] = None,
    trust: Annotated[
        list[str] | None, typer.Option(metavar="MODULE", help="Import this module where a file names it.")
    ] = None,
    log_level: Annotated[Level, typer.Option(help="What to log to stderr.")] = "warning",
) -> int:
    """Hold one deliberation and print its page.

    The exit status is 3 if nobody could answer.
    Without --recording or --panel the seats are simulated: no model is asked.
    A NAME may bring its fields, written as in TOML: --interceptor drop,rate=0.3
    """
    laid_out = format_of(form, as_json=as_json)
    if controls and laid_out not in ("text", "json"):
        raise SpecError(f"--controls beside --format {laid_out}: controls are told as text or json")
    between = interceptor or []
    names = typed_names(protocol, panel, rule, topology, lens, *between)
    stored = stored_names(trust or ())
    shape, seen = Topology.load(typed_value(topology), names), Lens.load(typed_value(lens), names)
    if recording is None:
        asked = question_of(question, option or (), number, free=free, answer=answer)
        seated = panel_of(panel, seats, names, stored)
        talk = protocol_of(protocol, mode, rounds, asked, names)
    else:
        given = {
            "QUESTION": question,
            "--option": option or None,
            "--number": number,
            "--open": free or None,
            "--answer": answer,
            "--panel": panel,
            "--seats": seats,
        }
        asked, seated, held_as = recorded_table(recording, given, stored)
        talk = held_as
        if (protocol, mode, rounds) != (None, None, None):
            talk = protocol_of(protocol, mode, rounds, asked, names)
        if (talk, shape, seen, between, human or []) != (held_as, Complete(), Everything(), [], []):
            seated = played_otherwise(seated)
    seated = joined(seated, human or ())
    chosen = Rule.load(typed_value(rule), names)
    setting = Setting.load(
        {
            "panel": seated,
            "protocol": talk,
            "topology": shape,
            "lens": seen,
            "interceptors": [Interceptor.load(typed_value(one), names) for one in between],
            "ballot": chosen.needs(asked),
            "within": within,
        }
    )
    if controls:
        check_controls(setting.panel)
    table = Table(setting)
    table.check(asked)  # before a file is begun
    observers = log_entries(log_level)
    with ExitStack() as files:
        if journal is not None:
            _refuse_to_overwrite(journal)
            observers = (*observers, files.enter_context(JournalFile(journal)))
        held: Journal = in_trio(partial(table.talk, asked, seed=seed, observers=observers))
    said = facts(held, chosen)
    sides = in_trio(partial(beside, setting, held, chosen, seed=seed)) if controls else []
    emit_facts(said, laid_out, sides)
    return NOBODY_ANSWERED if said.verdict.word == "no answer" else DONE


def _refuse_to_overwrite(path: Path) -> None:
    if not path.is_file():
        return
    try:
        status = read_journal(path, partial=True).status
    except MootError as error:
        raise SpecError(f"{path} exists and is no journal: name another file ({error})") from error
    if status == "unfinished":
        raise SpecError(
            f"{path} holds a journal that was cut off: finish it with `moot replay --resume {path}`"
        )
    raise SpecError(f"{path} holds a {status} journal: name another file, or read it with `moot show {path}`")
