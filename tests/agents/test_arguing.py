"""Seats that argue: what they argue for in each phase, and how arguments move those who hear them."""

import math
from collections.abc import Callable
from typing import Any

import pytest

from moot.agents import Conformist, DeGroot, MajorityFollower, Persuadable, Random, Stubborn
from moot.agents.arguing import STRONGEST
from moot.sim import (
    ANSWER,
    Agent,
    Among,
    Argument,
    ArgumentOnly,
    Evidence,
    Floor,
    Journal,
    Missing,
    Order,
    Question,
    Reply,
    Said,
    Turn,
)

Q = Question(text="Q", options=("x", "y", "z"))
N = Question(text="N", range=(0.0, 10.0))
BOTH = Question(
    text="P", parts=(Question(text="1", options=("x", "y")), Question(text="2", options=("x", "y")))
)
Talk = Callable[..., Journal]
STAYS = Conformist(bias=-700.0, eloquence=0.8, pretence=0.25)


def pleads(supports: Any, strength: float | None, stance: Any = None) -> Callable[[Turn], Reply]:
    """A seat that always argues this."""
    said = Reply(
        stance=supports if stance is None else stance, argument=Argument(supports=supports, strength=strength)
    )
    return lambda turn: said  # noqa: ARG005


def asked(
    talk: Talk,
    agent: Agent,
    start: Any,
    *others: Any,
    phase: str = "open",
    tell: dict[str, Any] | None = None,
    question: Question = Q,
    wants: Any = None,
    **options: Any,
) -> Any:
    """What an agent says when it is asked in a phase, having heard the others."""

    async def run(floor: Floor) -> None:
        if len(floor.seats) > 1:
            await floor.ask("open", floor.seats[1:], hears={})
        if tell:
            floor.tell("told", **tell)
        await floor.ask(phase, ["A"], wants=wants)

    signal = start if isinstance(start, Evidence) else Evidence(stance=start)
    journal = talk((agent, *others), run, question, evidence={"A": [signal]}, **options)
    last = journal.entries[-1] if isinstance(journal.entries[-1], Said | Missing) else journal.entries[-2]
    return last.reply if isinstance(last, Said) else last


def test_an_eloquent_seat_argues_for_what_it_holds_and_others_do_not(talk: Talk) -> None:
    assert asked(talk, STAYS, "x").argument == Argument(supports="x", strength=0.8)
    assert asked(talk, Conformist(), "x").argument is None
    assert asked(talk, Persuadable(), "x").argument == Argument(supports="x", strength=0.5)
    assert asked(talk, STAYS, 3.0, question=N).argument == Argument(supports=3.0, strength=0.8)


def test_of_a_question_of_parts_it_argues_for_each(talk: Talk) -> None:
    said = asked(talk, STAYS, ("x", "y"), question=BOTH)
    assert said.argument == Argument(supports=("x", "y"), strength=0.8)
    attack = asked(talk, STAYS, ("x", "y"), pleads(("x", "x"), 0.5), phase="attack", question=BOTH)
    assert attack.stance == ("x", "y")
    assert attack.argument.supports == ("y", "y")
    assert attack.argument.strength == pytest.approx((0.8 * 0.25 + 0.8) / 2)


@pytest.mark.parametrize(
    ("start", "others", "supports", "strength"),
    [
        ("x", "y", "x", 0.8),  # its own is not the one attacked
        ("x", "yyx", "x", 0.8),
        ("x", "xxz", "z", 0.2),  # its own is: it argues for the next, with what pretence leaves
        ("x", "xxyyz", "z", 0.2),
    ],
)
def test_an_attack_supports_another_option_than_the_one_attacked(
    talk: Talk, start: str, others: str, supports: str, strength: float
) -> None:
    panel = [Stubborn(stance=stance) for stance in others]
    said = asked(talk, STAYS, start, *panel, phase="attack")
    assert said.stance == start
    assert said.argument.supports == supports
    assert said.argument.strength == pytest.approx(strength)


def test_with_nothing_to_attack_or_nothing_to_set_against_it_it_abstains(talk: Talk) -> None:
    assert asked(talk, STAYS, "x", phase="attack").reason == "it heard nothing to attack"
    same = asked(talk, STAYS, 3.0, Stubborn(stance=3.0), phase="attack", question=N)
    assert same.reason == "it knows no other answer to argue for"
    assert asked(talk, STAYS, None, phase="attack").reason == "its evidence holds no answer"


def test_to_oppose_is_to_argue_against_the_leader_that_the_floor_named(talk: Talk) -> None:
    panel = [Stubborn(stance="y"), Stubborn(stance="y")]
    said = asked(talk, STAYS, "x", *panel, phase="oppose", tell={"leader": ["x"]})
    assert (said.stance, said.argument.supports) == ("x", "y")
    unnamed = asked(talk, STAYS, "y", *panel, phase="oppose")
    assert unnamed.argument.supports in {"x", "z"}


