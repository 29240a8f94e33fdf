"""Direct influence, pull and Shapley values: what hearing one speaker did, all else being as it was."""

import math
from collections.abc import Callable
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moot.agents import Conformist, DeGroot, MajorityFollower, Recorded, Silent, Stubborn
from moot.experiments.influence.power import limit, normalised, power
from moot.protocols import Debate, Relay
from moot.sim import (
    Anonymous,
    Drop,
    Edges,
    Evidence,
    Floor,
    Length,
    Link,
    Question,
    Reply,
    SpecError,
    Turn,
    topology,
)

NUMBER = Question(text="How many?", range=(-10.0, 10.0))
CHOICE = Question(text="Which?", options=("x", "y", "z"))
W = np.array([[0.5, 0.5, 0.0], [0.25, 0.5, 0.25], [0.0, 0.25, 0.75]])
Held = Callable[..., Any]


def network(weights: Any, names: str = "ABCDEFGH") -> Edges:
    n = len(weights)
    return Edges(
        edges=tuple(
            Link(speaker=names[u], listener=names[v], weight=float(weights[v][u]))
            for v in range(n)
            for u in range(n)
            if weights[v][u]
        )
    )


def averaging(held: Held, weights: Any, start: list[float], rounds: int = 2) -> Any:
    seats = [DeGroot(start=x) for x in start]
    return held(seats, Debate(rounds=rounds, early=False), NUMBER, setting={"topology": network(weights)})


def rows(n: int) -> st.SearchStrategy[list[list[float]]]:
    return st.lists(st.lists(st.floats(0.05, 1), min_size=n, max_size=n), min_size=n, max_size=n)


@settings(max_examples=25)
@given(st.integers(2, 5).flatmap(rows), st.randoms(use_true_random=False))
def test_pull_gives_the_weights_of_degroot_back_and_their_power(
    held: Held, given_rows: list[list[float]], random: Any
) -> None:
    weights = np.array(given_rows) / np.array(given_rows).sum(axis=1)[:, None]
    start = [i + random.random() / 2 for i in range(len(weights))]
    found = averaging(held, weights, start, 3).ask_again()
    pulled = found.weights()
    known = ~np.isnan(pulled)  # where all the others average to what one holds, it draws nobody
    assert known[:, 1:-1].any() or known.all()
    assert np.abs(pulled - weights)[known].max() < 1e-6


def test_the_power_of_pull_is_the_left_eigenvector(held: Held) -> None:
    pulled = averaging(held, W, [0.9, -4.0, 7.0]).ask_again().weights()
    assert power(pulled)[0].power == pytest.approx((0.2, 0.4, 0.4), abs=1e-9)
    assert limit(pulled, [1, 0, 0]) == pytest.approx([0.2] * 3, abs=1e-9)


def test_direct_effects_of_renormalising_seats_are_the_stated_ones(held: Held) -> None:
    """x_v' = W x; without u the rest is renormalised: W[v,u] / (1 - W[v,u]) (x_u - x_v')."""
    start = [0.9, -4.0, 7.0]
    effects = averaging(held, W, start).ask_again().effects
    after = W @ start
    assert len(effects) == 4
    for effect in effects:
        u, v = "ABC".index(effect.speaker), "ABC".index(effect.listener)
        assert effect.held == start[u]
        assert effect.said == pytest.approx(after[v], abs=1e-12)
        expected = W[v, u] / (1 - W[v, u]) * (start[u] - after[v])
        assert effect.direct == pytest.approx(expected, abs=1e-12)


