import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import trio

from moot.agents import Conformist, Crashing, FunctionAgent, Recorded
from moot.experiments.arms import Arms
from moot.experiments.catalogue import stored, typed
from moot.experiments.comparison import Comparison, compare
from moot.experiments.executors import InProcess
from moot.experiments.experiment import Meter, conduct, experiment
from moot.experiments.measures import CHEAP
from moot.experiments.panels import Seating
from moot.experiments.plan import Plan, plan
from moot.experiments.results import Results, read
from moot.experiments.sources.function import Callable as Given
from moot.experiments.sources.recorded_table import RecordedTable
from moot.experiments.sources.synthetic import Synthetic
from moot.experiments.spec import Spec, read_spec
from moot.experiments.statistics import Estimate
from moot.experiments.store import Store
from moot.experiments.table import text
from moot.protocols import Debate, Poll, Relay, SelfRevision
from moot.protocols.rules import Mean, Plurality
from moot.sim import Ballots, Floor, Question, Rewired, Ring, SpecError, Star, Tally, Turn, rule

Conducted = Callable[[Plan], Results]
SIX = Seating(agent=Conformist(), count=6)


class Breaking(Poll):
    """A poll that breaks off on some questions."""

    on: tuple[str, ...] = ()

    async def run(self, floor: Floor) -> None:
        if floor.question.id in self.on:
            raise RuntimeError(f"no talk about {floor.question.id}")
        await super().run(floor)


def spec(count: int = 20, **arms: Any) -> Spec:
    return Spec(
        questions=Synthetic(count=count, options=3, difficulty=0.5, correlation=0.3),
        arms=Arms(**{"protocol": (Poll(),), "panel": (SIX,)} | arms),
        replicates=2,
        seed=4,
    )


def means(found: Comparison, row: int, measure: str) -> Estimate:
    return found.rows[row].estimates[measure]


def recorded(folder: Path, answers: list[str]) -> RecordedTable:
    """Write a table in which the truth is always A of three options, one letter a seat and question."""
    file = folder / "answers.jsonl"
    rows = (
        {
            "id": f"q{i}",
            "question": f"Question {i}?",
            "options": ["x", "y", "z"],
            "gold": "A",
            "answers": dict(zip(("m1", "m2", "m3", "m4"), letters, strict=True)),
        }
        for i, letters in enumerate(answers)
    )
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return RecordedTable(file=str(file))


def test_recorded_answers_give_the_figures_that_can_be_counted_by_hand(tmp_path: Path) -> None:
    source = recorded(tmp_path, ["AAAB", "AABB", "AB-D", "BBBA", "----"])
    arms = Arms(protocol=(Poll(), Debate(rounds=3)), panel=(Seating(agent=Recorded()),))
    found = experiment(Spec(questions=source, arms=arms))
    for row in (0, 1):  # recorded seats have one answer: talking changes nothing
        assert means(found, row, "accuracy").mean == 1 / 5
        assert means(found, row, "accuracy-split").mean == (1 + 1 / 2 + 1 / 2) / 5
        assert means(found, row, "agreement").mean == pytest.approx((3 / 4 + 1 / 2 + 1 / 4 + 3 / 4) / 5)
    assert means(found, 0, "messages").mean == (4 + 4 + 2 + 4) / 5
    assert found.differences[0].found.estimate == Estimate(0.0, None, 5, -1.0, 1.0)
    assert [seat["name"] for seat in found.rows[0].recipe["seats"]] == ["m1", "m2", "m3", "m4"]
    assert [(row.ballots, row.uncast) for row in found.rows] == [(20, {"abstained": 5, "invalid": 1})] * 2
    assert "every arm: 6 of 20 ballots not cast (5 abstained, 1 invalid)\n" in text(found)
    assert "  +0.000  the same for every question  debate\n" in text(found)