def test_to_argue_is_to_argue_for_the_side_given_or_ones_own(talk: Talk) -> None:
    assert asked(talk, STAYS, "x", phase="argue").argument == Argument(supports="x", strength=0.8)
    given = asked(talk, STAYS, "x", phase="argue", tell={"side": "z"})
    assert (given.stance, given.argument.supports) == ("x", "z")


def test_a_judge_takes_a_side_as_often_as_its_odds_say(talk: Talk) -> None:
    runs, k = 1500, 2
    sides = (pleads("x", 0.2), pleads("y", 0.6))
    weights = {s: (1 + s * (k - 1)) / (1 - s) for s in (0.2, 0.6)}
    p = weights[0.6] / sum(weights.values())
    said = [asked(talk, Persuadable(), None, *sides, phase="judge", seed=seed) for seed in range(runs)]
    assert {reply.stance for reply in said} == {"x", "y"}
    assert abs(sum(reply.stance == "y" for reply in said) / runs - p) < 4 * math.sqrt(p * (1 - p) / runs)
    assert {reply.credits for reply in said} == {("B",), ("C",)}
    assert {round(reply.confidence, 12) for reply in said} == {round(p, 12), round(1 - p, 12)}


def test_a_judge_weighs_its_own_evidence_and_settles_where_it_heard_nothing(talk: Talk) -> None:
    sides = (pleads("x", 0.0), pleads("y", 0.0))
    sure = Evidence(stance="y", accuracy=1.0)
    taken = [asked(talk, Persuadable(), sure, *sides, phase="judge", seed=seed).stance for seed in range(50)]
    assert taken.count("y") >= 48
    assert asked(talk, Persuadable(), "z", phase="judge").stance == "z"


def test_a_chair_takes_the_answer_ranked_best(talk: Talk) -> None:
    told = {"standing": [["y", 1.0], ["z", 1.0], ["x", 2.0]]}
    assert asked(talk, STAYS, "x", phase="conclude").stance == "x"
    assert (
        asked(talk, STAYS, "x", phase="conclude", tell={"standing": [["y", 1.0], ["x", 2.0]]}).stance == "y"
    )
    drawn = {asked(talk, STAYS, "x", phase="conclude", tell=told, seed=seed).stance for seed in range(20)}
    assert drawn == {"y", "z"}


@pytest.mark.parametrize("agent", [STAYS, Persuadable(), Stubborn(), Random(), MajorityFollower()])
def test_simulated_seats_rank_what_agrees_with_them_first_then_the_better_argued(
    talk: Talk, agent: Agent
) -> None:
    answers = {
        "1": {"stance": "y", "argument": {"strength": 0.1}},
        "2": {"stance": "z", "argument": {"strength": 0.9}},
        "3": {"stance": "x"},
    }

    async def run(floor: Floor) -> None:
        await floor.ask("open")
        floor.tell("rank", answers=answers)
        await floor.ask("rank", wants=Order(items=("1", "2", "3")), private=True)

    journal = talk((Stubborn(stance="x"), agent), run, Q)
    *_, one, other = (entry.reply for entry in journal.entries if isinstance(entry, Said))
    assert one.ranking == ("3", "2", "1")
    assert sorted(other.ranking) == ["1", "2", "3"]
    assert one.stance is None


def test_persuadables_belief_is_bayes_rule(talk: Talk) -> None:
    k, conviction = 3, 0.6
    odds = {"x": (1 + conviction * 2) / (1 - conviction), "y": (1 + 0.9 * 2) / (1 - 0.9), "z": 1.0}
    said = asked(talk, Persuadable(conviction=conviction), "x", pleads("y", 0.9), Stubborn(stance="z"))
    total = sum(odds.values())
    assert dict(said.belief) == pytest.approx({option: weight / total for option, weight in odds.items()})
    assert (said.stance, said.credits) == ("y", ("B",))
    assert k == len(Q.options)


@pytest.mark.parametrize(
    ("others", "stance"),
    [
        ((), "x"),
        ((pleads("y", 0.5),), "x"),
        ((pleads("y", 0.7),), "y"),
        ((pleads("y", 0.6),), "x"),  # as probable: it stays
        ((pleads("y", 0.7), pleads("x", 0.2)), "x"),  # for and against
        ((pleads("y", 0.4), pleads("y", 0.4)), "y"),
        ((Stubborn(stance="y"),) * 5, "x"),  # nobody argues
        ((pleads("y", None),) * 5, "x"),
        ((pleads("y", 0.9, stance="x"),), "y"),  # it is the argument that counts, not who holds what
        ((pleads("nonsense", 1.0, stance="x"),), "x"),
    ],
)
def test_persuadable_is_moved_by_the_strength_heard_for_and_against(
    talk: Talk, others: tuple[Any, ...], stance: str
) -> None:
    assert asked(talk, Persuadable(), "x", *others).stance == stance


