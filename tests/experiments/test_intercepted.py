"""Interceptors where a person asks for them: on the line, as an axis of an experiment, and what each does."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import moot as library
from moot.agents import Conformist
from moot.experiments.arms import Arms, labels
from moot.experiments.catalogue import stored, typed
from moot.experiments.comparison import Comparison
from moot.experiments.experiment import experiment
from moot.experiments.panels import Seating
from moot.experiments.sources.synthetic import Synthetic
from moot.experiments.spec import Spec
from moot.protocols import Debate
from moot.sim import (
    AllowList,
    Anonymous,
    Corrupt,
    Delay,
    Drop,
    Duplicate,
    Interceptor,
    Length,
    Lenses,
    Partition,
    Pattern,
    Reorder,
    Reply,
    SpecError,
    StanceOnly,
    Turn,
)

Moot = Callable[..., subprocess.CompletedProcess[str]]
Refused = Callable[[subprocess.CompletedProcess[str], str], None]
TEA = ("ask", "Tea or coffee?", "--option", "Tea", "--option", "Coffee")


def test_interceptors_on_the_line_are_in_the_journal_and_replay(moot: Moot, tmp_path: Path) -> None:
    rail = 'pattern,pattern="tea|coffee",action="block"'
    words = (*TEA, "--interceptor", "drop,rate=0.5", "--interceptor", rail, "--seed", "3")
    made = json.loads(moot(*words, "--journal", "t.jsonl", "--json").stdout)
    header = json.loads((tmp_path / "t.jsonl").read_bytes().splitlines()[0])
    assert header["interceptors"] == [
        {"use": "drop", "rate": 0.5},
        {"use": "pattern", "action": "block", "pattern": "tea|coffee"},
    ]
    assert b'{"meddled":' in (tmp_path / "t.jsonl").read_bytes()
    assert moot("replay", "t.jsonl").stdout.startswith("the same: ")
    assert made["meters"]["interceptors"].keys() == {"drop", "pattern"}
    assert made["meters"]["interceptors"]["drop"] > 0
    assert sum(seat["sent"] - seat["heard"] for seat in made["meters"]["heard"].values()) > 0
    assert moot("show", "t.jsonl", "--json").stdout == moot(*words, "--json").stdout


def test_a_value_is_typed_in_any_of_three_ways(moot: Moot) -> None:
    same = [
        [("--interceptor", "drop,rate=0.1"), ("--interceptor", "drop"), ("--interceptor", "moot.sim:Drop")],
        [
            ("--interceptor", "delay,rate=1.0,asks=2"),
            ("--interceptor", '{ use = "delay", rate = 1, asks = 2 }'),
        ],
        [("--protocol", "debate,rounds=3"), ("--rounds", "3")],
        [("--topology", 'star,hub="Seat-2"'), ("--topology", '{ use = "star", hub = "Seat-2" }')],
        [("--lens", 'lenses,lenses=["anonymous"]'), ("--lens", '{use="lenses",lenses=[{use="anonymous"}]}')],
        [("--panel", "conformist,steepness=4.5"), ("--panel", "conformist")],
    ]
    for ways in same:
        shown = [json.loads(moot(*TEA, *way, "--json").stdout) for way in ways]
        assert len({made["digest"] for made in shown}) == 1


def test_a_panel_file_may_have_a_comma_in_its_name(moot: Moot, tmp_path: Path) -> None:
    (tmp_path / "a,b.toml").write_text('[[seats]]\nname = "Ada"\nagent = "random"\n', encoding="utf-8")
    assert moot(*TEA, "--panel", "a,b.toml").stdout.startswith("Debate - 1 seat\n")


REFUSALS = (
    ("--interceptor", "drp,rate=0.3", "unknown interceptor 'drp': did you mean 'drop'?"),
    ("--interceptor", "drop,rat=0.3", "unknown key 'rat': did you mean 'rate'?"),
    ("--interceptor", "drop,rate=", "'drop,rate=' cannot be read: Invalid value; write NAME,KEY=VALUE"),
    ("--interceptor", "length,action=block", "with texts in quotes"),
    ("--interceptor", "length,action='drop'", "Input should be 'block' or 'redact', not 'drop'"),
    ("--interceptor", "drop,rate=1}\nother={", "cannot be read: too many values"),
    ("--interceptor", "{rate=0.3}", "does not say which interceptor it is: give its name as 'use'"),
    ("--interceptor", "ring", "unknown interceptor 'ring'"),
    ("--interceptor", "moot.sim:Ring", "names no interceptor: it is a"),
    ("--interceptor", "drop,use='delay'", "Duplicate inline table key 'use'"),
    ("--protocol", "debate,rounds=0", "greater than or equal to 1"),
    ("--lens", "lenses,lenses='anonymous'", "lenses: a list is expected, not 'anonymous'"),
    ("--panel", "conformist,steepnes=3", "did you mean 'steepness'?"),
    ("--rule", "plurality,quota=3", "unknown key 'quota'"),
)


def test_what_is_mistyped_gets_one_line_and_begins_no_file(
    moot: Moot, refused: Refused, tmp_path: Path
) -> None:
    for option, word, said in REFUSALS:
        refused(moot(*TEA, option, word, "--journal", "t.jsonl"), said)
    twice = moot(*TEA, "--protocol", "debate,rounds=3", "--rounds", "2")
    refused(twice, "--rounds 2 beside --protocol debate,rounds=3: say it once")
    assert not list(tmp_path.iterdir())


def test_the_help_shows_how_a_value_is_typed(moot: Moot) -> None:
    assert "--interceptor drop,rate=0.3" in " ".join(moot("ask", "--help").stdout.split())


def test_a_recording_with_something_between_says_so(moot: Moot) -> None:
    recorded = ("ask", "--recording", "open-llms-benefit")
    page = " ".join(moot(*recorded, "--interceptor", "drop,rate=0.5").stdout.split())
    assert "here its answers are played in another way than they were given" in page


def swayed(turn: Turn) -> Reply:
    """Say what its evidence says; then the option that it hears named most often, the last of several."""
    named = [
        word
        for remark in turn.heard
        for word in (
            remark.stance,
            *(remark.argument.text.replace("/", " ").split() if remark.argument else ()),
        )
        if word in turn.question.options
    ]
    most = [option for option in named if named.count(option) == max(map(named.count, named))]
    stance = most[-1] if most else turn.stance or turn.evidence[0].stance
    link = " https://example.org/Water/Water" if turn.seat == "Ada" else ""
    return turn.say(stance, argument=f"Take {stance}{link}")


EFFECTS: tuple[tuple[Interceptor, str], ...] = (
    (Drop(rate=0.4), "majority Water"),
    (Delay(rate=0.5), "majority Water"),
    (Duplicate(rate=0.5), "unanimous Water"),
    (Reorder(rate=0.8), "majority Water"),
    (Corrupt(rate=0.4), "unanimous Water"),
    (Partition(groups=(("Ada", "Bo"), ("Cy", "Di", "Ed"))), "unanimous Water"),
    (Length(characters=12), "majority Tea"),
    (Length(characters=12, action="block"), "majority Tea"),
    (Pattern(), "majority Tea"),
    (Pattern(action="block"), "majority Tea"),
    (AllowList(stances=("Tea", "Coffee")), "unanimous Tea"),
)


def held(*between: Interceptor) -> library.Result:
    names = ("Ada", "Bo", "Cy", "Di", "Ed")
    starts = dict(zip(names, ("Tea", "Tea", "Tea", "Water", "Water"), strict=True))
    question = library.Question(text="Tea, coffee or water?", options=("Tea", "Coffee", "Water"))
    panel: dict[str, Any] = dict.fromkeys(names, swayed)
    return library.run(question, panel, Debate(rounds=3), interceptors=between, evidence=starts)


def told(result: library.Result) -> str:
    return f"{result.verdict.word} {', '.join(map(str, result.verdict.winners))}"


def test_each_has_its_effect_on_the_digest_and_on_the_verdict() -> None:
    """Held with each between the same five seats at the same seed."""
    plain = held()
    assert told(plain) == "supermajority Water"
    found = [held(one) for one, _ in EFFECTS]
    assert [told(result) for result in found] == [expected for _, expected in EFFECTS]
    assert all(told(result) != told(plain) for result in found)
    assert len({result.journal.digest for result in (plain, *found)}) == len(EFFECTS) + 1


def compared(*axis: Any, **arms: Any) -> Comparison:
    made = Arms.load(
        {"protocol": "debate", "panel": {"agent": "conformist", "count": 4}, "interceptors": list(axis)}
        | arms,
        stored(),
    )
    return experiment(Spec(questions=Synthetic(count=20), arms=made, seed=5), typed())


def test_interceptors_are_an_axis_of_an_experiment() -> None:
    found = compared([], {"use": "drop", "rate": [0.3, 1.0]}, [{"use": "drop", "rate": 1.0}, "length"])
    told = [row.label for row in found.rows]
    assert told == ["no interceptors", "drop rate=0.3", "drop rate=1.0", "drop rate=1.0 + length"]
    plain, some, none, both = (row.estimates for row in found.rows)
    assert [one["intercepted"].mean == 0 for one in (plain, some, none, both)] == [True, False, False, False]
    assert (plain["right-to-wrong"].mean or 0) > 0
    assert none["right-to-wrong"].mean == none["wrong-to-right"].mean == 0  # who hears nobody stays
    assert both["accuracy"] == none["accuracy"]
    assert [arm["interceptors"] for arm in found.json()["arms"]] == [
        [],
        [{"use": "drop", "rate": 0.3}],
        [{"use": "drop", "rate": 1.0}],
        [{"use": "drop", "rate": 1.0}, {"use": "length"}],
    ]


def test_a_fault_in_a_phase_that_never_comes_is_told_before_and_after(moot: Moot, tmp_path: Path) -> None:
    (tmp_path / "spec.toml").write_text(
        """
