"""Seats that argue: what they argue for in each phase, and how arguments move those who hear them."""

import math
from collections.abc import Callable
from typing import Any

import pytest

from moot.agents import Bayesian, Conformist, MajorityFollower, Persuadable, Stubborn
from moot.protocols import Critique
from moot.sim import (
    Agent,
    Argument,
    ArgumentOnly,
    Corrupt,
    Edges,
    Evidence,
    Journal,
    Link,
    Question,
    Remark,
    Said,
    Turn,
)

TWO = Question(text="2", options=("x", "y"))
FOUR = Question(text="4", options=("w", "x", "y", "z"))
N = Question(text="N", range=(0.0, 10.0))
BOTH = Question(
    text="P", parts=(Question(text="1", options=("x", "y")), Question(text="2", options=("x", "y")))
)
Asked = Callable[..., Any]
STAYS = Conformist(bias=-700.0, eloquence=0.8, pretence=0.25)


def test_an_eloquent_seat_argues_for_what_it_holds_and_others_do_not(asked: Asked) -> None:
    assert asked(STAYS, "x").argument == Argument(strength=0.8)
    assert asked(Conformist(), "x").argument is None
    assert asked(Persuadable(), "x").argument == Argument(strength=0.5)
    assert asked(STAYS, 3.0, question=N).argument == Argument(strength=0.8)


def test_of_a_question_of_parts_it_argues_for_each(asked: Asked) -> None:
    said = asked(STAYS, ("x", "y"), question=BOTH)
    assert said.argument == Argument(strength=0.8)
    attack = asked(STAYS, ("x", "y"), (("x", "x"), 0.5), phase="attack", question=BOTH)
    assert attack.stance == ("x", "y")
    assert attack.argument.supports == ("y", "y")
    assert attack.argument.strength == pytest.approx((0.8 * 0.25 + 0.8) / 2)


@pytest.mark.parametrize(
    ("start", "others", "supports", "strength"),
    [
        ("x", "y", None, 0.8),  # its own is not the one attacked
        ("x", "yyx", None, 0.8),
        ("x", "xxz", "z", 0.2),  # its own is: it argues for the next, with what pretence leaves
        ("x", "xxyyz", "z", 0.2),
    ],
)
def test_an_attack_supports_another_option_than_the_one_attacked(
    asked: Asked, start: str, others: str, supports: str | None, strength: float
) -> None:
    said = asked(STAYS, start, *others, phase="attack")
    assert said.stance == start
    assert said.argument.supports == supports
    assert said.argument.strength == pytest.approx(strength)


def test_with_nothing_to_attack_or_nothing_to_set_against_it_it_abstains(asked: Asked) -> None:
    assert asked(STAYS, "x", phase="attack").reason == "it heard nothing to attack"
    same = asked(STAYS, 3.0, 3.0, phase="attack", question=N)
    assert same.reason == "it knows no other answer to argue for"
    assert asked(STAYS, None, phase="attack").reason == "its evidence holds no answer"


def test_to_oppose_is_to_argue_against_the_leader_that_the_floor_named(asked: Asked) -> None:
    panel = ["y", "y"]
    said = asked(STAYS, "x", *panel, phase="oppose", tell={"leader": ["x"]})
    assert (said.stance, said.argument.supports) == ("x", "y")
    unnamed = asked(STAYS, "y", *panel, phase="oppose")
    assert unnamed.argument.supports in {"x", "z"}


def test_who_sees_arguments_alone_attacks_what_most_of_them_are_for(
    asked: Asked, talk: Callable[..., Journal]
) -> None:
    alone = {"lens": ArgumentOnly()}
    said = asked(STAYS, "x", ("x", 0.1), ("x", 0.1, "y"), ("z", 0.9), phase="attack", setting=alone)
    assert said.argument.supports in {"y", "z"}
    assert asked(STAYS, "x", "x", phase="attack", setting=alone).reason == "it heard nothing to attack"
    panel = (Persuadable(),) * 4
    for seed in range(10):
        attacks = [
            entry
            for entry in talk(panel, Critique(), TWO, seed=seed, setting=alone).entries
            if isinstance(entry, Said) and entry.ask.phase == "attack"
        ]
        assert len(attacks) == 3


