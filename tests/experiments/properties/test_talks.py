"""Properties of protocols: whom they hold of, and what breaks them at the least."""

from typing import Any

import pytest

from moot.experiments.properties import falsify, named
from moot.experiments.properties.talks import TALKS
from moot.protocols import Critique, Debate, Delphi, JudgedDebate, Poll, Relay
from moot.sim import Floor, Protocol, Said, SpecError

ALL = {claim.name: claim for claim in TALKS}
BROKEN = {
    ("anonymity-of-places", Relay): 2,
    ("anonymity-of-places", Critique): 2,
    ("anonymity-of-places", JudgedDebate): 3,
    ("right-majority-kept", Debate): 3,
    ("right-majority-kept", Relay): 3,
    ("right-majority-kept", Critique): 3,
    ("right-majority-kept", Delphi): 5,
    ("right-majority-kept", JudgedDebate): 3,
    ("evidence-outweighs-order", Relay): 3,
    ("evidence-outweighs-order", Critique): 3,
    ("evidence-outweighs-order", JudgedDebate): 5,
}
"""Of how many seats at most the counterexample is."""


@pytest.mark.parametrize(
    ("name", "protocol", "most"),
    [(name, protocol, most) for (name, protocol), most in BROKEN.items()],
    ids=[f"{protocol.__name__}-{name}" for name, protocol in BROKEN],
)
def test_what_breaks_it_is_small(name: str, protocol: type[Protocol], most: int) -> None:
    # what Hypothesis tries depends on which modules are loaded, too
    found = falsify(protocol(), named(name), examples=500)
    assert found.word == "broken", str(found)
    case: Any = getattr(found.case, "deliberation", found.case)
    assert len(case.panel.seats) <= most
    assert len(case.question.options) == 2


def test_conformists_talk_each_other_out_of_what_is_right() -> None:
    found = falsify(Debate(), named("right-majority-kept"))
    assert found.broken is not None
    assert found.broken.what == "most began with x, which is right, and most end with y"
    signals = [one.stance for _, one in found.case.evidence]
    assert sorted(map(str, signals)) == ["x", "x", "y"]


def test_in_a_relay_the_first_two_who_are_wrong_decide_all() -> None:
    found = falsify(Relay(), named("evidence-outweighs-order"))
    assert found.broken is not None
    assert found.broken.journal is not None
    said = [one.reply.stance for one in found.broken.journal.entries if isinstance(one, Said)]
    evidence = [one.stance for _, one in found.case.evidence]
    assert sorted(map(str, evidence)) == ["x", "x", "y"]
    assert said[:2] == ["y", "y"]
    assert set(said) == {"y"}


def test_who_speaks_first_in_a_relay_decides() -> None:
    found = falsify(Relay(), named("anonymity-of-places"))
    assert found.broken is not None
    assert found.broken.what == "Ada ends with x, and, seated otherwise, with y"
    assert [one.stance for _, one in found.case.deliberation.evidence] == ["x", "y"]


class TooLarge(Poll):
    def check(self, question: Any, seats: tuple[str, ...]) -> None:
        raise SpecError("give it a hundred seats")


def test_a_protocol_that_no_table_suits_is_told() -> None:
    with pytest.raises(SpecError, match="cannot be held with up to 10 seats: give it a hundred seats"):
        falsify(TooLarge(), named("terminates"))


class NoBallot(Protocol):
    """Asks for words, and for no ballot."""

    async def run(self, floor: Floor) -> None:
        await floor.ask("speak")


@pytest.mark.parametrize(
    "name", ["unanimity-preserved", "neutrality-of-options", "anonymity-of-places", "right-majority-kept"]
)
def test_where_nobody_votes_nothing_is_borne_out(name: str) -> None:
    found = falsify(NoBallot(), named(name), examples=20)
    assert (found.word, found.exercised) == ("vacuous", 0)
