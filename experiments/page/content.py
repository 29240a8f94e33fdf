"""What a page says, from its facts: each sentence once, for every format to lay out."""

from collections.abc import Iterator, Mapping

from ...sim import Flip, Question, Stance
from .document import Block, Count, Document, Entry, Says, Section
from .facts import Facts, SeatFacts
from .free import agreed, counterpoint, merged
from .movers import movers
from .strongest import Strongest
from .words import ARGUMENT, MANY, clean, counted, listed, percent, some, spelt

SIMULATED = "simulated"


def document(facts: Facts) -> Document:
    """Return all that there is to say of a talk, in the order in which a page says it."""
    options = "Options" if facts.question.options else "Answers"
    notes = [Says(clean(note, ARGUMENT)) for note in facts.verdict.tally.notes]
    if facts.question.kind == "text":
        notes += counterpoint(facts)
    sections = (
        Section("Question", tuple(_question(facts.question))),
        Section("Result", tuple(notes), _result(facts)),
        Section(options, tuple(_options(facts))),
        Section("Seats", tuple(_seat(facts, seat) for seat in facts.seats)),
        Section("Final summary", tuple(_summary(facts))),
        Section("Agreement", tuple(_agreement(facts))),
        Section("Strongest arguments", tuple(_strongest(facts))),
        Section("Key turning points", tuple(_turning(facts))),
        Section("Who exchanged sides", tuple(_exchanged(facts))),
        Section("Influence by round", tuple(movers(facts.influence))),
    )
    return Document(_title(facts), tuple(_lead(facts)), sections)


def _lead(facts: Facts) -> Iterator[Says]:
    yield Says(_who(facts), "Seats")
    if facts.source:
        yield Says(f"{clean(facts.source, ARGUMENT)}.", "Source")
    if facts.status != "finished":
        yield Says(f"This talk is {clean(facts.status)}.", tone="alarm")


def _question(question: Question) -> Iterator[Says]:
    yield Says(clean(question.text, ARGUMENT))
    if question.range is not None:
        low, high = map(spelt, question.range)
        yield Says(f"from {low} to {high}", "Answers")


def _title(facts: Facts) -> str:
    name = facts.protocol.rpartition(":")[2].replace("-", " ")
    if facts.question.kind == "text" and not name.startswith("open "):
        name = f"open {name}"
    title = " ".join(word[:1].upper() + word[1:] for word in name.split())
    return f"{clean(title)} - {counted(len(facts.seats), 'seat')}"


def _who(facts: Facts) -> str:
    """Say what sits at the table, so that nobody takes a simulated seat for a model that was asked."""
    agents: dict[str, int] = {}
    for seat in facts.seats:
        agents[seat.agent] = agents.get(seat.agent, 0) + 1
    kinds = [f"{count} {_nature(agent)}" for agent, count in agents.items()]
    simulated = all(_nature(agent).startswith(SIMULATED) for agent in agents)
    return f"{some(kinds)}.{' No model was asked.' if simulated else ''}"


def _nature(agent: str) -> str:
    if agent == "recorded":
        return "recorded"
    if agent == "function-agent":
        return "played by a function"
    return f"played by {clean(agent)}" if ":" in agent else f"{SIMULATED} ({clean(agent)})"


def _result(facts: Facts) -> str:
    verdict = facts.verdict
    if not verdict.electorate:
        return f"{verdict.word} (nobody was asked for a ballot)"
    if not verdict.winners:
        return f"{verdict.word} ({verdict.electorate - len(verdict.missing)}/{verdict.electorate} votes cast)"
    if facts.question.kind == "text":
        return f"{verdict.word} - {_winners(verdict.winners)} ({agreed(verdict)})"
    held = [verdict.counts.get(winner, 0) for winner in verdict.winners]
    each = " each" if len(held) > 1 else ""
    votes = (
        f"{held[0]}/{verdict.electorate} votes{each}"
        if len(set(held)) == 1
        else f"of {verdict.electorate} votes"
    )
    by = f", by {clean(verdict.rule)}" if verdict.word == "elected" else ""
    return f"{verdict.word} - {_winners(verdict.winners)} ({votes}{by})"


