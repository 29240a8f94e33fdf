"""Properties of protocols: whom they hold of, and what breaks them at the least."""

from typing import Any

import pytest

from moot.agents import Stubborn
from moot.experiments.properties import PROPERTIES, Deliberation, falsify, named
from moot.experiments.properties.broken_protocols import TheirNames, UntilAllAgree
from moot.experiments.properties.cases import PEOPLE
from moot.experiments.properties.property import called
from moot.experiments.properties.strategies.questions import ASKED
from moot.experiments.properties.talks import TALKS
from moot.protocols import (
    Council,
    Critique,
    Debate,
    Delphi,
    DevilsAdvocate,
    Gossip,
    Isolated,
    JudgedDebate,
    Meetings,
    Poll,
    Relay,
    SelfRevision,
    Vote,
)
from moot.sim import Evidence, Floor, Missing, Panel, Protocol, Question, Said, Seat, SpecError

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
    found = falsify(protocol(), named(name), smallest=True, examples=500)
    assert found.word == "broken", str(found)
    case: Any = getattr(found.case, "deliberation", found.case)
    assert len(case.panel.seats) <= most
    assert len(case.question.options) == 2


def test_conformists_talk_each_other_out_of_what_is_right() -> None:
    found = falsify(Debate(), named("right-majority-kept"), smallest=True)
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


def test_a_protocol_takes_as_many_answers_as_it_declares() -> None:
    """At most, of seats that never agree; of others fewer."""
    question = ASKED["choice"]
    seats = tuple(Seat(name=name, agent=Stubborn()) for name in PEOPLE[:3])
    signals = tuple(zip(PEOPLE, (Evidence(stance=option) for option in "xyx"), strict=False))
    talk = Deliberation(question=question, panel=Panel(seats=seats), evidence=signals)
    exact = [
        Poll(),
        Debate(rounds=3),
        SelfRevision(),
        Relay(rounds=2),
        Delphi(agreement=1),
        Council(),
        Critique(rounds=2),
        Critique(rotate=True),
        Critique(critics=("Bo",)),
        DevilsAdvocate(rounds=2),
        Isolated(of=Relay()),
        JudgedDebate(rounds=3),
        Meetings(sweeps=2),
        Meetings(meets="group", sweeps=2),
        Meetings(meets="last", size=3),
        Vote(share=1, rounds=3, straw=2),
    ]
    for protocol in exact:
        asks = [one for one in talk.under(protocol).hold().entries if isinstance(one, Said | Missing)]
        assert len(asks) == protocol.most_answers(3), protocol
    assert Gossip().most_answers(3) is None
    assert Isolated(of=Gossip()).most_answers(3) is None


class Bounded(UntilAllAgree):
    """Goes on until all agree, and says that this takes three rounds."""

    def most_answers(self, seats: int) -> int:
        return 3 * seats


class Long(Poll):
    """Asks more often than anybody would wait for, and says so."""

    async def run(self, floor: Floor) -> None:
        for _ in range(2001):
            await floor.ask("speak", floor.seats[:1])

    def most_answers(self, seats: int) -> int:
        return 2001


class Understated(Poll):
    def most_answers(self, seats: int) -> int:
        return seats - 1


class Crashing(Poll):
    async def run(self, floor: Floor) -> None:
        said = (await floor.ask("speak")).said
        raise KeyError(len(said))


def test_a_talk_ends_within_what_its_protocol_declares() -> None:
    claim = named("terminates")
    endless = falsify(UntilAllAgree(), claim).broken
    assert endless is not None
    assert endless.what == "after 2000 answers it still goes on"
    assert endless.story[-1] == "The protocol declares no bound: 2,000 answers count as too many."
    bounded = falsify(Bounded(), claim).broken
    assert bounded is not None
    assert bounded.story[-1] == "The protocol declares 3 answers at most."
    assert falsify(Long(), claim, examples=3).word == "holds"
    under = falsify(Understated(), claim).broken
    assert under is not None
    assert under.what == "it takes 1 answer, and its protocol declares 0 at most"
    assert under.journal is not None