def test_what_an_argument_is_for_where_that_is_the_stance_changes_with_it_on_the_way(asked: Asked) -> None:
    """It speaks for what arrives as the stance, whatever was said; through a lens that hides stances too."""
    for lens in ({}, {"lens": ArgumentOnly()}):
        setting = {"interceptors": (Corrupt(rate=1.0),), **lens}
        speaker = Persuadable(eloquence=0.9)
        for seed in range(10):
            first = asked(Persuadable(), "y", speaker, question=TWO, seed=seed, setting=lens)
            heard = asked(Persuadable(), "y", speaker, question=TWO, seed=seed, setting=setting)
            assert {first.stance, heard.stance} == {"x", "y"}


def test_of_words_alone_the_lens_adds_nothing(asked: Asked) -> None:
    seen: list[Remark] = []

    def act(turn: Turn) -> str:
        seen.extend(turn.heard)
        return "x"

    def words(turn: Turn) -> Any:
        return turn.say("y", argument="why")

    asked(act, "x", words, ("z", 0.5, "y"), ("y", 0.5), setting={"lens": ArgumentOnly()})
    assert [remark.argument for remark in seen] == [
        Argument(text="why"),
        Argument(supports="z", strength=0.5),
        Argument(supports="y", strength=0.5),
    ]


def test_to_argue_is_to_argue_for_the_side_given_or_ones_own(asked: Asked) -> None:
    assert asked(STAYS, "x", phase="argue").argument == Argument(strength=0.8)
    given = asked(STAYS, "x", phase="argue", tell={"side": "z"})
    assert (given.stance, given.argument.supports) == ("x", "z")


def test_a_judge_takes_a_side_as_often_as_its_odds_say(asked: Asked) -> None:
    runs, k = 1500, 2
    sides = (("x", 0.2), ("y", 0.6))
    weights = {s: (1 + s * (k - 1)) / (1 - s) for s in (0.2, 0.6)}
    p = weights[0.6] / sum(weights.values())
    said = [asked(Persuadable(), None, *sides, phase="judge", seed=seed) for seed in range(runs)]
    assert {reply.stance for reply in said} == {"x", "y"}
    assert abs(sum(reply.stance == "y" for reply in said) / runs - p) < 4 * math.sqrt(p * (1 - p) / runs)
    assert {reply.credits for reply in said} == {("B",), ("C",)}
    assert {round(reply.confidence, 12) for reply in said} == {round(p, 12), round(1 - p, 12)}


def test_a_judge_weighs_its_own_evidence_and_settles_where_it_heard_nothing(asked: Asked) -> None:
    sides = (("x", 0.0), ("y", 0.0))
    sure = Evidence(stance="y", accuracy=1.0)
    taken = [asked(Persuadable(), sure, *sides, phase="judge", seed=seed).stance for seed in range(50)]
    assert taken.count("y") >= 48
    assert asked(Persuadable(), "z", phase="judge").stance == "z"


def test_evidence_is_as_accurate_as_over_all_options_however_few_are_at_issue(asked: Asked) -> None:
    signal = Evidence(stance="x", accuracy=0.5)  # 3 to 1 against any other of four
    judged = {
        (reply.stance, round(reply.confidence, 12))
        for reply in (
            asked(Persuadable(), signal, ("x", 0.0), ("y", 0.0), phase="judge", question=FOUR, seed=seed)
            for seed in range(40)
        )
    }
    assert judged == {("x", 0.75), ("y", 0.25)}


def test_a_judge_hears_a_stance_that_nobody_argues_for(asked: Asked) -> None:
    k, s = 2, 0.6
    odds = (1 + s * (k - 1)) / (1 - s)
    judged = {
        (reply.stance, round(reply.confidence, 12), reply.credits)
        for reply in (asked(Persuadable(), "x", "x", ("y", s), phase="judge", seed=n) for n in range(40))
    }
    assert judged == {("x", round(1 / (1 + odds), 12), ()), ("y", round(odds / (1 + odds), 12), ("C",))}


