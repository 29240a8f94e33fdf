"""What was found is told as a story, and as a test that fails as it stands and needs no Hypothesis."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import strategies as st

from moot.agents import DeGroot, FunctionAgent, TrimmedMean
from moot.experiments.properties import (
    HOLDS,
    Bounds,
    Broken,
    Outcome,
    Property,
    as_test,
    falsify,
    named,
    one_adversary,
    story,
    within,
)
from moot.experiments.properties.axioms import axiom
from moot.experiments.properties.property import everything
from moot.experiments.properties.spelling import Spelling
from moot.protocols import Debate, Poll, Relay
from moot.protocols.rules import Borda
from moot.sim import Edges, Floor, Link, Protocol, Question, SpecError

MINIMA: list[tuple[Any, str]] = [
    (DeGroot(), "converges"),
    (DeGroot(), "honest-range"),
    (TrimmedMean(), "agreement-from-2f+1"),
    (Debate(), "right-majority-kept"),
    (Relay(), "evidence-outweighs-order"),
    (Relay(), "anonymity-of-places"),
    (Relay(), "accuracy-kept"),
]


def test_the_tests_reproduce_what_was_found(tmp_path: Path) -> None:
    said = []
    for number, (target, name) in enumerate(MINIMA):
        found = falsify(target, named(name))
        assert found.broken is not None
        code = as_test(target, named(name), found)
        assert "import hypothesis" not in code
        assert max(map(len, code.splitlines())) <= 110
        (tmp_path / f"test_found_{number}.py").write_text(code)
        said.append(f"AssertionError: {found.broken.what}")
    plain = ("-q", "-p", "no:cacheprovider", "-p", "no:hypothesispytest")
    run = [sys.executable, "-m", "pytest", *plain]
    done = subprocess.run(run, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stdout + done.stderr
    assert [what for what in said if what not in done.stdout] == []
    assert f"{len(MINIMA)} failed" in done.stdout


def test_the_story_is_about_people() -> None:
    found = falsify(DeGroot(), named("converges"))
    assert story(named("converges"), found).splitlines() == [
        "It is claimed (converges): All come to agree wherever everybody is reached from everybody.",
        "Ada and Bo are asked: How much? (from 0 to 1)",
        "Seats: all de-groot.",
        "Heard: Ada hears Bo alone; Bo hears Ada alone.",
        "Settings: protocol debate (rounds 5 and early false).",
        "Round 1, open: Ada: 0; Bo: 1.",
        "Round 2, revise: Ada: 1; Bo: 0.",
        "Round 3, revise: Ada: 0; Bo: 1.",
        "Round 4, revise: Ada: 1; Bo: 0.",
        "Round 5, revise: Ada: 0; Bo: 1.",
        "So it goes on, to round 300.",
        "But after 300 rounds they are still 1 apart.",
    ]


def test_the_code_is_as_one_would_write_it() -> None:
    found = falsify(DeGroot(), named("converges"))
    code = as_test(DeGroot(), named("converges"), found)
    assert code.startswith('"""de-groot breaks converges: after 300 rounds they are still 1 apart."""\n')
    assert "from moot.agents import DeGroot\n" in code
    assert "from moot.experiments.properties import PROPERTIES, Broken\n" in code
    assert "    case = Moves(starts=(0.0, 1.0), weights=((0, 1), (1, 0)))\n" in code
    assert '    outcome = PROPERTIES["converges"].check(target, case)\n' in code


class Spins(Protocol):
    """Asks nobody, for ever."""

    async def run(self, floor: Floor) -> None:
        while True:
            pass


def test_the_test_of_what_does_not_end_ends() -> None:
    code = as_test(Spins(), "terminates", falsify(Spins(), "terminates", seconds=1.2))
    assert "    with time_limit(10):\n        outcome = PROPERTIES" in code
    room: dict[str, Any] = {}
    exec(code.replace("time_limit(10)", "time_limit(1.2)"), room)  # noqa: S102 - which is what is tested
    with pytest.raises(AssertionError, match="it goes on without asking anybody"):
        room["test_tests_experiments_properties_test_story_spins_terminates"]()


class Pair(NamedTuple):
    one: int
    other: float = 0.5


def at_most(target: Any, case: Pair) -> Outcome:
    return Broken("it is too much") if case.one > 3 else HOLDS


MINE = Property(
    "mine",
    "Three is the most.",
    "this test",
    "protocol",
    "four",
    everything,
    lambda target: st.integers(0, 9).map(Pair),
    at_most,
)


def test_a_property_of_ones_own_is_imported_from_where_it_stands() -> None:
    found = falsify(Poll(), MINE)
    code = as_test(Poll(), MINE, found)
    assert f"from {__name__} import MINE, Pair\n" in code
    assert "    case = Pair(one=4)\n" in code
    assert "    outcome = MINE.check(target, case)\n" in code


@pytest.mark.parametrize(
    "value",
    [
        1.5,
        'it\'s "so"\n',
        (1,),
        (),
        None,
        True,
        Question(text="Q", options=("x" * 60, "y" * 60), answer="y" * 60),
        Edges(edges=tuple(Link(speaker=u, listener=v, weight=2.0) for u in "AB" for v in "AB")),
        Debate(rounds=3),
        float("inf"),
    ],
)
def test_what_is_spelt_makes_the_same(value: Any) -> None:
    code = Spelling()
    spelt = code.spell(value)
    room: dict[str, Any] = {}
    exec("\n".join([*code.lines(), f"made = {spelt}"]), room)  # noqa: S102 - which is what is tested
    assert room["made"] == value


@pytest.mark.parametrize(
    ("target", "claim", "code"),
    [
        (Relay(), within(one_adversary(3), 0.05), "within(one_adversary(3), 0.05)"),
        (Relay(), within(named("accuracy-kept"), 0.05), 'within(PROPERTIES["accuracy-kept"], 0.05)'),
        (Borda(), axiom("iia", Bounds(voters=4)), 'axiom("iia", Bounds(voters=4))'),
    ],
    ids=["made", "within", "axiom"],
)
def test_what_a_function_makes_is_made_again(target: Any, claim: Property, code: str) -> None:
    found = falsify(target, claim, examples=100)
    test = as_test(target, claim, found)
    assert f"    outcome = {code}.check(target, case)\n" in test
    room: dict[str, Any] = {}
    exec(test, room)  # noqa: S102 - which is what is tested
    tried = next(item for name, item in room.items() if name.startswith("test_"))
    with pytest.raises(AssertionError, match=re.escape(found.broken.what if found.broken else "?")):
        tried()


def test_what_has_no_name_is_told() -> None:
    class Local(Protocol):
        async def run(self, floor: Any) -> None: ...

    nameless = MINE._replace(check=lambda target, case: Broken("always"))
    for target, claim, words in [
        (Local(), MINE, "Local cannot be imported by name: put it at the top of a module"),
        (Poll(), nameless, "the property mine cannot be imported by name"),
    ]:
        with pytest.raises(SpecError, match=words):
            as_test(target, claim, falsify(target, claim))
    with pytest.raises(SpecError, match="cannot be imported by name"):
        Spelling().spell(FunctionAgent(function=lambda turn: "x"))
    with pytest.raises(SpecError, match="there is nothing to tell: mine of poll holds"):
        story(MINE, falsify(Poll(), MINE._replace(check=lambda target, case: HOLDS)))


def test_names_of_properties_are_known_whatever_their_spelling() -> None:
    assert named("Within_Hull").name == "within-hull"
    with pytest.raises(SpecError, match="unknown property 'convergs': did you mean 'converges'"):
        named("convergs")
