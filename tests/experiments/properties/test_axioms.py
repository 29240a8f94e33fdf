"""The axioms as properties: a sound rule keeps each, its broken twin is caught, and a story shows where."""

import re
from typing import Any

import pytest

from moot.experiments.catalogue import typed
from moot.experiments.properties import HOLDS, IDLE, PROPERTIES, Broken, Property, as_test, falsify, story
from moot.experiments.properties.axioms import AXIOMATIC, CLAIMS, Bounds, axiom, axioms
from moot.experiments.properties.broken_rules import BROKEN_RULES, OF_STANCES
from moot.experiments.properties.counting import RECOUNTED
from moot.experiments.properties.incomplete import INCOMPLETE, elected_by
from moot.experiments.properties.strategies.profiles import Votes
from moot.protocols.rules import (
    AXIOMS,
    RULES,
    Borda,
    Copeland,
    InstantRunoff,
    Majority,
    Mean,
    Minimax,
    PairwiseAgenda,
    Plurality,
    RankedRule,
    Schulze,
    Score,
    VetoPower,
)
from moot.protocols.rules.axioms import Blocks, declarations, witness
from moot.sim import Ballots, Rule, SpecError, Tally
from moot.sim.names import import_path

EVERY = (*AXIOMATIC, *INCOMPLETE)


def named(found: Property) -> str:
    return found.name


def test_every_axiom_of_the_library_is_a_property() -> None:
    assert [*axioms()] == sorted(AXIOMS)
    for name, found in axioms().items():
        assert (found.name, found.kind) == (name, "rule")
        assert found.statement.endswith(".")
        assert found.source


@pytest.mark.parametrize(
    ("claim", "broken"),
    [
        *(pytest.param(claim, claim.mutant, id=claim.name) for claim in EVERY),
        *(pytest.param(PROPERTIES[name], broken, id=broken) for name, broken in OF_STANCES.items()),
    ],
)
def test_the_sound_rule_keeps_it_and_the_broken_one_is_caught(claim: Property, broken: str) -> None:
    """No truth is vacuous: half of what is tried meets the premise, and there is a mutant for each."""
    mutant = BROKEN_RULES[broken]
    kept = falsify(mutant.sound, claim, examples=100)
    assert (kept.word, kept.examples) == ("holds", 100)
    assert kept.exercised >= 50
    caught = falsify(mutant.rule, claim, examples=300)
    assert caught.broken is not None
    assert 1 <= caught.examples <= 300
    assert caught.case.voters <= 8
    assert claim.check(mutant.rule, caught.case) == caught.broken._replace(journal=None)
    assert claim.check(mutant.sound, caught.case) in (HOLDS, IDLE)


def test_every_broken_rule_is_caught_by_some_property() -> None:
    assert {*OF_STANCES} == {claim.name for claim in INCOMPLETE}
    assert {*BROKEN_RULES} == {claim.mutant for claim in (*EVERY, RECOUNTED)} | {*OF_STANCES.values()}
    for name, broken in BROKEN_RULES.items():
        assert broken.name == name
        assert broken.wrong.endswith(".")


def test_a_broken_majority_is_shown_at_two_voters() -> None:
    found = falsify(BROKEN_RULES["half-is-enough"].rule, axiom("iia"), examples=500)
    assert found.case.voters == 2
    assert found.broken is not None
    before, then, after = found.broken.story
    assert before.startswith("2 voters cast 1 ")
    assert then.startswith("Then some rank otherwise; no voter changes how ")
    assert after.startswith("Now it is 1 ")
    assert found.broken.what.endswith(", wins now")


def test_a_case_is_broken_where_the_axiom_is() -> None:
    """With the declared witnesses, which were found by other means."""
    elections = 0
    for name in ("borda", "instant-runoff", "schulze", "plurality"):
        for broken, text in declarations()[name].breaks.items():
            before, after = witness(text)
            larger = before if after is None or after.voters <= before.voters else after
            if len(larger.options) == len(before.options) and larger.voters < 9:
                elections += 1
                outcome = axiom(broken).check(Rule.load(name, typed()), larger)
                assert isinstance(outcome, Broken), (name, broken)
    assert elections > 20


