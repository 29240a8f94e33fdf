"""`moot ask`: one deliberation."""

from collections.abc import Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ...agents import Human
from ...sim import (
    Complete,
    Everything,
    Interceptor,
    Journal,
    JournalFile,
    Lens,
    MootError,
    Observer,
    Question,
    Rule,
    Setting,
    SpecError,
    Table,
    Topology,
    read_journal,
)
from ..beside import Side, beside
from ..controls import check_controls
from ..live import asks_models, opened, review_of, run_of, talk_of, talking
from ..page import facts
from ..progress import bar
from ..running import in_trio
from .live import (
    AtOnce,
    BaseUrl,
    CallsPerMinute,
    Following,
    Key,
    MaxCalls,
    MaxCost,
    MaxTokens,
    Models,
    Prices,
    Record,
    Refresh,
    Replay,
    Reviewer,
    TokensPerMinute,
    models_of,
    reviewer_of,
    terms_of,
)
from .logs import Level, log_entries
from .names import stored_names, typed_names, typed_value
from .output import DONE, NOBODY_ANSWERED, complain
from .show import FORMAT, Format, emit_facts, format_of
from .table import SEATS, joined, panel_of, played_otherwise, protocol_of, question_of, recorded_table

if TYPE_CHECKING:
    from ...agents.live import Model, Terms
    from ..review import Review


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
    model: Models = None,
    base_url: BaseUrl = None,
    reviewer: Reviewer = None,
    key: Key = None,
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
    max_calls: MaxCalls = None,
    max_tokens: MaxTokens = None,
    max_cost: MaxCost = None,
    prices: Prices = None,
    at_once: AtOnce = None,
    calls_per_minute: CallsPerMinute = None,
    tokens_per_minute: TokensPerMinute = None,
    record: Record = None,
    replay: Replay = None,
    refresh: Refresh = None,
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
    Without --recording, --panel or --model the seats are simulated: no model is asked.
    A NAME may bring its fields, written as in TOML: --interceptor drop,rate=0.3
    """
    laid_out = format_of(form, as_json=as_json)
    if controls and laid_out not in ("text", "json"):
        raise SpecError(f"--controls beside --format {laid_out}: controls are told as text or json")
    between = interceptor or []
    names = typed_names(protocol, panel, rule, topology, lens, *between)
    stored = stored_names(trust or ())
    models = models_of(model, base_url, key, names, reviewer)
    terms = terms_of(
        calls=max_calls,
        tokens=max_tokens,
        cost=max_cost,
        prices=prices,
        at_once=at_once,
        calls_per_minute=calls_per_minute,
        tokens_per_minute=tokens_per_minute,
        record=record,
        replay=replay,
        refresh=refresh,
    )
    sitting = models | {name: Human() for name in human or ()}
    shape, seen = Topology.load(typed_value(topology), names), Lens.load(typed_value(lens), names)
    if recording is None:
        asked = question_of(question, option or (), number, free=free, answer=answer)
        alone = bool(models) and panel is None and seats is None
        seated = None if alone else panel_of(panel, seats, names, stored)
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
        if (talk, shape, seen, between, sitting) != (held_as, Complete(), Everything(), [], {}):
            seated = played_otherwise(seated)
    chosen = Rule.load(typed_value(rule), names)
    setting = Setting.load(
        {
            "panel": joined(seated, sitting),
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
    judge = reviewer_of(reviewer, base_url, key)
    if terms is not None and judge is None and not asks_models(setting):
        raise SpecError("caps, prices and recordings are for models, and none is asked: name a --model")
    Table(setting).check(asked)  # before a file is begun
    observers = log_entries(log_level)
    if journal is not None:
        _refuse_to_overwrite(journal)
    work = partial(_held, setting, asked, terms, chosen, seed, observers, journal, judge, controls=controls)
    held, sides, review = in_trio(work)
    said = facts(held, chosen)
    emit_facts(said, laid_out, sides, review)
    if said.verdict.word != "no answer":
        return DONE
    if asks_models(setting) and (lost := [seat for seat in said.seats if seat.error or seat.reason]):
        complain(f"nobody could answer; {lost[0].name}: {lost[0].outcome}: {lost[0].error or lost[0].reason}")
    return NOBODY_ANSWERED


async def _held(
    setting: Setting,
    question: Question,
    terms: "Terms | None",
    rule: Rule,
    seed: int,
    observers: Sequence[Observer],
    path: Path | None,
    reviewer: "Model | None",
    *,
    controls: bool,
) -> tuple[Journal, list[Side], "Review | None"]:
    """Hold the talk, and what is asked for beside it: its controls, a review."""
    following = Following()
    run = run_of(talk_of(setting, question, seed))
    async with opened([setting], terms, reviewer=reviewer, run=run, anew=True) as session:
        following.session = session
        alone = session is not None and not any(isinstance(seat.agent, Human) for seat in setting.panel.seats)
        with ExitStack() as shown:
            shown.enter_context(talking(session, 0, seed))
            if path is not None:
                observers = (*observers, shown.enter_context(JournalFile(path)))
            if alone:
                shown.enter_context(bar(following.look))
                observers = (*observers, following)
            held = await Table(setting).talk(question, seed=seed, observers=observers)
        sides = await beside(setting, held, rule, seed=seed, session=session) if controls else []
        return held, sides, await review_of(reviewer, held, rule, session)


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