def _options(facts: Facts) -> Iterator[Block]:
    together = tuple(_rows(facts, facts.question, facts.verdict.counts))
    for part, (text, counts) in zip(facts.question.parts, facts.parts, strict=True):
        yield Entry(clean(text, ARGUMENT), tuple(_rows(facts, part, counts)))
    if facts.parts:
        yield Entry("All parts together", together)
    else:
        yield from together
    yield from merged(facts)
    missing = len(facts.verdict.missing)
    if missing:
        yield Says(f"{missing} of {facts.verdict.electorate}", "no ballot")


def _rows(facts: Facts, question: Question, counts: Mapping[Stance, int]) -> Iterator[Count | Says]:
    """List every option in its order; of answers that were free, those that most gave."""
    of, winners = facts.verdict.electorate, facts.verdict.winners if question is facts.question else ()
    ranked = list(counts.items())
    if not question.options:
        ranked.sort(key=lambda item: -item[1])
    shown = len(ranked) if question.options else MANY
    for stance, count in ranked[:shown]:
        yield Count(count, of, spelt(stance), leads=stance in winners)
    rest = [count for _, count in ranked[shown:]]
    if rest:
        yield Count(sum(rest), of, f"in {len(rest)} more answers")
    if not ranked:
        yield Says("none")


def _seat(facts: Facts, seat: SeatFacts) -> Entry:
    return Entry(clean(seat.name), tuple(_seat_says(facts, seat)), strong=True)


def _seat_says(facts: Facts, seat: SeatFacts) -> Iterator[Says]:
    if len({other.agent for other in facts.seats}) > 1:
        yield Says(_nature(seat.agent))
    for flip in seat.changes[-3:]:
        yield Says(_change(facts, flip), _mind(facts, flip), "change")
    if len(seat.changes) > 3:
        yield Says(f"and {counted(len(seat.changes) - 3, 'earlier change')}", tone="change")
    if seat.outcome == "replied":
        yield Says(spelt(seat.stance, ARGUMENT), "Vote" if facts.question.options else "Answer")
    else:
        why = ": ".join(clean(part) for part in (seat.reason, seat.error) if part)
        yield Says(f"{seat.outcome}{f' ({why})' if why else ''}", "No ballot", "lack")
        if seat.last is not None:
            yield Says(spelt(seat.last), "Last said, and not counted")
    if seat.argument:
        yield Says(clean(seat.argument, ARGUMENT), tone="quote")


def _mind(facts: Facts, flip: Flip) -> str:
    # of a text or a number the journal tells that it is another one, and not whether the mind is
    parts = facts.question.parts or (facts.question,)
    before, after = (
        stance if isinstance(stance, tuple) else (stance,) for stance in (flip.before, flip.after)
    )
    changed = zip(parts, before, after, strict=False)
    return "changed mind" if any(part.options and a != b for part, a, b in changed) else "changed answer"


def _change(facts: Facts, flip: Flip) -> str:
    valid = facts.influence.valid_credits(flip)
    void = len(flip.credits) - len(valid)
    if len(valid) > 3 and set(valid) == set(flip.holders):
        credit = f"credits all {len(valid)} that it had heard it from"
    else:
        credit = f"credits {some(map(clean, valid))}"
    beside = f" (and {void} that cannot be: itself, or somebody it had not heard)" if void else ""
    if not flip.holders:
        heard = "; novel: nobody it heard held it"
    elif credit.startswith("credits all"):
        heard = ""
    else:
        heard = f"; had heard it from {some(map(clean, flip.holders))}"
    return f"{spelt(flip.before)} -> {spelt(flip.after)} ({_when(flip)}; {credit}{beside}{heard})"


def _when(flip: Flip) -> str:
    return f"round {flip.round}" if flip.round else f"ask {flip.ask}"