def test_of_sole_winners_ties_do_not_count() -> None:
    tied, sole = Blocks.read("3 acb, 3 bca, 3 cba"), Blocks.read("6 abc, 4 bca, 5 cab, 2 bac")
    any_, only = (axiom("monotonicity", Bounds(sole=alone)) for alone in (False, True))
    assert (any_.name, only.name) == ("monotonicity", "monotonicity-of-sole-winners")
    assert isinstance(any_.check(InstantRunoff(), tied), Broken)
    assert only.check(InstantRunoff(), tied) is HOLDS
    broken = only.check(InstantRunoff(), sole)
    assert broken == Broken(
        "a is raised, and wins no more",
        (
            "17 voters cast 6 abc, 4 bca, 5 cab, 2 bac: a wins.",
            "Then 2 voters of bac raise a: abc.",
            "Now it is 8 abc, 4 bca, 5 cab: c wins.",
        ),
    )


@pytest.mark.parametrize(
    ("target", "name"),
    [
        (Plurality(), "condorcet-loser"),
        (Borda(), "iia"),
        (InstantRunoff(), "resolute-participation"),
        (BROKEN_RULES["ranked-minus-place"].rule, "monotonicity-of-incomplete-ballots"),
    ],
    ids=str,
)
def test_what_is_found_is_told_and_written_as_a_test(target: Rule, name: str) -> None:
    claim = PROPERTIES[name]
    found = falsify(target, claim, examples=1000)
    assert found.broken is not None
    said = story(claim, found).splitlines()
    assert said[1:] == [*found.broken.story, f"But {found.broken.what}."]
    written: dict[str, Any] = {}
    exec(as_test(target, claim, found), written)  # noqa: S102 - that it runs is what is tested
    (test,) = (made for word, made in written.items() if word.startswith("test_"))
    with pytest.raises(AssertionError, match=re.escape(found.broken.what)):
        test()


@pytest.mark.parametrize(
    ("name", "idle", "met"),
    [
        ("anonymity", "3 abc", "2 abc, 1 bca"),
        ("condorcet-winner", "1 abc, 1 bca, 1 cab", "2 abc"),
        ("condorcet-loser", "1 abc, 1 bca, 1 cab", "2 abc"),
        ("majority-winner", "1 abc, 1 bca", "2 abc, 1 bca"),
        ("majority-loser", "1 abc, 1 bca", "2 abc, 1 bca"),
        ("monotonicity", "2 abc", "2 abc, 1 bca"),
        ("optimist-participation", "1 abc", "2 abc"),
        ("pareto", "1 abc, 1 cba", "2 abc"),
        ("positive-involvement", "1 abc", "2 abc"),
        ("reinforcement", "1 abc", "2 abc"),
        ("reversal-symmetry", "1 abc, 1 cba", "2 abc"),
        ("smith", "1 abc, 1 bca, 1 cab", "2 abc"),
        ("unanimity", "1 abc, 1 bca", "2 abc"),
        ("iia", "1 abc, 1 bca, 1 cab", "2 abc"),
    ],
)
def test_the_premise_is_told_from_what_follows(name: str, idle: str, met: str) -> None:
    kept = Copeland() if "iia" not in name else Majority()
    assert axiom(name).check(kept, Blocks.read(idle)) is IDLE
    assert axiom(name).check(kept, Blocks.read(met)) is HOLDS


@pytest.mark.parametrize("kept", [Borda(), Plurality(), Copeland(), Minimax(), Schulze()], ids=type)
@pytest.mark.parametrize("claim", INCOMPLETE, ids=named)
def test_what_incomplete_ballots_are_owed_is_kept(claim: Property, kept: Rule) -> None:
    assert falsify(kept, claim, examples=60).word == "holds"


