from collections.abc import Sequence

import pytest
import trio
from hypothesis import given
from hypothesis import strategies as st

from moot.agents import DeGroot, Recorded, Stubborn
from moot.experiments.measures import MEASURES, RANGES, figures, missing
from moot.protocols import Debate, JudgedDebate, Poll
from moot.protocols.rules import Plurality
from moot.sim import Complete, Journal, Panel, Question, Reply, Ring, Seat, Setting, Table, Topology, decide

OPTIONS = ("A", "B", "C")
KNOWN = Question(text="Which?", options=OPTIONS, answer="A")
UNKNOWN = Question(text="Which?", options=OPTIONS)

held = st.lists(st.sampled_from([*OPTIONS, None]), min_size=2, max_size=2)
panels = st.lists(held, min_size=1, max_size=6)


def talk(lines: Sequence[Sequence[str | None]], question: Question = KNOWN) -> Journal:
    """Hold a talk of as many rounds as each seat has stances; None abstains."""
    seats = tuple(
        Seat(
            name=f"S{i}",
            agent=Recorded(
                lines=tuple(
                    Reply(outcome="abstained") if stance is None else Reply(stance=stance)
                    for stance in stances
                )
            ),
        )
        for i, stances in enumerate(lines)
    )
    rounds = len(lines[0])
    setting = Setting(panel=Panel(seats=seats), protocol=Debate(rounds=rounds) if rounds > 1 else Poll())
    return trio.run(Table(setting).talk, question)


def measured(journal: Journal) -> dict[str, float | None]:
    return dict(zip(MEASURES, figures(journal, decide(journal, Plurality())), strict=True))


@pytest.mark.parametrize(
    ("stances", "accuracy", "split", "agreement"),
    [
        ("AAB", 1.0, 1.0, 2 / 3),
        ("ABB", 0.0, 0.0, 2 / 3),
        ("AB", 0.0, 0.5, 1 / 2),
        ("ABC", 0.0, 1 / 3, 1 / 3),
        ("BC", 0.0, 0.0, 1 / 2),
    ],
)
def test_accuracy_counts_a_tie_as_wrong_or_splits_it(
    stances: str, accuracy: float, split: float, agreement: float
) -> None:
    found = measured(talk([[stance] for stance in stances]))
    assert (found["accuracy"], found["accuracy-split"], found["agreement"]) == (accuracy, split, agreement)
    assert found["messages"] == found["asks"] == len(stances)


def test_flips_are_counted_by_where_they_lead() -> None:
    found = measured(talk(["AB", "BA", "BC", "CA", "AA"]))
    assert (found["right-to-wrong"], found["wrong-to-right"]) == (1.0, 2.0)
    assert (found["messages"], found["asks"]) == (10.0, 10.0)


def test_who_does_not_answer_stays_in_the_electorate_and_was_asked() -> None:
    found = measured(talk([["A"], ["A"], [None], [None]]))
    assert (found["accuracy"], found["agreement"]) == (1.0, 0.5)
    assert (found["messages"], found["asks"]) == (2.0, 4.0)
    nobody = measured(talk([[None]]))
    assert (nobody["accuracy"], nobody["accuracy-split"], nobody["agreement"]) == (0.0, 0.0, 0.0)


def test_where_one_seat_of_several_decides_nothing_is_said_of_agreement() -> None:
    panel = Panel(seats=tuple(Seat(name=name, agent=Stubborn(stance="A")) for name in "XYZ"))
    journal = trio.run(Table(Setting(panel=panel, protocol=JudgedDebate())).talk, KNOWN)
    found = measured(journal)
    assert (found["accuracy"], found["agreement"]) == (1.0, None)
    assert measured(talk([["A"]]))["agreement"] == 1.0


def test_without_a_known_truth_nothing_is_right_or_wrong() -> None:
    found = measured(talk(["AB", "BB"], UNKNOWN))
    of_truth = ["accuracy", "accuracy-split", "right-to-wrong", "wrong-to-right"]
    assert [found[name] for name in of_truth] == [None] * 4
    assert found["agreement"] == 1.0


@given(panels)
def test_figures_keep_their_bounds(lines: list[list[str | None]]) -> None:
    found = {name: figure for name, figure in measured(talk(lines)).items() if figure is not None}
    for name, figure in found.items():
        low, high = RANGES[name]
        assert low <= figure <= high
    assert 0 <= found["accuracy"] <= found["accuracy-split"] <= 1
    assert 0 <= found["agreement"] <= 1
    assert found["right-to-wrong"] + found["wrong-to-right"] <= len(lines)
    assert found["messages"] <= found["asks"]


def test_a_talk_that_broke_off_is_wrong_where_the_truth_is_known_and_else_undefined() -> None:
    gone = dict(zip(MEASURES, missing(KNOWN), strict=True))
    assert {name for name, figure in gone.items() if figure is not None} == {"accuracy", "accuracy-split"}
    assert set(gone.values()) == {0.0, None}
    assert set(missing(UNKNOWN)) == {None}


def numbers(*starts: float, rounds: int = 1, topology: Topology | None = None) -> dict[str, float | None]:
    """What is measured of DeGroot seats that start there, from 0 to 10."""
    panel = Panel(seats=tuple(Seat(name=f"S{i}", agent=DeGroot(start=one)) for i, one in enumerate(starts)))
    made = Setting(panel=panel, protocol=Debate(rounds=rounds), topology=topology or Complete())
    return measured(trio.run(Table(made).talk, Question(text="N", range=(0.0, 10.0))))


def test_numbers_are_measured_in_parts_of_their_range() -> None:
    found = numbers(0.0, 10.0)
    assert (found["variance"], found["pairwise-distance"], found["esteban-ray"]) == (0.25, 1.0, 0.25)
    assert (found["stances"], found["simpson"], found["consensus"]) == (2.0, 0.5, None)
    near = numbers(5.0, 5.05)
    assert (near["stances"], near["consensus"], near["esteban-ray"]) == (1.0, 1.0, 0.0)
    moved = numbers(0.0, 10.0, rounds=2)
    assert (moved["variance"], moved["consensus"], moved["flip-rate"]) == (0.0, 2.0, 1.0)


def test_options_are_measured_as_they_are_held_at_the_end() -> None:
    found = measured(talk(["AB", "BB", "AA", "AA"]))
    assert found["entropy"] == pytest.approx(0.6931471805599453)
    assert (found["reynal-querol"], found["flip-rate"], found["variance"]) == (1.0, 0.25, None)
    assert found["assortativity"] is None  # all hear all
    assert measured(talk(["A", "B"]))["flip-rate"] is None


def test_an_echo_chamber_is_told_by_its_lines() -> None:
    """Four on a circle, 0 0 10 10: each hears one of its like and one of the others."""
    found = numbers(0.0, 0.0, 10.0, 10.0, topology=Ring())
    assert (found["local-agreement"], found["e-i-index"], found["assortativity"]) == (0.5, 0.0, 0.0)
