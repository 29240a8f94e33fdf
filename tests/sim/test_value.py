"""Values: frozen, picklable, hashable; they come back from their JSON form as they were."""

import json
import math
import pickle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from moot.agents import Conformist, Recorded, Slow, Stubborn
from moot.experiments.catalogue import BUNDLED
from moot.protocols import Debate, Gossip, Relay
from moot.sim import (
    Agent,
    Argument,
    Bipartite,
    Block,
    Edges,
    Evidence,
    Lens,
    Link,
    Names,
    Panel,
    Protocol,
    Question,
    RandomRegular,
    Reply,
    Ring,
    Rule,
    Scores,
    Seat,
    Setting,
    SpecError,
    Star,
    Topology,
    Value,
    Wants,
)
from moot.sim.value import Kind, kind_of, name_of

KINDS: dict[str, type[Kind]] = {
    "agent": Agent,
    "lens": Lens,
    "protocol": Protocol,
    "rule": Rule,
    "topology": Topology,
    "wants": Wants,
}
CATALOGUE = [(kind, name) for kind, names in BUNDLED.items() if kind in KINDS for name in names]
PANEL = Panel(seats=(Seat(name="Ada", agent=Conformist()), Seat(name="Bo", agent=Stubborn(stance="Tea"))))
VALUES: list[Value] = [
    Conformist(steepness=2.0),
    Recorded(
        lines=(Reply.load({"stance": "A", "argument": "why", "belief": {"A": 0.5}}), Reply(outcome="refused"))
    ),
    Slow(seconds=2.0, agent=Conformist(bias=0.0)),
    Stubborn(stance=("A", 1.5)),
    Debate(rounds=4),
    Gossip(rate=0.5, seconds=9.0),
    Relay(rounds=2),
    Edges(edges=(Link(speaker="A", listener="B", weight=0.25, latency=2.0),)),
    Ring(reach=2),
    Bipartite(split=2, chance=0.5),
    Block(groups=(2, 3), within=1.0),
    RandomRegular(seed=3, degree=2),
    Star(hub="B"),
    Scores(high=10.0),
    Question(text="How many?", range=(0.0, 10.0), answer=3.0, checkable=0.5),
    Question(text="Both?", parts=(Question(text="One?", options=("y", "n")), Question(text="Two?"))),
    Evidence(stance="Tea", accuracy=0.7, text="a smell of tea"),
    Argument(text="why", supports="Tea", strength=0.5),
    PANEL,
    Setting(panel=PANEL, protocol=Debate(), topology=Ring(), ballot=Scores(), within=5.0),
]


def reloaded(value: Value, names: Names) -> Value:
    base = KINDS[kind_of(type(value))] if isinstance(value, Kind) else type(value)
    return base.load(json.loads(json.dumps(value.spec())), names)


@pytest.mark.parametrize(("kind", "name"), CATALOGUE)
def test_every_bundled_value_comes_back_by_its_name(kind: str, name: str, names: Names) -> None:
    needed: dict[str, dict[str, Any]] = {
        "together": {"wants": ["ranking", "approval"]},
        "model": {"model": "vendor/m"},
    }
    made = KINDS[kind].load({"use": name, **needed.get(name, {})}, names)
    assert name_of(type(made)) == name
    assert made.spec()["use"] == name
    assert reloaded(made, names) == made
    assert pickle.loads(pickle.dumps(made)) == made
    assert hash(made) == hash(reloaded(made, names))


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_values_come_back_pickle_and_hash(value: Value, names: Names) -> None:
    again = reloaded(value, names)
    assert again == value
    assert type(again) is type(value)
    assert again.spec() == value.spec()
    for other in (again, pickle.loads(pickle.dumps(value))):
        assert {other: 1}[value] == 1


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_values_are_frozen(value: Value) -> None:
    field = next(iter(type(value).model_fields))
    with pytest.raises(ValidationError, match="frozen"):
        setattr(value, field, getattr(value, field))


def test_spelling_out_a_default_changes_nothing() -> None:
    assert Debate() == Debate(rounds=2)
    assert hash(Debate()) == hash(Debate(rounds=2))
    assert Debate(rounds=2).spec() == {"use": "debate"}


