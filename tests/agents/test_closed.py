"""What simulated seats do where options are closed: what they ever do, with the options that are open."""

import math
from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from moot.agents import Bayesian, Conformist, Contrarian, MajorityFollower, Persuadable, Random, Stubborn
from moot.sim import (
    ANSWER,
    Agent,
    Among,
    Evidence,
    Floor,
    Journal,
    Missing,
    Question,
    Ranking,
    ShuffledOptions,
    Turn,
)

Q = Question(text="Q", options=("w", "x", "y", "z"))
OPEN = Among(ballot=ANSWER, options=("x", "y", "z"))
Asked = Callable[..., Any]
Talk = Callable[..., Journal]


@pytest.mark.parametrize(
    ("others", "expected"),
    [("wwxyyz", "x"), ("xxyz", "y"), ("xxyyz", "z"), ("wwww", "x"), ("xy", "z")],
)
def test_contrarian_takes_the_rarest_that_is_open(asked: Asked, others: str, expected: str) -> None:
    assert asked(Contrarian(), None, *others, question=Q, wants=OPEN).stance == expected


def test_random_draws_each_that_is_open_with_the_same_chance(asked: Asked) -> None:
    drawn = Counter(
        asked(Random(), None, *"xxxxyyy", question=Q, wants=OPEN, spoke=True, seed=seed).stance
        for seed in range(600)
    )
    assert drawn.keys() == {"x", "y", "z"}
    assert stats.chisquare(list(drawn.values())).pvalue > 1e-3


accuracies = st.integers(1, 19).map(lambda n: Fraction(n, 20))


@settings(max_examples=40)
@given(
    st.lists(st.tuples(st.sampled_from("wxyz"), accuracies), max_size=3),
    st.text("wxyz", max_size=5),
    st.sampled_from([Fraction(3, 10), Fraction(1, 3), Fraction(3, 5)]),
)
def test_bayesians_belief_is_the_posterior_given_that_the_truth_is_open(
    asked: Asked, signals: list[tuple[str, Fraction]], others: str, peers: Fraction
) -> None:
    """Bayes' rule over all options, closed ones too, then what is left of it shared over the open ones."""
    weight = dict.fromkeys(Q.options, Fraction(1))
    for vote, p in signals + [(stance, peers) for stance in others]:
        for option in Q.options:
            weight[option] *= p if option == vote else (1 - p) / (len(Q.options) - 1)
    total = sum(weight[option] for option in "xyz")
    evidence = [Evidence(stance=stance, accuracy=float(p)) for stance, p in signals]
    said = asked(Bayesian(peers=float(peers)), evidence, *others, question=Q, wants=OPEN)
    assert dict(said.belief) == pytest.approx({option: float(weight[option] / total) for option in "xyz"})
    assert weight[said.stance] == max(weight[option] for option in "xyz")


def test_majority_follower_follows_the_most_of_those_open_and_stays_where_it_can(asked: Asked) -> None:
    agent = MajorityFollower()
    assert asked(agent, "w", *"wwwwyyz", question=Q, wants=OPEN).stance == "y"
    assert asked(agent, "x", *"wwwwyx", question=Q, wants=OPEN).stance == "x"


def test_conformist_starts_afresh_from_a_draw_and_conforms_to_what_is_open(asked: Asked) -> None:
    """It draws x, y or z, then switches with its chance at the share of those who hold another open one."""
    agent, runs, others = Conformist(bias=-1.0, steepness=2.0), 1500, "wwwxyyy"
    expected = dict.fromkeys("xyz", 0.0)
    for start in "xyz":
        against = {option: others.count(option) for option in "xyz" if option != start}
        chance = 1 / (1 + math.exp(1.0 - 2.0 * sum(against.values()) / 4))
        expected[start] += (1 - chance) / 3
        for option, count in against.items():
            expected[option] += chance * count / sum(against.values()) / 3
    said = Counter(
        asked(agent, "w", *others, question=Q, wants=OPEN, spoke=True, seed=seed).stance
        for seed in range(runs)
    )
    assert stats.chisquare([said[o] for o in "xyz"], [runs * expected[o] for o in "xyz"]).pvalue > 1e-3


