"""Everything that a page says, computed from the journal of a talk and a rule: no layout, no opinion."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from math import prod
from typing import Any, NamedTuple

from ...sim import (
    Ballots,
    Flip,
    Influence,
    Journal,
    Meters,
    Missing,
    Question,
    Rule,
    Said,
    Stance,
    Verdict,
    ballots,
    chance_of_bloc,
    decide,
    in_one_spelling,
)
from ...sim.noted import used_by, used_in
from ...sim.used import Used
from ...sim.value import name_in
from .course import Course, Step, Telling, course, moments
from .exchanges import Exchange, exchanges
from .strongest import Strongest, arguments, strongest
from .way import Way, hearing, way


class SeatFacts(NamedTuple):
    """One seat, as its ballot and its statements leave it.

    Attributes:
        name: of the seat.
        agent: what sits there, by the name that the journal gives it.
        model: the language model behind it, by the name that its agent gives it; empty where none is named.
        stance: of its ballot; None where it cast none, or left its vote to another seat.
        delegate: the seat to which it left its vote.
        outcome: how the ask for a ballot ended: `"replied"`, or why there is none; `"not asked"`.
        reason: why a ballot is missing.
        error: the text of an exception or a note that the journal keeps outside its digest.
        last: the last stance that it took openly, ballot or not.
        argument: the last one that it gave for the stance of its ballot, else for its last stance.
        changes: its open changes of stance, in order.
        forced: the asks in which it changed since its option was no longer open.
        used: what its answers took, of a live seat that told.
    """

    name: str
    agent: str
    model: str
    stance: Stance | None
    delegate: str
    outcome: str
    reason: str
    error: str
    last: Stance | None
    argument: str
    changes: tuple[Flip, ...]
    forced: frozenset[int]
    used: Used | None


class Facts(NamedTuple):
    """What there is to say about one talk.

    Attributes:
        question: what was decided.
        protocol: its name in the journal.
        source: where recorded answers come from, in the words of the journal.
        status: `"finished"`, `"stopped: "` and why, or `"unfinished"`.
        digest: of the journal.
        verdict: the decision.
        parts: for a question of several parts the counts of each part's answers, zeros included.
        seats: in the order of the panel.
        way: what lay between the seats.
        course: what happened, in order.
        moments: when each ask was, in words, by its number.
        opening: how many first took each stance; every option, zeros included.
        unheard: whether all who took a stance first did so before they could hear anybody.
        rounds: the highest round that was reached; 0 for a talk without rounds.
        asks: how many asks there were.
        statements: how many open statements.
        private: how many statements that nobody heard.
        hearing: the asks, by their numbers, in which a seat could have heard somebody, each with the seat.
        told: whether the floor told anybody anything before an ask.
        bloc: how many of the ballots the largest bloc has.
        chance: the probability of a bloc this large if each whose ballot holds an answer had drawn one
            uniformly; None where there is no finite set to draw from, or there are fewer than two such.
        strongest: an argument for each option, or for each other stance that is held at the end.
        exchanges: the stances that seats exchanged.
        influence: who moved whom, and every change of stance.
        meters: what reached whom, and how often each interceptor struck.
        used: what all live seats took; None where none told of anything.
        spellings: free answers as they were said, each with the spelling that it is counted under, where that
            is another.
    """

    question: Question
    protocol: str
    source: str
    status: str
    digest: str
    verdict: Verdict
    parts: tuple[tuple[str, Mapping[Stance, int]], ...]
    seats: tuple[SeatFacts, ...]
    way: Way
    course: Course
    moments: Mapping[int, str]
    opening: Mapping[Stance, int]
    unheard: bool
    rounds: int
    asks: int
    statements: int
    private: int
    hearing: frozenset[tuple[int, str]]
    told: bool
    bloc: int
    chance: float | None
    strongest: tuple[Strongest, ...]
    exchanges: tuple[Exchange, ...]
    influence: Influence
    meters: Meters
    used: Used | None
    spellings: tuple[tuple[Stance, Stance], ...]


def facts(journal: Journal, rule: Rule) -> Facts:
    """Compute what a page says of a talk, decided under a rule. O(entries x seats at worst)."""
    said = journal
    journal = in_one_spelling(said)
    cast = ballots(journal)
    verdict = decide(cast, rule)
    influence = Influence(journal)
    spec = journal.header.spec
    bloc = max(verdict.counts.values(), default=0)
    options = journal.question.options
    held = [stance for stance, count in verdict.counts.items() if count or stance in options]
    went = course(journal, influence)
    could, first = hearing(journal), _first(journal)
    statements = journal.statistics().messages
    return Facts(
        question=journal.question,
        protocol=name_in(spec.get("protocol")),
        source=str(spec.get("source", "")),
        status=journal.status,
        digest=journal.digest,
        verdict=verdict,
        parts=tuple(_parts(cast)),
        seats=tuple(_seats(journal, cast, influence, spec)),
        way=way(journal),
        course=went,
        moments=moments(went),
        opening=_counted(journal.question, [said.reply.stance for said in first]),
        unheard=not any((said.ask.number, journal.seats[said.place]) in could for said in first),
        rounds=max((ask.round for ask, _ in journal.asks()), default=0),
        asks=sum(1 for _ in journal.asks()),
        statements=statements,
        private=sum(isinstance(entry, Said) for entry in journal.entries) - statements,
        hearing=could,
        told=any(isinstance(step, Telling) for step in went[: _end(went)]),
        bloc=bloc,
        chance=_chance(journal.question, sum(verdict.counts.values()), bloc),
        strongest=tuple(strongest(journal, held, influence)),
        exchanges=exchanges(influence.flips),
        influence=influence,
        meters=Meters(said),
        used=used_in(said),
        spellings=tuple(_respelt(said, journal)),
    )


def _respelt(said: Journal, read: Journal) -> Iterator[tuple[Stance, Stance]]:
    if read is said:
        return
    pairs = zip(_open_statements(said), _open_statements(read), strict=True)
    stances = dict.fromkeys((one.reply.stance, other.reply.stance) for one, other in pairs)
    yield from (
        (one, other) for one, other in stances if one is not None and other is not None and one != other
    )


def _open_statements(journal: Journal) -> Iterator[Said]:
    return (entry for entry in journal.entries if isinstance(entry, Said) and not entry.ask.private)


def _end(went: Course) -> int:
    """Return the place of the last step in which somebody was asked."""
    return max((i for i, step in enumerate(went) if isinstance(step, Step)), default=0)


def _first(journal: Journal) -> list[Said]:
    """Return the statement in which each seat first took a stance openly, in the order of the panel."""
    first: dict[int, Said] = {}
    for said in _open_statements(journal):
        if said.reply.stance is not None:
            first.setdefault(said.place, said)
    return [first[place] for place in sorted(first)]


def _parts(cast: Ballots) -> Iterator[tuple[str, Mapping[Stance, int]]]:
    for i, part in enumerate(cast.question.parts):
        answers = [reply.stance[i] for reply in cast.cast.values() if isinstance(reply.stance, tuple)]
        yield part.text, _counted(part, answers)


def _counted(question: Question, stances: Iterable[Stance | None]) -> dict[Stance, int]:
    return dict.fromkeys(question.options, 0) | Counter(stance for stance in stances if stance is not None)


def _seats(
    journal: Journal, cast: Ballots, influence: Influence, spec: Mapping[str, Any]
) -> Iterator[SeatFacts]:
    last = {
        said.place: said.reply.stance for said in _open_statements(journal) if said.reply.stance is not None
    }
    argued = {
        (said.place, said.reply.stance): argument.text
        for said, argument in arguments(journal)
        if argument.text.strip()
    }
    absent, shut, took = _absent(journal), _shut(journal), used_by(journal)
    changes: dict[str, list[Flip]] = {}
    for flip in influence.flips:
        changes.setdefault(flip.seat, []).append(flip)
    for place, (name, seat) in enumerate(zip(journal.seats, spec["panel"], strict=True)):
        reply, gone = cast.cast.get(name), absent.get(place)
        stance = reply.stance if reply else None
        flips = tuple(changes.get(name, ()))
        yield SeatFacts(
            name=name,
            agent=name_in(seat.get("agent")),
            model=_model(seat.get("agent")),
            stance=stance,
            delegate=reply.delegate if reply and stance is None else "",
            outcome="replied" if reply else cast.missing.get(name, "not asked"),
            reason=gone.reason if gone else "",
            error=gone.error if gone else "",
            last=last.get(place),
            argument=argued.get((place, last.get(place) if stance is None else stance), ""),
            changes=flips,
            forced=frozenset(flip.ask for flip in flips if flip.before in shut.get(flip.ask, ())),
            used=took.get(place),
        )


def _model(agent: Any) -> str:
    """Return the model that an agent names, or the one inside it does."""
    while isinstance(agent, Mapping):
        if isinstance(agent.get("model"), str):
            return str(agent["model"])
        agent = agent.get("agent")
    return ""


def _shut(journal: Journal) -> dict[int, set[str]]:
    """Return which options were no longer open, by the number of the ask."""
    asked = ((ask.number, (ask.wants or {}).get("options")) for ask, _ in journal.asks())
    options = journal.question.options
    return {
        number: {option for option in options if option not in left}
        for number, left in asked
        if isinstance(left, list | tuple)
    }


def _absent(journal: Journal) -> dict[int, Missing]:
    """Return who did not reply when ballots were last asked for, by place."""
    asked = [outcomes for ask, outcomes in journal.asks() if ask.ballot]
    return {gone.place: gone for gone in (asked[-1] if asked else ()) if isinstance(gone, Missing)}


def _chance(question: Question, seats: int, bloc: int) -> float | None:
    options = prod(len(part.options) for part in question.parts or (question,))
    return chance_of_bloc(seats, options, bloc) if options and bloc and seats > 1 else None
