"""The page as a person reads it, from its facts."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import starmap

from ...sim import Flip, Journal, Question, Rule, Stance
from .facts import Facts, SeatFacts, facts
from .layout import WIDTH, Line, render
from .strongest import Strongest
from .words import ARGUMENT, MANY, clean, counted, listed, percent, some, spelt

SIMULATED = "simulated"


def page(journal: Journal, rule: Rule, *, width: int = WIDTH, color: bool = False) -> str:
    """Return the page of a talk as text.

    Args:
        journal: the record.
        rule: how it is decided.
        width: columns to wrap to.
        color: whether to add the escape codes of colours.
    """
    return render(lines(facts(journal, rule)), width=width, color=color)


def lines(facts: Facts) -> Iterator[Line]:
    """Yield the page line by line."""
    yield Line(_title(facts), style="bold")
    yield Line(_who(facts))
    if facts.source:
        yield Line(f"Source: {clean(facts.source, ARGUMENT)}.")
    if facts.status != "finished":
        yield Line(f"This talk is {clean(facts.status)}.", style="bold red")
    yield from _section("Question", [Line(clean(facts.question.text, ARGUMENT), 2)])
    yield Line("")
    yield Line(f"Result: {_result(facts)}", style="bold")
    for note in facts.verdict.tally.notes:
        yield Line(clean(note, ARGUMENT), 2)
    yield from _section("Options" if facts.question.options else "Answers", _options(facts))
    yield from _section("Seats", (line for seat in facts.seats for line in _seat(facts, seat)))
    yield from _section("Final summary", _summary(facts))
    yield from _section("Agreement", _agreement(facts))
    yield from _section("Strongest arguments", starmap(Line, _strongest(facts)))
    yield from _section("Key turning points", starmap(Line, _turning(facts)))


def _section(title: str, body: Iterable[Line]) -> Iterator[Line]:
    yield Line("")
    yield Line(title, style="bold")
    yield from body


def _title(facts: Facts) -> str:
    name = facts.protocol.rpartition(":")[2]
    kind = "Open " if facts.question.kind == "text" else ""
    return f"{kind}{clean(name[:1].upper() + name[1:])} - {counted(len(facts.seats), 'seat')}"


def _who(facts: Facts) -> str:
    """Say what sits at the table, so that nobody takes a simulated seat for a model that was asked."""
    agents: dict[str, int] = {}
    for seat in facts.seats:
        agents[seat.agent] = agents.get(seat.agent, 0) + 1
    kinds = [f"{count} {_nature(agent)}" for agent, count in agents.items()]
    simulated = all(_nature(agent).startswith(SIMULATED) for agent in agents)
    return f"Seats: {some(kinds)}.{' No model was asked.' if simulated else ''}"


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
    held = [verdict.counts.get(winner, 0) for winner in verdict.winners]
    each = " each" if len(held) > 1 else ""
    votes = (
        f"{held[0]}/{verdict.electorate} votes{each}"
        if len(set(held)) == 1
        else f"of {verdict.electorate} votes"
    )
    by = f", by {clean(verdict.rule)}" if verdict.word == "elected" else ""
    return f"{verdict.word} - {_winners(verdict.winners)} ({votes}{by})"


def _options(facts: Facts) -> Iterator[Line]:
    for part, (text, counts) in zip(facts.question.parts, facts.parts, strict=True):
        yield Line(clean(text, ARGUMENT), 2)
        yield from _rows(part, counts, 4)
    if facts.parts:
        yield Line("All parts together", 2)
    yield from _rows(facts.question, facts.verdict.counts, 4 if facts.parts else 2)
    missing = len(facts.verdict.missing)
    if missing:
        yield Line(f"no ballot: {missing} of {facts.verdict.electorate}", 2)


def _rows(question: Question, counts: Mapping[Stance, int], indent: int) -> Iterator[Line]:
    """List every option in its order; of answers that were free, those that most gave."""
    ranked = list(counts.items())
    if not question.options:
        ranked.sort(key=lambda item: -item[1])
    shown = len(ranked) if question.options else MANY
    for stance, count in ranked[:shown]:
        yield Line(f"{count:>3}  {spelt(stance)}", indent)
    rest = [count for _, count in ranked[shown:]]
    if rest:
        yield Line(f"{sum(rest):>3}  in {len(rest)} more answers", indent)
    if not ranked:
        yield Line("none", indent)


def _seat(facts: Facts, seat: SeatFacts) -> Iterator[Line]:
    yield Line(clean(seat.name), 2, "bold")
    yield from (
        Line(f"{_mind(facts, flip)}: {_change(facts, flip)}", 4, "yellow") for flip in seat.changes[-3:]
    )
    if len(seat.changes) > 3:
        yield Line(f"and {counted(len(seat.changes) - 3, 'earlier change')}", 4, "yellow")
    if seat.outcome == "replied":
        vote = "Vote" if facts.question.options else "Answer"
        yield Line(f"{vote}: {spelt(seat.stance, ARGUMENT)}", 4)
    else:
        why = ": ".join(clean(part) for part in (seat.reason, seat.error) if part)
        yield Line(f"No ballot: {seat.outcome}{f' ({why})' if why else ''}", 4, "red")
        if seat.last is not None:
            yield Line(f"Last said, and not counted: {spelt(seat.last)}", 4)
    if seat.argument:
        yield Line(clean(seat.argument, ARGUMENT), 4)


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


def _summary(facts: Facts) -> Iterator[Line]:
    held = f"{counted(facts.rounds, 'round')}, " if facts.rounds else ""
    yield Line(f"{held}{counted(facts.asks, 'ask')}, {counted(facts.statements, 'open statement')}.", 2)
    yield Line(f"First answers: {_votes(facts.opening)}.", 2)
    changed = [clean(seat.name) for seat in facts.seats if seat.changes]
    if changed:
        flips = counted(len(facts.influence.flips), "change")
        yield Line(
            f"{len(changed)} of {counted(len(facts.seats), 'seat')} changed ({flips}): {some(changed)}.", 2
        )
    else:
        yield Line("Nobody changed.", 2)
    yield Line(f"Decided by {clean(facts.verdict.rule)}.", 2)
    if facts.question.answer is not None:
        right = facts.verdict.winners == (facts.question.answer,)
        among = facts.question.answer in facts.verdict.winners
        said = "the result" if right else "among the tied" if among else "not the result"
        yield Line(f"The known answer is {spelt(facts.question.answer)}: {said}.", 2)


def _agreement(facts: Facts) -> Iterator[Line]:
    talk = f"{counted(facts.rounds, 'round')}" if facts.rounds else counted(facts.asks, "ask")
    after = f"after {talk} of discussion" if facts.heard else f"after {talk} in which nobody heard anybody"
    agreed = "Agreement" if 0 < facts.bloc == facts.verdict.electorate else "No agreement"
    if facts.asks:
        yield Line(f"{agreed} {after}. Final vote: {_votes(facts.verdict.counts)}.", 2)
    else:
        yield Line("Nobody was asked anything.", 2)
    if facts.chance is not None:
        drawn = f"{counted(facts.verdict.electorate - len(facts.verdict.missing), 'ballot')} drawn uniformly"
        often = percent(facts.chance)
        yield Line(f"By chance ({drawn}): a bloc of {facts.bloc} or more in {often} of draws.", 2)


def _strongest(facts: Facts) -> Iterator[tuple[str, int]]:
    for best in facts.strongest[:MANY]:
        yield f"{spelt(best.stance)} - {clean(best.seat)} ({_why(best)})", 2
        yield clean(best.text, ARGUMENT), 4
    if len(facts.strongest) > MANY:
        yield f"and {len(facts.strongest) - MANY} more", 2
    if not facts.strongest:
        yield "none: no argument was given in words", 2


def _why(best: Strongest) -> str:
    when = f"round {best.round}, " if best.round else ""
    if best.credited_by:
        return f"{when}credited by {some(map(clean, best.credited_by))}"
    return f"{when}strength {best.strength:.2f}" if best.strength else f"{when}credited by nobody"


def _turning(facts: Facts) -> Iterator[tuple[str, int]]:
    flips = facts.influence.flips
    for flip in flips[:MANY]:
        yield f"{clean(flip.seat)}: {_change(facts, flip)}", 2
    if len(flips) > MANY:
        yield f"and {len(flips) - MANY} more", 2
    if not flips:
        yield "none", 2


def _votes(counts: Mapping[Stance, int]) -> str:
    return some((f"{listed(stance)}: {count}" for stance, count in counts.items() if count), "none")


def _winners(winners: tuple[Stance, ...]) -> str:
    """Name the winner, or all that share the lead, quoted so that a comma in one cannot split it."""
    if len(winners) == 1:
        return spelt(winners[0])
    quoted = [f"'{spelt(winner)}'" for winner in winners]
    return f"{', '.join(quoted[:-1])} and {quoted[-1]}"
