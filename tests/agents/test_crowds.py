"""Crowds: meetings one after another, copies apart from each other, and what theory says of their ends."""

import math
from itertools import pairwise
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from moot.agents import (
    AlgorithmicBias,
    Deffuant,
    DeGroot,
    DirichletMultinomial,
    HegselmannKrause,
    Invasion,
    MajorityRule,
    QVoter,
    Stubborn,
    Sznajd,
    ThreeMajority,
    TrimmedMean,
    Voter,
)
from moot.agents.crowds import Crowd, Lines, hearing
from moot.agents.crowds.hearing import LINES
from moot.agents.dynamics import Dynamic, Moment, Peer
from moot.sim import RoundLimit, SpecError, Stable, Unanimous

MEETING: list[Dynamic] = [
    Deffuant(reach=0.6, part=0.3),
    Deffuant(noise=0.1, inertia=0.5),
    AlgorithmicBias(reach=0.6, bias=0.5),
    Voter(),
    QVoter(q=2, flip=0.3),
    Invasion(),
    MajorityRule(),
    Sznajd(),
]


def unanimous(_: Any, now: Any) -> Any:
    return (now == now[:, :1]).all(axis=1)


def never(_: Any, now: Any) -> Any:
    return np.zeros(len(now), bool)


def begin(dynamic: Dynamic, seats: int, copies: int, seed: int) -> Any:
    rng = np.random.default_rng(seed)
    return (
        rng.random((copies, seats)) if isinstance(dynamic, Deffuant) else rng.integers(0, 3, (copies, seats))
    )


@pytest.mark.parametrize("dynamic", MEETING, ids=lambda one: type(one).__name__)
@given(seats=st.integers(3, 9), copies=st.integers(1, 3), seed=st.integers(0, 2**32), ring=st.booleans())
def test_meetings_held_together_are_meetings_held_one_by_one(
    dynamic: Dynamic, seats: int, copies: int, seed: int, *, ring: bool
) -> None:
    start = begin(dynamic, seats, copies, seed % 7)
    graph = nx.star_graph(seats - 1) if ring else None
    crowd = Crowd(dynamic, start, graph, seed=seed, options=3)
    one_by_one = crowd.run(5 * seats, until=never, look=1)
    assert (crowd.run(5 * seats).state == one_by_one.state).all()


@pytest.mark.parametrize("dynamic", [*MEETING, HegselmannKrause(), ThreeMajority()], ids=str)
def test_a_copy_does_not_depend_on_the_others(dynamic: Dynamic) -> None:
    start = begin(Deffuant() if isinstance(dynamic, HegselmannKrause) else dynamic, 7, 3, 1)
    alone = Crowd(dynamic, start[:1], seed=5, options=3).run(40)
    together = Crowd(dynamic, start, seed=5, options=3).run(40, until=unanimous)
    if together.stopped[0]:
        alone = Crowd(dynamic, start[:1], seed=5, options=3).run(40, until=unanimous)
    assert (together.state[0] == alone.state[0]).all()


def test_a_run_is_the_same_again_and_another_seed_is_another() -> None:
    start = begin(Voter(), 50, 1, 0)
    runs = [Crowd(Voter(), start, seed=seed).run(200, every=50) for seed in (1, 1, 2)]
    assert runs[0].digest == runs[1].digest != runs[2].digest
    assert sorted(runs[0].snapshots) == [0, 50, 100, 150, 200]
    assert (runs[0].snapshots[200] == runs[0].state).all()
    halves = Crowd(Voter(), start, seed=1).run(100)
    assert (halves.state == runs[0].snapshots[100]).all()


def test_who_is_done_moves_no_more() -> None:
    start = np.tile(np.arange(10) % 2, (50, 1))
    run = Crowd(Voter(), start).run(100_000, until=unanimous, look=1)
    assert run.stopped.all()
    assert len(set(run.steps.tolist())) > 20
    assert unanimous(start, run.state).all()
    short = Crowd(Voter(), start).run(5, until=unanimous, look=1)
    assert not short.stopped.any()
    assert (short.steps == 5).all()


