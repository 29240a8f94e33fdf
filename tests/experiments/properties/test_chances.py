"""What protocols guarantee on average: each claim catches a mutant, and holds of what is sound."""

from typing import Any

import pytest
from pydantic import Field

from moot.agents import Conformist, MajorityFollower
from moot.experiments.properties import HOLDS, Broken, Drawn, falsify, named, one_adversary
from moot.experiments.properties.cases import each
from moot.experiments.properties.chances import CHANCES, score
from moot.experiments.properties.teams import Lone, Team
from moot.protocols import Critique, Debate, Delphi, Gossip, JudgedDebate, Poll, Relay, SelfRevision, Vote
from moot.sim import Ballots, Floor, Protocol, Question, SpecError
from moot.sim.statement import Reply

ALL = {claim.name: claim for claim in CHANCES}


class TellsTheFewest(Protocol):
    """The floor takes the side of those who are few: more who know it make it lose."""

    rounds: int = 2

    async def run(self, floor: Floor) -> None:
        for number in floor.rounds(self.rounds):
            said = await floor.ask("open", wants=floor.ballot, hears={})
            if number < self.rounds:
                held = [reply.stance for reply in said.said.values()]
                fewest = min(floor.question.options, key=held.count)
                floor.tell("most hold this", tally=[[o, 9 * (o == fewest)] for o in floor.question.options])


MUTANTS: dict[str, Protocol] = {
    "accuracy-kept": Relay(),
    "accuracy-kept-among-conformists": Relay(),
    "more-rounds-never-hurt": TellsTheFewest(),
    "more-rounds-never-hurt-conformists": TellsTheFewest(),
    "more-evidence-never-hurts": TellsTheFewest(),
    "lone-right-seat-can-win": SelfRevision(),
    "one-adversary-flips-no-four": Relay(),
}
SOUND: dict[str, tuple[Protocol, ...]] = {
    "accuracy-kept": (Poll(), Debate(), Delphi(), Vote()),
    "accuracy-kept-among-conformists": (Poll(), SelfRevision()),
    "more-rounds-never-hurt": (Debate(), Relay(), Delphi(), Vote()),
    "more-rounds-never-hurt-conformists": (SelfRevision(),),
    "more-evidence-never-hurts": (Poll(), Debate(), Relay()),
    "lone-right-seat-can-win": (Debate(), Delphi()),
    "one-adversary-flips-no-four": (Poll(), Debate(), Delphi(), Vote()),
}


@pytest.mark.parametrize("name", ALL)
def test_every_claim_catches_its_mutant(name: str) -> None:
    found = falsify(MUTANTS[name], ALL[name], examples=40)
    assert found.word == "broken", str(found)
    assert found.examples <= 40
    assert found.broken is not None
    assert found.broken.story
    assert found.broken.journal is not None


@pytest.mark.parametrize(
    ("name", "protocol"), [(name, sound) for name in SOUND for sound in SOUND[name]], ids=str
)
def test_what_is_sound_keeps_it(name: str, protocol: Protocol) -> None:
    found = falsify(protocol, ALL[name], examples=8)
    assert found.word == "holds", str(found)


@pytest.mark.parametrize(
    "protocol",
    [Poll(), Debate(rounds=4), Relay(), Critique(), Delphi(), Vote(), JudgedDebate(), Gossip()],
    ids=lambda one: type(one).__name__,
)
def test_more_evidence_for_what_wins_never_makes_it_lose(protocol: Protocol) -> None:
    found = falsify(protocol, named("monotone-in-evidence"), examples=80)
    assert found.word == "holds", str(found)


def test_who_takes_the_side_of_the_few_is_caught() -> None:
    found = falsify(TellsTheFewest(), named("monotone-in-evidence"))
    assert found.word == "broken"
    assert found.examples <= 100
    assert len(found.case.deliberation.panel.seats) == 3
    assert found.broken is not None
    assert found.broken.story


def test_talking_makes_conformists_right_less_often() -> None:
    claim = named("accuracy-kept-among-conformists")
    five = Drawn(Team((Conformist(),) * 5, (0.75,) * 5), draws=5000)
    assert isinstance(claim.check(Debate(rounds=6), five), Broken)
    assert claim.check(SelfRevision(rounds=6), five) is HOLDS