class Unsaid(Poll):
    def most_answers(self, seats: int) -> Any:
        return "many"


def test_what_is_no_bound_is_told() -> None:
    with pytest.raises(SpecError, match="most_answers says 'many': give a whole number, or None"):
        falsify(Unsaid(), named("terminates"))


def test_a_talk_that_ends_with_an_error_is_broken() -> None:
    found = falsify(Crashing(), named("terminates"))
    assert found.broken is not None
    assert found.broken.what.startswith("after 1 answer it ends with an error: KeyError: ")
    assert len(found.case.panel.seats) == 1


class Picky(Debate):
    """Takes just so many seats, and options."""

    among: tuple[int, ...] = (2, 3, 4, 5, 6)
    seats: tuple[int, ...] = (2, 3, 4, 5, 6, 7, 8, 9, 10)
    kind: str = "choice"

    def check(self, question: Question, seats: tuple[str, ...]) -> None:
        if question.kind != self.kind:
            raise SpecError(f"give it a {self.kind}")
        if self.kind == "choice" and len(question.options) not in self.among:
            raise SpecError("give it other options")
        if len(seats) not in self.seats:
            raise SpecError("give it other seats")


EXACT = [claim for claim in PROPERTIES.values() if claim.kind == "protocol" and claim.average is None]


PICKY = Picky(among=(3,)), Picky(seats=(8, 9)), Picky(seats=(3,), among=(2,))


@pytest.mark.parametrize("picky", PICKY, ids=called)
def test_a_claim_is_tried_on_what_the_protocol_takes(picky: Picky) -> None:
    for claim in EXACT:
        why = claim.applies(picky)
        if claim.name == "monotone-in-evidence" and picky.among == (3,):
            assert why == (
                "it is about a choice among 2 options with 3 to 10 seats, "
                "which this protocol does not take: give it other options"
            )
        else:
            assert why == ""
            found = falsify(picky, claim, examples=10)
            assert found.broken or 2 * found.exercised >= found.examples == 10


@pytest.mark.parametrize("picky", [Picky(seats=(1,)), Picky(among=(6,), seats=(9,)), *PICKY], ids=called)
def test_the_table_tries_a_protocol_on_what_it_takes(picky: Picky) -> None:
    for name in ("same-seed-same-digest", "replays-as-it-was", "terminates"):
        found = falsify(picky, named(name), examples=10)
        assert (found.word, found.exercised, found.examples) == ("holds", 10, 10)


@pytest.mark.parametrize("kind", ["number", "text"])
def test_what_takes_no_choice_is_asked_only_what_is_of_any_question(kind: str) -> None:
    asked = [claim.name for claim in PROPERTIES.values() if not claim.applies(Picky(kind=kind))]
    assert {"terminates", "same-seed-same-digest"} <= {*asked}
    assert all(PROPERTIES[name].owed for name in asked)
    assert f"give it a {kind}" in named("unanimity-preserved").applies(Picky(kind=kind))


def test_who_is_moved_or_renamed_is_so_in_every_case() -> None:
    for name in ("anonymity-of-places", "anonymity-of-names", "neutrality-of-options"):
        found = falsify(Poll(), named(name), examples=100)
        assert (found.word, found.exercised) == ("holds", 100)


def test_where_the_alphabet_decides_names_matter_and_places_do_not() -> None:
    found = falsify(TheirNames(), named("anonymity-of-names"))
    assert found.broken is not None
    assert found.broken.what == "Ada ends with x, and, called Bo, with y"
    assert found.broken.journal is not None
    assert found.broken.journal.seats == ("Bo", "Ada")
    assert falsify(TheirNames(), named("anonymity-of-places")).word == "holds"
    assert falsify(Relay(), named("anonymity-of-names")).word == "holds"


def test_of_who_does_not_vote_it_is_said_that_it_does_not() -> None:
    found = falsify(JudgedDebate(), named("anonymity-of-places"))
    assert found.broken is not None
    assert found.broken.what == "Bo is not asked for a ballot, and, seated otherwise, ends with x"


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
