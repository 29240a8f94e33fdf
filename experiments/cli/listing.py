"""`moot list`: what there is, by name."""

import inspect
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from ...protocols.rules.axioms import declarations
from ...sim import SpecError
from ...sim.names import import_path, match, unknown
from ..catalogue import BUNDLED
from ..files import bundled, read_toml
from ..measures import MEASURES
from ..page import Grid, clean
from ..page.words import ARGUMENT
from ..recordings import FOLDER
from .output import emit_json, emit_page

if TYPE_CHECKING:
    from ..properties import Property

CATALOGUES: Mapping[str, Mapping[str, str]] = {
    "protocols": BUNDLED["protocol"],
    "rules": BUNDLED["rule"],
    "axioms": BUNDLED["axiom"],
    "tie-breaks": BUNDLED["tie-break"],
    "cultures": BUNDLED["culture"],
    "agents": BUNDLED["agent"],
    "topologies": BUNDLED["topology"],
    "lenses": BUNDLED["lens"],
    "interceptors": BUNDLED["interceptor"],
    "stops": BUNDLED["stop"],
    "sources": BUNDLED["source"],
}
# what comes as files: the folder, and the key of the line that says what a file is
FOLDERS = {
    "recordings": (FOLDER, "question"),
    "experiments": (FOLDER.with_name("specs"), "title"),
}
MEASURED = "measures"
CLAIMED = "properties"
KINDS = (*CATALOGUES, MEASURED, CLAIMED, *FOLDERS)


class Item(NamedTuple):
    """One name of a list, with the line that says what it is, and where it comes from."""

    name: str
    about: str
    source: str


def listing(
    kind: Annotated[str, typer.Argument(metavar="KIND", help=f"One of {', '.join(KINDS)}.")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
) -> None:
    """List what there is of a kind.

    Each with its name, what it is, and its source where it has one. For machines also which axioms a rule
    keeps, and which it breaks, with what shows it. The measures are those of a talk, numbers in parts
    of the range: `moot run SPEC --json` gives them for each arm. Of a property it is also told what it is
    about, and what is broken on purpose that it catches.
    """
    items = items_of(kind)
    spelt = match(kind, KINDS)
    more = _more(spelt)
    if as_json:
        emit_json({"kind": spelt, "items": [item._asdict() | more.get(item.name, {}) for item in items]})
        return
    if spelt == CLAIMED:
        caught = "({kind}; catches {mutant})".format_map
        items = [item._replace(about=f"{item.about} {caught(more[item.name])}") for item in items]
    shown = 3 if any(item.source for item in items) else 2
    rows = tuple(tuple(clean(words, ARGUMENT) for words in item)[:shown] for item in items)
    emit_page([Grid(("name", "what it is", "source")[:shown], rows)])


def _more(kind: str | None) -> dict[str, dict[str, Any]]:
    """Return what else is told of each item of a kind."""
    if kind == "rules":
        return {name: declared._asdict() for name, declared in declarations().items()}
    if kind == CLAIMED:
        return {name: {"kind": claim.kind, "mutant": claim.mutant} for name, claim in _claims().items()}
    return {}


def _claims() -> "dict[str, Property]":
    from ..properties import PROPERTIES  # noqa: PLC0415 - heavy, and takes Hypothesis

    return PROPERTIES


def items_of(kind: str) -> list[Item]:
    """Return what there is of a kind, in order of name."""
    spelt = match(kind, KINDS)
    if spelt is None:
        raise SpecError(unknown("kind", kind, KINDS))
    if spelt in FOLDERS:
        return list(_written(*FOLDERS[spelt]))
    if spelt == MEASURED:
        return list(_coded({name: measure.of for name, measure in MEASURES.items()}))
    if spelt == CLAIMED:
        return [Item(name, claim.statement, claim.source) for name, claim in sorted(_claims().items())]
    return list(_coded({name: import_path(path) for name, path in CATALOGUES[spelt].items()}))


def _coded(found: Mapping[str, object]) -> Iterator[Item]:
    for name, item in sorted(found.items()):
        words = inspect.getdoc(item) or ""
        about = words.partition("\n")[0].removeprefix("Return ")
        cited = re.search(r"^Source:\s*(.+?)(?:\n\n|\Z)", words, re.DOTALL | re.MULTILINE)
        yield Item(name, about[:1].upper() + about[1:], " ".join(cited[1].split()) if cited else "")


def _written(folder: Path, key: str) -> Iterator[Item]:
    for name, path in bundled(folder).items():
        data = read_toml(path)
        yield Item(name, str(data.get(key, "")), str(data.get("source", "")))
