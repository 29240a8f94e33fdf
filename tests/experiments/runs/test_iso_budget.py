"""What else could be done with the asks of a talk, beside it."""

from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import trio

from moot.agents import Conformist, Random, Recorded
from moot.experiments.arms import Arms
from moot.experiments.catalogue import typed
from moot.experiments.comparison import compare
from moot.experiments.controls import controlled, copies, times_asked
from moot.experiments.experiment import experiment
from moot.experiments.panels import Seating
from moot.experiments.plan import plan
from moot.experiments.results import Results
from moot.experiments.sources.function import Callable as Given
from moot.experiments.sources.synthetic import Synthetic
from moot.experiments.spec import Spec
from moot.experiments.statistics import best_seat
from moot.experiments.store import Store
from moot.experiments.table import text
from moot.protocols import Debate, Meetings, Poll, Relay
from moot.protocols.rules import Plurality
from moot.sim import (
    Ballots,
    Journal,
    Panel,
    Protocol,
    Question,
    Ring,
    Said,
    Seat,
    Setting,
    SpecError,
    Table,
    Tally,
)

Small = Callable[..., Spec]
Held = Callable[..., Results]

CHOICE = Question(text="Which?", options=("x", "y", "z"), answer="x")
ALL = ("best-seat", "self-consistency", "self-revision")


def drawn(journal: Journal) -> list[Any]:
    return [entry.reply.stance for entry in journal.entries if isinstance(entry, Said)]


@pytest.mark.parametrize("protocol", [Poll(), Debate(rounds=4, early=False), Relay(), Meetings(sweeps=3)])
def test_self_consistency_asks_every_seat_as_often_as_the_talk_did(protocol: Protocol) -> None:
    seats = tuple(Seat(name=name, agent=Random()) for name in "ABCD")
    setting = Setting(panel=Panel(seats=seats), protocol=protocol, topology=Ring())
    journal = trio.run(partial(Table(setting).talk, CHOICE))
    asked = times_asked(journal)
    beside = controlled(setting, "self-consistency", asked=asked)
    poll = trio.run(partial(Table(beside).talk, CHOICE))
    assert Counter(name.partition(" #")[0] for name in poll.seats) == Counter(
        {name: times for name, times in zip("ABCD", asked, strict=True) if times}
    )
    assert times_asked(poll) == (1,) * sum(asked)


def test_copies_stand_behind_all_seats() -> None:
    assert copies(["A", "B", "C"], [3, 0, 2]) == [("A", 0), ("C", 2), ("A #2", 0), ("C #2", 2), ("A #3", 0)]
    assert copies(["A", "B"]) == [("A", 0), ("B", 1)]


def test_copies_draw_by_themselves_and_the_first_of_each_as_in_the_talk() -> None:
    seats = tuple(Seat(name=name, agent=Random()) for name in "AB")
    setting = Setting(panel=Panel(seats=seats), protocol=Debate(rounds=2))
    numbers = Question(text="N?", range=(0, 1))
    poll = trio.run(partial(Table(controlled(setting, "self-consistency", asked=(20, 20))).talk, numbers))
    talk = trio.run(partial(Table(setting).talk, numbers))
    answers, first = drawn(poll), drawn(talk)[:2]
    assert answers[:2] == first
    assert len(set(answers)) == 40


def test_equal_asks_and_the_evidence_of_a_seat_for_each_of_its_copies(small: Small) -> None:
    arms = Arms(protocol=(Poll(), Debate(rounds=3, early=False)), panel=small().arms.panel)
    found = experiment(small(arms=arms, controls=(), baselines=ALL))
    assert [one.label for one in found.rows] == [
        "poll",
        "poll [self-consistency]",
        "poll [self-revision]",
        "debate",
        "debate [self-consistency]",
        "debate [self-revision]",
        "poll [best-seat]",
    ]
    asks = [one.estimates["asks"].mean for one in found.rows]
    assert asks == [4, 4, 4, 12, 12, 12, 1]
    # seats that start from their evidence say it again whenever they are asked alone
    alike = [one.estimates["accuracy"] for one in found.rows[:6] if one.label != "debate"]
    assert alike == [alike[0]] * 5
    costs = text(found).partition("Asks a talk (* none is more accurate at as few):\n")[2].splitlines()[:7]
    assert [line.split()[-2 if "[" in line else -1] for line in costs] == ["poll"] * 3 + ["debate"] * 3 + [
        "poll"
    ]
    assert {line.partition("0  ")[2] for line in costs if line.startswith("  *")} == set(found.frontier)
    assert "  * 1.0  poll [best-seat]" in costs