def test_arms_that_differ_only_in_the_rule_share_their_talks(conducted: Conducted) -> None:
    dictator = rule(lambda ballots: Tally((next(iter(ballots.cast.values())).stance or "",)))
    made = plan(spec(protocol=(Poll(), Debate()), rule=(Plurality(), dictator)), typed())
    assert len(made.arms) == 4
    assert made.talks == 2 * 20 * 2
    assert {tuple(task.rules) for task in made.tasks()} == {(0, 1), (2, 3)}
    results = conducted(made)
    assert results.held == made.talks
    assert [arm.talks for arm in results.arms] == [2 * 20] * 4


def test_an_arm_is_the_same_whichever_other_arms_run() -> None:
    alone = experiment(spec(protocol=(Debate(),)))
    among = experiment(spec(protocol=(Poll(), Relay(), Debate())))
    assert alone.rows[0].estimates == among.rows[2].estimates


def test_poll_and_first_answers_are_paired_so_that_the_control_differs_by_nothing() -> None:
    found = experiment(spec(protocol=(Poll(), SelfRevision(rounds=3))))
    assert found.differences[0].found.estimate == Estimate(0.0, None, 20, -1.0, 1.0)
    assert means(found, 1, "right-to-wrong").mean == means(found, 1, "wrong-to-right").mean == 0


def test_a_talk_that_breaks_off_is_counted_as_wrong_with_its_reason_and_touches_no_other() -> None:
    gone = ("synthetic-2", "synthetic-5")
    found = experiment(spec(protocol=(Poll(), Breaking(on=gone))))
    whole, broken = found.rows
    assert whole.missing == {}
    assert broken.missing == {f"RuntimeError: no talk about {name}": 2 for name in gone}
    assert (broken.talks, broken.estimates["accuracy"].questions) == (40, 20)
    assert broken.estimates["agreement"].questions == 18
    alike = experiment(spec(protocol=(Poll(),))).rows[0]
    assert alike.estimates == whole.estimates
    worst = broken.estimates["accuracy"].mean
    best = broken.bounds["accuracy"].best
    assert worst is not None
    assert best is not None
    assert best == pytest.approx(worst + 2 / 20)
    said = text(found)
    assert "2 of 40 talks missing: RuntimeError: no talk about synthetic-2" in said
    assert found.json()["arms"][1]["missing"]["count"] == 4


def test_a_question_whose_talks_are_missing_and_undefined_rests_on_those_that_are_defined() -> None:
    class Sometimes(Plurality):
        """Elects what is no answer in one talk, cannot decide in the next, and is right in the others."""

        def tally(self, ballots: Ballots) -> Tally:
            seen.append(1)
            if len(seen) == 2:
                raise RuntimeError("no")
            return Tally(("neither" if len(seen) == 1 else str(ballots.question.answer),))

    seen: list[int] = []
    made = spec(count=1, rule=(Sometimes(),)).model_copy(update={"replicates": 4})
    (row,) = experiment(made).rows
    assert row.estimates["accuracy"].mean == pytest.approx(2 / 3)
    assert row.bounds["accuracy"] == pytest.approx((2 / 3, 1.0, 1, 3))


def test_of_numbers_the_table_tells_how_far_they_are_off_and_nothing_that_is_undefined() -> None:
    class Fails(Mean):
        def tally(self, ballots: Ballots) -> Tally:
            if ballots.question.key == "q3":
                raise RuntimeError("no")
            return super().tally(ballots)

    def beans(seats: tuple[str, ...], seed: int) -> Iterator[Any]:
        for i in range(4):
            yield Question(id=f"q{i}", text="?", range=(0, 10), answer=3), dict.fromkeys(seats, 4)

    arms = Arms(protocol=(Poll(),), rule=(Mean(), Fails()), panel=(SIX,))
    found = experiment(Spec(questions=Given(function=beans), arms=arms))
    said = text(found)
    assert said.split()[:4] == ["agree-", "mess-", "miss-", "arm"]
    assert all(word not in said for word in ("accuracy", "right", "wrong"))
    assert found.rows[0].bounds["error"] == pytest.approx((0.1, 0.1, 0, 4))
    assert found.rows[1].bounds["error"] == pytest.approx((0.25, 0.075, 1, 4))
    assert found.rows[1].bounds["accuracy"] == (None, None, 0, 0)
    assert "  taken to be as far off as can be, error is .250; had all of them been exact, .075\n" in said