def _summary(facts: Facts) -> Iterator[Says]:
    held = f"{counted(facts.rounds, 'round')}, " if facts.rounds else ""
    yield Says(f"{held}{counted(facts.asks, 'ask')}, {counted(facts.statements, 'open statement')}.")
    yield Says(f"{_votes(facts.opening)}.", "First answers")
    changed = [clean(seat.name) for seat in facts.seats if seat.changes]
    if changed:
        flips = counted(len(facts.influence.flips), "change")
        yield Says(
            f"{len(changed)} of {counted(len(facts.seats), 'seat')} changed ({flips}): {some(changed)}."
        )
    else:
        yield Says("Nobody changed.")
    yield Says(f"Decided by {clean(facts.verdict.rule)}.")
    if facts.question.answer is not None:
        right = facts.verdict.winners == (facts.question.answer,)
        among = facts.question.answer in facts.verdict.winners
        said = "the result" if right else "among the tied" if among else "not the result"
        yield Says(f"The known answer is {spelt(facts.question.answer)}: {said}.")
    if facts.digest:
        yield Says(f"Digest {clean(facts.digest)}")


def _agreement(facts: Facts) -> Iterator[Says]:
    talk = f"{counted(facts.rounds, 'round')}" if facts.rounds else counted(facts.asks, "ask")
    after = f"after {talk} of discussion" if facts.heard else f"after {talk} in which nobody heard anybody"
    whether = "Agreement" if 0 < facts.bloc == facts.verdict.electorate else "No agreement"
    if facts.asks:
        yield Says(f"{whether} {after}. Final vote: {_votes(facts.verdict.counts)}.")
    else:
        yield Says("Nobody was asked anything.")
    if facts.chance is not None:
        drawn = f"{counted(facts.verdict.electorate - len(facts.verdict.missing), 'ballot')} drawn uniformly"
        often = percent(facts.chance)
        yield Says(f"a bloc of {facts.bloc} or more in {often} of draws.", f"By chance ({drawn})")


def _strongest(facts: Facts) -> Iterator[Block]:
    for best in facts.strongest[:MANY]:
        head = f"{spelt(best.stance)} - {clean(best.seat)} ({_why(best)})"
        yield Entry(head, (Says(clean(best.text, ARGUMENT), tone="quote"),))
    if len(facts.strongest) > MANY:
        yield Says(f"and {len(facts.strongest) - MANY} more")
    if not facts.strongest:
        yield Says("none: no argument was given in words")


def _why(best: Strongest) -> str:
    when = f"round {best.round}, " if best.round else ""
    if best.credited_by:
        return f"{when}credited by {some(map(clean, best.credited_by))}"
    return f"{when}strength {best.strength:.2f}" if best.strength else f"{when}credited by nobody"


def _turning(facts: Facts) -> Iterator[Says]:
    flips = facts.influence.flips
    for flip in flips[:MANY]:
        yield Says(_change(facts, flip), clean(flip.seat))
    if len(flips) > MANY:
        yield Says(f"and {len(flips) - MANY} more")
    if not flips:
        yield Says("none")


def _exchanged(facts: Facts) -> Iterator[Says]:
    for exchange in facts.exchanges[:MANY]:
        there, back = (some(map(clean, seats)) for seats in (exchange.there, exchange.back))
        way = f"{spelt(exchange.one)} -> {spelt(exchange.other)}"
        yield Says(f"{there} ({way}), and the other way {back}")
    if len(facts.exchanges) > MANY:
        yield Says(f"and {len(facts.exchanges) - MANY} more")
    if not facts.exchanges:
        yield Says("nobody")


def _votes(counts: Mapping[Stance, int]) -> str:
    return some((f"{listed(stance)}: {count}" for stance, count in counts.items() if count), "none")


def _winners(winners: tuple[Stance, ...]) -> str:
    """Name the winner, or all that share the lead, quoted so that a comma in one cannot split it."""
    if len(winners) == 1:
        return spelt(winners[0])
    quoted = [f"'{spelt(winner)}'" for winner in winners]
    return f"{', '.join(quoted[:-1])} and {quoted[-1]}"
