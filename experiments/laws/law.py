"""A law: a known result, the model that is to reproduce it, and wrong models that must not."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from ...sim import SpecError

EXACT = 1e-9
"""How far an exact figure may be off, for rounding."""


class Effort(NamedTuple):
    """How much a law is put to the test.

    Attributes:
        share: of the runs that it asks for, from 0 to 1.
        seed: fixes every draw.
    """

    share: float = 1.0
    seed: int = 0

    def runs(self, full: int, least: int = 20) -> int:
        """Return how many runs are made of so many; with fewer than the least no mutant can be told apart."""
        return max(least, math.ceil(full * self.share))


QUICK = Effort(share=0.05)


class Finding(NamedTuple):
    """One figure of a law.

    Attributes:
        what: which.
        expected: a literal, or worked out by other means than what was measured.
        measured: what came of the model.
        tolerance: by how much they may differ; figures without runs are exact.
        error: the standard error of what was measured.
        runs: of how many runs; 0 = exact.
    """

    what: str
    expected: float | str
    measured: float | str
    tolerance: float = EXACT
    error: float = 0.0
    runs: int = 0

    @property
    def passed(self) -> bool:
        """Whether they agree."""
        if isinstance(self.expected, str) or isinstance(self.measured, str):
            return self.expected == self.measured
        return abs(self.measured - self.expected) <= self.tolerance

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95 % interval of what was measured; None of what is exact."""
        if isinstance(self.measured, str) or not self.runs:
            return None
        return self.measured - 1.96 * self.error, self.measured + 1.96 * self.error


def simulated(what: str, expected: float, sample: Sequence[float], reference_error: float = 0.0) -> Finding:
    """Return the mean of a sample beside what is expected; they may differ by four standard errors.

    Args:
        what: which figure.
        expected: it.
        sample: what was measured, a figure a run.
        reference_error: the standard error of what is expected, where that was simulated too.
    """
    runs = len(sample)
    mean = math.fsum(sample) / runs
    error = math.sqrt(math.fsum((one - mean) ** 2 for one in sample) / max(1, runs - 1) / runs)
    return Finding(what, expected, mean, 4 * math.hypot(error, reference_error), error, runs)


def scaled(tolerance: float, full: int, runs: int) -> float:
    """Return the tolerance for so many runs, of one that is stated for others."""
    return tolerance * math.sqrt(full / runs)


Check = Callable[[Any, Effort], Iterable[Finding]]


class Law(NamedTuple):
    """A known result.

    Attributes:
        number: by which it is called, such as `"21"`.
        name: what it says, in a few words.
        source: the paper, with its year.
        model: what is to reproduce it: whatever `check` takes.
        check: measures the model, and yields figures beside what is expected.
        mutants: models that are wrong on purpose, by what is wrong with them; the check must fail on each,
            and each of its figures must fail on one of them, or it would say nothing about the model.
    """

    number: str
    name: str
    source: str
    model: Any
    check: Check
    mutants: Mapping[str, Any]

    def findings(self, effort: Effort) -> list[Finding]:
        """Measure the model.

        Raises:
            SpecError: two figures have one name.
        """
        found = list(self.check(self.model, effort))
        names = [finding.what for finding in found]
        if twice := next((name for name in names if names.count(name) > 1), None):
            raise SpecError(
                f"law {self.number:.80} has two figures {twice!r:.140}: give each a name of its own, "
                "by which it is known what a mutant fails"
            )
        return found

    def caught(self, effort: Effort) -> dict[str, tuple[str, ...]]:
        """Return for each mutant the figures that it fails, by name; one that fails none is not caught."""
        return {
            name: tuple(finding.what for finding in self.check(mutant, effort) if not finding.passed)
            for name, mutant in self.mutants.items()
        }


def vacuous(findings: Iterable[Finding], caught: Mapping[str, Iterable[str]]) -> list[str]:
    """Return the figures that no mutant fails, by name."""
    failed = {what for figures in caught.values() for what in figures}
    return [finding.what for finding in findings if finding.what not in failed]


def chosen(laws: Iterable[Law], numbers: Iterable[str]) -> list[Law]:
    """Return the laws of these numbers or names; all where none are given.

    Raises:
        SpecError: there is no such law.
    """
    known, wanted = list(laws), list(numbers)
    for one in wanted:
        if not any(one in (law.number, law.name) for law in known):
            raise SpecError(f"no law {one!r:.80}: there are {', '.join(law.number for law in known)}")
    return [law for law in known if not wanted or {law.number, law.name} & {*wanted}]