def test_a_rule_that_cannot_decide_costs_its_own_arm_only() -> None:
    def broken(ballots: Ballots) -> Tally:
        raise ValueError(f"{ballots.electorate} ballots are too many")

    found = experiment(spec(rule=(Plurality(), rule(broken))))
    assert found.rows[0].missing == {}
    assert found.rows[1].missing == {"ValueError: 6 ballots are too many": 40}
    assert means(found, 1, "accuracy").mean == 0.0


def test_a_seat_that_crashes_is_a_missing_seat_and_no_missing_talk() -> None:
    seats = ({"name": "A", "agent": Conformist()}, {"name": "B", "agent": Crashing()})
    found = experiment(spec(panel=(Seating(seats=seats),)))  # type: ignore[arg-type] # pydantic makes seats of mappings
    assert found.rows[0].missing == {}
    assert means(found, 0, "agreement").mean == 0.5


def test_the_unit_is_the_question_and_replicates_are_averaged_first(conducted: Conducted) -> None:
    def coin(turn: Turn) -> str:
        return turn.random.choice(turn.question.options)

    one = Seating(agent=FunctionAgent(function=coin), count=1)
    made = Spec(
        questions=Synthetic(count=8, options=2), arms=Arms(protocol=(Poll(),), panel=(one,)), replicates=9
    )
    found = experiment(made)
    assert means(found, 0, "accuracy").questions == 8
    (arm,) = conducted(plan(made, typed())).arms
    assert arm.figures.shape[:2] == (8, 9)
    shares = arm.figures[:, :, 0].mean(axis=1)
    assert len({*shares.tolist()} - {0.0, 1.0}) > 1
    assert means(found, 0, "accuracy").mean == pytest.approx(shares.mean())


def test_one_question_has_no_interval_and_says_so() -> None:
    found = experiment(spec(count=1, protocol=(Poll(), Debate())))
    assert means(found, 0, "accuracy").interval is None
    assert found.json()["differences"][0]["interval"] is None
    assert "This question only" in text(found)
    assert "±" not in text(found)


def test_the_table_holds_one_line_an_arm_and_nothing_that_drives_a_terminal() -> None:
    found = experiment(spec(protocol=(Poll(), Debate()), topology=(Star(hub="Seat-1"),)))
    said = text(found)
    assert [line.split()[0] for line in said.splitlines() if line.strip().startswith(("poll", "debate"))] == [
        "poll",
        "debate",
    ]
    assert all(char.isprintable() for char in said.replace("\n", ""))
    assert f"digest {found.digest}" in said
    assert "\x1b[" in text(found, color=True)
    assert max(map(len, text(found, width=80).splitlines())) <= 80


def test_what_it_is_about_is_told_below_the_title_in_lines_that_can_be_read() -> None:
    made = spec().model_copy(
        update={"title": "Tea", "about": "Why \x1b[31m so?\n" + "Because it is so. " * 20}
    )
    said = text(experiment(made))
    assert said.startswith("Tea\n\nWhy \\x1b[31m so? Because it is so. ")
    paragraph = said.split("\n\n")[1]
    assert max(map(len, paragraph.splitlines())) <= 100
    assert paragraph.count("Because") == 20
    assert max(map(len, text(experiment(made), width=40).splitlines())) <= 40
    assert text(experiment(spec())).splitlines()[0].split()[:2] == ["accuracy,", "accuracy,"]


