"""Control arms: what each takes away, that it draws and lasts as its talk does, and how flips are split."""

import json
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
import trio

from moot.agents import Conformist, DeGroot, FunctionAgent, Persuadable, Persuader, Random, Stubborn, Voter
from moot.experiments.beside import beside, split
from moot.experiments.catalogue import typed
from moot.experiments.controls import CONTROLS, UNINFORMED, controlled, informed, rounds_of
from moot.experiments.experiment import experiment
from moot.experiments.spec import Spec
from moot.experiments.table import text
from moot.protocols import PROTOCOLS, Critique, Debate, Delphi, Meetings, SelfRevision, Vote
from moot.protocols.rules import Plurality
from moot.sim import (
    Argument,
    Ask,
    Journal,
    Missing,
    Panel,
    Protocol,
    Question,
    Reply,
    Said,
    Seat,
    Setting,
    SpecError,
    Table,
    Told,
    Turn,
)

CHOICE = Question(text="Which?", options=("x", "y", "z"), answer="x")


def table(protocol: Protocol, *agents: Any, **more: Any) -> Setting:
    seats = tuple(Seat(name="ABCDEF"[i], agent=agent) for i, agent in enumerate(agents))
    return Setting(panel=Panel(seats=seats), protocol=protocol, **more)


def held(setting: Setting, question: Question = CHOICE, seed: int = 0) -> Journal:
    return trio.run(partial(Table(setting).talk, question, seed=seed))


def said(journal: Journal) -> list[Any]:
    return [
        (entry.ask.round, entry.place, entry.reply.stance)
        for entry in journal.entries
        if isinstance(entry, Said)
    ]


def test_alone_a_debate_is_self_revision() -> None:
    panel = (Conformist(), Persuadable(), Random(), Voter())
    alone = held(controlled(table(Debate(rounds=4), *panel), "isolated", 4))
    assert said(alone) == said(held(table(SelfRevision(rounds=4, early=False), *panel)))


@pytest.mark.parametrize("name", PROTOCOLS)
def test_alone_nobody_hears_anybody_and_nothing_is_told(name: str) -> None:
    """Under every protocol, on seats that say what they heard."""
    heard: list[Any] = []

    def listens(turn: Turn) -> Reply:
        heard.extend([*turn.heard.latest, *turn.heard.told, *turn.heard])
        return turn.say(ranking=turn.wants.items) if hasattr(turn.wants, "items") else turn.say("x")

    seats = [FunctionAgent(function=listens)] * 3
    setting = table(Protocol.load(name, typed()), *seats)
    journal = held(controlled(setting, "isolated"))
    assert journal.status == "finished"
    assert not [entry for entry in journal.entries if isinstance(entry, Told)]
    assert heard == []


@pytest.mark.parametrize("control", CONTROLS)
@pytest.mark.parametrize(
    "protocol",
    [Debate(rounds=6), Vote(rounds=5), Delphi(rounds=5), Meetings(sweeps=3), Critique(rounds=2)],
    ids=lambda one: type(one).__name__,
)
def test_a_control_lasts_as_long_as_its_talk(protocol: Protocol, control: str) -> None:
    """All agree at once in the talk, which ends it; who is alone would go on for longer, or for less long."""
    for agents in ((Stubborn(stance="x"),) * 4, (Conformist(bias=3.0),) * 4, (Random(),) * 4):
        setting = table(protocol, *agents)
        for seed in range(3):
            journal = held(setting, seed=seed)
            beside = held(controlled(setting, control, rounds_of(journal)), seed=seed)
            assert rounds_of(beside) == rounds_of(journal)
            asked = [(e.phase, e.places) for e in journal.entries if isinstance(e, Ask)]
            assert [(e.phase, e.places) for e in beside.entries if isinstance(e, Ask)] == asked


def test_a_control_draws_as_its_talk_does() -> None:
    """Before anything was heard both say the same."""
    setting = table(Debate(rounds=3), *[Conformist()] * 5)
    treated = [one for one in said(held(setting, seed=7)) if one[0] == 1]
    for control in CONTROLS.keys() - {"shuffled-options"}:
        assert [one for one in said(held(controlled(setting, control, 3), seed=7)) if one[0] == 1] == treated


