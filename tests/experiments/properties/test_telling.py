"""How a talk is told: who sits there, who hears whom, what else it was made of, once."""

import pytest

from moot.agents import Conformist, DeGroot, MajorityFollower, Stubborn
from moot.experiments.properties import Deliberation, falsify, story
from moot.experiments.properties.cases import PEOPLE
from moot.experiments.properties.telling import begun, once, told
from moot.protocols import Debate, Poll
from moot.sim import (
    Agent,
    Anonymous,
    Complete,
    Delay,
    Drop,
    Edges,
    Evidence,
    Link,
    Panel,
    Question,
    Ring,
    Seat,
    Topology,
)

WHICH = Question(text="Which?", options=("x", "y"))
NAMES = ("Ada", "Bo", "Cy")


def seated(*agents: Agent) -> Panel:
    return Panel(
        seats=tuple(Seat(name=name, agent=agent) for name, agent in zip(NAMES, agents, strict=False))
    )


def lines(head: str, **given: object) -> list[str]:
    """Return the lines of a story that begin like this."""
    talk = Deliberation(**{"question": WHICH, "panel": seated(*[Stubborn(stance="x")] * 3)} | given)  # type: ignore[arg-type] # any of its fields
    return [line.removeprefix(head) for line in told(talk.hold()) if line.startswith(head)]


def edges(*links: tuple[str, str, float]) -> Edges:
    return Edges(
        edges=tuple(Link(speaker=one, listener=other, weight=weight) for one, other, weight in links)
    )


@pytest.mark.parametrize(
    ("agents", "said"),
    [
        ([MajorityFollower()] * 3, "all majority-follower."),
        ([Conformist(), Stubborn(), Conformist()], "Ada and Cy: conformist; Bo: stubborn."),
        ([Conformist(steepness=2.0), Conformist()], "Ada: conformist (steepness 2); Bo: conformist."),
    ],
    ids=str,
)
def test_who_sits_there(agents: list[Agent], said: str) -> None:
    assert lines("Seats: ", panel=seated(*agents)) == [said]


@pytest.mark.parametrize(
    ("topology", "said"),
    [
        (Complete(), []),
        (edges(*[(one, other, 1.0) for one in NAMES for other in NAMES if one != other]), []),
        (Ring(), []),
        (edges(("Ada", "Bo", 1.0), ("Ada", "Cy", 1.0)), ["Ada hears nobody; Bo and Cy hear Ada."]),
        (
            edges(("Ada", "Ada", 0.0), ("Bo", "Ada", 1.0), ("Bo", "Bo", 2.0), ("Ada", "Bo", 0.5)),
            ["Ada hears Bo alone; Bo hears itself (2) and Ada (0.5); Cy hears nobody."],
        ),
    ],
    ids=["complete", "all lines", "ring of three", "star", "weights"],
)
def test_who_hears_whom_where_it_is_not_everyone_everyone(topology: Topology, said: list[str]) -> None:
    assert lines("Heard: ", topology=topology) == said


def test_what_is_not_as_it_would_be_anyway() -> None:
    assert lines("Settings: ", protocol=Poll()) == []
    assert lines("Settings: ", protocol=Debate()) == []
    assert lines(
        "Settings: ", protocol=Debate(rounds=3), lens=Anonymous(), interceptors=(Drop(rate=0.5), Delay())
    ) == ["protocol debate (rounds 3); lens anonymous; interceptors drop (rate 0.5) and delay."]


def test_what_dynamics_start_from_shows_in_what_they_say() -> None:
    question = Question(text="How much?", range=(0.0, 1.0))
    panel = seated(DeGroot(start=0.0), DeGroot(start=1.0, inertia=0.5))
    said = "Ada: de-groot; Bo: de-groot (inertia 0.5)."
    assert lines("Seats: ", panel=panel, question=question) == [said]


def test_what_two_talks_are_made_of_is_told_once_where_it_is_the_same() -> None:
    assert once(("Seats: a.", "Said.", "Seats: a.", "Said.", "Seats: b.")) == (
        "Seats: a.",
        "Said.",
        "Said.",
        "Seats: b.",
    )
    told_twice = story("anonymity-of-places", falsify("relay", "anonymity-of-places"))
    assert told_twice.count("Seats: ") == 1


def test_nobody_is_left_out() -> None:
    evidence = tuple((name, Evidence(stance="x")) for name in PEOPLE)
    panel = Panel(seats=tuple(Seat(name=name, agent=Stubborn()) for name in PEOPLE))
    talk = Deliberation(question=WHICH, panel=panel, evidence=evidence)
    for line in (0, 2, 3):
        assert all(name in told(talk.hold(), evidence)[line] for name in PEOPLE)


def test_a_talk_in_which_nothing_happened_is_told_by_who_sits_there() -> None:
    talk = Deliberation(question=WHICH, panel=seated(Stubborn(stance="x")))
    assert told(talk.opened()) == told(talk.hold())[:2]


def test_a_talk_that_goes_on_is_told_from_its_beginning() -> None:
    talk = Deliberation(
        question=WHICH, panel=seated(Stubborn(stance="x")), protocol=Debate(rounds=9, early=False)
    )
    assert begun(talk.hold())[-2:] == ("Round 4, revise: Ada: x.", "So it goes on.")
    short = talk.under(Debate(rounds=4, early=False)).hold()
    assert begun(short) == told(short)
