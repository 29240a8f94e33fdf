"""Everything that a page says, computed from the journal of a talk and a rule: no layout, no opinion."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from math import prod
from typing import Any, NamedTuple

from ...sim import (
    Ballots,
    Bus,
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
from ...sim.topology import audience
from .exchanges import Exchange, exchanges
from .strongest import Strongest, arguments, strongest


class SeatFacts(NamedTuple):
    """One seat, as its ballot and its statements leave it.

    Attributes:
        name: of the seat.
        agent: what sits there, by the name that the journal gives it.
        stance: of its ballot; None where it cast none.
        outcome: how the ask for a ballot ended: `"replied"`, or why there is none; `"not asked"`.
        reason: why a ballot is missing.
        error: the text of an exception or a note that the journal keeps outside its digest.
        last: the last stance that it took openly, ballot or not.
        argument: the last one that it gave for the stance of its ballot, else for its last stance.
        changes: its open changes of stance, in order.
    """

    name: str
    agent: str
    stance: Stance | None
    outcome: str
    reason: str
    error: str
    last: Stance | None
    argument: str
    changes: tuple[Flip, ...]


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
        opening: how many first took each stance; every option, zeros included.
        rounds: the highest round that was reached; 0 for a talk without rounds.
        asks: how many asks there were.
        statements: how many open statements.
        heard: whether anybody could hear anybody before speaking.
        bloc: how many of the ballots the largest bloc has.
        chance: the probability of a bloc this large if each who cast a ballot had drawn one uniformly; None
            where there is no finite set to draw from, or nobody cast a ballot.
        strongest: an argument for each stance that is held at the end.
        exchanges: the stances that seats exchanged.
        influence: who moved whom, and every change of stance.
        meters: what reached whom, and how often each interceptor struck.
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
    opening: Mapping[Stance, int]
    rounds: int
    asks: int
    statements: int
    heard: bool
    bloc: int
    chance: float | None
    strongest: tuple[Strongest, ...]
    exchanges: tuple[Exchange, ...]
    influence: Influence
    meters: Meters
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
    held = [stance for stance, count in verdict.counts.items() if count]
    return Facts(
        question=journal.question,
        protocol=_name(spec.get("protocol")),
        source=str(spec.get("source", "")),
        status=journal.status,
        digest=journal.digest,
        verdict=verdict,
        parts=tuple(_parts(cast)),
        seats=tuple(_seats(journal, cast, influence, spec)),
        opening=_opening(journal),
        rounds=max((ask.round for ask, _ in journal.asks()), default=0),
        asks=sum(1 for _ in journal.asks()),
        statements=journal.statistics().messages,
        heard=_heard(journal),
        bloc=bloc,
        chance=_chance(journal.question, len(cast.cast), bloc),
        strongest=tuple(strongest(journal, held, influence)),
        exchanges=exchanges(influence.flips),
        influence=influence,
        meters=Meters(said),
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


def _name(spec: Any) -> str:
    """Return the name of a value in a header, which a stranger may have written."""
    return str(spec.get("use", "unnamed") if isinstance(spec, Mapping) else spec)


def _open_statements(journal: Journal) -> Iterator[Said]:
    return (entry for entry in journal.entries if isinstance(entry, Said) and not entry.ask.private)


def _opening(journal: Journal) -> dict[Stance, int]:
    first: dict[int, Stance] = {}
    for said in _open_statements(journal):
        if said.reply.stance is not None:
            first.setdefault(said.place, said.reply.stance)
    return _counted(journal.question, (first[place] for place in sorted(first)))


def _parts(cast: Ballots) -> Iterator[tuple[str, Mapping[Stance, int]]]:
    for i, part in enumerate(cast.question.parts):
        answers = [reply.stance[i] for reply in cast.cast.values() if isinstance(reply.stance, tuple)]
        yield part.text, _counted(part, answers)


def _counted(question: Question, stances: Iterable[Stance]) -> dict[Stance, int]:
    return dict.fromkeys(question.options, 0) | Counter(stances)


def _seats(
    journal: Journal, cast: Ballots, influence: Influence, spec: Mapping[str, Any]
) -> Iterator[SeatFacts]:
    last = {
        said.place: said.reply.stance for said in _open_statements(journal) if said.reply.stance is not None
    }
    argued = {(said.place, said.reply.stance): argument.text for said, argument in arguments(journal)}
    absent = _absent(journal)
    changes: dict[str, list[Flip]] = {}
    for flip in influence.flips:
        changes.setdefault(flip.seat, []).append(flip)
    for place, (name, seat) in enumerate(zip(journal.seats, spec["panel"], strict=True)):
        reply = cast.cast.get(name)
        stance = reply.stance if reply else None
        yield SeatFacts(
            name=name,
            agent=_name(seat.get("agent")),
            stance=stance,
            outcome="replied" if reply else cast.missing.get(name, "not asked"),
            reason=absent[place].reason if place in absent else "",
            error=absent[place].error if place in absent else "",
            last=last.get(place),
            argument=argued.get((place, last.get(place) if stance is None else stance), ""),
            changes=tuple(changes.get(name, ())),
        )


def _absent(journal: Journal) -> dict[int, Missing]:
    """Return who did not reply when ballots were last asked for, by place."""
    asked = [outcomes for ask, outcomes in journal.asks() if ask.ballot]
    return {gone.place: gone for gone in (asked[-1] if asked else ()) if isinstance(gone, Missing)}


def _heard(journal: Journal) -> bool:
    bus = Bus(journal.seats, (), audience(journal.header.links, journal.seats).hears)
    spoke: set[int] = set()
    for ask, outcomes in journal.asks():
        for place in ask.places:
            only = bus.window(ask, place)
            if spoke - {place} if only is None else spoke.intersection(only):
                return True
        spoke |= {said.place for said in outcomes if isinstance(said, Said) and not ask.private}
    return False


def _chance(question: Question, seats: int, bloc: int) -> float | None:
    options = prod(len(part.options) for part in question.parts or (question,))
    return chance_of_bloc(seats, options, bloc) if options and bloc else None