def test_persuadable_takes_in_only_as_much_as_it_is_open(talk: Talk) -> None:
    assert asked(talk, Persuadable(openness=0.5), "x", pleads("y", 1.0)).stance == "x"
    assert asked(talk, Persuadable(openness=0.0, conviction=0.0), "x", pleads("y", 1.0)).stance == "x"
    assert asked(talk, Persuadable(conviction=1.0), "x", pleads("y", 1.0)).stance == "x"
    assert 0.9 < STRONGEST < 1


def test_persuadable_keeps_its_evidence_of_known_accuracy(talk: Talk) -> None:
    signal = Evidence(stance="x", accuracy=0.9)
    assert asked(talk, Persuadable(), "x", pleads("y", 0.8)).stance == "y"
    assert asked(talk, Persuadable(), signal, pleads("y", 0.8)).stance == "x"


def test_persuadable_moves_on_numbers_too_and_without_an_answer_takes_one(talk: Talk) -> None:
    assert asked(talk, Persuadable(), 2.0, pleads(7.0, 0.9), question=N).stance == 7.0
    assert asked(talk, Persuadable(), None, pleads("y", 0.1)).stance == "y"
    assert asked(talk, Persuadable(), None).reason == "its evidence holds no answer"


def test_arguments_reach_a_seat_that_sees_nothing_else(talk: Talk) -> None:
    seen = asked(talk, Persuadable(), "x", pleads("y", 0.9), setting={"lens": ArgumentOnly()})
    assert (seen.stance, seen.credits) == ("y", ("B",))


@pytest.mark.parametrize(("strength", "sign"), [(0.0, 0), (0.5, 1), (1.0, 2)])
def test_a_susceptible_conformist_is_moved_by_strength(talk: Talk, strength: float, sign: int) -> None:
    agent = Conformist(bias=-1.0, steepness=0.0, susceptibility=2.0)
    chance = 1 / (1 + math.exp(1.0 - 2.0 * strength))
    runs = 600
    moved = sum(
        asked(talk, agent, "x", pleads("y", strength), seed=seed).stance == "y" for seed in range(runs)
    )
    assert abs(moved / runs - chance) < 4 * math.sqrt(chance * (1 - chance) / runs)
    assert chance == pytest.approx(1 / (1 + math.exp(1 - sign)))


def test_arguments_for_its_own_stance_hold_a_conformist(talk: Talk) -> None:
    agent = Conformist(bias=0.0, steepness=0.0, susceptibility=700.0)
    assert asked(talk, agent, "x", pleads("y", 0.4), pleads("x", 0.9)).stance == "x"
    assert asked(talk, agent, "x", pleads("y", 0.9), pleads("x", 0.4)).stance == "y"


def test_by_default_arguments_do_nothing_to_a_conformist(talk: Talk) -> None:
    for seed in range(40):
        plain = asked(talk, Conformist(), "x", Stubborn(stance="y"), seed=seed)
        assert asked(talk, Conformist(), "x", pleads("y", 1.0), seed=seed) == plain


def test_who_hears_nobody_knows_the_tally_that_the_floor_told_less_its_own(talk: Talk) -> None:
    async def run(floor: Floor) -> None:
        await floor.ask("open", hears={})
        floor.tell("so far", tally=[["x", 2], ["y", 2], ["z", 0]])
        await floor.ask("vote", hears={})

    panel = tuple(MajorityFollower() for _ in range(4))
    starts = {seat: (Evidence(stance=stance),) for seat, stance in zip("ABCD", "xxyy", strict=True)}
    journal = talk(panel, run, Q, evidence=starts)
    votes = [entry.reply.stance for entry in journal.entries[-5:] if isinstance(entry, Said)]
    assert votes == ["y", "y", "x", "x"]  # each sees one for its own and two against


def test_de_groot_averages_the_tally_that_the_floor_told(talk: Talk) -> None:
    said = asked(talk, DeGroot(start=0.0), 0.0, tell={"tally": [[4.0, 2], [1.0, 1]]}, question=N)
    assert said.stance == pytest.approx((4 * 2 + 1 + 0) / 4)


def test_a_seat_whose_option_is_out_votes_for_what_most_others_hold_of_the_rest(talk: Talk) -> None:
    wants = Among(ballot=ANSWER, options=("y", "z"))
    others = (Stubborn(stance="z"), Stubborn(stance="z"), Stubborn(stance="y"))
    assert asked(talk, STAYS, "x", *others, wants=wants).stance == "z"
    assert asked(talk, STAYS, "y", *others, wants=wants).stance == "y"
    out = asked(talk, Stubborn(), "x", *others, wants=wants)
    assert (out.outcome, out.reason) == ("abstained", "what it holds is no longer open")
