"""Why stances changed or were kept: each flip from exactly one cause, told by asking again."""

from collections.abc import Callable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from moot.agents import Conformist, MajorityFollower, Persuadable, Random, Stubborn
from moot.experiments.influence.causes import CAUSES, Cause, HeldBack
from moot.protocols import Debate, SelfRevision, Vote
from moot.sim import Argument, Evidence, Floor, Influence, Question, Reply, StanceOnly, Turn

CHOICE = Question(text="Which?", options=("x", "y", "z"))
Held = Callable[..., Any]


def pleading(stance: str, strength: float) -> Any:
    """A seat that always argues for one stance."""
    said = Reply(stance=stance, argument=Argument(strength=strength))

    def act(turn: Turn) -> Reply:
        return said

    return act


def test_a_strong_argument_persuades_and_a_number_of_stances_does_not(held: Held) -> None:
    seats = [pleading("x", 0.95), Persuadable(), Stubborn(stance="y")]
    made = held(seats, Debate(), CHOICE, evidence={"B": "y"})
    assert made.ask_again().causes == [Cause("B", 2, 2, "y", "x", "persuasion")]
    bare = held(seats, Debate(), CHOICE, evidence={"B": "y"}, setting={"lens": StanceOnly()})
    assert bare.ask_again().counts() == dict.fromkeys([*CAUSES, "held back"], 0)


def test_who_follows_the_most_conforms(held: Held) -> None:
    seats = [pleading("x", 0.9), pleading("x", 0.1), MajorityFollower()]
    made = held(seats, Debate(), CHOICE, evidence={"C": "y"})
    assert made.ask_again().causes == [Cause("C", 2, 2, "y", "x", "conformity")]


def test_who_draws_afresh_changes_by_itself(held: Held) -> None:
    made = held([Random()] * 4, Debate(rounds=6, early=False), CHOICE, seed=3)
    found = made.ask_again()
    assert len(found.causes) > 5
    assert {one.cause for one in found.causes} == {"spontaneous"}
    assert found.held_back == []


def test_who_would_have_left_alone_and_stayed_in_company_was_held_back(held: Held) -> None:
    def act(turn: Turn) -> str:
        """Leaves x for y, unless somebody else holds x too."""
        if turn.stance is None:
            return "x"
        return "x" if turn.heard.tally()["x"] else "y"

    made = held([act, Stubborn(stance="x")], Debate(early=False), CHOICE)
    found = made.ask_again()
    assert found.held_back == [HeldBack("A", 2, 2, "x", "y")]
    assert found.causes == []
    assert found.counts()["held back"] == 1


@settings(max_examples=20)
@given(st.integers(0, 10**6))
def test_each_flip_has_exactly_one_cause(held: Held, seed: int) -> None:
    seats = [Conformist(steepness=6, susceptibility=2.0, eloquence=0.7), Persuadable(), Random()] * 2
    start = {name: Evidence(stance=CHOICE.options[i % 3]) for i, name in enumerate("ABCDEF")}
    made = held(seats, Debate(rounds=4, early=False), CHOICE, evidence=start, seed=seed)
    found = made.ask_again()
    flips = Influence(made.journal).flips
    assert sorted(one[:5] for one in found.causes) == sorted(
        (flip.seat, flip.ask, flip.round, flip.before, flip.after) for flip in flips
    )
    assert sum(found.counts().values()) == len(flips) + len(found.held_back)
    assert found.counts()["told"] == 0  # a debate's floor tells nothing
    # nobody is heard: nothing but the seat itself can have done it
    alone = held(seats, SelfRevision(rounds=4, early=False), CHOICE, evidence=start, seed=seed).ask_again()
    assert {one.cause for one in alone.causes} <= {"spontaneous"}
    assert alone.held_back == []
    assert alone.effects == []


def briefed(text: str | Evidence | None, before: str | None = None) -> Any:
    """A talk of two rounds in which the floor says something before the first, and between them."""

    async def run(floor: Floor) -> None:
        if before is not None:
            floor.tell(before, count={"x": 0, "y": 9})
        await floor.ask("speak")
        if text is not None:
            floor.tell(text, count={"x": 0, "y": 9})
        await floor.ask("speak", hears={})

    return run


def following(turn: Turn) -> str:
    """Holds x until the floor has told that most are for another."""
    told = turn.heard.figures("count")
    return "x" if told is None else max(told["count"], key=told["count"].get)


def changing(turn: Turn) -> str:
    """Changes from x to y, whatever it hears."""
    return "x" if turn.stance is None else "y"


def test_what_the_floor_told_is_a_cause_of_its_own(held: Held) -> None:
    """Hearing nobody alone would not take it away, and what it did would pass for the seat's own doing."""
    found = held([following, changing], briefed("The count so far."), CHOICE).ask_again()
    assert found.causes == [Cause("A", 2, 0, "x", "y", "told"), Cause("B", 2, 0, "x", "y", "spontaneous")]
    assert found.counts() == {"spontaneous": 1, "told": 1, "conformity": 0, "persuasion": 0, "held back": 0}


def test_what_was_told_before_they_talked_and_evidence_stay(held: Held) -> None:
    def second(turn: Turn) -> str:
        """Takes y when it is asked again, if it was told beforehand what the count is."""
        return "y" if turn.stance is not None and turn.heard.figures("count") else "x"

    def evident(turn: Turn) -> str:
        """Holds what its evidence says."""
        return str(turn.evidence[-1].stance) if turn.evidence else "x"

    found = held([second], briefed(None, before="The count of last year."), CHOICE).ask_again()
    assert [one.cause for one in found.causes] == ["spontaneous"]
    found = held([evident], briefed(Evidence(stance="y")), CHOICE).ask_again()
    assert [one.cause for one in found.causes] == ["spontaneous"]


def test_who_was_kept_by_what_the_floor_told_was_held_back(held: Held) -> None:
    def act(turn: Turn) -> str:
        return "x" if turn.stance is None or turn.heard.figures("count") else "y"

    found = held([act], briefed("The count so far."), CHOICE).ask_again()
    assert found.held_back == [HeldBack("A", 2, 0, "x", "y")]


def test_who_follows_the_count_of_a_vote_was_told(held: Held) -> None:
    start = {name: Evidence(stance="x" if name < "D" else "y") for name in "ABCDE"}
    made = held([MajorityFollower()] * 5, Vote(rounds=3, share=0.9), CHOICE, evidence=start)
    flips = Influence(made.journal).flips
    assert [flip.seat for flip in flips] == ["D", "E"]
    assert [(one.seat, one.cause) for one in made.ask_again().causes] == [("D", "told"), ("E", "told")]
