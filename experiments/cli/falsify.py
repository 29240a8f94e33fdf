"""`moot falsify`: the smallest case that breaks a property."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ...sim import SpecError
from ...sim.names import import_path
from ...sim.printable import visible
from ..page import Line, clean
from ..page.words import ARGUMENT
from ..progress import bar
from .names import typed_names, typed_value
from .output import (
    BAD_INPUT,
    DONE,
    FAILED_CHECK,
    Interrupted,
    check_new,
    complain,
    emit,
    emit_json,
    emit_page,
    write_new,
)
from .searches import Watch

if TYPE_CHECKING:
    from ..properties import Finding, Property

KEPT = Path(".hypothesis") / "moot"
"""Where a table keeps what was found, unless somewhere else is named."""
MINUTE = 60.0
"""How many seconds each search of a table takes at most, unless they are given."""
HOLDS = {"holds": True, "broken": False}
"""What a word says for machines; of what is vacuous or undecided nothing is known."""
FAILED = ("broken", "vacuous")


def falsify(
    target: Annotated[
        str | None, typer.Argument(metavar="TARGET", help="A protocol, rule, agent or dynamic, or: table.")
    ] = None,
    properties: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="PROPERTY",
            help="What it should have, one by one or in groups: axioms, rules, protocols, agents, dynamics, "
            "kernel. [default: all that apply]",
            show_default=False,
        ),
    ] = None,
    *,
    every: Annotated[
        str | None,
        typer.Option(
            "--all",
            metavar="KIND",
            help="Instead of a TARGET: all bundled protocols, rules, agents or dynamics, in a table.",
        ),
    ] = None,
    examples: Annotated[
        int | None,
        typer.Option(
            metavar="N", help="How many cases are tried. [default: 200; 2000 of an axiom; 100 with --all]"
        ),
    ] = None,
    seed: Annotated[int, typer.Option(metavar="N", help="Fixes which.")] = 0,
    time: Annotated[
        float | None,
        typer.Option(metavar="SECONDS", help="For each search. [default: no end; 60 with --all]"),
    ] = None,
    test: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the test there, and do not print it.")
    ] = None,
    journal: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write the journal of the talk there, for `moot show`."),
    ] = None,
    kept: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="Keep there what is found, and try it first the next time. "
            f"[default: nowhere; {KEPT} with --all]",
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
) -> int:
    """Look for the smallest case that breaks a property.

    It is told as a story, and as a test that fails as long. A TARGET may bring its fields, written as in
    TOML: debate,rounds=3. It and a PROPERTY may be code of yours, my.module:NAME. The exit status is 1 if a
    property is broken, or vacuous: then fewer than half of the examples met its premise. One that there was
    no time to finish is undecided, which is neither. One that cannot be tried is told in a line, and is 2.
    """
    from ..properties.property import called  # noqa: PLC0415 - heavy, and only wanted here

    words = [word for word in (target, *(properties or ())) if word is not None]
    typed_names(*words)
    how = _how(examples, seed, time, kept)
    files = _files(test, journal)
    if every is not None:
        if files:
            raise SpecError(f"{files[0]} is for one target, and --all is of many: name one")
        return _table(every, _asked(words), {"kept": KEPT, "seconds": MINUTE} | how, as_json=as_json)
    if target is None:
        raise SpecError("nothing to try: name a target, as in `moot falsify relay`, or --all protocols")
    asked = _asked(words[1:])
    tried, claims = _chosen(target, asked)
    if len(claims) > 1 and files:
        raise SpecError(f"{files[0]} is for one property, and {len(claims)} are asked for: name one")
    alone = [len(meant) for meant in asked.values()] == [1]
    found: list[Finding] = []
    told: list[dict[str, Any]] = []
    for claim, one in _searched(tried, claims, how):
        if isinstance(one, SpecError):
            if alone:
                raise one
            complain(str(one))
            told.append({"target": called(tried), "property": claim.name, "word": "error", "why": str(one)})
            continue
        if as_json:
            told.append(_record(tried, claim, one))
        else:
            _tell(tried, claim, one, test, after=found)
        _write(tried, claim, one, test, journal)
        found.append(one)
    if as_json:
        emit_json(told[0] if alone else told)
    return _status(found) or (BAD_INPUT if len(found) < len(claims) else DONE)


def _files(test: Path | None, journal: Path | None) -> list[Path]:
    """Return the files that are to be written, and that can be."""
    files = [path for path in (test, journal) if path is not None]
    for path in files:
        check_new(path)
    if test == journal and files:
        raise SpecError(f"--test {test} and --journal {journal}: name two files")
    return files


def _how(examples: int | None, seed: int, time: float | None, kept: Path | None) -> dict[str, Any]:
    """Return the options of a search that were given."""
    if examples is not None and examples < 1:
        raise SpecError(f"--examples {examples}: give it one at least")
    if time is not None and not time > 0:
        raise SpecError(f"--time {time:g}: give it more than no time")
    try:
        if kept is not None:
            kept.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SpecError(f"cannot keep anything in {kept}: {error.strerror}") from error
    how = {"examples": examples, "seed": seed, "seconds": time, "kept": kept}
    return {name: value for name, value in how.items() if value is not None}


def _status(findings: "Iterable[Finding]") -> int:
    return FAILED_CHECK if any(found.word in FAILED for found in findings) else DONE


def _asked(words: Sequence[str]) -> "dict[str, tuple[Property, ...]]":
    """Return what each word stands for: a property of one's own, a bundled one, a group; all by default."""
    from ..properties import Property  # noqa: PLC0415 - heavy, and only wanted here
    from ..properties.catalogue import grouped  # noqa: PLC0415 - as above

    def meant(word: str) -> tuple[Property, ...]:
        if ":" not in word:
            return grouped(word)
        found = import_path(word)
        if not isinstance(found, Property):
            kind = type(found).__name__
            raise SpecError(f"{word} is {kind}: a property is made with moot.properties.Property")
        return (found,)

    return {word: meant(word) for word in words or ["all"]}


