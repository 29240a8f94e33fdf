"""`moot influence`: who moved whom, as declared and as observed."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from ...sim import Flip, Influence, Journal, Setting, SpecError, Table, read_journal
from ..deliberate import in_trio
from ..page import EXPORTS, PLOTS, Grid, Line, clean, influence_page, spelt
from ..recordings import recording
from .names import stored_names
from .output import emit_json, emit_page, write_new

Writer = Callable[[Influence], str | bytes]


def influence(
    file: Annotated[Path | None, typer.Argument(metavar="FILE", help="A journal.")] = None,
    *,
    recorded: Annotated[
        str | None, typer.Option("--recording", metavar="NAME|FILE", help="A recorded debate instead.")
    ] = None,
    drawing: Annotated[
        Path | None, typer.Option("--plot", metavar="FILE.svg|png", help="Draw it there, round by round.")
    ] = None,
    export: Annotated[
        Path | None,
        typer.Option(metavar="FILE.graphml|gexf|json", help="Write the graph there, for other programs."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
) -> None:
    """Show who moved whom.

    Declared: whom the seats credit. Observed: who held the stance that a seat changed to, and was heard.
    """
    made = [
        (path, _writer(path, known))
        for path, known in ((drawing, PLOTS), (export, EXPORTS))
        if path is not None
    ]
    moved = Influence(_journal(file, recorded))
    for path, write in made:
        write_new(path, write(moved))
    if as_json:
        emit_json(influence_page(moved))
    else:
        emit_page(_lines(moved))


def _writer(path: Path, known: Mapping[str, Writer]) -> Writer:
    """Return what writes a file of this ending, before anything is read or held."""
    if path.suffix.lower() not in known:
        raise SpecError(f"{path}: what kind of file is that? end its name in {' or '.join(known)}")
    if path.exists():
        raise SpecError(f"{path} exists: name another file")
    return known[path.suffix.lower()]


def _journal(file: Path | None, recorded: str | None) -> Journal:
    if (file is None) == (recorded is None):
        raise SpecError("whose influence? give one journal file, or --recording NAME")
    if file is not None:
        return read_journal(file)
    question, panel, protocol = recording(str(recorded), stored_names(()))
    journal: Journal = in_trio(partial(Table(Setting(panel=panel, protocol=protocol)).talk, question))
    return journal


def _lines(moved: Influence) -> Iterator[Line | Grid]:
    yield Line("Who moved whom", style="bold")
    yield _table(("ask", "round", "who", "whom", "declared", "observed"), _edges(moved))
    yield Line("")
    yield Line("In all", style="bold")
    declared, observed = moved.total("declared"), moved.total("observed")
    totals = [(clean(seat), f"{declared[seat]:.2f}", f"{observed[seat]:.2f}") for seat in moved.seats]
    yield _table(("seat", "declared", "observed"), totals)
    yield Line("")
    yield Line("Changes of stance", style="bold")
    yield _table(("ask", "round", "seat", "from", "to", ""), map(_flip, moved.flips))
    yield Line("")
    yield Line(f"Credits to oneself or to the unheard: {len(moved.invalid_credits)}.")


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Line | Grid:
    body = tuple(rows)
    return Grid(head, body) if body else Line("none", 2)


def _edges(moved: Influence) -> Iterator[tuple[str, ...]]:
    shares: dict[tuple[int, int, str, str], dict[str, float]] = {}
    for edge in moved.edges:
        shares.setdefault((edge.ask, edge.round, edge.speaker, edge.listener), {})[edge.kind] = edge.influence
    for (ask, number, speaker, listener), share in shares.items():
        figures = (f"{share[kind]:.2f}" if kind in share else "-" for kind in ("declared", "observed"))
        yield str(ask), str(number or "-"), clean(speaker), clean(listener), *figures


def _flip(flip: Flip) -> tuple[str, ...]:
    mark = "novel" if flip.novel else ""
    return (
        str(flip.ask),
        str(flip.round or "-"),
        clean(flip.seat),
        spelt(flip.before),
        spelt(flip.after),
        mark,
    )