@pytest.mark.parametrize("accuracy", [0.0, 0.3, 0.9, 0.9999, 1.0])
def test_evidence_alone_is_believed_as_by_bayes(asked: Asked, accuracy: float) -> None:
    signal = Evidence(stance="x", accuracy=accuracy)
    one = asked(Persuadable(conviction=0.0), signal, question=FOUR).belief
    assert dict(one) == pytest.approx(dict(asked(Bayesian(), signal, question=FOUR).belief), abs=1e-12)


def test_an_argument_of_full_strength_leaves_something_to_hear(asked: Asked) -> None:
    """It counts as one of .99: odds of (1 + .99) / .01 over two options, however many these are."""
    full = asked(Persuadable(conviction=0.0), "x", ("y", 1.0), question=TWO)
    assert dict(full.belief) == pytest.approx({"x": 1 / 200, "y": 199 / 200})


@pytest.mark.parametrize("k", [2, 3, 101, 102, 250])
def test_an_argument_without_strength_is_nothing_among_any_number_of_options(asked: Asked, k: int) -> None:
    question = Question(text="many", options=tuple(map(str, range(k))))
    said = asked(Persuadable(conviction=0.0), "0", *[("1", 0.0)] * 3, question=question)
    assert (said.stance, said.credits) == ("0", ())
    assert [chance for _, chance in said.belief] == pytest.approx([1 / k] * k)


@pytest.mark.parametrize("trust", [0.25, 1.0, 3.0])
def test_trust_multiplies_the_log_odds_of_an_argument(asked: Asked, trust: float) -> None:
    edges = Edges(edges=(Link(speaker="B", listener="A", weight=trust),))
    said = asked(Persuadable(conviction=0.0), "x", ("y", 0.5), question=TWO, topology=edges)
    belief = dict(said.belief)
    assert belief["y"] / belief["x"] == pytest.approx(3.0**trust)


def test_who_moves_credits_those_alone_who_argued_for_what_it_moves_to(asked: Asked) -> None:
    said = asked(Persuadable(), "x", ("y", 0.9), ("z", 0.5), ("y", 0.0), ("y", 0.2, "z"))
    assert (said.stance, said.credits) == ("y", ("B", "E"))


@pytest.mark.parametrize("agent", [Persuadable(), Conformist(), MajorityFollower(), Stubborn()])
def test_evidence_that_is_no_answer_is_said_and_invalid(asked: Asked, agent: Agent) -> None:
    assert asked(agent, "K").outcome == "invalid"


def test_persuadables_belief_is_bayes_rule(asked: Asked) -> None:
    conviction = 0.6
    odds = {"x": (1 + conviction * 2) / (1 - conviction), "y": (1 + 0.9 * 2) / (1 - 0.9), "z": 1.0}
    said = asked(Persuadable(conviction=conviction), "x", ("y", 0.9), "z")
    total = sum(odds.values())
    assert dict(said.belief) == pytest.approx({option: weight / total for option, weight in odds.items()})
    assert (said.stance, said.credits) == ("y", ("B",))


@pytest.mark.parametrize(
    ("others", "stance"),
    [
        ((), "x"),
        ((("y", 0.5),), "x"),
        ((("y", 0.7),), "y"),
        ((("y", 0.6),), "x"),  # as probable: it stays
        ((("y", 0.7), ("x", 0.2)), "x"),  # for and against
        ((("y", 0.4), ("y", 0.4)), "y"),
        (("y",) * 5, "x"),  # nobody argues
        ((("y", None),) * 5, "x"),
        ((("y", 0.9, "x"),), "y"),  # it is the argument that counts, not who holds what
        ((("nonsense", 1.0, "x"),), "x"),
    ],
)
def test_persuadable_is_moved_by_the_strength_heard_for_and_against(
    asked: Asked, others: tuple[Any, ...], stance: str
) -> None:
    assert asked(Persuadable(), "x", *others).stance == stance


def test_persuadable_takes_in_only_as_much_as_it_is_open(asked: Asked) -> None:
    assert asked(Persuadable(openness=0.5), "x", ("y", 1.0)).stance == "x"
    assert asked(Persuadable(openness=0.0, conviction=0.0), "x", ("y", 1.0)).stance == "x"
    assert asked(Persuadable(conviction=1.0), "x", ("y", 1.0)).stance == "x"