def test_a_crowd_ends_as_a_stop_rule_says() -> None:
    start = np.tile(np.arange(10) % 2, (50, 1))
    by_rule = Crowd(Voter(), start).run(100_000, until=Unanimous())
    by_hand = Crowd(Voter(), start).run(100_000, until=unanimous)
    assert by_rule.digest == by_hand.digest
    assert (Crowd(Voter(), start).run(1000, until=RoundLimit(rounds=3)).steps == 30).all()
    numbers = np.random.default_rng(1).random((5, 40))
    still = Crowd(HegselmannKrause(), numbers).run(500, until=Stable(rounds=3, within=1e-12), every=1)
    for copy, end in enumerate(still.steps):
        course = [still.snapshots[step][copy] for step in range(end + 1)]
        apart = [abs(one - other).max() for one, other in pairwise(course)]
        assert max(apart[-3:]) <= 1e-12
        assert all(max(apart[i : i + 3]) > 1e-12 for i in range(end - 3))


@given(st.integers(2, 30), st.integers(0, 2**32), st.floats(0.01, 0.5))
def test_deffuant_keeps_the_mean(seats: int, seed: int, part: float) -> None:
    start = np.random.default_rng(seed).random(seats)
    run = Crowd(Deffuant(reach=0.5, part=part), start, seed=seed).run(20 * seats)
    assert run.state.mean() == pytest.approx(start.mean(), abs=1e-12)


@given(st.lists(st.floats(0, 1), min_size=2, max_size=30), st.floats(0, 0.5))
def test_hegselmann_krause_keeps_the_order_and_the_hull(start: list[float], reach: float) -> None:
    ordered = np.sort(start)
    then = Crowd(HegselmannKrause(reach=reach), ordered).run(1).state[0]
    assert (np.diff(then) >= -1e-12).all()
    assert then.min() >= ordered[0] - 1e-12
    assert then.max() <= ordered[-1] + 1e-12


