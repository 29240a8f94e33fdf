"""What must be found: the known failures of rules, at no more voters than are known to be needed."""

from functools import partial
from pathlib import Path

import pytest

from moot.experiments.catalogue import typed
from moot.experiments.properties import Broken, falsify
from moot.experiments.properties.axioms import Bounds, axiom
from moot.protocols.rules import Black, Borda, Condorcet, InstantRunoff, Plurality
from moot.protocols.rules.axioms import Axiom, Elections
from moot.sim import Rule, SpecError, decide

smallest = partial(falsify, smallest=True)


@pytest.mark.parametrize(
    ("rule", "name", "sole", "known"),
    [
        (Plurality(), "condorcet-loser", True, 7),
        (InstantRunoff(), "monotonicity", True, 17),
        (InstantRunoff(), "monotonicity", False, 9),
        (InstantRunoff(), "optimist-participation", True, 11),
        (InstantRunoff(), "resolute-participation", False, 4),
        (Borda(), "majority-winner", True, 5),
        (Borda(), "iia", False, 2),
        (Black(), "resolute-participation", True, 8),
    ],
    ids=str,
)
def test_the_known_minimum_is_found(rule: Rule, name: str, sole: bool, known: int) -> None:
    claim = axiom(name, Bounds(voters=24, sole=sole))
    found = smallest(rule, claim, seconds=60)
    assert found.broken is not None
    assert found.case.voters <= known
    assert claim.check(rule, found.case) == found.broken._replace(journal=None)
    assert found.broken.journal is not None
    assert len(found.broken.journal.seats) == found.case.voters
    assert {*decide(found.broken.journal, rule).tally.winners} == {*Elections(rule).count(found.case)}
    shown = Axiom.load(name, typed()).violated(rule, found.case)
    assert shown is not None


def test_where_nothing_is_found_the_first_search_is_what_there_is_to_say() -> None:
    found = smallest(Condorcet(), "pareto", examples=50)
    assert (found.word, found.examples, found.case, found.broken) == ("holds", 50, None, None)


def test_a_search_ends_with_the_smallest_that_it_has_when_its_time_is_over() -> None:
    times = iter([0.0] * 40)
    found = smallest(Borda(), "iia", seconds=1, clock=lambda: next(times, 9.0))
    assert found.word == "broken"
    assert isinstance(found.broken, Broken)
    nothing = smallest(Borda(), "iia", seconds=0)
    assert (nothing.word, nothing.examples) == ("undecided", 0)


def test_the_same_arguments_find_the_same() -> None:
    one, other = (smallest(Plurality(), "condorcet-loser", examples=60, seed=3) for _ in range(2))
    assert one == other


def test_what_was_found_is_tried_first_the_next_time(tmp_path: Path) -> None:
    look = partial(smallest, Borda(), "iia", kept=tmp_path / "kept")
    first, again = look(seed=1, examples=200), look(seed=2, examples=2)
    assert again.case == first.case
    assert again.examples < first.examples
    assert smallest(Borda(), "iia", seed=2, examples=1).case is None


def test_an_axiom_that_is_none_is_refused() -> None:
    with pytest.raises(SpecError, match="unknown axiom 'fairness'"):
        axiom("fairness")
