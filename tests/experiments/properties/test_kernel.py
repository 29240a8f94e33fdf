"""The promises of the table: they hold of it, and each catches a table that is broken on purpose."""

from typing import Any

import pytest

from moot.experiments.properties import Deliberation, Kernel, falsify
from moot.experiments.properties.kernel import KERNEL
from moot.sim import Ballots, Bus, Journal, Missing, Said, Table

ALL = {claim.name: claim for claim in KERNEL}


class LosesTheLast(Bus):
    def extend(self, spoken: list[Said], meddled: Any = ()) -> None:
        super().extend(spoken[:-1] if len(spoken) > 1 else spoken, meddled)


class LastFirst(Bus):
    def new(self, *args: Any) -> Any:
        return super().new(*args)[::-1]


class OtherBus(Kernel):
    bus: type[Bus]

    def hold(self, case: Deliberation, **options: Any) -> Journal:
        made = self.bus

        class Other(Table):
            def _room(self, *args: Any) -> Any:
                room = super()._room(*args)
                return room._replace(bus=made(room.bus.seats, room.bus.options, room.bus.hears))

        return case.hold(Other, **options)


class LeavesOut(Kernel):
    def hold(self, case: Deliberation, **options: Any) -> Journal:
        whole = super().hold(case, **options)
        return Journal(whole.header, [one for one in whole.entries if not isinstance(one, Missing)])


class OnlyVoters(Kernel):
    def ballots(self, journal: Journal) -> Ballots:
        return super().ballots(journal)._replace(missing={})


class AsTheyCome(Kernel):
    def hold(self, case: Deliberation, **options: Any) -> Journal:
        arrived: list[str] = []
        seats = case.panel.seats

        def told(act: Any, name: str) -> Any:
            async def later(turn: Any) -> Any:
                reply = await act(turn)
                arrived.append(name)
                return reply

            return later

        agents = [one.agent.model_copy(update={"function": told(one.agent.act, one.name)}) for one in seats]
        heard = [one.model_copy(update={"agent": made}) for one, made in zip(seats, agents, strict=True)]
        panel = case.panel.model_copy(update={"seats": tuple(heard)})
        whole = case.model_copy(update={"panel": panel}).hold(**options)
        first: dict[str, int] = {}
        for place, name in enumerate(arrived):
            first.setdefault(name, place)
        entries = sorted(
            whole.entries,
            key=lambda one: (
                first.get(whole.seats[one.place], 0) if isinstance(one, Said) and one.ask.number == 1 else -1
            ),
        )
        found = Journal(whole.header, entries)
        found.seal(whole.status)
        return found


class AsksAgain(Kernel):
    def hold(self, case: Deliberation, **options: Any) -> Journal:
        return super().hold(case, **(options | {"tape": None}))


class NotesAnotherSeed(Kernel):
    def hold(self, case: Deliberation, **options: Any) -> Journal:
        class Other(Table):
            def _header(self, question: Any, evidence: Any, seed: int, replicate: int) -> Any:
                return super()._header(question, evidence, seed + 1, replicate)

        return case.hold(Other, **options)


MUTANTS: dict[str, Kernel] = {
    "messages-arrive-once": OtherBus(bus=LosesTheLast),
    "messages-in-order": OtherBus(bus=LastFirst),
    "one-outcome-each": LeavesOut(),
    "electorate-kept": OnlyVoters(),
    "schedule-leaves-no-trace": AsTheyCome(),
    "resumes-as-it-was": AsksAgain(),
    "replays-as-it-was": NotesAnotherSeed(),
}


@pytest.mark.parametrize("name", ALL)
def test_the_table_keeps_its_promises(name: str) -> None:
    found = falsify(Kernel(), ALL[name], examples=150)
    assert found.word == "holds", str(found)


@pytest.mark.parametrize("name", ALL)
def test_every_promise_catches_its_mutant(name: str) -> None:
    found = falsify(MUTANTS[name], ALL[name])
    assert found.word == "broken", str(found)
    assert found.examples <= 100
    assert found.broken is not None
    assert found.broken.story
