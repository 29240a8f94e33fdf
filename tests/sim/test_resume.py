"""Resuming: cut a journal anywhere, finish it, and it is the journal of a talk that was never interrupted."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from moot.agents import (
    Bayesian,
    Conformist,
    Contrarian,
    Crashing,
    DeGroot,
    MajorityFollower,
    Random,
    Recorded,
    Silent,
    Slow,
    Stubborn,
)
from moot.protocols import Debate, Gossip, Poll, Relay, SelfRevision
from moot.sim import (
    Agent,
    Evidence,
    Floor,
    Journal,
    JournalError,
    JournalFile,
    Names,
    Protocol,
    Question,
    Reply,
    Ring,
    Turn,
    parse,
    read_journal,
    replay,
    resume,
    write_journal,
)

CHOICE = Question(text="Q", options=("x", "y", "z"), answer="x")
NUMBER = Question(text="How many?", range=(0.0, 1.0))
BOTH = Question(text="Both?", parts=(CHOICE, NUMBER))
Talk = Callable[..., Journal]
Run = Callable[..., Any]


class Halfway(Agent):
    """Answers one part of two."""

    def act(self, turn: Turn) -> Reply:
        return turn.say("x")


class Counting(Agent):
    """Remembers how often it was asked and all that it heard, and answers by it."""

    def act(self, turn: Turn) -> Reply:
        memory = turn.memory or {"asked": 0, "heard": []}
        heard = memory["heard"] + [[remark.speaker, remark.stance] for remark in turn.heard]
        stance = turn.question.options[(len(heard) + memory["asked"]) % 3]
        return turn.say(stance, memory={"asked": memory["asked"] + 1, "heard": heard}, after=0.5, wake=2.0)


class Listening(Agent):
    """Says what it was last told."""

    def act(self, turn: Turn) -> Reply:
        return turn.say(turn.evidence[-1].stance, argument=f"told {len(turn.heard.told)} times")


class Briefing(Protocol):
    """Tells seats things between asks, some in private, some in pairs, some while the agenda runs."""

    async def run(self, floor: Floor) -> None:
        floor.at(2.0, "brief")
        for number in floor.rounds(2):
            floor.tell(Evidence(stance=floor.random.choice(floor.question.options), accuracy=0.9))
            floor.tell("for one", [floor.seats[0]], figure=number, share=0.25)
            await floor.ask("open", within=5.0)
            await floor.next(until=3.0)
            await floor.ask("secret", floor.seats[:2], private=True)
        one, other = floor.random.shuffled(floor.seats)[:2]
        await floor.ask("meet", [one, other], hears={one: [other]}, wants=floor.ballot)
        floor.stop("enough")


class Chatting(Protocol):
    """An open phase in which messages and requests wake seats too."""

    async def run(self, floor: Floor) -> None:
        async for wake in floor.wakes(rate=0.3, until=6.0, on_message=floor.now < 2.0):
            await floor.ask(wake.why, [wake.seat])
        await floor.ask("vote", wants=floor.ballot, hears={})


MIXED = (Counting(), Slow(seconds=2.0, agent=Conformist()), Silent(), Crashing(), Conformist(), Random())
EVIDENCE = {"A": (Evidence(stance="x", accuracy=0.8),), "E": (Evidence(stance="y"), Evidence(stance="z"))}
TALKS: dict[str, tuple[Any, ...]] = {
    "poll": (MIXED, Poll(), CHOICE),
    "debate": (MIXED, Debate(rounds=3), CHOICE),
    "self-revision": (MIXED, SelfRevision(rounds=3), CHOICE),
    "relay": (MIXED, Relay(rounds=2), CHOICE),
    "gossip": (MIXED, Gossip(seconds=2.0), CHOICE),
    "told": ((Listening(), Counting(), Contrarian(), Listening()), Briefing(), CHOICE),
    "chat": ((Counting(), Random(), MajorityFollower()), Chatting(), CHOICE),
    "numbers": (
        (DeGroot(), Random(), Slow(seconds=1.0, agent=DeGroot()), Stubborn()),
        Debate(rounds=3),
        NUMBER,
    ),
    "parts": (
        (Random(), Slow(agent=Random()), Stubborn(stance=("x", 0.5)), Halfway()),
        Debate(),
        BOTH,
    ),
    "text": (
        (Recorded(lines=(Reply.load({"stance": "é\n", "argument": "so"}),)), Stubborn(stance="b")),
        Debate(),
        Question(text="Why?"),
    ),
    "late": ((Slow(seconds=700.0), Bayesian(), Conformist()), Debate(rounds=2), CHOICE),
}


@pytest.fixture(scope="module", params=TALKS)
def journal(request: pytest.FixtureRequest, talk: Talk) -> Journal:
    panel, protocol, question = TALKS[request.param]
    evidence = EVIDENCE if panel is MIXED else None
    return talk(panel, protocol, question, seed=5, replicate=2, topology=Ring(reach=2), evidence=evidence)


def test_every_line_cut(journal: Journal, names: Names, trio_run: Run) -> None:
    lines = list(journal.lines())
    for cut in range(1, len(lines) + 1):
        part = parse(b"".join(lines[:cut]), partial=True)
        again = trio_run(partial(resume, part, names))
        assert again.digest == journal.digest
        assert list(again.lines()) == lines


def test_every_line_cut_on_disk(journal: Journal, names: Names, trio_run: Run, tmp_path: Path) -> None:
    lines = list(journal.lines())
    file = tmp_path / "journal"
    for cut in range(1, len(lines)):
        file.write_bytes(b"".join(lines[:cut]) + lines[cut][: len(lines[cut]) // 2])
        part = read_journal(file, partial=True)
        with JournalFile(file, resume=part) as record:
            trio_run(partial(resume, part, names, (record,)))
        assert file.read_bytes() == b"".join(lines)


def test_a_finished_journal_on_disk_stays_as_it_is(
    talk: Talk, names: Names, trio_run: Run, tmp_path: Path
) -> None:
    journal = talk(MIXED, Debate(), CHOICE)
    file = tmp_path / "journal"
    write_journal(journal, file)
    with JournalFile(file, resume=read_journal(file)) as record:
        trio_run(partial(resume, journal, names, (record,)))
    assert file.read_bytes() == b"".join(journal.lines())


def test_every_byte_cut_of_a_small_journal(talk: Talk, names: Names, trio_run: Run) -> None:
    whole = talk((Counting(), Crashing(), Silent()), Poll(), CHOICE)
    content = b"".join(whole.lines())
    header = content.index(b"\n") + 1
    for cut in range(len(content)):
        if cut < header:
            with pytest.raises(JournalError):
                parse(content[:cut], partial=True)
        else:
            again = trio_run(partial(resume, parse(content[:cut], partial=True), names))
            assert b"".join(again.lines()) == content
        with pytest.raises(JournalError):
            parse(content[:cut])


def test_a_journal_is_read_as_it_was_written(journal: Journal) -> None:
    content = b"".join(journal.lines())
    again = parse(content)
    assert b"".join(again.lines()) == content
    assert again.entries == journal.entries
    assert again.close == journal.close
    assert again.question == journal.question
    assert again.statistics() == journal.statistics()


def test_replaying_gives_the_same_journal(journal: Journal, names: Names, trio_run: Run) -> None:
    again = trio_run(partial(replay, parse(b"".join(journal.lines())), names))
    assert again.difference == ""
    assert again.same
    assert again.played == 0
    assert again.asked == sum(journal.statistics().outcomes.values())
    assert again.journal.digest == journal.digest