@given(seats=st.integers(3, 40), faults=st.integers(0, 4), seed=st.integers(0, 2**32))
def test_a_trimmed_mean_is_that_of_each_seat_however_many_it_hears(
    seats: int, faults: int, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    heard = (rng.random((seats, seats)) < rng.random((seats, 1))) * rng.choice(
        [0.5, 1.0, 2.0], (seats, seats)
    )
    heard[np.arange(seats), (np.arange(seats) + 1) % seats] = 1.0
    np.fill_diagonal(heard, 1.0)
    start = rng.integers(0, 6, seats) / 10  # some alike
    dynamic = TrimmedMean(faults=faults)
    moved = Crowd(dynamic, start, heard).run(1).state[0]
    for seat, row in enumerate(heard):
        peers = [Peer(row[other], start[other]) for other in np.flatnonzero(row) if other != seat]
        expected = dynamic.update(Moment(start[seat], start[seat], peers))
        assert moved[seat] == pytest.approx(expected, abs=1e-12)


def test_a_trimmed_mean_of_more_lines_than_are_looked_at_together() -> None:
    start = np.random.default_rng(2).random(3 * LINES // 11)
    around = [np.roll(start, by) for by in range(-5, 6)]
    ring = sparse.diags_array(
        [1.0] * 21,
        offsets=[*range(-5, 6), *(sign * (len(start) - by) for by in range(1, 6) for sign in (-1, 1))],
        shape=(len(start), len(start)),
    )
    moved = Crowd(TrimmedMean(faults=2), start, ring).run(1).state[0]
    assert moved == pytest.approx(np.sort(around, axis=0)[2:-2].mean(axis=0), abs=1e-12)


def test_what_is_far_from_0_costs_no_accuracy_and_who_agrees_stays() -> None:
    near = np.random.default_rng(1).random(2000)
    for shift in (0.0, 1e3, 1e6):
        start = near + shift
        windows = [start[abs(start - one) <= 0.01] for one in start[:40]]
        expected = [math.fsum(window) / len(window) for window in windows]
        moved = Crowd(HegselmannKrause(reach=0.01), start).run(1).state[0]
        assert moved[:40] == pytest.approx(expected, abs=4 * np.spacing(shift + 1), rel=0)
    alike = np.full(1000, 0.1)
    assert (Crowd(HegselmannKrause(), alike).run(3).state == 0.1).all()


def test_the_digest_tells_who_hears_whom() -> None:
    graphs = (None, nx.path_graph(3), nx.complete_graph(3))
    assert len({Crowd(Voter(), [1, 1, 1], graph).run(5).digest for graph in graphs}) == 3


@given(st.integers(2, 12), st.integers(0, 2**32), st.floats(0, 1))
def test_everyone_is_the_complete_graph(seats: int, seed: int, reach: float) -> None:
    rng = np.random.default_rng(seed)
    numbers, stances = rng.random(seats), rng.integers(0, 3, seats)
    draws, all_seats = rng.random((seats, 3)), np.arange(seats)
    everyone, lines = hearing(None, seats), hearing(nx.complete_graph(seats), seats)
    assert everyone.average(numbers) == pytest.approx(lines.average(numbers), abs=1e-12)
    assert (everyone.counts(stances, 3) == lines.counts(stances, 3)).all()
    for itself in (False, True):
        asked = everyone.asked(all_seats, draws, itself=itself)
        assert (asked == lines.asked(all_seats, draws, itself=itself)).all()
        assert itself or (asked != all_seats[:, None]).all()
    if (abs(abs(numbers[:, None] - numbers) - reach) > 1e-9).all():
        assert everyone.within(numbers, reach) == pytest.approx(lines.within(numbers, reach), abs=1e-12)


@pytest.mark.parametrize("itself", [False, True])
@given(weights=st.lists(st.integers(1, 4), min_size=2, max_size=5), step=st.integers(0, 40))
def test_whom_one_asks_is_drawn_by_weight(weights: list[int], step: int, *, itself: bool) -> None:
    n = len(weights) + 1
    matrix = np.ones((n, n))
    matrix[0, 1:] = weights
    matrix[0, 0] = 2
    lines = Lines(matrix)
    total = sum(weights) + 2 * itself
    draw = (step % total + 0.5) / total
    listed = [place for place, weight in enumerate(weights, 1) for _ in range(weight)] + [0, 0]
    assert lines.asked(np.array([0]), np.array([[draw]]), itself=itself) == [[listed[step % total]]]


def test_zachary_ends_at_49_of_95() -> None:
    """LAWS 26."""
    club = nx.karate_club_graph()
    start = [float(club.nodes[node]["club"] == "Mr. Hi") for node in club]
    weights = (nx.to_numpy_array(club) > 0) + np.eye(len(club))
    run = Crowd(DeGroot(), start, weights).run(2000)
    assert run.state == pytest.approx(np.full((1, 34), 49 / 95), abs=1e-12)


def test_a_voter_on_the_hub_of_a_star_wins_half_of_the_time() -> None:
    """LAWS 23: node update conserves the sum of degree times stance; 3,000 copies, 4 standard errors."""
    start = np.zeros((3000, 11), int)
    start[:, 0] = 1
    run = Crowd(Voter(), start, nx.star_graph(10), seed=3).run(100_000, until=unanimous, look=11)
    assert run.stopped.all()
    assert run.state[:, 0].mean() == pytest.approx(0.5, abs=4 * 0.5 / 3000**0.5)


def test_an_invader_at_the_hub_of_a_star_wins_once_in_101() -> None:
    """The invasion process keeps the sum of stances over degrees; 10,000 copies, 4 standard errors."""
    start = np.zeros((10_000, 11), int)
    start[:, 0] = 1
    run = Crowd(Invasion(), start, nx.star_graph(10), seed=3).run(100_000, until=unanimous, look=11)
    assert run.stopped.all()
    assert run.state[:, 0].mean() == pytest.approx(1 / 101, abs=4 * (0.01 / 10_000) ** 0.5)


@pytest.mark.parametrize("dynamic", [MajorityRule(), Sznajd()], ids=str)
def test_three_who_meet_end_as_often_on_either_side_as_the_chain_says(dynamic: Dynamic) -> None:
    """Two of three agree: down is to up as n - k - 1 to k - 1, of which the chance to win follows exactly."""
    n, k, copies = 9, 4, 5_000
    ratios = [(n - i - 1) / (i - 1) for i in range(2, n - 1)]
    terms = np.concatenate(([1.0], np.cumprod(ratios)))  # a lone dissenter never wins, so 1 and n - 1 absorb
    chance = terms[: k - 1].sum() / terms.sum()
    start = np.tile(np.arange(n) < k, (copies, 1)).astype(int)
    run = Crowd(dynamic, start, seed=1).run(100_000, until=unanimous, look=n)
    assert run.stopped.all()
    assert run.state[:, 0].mean() == pytest.approx(chance, abs=4 * (chance * (1 - chance) / copies) ** 0.5)


@pytest.mark.parametrize(
    "dynamic", [Voter(), MajorityRule(), DeGroot(), HegselmannKrause(reach=1.0)], ids=str
)
def test_zealots_never_move(dynamic: Dynamic) -> None:
    start = np.tile(np.arange(8) % 2, (4, 1))
    run = Crowd(dynamic, start, zealots=(2, 5), seed=2).run(400, every=40)
    assert all((state[:, [2, 5]] == [0, 1]).all() for state in run.snapshots.values())
    assert (run.state != start).any()


@given(seats=st.integers(2, 7), asks=st.integers(1, 4), seed=st.integers(0, 2**32), full=st.booleans())
def test_nobody_is_asked_twice_while_others_are_left(seats: int, asks: int, seed: int, *, full: bool) -> None:
    rng = np.random.default_rng(seed)
    graph = None if full else Lines(rng.integers(1, 4, (seats, seats)))
    draws, everyone = rng.random((seats, asks)), np.arange(seats)
    asked = (graph or hearing(None, seats)).asked(everyone, draws, distinct=True)
    for seat, row in enumerate(asked):
        others = [int(one) for one in row if one != seat]
        assert len(others) == len(set(others)) == min(asks, seats - 1)


def test_the_majority_of_an_urn_falls_and_its_mean_stays() -> None:
    """LAWS 27: N = 5, alpha = (2, 1), .7901 falls to .7483 in two rounds; 20,000 copies, 4 errors."""
    wrong = (np.random.default_rng(1).random((20_000, 5)) < 1 / 3).astype(int)
    crowd = Crowd(DirichletMultinomial(prior=(2.0, 1.0)), wrong, seed=1)
    right = [(crowd.run(rounds).state == 0) for rounds in (0, 2)]
    for answers, accuracy in zip(right, (0.7901, 0.7483), strict=True):
        assert (answers.sum(axis=1) >= 3).mean() == pytest.approx(accuracy, abs=4 * 0.43 / 20_000**0.5)
        assert answers.mean() == pytest.approx(2 / 3, abs=4 * 0.47 / 20_000**0.5)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Crowd(DeGroot(), [0.5]), "nobody hears anybody"),
        (lambda: Crowd(Voter(), [0, 1, 1], zealots=(3,)), "give places from 0 to 2"),
        (lambda: Crowd(DeGroot(), [0.1, 0.5], nx.cycle_graph(5)), "the graph has 5 seats, and 2 stances"),
        (lambda: Crowd(DeGroot(), []), "not from shape"),
        (lambda: Crowd(DeGroot(), [0.5, float("nan")]), "finite numbers"),
        (lambda: Crowd(Voter(), [0.5, 1.0]), "by their places"),
        (lambda: Crowd(Voter(), [0, -1]), "by their places"),
        (lambda: Crowd(DeGroot(), [0.5] * 3, nx.path_graph(4)), "4 seats, and 3 stances"),
        (lambda: Crowd(DeGroot(), [0.5] * 3, nx.empty_graph(3)), "hears nobody"),
        (lambda: Crowd(DeGroot(), [0.5] * 2, np.ones((2, 3))), "a row and a column"),
        (lambda: Crowd(DeGroot(), [0.5] * 2, np.array([[1, np.inf], [1, 1]])), "not finite"),
        (lambda: Crowd(DeGroot(), [0.5] * 2, np.array([[1, 0], [0.5, 0.5]])), "nobody else"),
        (lambda: Crowd(Voter(), [0, 1], np.array([[1, -1], [1, 1]])), "below 0"),
        (lambda: Crowd(HegselmannKrause(), [0.5] * 2, "complete"), "no graph"),
        (lambda: Crowd(HegselmannKrause(), [0.5] * 2, [1.0, 1.0]), "each seat"),
        (lambda: Crowd(DeGroot(), [[0.5], [0.5, 0.1]]), "copies x seats"),
        (lambda: Crowd(Stubborn(), [0.5] * 2), "of one dynamic"),  # type: ignore[arg-type] # wrong on purpose
        (lambda: Crowd(DeGroot(), [0.5] * 2, bounds=(1, 0)), "lower one"),
        (lambda: Crowd(DeGroot(), [0.5] * 2, zealots=[0.5]), "whole numbers"),  # type: ignore[list-item] # wrong on purpose
        (lambda: Crowd(DeGroot(), [0.5] * 2).run(2.5), "whole numbers"),  # type: ignore[arg-type] # wrong on purpose
        (lambda: HegselmannKrause(reach=-0.1), "reach"),
        (lambda: Crowd(DeGroot(), [0.1, 0.2]).run(-1), "counted from 0"),
    ],
)
def test_what_no_crowd_can_be_is_one_line(make: object, message: str) -> None:
    assert callable(make)
    with pytest.raises(SpecError, match=message) as raised:
        make()
    assert "\n" not in str(raised.value)