@settings(max_examples=25)
@given(st.lists(st.floats(-9, 9), min_size=3, max_size=6))
def test_where_silenced_weight_goes_to_oneself_leave_one_out_is_shapley(
    held: Held, start: list[float]
) -> None:
    """A linear game: each has the part W[v,u] (x_u - x_v), by either."""
    weight = 1 / len(start)

    def keeper(x: float) -> Any:
        def act(turn: Turn) -> Any:
            own = x if turn.stance is None else float(turn.stance)  # type: ignore[arg-type] # numbers
            return own + math.fsum(weight * (float(said) - own) for _, said in turn.heard.held())  # type: ignore[arg-type] # numbers

        return act

    found = held([keeper(x) for x in start], Debate(early=False), NUMBER).ask_again()
    assert len(found.effects) == len(start) * (len(start) - 1)
    for effect in found.effects:
        expected = weight * (effect.held - start["ABCDEF".index(effect.listener)])
        assert effect.direct == pytest.approx(expected, abs=1e-12)
        assert effect.shapley == pytest.approx(expected, abs=1e-12)
        assert effect.error == 0


@settings(max_examples=15)
@given(st.integers(0, 10**6), st.integers(2, 5))
def test_shapley_values_sum_to_what_was_said_less_what_is_said_alone(held: Held, seed: int, n: int) -> None:
    start = {name: Evidence(stance=CHOICE.options[i % 3]) for i, name in enumerate("ABCDE"[:n])}
    made = held([Conformist(steepness=9.0)] * n, Debate(rounds=3), CHOICE, evidence=start, seed=seed)
    found = made.ask_again()
    alone = {(one.seat, one.ask): one.cause == "spontaneous" for one in found.causes}
    alone |= {(one.seat, one.ask): False for one in found.held_back}
    sums: dict[tuple[str, int], list[float]] = {}
    for effect in found.effects:
        sums.setdefault((effect.listener, effect.ask), []).append(effect.shapley or 0.0)
        assert effect.direct in (0, 1)
    for key, parts in sums.items():
        # alone it says the same, unless it was moved or held back
        assert math.fsum(parts) == pytest.approx(float(not alone.get(key, True)), abs=1e-12)


def test_beyond_eight_heard_orders_are_drawn_and_the_sum_still_holds(held: Held) -> None:
    start = {name: Evidence(stance="y" if name < "F" else "x") for name in "ABCDEFGHIJKL"[:11]}
    made = held([MajorityFollower()] * 11, Debate(), CHOICE, evidence=start)
    found = made.ask_again(orders=40)
    mine = [effect for effect in found.effects if effect.listener == "A"]
    assert len(mine) == 10
    assert mine[0].said == "x"  # 6 of 10
    assert math.fsum(effect.shapley or 0.0 for effect in mine) == pytest.approx(1, abs=1e-12)
    assert all(0 <= effect.error < 0.2 for effect in mine)
    assert max(effect.error for effect in mine) > 0
    none = made.ask_again(orders=0)
    assert [effect.direct for effect in none.effects] == [effect.direct for effect in found.effects]
    assert {effect.shapley for effect in none.effects} == {None}
    assert made.ask_again(orders=40).effects == found.effects
    with pytest.raises(SpecError, match="orders 1: one order has no error to state"):
        made.ask_again(orders=1)


def test_pull_of_choices_is_taking_over_and_a_third_stance_is_counted_apart(held: Held) -> None:
    def act(turn: Turn) -> str:
        """C takes what B holds where A holds x too; without B it takes what A holds; without A, z."""
        said = dict(turn.heard.held())
        if turn.seat != "C" or not said:
            return {"A": "x", "B": "y", "C": "z"}[turn.seat]
        return str({"AB": said.get("B"), "A": said.get("A"), "B": "z"}["".join(sorted(said))])

    found = held([act, act, act], Debate(early=False), CHOICE).ask_again()
    of_c = {effect.speaker: effect for effect in found.effects if effect.listener == "C"}
    a, b = of_c["A"], of_c["B"]
    assert (a.said, a.otherwise, a.direct, a.pull, a.third) == ("y", "z", 1.0, 0.0, True)
    assert (b.said, b.otherwise, b.direct, b.pull, b.third) == ("y", "x", 1.0, 1.0, False)
    pair = next(pair for pair in found.pairs() if (pair.speaker, pair.listener) == ("A", "C"))
    assert (pair.asks, pair.direct, pair.pull, pair.third) == (1, 1.0, 0.0, 1)
    assert found.probability("A", "C") == {"x": 0, "y": 1, "z": -1}


