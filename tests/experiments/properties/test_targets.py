"""Targets by name: what is bundled, what is one's own, and what cannot be built."""

import pytest

from moot.agents import AGENTS, DeGroot, FunctionAgent, TrimmedMean
from moot.agents.dynamics import Dynamic
from moot.experiments.properties import Kernel, named, target
from moot.experiments.properties.targets import every
from moot.protocols import PROTOCOLS, Debate
from moot.protocols.rules import Plurality
from moot.protocols.rules import TrimmedMean as Mean
from moot.sim import Agent, Drop, Panel, SpecError


def test_names_classes_and_paths_are_targets() -> None:
    assert target("Debate") == Debate()
    assert target("de_groot") == DeGroot()
    assert target("plurality") == Plurality()
    assert target("table") == Kernel()
    assert target("moot.protocols:Debate") == Debate()
    assert target(Debate) == Debate()
    assert target(Debate(rounds=3)) == Debate(rounds=3)


def test_a_target_may_bring_its_fields() -> None:
    assert target({"use": "debate", "rounds": 3}) == Debate(rounds=3)
    assert target({"use": "moot.protocols:Debate", "rounds": 3}) == Debate(rounds=3)
    assert target({"use": "trimmed-mean", "faults": 2}) == TrimmedMean(
        faults=2
    )  # which the rule of that name lacks


def test_of_two_of_one_name_the_one_that_is_claimed_something_of_is_meant() -> None:
    assert target("trimmed-mean", [named("honest-range")]) == TrimmedMean()
    assert target("trimmed-mean") == target("trimmed-mean", [named("iia")]) == Mean()


def test_all_of_a_kind_are_built_or_left_out_with_the_reason() -> None:
    made = every("Protocols")
    assert {type(one) for one in made.built} >= {Debate}
    assert len(made.built) == len(PROTOCOLS)
    agents, dynamics = every("agents"), every("dynamics")
    assert {*dynamics.built} < {*agents.built}
    assert all(isinstance(one, Dynamic) for one in dynamics.built)
    assert dict(agents.left_out)["model"].startswith("Model cannot be built without arguments")
    assert len(agents.built) + len(agents.left_out) == len(AGENTS)
    assert dynamics.left_out == ()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"rounds": 3}, "a target with fields has its name as 'use'"),
        ({"use": "debate", "round": 3}, "Debate cannot be built of round: .* did you mean 'rounds'"),
        ({"use": "moot.sim:Drop", "rat": 1}, "Drop cannot be built of rat: .*'rat'"),
        ({"use": "moot:run", "rounds": 3}, "is built already, and takes no rounds"),
        ("debat", "unknown target 'debat': did you mean 'debate'?"),
        ("moot.nowhere:X", "cannot import 'moot.nowhere' for 'moot.nowhere:X': ModuleNotFoundError"),
        (
            Panel,
            r"Panel cannot be built without arguments \(SpecError: Panel: 'seats' is missing\)",
        ),
        (
            Agent,
            r"Agent cannot be built without arguments \(TypeError: Can't instantiate",
        ),
    ],
)
def test_what_is_no_target_is_told_in_one_line(given: object, words: str) -> None:
    with pytest.raises(SpecError, match=words) as told:
        target(given)
    assert "\n" not in str(told.value)


def test_what_is_built_is_left_alone() -> None:
    for one in (Drop(rate=0.5), FunctionAgent(function=str), 7):
        assert target(one) is one
