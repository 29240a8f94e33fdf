"""The inherited tests: all that is bundled passes them, and a plug-in that is broken fails in plain words."""

import pickle
import subprocess
import sys
import unittest
from collections.abc import Collection
from typing import Any, ClassVar

import pytest

from moot.agents import AGENTS, Slow
from moot.agents.live import Model
from moot.experiments.properties import (
    HOLDS,
    Broken,
    Outcome,
    Property,
    Suite,
    of_protocols,
    strategies,
    suite,
    target,
)
from moot.experiments.properties.matrices import declared_broken
from moot.protocols import PROTOCOLS, Debate, Poll
from moot.protocols.rules import RULES, Copeland, Plurality, Unanimity
from moot.protocols.rules.axioms import declarations
from moot.sim import Ballots, Rule, SpecError, Tally, rule
from moot.sim.names import import_path

GIVEN = {"model": Model(model="vendor/m"), "slow": Slow(seconds=0.0)}
"""What must be given something, or would wait."""
PLACES, RIGHT, ORDER = "anonymity-of-places", "right-majority-kept", "evidence-outweighs-order"
BY_CHANCE = ("condorcet-loser", "condorcet-winner", "iia", "majority-loser", "smith")
BREAKS: dict[str, Collection[str]] = {
    "crashing": ("answers-when-asked",),
    "function-agent": ("answers-when-asked",),
    "council": (PLACES, ORDER),
    "critique": (PLACES, RIGHT, ORDER),
    "debate": (RIGHT,),
    "delphi": (RIGHT,),
    "devils-advocate": (PLACES, RIGHT),
    "gossip": (PLACES, RIGHT),
    "judged-debate": (PLACES, RIGHT, ORDER),
    "meetings": (PLACES, RIGHT),
    "open-debate": (RIGHT,),
    "relay": (PLACES, RIGHT, ORDER),
    "de-groot": ("converges", "honest-range", "agreement-from-2f+1", "agreement-from-3f+1"),
    "trimmed-mean": ("agreement-from-2f+1",),
    "random-ballot": (*BY_CHANCE, "majority-winner", "reinforcement"),
    "sortition": (
        *BY_CHANCE,
        "anonymity",
        "independence-of-clones",
        "optimist-participation",
        "pessimist-participation",
        "positive-involvement",
        "reinforcement",
        "resolute-participation",
        "reversal-symmetry",
        "strategy-proofness",
        "votes-count-alike",
    ),
}
"""What the bundled ones break, beside what rules declare."""
EXAMPLES = {"protocols": 10, "agents": 4, "rules": 5}


def bundled() -> list[Any]:
    """Return every test of every bundled plug-in."""
    found = []
    for kind, names in {"protocols": PROTOCOLS, "agents": AGENTS, "rules": RULES}.items():
        for name, path in names.items():
            breaks: Any = BREAKS.get(name, ())
            if name == "liquid":  # which is plurality where nobody delegates
                known = {
                    axiom: declared_broken(Plurality(), axiom) for axiom in declarations()["plurality"].breaks
                }
                breaks = {axiom: found and found.case for axiom, found in known.items()}
            if (kind, name) == ("rules", "trimmed-mean"):
                breaks = ()
            given = target(GIVEN.get(name, import_path(path)))
            keeps = () if getattr(given, "live", False) else "all"  # of what is outside nothing is claimed
            made = suite(given, keeps=keeps, breaks=breaks, examples=EXAMPLES[kind])
            found += [
                pytest.param(made, test, id=f"{name}-{test}")
                for test in dir(made)
                if test.startswith("test_")
            ]
    return found


@pytest.mark.parametrize(("made", "test"), bundled())
def test_all_that_is_bundled(made: type[Suite], test: str) -> None:
    getattr(made(), test)()


