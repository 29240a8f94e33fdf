"""The promises of the table: they hold of it, and of what is brought to it as long as that is sound."""

from collections import Counter
from typing import Any

import pytest

from moot.agents import Conformist, Human, Silent, Stubborn
from moot.experiments.properties import Deliberation, Kernel, Property, falsify, named, target
from moot.experiments.properties.due import due
from moot.experiments.properties.held import With
from moot.experiments.properties.kernel import KERNEL, REPEATED
from moot.experiments.properties.overheard import Memory, overheard
from moot.experiments.properties.shown import forgotten
from moot.protocols import Council, Debate, Gossip
from moot.protocols.rules import Plurality
from moot.sim import (
    Among,
    ArgumentOnly,
    Drop,
    Edges,
    Everything,
    Floor,
    Journal,
    Link,
    Missing,
    Panel,
    Protocol,
    Question,
    Remark,
    Said,
    Seat,
    SpecError,
    Table,
)

ALL = {claim.name: claim for claim in KERNEL}


@pytest.mark.parametrize("name", ALL)
def test_the_table_keeps_its_promises(name: str) -> None:
    found = falsify(Kernel(), ALL[name], examples=150)
    assert found.word == "holds", str(found)
    assert str(found).startswith(f"{name} of table holds")
    assert target({"use": "table"}) == Kernel()


HEARD = ("stance", "argument", "confidence", "credits", "belief")
OFTEN = {
    "stance": 2,
    "missing": 2,
    "several asks": 2,
    "argument": 4,
    "confidence": 4,
    "phases": 4,
    "lens": 5,
    "meddled": 4,
}
OFTEN |= dict.fromkeys(("abstained", "failed", "timed out", "invalid", "refused", "late", "unasked"), 20)
OFTEN |= dict.fromkeys(("credits", "belief", "delayed"), 30)
"""In one of how many talks, at least, somebody hears this, or it happens."""


def test_all_that_can_be_said_is_heard_and_seats_fail_in_every_way() -> None:
    seen: Counter[str] = Counter()

    def note(tried: Kernel, case: Deliberation) -> Any:
        journal = tried.hold(case)
        news = [remark for known in due(journal).values() for remark in known.new]
        said = [one for one in journal.entries if isinstance(one, Said)]
        missing = [one.outcome for one in journal.entries if isinstance(one, Missing)]
        asks = [ask for ask, _ in journal.asks()]
        happens: dict[str, bool] = {
            **{part: any(getattr(one, part) not in (None, ()) for one in news) for part in HEARD},
            **dict.fromkeys(missing, True),
            "missing": bool(missing),
            "late": any(one.reply.after > 1 for one in said),
            "unasked": any(one.reply.wake is not None for one in said),
            "lens": case.lens != Everything(),
            "meddled": bool(journal.meddled()),
            "delayed": any(copy.delay for one in journal.meddled() for copy in one.heard),
            "several asks": len(asks) > 2,
            "phases": len({ask.phase for ask in asks}) > 1,
        }
        seen.update(what for what, so in happens.items() if so)
        return ALL["messages-arrive-once"].check(tried, case)

    found = falsify(Kernel(), ALL["messages-arrive-once"]._replace(check=note), examples=300)
    assert found.word == "holds"
    assert [what for what, talks in OFTEN.items() if talks * seen[what] < found.examples] == [], seen


CHOICE = Question(text="Which?", options=("x", "y"))


def test_what_is_due_is_worked_out_from_the_record() -> None:
    panel = Panel(seats=tuple(Seat(name=name, agent=Stubborn(stance="x")) for name in ("Ada", "Bo", "Cy")))
    lines = Edges(edges=(Link(speaker="Ada", listener="Bo"), Link(speaker="Bo", listener="Cy")))
    case = Deliberation(question=CHOICE, panel=panel, protocol=Debate(early=False), topology=lines)
    said = Remark("Ada", "x", None, None, (), (), "open", 1)
    knows = due(case.hold())[2, 1]
    assert knows == Memory((said,), (said,), (("Ada", "x"),), {"x": 1, "y": 0})
    nothing = Memory(tally={"x": 0, "y": 0})
    assert due(case.hold())[2, 0] == nothing
    stances = case.model_copy(update={"lens": ArgumentOnly()})
    assert due(stances.hold())[2, 1] == Memory(
        (seen := said._replace(stance=None),), (seen,), (), nothing.tally
    )
    dropped = case.model_copy(update={"interceptors": (Drop(rate=1.0),)})
    assert due(dropped.hold())[2, 1] == nothing


class Narrows(Protocol):
    """It closes an option once it was held."""

    async def run(self, floor: Floor) -> None:
        await floor.ask("open")
        await floor.ask("vote", wants=Among(ballot=floor.ballot, options=floor.question.options[1:]))


def test_options_that_are_closed_are_counted_no_more() -> None:
    three = CHOICE.model_copy(update={"options": ("x", "y", "z")})
    stances = {"Ada": "x", "Bo": "y", "Cy": "z"}
    seats = tuple(Seat(name=name, agent=Stubborn(stance=stance)) for name, stance in stances.items())
    case = Deliberation(question=three, panel=Panel(seats=seats), protocol=Narrows())
    journal, heard = overheard(Kernel().hold, case)
    assert due(journal)[2, 1].tally == {"y": 0, "z": 1}
    assert forgotten(journal, heard, due(journal)) == ""


def test_a_journal_is_run_again_at_the_table_that_held_it() -> None:
    class Noting(Table):
        def _header(self, *args: Any) -> Any:
            return super()._header(*args)._replace(text='{"moot":1,"noted":true}')

    class Noted(Kernel):
        kind = Noting

    case = Deliberation(question=CHOICE, panel=Panel(seats=(Seat(name="Ada", agent=Stubborn(stance="x")),)))
    assert "headers differ" in Noted().replay(case.hold()).difference
    assert Kernel().replay(case.hold()).same


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