def test_to_rank_more_helps_nobody_else_under_the_mean_of_places() -> None:
    """As CONVENTIONS has it: false for 'number ranked minus place'."""
    claim = next(one for one in INCOMPLETE if one.name == "monotonicity-of-incomplete-ballots")
    case = Votes(("a", "b"), ((("a",), 1),))
    broken = claim.check(BROKEN_RULES["ranked-minus-place"].rule, case)
    assert broken == Broken(
        "b is raised, and wins no more",
        (
            "1 voter casts 1 a: a and b win.",
            "Then 1 voter of a raises b: ab.",
            "Now it is 1 ab: a wins.",
        ),
    )
    assert claim.check(Borda(), case) is IDLE  # there, the only winner is at the top
    assert claim.check(Borda(), Votes(("a", "b"), ((("a",), 1), (("b",), 1)))) is HOLDS


def test_a_ballot_holds_what_stands_alone_in_the_first_place() -> None:
    """A rule that reads no rankings counts that; of a tie it counts nothing."""
    stances = BROKEN_RULES["last-stance-lost"].sound
    tied = Votes(("a", "b"), (((("a", "b"),), 2), (("b", "a"), 1)))
    assert elected_by(stances, tied) == ("b",)
    assert elected_by(stances, tied._replace(rows=tied.rows[:1])) == ()
    assert elected_by(Plurality(), tied) == ("b",)


class Nobody(Plurality):
    """A rule that elects nobody."""

    def tally(self, ballots: Ballots) -> Tally:
        return Tally(())


class Everybody(Plurality):
    """A rule that reads nothing, so that all tie."""

    def tally(self, ballots: Ballots) -> Tally:
        return Tally(ballots.question.options)


class Strict(Plurality):
    """A rule of stances that refuses ballots which hold none."""

    def tally(self, ballots: Ballots) -> Tally:
        if not any(ballots.counts().values()):
            raise SpecError("no ballot holds a stance")
        return BROKEN_RULES["last-stance-lost"].sound.tally(ballots)


@pytest.mark.parametrize("claim", INCOMPLETE, ids=named)
def test_what_tells_no_options_apart_is_nothing_to_go_by(claim: Property) -> None:
    for rule in (Nobody(), Everybody()):
        found = falsify(rule, claim, examples=60)
        assert (found.word, found.exercised) == ("vacuous", 0)
    assert falsify(Strict(), claim, examples=60).word == "holds"
    assert claim.check(Strict(), Votes(("a", "b"), (((("a", "b"),), 2),))) is IDLE


def test_votes_are_counted_one_by_one_or_in_blocks() -> None:
    profile = Votes(("a", "b"), ((("a", "b"), 2), (("b",), 1)))
    assert elected_by(Plurality(), profile) == elected_by(Plurality(), profile, blocks=True) == ("a",)
    broken = BROKEN_RULES["one-ballot-a-block"].rule
    assert elected_by(broken, profile, blocks=True) == ("a", "b")


@pytest.mark.parametrize(
    ("target", "said"),
    [
        (7, "it is about a rule, and this is a int"),
        (Score(), "score"),
        (Mean(), "number"),
        (VetoPower(), "approv"),
        (PairwiseAgenda(order=("Tea", "Milk")), "Tea"),
    ],
    ids=repr,
)
@pytest.mark.parametrize("claim", [axiom("pareto"), INCOMPLETE[0]], ids=named)
def test_what_counts_no_rankings_is_told(target: Any, said: str, claim: Property) -> None:
    why = claim.applies(target)
    assert said in why
    assert "\n" not in why
    with pytest.raises(SpecError, match="does not apply to"):
        falsify(target, claim)


def test_all_rules_over_rankings_can_be_held_to_all_axioms() -> None:
    for path in RULES.values():
        made = import_path(path)
        if issubclass(made, RankedRule):
            assert {claim.applies(made()) for claim in EVERY} == {""}


def test_an_unknown_axiom_is_answered_with_the_nearest() -> None:
    assert axiom("Condorcet_Loser").name == "condorcet-loser"
    with pytest.raises(SpecError, match="unknown axiom 'monotony': did you mean 'monotonicity'"):
        axiom("monotony")
    assert len(CLAIMS) == len(AXIOMS)
