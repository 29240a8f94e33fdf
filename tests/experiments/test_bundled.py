"""What comes with moot shows what it says; with the effect taken out of it, nothing is claimed."""

import copy
import math
import tomllib
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.stats import binom, norm

from moot.experiments.catalogue import stored
from moot.experiments.comparison import Comparison, Difference
from moot.experiments.experiment import experiment
from moot.experiments.files import bundled
from moot.experiments.spec import FOLDER, Spec
from moot.experiments.statistics.estimates import quantile
from moot.experiments.table import text
from moot.protocols.rules import RULES
from moot.sim import Question, Rule, SpecError

PAGE = (Path(__file__).parents[2] / "docs" / "experiments.md").read_text(encoding="utf-8")
NAMES = stored()
SPECS: Mapping[str, dict[str, Any]] = {
    name: tomllib.loads(path.read_text(encoding="utf-8")) for name, path in bundled(FOLDER).items()
}


@cache
def ran(name: str) -> Comparison:
    return experiment(Spec.load(SPECS[name], NAMES), NAMES)


def held(
    found: Comparison, expected: Mapping[str, float], measure: str = "accuracy-split", error: float = 0.0
) -> None:
    """Check arms: each mean is within four standard errors of what is expected, which may have one too."""
    rows = {row.label: row.estimates[measure] for row in found.rows}
    for label, figure in expected.items():
        mean, half = rows[label].mean, rows[label].half
        assert mean is not None
        assert half is not None
        own = half / quantile(rows[label].questions - 1, 0.95)
        assert abs(mean - figure) <= 4 * math.hypot(own, error), (label, figure)


def way(one: Difference) -> int:
    """Return which way a difference is claimed to go, 1 or -1; 0 where none is claimed."""
    ends = one.found.together.interval
    if one.found.p_holm is None or one.found.p_holm > 0.05 or ends is None or ends[0] <= 0 <= ends[1]:
        return 0
    return 1 if ends[0] > 0 else -1


def ways(found: Comparison) -> dict[str, int]:
    return {one.a: way(one) for one in found.differences}


# What theory says, worked out without moot.


def urn(seats: int, rounds: int, right: int = 2, wrong: int = 1) -> tuple[float, float]:
    """Return how often the majority of the last of some rounds of answers is right, and how often one seat.

    All hear all, so all believe the same: what counts is how many right answers there were so far.
    """
    count = np.arange(seats + 1)
    so_far = {0: 1.0}
    for before in range(rounds):
        majority = mean = 0.0
        then: dict[int, float] = {}
        for hits, chance in so_far.items():
            answers = chance * binom.pmf(count, seats, (right + hits) / (right + wrong + before * seats))
            majority += float(answers[2 * count > seats].sum())
            mean += float(answers @ count) / seats
            for more, share in enumerate(answers):
                then[hits + more] = then.get(hits + more, 0.0) + float(share)
        so_far = then
    return majority, mean


def conform(
    first: Sequence[float],
    hears: Sequence[Sequence[int]],
    rounds: int,
    *,
    strengths: Sequence[float] = (),
    susceptibility: float = 0.0,
) -> tuple[float, float]:
    """Return how right a vote of conformists on two options is after some rounds, and how agreed.

    A Markov chain on who is right. Seats that are right with chance 0 at first never move.
    """
    n = len(first)
    right = np.array(list(product((False, True), repeat=n)))
    share = np.prod(np.where(right, first, 1 - np.array(first)), axis=1)
    argued = np.array(strengths or [0.0] * n)
    moves = np.ones((len(right), len(right)))
    for seat, heard in enumerate(hears):
        against = right[:, heard] != right[:, [seat]]
        switch = np.zeros(len(right))
        if heard and first[seat]:
            balance = np.where(against, argued[heard], -argued[heard]).mean(axis=1)
            logit = -3.25 + 4.5 * against.mean(axis=1) + susceptibility * balance
            switch = np.where(against.any(axis=1), 1 / (1 + np.exp(-logit)), 0.0)
        stays = right[:, [seat]] == right[:, seat]
        moves *= np.where(stays, 1 - switch[:, None], switch[:, None])
    for _ in range(rounds - 1):
        share = share @ moves
    votes = right.sum(axis=1)
    return float(share @ np.where(2 * votes == n, 0.5, 2 * votes > n)), float(
        share @ np.maximum(votes, n - votes)
    ) / n


