"""Laws: each holds on moot, each wrong model is told apart, and the verb says so."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from moot.experiments.laws import LAWS, QUICK, Effort, Finding, Law, chosen, simulated
from moot.experiments.laws.choosing import LAWS as CHOOSING
from moot.sim import SpecError

EFFORTS = {law.number: Effort() if law in CHOOSING else QUICK for law in LAWS}  # of these nearly all is exact
OWN = """
from collections.abc import Iterator
from moot.experiments.laws import Effort, Finding, Law

def check(model: float, effort: Effort) -> Iterator[Finding]:
    yield Finding("half", 0.5, model)

HALVES = Law("own", "halves", "nobody (2026)", {MODEL}, check, {{"a third": 1 / 3}})
"""


@pytest.mark.parametrize("law", LAWS, ids=lambda law: f"{law.number} {law.name}")
def test_the_law_holds(law: Law) -> None:
    findings = law.findings(EFFORTS[law.number])
    assert [str(finding) for finding in findings if not finding.passed] == []
    assert findings


@pytest.mark.parametrize("law", LAWS, ids=lambda law: f"{law.number} {law.name}")
def test_wrong_models_are_told_apart(law: Law) -> None:
    caught = law.caught(EFFORTS[law.number])
    assert caught
    assert all(caught.values()), caught


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
    assert 'a wrong model, "takes the last": caught' in done.stdout
    assert done.stdout.endswith("2 laws, 11 figures.\nAll hold.\n")
    for model, status, end in (("0.5", 0, "All hold."), ("0.4", 1, "Fails: own (halves).")):
        (tmp_path / f"mine{status}.py").write_text(OWN.format(MODEL=model), encoding="utf-8")
        done = moot("laws", "--law", f"mine{status}:HALVES")
        assert (done.returncode, done.stdout.splitlines()[-1]) == (status, end)
    told = json.loads(moot("laws", "--law", "mine1:HALVES", "--json").stdout)
    assert [(one["id"], one["pass"], one["measured"]) for one in told["laws"]] == [("own", False, 0.4)]
    refused = moot("laws", "--law", "mine1:check")
    assert refused.returncode == 2
    assert "a law is made with" in refused.stderr


def test_laws_are_made_of_values_alone() -> None:
    def check(model: float, effort: Effort) -> Iterator[Finding]:
        yield Finding("it", 1.0, model)

    law = Law("x", "x", "x", 1.0, check, {"two": 2.0, "the same": 1.0})
    assert law.caught(QUICK) == {"two": True, "the same": False}
