"""Axioms: what breaks them is found, shown, and smallest; what is declared of each rule is so."""

from itertools import permutations
from math import comb
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moot.experiments.catalogue import typed
from moot.protocols.rules import (
    AXIOMS,
    RULES,
    Black,
    Borda,
    InstantRunoff,
    Minimax,
    Plurality,
    Profile,
    RankedRule,
)
from moot.protocols.rules.axioms import (
    IIA,
    Anonymity,
    Axiom,
    Blocks,
    CondorcetLoser,
    CondorcetWinner,
    Elections,
    MajorityWinner,
    Monotonicity,
    Neutrality,
    OptimistParticipation,
    PessimistParticipation,
    ResoluteParticipation,
    Scope,
    StrategyProofness,
    declarations,
    declared,
    search,
    searching,
    witness,
)
from moot.protocols.rules.axioms.search import profiles
from moot.sim import Ballots, Rule, SpecError, Tally, rule
from moot.sim.names import import_path

NAMES = typed()
CLASSIC = "6 abc, 4 bca, 5 cab, 2 bac"
"""Instant runoff elects a, and c when the two raise a."""


def axiom(name: str) -> Axiom:
    return Axiom.load(name, NAMES)


def read(text: str) -> Blocks:
    return Blocks.read(text)


def first_seat(ballots: Ballots) -> Tally:
    return Tally((next(iter(ballots.cast.values())).stance or "",))


def first_listed(ballots: Ballots) -> Tally:
    return Tally((ballots.question.options[0],))


def nobody(ballots: Ballots) -> Tally:
    return Tally(())


def everybody(ballots: Ballots) -> Tally:
    return Tally(ballots.question.options)


def most_firsts(ballots: Ballots) -> Tally:
    counts = ballots.counts()
    return Tally(tuple(option for option in counts if counts[option] == max(counts.values())))


def fewest_firsts(ballots: Ballots) -> Tally:
    counts = ballots.counts()
    return Tally(tuple(option for option in counts if counts[option] == min(counts.values())))


def more_than_two(ballots: Ballots) -> Tally:
    """Elects what more than two rank first, else everybody."""
    counts = ballots.counts()
    return Tally(tuple(option for option in counts if counts[option] > 2) or tuple(counts))


MAJORITARIAN = ("condorcet-loser", "condorcet-winner", "majority-loser", "majority-winner", "smith")


# what is declared


def test_every_rule_over_rankings_declares_every_axiom_once() -> None:
    over_rankings = {name for name, path in RULES.items() if issubclass(import_path(path), RankedRule)}
    assert declarations().keys() == over_rankings
    for name, said in declarations().items():
        assert sorted([*said.keeps, *said.breaks]) == sorted(AXIOMS), name
        assert [*said.keeps] == sorted(said.keeps)
        assert [*said.breaks] == sorted(said.breaks)