def followed(leader: float, follower: float, followers: int, deference: float) -> float:
    """Return how right a vote is whose followers go along with the leader, where they differ, by chance."""
    k = np.arange(followers + 1)
    with_it, without = follower + (1 - follower) * deference, follower * (1 - deference)
    right = leader * binom.pmf(k, followers, with_it)[2 * (k + 1) > followers + 1].sum()
    return float(right + (1 - leader) * binom.pmf(k, followers, without)[2 * k > followers + 1].sum())


def plurality(accuracy: Sequence[float], rho: float, attraction: float, options: int = 10) -> float:
    """Return how right a vote is, ties split, of seats whose errors share a factor; of 200,000 draws."""
    draw = np.random.default_rng(31)
    z, size = draw.normal(size=(200_000, 1)), (200_000, len(accuracy))
    reach = (norm.ppf(accuracy) - np.sqrt(rho) * z) / np.sqrt(1 - rho)
    wrong = np.where(draw.random(size) < attraction, 1, draw.integers(2, options, size))
    said = np.where(draw.normal(size=size) < reach, 0, wrong)
    votes = (said[:, :, None] == np.arange(options)).sum(axis=1)
    lead = votes == votes.max(axis=1, keepdims=True)
    return float((lead[:, 0] / lead.sum(axis=1)).mean())


# What each is said to show.


def first_look(found: Comparison) -> None:
    assert ways(found) == {"debate": -1, "self-revision": 0, "relay": 0}
    # in the mean of 8,000 questions of another seed
    held(found, {"poll": 0.648, "self-revision": 0.648, "debate": 0.606, "relay": 0.683}, error=0.005)
    told = {row.label: row.estimates for row in found.rows}["debate"]
    assert (told["wrong-to-right"].mean or 0) > (told["right-to-wrong"].mean or 0)


def debate_or_vote(found: Comparison) -> None:
    arms = {"poll": 1, "debate rounds=2": 2, "debate rounds=4": 4}
    exact = {label: urn(5, rounds) for label, rounds in arms.items()}
    assert [round(vote, 4) for vote, _ in exact.values()] == [0.7901, 0.7574, 0.7440]
    held(found, {f"{label} · plurality": vote for label, (vote, _) in exact.items()})
    held(found, {f"{label} · random-ballot": seat for label, (_, seat) in exact.items()})
    assert {round(seat, 12) for _, seat in exact.values()} == {round(2 / 3, 12)}
    assert ways(found)["debate rounds=4 · plurality"] == -1
    falling = [row.estimates["accuracy"].mean or 0.0 for row in found.rows[::2]]
    assert falling == sorted(falling, reverse=True)


def rounds_and_seats(found: Comparison) -> None:
    talks, seats = {"poll": 1, "debate": 3}, (3, 5, 11)
    exact = {f"{talk} · {n} seats": urn(n, rounds)[0] for talk, rounds in talks.items() for n in seats}
    assert [round(figure, 4) for figure in exact.values()] == [0.7407, 0.7901, 0.8779, 0.7184, 0.7483, 0.8092]
    held(found, exact)
    assert set(ways(found).values()) == {-1}  # with fewer seats or more rounds than the baseline has


def independent_or_alike(found: Comparison) -> None:
    accuracy = SPECS["independent-or-alike"]["questions"]["accuracy"][:6]
    alike, apart = plurality(accuracy, 0.4, 0.6), plurality(accuracy, 0.0, 1 / 9)
    assert (round(alike, 2), round(apart, 2)) == (0.65, 0.85)
    held(found, {"six alike": alike, "six independent": apart, "the best alone": accuracy[0]})
    assert ways(found) == {"six independent": 1, "the best alone": 1}


def one_adversary(found: Comparison) -> None:
    exact = {}
    for label, honest, adversaries in (
        ("all honest", 6, 0),
        ("one adversary", 5, 1),
        ("and one honest more", 6, 1),
    ):
        seats = range(honest + adversaries)
        hears = [[other for other in seats if other != seat] for seat in seats]
        first, strengths = [0.75] * honest + [0.0] * adversaries, [0.5] * honest + [0.9] * adversaries
        for talk, rounds in (("poll", 1), ("debate", 3)):
            vote, _ = conform(first, hears, rounds, strengths=strengths, susceptibility=2.0)
            exact[f"{talk} · {label}"] = vote
    held(found, exact)
    assert set(ways(found).values()) == {1}
    assert 0.10 < 1 - exact["debate · one adversary"] / exact["debate · all honest"] < 0.40