def test_each_lens_takes_away_what_it_says() -> None:
    seen: list[Any] = []

    def looks(turn: Turn) -> Reply:
        seen.extend(turn.heard.latest)
        return turn.say("x", argument=Argument(text="a good one", strength=0.7))

    setting = table(Debate(early=False), *[FunctionAgent(function=looks)] * 2)
    found = {}
    for control in CONTROLS:
        seen.clear()
        held(controlled(setting, control, 2))
        found[control] = [(one.speaker, one.stance, one.argument) for one in seen][:1]
    whole = Argument(text="a good one", strength=0.7)
    assert found == {
        "isolated": [],
        "stance-only": [("B", "x", None)],
        "argument-only": [("B", None, whole.model_copy(update={"supports": "x"}))],
        "vacuous-argument": [("B", "x", Argument(text="Because that is what I think.", strength=0.0))],
        "anonymous": [(found["anonymous"][0][0], "x", whole)],
        "shuffled-options": [("B", "x", whole)],
    }
    assert found["anonymous"][0][0].startswith("Voice-")


def test_lenses_stand_behind_each_other() -> None:
    setting = controlled(controlled(table(Debate(), Random()), "anonymous"), "stance-only")
    again = controlled(setting, "shuffled-options")
    assert [one.spec()["use"] for one in getattr(again.lens, "lenses", ())] == [
        "anonymous",
        "stance-only",
        "shuffled-options",
    ]


def test_flips_of_one_talk_are_split_by_its_controls() -> None:
    """A voter copies stances; who is persuaded moves by arguments alone: each is told by its arms."""
    for agents, cause in (
        ((Voter(start="x"), Voter(start="y"), Voter(start="z"), Voter(start="x")), "conformity"),
        ((*[Persuadable(eloquence=0.0)] * 3, Persuader(target="x")), "persuasion"),
        ((Random(),) * 4, "spontaneous"),
    ):
        setting = table(Debate(rounds=3, early=False), *agents)
        journal = held(setting, seed=2)
        sides = trio.run(partial(beside, setting, journal, Plurality(), seed=2))
        parts = split(sides)
        assert parts is not None
        assert sum(parts.values()) == pytest.approx(sides[0].flip_rate)
        assert max(parts, key=parts.__getitem__) == cause
        assert parts[cause] > 0
        assert sides[0].digest == journal.digest
        assert sides[0].right is (sides[0].verdict is not None and sides[0].verdict.winners == ("x",))


def spec(**more: Any) -> Spec:
    return Spec.load(
        {
            "questions": {"use": "synthetic", "count": 12, "options": 3},
            "arms": {
                "protocol": {"use": "debate", "rounds": 3},
                "panel": {"agent": {"use": "persuadable", "conviction": 0.3}, "count": 4},
            },
            **more,
        },
        typed(),
    )


def test_controls_stand_beside_each_arm_and_split_its_flips() -> None:
    found = experiment(spec(controls=["isolated", "stance-only"]))
    alone = experiment(spec())
    names = [row.label for row in found.rows]
    assert names == [f"{names[0]}{beside}" for beside in ("", " [isolated]", " [stance-only]")]
    assert [(one.a, one.b) for one in found.differences] == [(names[1], names[0]), (names[2], names[0])]
    assert found.rows[0].estimates == alone.rows[0].estimates
    (parts,) = found.splits
    causes = (parts.spontaneous.mean, parts.conformity.mean, parts.persuasion.mean)
    assert sum(cause for cause in causes if cause is not None) == pytest.approx(parts.full.mean)
    assert parts.spontaneous.mean == parts.conformity.mean == 0.0  # stances alone do not persuade
    assert parts.persuasion.interval is not None
    assert parts.persuasion.interval[0] > 0
    assert "spontaneous .000, conformity .000, persuasion ." in text(found)
    (told,) = found.json()["flips"]
    assert told["persuasion"]["mean"] == pytest.approx(parts.persuasion.mean)
    assert [arm["control"] for arm in found.json()["arms"]] == [None, "isolated", "stance-only"]
    assert not alone.splits


def test_where_nobody_is_asked_after_hearing_somebody_controls_are_said_to_show_nothing() -> None:
    """It is the talk that tells: a debate of one round is a poll, and so is one in which nothing arrives."""
    arms = {
        "protocol": ["poll", {"use": "debate", "rounds": [1, 2]}],
        "panel": {"agent": "conformist", "count": 3},
        "interceptors": [[], {"use": "drop", "rate": 1.0}],
    }
    found = experiment(spec(arms=arms, controls=["isolated", "anonymous"]))
    treated = [row for row in found.rows if not row.recipe["control"]]
    assert [row.label for row in treated if not row.uninformed] == ["debate rounds=2 · no interceptors"]
    assert found.json()["uninformed"] == [row.label for row in treated if row.uninformed]
    assert UNINFORMED in " ".join(text(found).split())
    polled = experiment(spec(arms=arms | {"protocol": "poll", "interceptors": [[]]}))
    assert not any(row.uninformed for row in polled.rows)


