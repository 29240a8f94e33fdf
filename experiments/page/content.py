"""What a page says, from its facts: each sentence once, for every format to lay out."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from statistics import median
from typing import TypeVar

from ...sim import Question, Stance
from ...sim.used import Used
from .changes import change, mind
from .course import Step
from .document import Block, Count, Document, Entry, Says, Section
from .exchanges import Exchange
from .facts import Facts, SeatFacts
from .free import agreed, counterpoint, merged
from .head import lead, nature, title
from .movers import movers
from .steps import steps
from .strongest import Strongest
from .words import ARGUMENT, EXCERPT, MANY, counted, listed, own, percent, some, spelt

NOT_ASKED = "not asked"

T = TypeVar("T")


def document(facts: Facts, more: Sequence[Section] = ()) -> Document:
    """Return all that there is to say of a talk, in the order in which a page says it.

    Args:
        facts: what the journal says.
        more: sections of somebody else's words, which stand behind the final summary.
    """
    options = "Options" if facts.question.options else "Answers"
    notes = [Says(own(note, ARGUMENT)) for note in facts.verdict.tally.notes]
    if facts.question.kind == "text":
        notes += counterpoint(facts)
    sections = (
        Section("Question", tuple(_question(facts.question))),
        Section("Result", (*_electorate(facts), *notes), _result(facts)),
        Section(options, tuple(_options(facts))),
        Section("Seats", tuple(_seat(facts, seat) for seat in facts.seats)),
        Section("Course of the talk", tuple(steps(facts.course, [seat.name for seat in facts.seats]))),
        Section("Final summary", tuple(_summary(facts))),
        *more,
        Section("Agreement", tuple(_agreement(facts))),
        Section("Strongest arguments", tuple(_strongest(facts))),
        Section("Key turning points", tuple(_turning(facts))),
        Section("Who exchanged sides", tuple(_exchanged(facts))),
        Section("Influence by round", tuple(movers(facts.influence))),
    )
    return Document(title(facts), tuple(lead(facts)), sections)


def _question(question: Question) -> Iterator[Says]:
    yield Says(own(question.text, ARGUMENT))
    if question.range is not None:
        low, high = map(spelt, question.range)
        yield Says(f"from {low} to {high}", "Answers")


def _result(facts: Facts) -> str:
    verdict = facts.verdict
    if not verdict.electorate:
        return f"{verdict.word} (nobody was asked for a ballot)"
    if not verdict.winners:
        return f"{verdict.word} ({verdict.electorate - len(verdict.missing)}/{verdict.electorate} votes cast)"
    alone = _alone(facts)
    if alone and verdict.word == "unanimous":
        return f"unanimous of one - {_winners(verdict.winners)} ({own(alone)} alone had a ballot)"
    if facts.question.kind == "text":
        return f"{verdict.word} - {_winners(verdict.winners)} ({agreed(verdict)})"
    held = {verdict.counts.get(winner, 0) for winner in verdict.winners}
    each = " each" if len(verdict.winners) > 1 else ""
    votes = (
        f"{max(held)}/{verdict.electorate} votes{each}"
        if len(held) == 1
        else f"of {verdict.electorate} votes"
    )
    if held == {0}:
        votes = "nobody's own answer"
    left = f", {_delegated(facts)} delegated" if _delegated(facts) else ""
    by = f", by {own(verdict.rule)}" if verdict.word == "elected" or held == {0} else ""
    return f"{verdict.word} - {_winners(verdict.winners)} ({votes}{left}{by})"


def _delegated(facts: Facts) -> int:
    """Return how many left their vote to another seat."""
    return sum(bool(seat.delegate) for seat in facts.seats)


def _alone(facts: Facts) -> str:
    """Return the one seat that had a ballot; an empty string where several had one."""
    asked = [seat.name for seat in facts.seats if seat.outcome != NOT_ASKED]
    return asked[0] if len(asked) == 1 == facts.verdict.electorate else ""


def _electorate(facts: Facts) -> Iterator[Says]:
    """Say who decided, where that is not the whole table."""
    if 0 < facts.verdict.electorate < len(facts.seats):
        yield Says(f"{facts.verdict.electorate} of {len(facts.seats)} seats had a ballot.")


def _options(facts: Facts) -> Iterator[Block]:
    together = tuple(_rows(facts, facts.question, facts.verdict.counts))
    for part, (text, counts) in zip(facts.question.parts, facts.parts, strict=True):
        yield Entry(own(text, ARGUMENT), tuple(_rows(facts, part, counts)))
    if facts.parts:
        yield Entry("All parts together", together)
    else:
        yield from together
    yield from merged(facts)
    for number, what in ((_delegated(facts), "delegated"), (len(facts.verdict.missing), "no ballot")):
        if number:
            yield Says(f"{number} of {facts.verdict.electorate}", what)


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
    numbers = [stance for stance, count in ranked for _ in range(count) if isinstance(stance, float | int)]
    if question.range is not None and len(set(numbers)) > 1:
        yield Says(
            f"{spelt(min(numbers))} to {spelt(max(numbers))}, median {spelt(median(numbers))}", "Spread"
        )


def _seat(facts: Facts, seat: SeatFacts) -> Entry:
    return Entry(own(seat.name), tuple(_seat_says(facts, seat)), strong=True)


def _seat_says(facts: Facts, seat: SeatFacts) -> Iterator[Says]:
    most = ARGUMENT if len(facts.seats) <= MANY else EXCERPT
    if len({other.agent for other in facts.seats}) > 1:
        yield Says(nature(seat.agent))
    for flip in seat.changes[-3:]:
        yield Says(change(facts, flip), mind(facts, seat, flip), "change")
    if len(seat.changes) > 3:
        yield Says(f"and {counted(len(seat.changes) - 3, 'earlier change')}", tone="change")
    if seat.delegate:
        yield Says(own(seat.delegate), "Vote left to")
    elif seat.outcome == "replied":
        yield Says(spelt(seat.stance, most), "Vote" if facts.question.options else "Answer")
    else:
        why = ": ".join(filter(None, map(own, (seat.reason, seat.error))))
        asked = seat.outcome != NOT_ASKED
        yield Says(f"{seat.outcome}{f' ({why})' if why else ''}", "No ballot", "lack" if asked else "")
        if seat.last is not None:
            yield Says(spelt(seat.last), "Last said, and not counted" if asked else "Last said")
    if seat.argument:
        yield Says(own(seat.argument, most), tone="quote")


def _summary(facts: Facts) -> Iterator[Says]:
    held = f"{counted(facts.rounds, 'round')}, " if facts.rounds else ""
    private = f", {facts.private} in private" if facts.private else ""
    said = f"{counted(facts.statements, 'open statement')}{private}"
    yield Says(f"{held}{counted(facts.asks, 'ask')}, {said}.")
    if facts.used is not None:
        yield Says(_took(facts.used))
    first = "First answers" if facts.unheard else "First answers, some given after others were heard"
    yield Says(f"{_votes(facts.opening)}.", first)
    yield Says(_changed(facts))
    from_one = ", from one ballot" if facts.verdict.electorate == 1 else ""
    yield Says(f"Decided by {own(facts.verdict.rule)}{from_one}.")
    if (answer := facts.question.answer) is not None:
        right, among = facts.verdict.winners == (answer,), answer in facts.verdict.winners
        said = "the result" if right else "among the tied" if among else "not the result"
        yield Says(f"The known answer is {spelt(answer)}: {said}.")
    if facts.digest:
        yield Says(f"Digest {own(facts.digest)}")


def _took(used: Used) -> str:
    """Return what live seats took."""
    tokens = f"{used.read:,} tokens read, {used.written:,} written"
    tokens += f" (not counting {counted(used.untold, 'call')} that did not tell)" if used.untold else ""
    price = "no price known" if used.price is None else f"price {used.price.normalize():f}"
    return f"Seats sent {counted(used.calls, 'call')} to models: {tokens}, {price}."


def _changed(facts: Facts) -> str:
    """Return who changed, and how often."""
    changed = [own(seat.name) for seat in facts.seats if seat.changes]
    if not changed:
        return "Nobody changed."
    forced = sum(len(seat.forced) for seat in facts.seats)
    gone = f", {forced} of them since the option was gone" if forced else ""
    flips = f"{counted(len(facts.influence.flips), 'change')}{gone}"
    return f"{len(changed)} of {counted(len(facts.seats), 'seat')} changed ({flips}): {some(changed)}."


def _agreement(facts: Facts) -> Iterator[Says]:
    talk = counted(facts.rounds, "round") if facts.rounds else counted(facts.asks, "ask")
    how = "of discussion" if facts.hearing else "in which nobody heard anybody"
    if facts.told and not facts.hearing:
        how += " but the floor"
    alone = _alone(facts)
    whether = "Agreement" if 0 < facts.bloc == facts.verdict.electorate else "No agreement"
    if alone and facts.verdict.winners:
        whether = f"{own(alone)} alone decided"
    if facts.asks:
        yield Says(f"{whether} after {talk} {how}. Final vote: {_votes(facts.verdict.counts)}.")
    else:
        yield Says("Nobody was asked anything.")
    if facts.chance is not None:
        drawn = f"{counted(sum(facts.verdict.counts.values()), 'ballot')} drawn uniformly"
        often = percent(facts.chance)
        yield Says(f"a bloc of {facts.bloc} or more in {often} of draws.", f"By chance ({drawn})")


def _strongest(facts: Facts) -> Iterator[Block]:
    def entry(best: Strongest) -> Entry:
        words = (Says(own(best.text, ARGUMENT), tone="quote"),) if best.text.strip() else ()
        return Entry(f"{spelt(best.stance)} - {own(best.seat)}", words, note=_why(facts, best))

    yield from few(facts.strongest, entry)
    if not facts.strongest:
        spokes = (
            spoke for step in facts.course if isinstance(step, Step) for said in step.said for spoke in said
        )
        argued = any(spoke.reply and spoke.reply.argument for spoke in spokes)
        yield Says(f"none: {'what was argued had neither words nor strength' if argued else 'nobody argued'}")
    elif not all(best.text.strip() for best in facts.strongest):
        yield Says("Where no words stand, none were given: the seat argued by strength alone, from 0 to 1.")


def _why(facts: Facts, best: Strongest) -> str:
    strength = f", strength {best.strength:.2f}" if best.strength else ""
    by = some(best.credited_by, own)
    credit = f", credited by {by}" if best.credited_by or not strength else ""
    return f"{own(facts.moments[best.ask])}{strength}{credit}"


def _turning(facts: Facts) -> Iterator[Block]:
    return few(facts.influence.flips, lambda flip: Says(change(facts, flip), own(flip.seat)), "none")


def _exchanged(facts: Facts) -> Iterator[Block]:
    def says(exchange: Exchange) -> Says:
        there, back = (some(seats, own) for seats in (exchange.there, exchange.back))
        way = f"{spelt(exchange.one)} -> {spelt(exchange.other)}"
        return Says(f"{there} ({way}), and the other way {back}")

    return few(facts.exchanges, says, "nobody")


def few(items: Sequence[T], say: Callable[[T], Block], none: str = "") -> Iterator[Block]:
    """Tell the first of them, and how many more there are; `none` where there is nothing."""
    yield from map(say, items[:MANY])
    if len(items) > MANY:
        yield Says(f"and {len(items) - MANY} more")
    if none and not items:
        yield Says(none)


def _votes(counts: Mapping[Stance, int]) -> str:
    return some((f"{listed(stance)}: {count}" for stance, count in counts.items() if count), empty="none")


def _winners(winners: tuple[Stance, ...]) -> str:
    """Name the winner, or all that share the lead, quoted so that a comma in one cannot split it."""
    if len(winners) == 1:
        return spelt(winners[0])
    quoted = [f"'{spelt(winner)}'" for winner in winners]
    return some(quoted) if len(quoted) > MANY else f"{', '.join(quoted[:-1])} and {quoted[-1]}"
