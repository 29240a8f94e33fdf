"""Laws: each holds on moot, each wrong model is told apart, and the verb says so."""

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from moot.agents import Deffuant
from moot.agents.crowds import Crowd
from moot.experiments.laws import (
    LAWS,
    QUICK,
    Effort,
    Finding,
    Law,
    absence,
    choosing,
    chosen,
    frequency,
    simulated,
    vacuous,
)
from moot.experiments.laws.bounded import clusters, settled
from moot.sim import SpecError

NEARLY_EXACT = (*choosing.LAWS, *absence.LAWS, *frequency.LAWS)
OWN = """
from collections.abc import Iterator
from moot.experiments.laws import Effort, Finding, Law

def check(model: float, effort: Effort) -> Iterator[Finding]:
    yield Finding("half", 0.5, model)

def vain(model: float, effort: Effort) -> Iterator[Finding]:
    yield from check(model, effort)
    yield Finding("two", 2, 1 + 1)

HALVES = Law("own", "halves", "nobody (2026)", {MODEL}, check, {{"a third": 1 / 3}})
VAIN = HALVES._replace(check=vain)
"""


@pytest.mark.parametrize("law", LAWS, ids=lambda law: f"{law.number} {law.name}")
def test_the_law_holds_and_each_of_its_figures_could_fail(law: Law) -> None:
    effort = Effort() if law in NEARLY_EXACT else QUICK
    findings, caught = law.findings(effort), law.caught(effort)
    assert [str(finding) for finding in findings if not finding.passed] == []
    assert findings
    assert all(caught.values()), caught
    assert vacuous(findings, caught) == []


def test_every_law_has_a_number_of_its_own_and_a_source_with_its_year() -> None:
    assert len({law.number for law in LAWS}) == len(LAWS)
    assert [law.number for law in LAWS] == sorted((law.number for law in LAWS), key=int)
    assert [law.name for law in LAWS if "(" not in law.source and law.number != "4"] == []


def test_another_seed_draws_otherwise_and_the_same_one_alike() -> None:
    (law,) = chosen(LAWS, ["2"])
    once, again, other = (law.findings(Effort(0.05, seed)) for seed in (1, 1, 2))
    assert once == again
    assert [one.measured for one in once] != [one.measured for one in other]


def test_a_figure_passes_within_its_tolerance() -> None:
    assert Finding("x", 1.0, 1.0 + 1e-10).passed
    assert not Finding("x", 1.0, 1.0 + 1e-8).passed
    assert not Finding("x", 1.0, float("nan")).passed
    assert Finding("x", "a", "a").passed
    assert not Finding("x", "a", "b").passed
    assert Finding("x", "a", "a").interval is None
    mean = simulated("x", 0.5, [0.0, 1.0] * 50)
    assert (mean.measured, mean.runs) == (0.5, 100)
    assert mean.error == pytest.approx(0.05, rel=0.01)
    assert mean.interval == pytest.approx((0.5 - 1.96 * mean.error, 0.5 + 1.96 * mean.error))


def test_an_unknown_law_is_one_line() -> None:
    with pytest.raises(SpecError, match="no law '99': there are 1, 2"):
        chosen(LAWS, ["99"])


def test_the_verb_shows_what_was_expected_and_fails_with_status_1(moot: object, tmp_path: Path) -> None:
    assert callable(moot)
    done = moot("laws", "--only", "11", "--only", "DeGroot", "--mutants")
    assert done.returncode == 0
    assert "11. five rules, five winners" in done.stdout
    assert 'a wrong model, "takes the last": fails 15 of 16 figures' in done.stdout
    assert done.stdout.endswith("2 laws, 21 figures.\nAll hold.\n")
    for model, status, end in (("0.5", 0, "All hold."), ("0.4", 1, "Fails: own (halves).")):
        (tmp_path / f"mine{status}.py").write_text(OWN.format(MODEL=model), encoding="utf-8")
        done = moot("laws", "--law", f"mine{status}:HALVES")
        assert (done.returncode, done.stdout.splitlines()[-1]) == (status, end)
    told = json.loads(moot("laws", "--law", "mine1:HALVES", "--json").stdout)
    assert [(one["id"], one["pass"], one["measured"]) for one in told["laws"]] == [("own", False, 0.4)]
    (half,) = told["laws"]
    assert "mutants" not in half
    refused = moot("laws", "--law", "mine1:check")
    assert refused.returncode == 2
    assert "a law is made with" in refused.stderr


def test_laws_are_made_of_values_alone() -> None:
    def check(model: float, effort: Effort) -> Iterator[Finding]:
        yield Finding("it", 1.0, model)

    law = Law("x", "x", "x", 1.0, check, {"two": 2.0, "the same": 1.0})
    assert law.caught(QUICK) == {"two": ("it",), "the same": ()}


def test_figures_that_no_wrong_model_fails_say_nothing(moot: object, tmp_path: Path) -> None:
    assert callable(moot)
    (tmp_path / "mine.py").write_text(OWN.format(MODEL=0.5), encoding="utf-8")
    assert moot("laws", "--law", "mine:VAIN").returncode == 0
    done = moot("laws", "--law", "mine:VAIN", "--mutants")
    assert done.returncode == 1
    assert 'a wrong model, "a third": fails 1 of 2 figures' in done.stdout
    assert 'NO WRONG MODEL FAILS "two"' in done.stdout
    told = moot("laws", "--law", "mine:VAIN", "--mutants", "--json")
    assert told.returncode == 1
    found = json.loads(told.stdout)
    assert [(one["pass"], one["mutants"]) for one in found["laws"]] == [(True, ["a third"]), (True, [])]
    assert found["mutants"] == [{"id": "own", "name": "a third", "caught": True, "fails": ["half"]}]


def test_two_figures_of_one_name_are_refused() -> None:
    def check(model: float, effort: Effort) -> Iterator[Finding]:
        yield from (Finding("it", 1.0, model), Finding("it", 2.0, model))

    with pytest.raises(SpecError, match="law x has two figures 'it': give each a name of its own"):
        Law("x", "x", "x", 1.0, check, {}).findings(QUICK)


def test_meetings_after_a_crowd_is_settled_leave_its_clusters() -> None:
    start = np.random.default_rng(3).random((5, 40))
    crowd = Crowd(Deffuant(reach=0.3), start, seed=1)
    early = crowd.run(40_000, until=settled(0.3, 0.02))
    late = crowd.run(40_000)
    assert early.stopped.all()
    assert (early.steps < 40_000).all()
    assert clusters(early.state, 0.02) == clusters(late.state, 0.02)
    assert not settled(0.3, 0.02)(start, start).any()