@pytest.mark.parametrize("name", PROTOCOLS)
def test_a_talk_is_informed_where_its_seats_hear_something(name: str) -> None:
    """Under every protocol, and never alone."""
    heard: list[Any] = []

    def listens(turn: Turn) -> Reply:
        heard.extend([*turn.heard.new(), *turn.heard.told])
        return turn.say(ranking=turn.wants.items) if hasattr(turn.wants, "items") else turn.say("x")

    setting = table(Protocol.load(name, typed()), *[FunctionAgent(function=listens)] * 3)
    assert informed(held(setting)) == bool(heard)
    assert not informed(held(controlled(setting, "isolated")))


def test_a_control_is_compared_with_its_own_arm() -> None:
    arms = {
        "protocol": ["poll", {"use": "debate", "rounds": 2}],
        "panel": {"agent": "conformist", "count": 3},
    }
    found = experiment(spec(arms=arms, controls=["anonymous"]))
    assert [(one.a, one.b) for one in found.differences] == [
        ("poll [anonymous]", "poll"),
        ("debate", "poll"),
        ("debate [anonymous]", "debate"),
    ]
    assert "Difference from 'debate', paired" in text(found)


def test_a_control_without_its_talk_is_missing() -> None:
    class Breaks(Debate):
        async def run(self, floor: Any) -> None:
            raise RuntimeError("no")

    made = spec(controls=["isolated"])
    broken = made.model_copy(update={"arms": made.arms.model_copy(update={"protocol": (Breaks(),)})})
    treated, control = experiment(broken).rows
    assert treated.missing == {"RuntimeError: no": 12}
    assert control.missing == {"its treated talk is missing: RuntimeError: no": 12}


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"controls": ["isolatd"]}, "isolated"),
        ({"controls": ["isolated", "Isolated"]}, "control 'isolated' stands twice"),
        (
            {
                "controls": ["isolated"],
                "arms": {"protocol": "debate", "panel": {"agent": "recorded", "count": 2}},
            },
            "every seat is recorded",
        ),
    ],
)
def test_bad_controls_are_refused_in_one_line(more: dict[str, Any], message: str) -> None:
    with pytest.raises(SpecError, match=message):
        experiment(spec(**more))


def test_the_command_line_puts_controls_beside_a_talk(moot: Callable[..., Any]) -> None:
    asked = ("ask", "Tea?", "--option", "Yes", "--option", "No", "--answer", "Yes", "--controls")
    done = moot(*asked, "--panel", "voter", "--seed", "3")
    assert done.returncode == 0
    _, _, controls = done.stdout.partition("Beside its controls\n")
    rows = [line.split()[0] for line in controls.splitlines()[2:8]]
    assert rows == list(CONTROLS)
    assert "right" in controls or "wrong" in controls
    assert "By arms: spontaneous +0.00, conformity " in controls
    told = json.loads(moot(*asked, "--panel", "voter", "--seed", "3", "--json").stdout)
    assert [one["arm"] for one in told["controls"]] == [None, *CONTROLS]
    assert told["controls"][0]["digest"] == told["digest"]
    assert [one["informed"] for one in told["controls"]] == [True, False, *[True] * 5]
    assert "nobody was asked" not in done.stdout.lower()


@pytest.mark.parametrize("protocol", ["poll", "debate,rounds=1"])
def test_controls_of_a_talk_without_hearing_are_said_to_show_nothing(
    moot: Callable[..., Any], protocol: str
) -> None:
    done = moot("ask", "Tea?", "--option", "Yes", "--option", "No", "--controls", "--protocol", protocol)
    assert " ".join(done.stdout.split()).count(f"N{UNINFORMED[1:]}.") == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--format", "html"), "controls are told as text or json"),
        (("--recording", "open-llms-benefit"), "every seat is recorded"),
    ],
)
def test_controls_that_cannot_be_told_are_refused(
    moot: Callable[..., Any], arguments: tuple[str, ...], message: str
) -> None:
    question = () if "--recording" in arguments else ("Tea?",)
    done = moot("ask", *question, *arguments, "--controls")
    assert done.returncode == 2
    assert message in done.stderr
    assert done.stderr.count("\n") == 1


def test_seats_of_numbers_have_controls_too() -> None:
    number = Question(text="N", range=(0.0, 1.0))
    setting = table(Debate(), DeGroot(start=0.0), DeGroot(start=1.0))
    sides = trio.run(partial(beside, setting, held(setting, number), Plurality()))
    assert [side.name for side in sides if side.verdict is None] == ["shuffled-options"]
    assert "has no options" in sides[-1].why
    assert split(sides) == {"spontaneous": 0.0, "conformity": 1.0, "persuasion": 0.0}
    assert not [entry for entry in held(setting, number).entries if isinstance(entry, Missing)]
