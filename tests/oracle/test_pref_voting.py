"""Rules over rankings beside pref_voting (Holliday and Pacuit 2025): the same winners, all ties included.

pref_voting is 800 MB of packages: `.ci/oracle` runs this in an environment of its own.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from random import Random
from typing import Any, NamedTuple

import pytest

from moot.protocols.rules import (
    AntiPlurality,
    Baldwin,
    Black,
    Borda,
    Bucklin,
    Condorcet,
    Coombs,
    Copeland,
    Dowdall,
    InstantRunoff,
    Kemeny,
    Majority,
    Minimax,
    Plurality,
    Profile,
    RankedPairs,
    RankedRule,
    Schulze,
    Smith,
    TwoRoundRunoff,
)
from moot.sim import WeakOrder

WHY = "pref_voting is not installed: .ci/oracle installs it apart, and runs this"
voting_methods: Any = pytest.importorskip("pref_voting.voting_methods", reason=WHY)
scoring_methods: Any = pytest.importorskip("pref_voting.scoring_methods")
Linear: Any = pytest.importorskip("pref_voting.profiles").Profile
WithTies: Any = pytest.importorskip("pref_voting.profiles_with_ties").ProfileWithTies

PROFILES = 20_000
NAMES = "abcdef"

Levels = tuple[int, ...]
"""The place of each option; as many as there are options stands for unranked."""

Ballots = Mapping[Levels, int]
Theirs = Callable[[Any], Sequence[int]]


def by_name(name: str, **options: Any) -> Theirs:
    return lambda profile: getattr(voting_methods, name)(profile, **options)


def by_support(name: str) -> Theirs:
    """The method with the votes of the winner, not the margin, as the strength of a victory."""
    return lambda profile: getattr(voting_methods, name)(profile, strength_function=profile.support)


def or_nobody(theirs: Theirs) -> Theirs:
    """The method that elects all where it has no winner."""
    return lambda profile: () if len(found := theirs(profile)) == profile.num_cands else found


COMPLETE: dict[str, tuple[RankedRule, Theirs]] = {
    "plurality": (Plurality(), by_name("plurality")),
    "majority": (Majority(), by_name("absolute_majority")),
    "anti-plurality": (AntiPlurality(), by_name("anti_plurality")),
    "borda": (Borda(), by_name("borda")),
    "bucklin": (Bucklin(), by_name("bucklin")),
    "instant-runoff": (InstantRunoff(), by_name("instant_runoff_put")),
    "coombs, majority stop": (Coombs(majority_stop=True), by_name("coombs_put")),
    "baldwin": (Baldwin(), by_name("baldwin_put")),
    "two-round-runoff": (TwoRoundRunoff(), by_name("plurality_with_runoff_put")),
    "condorcet": (Condorcet(), or_nobody(by_name("condorcet"))),
    "copeland": (Copeland(), by_name("copeland")),
    "minimax": (Minimax(), by_name("minimax")),
    "smith": (Smith(), by_name("top_cycle")),
    "black": (Black(), by_name("blacks")),
    "schulze": (Schulze(), by_name("beat_path")),
    "ranked-pairs": (RankedPairs(), by_name("ranked_pairs", algorithm="from_stacks")),
    "kemeny": (Kemeny(), by_name("kemeny_young")),
}
"""Complete rankings, no two options at one place."""

SHARED: dict[str, tuple[RankedRule, Theirs]] = {
    "borda": (Borda(), scoring_methods.borda_for_profile_with_ties),
    "instant-runoff": (InstantRunoff(), by_name("instant_runoff_put", score_method="split")),
    "condorcet": (Condorcet(), or_nobody(by_name("condorcet"))),
    "copeland": (Copeland(), by_name("copeland")),
    "minimax": (Minimax(), by_name("minimax")),
    "minimax, winning votes": (Minimax(strength="winning-votes"), by_name("minimax_support")),
    "smith": (Smith(), by_name("top_cycle")),
    "schulze": (Schulze(), by_name("beat_path")),
    "schulze, winning votes": (Schulze(strength="winning-votes"), by_support("beat_path")),
    "ranked-pairs": (RankedPairs(), by_name("ranked_pairs", algorithm="from_stacks")),
    "kemeny": (Kemeny(), by_name("kemeny_young")),
}
"""Rankings that put options at one place, or leave them out."""


class Compared(NamedTuple):
    """What became of one rule.

    Attributes:
        profiles: how many were counted.
        open: how many of them have several winners or none.
        differ: those in which not the same options win, with ours and theirs.
    """

    profiles: int
    open: int
    differ: list[tuple[Ballots, list[int], list[int]]]


def strict(draw: Random, options: int) -> Levels:
    return tuple(draw.sample(range(options), options))


def weak(draw: Random, options: int) -> Levels:
    """Any levels, or a strict order cut off."""
    if draw.random() < 0.5:
        return tuple(draw.choices(range(options + 1), k=options))
    ranked = draw.randint(1, options)
    return tuple(level if level < ranked else options for level in strict(draw, options))


def drawn(draw: Random, ballot: Callable[[Random, int], Levels]) -> Ballots:
    """3 to 6 options and 1 to 30 voters, many alike; half of the profiles with options in swapped pairs.

    With every ballot the one is cast in which options have changed places with each other, so that who wins
    ties with its partner under any rule that treats all options alike.
    """
    options = draw.choices((3, 4, 5, 6), (38, 46, 14, 2))[0]
    voters = draw.choice((draw.randint(1, 30), draw.randint(1, 12)))
    kinds = [ballot(draw, options) for _ in range(draw.randint(1, 8))]
    cast = [draw.choice(kinds) if draw.random() < 0.6 else ballot(draw, options) for _ in range(voters)]
    if draw.random() < 0.5:
        partner = strict(draw, options)
        pairs = dict(zip(partner[::2], partner[1::2], strict=False))
        swap = [(pairs | {j: i for i, j in pairs.items()}).get(i, i) for i in range(options)]
        cast = cast[: max(1, voters // 2)]
        cast += [tuple(levels[i] for i in swap) for levels in cast]
    return Counter(cast)


def ours(rule: RankedRule, ballots: Ballots) -> list[int]:
    options = NAMES[: len(next(iter(ballots)))]
    rows = [(ranking(options, levels), votes) for levels, votes in ballots.items()]
    return [options.index(str(winner)) for winner in rule.count(Profile(options, rows)).winners]


def ranking(options: str, levels: Levels) -> WeakOrder:
    tiers = {
        level: tuple(name for name, at in zip(options, levels, strict=True) if at == level)
        for level in levels
    }
    return tuple(tiers[level] for level in sorted(tiers) if level < len(options))


def theirs(ballots: Ballots) -> Any:
    m = len(next(iter(ballots)))
    if all(sorted(levels) == [*range(m)] for levels in ballots):
        return Linear([sorted(range(m), key=levels.__getitem__) for levels in ballots], [*ballots.values()])
    rankings = [{i: at for i, at in enumerate(levels) if at < m} for levels in ballots]
    profile = WithTies(rankings, [*ballots.values()], candidates=[*range(m)])
    profile.use_extended_strict_preference()  # the unranked are below the ranked
    return profile


@cache
def compared(kind: str) -> dict[str, Compared]:
    draw = Random(4)
    ballot, rules = KINDS[kind]
    left_open = dict.fromkeys(rules, 0)
    differ: dict[str, list[tuple[Ballots, list[int], list[int]]]] = {name: [] for name in rules}
    for _ in range(PROFILES):
        ballots = drawn(draw, ballot)
        profile = theirs(ballots)
        for name, (rule, method) in rules.items():
            here, there = ours(rule, ballots), sorted(map(int, method(profile)))
            left_open[name] += len(here) != 1
            if here != there:
                differ[name].append((ballots, here, there))
    return {name: Compared(PROFILES, left_open[name], differ[name]) for name in rules}


KINDS = {"complete": (strict, COMPLETE), "with shared places": (weak, SHARED)}


@pytest.mark.parametrize(
    ("kind", "name"), [(kind, name) for kind, (_, rules) in KINDS.items() for name in rules]
)
def test_the_same_options_win(kind: str, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    found = compared(kind)[name]
    with capsys.disabled():
        print(  # noqa: T201 - the count is what the test is for
            f"\n{name}: {found.profiles} profiles {kind}, {found.open} with several winners or none, "
            f"{len(found.differ)} differ",
            end="",
        )
    assert found.differ[:3] == []
    assert 3 * found.open >= found.profiles


DIFFERENCES: list[tuple[str, Ballots, RankedRule, str, Theirs, str]] = [
    (
        "where no option beats every other, condorcet elects all; ours elects nobody",
        {(0, 1): 1, (1, 0): 1},
        Condorcet(),
        "",
        by_name("condorcet"),
        "ab",
    ),
    (
        "instant_runoff drops all that tie for last at once; ours follows every order",
        {(0, 1, 2): 1, (1, 0, 2): 1, (1, 2, 0): 1},
        InstantRunoff(),
        "ab",
        by_name("instant_runoff"),
        "abc",
    ),
    (
        "instant_runoff_put gives each of several first places a whole vote by default; ours splits it",
        {(0, 0, 1): 2, (1, 3, 0): 1},
        InstantRunoff(),
        "ab",
        by_name("instant_runoff_put"),
        "a",
    ),
    (
        "coombs_put stops at a majority of first places; ours does as a variant",
        {(0, 1, 2): 1, (0, 2, 1): 1, (2, 0, 1): 1},
        Coombs(),
        "ab",
        by_name("coombs_put"),
        "a",
    ),
    (
        "baldwin drops all that tie for last at once",
        {(0, 1, 2): 3, (2, 0, 1): 1, (1, 2, 0): 2},
        Baldwin(),
        "ac",
        by_name("baldwin"),
        "a",
    ),
    (
        "dowdall adds thirds in floats, so that a tie gets lost",
        {(0, 1, 2): 3, (1, 0, 2): 2, (1, 2, 0): 2, (2, 1, 0): 2},
        Dowdall(),
        "ac",
        by_name("dowdall"),
        "a",
    ),
    (
        "bucklin_for_truncated_linear_orders forgets blank ballots; ours needs half of them, too",
        {(0, 1, 2): 1, (3, 3, 3): 1},
        Bucklin(),
        "abc",
        by_name("bucklin_for_truncated_linear_orders"),
        "a",
    ),
    (
        "domination Borda scores count who is below; ours the mean of shared places",
        {(0, 0, 1): 1, (1, 1, 0): 1},
        Borda(),
        "abc",
        lambda profile: scoring_methods.borda_for_profile_with_ties(
            profile, borda_scores=scoring_methods.domination_borda_scores
        ),
        "c",
    ),
]


@pytest.mark.parametrize(("_why", "ballots", "rule", "here", "method", "there"), DIFFERENCES)
def test_known_differences_of_convention(
    _why: str, ballots: Ballots, rule: RankedRule, here: str, method: Theirs, there: str
) -> None:
    """Each with the fewest voters that show it."""
    assert "".join(NAMES[i] for i in ours(rule, ballots)) == here
    assert "".join(NAMES[i] for i in sorted(map(int, method(theirs(ballots))))) == there


def test_dowdall_differs_by_rounding_alone() -> None:
    """Whoever wins there wins here; who wins here and not there has the same points."""
    draw = Random(4)
    lost, left_open = 0, 0
    for _ in range(PROFILES):
        ballots = drawn(draw, strict)
        here = ours(Dowdall(), ballots)
        there = sorted(map(int, voting_methods.dowdall(theirs(ballots))))
        assert set(there) <= set(here)
        lost += here != there
        left_open += len(here) > 1
    assert 0 < lost < PROFILES / 50
    assert 3 * left_open >= PROFILES