def test_how_many_one_adversary_flips() -> None:
    words = {honest: falsify(Debate(), one_adversary(honest)).word for honest in (2, 4, 6)}
    assert words == {2: "broken", 4: "holds", 6: "holds"}
    assert falsify(Debate(rounds=5), one_adversary(4)).word == "broken"
    assert one_adversary(4).name == "one-adversary-flips-no-four"
    for honest in (1, 10):
        with pytest.raises(SpecError, match=f"{honest} honest seats: give from 2 to 9"):
            one_adversary(honest)


def test_what_has_no_rounds_cannot_have_more() -> None:
    with pytest.raises(SpecError, match="does not apply to poll: it has no field `rounds`"):
        falsify(Poll(), named("more-rounds-never-hurt"))
    with pytest.raises(SpecError, match="it is about a protocol"):
        falsify(3, named("more-rounds-never-hurt"))


class Longish(Debate):
    """Takes three rounds or more, and three options."""

    rounds: int = Field(default=3, ge=3)

    def check(self, question: Question, seats: tuple[str, ...]) -> None:
        if len(question.options) != 3:
            raise SpecError("give it three options")


class Large(Longish):
    """Needs seven seats, too."""

    def check(self, question: Question, seats: tuple[str, ...]) -> None:
        super().check(question, seats)
        if len(seats) < 7:
            raise SpecError("give it seven seats")


def test_averages_are_measured_with_what_the_protocol_takes() -> None:
    for claim in CHANCES:
        found = falsify(Longish(), claim, examples=2)
        assert (found.examples, found.exercised) == (2, 2) or found.broken
    assert falsify(Large(), named("more-rounds-never-hurt"), examples=3).word == "holds"
    why = named("one-adversary-flips-no-four").applies(Large())
    assert "with 5 seats, which this protocol does not take: give it seven seats" in why
    assert one_adversary(6).applies(Large()) == ""


def test_what_takes_one_number_of_rounds_cannot_have_more() -> None:
    class Once(Debate):
        rounds: int = Field(default=2, ge=2, le=2)

    why = "its field `rounds` takes no two numbers to compare"
    assert named("more-rounds-never-hurt").applies(Once()) == why


def test_a_team_is_told_what_is_right_as_often_as_it_says() -> None:
    team = Team((MajorityFollower(),) * 2, (0.8, 1.0))
    occasions = [team.occasion(seed) for seed in range(2000)]
    right = [[one.stance == o.question.answer for _, one in o.evidence] for o in occasions]
    assert 0.77 < sum(first for first, _ in right) / 2000 < 0.83
    assert all(second for _, second in right)
    assert {o.question.answer for o in occasions} == {"x", "y"}


def test_who_is_told_more_is_told_the_same_or_right_instead() -> None:
    plain, better = (Team((MajorityFollower(),) * 2, (first, 0.6)) for first in (0.6, 0.9))
    for seed in range(300):
        one, other = plain.occasion(seed), better.occasion(seed)
        assert one.question == other.question
        assert one.evidence[1] == other.evidence[1]
        assert other.evidence[0] == one.evidence[0] or other.evidence[0][1].stance == one.question.answer


def test_talks_held_together_are_those_held_one_by_one() -> None:
    team = Team((Conformist(),) * 3, (0.7,) * 3)
    talk, occasions = team.talk(Debate()), [team.occasion(seed) for seed in range(5)]
    alone = [talk.model_copy(update=one._asdict()).hold() for one in occasions]
    assert [one.digest for one in each(talk, occasions)] == [one.digest for one in alone]


@pytest.mark.parametrize(("said", "points"), [("xxy", 1.0), ("xy", 0.5), ("yyx", 0.0), ("", 0.0)])
def test_a_tie_is_half_right(said: str, points: float) -> None:
    question = Question(text="Which?", options=("x", "y"), answer="x")
    cast = {f"seat {place}": Reply(stance=stance) for place, stance in enumerate(said)}
    assert score(Ballots(question, cast, {})) == points


def test_the_least_that_a_relay_needs_is_an_adversary_that_speaks_first() -> None:
    found: Any = falsify(Relay(), named("one-adversary-flips-no-four"))
    assert found.case.case == Lone(0, (Conformist(),) * 4)