def test_more_draws_of_noisy_seats_find_the_truth(small: Small) -> None:
    """Condorcet (1785): each right with chance .6 of two options, alone, and so more draws are better."""
    arms = Arms(protocol=(Debate(rounds=5, early=False),), panel=(Seating(agent=Noisy(), count=3),))
    spec = small(arms=arms, questions=Given(function=easy), controls=(), baselines=("self-consistency",))
    found = experiment(spec)
    (one,) = found.differences
    assert (one.a, one.b) == (found.rows[1].label, found.rows[0].label)
    assert found.rows[1].estimates["accuracy-split"].mean == pytest.approx(0.787, abs=0.05)  # 15 draws
    assert found.rows[0].estimates["accuracy-split"].mean == pytest.approx(0.648, abs=0.07)  # 3 of the last


def easy(seats: tuple[str, ...], seed: int) -> Iterator[Question]:
    for i in range(200):
        yield Question(id=f"q{i}", text="Yes?", options=("yes", "no"), answer="yes")


class Noisy(Random):
    """Right with chance .6, drawn afresh whenever it is asked."""

    def answer(self, turn: Any) -> Any:
        told = turn.question.options
        return turn.say(told[0] if turn.random.random() < 0.6 else told[1])


def test_self_revision_is_isolated_and_stands_there_once(small: Small, held: Held) -> None:
    one = compare(held(small(controls=(), baselines=("self-revision",))))
    other = compare(held(small(controls=("isolated",))))
    both = compare(held(small(controls=("isolated",), baselines=("self-revision",))))
    assert [row.estimates for row in one.rows] == [row.estimates for row in other.rows]
    assert both == other


def test_the_best_seat_is_chosen_on_earlier_questions_and_paired_with_every_arm(
    small: Small, tmp_path: Path
) -> None:
    spec = small(
        questions=Synthetic(count=40, options=3, names=("A", "B", "C"), accuracy=(0.9, 0.6, 0.4)),
        arms=Arms(protocol=(Debate(rounds=2), Relay(), Poll()), panel=(Seating(agent=Conformist()),)),
        controls=("isolated",),
        baselines=("best-seat",),
        replicates=1,
    )
    found = experiment(spec, out=tmp_path)
    assert found.rows[-1].label == "poll [best-seat]"  # in a poll nobody has heard anything
    right = []
    with Store(tmp_path) as store:
        for (trial,) in store.rows("SELECT trial FROM trials WHERE control = '' ORDER BY trial"):
            journal = store.journal(trial)
            assert journal is not None
            if journal.header.spec["protocol"]["use"] == "poll":
                right.append([float(stance == journal.question.answer) for stance in drawn(journal)])
    alone = [share for share in best_seat(right) if share is not None]
    assert len(alone) == 40
    for measure in ("accuracy", "accuracy-split"):
        assert found.rows[-1].estimates[measure].mean == pytest.approx(sum(alone) / 40)
    assert found.rows[-1].estimates["asks"].mean == 1
    assert found.rows[-1].estimates["agreement"].mean is None
    against = [one for one in found.differences if one.b == "poll [best-seat]"]
    assert [one.a for one in against] == ["debate", "relay", "poll"]
    rows = {one.label: one.estimates["accuracy-split"].mean or 0.0 for one in found.rows}
    for one in against:
        assert one.found.estimate.mean == pytest.approx(rows[one.a] - rows[one.b])
    assert "Difference from 'poll [best-seat]', paired by question" in text(found)
    json = found.json()["arms"][-1]
    assert (json["label"], json["control"], json["protocol"]["use"]) == (
        "poll [best-seat]",
        "best-seat",
        "poll",
    )
    assert json["measures"]["agreement"] == {"mean": None, "interval": None, "n": 0}