def _chosen(name: str, asked: "Mapping[str, tuple[Property, ...]]") -> "tuple[Any, list[Property]]":
    """Return the target of a name, and those properties that apply to it."""
    from ..properties import target  # noqa: PLC0415 - heavy, and only wanted here
    from ..properties.catalogue import claimed  # noqa: PLC0415 - as above

    found = target(typed_value(name), [claim for claims in asked.values() for claim in claims])
    return found, claimed(asked, [found])


def _searched(
    target: Any, claims: "Sequence[Property]", how: Mapping[str, Any]
) -> "Iterator[tuple[Property, Finding | SpecError]]":
    """Look for what breaks each property, with a bar on the terminal; or return why that cannot be done."""
    from ..properties import falsify as search  # noqa: PLC0415 - heavy, and only wanted here
    from ..properties.search import tries  # noqa: PLC0415 - as above

    watch = Watch(len(claims))
    for claim in claims:
        watch.begin(claim.name, how.get("examples", tries(claim)))
        try:
            with bar(watch.look):
                found = search(target, claim, smallest=True, **how, seen=watch.see)
        except KeyboardInterrupt:
            raise Interrupted(watch.stopped()) from None
        except SpecError as error:
            yield claim, error
            continue
        watch.end(found)
        yield claim, found


def _table(
    kind: str, asked: "Mapping[str, tuple[Property, ...]]", how: Mapping[str, Any], *, as_json: bool
) -> int:
    """Print the table of all targets of a kind, and return the exit status."""
    from ..properties import matrix  # noqa: PLC0415 - heavy, and only wanted here
    from ..properties.catalogue import claimed  # noqa: PLC0415 - as above
    from ..properties.property import refusal  # noqa: PLC0415 - as above
    from ..properties.targets import every  # noqa: PLC0415 - as above

    targets, unbuilt = every(kind)
    claims = claimed(asked, targets)
    watch = Watch(sum(not refusal(claim, target) for target in targets for claim in claims))
    try:
        with bar(watch.look):
            made = matrix(targets, claims, **how, begun=watch.begin, seen=watch.see, ended=watch.end)
    except KeyboardInterrupt:
        kept = f"what was found is kept in {how['kept']}, and tried first the next time"
        raise Interrupted(f"{watch.stopped()}; {kept}") from None
    made = made._replace(left_out=(*made.left_out, *unbuilt))
    if as_json:
        emit_json(made.json())
    else:
        emit(_safe(str(made)))
    return _status(watch.over)


def _tell(
    target: Any, claim: "Property", found: "Finding", written: Path | None, *, after: "Sequence[Finding]"
) -> None:
    """Print what a search has come to, for people; the test too, where it is not written to a file."""
    from ..properties import story  # noqa: PLC0415 - heavy, and only wanted here

    if after and (found.broken or after[-1].broken):
        emit("")
    if not found.broken:
        emit_page([Line(clean(str(found), ARGUMENT))])
        return
    lines = story(claim, found).splitlines()
    title = Line(f"{clean(found.target)} breaks {clean(found.property)}", style="bold")
    emit_page([title, *(Line(clean(line, ARGUMENT), 2) for line in lines), Line("")])
    code, why = _test(target, claim, found)
    if not code:
        emit_page([Line(f"There is no test: {clean(why, ARGUMENT)}.")])
    elif written is None:
        emit_page([Line("A test that fails for as long as it does, for pytest:"), Line("")])
        emit(_safe(code))
    else:
        emit_page([Line(f"A test that fails for as long as it does: {clean(str(written))}")])


def _safe(text: str) -> str:
    """Return lines as they may be printed; in a text of Python what is spelt out stays the same."""
    return "\n".join("".join(map(visible, line)) for line in text.splitlines())


def _test(target: Any, claim: "Property", found: "Finding") -> tuple[str, str]:
    """Return the test of what was found, or else why there is none."""
    from ..properties import as_test  # noqa: PLC0415 - heavy, and only wanted here

    try:
        return as_test(target, claim, found), ""
    except SpecError as error:
        return "", str(error)


def _write(target: Any, claim: "Property", found: "Finding", test: Path | None, journal: Path | None) -> None:
    """Write the files that were asked for, where something was found."""
    from ..properties.polled import unpolled  # noqa: PLC0415 - heavy, and only wanted here

    if not found.broken:
        return
    if test is not None:
        code, why = _test(target, claim, found)
        write_new(test, code) if code else complain(f"{test} is not written: {why}")
    if journal is not None:
        talk = found.broken.journal
        if talk is None:
            complain(f"{journal} is not written: {unpolled(found.case)}")
        else:
            write_new(journal, b"".join(talk.lines()))


def _record(target: Any, claim: "Property", found: "Finding") -> dict[str, Any]:
    """Return what a search has come to, for machines."""
    from ..properties import story  # noqa: PLC0415 - heavy, and only wanted here

    talk = found.broken.journal if found.broken else None
    return {
        "target": found.target,
        "property": found.property,
        "word": found.word,
        "holds": HOLDS.get(found.word),
        "examples": found.examples,
        "exercised": found.exercised,
        "story": story(claim, found).splitlines() if found.broken else None,
        "test": (_test(target, claim, found)[0] or None) if found.broken else None,
        "journal": [json.loads(line) for line in talk.lines()] if talk else None,
        **({"measured": found.measured._asdict()} if found.measured else {}),
        **({"note": found.note} if found.note else {}),
    }
