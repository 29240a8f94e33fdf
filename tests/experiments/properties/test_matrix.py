"""The matrix: who keeps what, as it is declared, with witnesses that hold, for people and for machines."""

import json
from pathlib import Path

import pytest

from moot.experiments.properties import Broken, Finding
from moot.experiments.properties.axioms import Bounds, axiom
from moot.experiments.properties.broken_rules import BROKEN_RULES
from moot.experiments.properties.matrices import EVERY, Matrix, declared_broken, matrix
from moot.protocols.rules import AXIOMS, Borda, InstantRunoff, Majority, Plurality, Score
from moot.protocols.rules.axioms import declarations
from moot.sim import SpecError

RULES = (Borda(), Majority(), Plurality(), Score())
NAMES = ("condorcet-loser", "iia", "majority-winner", "monotonicity", "neutrality", "unanimity")


def row(made: Matrix, number: int = 0) -> list[Finding]:
    """Return a row in which nothing is left out."""
    found = [one for one in made.findings[number] if one is not None]
    assert len(found) == len(made.properties)
    return found


@pytest.fixture(scope="module")
def made() -> Matrix:
    return matrix(RULES, NAMES, bounds=Bounds(voters=9), examples=60)


def test_what_is_found_is_what_is_declared(made: Matrix) -> None:
    assert (made.targets, made.properties) == (("borda", "majority", "plurality"), NAMES)
    for number, rule in enumerate(RULES[:3]):
        told = row(made, number)
        assert [(found.target, found.property) for found in told] == [(rule.name, name) for name in NAMES]
        broken = {found.property for found in told if found.word == "broken"}
        assert broken == {*NAMES} & {*declarations()[rule.name].breaks}
        assert {found.word for found in told} <= {"broken", "holds"}


def test_a_witness_holds_by_itself(made: Matrix) -> None:
    assert made.witnesses
    for found in made.witnesses:
        rule = next(rule for rule in RULES if rule.name == found.target)
        assert found.broken is not None
        assert axiom(found.property).check(rule, found.case) == found.broken._replace(journal=None)


def test_what_counts_no_rankings_is_left_out_with_the_reason(made: Matrix) -> None:
    ((name, why),) = made.left_out
    assert name == "score"
    assert f"score is left out: {why}" in str(made).splitlines()


def test_it_reads_as_a_table(made: Matrix) -> None:
    head, *rows = str(made).splitlines()
    assert head.split() == ["1", "2", "3", "4", "5", "6"]
    assert [row.split()[0] for row in rows[:3]] == [*made.targets]
    assert len({len(row) for row in (head, *rows[:3])}) == 1
    cells = dict(zip(NAMES, rows[0].split()[1:], strict=True))
    assert cells["iia"] == "2"
    assert cells["monotonicity"] == "."
    assert rows[4].startswith("a number: broken, by so many voters or seats; . none found")
    assert rows[5:11] == [f"{number:>2} {name}" for number, name in enumerate(NAMES, 1)]
    assert any(row.startswith("borda breaks iia: ") for row in rows)


def test_it_is_json(made: Matrix) -> None:
    read = json.loads(json.dumps(made.json()))
    assert read["properties"] == [*NAMES]
    assert [*read["targets"]] == [*made.targets]
    kept, broken = read["targets"]["borda"]["monotonicity"], read["targets"]["borda"]["iia"]
    assert kept.keys() == {"word", "examples", "exercised"}
    assert (kept["word"], kept["examples"]) == ("holds", 60)
    assert broken.keys() == {*kept, "witness", "what", "story"}
    assert [*read["left_out"]] == ["score"]


def test_a_smaller_witness_that_is_declared_is_taken() -> None:
    """One example finds next to nothing."""
    made = matrix((InstantRunoff(),), ("monotonicity", "condorcet-winner"), examples=1)
    for found in row(made):
        assert (found.word, found.examples) == ("broken", 0)
    assert str(made).count("(declared, not found here)") == 2
    assert str(row(made)[0].case) == "6 abc, 5 cab, 4 bca, 2 bac"


def test_what_was_found_is_kept_between_runs(tmp_path: Path) -> None:
    names = ("iia", "majority-winner")
    first = matrix((Borda(),), names, kept=tmp_path, examples=200)
    again = matrix((Borda(),), names, kept=tmp_path, examples=3, seed=1)
    assert [found.case for found in row(again)] == [found.case for found in row(first)]


def test_of_what_is_not_declared_only_what_is_found_is_shown() -> None:
    assert declared_broken(Borda(), "monotonicity") is None
    assert declared_broken(BROKEN_RULES["one-place-off"].rule, "unanimity") is None
    found = declared_broken(Borda(), "majority-winner")
    assert found is not None
    assert isinstance(found.broken, Broken)


def test_no_time_and_no_premise_have_signs_of_their_own() -> None:
    late = matrix((Majority(),), ("pareto",), seconds=0)
    assert row(late)[0].word == "undecided"
    assert str(late).splitlines()[1].split() == ["majority", "?"]
    assert {*EVERY} == {*AXIOMS}


def test_an_axiom_that_is_none_is_refused() -> None:
    with pytest.raises(SpecError, match="unknown property"):
        matrix((Borda(),), ("fairness",))