@pytest.mark.parametrize("agent", [Conformist(bias=-700.0), Persuadable(), MajorityFollower()])
def test_who_starts_afresh_starts_from_its_evidence_where_that_is_open(asked: Asked, agent: Agent) -> None:
    """It gave up z for w, which is closed now."""
    drawn = {
        asked(agent, "w", *"xy", question=Q, wants=OPEN, spoke=True, seed=seed).stance for seed in range(40)
    }
    assert drawn == {"x", "y", "z"}

    class Turncoat(Agent):
        agent: Agent

        def act(self, turn: Turn) -> Any:
            return self.agent.act(turn) if turn.asked else turn.say("w")

    for seed in range(20):
        turncoat = Turncoat(agent=agent)
        assert asked(turncoat, "z", *"xy", question=Q, wants=OPEN, spoke=True, seed=seed).stance == "z"


def test_persuadable_takes_evidence_to_be_as_accurate_as_it_was_over_all(asked: Asked) -> None:
    signal = Evidence(stance="x", accuracy=0.5)  # 3 to 1 against any other of four
    said = asked(Persuadable(conviction=0.0), signal, question=Q, wants=OPEN)
    assert dict(said.belief) == pytest.approx({"x": 3 / 5, "y": 1 / 5, "z": 1 / 5})


@pytest.mark.parametrize("spoke", [True, False])
def test_stubborn_says_nothing_else(asked: Asked, spoke: bool) -> None:
    for agent, start in ((Stubborn(), "w"), (Stubborn(stance="w"), "x")):
        said = asked(agent, start, *"xy", question=Q, wants=OPEN, spoke=spoke)
        assert (said.outcome, said.reason) == ("abstained", "what it holds is no longer open")
    assert asked(Stubborn(), "y", *"xx", question=Q, wants=OPEN, spoke=spoke).stance == "y"


def test_a_turn_shows_the_options_that_are_open_and_counts_those_alone(talk: Talk) -> None:
    seen: list[Any] = []

    def act(turn: Turn) -> str:
        seen.append((turn.question.options, turn.all_options, dict(turn.heard.tally()), turn.heard.held()))
        return "wxy"["ABC".index(turn.seat)]

    async def run(floor: Floor) -> None:
        await floor.ask("one", hears={})
        await floor.ask("two", ["A"], wants=Among(ballot=floor.ballot, options=("z", "y")))
        await floor.ask("three", ["A"])

    talk([act] * 3, run, Q)
    held = [("B", "x"), ("C", "y")]
    assert seen[3:] == [
        (("y", "z"), Q.options, {"y": 1, "z": 0}, held),
        (Q.options, Q.options, {"w": 0, "x": 1, "y": 1, "z": 0}, held),
    ]


def test_the_open_ones_stand_in_the_order_in_which_a_seat_sees_all(talk: Talk) -> None:
    seen: list[Turn] = []

    def act(turn: Turn) -> str:
        seen.append(turn)
        return "x"

    async def run(floor: Floor) -> None:
        await floor.ask("one", wants=OPEN)

    talk([act] * 6, run, Q, setting={"lens": ShuffledOptions()})
    assert len({turn.all_options for turn in seen}) > 1
    for turn in seen:
        assert turn.question.options == tuple(option for option in turn.all_options if option != "w")
        assert tuple(turn.heard.tally()) == turn.question.options
        assert turn.without("B").question is turn.question


@pytest.mark.parametrize("agent", [Conformist(), Bayesian(), Contrarian(), Random(), Persuadable()])
def test_a_ballot_that_ranks_holds_what_is_open(talk: Talk, agent: Agent) -> None:
    async def run(floor: Floor) -> None:
        await floor.ask("one", wants=floor.ballot)
        await floor.ask("two", wants=Among(ballot=floor.ballot, options=("y", "z")))

    for seed in range(10):
        journal = talk([agent] * 5, run, Q, seed=seed, setting={"ballot": Ranking()})
        assert not [entry for entry in journal.entries if isinstance(entry, Missing)]