def test_pull_is_undefined_where_it_would_have_held_that_anyway(held: Held) -> None:
    seats = [Stubborn(stance="x"), Stubborn(stance="x"), MajorityFollower()]
    found = held(seats, Debate(), CHOICE, evidence={"C": "x"}).ask_again()
    assert {effect.pull for effect in found.effects} <= {None}
    same = averaging(held, W, [2.0, 2.0, 2.0]).ask_again()
    assert {effect.pull for effect in same.effects} == {None}
    assert {effect.direct for effect in same.effects} == {0.0}
    assert np.isnan(same.weights()[0, :2]).all()


def test_over_seeds_the_direct_effect_is_a_difference_of_probabilities(held: Held) -> None:
    """B holds y and hears y of C. With x of A half are against it; without A nobody is, and it stays."""
    start = {"A": Evidence(stance="x"), "B": Evidence(stance="y"), "C": Evidence(stance="y")}
    made = held([Conformist(steepness=6.0)] * 3, Debate(early=False), CHOICE, evidence=start, seed=7)
    talks = 300
    found = made.ask_again(*(made.seeded(further) for further in range(1, talks)))
    assert found.talks == talks
    assert len(found.effects) == talks * 6
    for speaker in "ABC":
        difference = found.probability(speaker)
        assert list(difference) == ["x", "y", "z"]
        assert sum(difference.values()) == pytest.approx(0, abs=1e-12)
    taken = 1 / (1 + math.exp(3.25 - 3))
    error = math.sqrt(taken * (1 - taken) / talks)
    assert found.probability("A", "B")["x"] == pytest.approx(taken, abs=4 * error)
    assert found.probability("A", "B")["y"] == -found.probability("A", "B")["x"]
    # A hears y of both: without one of them all that it hears is still against it
    assert {effect.direct for effect in found.effects if effect.listener == "A"} == {0.0}


def test_what_cannot_be_asked_again_is_left_out_with_its_reason(held: Held) -> None:
    async def later(turn: Turn) -> str:
        return "x"

    calls = iter(range(10**6))

    def counting(turn: Turn) -> str:
        return CHOICE.options[next(calls) % 3]

    class Outside(Stubborn):
        live = True

    said = (Reply(stance="x"), Reply(stance="y"))
    seats = [Recorded(lines=said), later, counting, Outside(stance="y"), Conformist()]
    made = held(seats, Debate(early=False), CHOICE, evidence={"E": "z"})
    found = made.ask_again()
    assert found.left_out == {
        "A": "what it says was recorded",
        "B": "it answers asynchronously",
        "C": "asked again just as before, it said otherwise",
        "D": "a world outside is behind it",
    }
    assert {effect.listener for effect in found.effects} == {"E"}
    assert [effect.speaker for effect in found.effects] == ["A", "B", "C", "D"]
    assert np.isnan(found.weights()[:4]).all()
    with pytest.raises(SpecError, match="nobody who heard 'E' was asked again"):
        found.probability("E")
    with pytest.raises(
        SpecError, match="'A' cannot be asked again, since what it says was recorded: compare"
    ):
        made.silenced("E")


def test_names_are_the_seats_behind_the_masks_and_faults_are_as_they_were(held: Held) -> None:
    start = {name: Evidence(stance="y" if name == "A" else "x") for name in "ABCD"}
    plain = held([MajorityFollower()] * 4, Debate(), CHOICE, evidence=start).ask_again()
    masked = held(
        [MajorityFollower()] * 4, Debate(), CHOICE, evidence=start, setting={"lens": Anonymous()}
    ).ask_again()
    key = ("speaker", "listener", "ask", "direct", "shapley")
    of = [
        sorted(tuple(getattr(one, name) for name in key) for one in found.effects)
        for found in (plain, masked)
    ]
    assert of[0] == of[1]
    assert len(of[0]) == 12
    deaf = held(
        [MajorityFollower()] * 4, Debate(), CHOICE, evidence=start, setting={"interceptors": Drop(rate=1.0)}
    )
    assert deaf.ask_again().effects == []