MINE = """
import random

import moot
from moot import Protocol


class Rounds(Protocol):
    rounds: int = 2

    async def run(self, floor):
        for _ in floor.rounds(self.rounds):
            await floor.ask("speak", wants=floor.ballot, hears={})


class Tosses(Rounds):
    async def run(self, floor):
        for _ in range(random.randint(1, 9)):
            await floor.ask("speak", hears={})
        await floor.ask("vote", wants=floor.ballot, hears={})


class Debate(Rounds):
    async def run(self, floor):
        for _ in floor.rounds(self.rounds):
            await floor.ask("speak", wants=floor.ballot)


class Essay(Debate):
    def check(self, question, seats):
        if question.kind != "text":
            raise moot.SpecError("it is for texts")


class Crashes(Debate):
    async def run(self, floor):
        said = (await floor.ask("speak")).said
        await floor.ask("vote", [sorted(said)[1]], wants=floor.ballot)


class Endless(Rounds):
    async def run(self, floor):
        while not (await floor.ask("speak", wants=floor.ballot)).agreed:
            pass


def unpicklable():
    class Local(Rounds):
        pass

    return Local()
"""


FILES = {
    "sound": "TestMine = moot.properties.suite(mine.Rounds, examples=8)",
    "tosses": "TestMine = moot.properties.suite(mine.Tosses, examples=5)",
    "endless": "TestMine = moot.properties.suite(mine.Endless, examples=3)",
    "local": "TestMine = moot.properties.suite(mine.unpicklable(), examples=5)",
    "declared": "TestMine = moot.properties.suite(mine.Debate, keeps='unanimity-preserved', examples=2)",
    "lying": "TestMine = moot.properties.suite(mine.Rounds, breaks={'unanimity-preserved'}, examples=1)",
    "own": "class TestMine(moot.properties.Suite): target, examples = mine.Rounds(rounds=3), 2",
    "text": "TestMine = moot.properties.suite(mine.Essay, examples=5)",
    "crashes": "TestMine = moot.properties.suite(mine.Crashes, examples=5)",
}
"""The third line of each file of tests."""


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What pytest says of each test of a small project, in a folder of its own."""
    folder = tmp_path_factory.mktemp("project")
    (folder / "mine.py").write_text(MINE)
    for name, third in FILES.items():
        (folder / f"test_{name}.py").write_text(f"import moot\nimport mine\n{third}\n")
    run = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-vv", "-rA", str(folder)]
    done = subprocess.run(run, cwd=folder, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 1, done.stdout + done.stderr
    summary = done.stdout.partition("short test summary info")[2]
    found = {}
    for line in summary.splitlines():
        word, _, rest = line.partition(" ")
        if word in ("PASSED", "FAILED"):
            name, _, why = rest.partition(" - ")
            found[name.removeprefix("test_").replace(".py::TestMine::test_", " ")] = word + why
    return found


def outcomes(said: dict[str, str], name: str) -> dict[str, str]:
    return {test.partition(" ")[2]: why for test, why in said.items() if test.startswith(f"{name} ")}


OWED = {
    "pickles",
    "prints",
    "comes_back_from_its_spec",
    "same_seed_same_digest",
    "schedule_leaves_no_trace",
    "resumes_as_it_was",
    "replays_as_it_was",
    "same_in_another_process",
    "terminates",
}
"""What a protocol of one's own is held to unasked."""


def test_three_lines_test_a_protocol_of_one_s_own(said: dict[str, str]) -> None:
    for name, more in {"sound": (), "own": (), "text": (), "declared": ("unanimity_preserved",)}.items():
        found = outcomes(said, name)
        assert {*found.values()} == {"PASSED"}
        assert {*found} == {*OWED, *more}


@pytest.mark.parametrize(
    ("name", "test", "words"),
    [
        ("tosses", "same_seed_same_digest", "draw from `floor.random` or `turn.random`"),
        ("endless", "terminates", "after 2000 answers it still goes on"),
        ("crashes", "terminates", "after 1 answer it ends with an error: IndexError: list"),
        ("endless", "replays_as_it_was", "Let it stop by itself, as after so many rounds"),
        ("local", "pickles", "put its class at the top of a module"),
        ("local", "comes_back_from_its_spec", "put its class at the top of a module"),
        (
            "lying",
            "breaks_unanimity_preserved",
            "declared to break unanimity-preserved, and no case was found",
        ),
    ],
)
def test_a_broken_one_is_taught(said: dict[str, str], name: str, test: str, words: str) -> None:
    failed = {test for test, why in outcomes(said, name).items() if why.startswith("FAILED")}
    assert test in failed
    assert words in said[f"{name} {test}"]
    if name == "local":
        assert failed == {"pickles", "comes_back_from_its_spec", "replays_as_it_was"}
    if name == "lying":
        assert failed == {"breaks_unanimity_preserved"}


