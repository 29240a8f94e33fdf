"""A probe looks over the shoulder of a talk: it sees each turn, may ask again, and may answer instead."""

from collections.abc import Callable
from functools import partial
from typing import Any

from moot.agents import Conformist, MajorityFollower, Persuadable
from moot.protocols import Debate
from moot.sim import (
    Argument,
    Evidence,
    Journal,
    Missing,
    Panel,
    Question,
    Reply,
    Said,
    Seat,
    Setting,
    StanceOnly,
    Table,
    Turn,
)
from moot.sim.probe import Asked
from moot.sim.veiled import Veiled

Q = Question(text="Q", options=("x", "y", "z"))
PARTS = Question(text="Two?", parts=(Q, Question(text="R", options=("u", "v"))))
Run = Callable[..., Any]


def hold(trio_run: Run, agents: list[Any], question: Question = Q, **options: Any) -> Journal:
    seats = tuple(Seat(name="ABCDE"[i], agent=agent) for i, agent in enumerate(agents))
    table = Table(Setting(panel=Panel(seats=seats), protocol=Debate(rounds=3, early=False)))
    journal: Journal = trio_run(partial(table.talk, question, **options))
    return journal


def test_looking_changes_nothing_and_asking_again_gives_the_same(trio_run: Run) -> None:
    start = {"A": Evidence(stance="x"), "B": Evidence(stance="y"), "C": Evidence(stance="y")}
    agents = [Conformist(steepness=6.0)] * 3
    plain = hold(trio_run, agents, evidence=start, seed=4)
    seen: list[Any] = []

    def look(asked: Asked) -> None:
        again = [asked.answer(), asked.answer(asked.turn.without("A")), asked.answer()]
        assert again[0] == again[2]
        seen.append(again[0])

    assert hold(trio_run, agents, evidence=start, seed=4, probe=look).digest == plain.digest
    assert seen == [entry for entry in plain.entries if isinstance(entry, Said)]


def test_what_it_returns_stands_for_the_answer_and_others_hear_it(trio_run: Run) -> None:
    def instead(asked: Asked) -> Said | Missing | None:
        if asked.turn.seat == "A":
            return Said(asked.put.ask, asked.place, Reply(stance="z"))
        return Missing(asked.put.ask, asked.place, "abstained") if asked.turn.seat == "C" else None

    made = hold(trio_run, [MajorityFollower()] * 3, evidence={"A": "x", "B": "x", "C": "x"}, probe=instead)
    said = [(entry.place, entry.reply.stance) for entry in made.entries if isinstance(entry, Said)]
    assert said == [(0, "z"), (1, "x"), (0, "z"), (1, "z"), (0, "z"), (1, "z")]
    assert made.statistics().outcomes == {"abstained": 3, "replied": 6}


def test_whatever_a_seat_does_is_an_outcome_and_one_that_waits_has_none(trio_run: Run) -> None:
    async def later(turn: Turn) -> Reply:
        return turn.say("x")

    def fails(turn: Turn) -> Reply:
        raise ValueError(turn.seat)

    from moot.agents import FunctionAgent

    found: dict[str, Any] = {}

    def look(asked: Asked) -> None:
        found[asked.turn.seat] = asked.answer()

    silly = FunctionAgent(function=lambda turn: "w")
    hold(trio_run, [FunctionAgent(function=later), FunctionAgent(function=fails), silly], probe=look)
    assert found["A"] is None
    assert (found["B"].outcome, found["B"].reason) == ("failed", "ValueError")
    assert found["C"].outcome == "invalid"


def test_a_veiled_turn_shows_stances_and_nothing_of_why_part_by_part_too(trio_run: Run) -> None:
    pleading = Reply(stance=("x", "u"), argument=Argument(supports=("x", "u"), strength=0.9))
    seen: list[Any] = []

    def look(asked: Asked) -> None:
        if asked.turn.seat == "B" and asked.turn.round == 2:
            veiled = Veiled(asked.turn, StanceOnly())
            for turn in (veiled, *veiled.parts(), veiled.without("C"), veiled.parts()[0].without("C")):
                (remark,) = [one for one in turn.heard.latest if one.speaker == "A"]
                seen.append((remark.stance, remark.argument))
                assert [one.argument for one in turn.heard] == [None] * len(turn.heard.latest)
                assert dict(turn.heard.held())["A"] == remark.stance
            plain = asked.turn.heard.latest[0]
            assert plain.argument is not None
            assert (veiled.stance, veiled.random.bits()) == (asked.turn.stance, asked.turn.random.bits())

    def plead(turn: Turn) -> Reply:
        return pleading

    from moot.agents import FunctionAgent

    evidence = {"B": [("y", "v")], "C": [("y", "v")]}
    hold(
        trio_run,
        [FunctionAgent(function=plead), Persuadable(), Persuadable()],
        PARTS,
        evidence=evidence,
        probe=look,
    )
    assert seen == [(("x", "u"), None), ("x", None), ("u", None), (("x", "u"), None), ("x", None)]