def who_hears_whom(found: Comparison) -> None:
    arms = Spec.load(SPECS["who-hears-whom"], NAMES).arms
    seats = tuple(map(str, range(9)))
    votes, agreed = {}, {}
    for row, net in zip(found.rows, arms.topology, strict=True):
        links = net.links(seats)
        hears: list[list[int]] = [[] for _ in seats]
        for one, other in product(range(9), repeat=2):
            if one != other and (
                links is None or any((k.speaker, k.listener) == (seats[one], seats[other]) for k in links)
            ):
                hears[other].append(one)
        votes[row.label], agreed[row.label] = conform([0.7] * 9, hears, 4)
    held(found, votes)
    held(found, agreed, "agreement")
    assert max(votes, key=votes.__getitem__) == min(agreed, key=agreed.__getitem__) == "edges"
    assert min(votes, key=votes.__getitem__) == max(agreed, key=agreed.__getitem__) == "star"
    assert ways(found) | {"star": -1, "edges": 1} == ways(found)


def names_or_none(found: Comparison) -> None:
    expert, peer = "they look up to an expert", "they look up to a peer"
    held(
        found,
        {
            expert: followed(0.9, 0.6, 6, 0.8),
            f"{expert} [anonymous]": followed(0.9, 0.6, 6, 0.0),
            peer: followed(0.6, 0.6, 6, 0.8),
            f"{peer} [anonymous]": followed(0.6, 0.6, 6, 0.0),
        },
    )
    assert ways(found) == {f"{expert} [anonymous]": -1, peer: -1, f"{peer} [anonymous]": 1}


def which_rule(found: Comparison) -> None:
    question = Question(text="?", options=("A", "B", "C", "D"))
    listed = [rule.name for rule in Spec.load(SPECS["which-rule"], NAMES).arms.rule]
    for name in RULES.keys() - set(listed):
        with pytest.raises(SpecError):
            Rule.load(name, NAMES).needs(question)
    # in the mean of 8,000 questions of another seed
    held(found, BY_RULE, error=0.004)
    better = {"logarithmic-pool", "log-odds-weighted", "confidence-weighted", "quadratic"}
    worse = {"majority", "unanimity", "veto-power", "condorcet", "random-ballot", "surprisingly-popular"}
    found_ways = ways(found)
    assert {name for name in found_ways if found_ways[name] > 0} >= better
    assert {name for name in found_ways if found_ways[name] < 0} >= worse
    figures = {row.label: row.estimates for row in found.rows}
    assert figures["liquid"] == figures["plurality"]  # nobody delegates
    assert figures["extremised-pool"] == figures["logarithmic-pool"]  # sharper, and in the same order


BY_RULE = {
    "plurality": 0.841,
    "majority": 0.691,
    "unanimity": 0.308,
    "random-ballot": 0.717,
    "borda": 0.856,
    "instant-runoff": 0.827,
    "condorcet": 0.742,
    "schulze": 0.833,
    "approval": 0.845,
    "veto-power": 0.384,
    "score": 0.875,
    "confidence-weighted": 0.872,
    "linear-pool": 0.876,
    "logarithmic-pool": 0.881,
    "surprisingly-popular": 0.556,
}


CLAIMS: Mapping[str, Callable[[Comparison], None]] = {
    "debate-or-vote": debate_or_vote,
    "first-look": first_look,
    "independent-or-alike": independent_or_alike,
    "names-or-none": names_or_none,
    "one-adversary": one_adversary,
    "rounds-and-seats": rounds_and_seats,
    "which-rule": which_rule,
    "who-hears-whom": who_hears_whom,
}


def test_every_experiment_says_what_it_shows() -> None:
    assert CLAIMS.keys() == SPECS.keys()
    assert [name for name, spec in SPECS.items() if "simulated" not in spec["title"] + spec["about"]] == []
    assert PAGE.count("$ moot run ") == len(SPECS)


@pytest.mark.parametrize("name", CLAIMS)
def test_what_is_said_is_found_and_the_page_shows_it(name: str) -> None:
    found = ran(name)
    assert f"```console\n$ moot run {name}\n{text(found)}```\n" in PAGE
    assert not any(row.missing or row.troubles for row in found.rows)
    CLAIMS[name](found)


# The same with the effect taken out.


Spoilt = dict[str, Any]