questions = { use = "synthetic", count = 4, options = 3 }
controls = ["isolated"]
[arms]
protocol = "debate"
panel = { agent = "conformist", count = 3 }
interceptors = [
    { use = "drop", rate = 1.0, phases = [["open"]] },
    { use = "drop", rate = 1.0, phases = [["atack"]] },
]
"""
    )
    dry = moot("run", "spec.toml", "--dry-run").stdout
    (line,) = [line for line in dry.splitlines() if "is kept to" in line]
    said = (
        "drop is kept to the phase 'atack', in which nothing was said openly; phases in which something was: "
    )
    assert line == f"drop phases=atack: {said}open, revise"
    (line,) = [line for line in moot("run", "spec.toml").stdout.splitlines() if "interceptors" in line]
    said = "its interceptors did nothing to any statement in any talk (they may: drop in atack)"
    assert line == f"drop phases=atack: {said}"


def test_dropping_all_is_the_arm_in_which_nobody_is_heard() -> None:
    dropped, alone = (
        compared("length" if name == "self-revision" else {"use": "drop", "rate": 1.0}, protocol=name).rows[0]
        for name in ("debate", "self-revision")
    )
    same = [name for name in dropped.estimates if name != "intercepted"]
    assert [dropped.estimates[name] for name in same] == [alone.estimates[name] for name in same]


def test_arms_with_interceptors_have_names_that_tell_them_apart() -> None:
    def apart(*groups: tuple[str, ...]) -> tuple[Interceptor, ...]:
        return (Partition(groups=groups),)

    assert labels([apart(("A",), ("B", "C")), apart(("A", "B"), ("C",))]) == (
        "partition groups=A|B,C",
        "partition groups=A,B|C",
    )
    assert labels([(Drop(), Delay()), (Delay(), Drop())]) == ("drop + delay", "delay + drop")
    assert labels([(Drop(phases=("attack",)),), (Drop(phases=("defend",)),)]) == (
        "drop phases=attack",
        "drop phases=defend",
    )
    assert labels([(Drop(),), (Drop(phases=("attack",)),)]) == ("drop", "drop phases=attack")
    assert labels([Lenses(lenses=(Anonymous(), StanceOnly())), StanceOnly()]) == (
        "lenses anonymous + stance-only",
        "stance-only",
    )


def test_a_spec_with_interceptors_comes_back_from_its_json() -> None:
    arms = Arms(
        protocol=(Debate(),),
        panel=(Seating(agent=Conformist(), count=4),),
        interceptors=(
            (),
            Drop(),  # type: ignore[arg-type] # one alone is a chain of one
            (Partition(groups=(("Seat-1",), ("Seat-2",))), Drop(phases=("open",))),
        ),
    )
    made = Spec(questions=Synthetic(count=2), arms=arms)
    assert Spec.load(made.spec(), stored()) == made
    assert hash(Spec.load(made.spec(), stored())) == hash(made)
    with pytest.raises(SpecError, match="stands twice"):
        arms.model_copy(update={"interceptors": (Drop(), (Drop(),))})


def test_one_interceptor_may_be_given_alone() -> None:
    question = library.Question(text="Q", options=("x", "y"))
    given: tuple[Any, ...] = (Drop(rate=0.5), "drop", ["drop"], ("drop", Length()), [])
    headers = [
        library.run(question, [Conformist()] * 3, interceptors=one).journal.header.spec.get("interceptors")
        for one in given
    ]
    assert headers == [
        [{"use": "drop", "rate": 0.5}],
        [{"use": "drop"}],
        [{"use": "drop"}],
        [{"use": "drop"}, {"use": "length"}],
        None,
    ]
