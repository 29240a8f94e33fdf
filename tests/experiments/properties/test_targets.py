"""Targets by name: what is bundled, what is one's own, and what cannot be built."""

import pytest

from moot.agents import DeGroot, FunctionAgent
from moot.experiments.properties import Kernel, target
from moot.protocols import Debate
from moot.protocols.rules import Plurality
from moot.sim import Agent, Drop, Panel, SpecError


def test_names_classes_and_paths_are_targets() -> None:
    assert target("Debate") == Debate()
    assert target("de_groot") == DeGroot()
    assert target("plurality") == Plurality()
    assert target("table") == Kernel()
    assert target("moot.protocols:Debate") == Debate()
    assert target(Debate) == Debate()
    assert target(Debate(rounds=3)) == Debate(rounds=3)


@pytest.mark.parametrize(
    ("given", "words"),
    [
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