class Hidden(Poll):
    """It does not show what it is made of."""

    rounds: int = 3

    def __repr__(self) -> str:
        return "Hidden()"


class Shifty(Poll):
    """It is equal to nothing, nor to itself when it comes back."""

    def __eq__(self, other: object) -> bool:
        return self is other

    def __hash__(self) -> int:
        return id(self)


class Unhashed(Poll):
    """It holds what cannot be hashed."""

    sizes: Any = None


@pytest.mark.parametrize(
    ("made", "test", "words"),
    [
        (Hidden(), "test_prints", r"prints as Hidden\(\), which does not show rounds="),
        (Shifty(), "test_pickles", "is not what it was: pickled and unpickled, it is"),
        (Unhashed(sizes={"a": 1}), "test_pickles", "cannot be hashed .*: keep to tuples where it has lists"),
    ],
    ids=["prints", "equal", "hashes"],
)
def test_what_is_no_value_is_told(made: Any, test: str, words: str) -> None:
    with pytest.raises(AssertionError, match=words):
        getattr(suite(made)(), test)()


def _first(ballots: Ballots) -> Tally:
    return Tally(ballots.question.options[:1])


@rule
def decorated(ballots: Ballots) -> Tally:
    """Elect the first."""
    return _first(ballots)


plain = rule(_first)


def _none(target: object) -> str:
    return "it is about none"


def _short(protocol: Any, talk: Any) -> Outcome:
    asks = talk.under(protocol).hold().statistics().asks
    return HOLDS if asks <= 2 else Broken(f"it takes {asks} asks")


SHORT = Property(
    "short",
    "Two asks are enough.",
    "this test",
    "protocol",
    "three rounds",
    of_protocols,
    lambda protocol: strategies.deliberations(meddled=False),
    _short,
)


@pytest.mark.parametrize(
    ("given", "declared", "words"),
    [
        ("debat", {}, "unknown target 'debat'"),
        (Model, {}, "Model cannot be built without arguments"),
        (7, {}, "7 is no protocol, rule or agent"),
        (Poll, {"breaks": ["anonimity"]}, "unknown property 'anonimity'"),
        (Poll, {"breaks": "iia"}, "poll cannot break iia: it is about a rule"),
        (Poll, {"keeps": ["anonimity"]}, "unknown property 'anonimity'"),
        (Poll, {"keeps": "iia"}, "iia does not apply to poll: it is about a rule"),
        (Poll, {"keeps": {"axioms"}}, "no property of 'axioms' applies to poll: it is about a rule"),
        (Poll, {"keeps": [SHORT, SHORT._replace(source="")]}, "two properties in `keeps` are called short"),
        (Poll, {"keeps": SHORT._replace(applies=_none)}, "short does not apply to poll: it is about none"),
        (
            Poll,
            {"keeps": "Terminates", "breaks": "terminates"},
            "terminates stands in `keeps` and in `breaks`",
        ),
    ],
)
def test_what_is_no_suite_is_told(given: Any, declared: Any, words: str) -> None:
    with pytest.raises(SpecError, match=words):
        suite(given, **declared)


def claims(made: type[Suite]) -> set[str]:
    """Return the names of the tests that a suite has, without those that it owes."""
    found = {name.removeprefix("test_") for name in dir(made) if callable(getattr(made, name))}
    return {name for name in found if hasattr(made, f"test_{name}")} - OWED