def test_persuadable_keeps_its_evidence_of_known_accuracy(asked: Asked) -> None:
    signal = Evidence(stance="x", accuracy=0.9)
    assert asked(Persuadable(), "x", ("y", 0.8)).stance == "y"
    assert asked(Persuadable(), signal, ("y", 0.8)).stance == "x"


def test_persuadable_moves_on_numbers_too_and_without_an_answer_takes_one(asked: Asked) -> None:
    assert asked(Persuadable(), 2.0, (7.0, 0.9), question=N).stance == 7.0
    assert asked(Persuadable(), None, ("y", 0.1)).stance == "y"
    assert asked(Persuadable(), None).reason == "its evidence holds no answer"


def test_arguments_reach_a_seat_that_sees_nothing_else(asked: Asked) -> None:
    seen = asked(Persuadable(), "x", ("y", 0.9), setting={"lens": ArgumentOnly()})
    assert (seen.stance, seen.credits) == ("y", ("B",))


@pytest.mark.parametrize(
    ("others", "balance"),
    [
        ([("y", 0.0)], 0.0),
        ([("y", 0.5)], 0.5),
        ([("y", 1.0)], 1.0),
        ([("y", 1.0), ("y", 0.5)], 0.75),
        ([("y", 1.0), "x", "x", "x"], 0.25),  # for each speaker heard, whether or not it argues
        ([("y", 1.0), ("x", 0.5)], 0.25),
    ],
)
def test_a_susceptible_conformist_is_moved_by_strength(
    asked: Asked, others: list[Any], balance: float
) -> None:
    agent = Conformist(bias=-1.0, steepness=0.0, susceptibility=2.0)
    chance = 1 / (1 + math.exp(1.0 - 2.0 * balance))
    runs = 600
    moved = sum(asked(agent, "x", *others, seed=seed).stance == "y" for seed in range(runs))
    assert abs(moved / runs - chance) < 4 * math.sqrt(chance * (1 - chance) / runs)


def test_a_susceptible_conformist_moves_to_what_is_argued_for_and_held_by_nobody(asked: Asked) -> None:
    moved = asked(Conformist(bias=700.0, susceptibility=1.0), "x", ("y", 0.5, "x"), "x")
    assert (moved.stance, moved.credits) == ("y", ("B",))
    unmoved = asked(Conformist(bias=700.0), "x", ("y", 0.5, "x"), "x")
    assert (unmoved.stance, unmoved.credits) == ("x", ())


def test_it_credits_those_who_hold_what_it_takes_and_those_who_argue_for_it(asked: Asked) -> None:
    agent = Conformist(bias=700.0, susceptibility=1.0)
    moved = asked(agent, "x", ("y", 0.5, "x"), "y", ("x", 0.5, "y"), ("y", 0.0, "x"), ("y", 0.5))
    assert (moved.stance, moved.credits) == ("y", ("C", "D", "F", "B"))


def test_what_is_argued_for_draws_in_proportion_to_its_strength(asked: Asked) -> None:
    agent, runs = Conformist(bias=700.0, susceptibility=1.0), 600
    took = [asked(agent, "x", "z", ("y", 0.5, "x"), seed=seed).stance for seed in range(runs)]
    assert set(took) == {"y", "z"}
    assert abs(took.count("y") / runs - 1 / 3) < 4 * math.sqrt(2 / 9 / runs)


def test_arguments_for_its_own_stance_hold_a_conformist(asked: Asked) -> None:
    agent = Conformist(bias=0.0, steepness=0.0, susceptibility=700.0)
    assert asked(agent, "x", ("y", 0.4), ("x", 0.9)).stance == "x"
    assert asked(agent, "x", ("y", 0.9), ("x", 0.4)).stance == "y"


def test_by_default_arguments_do_nothing_to_a_conformist(asked: Asked) -> None:
    for seed in range(40):
        plain = asked(Conformist(), "x", "y", seed=seed)
        assert asked(Conformist(), "x", ("y", 1.0), seed=seed) == plain
