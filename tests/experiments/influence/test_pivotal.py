"""Turning points and pivotal replies: where the verdict changed, and on what it hung."""

from collections.abc import Callable
from functools import partial
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from moot.agents import Conformist, DeGroot, MajorityFollower, Recorded, Stubborn
from moot.experiments.influence.again import Again
from moot.experiments.influence.pivotal import turning_points
from moot.protocols import Debate, Relay
from moot.protocols.rules import Borda, Plurality
from moot.sim import Among, Evidence, Floor, Influence, Question, Reply, decide

CHOICE = Question(text="Which?", options=("x", "y"))
RULE = Plurality()
Held = Callable[..., Any]


def recorded(*stances: str) -> Recorded:
    return Recorded(lines=tuple(Reply(stance=stance) for stance in stances))


def test_one_change_of_several_is_pivotal_or_none_is(held: Held) -> None:
    """Where it ends 2 to 1 one change decides; where two changes make it 4 to 1, neither does alone."""
    close = held([recorded("x", "y"), recorded("x", "x"), recorded("y", "y")], Debate(), CHOICE)
    (only,) = close.pivots(RULE)
    assert (only.flip.seat, only.winners, only.pivotal) == ("A", ("x",), True)
    wide = held(
        [recorded("x", "y"), recorded("x", "y"), recorded("x", "x"), recorded("y"), recorded("y")],
        Debate(),
        CHOICE,
    )
    assert decide(wide.journal, RULE).winners == ("y",)
    assert [(one.flip.seat, one.pivotal) for one in wide.pivots(RULE)] == [("A", False), ("B", False)]


def test_what_follows_reacts(held: Held) -> None:
    """A leaves x, and so B and C follow: without its change they would not have."""
    seats = {"A": recorded("x", "y", "y"), "B": MajorityFollower(), "C": MajorityFollower()}
    seats |= {"D": Stubborn(stance="y"), "E": Stubborn(stance="x")}
    start = {"B": Evidence(stance="x"), "C": Evidence(stance="x")}
    made = held(seats, Debate(rounds=3, early=False), CHOICE, evidence=start)
    (one,) = [one for one in made.pivots(RULE) if one.flip.seat == "A"]
    assert one.pivotal is None
    assert "'A' cannot be asked again, since what it says was recorded" in one.why
    last = held(seats, Debate(rounds=2), CHOICE, evidence=start)
    assert [one.pivotal for one in last.pivots(RULE)] == [False]


def test_a_cascade_hangs_on_its_first_change(held: Held) -> None:
    def first(turn: Any) -> str:
        return "x" if turn.round == 1 else str(turn.stance if turn.round > 2 else "y")

    seats = [first, MajorityFollower(), MajorityFollower(), Stubborn(stance="y"), Stubborn(stance="y")]
    start = {"B": Evidence(stance="x"), "C": Evidence(stance="x")}
    made = held(seats, Debate(rounds=4, early=False), CHOICE, evidence=start)
    found = made.pivots(RULE)
    assert decide(made.journal, RULE).winners == ("y",)
    assert [(one.flip.seat, one.flip.round, one.pivotal, one.winners) for one in found] == [
        ("A", 2, True, ("x",)),
        ("B", 3, False, ("y",)),
        ("C", 3, False, ("y",)),
    ]
    (turn,) = turning_points(made.journal, RULE)
    assert (turn.round, turn.before, turn.after) == (2, ("x",), ("y",))
    assert [flip.seat for flip in turn.flips] == ["A"]


def test_turning_points_are_where_another_verdict_stood(held: Held) -> None:
    made = held(
        [recorded("x", "y", "x"), recorded("y", "y", "y"), recorded("x", "x", "x")], Debate(rounds=3), CHOICE
    )
    found = turning_points(made.journal, RULE)
    assert [(one.ask, one.before, one.after) for one in found] == [(2, ("x",), ("y",)), (3, ("y",), ("x",))]
    assert [flip.seat for one in found for flip in one.flips] == ["A", "A"]
    one_by_one = held([Stubborn(stance="x"), Stubborn(stance="y"), Stubborn(stance="y")], Relay(), CHOICE)
    assert [(one.before, one.after) for one in turning_points(one_by_one.journal, RULE)][:2] == [
        (("x",), ("x", "y")),
        (("x", "y"), ("y",)),
    ]


def test_of_numbers_none_is_looked_at(held: Held) -> None:
    made = held([DeGroot(start=0.0), DeGroot(start=1.0)], Debate(), Question(text="?", range=(0.0, 1.0)))
    assert (made.pivots(RULE), turning_points(made.journal, RULE)) == ([], [])


def test_a_ranking_is_kept_as_a_ranking(held: Held) -> None:
    start = {name: Evidence(stance="x" if name in "AB" else "y") for name in "ABCDE"}
    setting = {"ballot": Borda().needs(CHOICE)}
    made = held([Conformist(bias=9.0)] * 5, Debate(early=False), CHOICE, evidence=start, setting=setting)
    assert len(made.pivots(Borda())) == len(Influence(made.journal).flips) == 5


@settings(max_examples=10)
@given(st.integers(0, 10**6))
def test_asked_again_in_every_ask_the_talk_is_the_same(held: Held, trio_run: Any, seed: int) -> None:
    start = {name: Evidence(stance=CHOICE.options[i % 2]) for i, name in enumerate("ABCDE")}
    seats = [Conformist(steepness=6.0)] * 5
    made = held(seats, Debate(rounds=3, early=False), CHOICE, evidence=start, seed=seed)
    again = Again(made.journal, made.setting)
    for probe in (again.answer, again.recorded):
        assert trio_run(partial(again.hold, probe)).digest == made.journal.digest


def test_a_stance_that_is_no_longer_open_cannot_be_kept(held: Held) -> None:
    three = Question(text="Which?", options=("x", "y", "z"))

    async def run(floor: Floor) -> None:
        await floor.ask("vote", wants=floor.ballot)
        await floor.ask("vote", wants=Among(ballot=floor.ballot, options=("x", "y")))

    made = held([recorded("z", "y"), recorded("x", "y"), recorded("x", "x")], run, three)
    closed, free = made.pivots(RULE)
    assert (closed.pivotal, closed.why) == (None, "'z' was no longer open")
    assert (free.flip.seat, free.winners, free.pivotal) == ("B", ("x",), True)


def test_what_was_no_ballot_is_kept_as_one(held: Held) -> None:
    """The stance of an open round is kept in a ballot that wants a ranking."""

    async def run(floor: Floor) -> None:
        await floor.ask("open")
        await floor.ask("vote", wants=floor.ballot)

    ballot = Borda().needs(CHOICE)
    seats = [Stubborn(stance="x"), MajorityFollower(), Stubborn(stance="y"), Stubborn(stance="x")]
    made = held(seats, run, CHOICE, evidence={"B": "y"}, setting={"ballot": ballot})
    (one,) = made.pivots(Borda())
    assert decide(made.journal, Borda()).winners == ("x",)
    assert (one.flip.seat, set(one.winners), one.pivotal) == ("B", {"x", "y"}, True)