def test_a_rule_of_ones_own_owes_nothing_but_to_recount_as_it_did() -> None:
    assert claims(suite(decorated)) == {"recounts_as_it_was"}
    suite(decorated, examples=20)().test_recounts_as_it_was()  # type: ignore[attr-defined]
    two = {"iia", "neutrality"}
    assert claims(suite(decorated, keeps=two)) == {*two, "recounts_as_it_was"}


def test_of_a_group_that_is_kept_what_is_broken_is_not_claimed_and_no_average() -> None:
    all_ = claims(suite(decorated, keeps="axioms"))
    assert {"iia", "neutrality", "pareto", "monotonicity"} <= all_
    both = ["axioms", "monotonicity-of-sole-winners"]
    broken = claims(suite(decorated, keeps=both, breaks=["monotonicity"]))
    assert all_ - broken == {"monotonicity"}
    assert broken - all_ == {"breaks_monotonicity", "monotonicity_of_sole_winners"}
    talks = claims(suite(Poll, keeps="protocols"))
    assert "anonymity_of_names" in talks
    assert "accuracy_kept" not in talks
    assert claims(suite(Poll, keeps="accuracy-kept")) == {"accuracy_kept"}


def test_a_property_of_ones_own_is_tried_too() -> None:
    made = suite(Debate, keeps=[SHORT], examples=30)()
    with pytest.raises(AssertionError, match="breaks short: it takes 3 asks"):
        suite(Debate(rounds=3), keeps=SHORT, examples=30)().test_short()  # type: ignore[attr-defined]
    made.test_short()  # type: ignore[attr-defined]
    suite(Debate(rounds=3), breaks=SHORT)().test_breaks_short()  # type: ignore[attr-defined]


def test_who_derives_from_a_suite_of_another_target_has_none_of_its_tests() -> None:
    class OfDebate(Suite):
        target: ClassVar[Any] = Debate
        keeps: ClassVar[Any] = "unanimity-preserved"
        breaks: ClassVar[Any] = ("right-majority-kept",)

    class OfPlurality(OfDebate):
        target: ClassVar[Any] = Plurality
        keeps = ()
        breaks = ()

        def test_iia(self) -> None:
            """Stand where one would be made."""

    assert claims(OfDebate) == {"unanimity_preserved", "breaks_right_majority_kept"}
    assert not callable(OfPlurality.test_terminates)  # type: ignore[attr-defined]
    assert {"recounts_as_it_was", "breaks_condorcet_loser", "iia"} <= {
        name for name in claims(OfPlurality) if callable(getattr(OfPlurality, f"test_{name}"))
    }
    assert OfPlurality.test_iia.__doc__ == "Stand where one would be made."

    class OfVote(OfPlurality):
        target: ClassVar[Any] = "vote"

    assert callable(OfVote.test_terminates)  # type: ignore[attr-defined]
    assert not callable(OfVote.test_breaks_condorcet_loser)  # type: ignore[attr-defined]


def test_a_case_that_is_given_is_tried() -> None:
    case = declared_broken(Copeland(), "iia")
    assert case is not None
    made = suite(Copeland, breaks={"iia": case.case, "condorcet-winner": case.case}, examples=1)()
    made.test_breaks_iia()  # type: ignore[attr-defined]
    with pytest.raises(AssertionError, match="and the case given does not show it"):
        made.test_breaks_condorcet_winner()  # type: ignore[attr-defined]


def test_what_says_little_is_skipped_of_a_group_and_fails_where_it_is_named() -> None:
    made = suite(Unanimity, keeps="axioms", examples=5)()
    with pytest.raises(unittest.SkipTest, match="says little"):
        made.test_monotonicity()  # type: ignore[attr-defined]
    named = suite(Unanimity, keeps="monotonicity", examples=5)()
    with pytest.raises(AssertionError, match=r"not known to keep .*: monotonicity of unanimity says little"):
        named.test_monotonicity()  # type: ignore[attr-defined]


@pytest.mark.parametrize("made", [decorated, plain])
def test_a_rule_that_is_a_function_pickles(made: Rule) -> None:
    assert pickle.loads(pickle.dumps(made)) == made