def test_rewiring_changes_what_is_heard_and_nothing_before() -> None:
    found = experiment(spec(protocol=(Poll(), Debate(rounds=4)), topology=(Ring(), Rewired())))
    poll, moved_poll, debate, moved_debate = found.rows
    of_lines = {"local-agreement", "e-i-index", "assortativity"}  # undefined where lines change by round
    assert poll.estimates.keys() == {measure.name for measure in CHEAP}
    for name in poll.estimates.keys() - of_lines:
        assert moved_poll.estimates[name] == poll.estimates[name]
    assert moved_debate.estimates != debate.estimates
    assert [row.label for row in found.rows] == [
        "poll · ring",
        "poll · rewired ring",
        "debate · ring",
        "debate · rewired ring",
    ]


def test_the_digest_tells_experiments_apart_and_is_the_same_for_the_same() -> None:
    assert experiment(spec()).digest == experiment(spec()).digest
    assert experiment(spec()).digest != experiment(spec().model_copy(update={"seed": 5})).digest
    assert experiment(spec()).digest != experiment(spec(protocol=(Debate(),))).digest


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (spec(topology=(Star(hub="Nobody"),)), "arm 'poll · plurality': the hub 'Nobody'"),
        (spec(topology=(Rewired(of=Star(hub="Nobody")),)), "arm 'poll · plurality': the hub 'Nobody'"),
        (spec(panel=(Seating(agent=Conformist()),)), "needs a count"),
        (spec(panel=(Seating(file="none.toml"),)), "cannot read none.toml"),
    ],
)
def test_what_does_not_fit_is_said_before_the_first_talk(made: Spec, expected: str) -> None:
    with pytest.raises(SpecError, match=expected):
        plan(made, stored())


def test_a_source_must_have_questions_each_with_its_own_id() -> None:
    class Twice(Synthetic):
        def cases(self, seats: tuple[str, ...], seed: int) -> Any:
            first = next(super().cases(seats, seed))
            return iter([first] * self.options if self.count > 1 else [])

    for count, expected in ((1, "no question"), (2, "two questions have the id 'synthetic-1'")):
        made = spec().model_copy(update={"questions": Twice(count=count)})
        with pytest.raises(SpecError, match=expected):
            plan(made, stored())


def test_a_meter_counts_every_talk_and_changes_nothing(conducted: Conducted) -> None:
    made = plan(spec(count=3, protocol=(Poll(), Breaking(on=("synthetic-1",)))), typed())
    meter = Meter(made)
    seen: list[tuple[int, int]] = []

    async def look() -> None:
        while meter.done < meter.talks:
            await trio.lowlevel.checkpoint()
            seen.append((meter.done, meter.missing))

    async def hold() -> Results:
        with Store(write=True) as store:
            async with trio.open_nursery() as nursery:
                nursery.start_soon(look)
                await conduct(made, store, InProcess(), meter)
            return read(store)

    observed = trio.run(hold)
    assert observed.digest == conducted(made).digest
    assert (meter.done, meter.talks, meter.missing) == (12, 12, 2)
    assert seen == sorted(seen)
    assert len({done for done, _ in seen}) > 3  # it is looked at on the way
    for arm, row in enumerate(compare(observed).rows):
        assert meter.running(arm) == pytest.approx(row.estimates[made.primary].mean)


def test_the_first_look_errs_like_the_six_recorded_models() -> None:
    look = read_spec("first-look", stored())
    assert isinstance(look.questions, Synthetic)
    assert "simulated" in look.title
    source = look.questions.model_copy(update={"count": 4000})
    share, wins = [], 0.0
    for question, evidence in source.cases(source.names, 0):
        held = [item.stance for (item,) in evidence.values()]
        counts = {stance: held.count(stance) for stance in held}
        lead = [stance for stance, count in counts.items() if count == max(counts.values())]
        wins += lead.count(question.answer) / len(lead)
        wrong = [stance for stance in held if stance != question.answer]
        share += [a == b for i, a in enumerate(wrong) for b in wrong[:i]]
    assert wins / 4000 == pytest.approx(0.650, abs=0.02)
    assert sum(share) / len(share) == pytest.approx(0.38, abs=0.02)
