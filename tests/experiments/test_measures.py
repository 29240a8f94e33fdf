from collections.abc import Sequence

import pytest
import trio
from hypothesis import given
from hypothesis import strategies as st

from moot.agents import Recorded, Stubborn
from moot.experiments.measures import MEASURES, figures, missing
from moot.protocols import Debate, JudgedDebate, Poll
from moot.protocols.rules import Plurality
from moot.sim import Journal, Panel, Question, Reply, Seat, Setting, Table, decide

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
    assert [name for name, figure in found.items() if figure is None] == [
        "accuracy",
        "accuracy-split",
        "right-to-wrong",
        "wrong-to-right",
    ]
    assert found["agreement"] == 1.0


@given(panels)
def test_figures_keep_their_bounds(lines: list[list[str | None]]) -> None:
    found = {name: figure for name, figure in measured(talk(lines)).items() if figure is not None}
    assert found.keys() == MEASURES.keys()
    assert 0 <= found["accuracy"] <= found["accuracy-split"] <= 1
    assert 0 <= found["agreement"] <= 1
    assert found["right-to-wrong"] + found["wrong-to-right"] <= len(lines)
    assert found["messages"] <= found["asks"]


def test_a_talk_that_broke_off_is_wrong_where_the_truth_is_known_and_else_undefined() -> None:
    gone = dict(zip(MEASURES, missing(KNOWN), strict=True))
    assert {name for name, figure in gone.items() if figure is not None} == {"accuracy", "accuracy-split"}
    assert set(gone.values()) == {0.0, None}
    assert set(missing(UNKNOWN)) == {None}
