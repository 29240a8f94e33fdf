"""The promises of the table: they hold of it, and of what is brought to it as long as that is sound."""

from typing import Any

import pytest

from moot.agents import Conformist, Human, Silent
from moot.experiments.properties import Deliberation, Kernel, Property, falsify, named
from moot.experiments.properties.held import With
from moot.experiments.properties.kernel import KERNEL, REPEATED
from moot.protocols import Council, Gossip
from moot.protocols.rules import Plurality
from moot.sim import Floor, Journal, Protocol, Question, SpecError

ALL = {claim.name: claim for claim in KERNEL}


@pytest.mark.parametrize("name", ALL)
def test_the_table_keeps_its_promises(name: str) -> None:
    found = falsify(Kernel(), ALL[name], examples=150)
    assert found.word == "holds", str(found)


class OnlyOfNumbers(Protocol):
    """It takes numbers from three seats or more, and an even number of them."""

    def check(self, question: Question, seats: tuple[str, ...]) -> None:
        if question.range is None or len(seats) < 3 or len(seats) % 2:
            raise SpecError("give it a number and four seats")

    async def run(self, floor: Floor) -> None:
        await floor.ask("open", wants=floor.ballot)


class OfNothing(Protocol):
    def check(self, question: Question, seats: tuple[str, ...]) -> None:
        raise SpecError("it takes no question")

    async def run(self, floor: Floor) -> None:
        raise NotImplementedError


def test_talks_are_as_a_protocol_takes_them() -> None:
    claim = named("same-seed-same-digest")
    found = falsify(OnlyOfNumbers(), claim, examples=30)
    assert (found.word, found.exercised) == ("holds", 30)
    assert falsify(Council(), claim, examples=30).word == "holds"
    with pytest.raises(SpecError, match="cannot be held with up to 10 seats: it takes no question"):
        falsify(OfNothing(), claim)


class Attended(With):
    """It holds no talk that its agent is not part of."""

    def hold(self, case: Deliberation, **options: Any) -> Journal:
        assert any(seat.agent == self.agent for seat in case.panel.seats)
        return super().hold(case, **options)


def test_who_is_tried_sits_at_every_table() -> None:
    claim = named("same-seed-same-digest")
    assert falsify(Attended(agent=Conformist(bias=0.5)), claim, examples=40).word == "holds"


@pytest.mark.parametrize("target", [Gossip(), Silent()], ids=type)
@pytest.mark.parametrize("claim", REPEATED, ids=lambda one: one.name)
def test_what_is_sound_repeats(target: object, claim: Property) -> None:
    assert falsify(target, claim, examples=30).word == "holds"


def test_what_no_talk_is_held_again_with_is_told() -> None:
    claim = named("resumes-as-it-was")
    with pytest.raises(SpecError, match=r"does not apply to human.*: a world outside is behind it"):
        falsify(Human(), claim)
    with pytest.raises(SpecError, match="it is about the table, protocols and agents, and this is plurality"):
        falsify(Plurality(), claim)
