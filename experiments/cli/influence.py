"""`moot influence`: who moved whom, as declared, as observed and, by asking again, as caused."""

import json
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from ...sim import Influence, Journal, Names, Rule, Setting, SpecError, Table, read_journal
from ...sim.influence import KINDS
from ..influence.again import NotAskableError
from ..influence.page import Answers, Told, page
from ..influence.pivotal import pivots, turning_points
from ..influence.record import causal_record, standing_record, turning_record
from ..influence.study import ORDERS, ask_again
from ..influence.total import Total, each_silenced
from ..page import DRAWN, EXPORTS, PLOTS, influence_page
from ..progress import Gauge, bar
from ..recordings import recording
from ..running import in_trio
from .names import stored_names, typed_names, typed_value
from .output import emit_json, emit_page, write_new


def influence(
    file: Annotated[Path | None, typer.Argument(metavar="FILE", help="A journal.")] = None,
    *,
    recorded: Annotated[
        str | None, typer.Option("--recording", metavar="NAME|FILE", help="A recorded debate instead.")
    ] = None,
    causal: Annotated[
        bool, typer.Option("--causal", help="Ask the seats again what they would have said otherwise.")
    ] = False,
    seeds: Annotated[
        int, typer.Option(min=1, help="With --causal: hold the talk with so many seeds, and average.")
    ] = 1,
    orders: Annotated[
        int,
        typer.Option(min=0, help="With --causal: orders drawn for Shapley values beyond 8 heard; 0 = none."),
    ] = ORDERS,
    rule: Annotated[
        str, typer.Option(metavar="NAME", help="How it is decided, for turning points.")
    ] = "plurality",
    drawing: Annotated[
        Path | None, typer.Option("--plot", metavar="FILE.svg|png", help="Draw it there, round by round.")
    ] = None,
    kinds: Annotated[
        list[str] | None,
        typer.Option(
            "--kind", metavar="|".join(DRAWN), help="With --plot: draw this kind alone; once for each."
        ),
    ] = None,
    export: Annotated[
        Path | None,
        typer.Option(metavar="FILE.graphml|gexf|json", help="Write the graph there, for other programs."),
    ] = None,
    trust: Annotated[
        list[str] | None, typer.Option(metavar="MODULE", help="Import this module where the file names it.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
) -> None:
    """Show who moved whom.

    Declared: whom the seats credit. Observed: who held the stance that a seat changed to, and was heard.
    Causal: what a seat would have said, had it not heard somebody.
    """
    if seeds > 1 and not causal:
        raise SpecError(f"--seeds {seeds} without --causal: only asking again is averaged over seeds")
    if orders != ORDERS and not causal:
        raise SpecError(f"--orders {orders} without --causal: only Shapley values are drawn in orders")
    asked = _kinds(kinds, drawing, causal=causal)
    for path, known in ((drawing, {*PLOTS}), (export, {*EXPORTS, ".json"})):
        _check(path, known)
    names = stored_names(trust or ())
    decides = Rule.load(typed_value(rule), typed_names(rule))
    journal, setting = _journal(file, recorded, names)
    told = _told(journal, decides)
    if causal:
        gauge = Gauge()
        again = {"setting": setting, "names": names, "gauge": gauge}
        with bar(gauge.look):
            told = told._replace(answers=in_trio(partial(_ask, journal, decides, seeds, orders, again)))
    record = _record(told)
    if drawing is not None:
        more = told.answers.found.edges() if told.answers is not None else ()
        write_new(drawing, PLOTS[drawing.suffix.lower()](told.influence, asked, more))
    if export is not None:
        write_new(export, _written(export, told.influence, record))
    if as_json:
        emit_json(record)
    else:
        emit_page(page(told))


def _kinds(given: Sequence[str] | None, drawing: Path | None, *, causal: bool) -> tuple[str, ...]:
    """Return which kinds are drawn, in the order in which they are listed."""
    known = DRAWN if causal else KINDS
    if given and drawing is None:
        raise SpecError("--kind without --plot: it says what is drawn")
    for kind in given or ():
        if kind not in DRAWN:
            raise SpecError(f"--kind {kind!r:.80}: there is {', '.join(DRAWN)}")
        if kind not in known:
            raise SpecError(f"--kind {kind} without --causal: it is told by asking again")
    return tuple(kind for kind in known if not given or kind in given)


def _check(path: Path | None, known: set[str]) -> None:
    """Refuse a file that cannot be written, before anything is read or held."""
    if path is None:
        return
    if path.suffix.lower() not in known:
        listed = [ending for ending in (*PLOTS, *EXPORTS, ".json") if ending in known]
        raise SpecError(f"{path}: what kind of file is that? end its name in {' or '.join(listed)}")
    if path.exists():
        raise SpecError(f"{path} exists: name another file")


def _written(path: Path, moved: Influence, record: Mapping[str, Any]) -> str:
    ending = path.suffix.lower()
    if ending in EXPORTS:
        return EXPORTS[ending](moved)
    return json.dumps(record, indent=2, allow_nan=False) + "\n"


def _journal(file: Path | None, recorded: str | None, names: Names) -> tuple[Journal, Setting | None]:
    """Return the journal, with who sat there where it is held only now."""
    if (file is None) == (recorded is None):
        raise SpecError("whose influence? give one journal file, or --recording NAME")
    if file is not None:
        return read_journal(file), None
    question, panel, protocol = recording(str(recorded), names)
    setting = Setting(panel=panel, protocol=protocol)
    journal: Journal = in_trio(partial(Table(setting).talk, question))
    return journal, setting


def _told(journal: Journal, rule: Rule) -> Told:
    """Work out what the journal alone tells."""
    moved = Influence(journal)
    try:
        return Told(moved, standing_record(moved), turning_points(journal, rule))
    except SpecError as error:
        return Told(moved, standing_record(moved), (), str(error))


async def _ask(journal: Journal, rule: Rule, seeds: int, orders: int, again: Mapping[str, Any]) -> Answers:
    found = await ask_again(journal, seeds=seeds, orders=orders, **again)
    hung = await pivots(journal, rule, **again)
    try:
        ends: Sequence[Total] | str = await each_silenced(journal, **again)
    except NotAskableError as error:
        ends = str(error)
    return Answers(found, hung, ends)


def _record(told: Told) -> dict[str, Any]:
    record = influence_page(told.influence) | {
        "standing": told.standing,
        "turning_points": [turning_record(point) for point in told.turning],
    }
    answers = told.answers
    return record | ({"causal": causal_record(*answers)} if answers is not None else {})