def test_one_after_another_each_hears_those_before(held: Held) -> None:
    found = held([DeGroot(start=float(x)) for x in range(3)], Relay(), NUMBER).ask_again()
    assert {(one.speaker, one.listener) for one in found.effects} >= {("A", "B"), ("A", "C"), ("B", "C")}


def test_journals_of_different_tables_are_not_mixed(held: Held) -> None:
    one = held([Conformist()] * 2, Debate(), CHOICE)
    other = held([Conformist()] * 3, Debate(), CHOICE)
    with pytest.raises(SpecError, match="different questions or seats"):
        one.ask_again(other.journal)
    other.setting = one.setting
    with pytest.raises(SpecError, match="the journal is of the seats A, B, C: give their panel"):
        other.ask_again()


def test_on_zacharys_club_pull_gives_the_weights_back(held: Held) -> None:
    club = nx.relabel_nodes(nx.karate_club_graph(), str)
    weights = normalised((nx.to_numpy_array(club) > 0) + np.eye(34))
    seats = {name: DeGroot(start=9 * math.sin(i)) for i, name in enumerate(club)}
    lines = topology(nx.Graph([*club.edges(), *((name, name) for name in club)]))
    made = held(seats, Debate(rounds=2, early=False), NUMBER, setting={"topology": lines})
    pulled = made.ask_again(orders=0).weights()
    assert np.abs(pulled - weights).max() < 1e-6


def test_who_abstains_or_is_blocked_says_nothing_and_is_not_left_out(held: Held) -> None:
    def wordy(turn: Turn) -> Reply:
        return turn.say("x", argument="too many words")

    async def run(floor: Floor) -> None:
        for _ in floor.rounds(2):
            await floor.ask("open")

    strict = {"interceptors": Length(characters=5, action="block")}
    made = held([Silent(), wordy, MajorityFollower()], run, CHOICE, evidence={"C": "y"}, setting=strict)
    assert made.journal.statistics().outcomes == {"abstained": 2, "blocked": 2, "replied": 2}
    found = made.ask_again()
    assert found.left_out == {}
    assert found.effects == []


def test_a_secret_ballot_has_effects_and_no_cause(held: Held) -> None:
    async def run(floor: Floor) -> None:
        await floor.ask("open")
        await floor.ask("ballot", wants=floor.ballot, private=True)

    seats = [Stubborn(stance="x"), Stubborn(stance="x"), MajorityFollower()]
    found = held(seats, run, CHOICE, evidence={"C": "y"}).ask_again()
    assert [(one.speaker, one.said) for one in found.effects if one.listener == "C"] == [
        ("A", "x"),
        ("B", "x"),
    ]
    assert found.causes == []


def test_direct_effects_are_edges_as_wide_as_they_are_large(held: Held) -> None:
    numbers = averaging(held, W, [-1.0, 2.0, 5.0]).ask_again()
    effects = {(one.speaker, one.listener): abs(one.direct) for one in numbers.effects if one.direct}
    widths = {(edge.speaker, edge.listener): edge.influence for edge in numbers.edges()}
    assert widths == {pair: size / max(effects.values()) for pair, size in effects.items()}
    assert len(widths) == 4
    seats = [Stubborn(stance="x"), Stubborn(stance="x"), MajorityFollower(), Stubborn(stance="y")]
    choices = held(seats, Debate(), CHOICE, evidence={"C": "y"}).ask_again(seeds=2)
    assert {edge.influence for edge in choices.edges()} <= {1.0}
    assert len(choices.edges()) == sum(not one.talk and bool(one.direct) for one in choices.effects)
