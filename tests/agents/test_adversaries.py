"""Liars, flatterers and those who pursue an aim: what each does, and what a trimmed mean does against it."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moot.agents import (
    Colluder,
    Conformist,
    Equivocator,
    Expert,
    FunctionAgent,
    Persuadable,
    Persuader,
    Stubborn,
    Sycophant,
    TrimmedMean,
)
from moot.protocols import Debate
from moot.protocols.rules import Plurality
from moot.sim import (
    Anonymous,
    Asides,
    Evidence,
    Influence,
    Journal,
    Missing,
    Question,
    Reply,
    Said,
    Turn,
    decide,
    parse,
)

Talk = Callable[..., Journal]
NUMBER = Question(text="How many?", range=(-10.0, 10.0))
CHOICE = Question(text="Which?", options=("x", "y"))
WHISPER = {"interceptors": (Asides(),)}


def rounds(journal: Journal, honest: int) -> list[list[Any]]:
    """What the honest, who sit first, said in each round."""
    return [
        [one.reply.stance for one in out if isinstance(one, Said) and one.place < honest]
        for _, out in journal.asks()
    ]


def test_one_traitor_of_three_keeps_two_apart_for_ever(talk: Talk) -> None:
    """LAWS 25: honest 0 and 1, each told by the traitor what it said itself."""
    panel = (TrimmedMean(start=0.0), TrimmedMean(start=1.0), Equivocator())
    journal = talk(panel, Debate(rounds=50, early=False), NUMBER, setting=WHISPER)
    assert rounds(journal, 2) == [[0.0, 1.0]] * 50


def test_one_traitor_of_four_does_not(talk: Talk) -> None:
    panel = (*(TrimmedMean(start=start) for start in (0.0, 0.5, 1.0)), Equivocator())
    journal = talk(panel, Debate(rounds=60, early=False), NUMBER, setting=WHISPER)
    first, *_, last = rounds(journal, 3)
    assert max(first) - min(first) == 1.0
    assert max(last) - min(last) < 1e-6
    assert min(first) <= min(last) <= max(last) <= max(first)


lies = st.lists(st.lists(st.floats(-10, 10), min_size=5, max_size=5), min_size=8, max_size=8)


@given(start=st.lists(st.floats(0, 1), min_size=5, max_size=5), tales=st.tuples(lies, lies))
def test_two_liars_of_seven_move_nobody_out_of_the_honest_range(
    talk: Talk, start: list[float], tales: tuple[list[list[float]], ...]
) -> None:
    """n = 3f + 1, whatever is told to whom: the honest stay in their range, and come nearer every round."""

    def liar(tale: list[list[float]]) -> FunctionAgent:
        def lie(turn: Turn) -> Reply:
            told = tale[turn.round - 1]
            return turn.say(told[0], asides=tuple(zip("ABCDE", told, strict=True)))

        return FunctionAgent(function=lie)

    panel = (*(TrimmedMean(start=one, faults=2) for one in start), *map(liar, tales))
    said = rounds(talk(panel, Debate(rounds=8, early=False), NUMBER, setting=WHISPER), 5)
    for before, after in pairwise(said):
        assert min(before) <= min(after)
        assert max(after) <= max(before)
    # what is left to two of the honest differs in f of its n - 2f numbers at most
    shrunk = (2 / 3) ** 7 * (max(start) - min(start))
    assert max(said[-1]) - min(said[-1]) <= shrunk + 1e-12


def test_an_aside_is_heard_by_one_and_journalled(talk: Talk) -> None:
    def two_faced(turn: Turn) -> Reply:
        return turn.say("x", asides={"B": "y"})

    panel = (two_faced, Conformist(), lambda turn: turn.heard.latest[0].stance if turn.heard.latest else "x")
    journal = talk(panel, Debate(rounds=2, early=False), CHOICE, setting=WHISPER)
    (done, again) = journal.meddled()
    assert (done.by, done.to, done.heard[0].reply.stance) == (("asides",), (1,), "y")
    assert again.to == (1,)
    assert journal.entries[1].reply.asides == (("B", "y"),)  # type: ignore[union-attr] # all spoke
    content = b"".join(journal.lines())
    assert b"".join(parse(content).lines()) == content


def test_without_asides_all_hear_the_same(talk: Talk) -> None:
    heard: list[Any] = []

    def listens(turn: Turn) -> str:
        heard.extend(remark.stance for remark in turn.heard if remark.speaker == "A")
        return "x"

    panel = (Equivocator(tells=(("B", "y"), ("C", "x"))), listens, listens)
    evidence = {"A": Evidence(stance="x")}
    talk(panel, Debate(rounds=2, early=False), CHOICE, evidence=evidence)
    assert heard == ["x", "x"]
    heard.clear()
    talk(panel, Debate(rounds=2, early=False), CHOICE, evidence=evidence, setting=WHISPER)
    assert heard == ["y", "x"]


def test_behind_aliases_an_aside_finds_its_listener(talk: Talk) -> None:
    heard: dict[str, Any] = {}

    def listens(turn: Turn) -> str:
        held = turn.heard.held()
        heard[turn.seat] = [stance for _, stance in held]
        return "y" if turn.seat == "B" else "x"

    panel = (Equivocator(), listens, listens)
    setting = {**WHISPER, "lens": Anonymous()}
    talk(panel, Debate(rounds=3, early=False), CHOICE, setting=setting)
    assert sorted(heard["B"]) == ["x", "y"]  # its own word, back from the traitor, and that of C
    assert heard["C"].count("x") == 1


@pytest.mark.parametrize(
    ("asides", "problem"),
    [({"Z": "x"}, "name one of the others"), ({"A": "x"}, "others"), ({"B": "q"}, "none of")],
)
def test_an_aside_to_nobody_or_about_nothing_is_invalid(talk: Talk, asides: Any, problem: str) -> None:
    journal = talk((lambda turn: turn.say("x", asides=asides), Stubborn()), Debate(), CHOICE)
    assert problem in next(entry.error for entry in journal.entries if isinstance(entry, Missing))


def test_a_persuader_moves_those_who_weigh_arguments_by_its_strength(talk: Talk) -> None:
    moved = []
    for strength in (0.0, 0.3, 0.9):
        panel = (*[Persuadable(eloquence=0.0)] * 3, Persuader(target="y", eloquence=strength))
        evidence = dict.fromkeys("ABC", Evidence(stance="x"))
        journal = talk(panel, Debate(rounds=2), CHOICE, evidence=evidence)
        moved.append(decide(journal, Plurality()).counts["y"] - 1)
    assert moved == [0, 0, 3]


def test_many_names_of_one_mind_take_a_vote(talk: Talk) -> None:
    """A Sybil attack: five names of one persuader against four seats that go with most."""
    honest = [Conformist(bias=-50.0)] * 4
    evidence = dict.fromkeys("ABCD", Evidence(stance="x"))
    for names, winner in ((3, "x"), (5, "y")):
        panel = [*honest, *[Persuader(target="y")] * names]
        verdict = decide(talk(panel, Debate(), CHOICE, evidence=evidence), Plurality())
        assert verdict.winners == (winner,)


def test_colluders_say_what_their_leader_says_and_credit_each_other(talk: Talk) -> None:
    group = ("C", "A", "D")
    panel = (Colluder(group=group), Stubborn(stance="x"), Colluder(group=group), Colluder(group=group))
    evidence = {"A": Evidence(stance="x"), "C": Evidence(stance="y"), "D": Evidence(stance="x")}
    journal = talk(panel, Debate(rounds=3, early=False), CHOICE, evidence=evidence)
    assert rounds(journal, 4)[1:] == [["y", "x", "y", "y"]] * 2
    declared = Influence(journal).total("declared")
    assert declared["B"] == 0
    assert min(declared[name] for name in group) > 0


def test_a_sycophant_says_what_is_liked(asked: Callable[..., Any]) -> None:
    assert asked(Sycophant(prestige="C"), "x", "y", "z").stance == "z"
    assert asked(Sycophant(prestige="C"), "x", "y", "z").credits == ("C",)
    assert asked(Sycophant(asker="y"), "x").stance == "y"
    assert asked(Sycophant(prestige="C", asker="y"), "x", "x", "z").stance == "z"
    assert asked(Sycophant(), "x", "y", "y").stance == "x"
    assert asked(Sycophant(asker="y", deference=0.0), "x").stance == "x"
    said = [asked(Sycophant(asker="y", deference=0.5), "x", seed=seed).stance for seed in range(400)]
    assert said.count("y") / 400 == pytest.approx(0.5, abs=4 * 0.5 / 20)


def test_an_expert_insists_where_it_knows(asked: Callable[..., Any]) -> None:
    expert = Expert(domains=(("law", 0.95),), peers=0.7)
    for domain, stance in (("law", "x"), ("medicine", "y"), ("", "y")):
        question = Question(text="Q", options=("x", "y"), domain=domain)
        assert asked(expert, "x", "y", "y", question=question).stance == stance
