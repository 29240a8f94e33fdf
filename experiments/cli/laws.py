"""`moot laws`: known results, expected against measured."""

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from ...sim import SpecError
from ...sim.names import import_path
from ..page import Grid, Line
from ..page.words import counted
from ..progress import Gauge, bar
from .names import typed_names
from .output import DONE, FAILED_CHECK, emit_json, emit_page

if TYPE_CHECKING:
    from ..laws import Effort, Finding, Law


class Tested(NamedTuple):
    """A law, what was found of it, and which of its mutants were told apart from it."""

    law: "Law"
    findings: "Sequence[Finding]"
    caught: dict[str, bool]

    @property
    def passed(self) -> bool:
        """Whether all that was found agrees, and every mutant was caught."""
        return all(finding.passed for finding in self.findings) and all(self.caught.values())


def laws(
    *,
    only: Annotated[
        list[str] | None, typer.Option(metavar="NUMBER|NAME", help="Only this law; once for each.")
    ] = None,
    quick: Annotated[
        bool, typer.Option("--quick", help="A twentieth of the runs, wider tolerances.")
    ] = False,
    mutants: Annotated[
        bool, typer.Option("--mutants", help="Also put wrong models to the test, which must fail it.")
    ] = False,
    yours: Annotated[
        list[str] | None,
        typer.Option("--law", metavar="MODULE:NAME", help="A law of your own, beside these or alone."),
    ] = None,
    seed: Annotated[int, typer.Option(help="Fixes every draw.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
) -> int:
    """Check known results, expected against measured.

    Each law has a model, runs and a tolerance of its own. The exit status is 1 if one fails.
    """
    from ..laws import LAWS, QUICK, Effort, chosen  # noqa: PLC0415 - heavy, and only wanted here

    own = [_typed(path) for path in yours or ()]
    listed = own if own and not only else chosen([*LAWS, *own], only or ())
    effort = Effort(QUICK.share if quick else 1.0, seed)
    tested = list(_all(listed, effort, mutants=mutants))
    if as_json:
        emit_json(_record(tested))
    else:
        emit_page(_page(tested))
    return DONE if all(one.passed for one in tested) else FAILED_CHECK


def _typed(path: str) -> "Law":
    """Return the law that was named by a dotted path."""
    from ..laws import Law  # noqa: PLC0415 - heavy, and only wanted here

    typed_names(path)
    found = import_path(path)
    if not isinstance(found, Law):
        raise SpecError(f"{path} is {type(found).__name__}: a law is made with moot.experiments.laws.Law")
    return found


def _all(listed: "Sequence[Law]", effort: "Effort", *, mutants: bool) -> Iterator[Tested]:
    """Put each law to the test, with a bar on the terminal that says which one is at it."""
    gauge = Gauge()
    gauge.total = len(listed)
    with bar(gauge.look):
        for law in listed:
            gauge.at = f"law {law.number}, {law.name}"
            yield Tested(law, law.findings(effort), law.caught(effort) if mutants else {})
            gauge.step()


def _record(tested: Sequence[Tested]) -> dict[str, Any]:
    """Return what was found as JSON."""
    return {
        "laws": [
            {
                "id": law.number,
                "name": f"{law.name}: {finding.what}",
                "expected": finding.expected,
                "measured": finding.measured,
                "tolerance": finding.tolerance,
                "interval": finding.interval,
                "runs": finding.runs,
                "pass": finding.passed,
                "source": law.source,
            }
            for law, findings, _ in tested
            for finding in findings
        ],
        "mutants": [
            {"id": law.number, "name": name, "caught": caught}
            for law, _, wrong in tested
            for name, caught in wrong.items()
        ],
    }


def _page(tested: Sequence[Tested]) -> Iterator[Line | Grid]:
    for law, findings, caught in tested:
        yield Line(f"{law.number}. {law.name}", style="bold")
        yield Line(law.source, 2)
        rows = tuple(_row(finding) for finding in findings)
        yield Grid(("", "expected", "measured", "95 %", "runs", ""), rows)
        for name, found in caught.items():
            yield Line(f"a wrong model, {json.dumps(name)}: {'caught' if found else 'NOT CAUGHT'}", 2)
        yield Line("")
    failed = [one.law for one in tested if not one.passed]
    count = sum(len(one.findings) for one in tested)
    yield Line(f"{counted(len(tested), 'law')}, {counted(count, 'figure')}.", style="bold")
    yield Line(
        f"Fails: {', '.join(f'{law.number} ({law.name})' for law in failed)}." if failed else "All hold."
    )


def _row(finding: "Finding") -> tuple[str, ...]:
    low_high = finding.interval
    return (
        finding.what,
        _figure(finding.expected),
        _figure(finding.measured),
        "" if low_high is None else f"{_figure(low_high[0])} to {_figure(low_high[1])}",
        f"{finding.runs:,}" if finding.runs else "exact",
        "" if finding.passed else "FAILS",
    )


def _figure(value: float | str) -> str:
    return (value or "nobody") if isinstance(value, str) else f"{value:.6g}"