@pytest.fixture(params=sorted(declarations()))
def rule_name(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


def test_every_axiom_said_to_be_broken_is_broken_by_its_witness(rule_name: str) -> None:
    elect = Elections(Rule.load(rule_name, NAMES))
    for name, text in declarations()[rule_name].breaks.items():
        before, after = witness(text)
        found = axiom(name).violated(elect, before, after)
        assert found, f"{rule_name} keeps {name} on {text}"
        assert (found.before.multiset, found.axiom, found.rule) == (before.multiset, name, rule_name)
        assert (found.after is None) == (after is None)


def test_every_axiom_said_to_be_kept_survives_the_search(rule_name: str) -> None:
    elect = Elections(Rule.load(rule_name, NAMES))
    for name in declarations()[rule_name].keeps:
        for scope in (Scope(size=5, draws=10, largest=12), Scope(options=4, size=2, draws=5, largest=10)):
            found = search(axiom(name), elect, scope)
            assert found.violation is None, str(found)


def test_what_is_declared_is_of_the_default_values() -> None:
    class Odd(Borda):
        odd: bool = False

        def spec(self) -> dict[str, Any]:
            return super().spec() | {"use": "borda"}

    assert declared(Odd()) == declared(Borda())
    assert declared(Odd(odd=True)) is None
    assert declared(rule(nobody)) is None


# the known minima


@pytest.mark.parametrize(
    ("axiom", "rule", "voters", "sole"),
    [
        (CondorcetLoser(), Plurality(), 7, True),
        (MajorityWinner(), Borda(), 5, True),
        (IIA(), Borda(), 2, False),
        (Monotonicity(), InstantRunoff(), 9, False),
        (Monotonicity(), InstantRunoff(), 17, True),
        (ResoluteParticipation(), InstantRunoff(), 4, False),
        (OptimistParticipation(), InstantRunoff(), 11, True),
        (PessimistParticipation(), InstantRunoff(), 11, True),
        (ResoluteParticipation(), InstantRunoff(), 11, True),
        (ResoluteParticipation(), Black(), 8, True),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Axiom | Rule) else str(value),
)
def test_the_smallest_there_are(axiom: Axiom, rule: Rule, voters: int, sole: bool) -> None:
    *before, last = searching(axiom, rule, Scope(size=voters, sole=sole))
    assert [found.violation for found in before] == [None] * (voters - 1)
    assert last.violation is not None
    assert last.violation.size == voters
    assert last.violation.sole >= sole


@pytest.mark.parametrize(
    ("axiom", "rule", "pair", "won", "wins"),
    [
        (CondorcetLoser(), Plurality(), "4 abc, 3 bca, 2 cba", "a", ""),
        (Monotonicity(), InstantRunoff(), f"{CLASSIC} -> 8 abc, 4 bca, 5 cab", "a", "c"),
        (MajorityWinner(), Borda(), "3 abc, 2 bca", "b", ""),
        (IIA(), Borda(), "1 acb, 1 bac -> 1 abc, 1 bca", "a", "b"),
        (StrategyProofness(), Plurality(), "1 bac, 1 cab -> 1 bac, 1 abc", "bc", "ab"),
        (StrategyProofness(), Borda(), "1 abc, 1 bac -> 1 abc, 1 bca", "ab", "b"),
        (ResoluteParticipation(), InstantRunoff(), "1 abc, 1 bca, 1 cab -> 1 abc, 1 bca, 2 cab", "abc", "bc"),
        (ResoluteParticipation(), Black(), "3 bac, 4 cba -> 1 acb, 3 bac, 4 cba", "c", "b"),
    ],
)
def test_the_laws_as_witnesses(axiom: Axiom, rule: Rule, pair: str, won: str, wins: str) -> None:
    found = axiom.violated(rule, *witness(pair))
    assert found is not None
    assert ("".join(found.won), "".join(found.wins)) == (won, wins)


def test_a_block_of_two_is_needed_where_instant_runoff_is_not_monotone() -> None:
    found = Monotonicity().violated(InstantRunoff(), read(CLASSIC))
    assert found is not None
    assert found.deed == "2 voters of bac raise a: abc"
    alone = Monotonicity().violated(InstantRunoff(), *witness(f"{CLASSIC} -> 7 abc, 4 bca, 5 cab, 1 bac"))
    assert alone is None


@pytest.mark.parametrize(
    "axiom", [ResoluteParticipation(), OptimistParticipation(), PessimistParticipation()], ids=str
)
def test_of_three_options_minimax_keeps_participation_and_of_four_it_does_not(axiom: Axiom) -> None:
    assert search(axiom, Minimax(), Scope(size=8)).violation is None
    before, after = witness(declarations()["minimax"].breaks[axiom.name])
    assert len(before.options) == 4
    assert axiom.violated(Minimax(), before, after) is not None


# what is shown


def test_a_violation_can_be_checked_by_hand() -> None:
    assert str(Monotonicity().violated(InstantRunoff(), read(CLASSIC))) == (
        "instant-runoff breaks monotonicity\n"
        "before: 6 abc, 4 bca, 5 cab, 2 bac (17 voters): a wins\n"
        "then: 2 voters of bac raise a: abc\n"
        "after: 8 abc, 4 bca, 5 cab (17 voters): c wins\n"
        "but: a is raised, and wins no more"
    )
    assert str(CondorcetLoser().violated(Plurality(), read("4 abc, 3 bca, 2 cba"))) == (
        "plurality breaks condorcet-loser\n"
        "before: 4 abc, 3 bca, 2 cba (9 voters): a wins\n"
        "but: a wins, and it loses to b by 4 to 5 and c by 4 to 5"
    )


BROKEN = {
    "anonymity": (first_seat, "2 ab, 1 ba -> 1 ba, 2 ab", "nothing but who votes what has changed"),
    "condorcet-loser": (everybody, "1 ab", "b wins, and it loses to a by 0 to 1"),
    "condorcet-winner": (nobody, "1 ab", "a beats b by 1 to 0, and nobody wins"),
    "iia": (most_firsts, "1 abc, 1 bca -> 1 abc, 1 cab", "c, which lost to a, wins now"),
    "independence-of-clones": (
        most_firsts,
        "2 ab, 1 ba -> 1 acb, 1 cab, 1 bac",
        "whether b wins has changed",
    ),
    "majority-loser": (everybody, "2 ab, 1 ba", "b wins, and 2 of 3 rank it last"),
    "majority-winner": (everybody, "2 ab, 1 ba", "a is ranked first by 2 of 3, and a and b win"),
    "monotonicity": (fewest_firsts, "1 ab, 2 ba -> 2 ab, 1 ba", "1 voter of ba raises a: ab"),
    "neutrality": (first_listed, "1 ab -> 1 ba", "b would have to win"),
    "optimist-participation": (
        fewest_firsts,
        "2 ab, 1 ba -> 2 ab, 3 ba",
        "they now get a at best, and without",
    ),
    "pareto": (everybody, "1 ab", "b wins, and all rank a above it"),
    "pessimist-participation": (fewest_firsts, "2 ab, 1 ba -> 2 ab, 3 ba", "they now get a at worst, and"),
    "positive-involvement": (fewest_firsts, "1 ab -> 1 ab, 2 ba", "b, which they rank first, wins no more"),
    "reinforcement": (more_than_two, "2 ab -> 3 ab", "joined by 1 ab, where a and b win\nafter"),
    "resolute-participation": (
        fewest_firsts,
        "2 ab, 1 ba -> 2 ab, 3 ba",
        "they now get a, and without them b",
    ),
    "reversal-symmetry": (first_listed, "1 ab -> 1 ba", "a is best, and worst"),
    "smith": (everybody, "1 abcd, 1 bcad, 1 cabd", "d wins, and a and b and c each beat all others in pairs"),
    "strategy-proofness": (
        fewest_firsts,
        "1 ab -> 1 ba",
        "by their own ranking ab they like a better than b",
    ),
    "unanimity": (nobody, "2 ab", "a is ranked first by all, and nobody wins"),
}
"""For each axiom a function that breaks it, where it does, and what is said of it."""


@pytest.mark.parametrize("name", AXIOMS)
def test_each_axiom_says_what_is_wrong(name: str) -> None:
    function, text, said = BROKEN[name]
    before, after = witness(text)
    found = axiom(name).violated(rule(function), before, after)
    assert found is not None
    assert said in str(found)
    assert axiom(name).same(found.before, before)
    assert found.after is after is None or (after and axiom(name).same(found.after, after))


@pytest.mark.parametrize("name", AXIOMS)
def test_what_breaks_an_axiom_is_found_and_as_small_as_can_be(name: str) -> None:
    """What is known to break it, with two options, is found; never anything larger."""
    function, text, _ = BROKEN[name]
    before, after = witness(text)
    voters = max(before.voters, after.voters if after else 0)
    found = search(axiom(name), rule(function), Scope(options=len(before.options), size=voters)).violation
    assert found is not None
    assert found.size <= voters
    again = axiom(name).violated(rule(function), found.before, found.after)
    assert again == found


@pytest.mark.parametrize("name", sorted(AXIOMS.keys() - {"anonymity", *MAJORITARIAN}))
def test_a_dictator_keeps_all_but_anonymity_and_what_majorities_are_owed(name: str) -> None:
    """As the theorems of Arrow and of Gibbard and Satterthwaite say: it is the one way to keep them all."""
    for scope in (Scope(size=3), Scope(options=4, size=1, draws=5, largest=6)):
        assert search(axiom(name), rule(first_seat), scope).violation is None


@pytest.mark.parametrize("name", MAJORITARIAN)
def test_a_dictator_minds_no_majority(name: str) -> None:
    found = search(axiom(name), rule(first_seat), Scope(options=2, size=3)).violation
    assert found is not None
    assert found.size == 3


# where is looked


def test_all_profiles_are_there_once() -> None:
    for options, voters, kinds in ((2, 5, 2), (3, 4, 6), (4, 2, 24)):
        found = list(profiles(options, voters))
        assert len({profile.multiset for profile in found}) == len(found) == comb(voters + kinds - 1, voters)
        assert {profile.voters for profile in found} == {voters}


@pytest.mark.parametrize(("options", "voters"), [(2, 5), (3, 4), (4, 2)])
def test_of_profiles_that_differ_in_names_one_is_there(options: int, voters: int) -> None:
    def names(profile: Blocks) -> frozenset[Any]:
        return frozenset(profile.renamed(order).multiset for order in permutations(profile.options))

    every = {names(profile) for profile in profiles(options, voters)}
    some = [names(profile) for profile in profiles(options, voters, alike=True)]
    assert len(set(some)) == len(some)
    assert set(some) == every


def test_a_search_says_where_it_looked() -> None:
    said = "none found in all profiles of 3 options and up to 3 voters"
    assert str(search(Monotonicity(), Plurality(), Scope(size=3))) == said
    drawn = f"{said}, nor in 4 profiles drawn, of 3 options and up to 9 voters"
    assert str(search(Monotonicity(), Plurality(), Scope(size=3, draws=4, largest=9))) == drawn
    assert [found.looked[-1].profiles for found in searching(Monotonicity(), Plurality(), Scope(size=3))] == [
        1,  # up to the names of options; else there were 6
        1 + 5,
        6 + 10,
    ]
    once = Scope(options=2, size=1)
    assert search(Neutrality(), rule(first_listed), once).looked[0].profiles == 1
    assert search(Anonymity(), rule(first_listed), once).looked[0].profiles == 2


def test_a_search_draws_the_same_for_a_seed_and_shrinks_what_it_draws() -> None:
    scope = Scope(options=4, size=0, draws=50, largest=30)
    found = search(CondorcetWinner(), Borda(), scope)
    assert found == search(CondorcetWinner(), Borda(), scope)
    assert found.violation is not None
    assert found.violation.size < 10
    for at, (_, count) in enumerate(found.violation.before.rows):  # nobody is there for nothing
        for many in {1, count}:
            less = found.violation.before.without(at, many)
            assert not less.rows or CondorcetWinner().violated(Borda(), less) is None
    drawn = {str(search(CondorcetWinner(), Borda(), Scope(size=0, draws=9, seed=n))) for n in range(5)}
    assert len(drawn) > 1


@settings(max_examples=25)
@given(st.lists(st.tuples(st.permutations("abc"), st.integers(1, 3)), min_size=1, max_size=4))
def test_what_is_shown_is_so(rows: list[tuple[list[str], int]]) -> None:
    """Both profiles of a violation, counted by themselves, elect who is said to win."""
    profile = Blocks.of(rows)
    for name in AXIOMS:
        found = axiom(name).violated(InstantRunoff(), profile)
        if found is not None:
            assert found.won == count(InstantRunoff(), found.before)
            assert found.after is None or found.wins == count(InstantRunoff(), found.after)
            assert axiom(name).violated(InstantRunoff(), found.before, found.after) is not None


def count(counted: InstantRunoff, profile: Blocks) -> tuple[Any, ...]:
    return counted.count(Profile(profile.options, profile.rows)).winners


# what is refused


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is no profile: write blocks such as 6 abc"),
        ("abc", "is no profile"),
        ("2 abc, x bca", "is no profile"),
        ("0 abc", "blocks of one voter or more"),
        ("1 abc, 1 ab", "'ab' does not have each of a b c once"),
        ("1 abc, 1 aab", "'aab' does not have each of a b c once"),
        ("1 aba", "an option stands twice"),
    ],
)
def test_what_is_no_profile_is_refused(text: str, said: str) -> None:
    with pytest.raises(SpecError, match=said):
        Blocks.read(text)


@given(st.lists(st.tuples(st.permutations(["Tea", "Milk", "Oat milk"]), st.integers(1, 9)), min_size=1))
def test_profiles_are_read_as_they_are_written(rows: list[tuple[list[str], int]]) -> None:
    profile = Blocks.of(rows)
    assert Blocks.read(str(profile)) == profile


def test_what_counts_no_rankings_says_so() -> None:
    class Cautious(Rule):
        def tally(self, ballots: Ballots) -> Tally:
            return Tally(ballots.question.options[:1], exact=False)

    with pytest.raises(SpecError, match=r"cannot say all who win '1 abc': too many tie"):
        search(Monotonicity(), Cautious())
    with pytest.raises(SpecError, match="options: Input should be greater than or equal to 2, not 1"):
        Scope(options=1)