def nobody_knows(spec: Spoilt) -> None:
    """Let every answer be a draw: whatever is done with it, one of k options is right once in k times."""
    asked = spec["questions"]
    for name in ("accuracy", "attraction", "correlation"):
        asked.pop(name, None)
    asked["difficulty"] = 1 - 1 / asked["options"]


def even_urns(spec: Spoilt) -> None:
    """Let the urns lean to no option: they are right every second time, before a talk and after it."""
    panel = spec["arms"]["panel"]
    for one in panel if isinstance(panel, list) else [panel]:
        one["agent"]["prior"] = [[1.0, 1.0]]


def all_alike(spec: Spoilt) -> None:
    """Let the six that are apart err as much alike as the other six."""
    spec["questions"] |= {"correlation": 0.4, "attraction": 0.6}
    del spec["arms"]["panel"][2]


def one_and_one(spec: Spoilt) -> None:
    """Compare one seat with one that is as good, instead of six with the best of them."""
    panels = spec["arms"]["panel"]
    for panel in panels:
        panel["seats"] = [panel["seats"][0][:1]]
    del panels[2]


def no_adversary(spec: Spoilt) -> None:
    """Let an honest seat, as good as the others, sit where the adversary sat."""
    debate_only(spec)
    spec["questions"]["accuracy"][-1] = 0.75
    honest, adversary, _ = spec["arms"].pop("panel")
    adversary["seats"][0][1]["agent"] = honest["seats"][0][0]["agent"]
    spec["arms"]["panel"] = [honest, adversary]


def no_honest_more(spec: Spoilt) -> None:
    """Let the further honest seat come in place of one of the five, instead of beside them."""
    debate_only(spec)
    _, five, six = spec["arms"].pop("panel")
    honest, adversary = six["seats"][0]
    agent = honest["agent"]
    others = [{"name": f"Honest-{i}", "agent": agent} for i in range(2, 7)]
    six["seats"] = [[*others, adversary]]
    spec["arms"]["panel"] = [five, six]


def debate_only(spec: Spoilt) -> None:
    spec["arms"]["protocol"] = spec["arms"]["protocol"][1]
    spec["baseline"] = "one adversary"


def names_not_read(spec: Spoilt) -> None:
    """Let all look at how many hold what, and at no name; and let nobody be better than others."""
    spec["questions"] |= {"options": 4, "accuracy": [0.6] * 8}
    for panel in spec["arms"]["panel"]:
        for seats in panel["seats"][0]:
            seats["agent"] = "conformist"


def nobody_knows_and_all_elect(spec: Spoilt) -> None:
    """The same for rules, but for those that may elect nobody: they are right less often."""
    nobody_knows(spec)
    quotas = ("majority", "supermajority", "unanimity", "condorcet", "veto-power")
    spec["arms"]["rule"] = [rule for rule in spec["arms"]["rule"] if rule not in quotas]


TWINS = (
    ("debate-or-vote", even_urns),
    ("first-look", nobody_knows),
    ("independent-or-alike", all_alike),
    ("independent-or-alike", one_and_one),
    ("names-or-none", names_not_read),
    ("one-adversary", no_adversary),
    ("one-adversary", no_honest_more),
    ("rounds-and-seats", even_urns),
    ("which-rule", nobody_knows_and_all_elect),
    ("who-hears-whom", nobody_knows),
)
SEEDS = 12
OFTEN = int(binom.ppf(0.999, SEEDS, 0.05))  # errors of a test at .05 in so many runs, at most


@pytest.mark.parametrize(("name", "take_out"), TWINS)
def test_of_the_null_twin_nothing_is_claimed(name: str, take_out: Callable[[Spoilt], None]) -> None:
    spec = copy.deepcopy(SPECS[name])
    take_out(spec)
    spec["questions"]["count"] = 30
    spec["measures"] = ["accuracy-split"]  # what is claimed rests on no other
    tests = intervals = chances = 0
    for seed in range(SEEDS):
        found = experiment(Spec.load(spec | {"seed": seed}, NAMES), NAMES).differences
        chances += any(one.found.estimate.mean for one in found)
        tests += any(one.found.p_holm is not None and one.found.p_holm <= 0.05 for one in found)
        ends = (one.found.together.interval for one in found)
        intervals += any(end is not None and not end[0] <= 0 <= end[1] for end in ends)
    assert chances > SEEDS / 2  # arms do differ, by chance
    assert tests <= OFTEN
    assert intervals <= OFTEN


def test_every_experiment_has_a_null_twin() -> None:
    assert {name for name, _ in TWINS} == SPECS.keys()