@pytest.mark.parametrize(
    "spelt", ["MajorityFollower", "majority_follower", "majority-follower", "MAJORITYFOLLOWER"]
)
def test_names_ignore_case_and_hyphens(spelt: str, names: Names) -> None:
    assert name_of(type(Agent.load(spelt, names))) == "majority-follower"


@pytest.mark.parametrize(
    ("base", "data", "message"),
    [
        (
            Agent,
            {"use": "conformist", "steepnes": 3.0},
            "agent conformist: unknown key 'steepnes': did you mean 'steepness'?",
        ),
        (Agent, "conformits", "unknown agent 'conformits': did you mean 'conformist'?"),
        (Protocol, "debat", "unknown protocol 'debat': did you mean 'debate'?"),
        (Topology, "rnig", "unknown topology 'rnig': did you mean 'ring'?"),
        (Rule, "zzzz", "unknown rule 'zzzz': known: .*plurality"),
        (Agent, {"use": "debate"}, "unknown agent 'debate'"),
        (Agent, {"use": "moot.protocols:Debate"}, "'moot.protocols:Debate' names no agent"),
        (Agent, {"use": "math:pi"}, "'math:pi' names no agent"),
        (Agent, {"use": "math:tau.x"}, "names nothing"),
        (Agent, {"use": "no_such_module:Name"}, "cannot import 'no_such_module'"),
        (Agent, {"use": 3}, "'use' names the agent in a string, not as 3"),
        (Agent, 3, "not 3"),
        (Agent, {}, "agent"),
        (Seat, {"name": "A", "agent": {}}, "agent"),
        (Seat, {"name": "A", "agent": {"steepness": 2.0}}, "agent"),
        (Seat, {"name": "A"}, "'agent' is missing"),
        (
            Panel,
            {"seats": [{"name": "A", "agent": "silent", "nmae": 1}]},
            "unknown key 'nmae': did you mean 'name'?",
        ),
        (
            Protocol,
            {"use": "debate", "rounds": 0},
            "rounds: Input should be greater than or equal to 1, not 0",
        ),
        (Protocol, {"use": "debate", "rounds": True}, "rounds: .*, not True"),
        (Protocol, {"use": "debate", "rounds": "2"}, "rounds: .*, not '2'"),
        (Link, {"speaker": "A", "listener": "B", "weight": True}, "weight: .*, not True"),
        (Link, {"speaker": "A", "listener": "B", "weight": math.nan}, "weight: .*, not nan"),
        (Link, {"speaker": "A", "listener": "B", "latency": math.inf}, "latency: .*, not inf"),
        (Evidence, {"stance": True}, "not True"),
        (Question, {"text": "Q", "range": [0, math.inf]}, "not inf"),
        (Question, {"text": "a \ud800"}, "text: "),
        (Question, {"text": "Q", "options": ["a", "\udfff"]}, "options.1: "),
        (Reply, {"stance": "\ud800"}, "stance"),
        (Reply, {"reason": "\udc80"}, "reason"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(
    base: type[Value], data: Any, message: str, names: Names
) -> None:
    with pytest.raises(SpecError, match=message) as error:
        base.load(data, names)
    assert "\n" not in str(error.value)


def test_the_place_in_a_file_is_named(names: Names) -> None:
    with pytest.raises(SpecError, match=r"^panel\.toml: "):
        Panel.load({"seats": []}, names, where="panel.toml")


def test_code_that_nobody_trusts_is_not_run() -> None:
    with pytest.raises(SpecError, match="--trust os"):
        Agent.load({"use": "os:getcwd"}, Names(BUNDLED))


def test_lists_become_tuples_all_the_way_down() -> None:
    question = Question.load({"text": "Q", "parts": [{"text": "P", "options": ["a", "b"]}, {"text": "R"}]})
    assert question.parts[0].options == ("a", "b")
    assert isinstance(question.parts, tuple)
    hash(question)


@given(st.recursive(st.one_of(st.none(), st.booleans(), st.integers(), st.text()), st.lists, max_leaves=8))
def test_whatever_a_file_holds_is_read_or_refused(data: Any) -> None:
    for item in (data, {"use": data}, {"name": data, "agent": data}, {"seats": data}):
        with pytest.raises(SpecError):
            Panel.load(item, Names(BUNDLED))