def test_first_answers_of_a_talk_in_which_all_hear_are_taken_where_there_are_no_others(small: Small) -> None:
    arms = Arms(protocol=(Relay(), Debate(rounds=2)), panel=small().arms.panel)
    for controls, label in (
        ((), "relay [best-seat]"),
        (("anonymous",), "relay [best-seat]"),
        (("anonymous", "isolated"), "relay [isolated] [best-seat]"),
    ):
        made = small(arms=arms, controls=controls, baselines=("best-seat",))
        assert experiment(made).rows[-1].label == label


def test_each_panel_has_its_own_best_seat(small: Small) -> None:
    panels = tuple(Seating(agent=Conformist(), count=count) for count in (3, 5))
    arms = Arms(protocol=(Poll(), Debate()), panel=panels)
    found = experiment(small(arms=arms, controls=(), baselines=("best-seat",)))
    assert [one.label for one in found.rows[4:]] == [
        f"{found.rows[0].label} [best-seat]",
        f"{found.rows[1].label} [best-seat]",
    ]
    assert [one.b for one in found.differences[3:]] == [one.label for one in (*found.rows[4:],) * 2]


def test_the_best_seat_needs_what_was_held_and_no_journal(small: Small) -> None:
    full, summary = (
        experiment(small(baselines=("best-seat",), journals=level)).rows[-1] for level in ("full", "summary")
    )
    assert full == summary
    for more in ({"journals": "none"}, {"primary": "agreement"}):
        with pytest.raises(
            SpecError, match=r"'best-seat' is told by first answers, and right or wrong: write"
        ):
            plan(small(baselines=("best-seat",), **more), typed())


def test_a_talk_that_is_missing_was_wrong_for_the_best_seat_too(small: Small) -> None:
    class Breaks(Poll):
        async def run(self, floor: Any) -> None:
            if floor.question.id == "synthetic-3":
                raise RuntimeError("no")
            await super().run(floor)

    arms, sure = Arms(protocol=(Breaks(),), panel=small().arms.panel), Synthetic(count=12, difficulty=0.0)
    arm, alone = experiment(small(arms=arms, questions=sure, controls=(), baselines=("best-seat",))).rows
    assert arm.estimates["accuracy"].mean == alone.estimates["accuracy"].mean == pytest.approx(11 / 12)
    assert sum(alone.missing.values()) == 2


class Undecided(Plurality):
    """A rule that never comes to an end."""

    def tally(self, ballots: Ballots) -> Tally:
        """Fail."""
        raise RuntimeError("no")


def test_a_rule_that_cannot_decide_is_no_matter_of_the_best_seat(small: Small) -> None:
    arms, sure = small().arms.model_copy(update={"rule": (Undecided(),)}), Synthetic(count=12, difficulty=0.0)
    rows = experiment(small(arms=arms, questions=sure, controls=(), baselines=("best-seat",))).rows
    assert [sum(row.missing.values()) for row in rows] == [24, 24, 0]
    assert rows[-1].bounds["accuracy"] == (1.0, 1.0, 0, 24)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("best-seet", "did you mean 'best-seat'"),
        ("isolated", "unknown baseline 'isolated': known: best-seat"),
    ],
)
def test_a_baseline_that_is_none_is_answered_with_the_nearest(small: Small, given: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        small(baselines=(given,))


def test_seats_that_are_recorded_would_only_be_copied(small: Small) -> None:
    arms = Arms(protocol=(Poll(),), panel=(Seating(agent=Recorded(), count=2),))
    with pytest.raises(SpecError, match="every seat is recorded"):
        plan(small(arms=arms, controls=(), baselines=("self-consistency",)), typed())
    assert plan(small(arms=arms, controls=(), baselines=("best-seat",)), typed()).talks == 24
