"""How a talk went: ask by ask who was asked, what each said, and what the floor told in between."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from ...sim import Ask, Influence, Journal, Missing, Reply, Said, Stance, Told, places

Authors = Mapping[str, Mapping[str, str]]
"""For each seat that was shown unsigned answers, who wrote each, by its label."""


class Spoke(NamedTuple):
    """How an ask ended for one seat.

    Attributes:
        seat: whose.
        outcome: `"replied"`, or in which way there is no reply.
        reason: why there is none, in the seat's own words.
        before: the stance that it had taken openly until then.
        reply: what it said; None where it did not reply.
        ranking: what shares each place of its order, the best first: the authors of answers where the floor
            revealed them.
        credits: whom it credits, of those whom it had heard.
    """

    seat: str
    outcome: str
    reason: str = ""
    before: Stance | None = None
    reply: Reply | None = None
    ranking: tuple[tuple[str, ...], ...] = ()
    credits: tuple[str, ...] = ()


class Step(NamedTuple):
    """Asks of one phase in a row, nothing being told between them.

    Attributes:
        asks: one, or several where seats are asked in turn.
        said: for each ask what came of it, in the order of the panel.
        heard: for each ask whom each seat asked was to hear by the protocol's word, with the stance that was
            held there; None where that is left to the topology.
    """

    asks: tuple[Ask, ...]
    said: tuple[tuple[Spoke, ...], ...]
    heard: tuple[Mapping[str, Mapping[str, Stance | None]] | None, ...]

    @property
    def first(self) -> Ask:
        """The first of its asks: all are alike in phase and round."""
        return self.asks[0]

    @property
    def kind(self) -> tuple[str, int, bool, bool]:
        """What asks of one step have in common."""
        return self.first.phase, self.first.round, self.first.private, self.first.ballot


class Telling(NamedTuple):
    """What the floor told.

    Attributes:
        text: the words.
        evidence: what it speaks for, where that is what was told.
        to: who was told; None = everyone.
    """

    text: str
    evidence: Stance | None
    to: tuple[str, ...] | None


Course = tuple[Step | Telling, ...]


class _Known(NamedTuple):
    """What a step is told with: who wrote what was unsigned, credits that cannot be, and what was heard.

    `plain` says that whom a protocol lets be heard was heard as it spoke: nothing lay between them.
    """

    authors: Authors
    void: frozenset[tuple[str, str, int]]
    plain: bool


def course(journal: Journal, influence: Influence) -> Course:
    """Return what happened, in order; what was told to one seat after the other stands there once."""
    found: list[list[Step] | Telling] = []
    outcomes = {ask.number: ended for ask, ended in journal.asks()}
    plain = not journal.header.spec.keys() & {"interceptors", "lens"}
    known = _Known(_authors(journal), frozenset(influence.invalid_credits), plain)
    held: dict[str, Stance] = {}
    for entry in journal.entries:
        last = found[-1] if found else None
        if isinstance(entry, Ask):
            step = _step(journal, entry, outcomes[entry.number], held, known)
            partly = len(entry.places) < len(journal.seats)
            if partly and isinstance(last, list) and last[0].kind == step.kind:
                last.append(step)
            else:
                found.append([step])
        elif isinstance(entry, Told):
            told = _telling(journal, entry)
            if isinstance(last, Telling) and last[:2] == told[:2] and last.to and told.to:
                found[-1] = last._replace(to=tuple(dict.fromkeys(last.to + told.to)))
            else:
                found.append(told)
    return tuple(step if isinstance(step, Telling) else _joined(step) for step in found)


def _joined(steps: list[Step]) -> Step:
    asks, said, heard = (tuple(part for (part,) in parts) for parts in zip(*steps, strict=True))
    return Step(asks, said, heard)


def moments(course: Course) -> dict[int, str]:
    """Return when each ask was, by its number: its round, its phase, or both where one does not tell."""
    asks = [ask for step in course if isinstance(step, Step) for ask in step.asks]
    phases: dict[int, set[str]] = {}
    often: dict[str, int] = {}
    for ask in asks:
        phases.setdefault(ask.round, set()).add(ask.phase)
        if not ask.round:
            often[ask.phase] = often.get(ask.phase, 0) + 1
    found = {}
    for ask in asks:
        if ask.round:
            several = len(phases[ask.round]) > 1
            found[ask.number] = f"round {ask.round}{f', {ask.phase}' if several else ''}"
        else:
            found[ask.number] = ask.phase if often[ask.phase] == 1 else f"ask {ask.number}, {ask.phase}"
    return found


def _step(
    journal: Journal, ask: Ask, ended: list[Said | Missing], held: dict[str, Stance], known: _Known
) -> Step:
    seats = journal.seats
    heard = None
    if ask.hears is not None and (known.plain or not ask.hears):
        heard = {
            seats[place]: {seats[other]: held.get(seats[other]) for other in ask.hears.get(place, ())}
            for place in ask.places
        }
    said = tuple(_spoke(seats[one.place], one, held, known) for one in ended)
    if not ask.private:
        held |= {one.seat: one.reply.stance for one in said if one.reply and one.reply.stance is not None}
    return Step((ask,), (said,), (heard,))


def _spoke(seat: str, one: Said | Missing, held: Mapping[str, Stance], known: _Known) -> Spoke:
    if isinstance(one, Missing):
        return Spoke(seat, one.outcome, one.reason)
    labels = known.authors.get(seat, {})
    ranking = tuple(tuple(labels.get(item, item) for item in tier) for tier in places(one.reply.ranking))
    credited = tuple(name for name in one.reply.credits if (seat, name, one.ask.number) not in known.void)
    return Spoke(seat, "replied", "", held.get(seat), one.reply, ranking, credited)


def _telling(journal: Journal, told: Told) -> Telling:
    to = None if told.to is None else tuple(journal.seats[place] for place in told.to)
    if told.evidence is None:
        return Telling(told.text, None, to)
    return Telling(told.evidence.text, told.evidence.stance, to)


def _authors(journal: Journal) -> Authors:
    """Return who wrote the answers that were shown unsigned, as far as the floor revealed it."""
    told = (entry.data.get("authors") for entry in journal.entries if isinstance(entry, Told))
    found: Any = next((data for data in told if isinstance(data, Mapping)), {})
    return {
        seat: {label: author for label, author in labels.items() if author in journal.seats}
        for seat, labels in found.items()
        if isinstance(labels, Mapping)
    }
