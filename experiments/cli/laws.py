"""`moot laws`: known results, expected against measured."""

import json
from collections.abc import Iterator, Mapping, Sequence
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
    """A law, what was found of it, which figures each mutant fails, and which none does; None = not asked."""

    law: "Law"
    findings: "Sequence[Finding]"
    caught: "Mapping[str, Sequence[str]] | None"
    vacuous: Sequence[str]

    @property
    def passed(self) -> bool:
        """Whether all that was found agrees, every mutant was caught, and every figure fails for one."""
        agree = all(finding.passed for finding in self.findings)
        return agree and all((self.caught or {}).values()) and not self.vacuous


def laws(
    *,
    only: Annotated[
        list[str] | None, typer.Option(metavar="NUMBER|NAME", help="Only this law; once for each.")
    ] = None,
    quick: Annotated[
        bool, typer.Option("--quick", help="A twentieth of the runs, wider tolerances.")
    ] = False,
    mutants: Annotated[
        bool,
        typer.Option(
            "--mutants",
            help="Also test wrong models: each must fail, and each figure for one.",
        ),
    ] = False,
    yours: Annotated[
        list[str] | None,
        typer.Option("--law", metavar="MODULE:NAME", help="A law of your own, beside these or alone."),
    ] = None,
    seed: Annotated[int, typer.Option(help="Fixes every draw.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
) -> int:
    """Check known results, expected against measured.

    Each law has a model, runs and a tolerance of its own. The exit status is 1 if one fails, and with
    --mutants also if a wrong model passes, or a figure that no wrong model fails: it would say nothing.
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
    from ..laws import vacuous  # noqa: PLC0415 - heavy, and only wanted here

    gauge = Gauge()
    gauge.total = len(listed)
    with bar(gauge.look):
        for law in listed:
            gauge.at = f"law {law.number}, {law.name}"
            findings = law.findings(effort)
            caught = law.caught(effort) if mutants else None
            yield Tested(law, findings, caught, [] if caught is None else vacuous(findings, caught))
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
                **({} if caught is None else {"mutants": _failing(finding, caught)}),
            }
            for law, findings, caught, _ in tested
            for finding in findings
        ],
        "mutants": [
            {"id": law.number, "name": name, "caught": bool(failed), "fails": list(failed)}
            for law, _, caught, _ in tested
            for name, failed in (caught or {}).items()
        ],
    }


def _failing(finding: "Finding", caught: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the mutants that fail a figure."""
    return [name for name, failed in caught.items() if finding.what in failed]


def _page(tested: Sequence[Tested]) -> Iterator[Line | Grid]:
    for law, findings, caught, vacuous in tested:
        yield Line(f"{law.number}. {law.name}", style="bold")
        yield Line(law.source, 2)
        rows = tuple(_row(finding) for finding in findings)
        yield Grid(("", "expected", "measured", "95 %", "runs", ""), rows)
        for name, fails in (caught or {}).items():
            found = f"fails {len(fails)} of {counted(len(findings), 'figure')}" if fails else "NOT CAUGHT"
            yield Line(f"a wrong model, {json.dumps(name)}: {found}", 2)
        for what in vacuous:
            yield Line(f"NO WRONG MODEL FAILS {json.dumps(what)}", 2)
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
