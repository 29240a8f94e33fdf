"""A talk told as a story of people: seat by seat, round by round."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from ...sim import Ask, Evidence, Journal, Link, Missing, Question, Said, Stance
from ...sim.rule import listed

HEADS = SEATS, HEARD, SETTINGS = "Seats: ", "Heard: ", "Settings: "
"""How lines begin that tell what a talk is made of."""
BEGUN = 4
"""How many asks are told of a talk that does not end."""
KNOWN = ("moot", "question", "panel", "seed", "replicate", "evidence")
"""What is told of a header by other lines, or not at all."""
SAID = ("start", "stance", "lines", "tells")
"""Fields of agents that show in what they say."""


def in_full(names: Sequence[str]) -> str:
    """Return names in a row, all of them: in what breaks a property nobody may be left out."""
    return listed(names, most=len(names))


def told(journal: Journal, evidence: tuple[tuple[str, Evidence], ...] = ()) -> tuple[str, ...]:
    """Tell a talk, line by line: who sits there, what each was told alone, what each said in each ask.

    Who hears whom, and what else the talk was made of, is told where it is not as it would be anyway.

    Args:
        journal: the record of the talk.
        evidence: what nature told each.
    """
    opening = [f"{in_full(journal.seats)} {are(len(journal.seats))} asked: {asked(journal.question)}"]
    opening += [*_made(journal)]
    given = [f"{seat} knows {spelt(one.stance)}" for seat, one in evidence if one.stance is not None]
    if given:
        opening.append(f"At first {in_full(given)}.")
    return (*opening, *(_ask(ask, outcomes, journal.seats) for ask, outcomes in journal.asks()))


def begun(journal: Journal, evidence: tuple[tuple[str, Evidence], ...] = ()) -> tuple[str, ...]:
    """Tell how a talk began that goes on and on."""
    asks = sum(isinstance(entry, Ask) for entry in journal.entries)
    story = told(journal, evidence)
    return story if asks <= BEGUN else (*story[: BEGUN - asks], "So it goes on.")


def once(story: Iterable[str]) -> tuple[str, ...]:
    """Return a story in which what two talks are made of is told once, where it is the same."""
    found: list[str] = []
    for line in story:
        if not (line.startswith(HEADS) and line in found):
            found.append(line)
    return tuple(found)


def _made(journal: Journal) -> Iterator[str]:
    """Tell what a talk was made of: who sits there, who hears whom, and what differs from the defaults."""
    spec, links = journal.header.spec, journal.header.links
    kinds: dict[str, list[str]] = {}
    for seat in spec["panel"]:
        kinds.setdefault(_named(seat.get("agent", {}), without=SAID), []).append(seat["name"])
    those = [f"{in_full(names)}: {kind}" for kind, names in kinds.items()]
    same = next(iter(kinds)) if len(spec["panel"]) == 1 else f"all {next(iter(kinds))}"
    yield f"{SEATS}{'; '.join(those) if len(kinds) > 1 else same}."
    if links is not None and (heard := _heard(links, journal.seats)):
        yield f"{HEARD}{'; '.join(heard)}."
    left = {key: item for key, item in spec.items() if key not in KNOWN and (key != "topology" or not links)}
    if len(left.get("protocol", ())) == 1:  # its name alone
        del left["protocol"]
    if left:
        yield f"{SETTINGS}{'; '.join(f'{key} {_item(item)}' for key, item in left.items())}."


def _named(spec: Any, without: Collection[str] = ()) -> str:
    """Spell the JSON form of a value: its name, and the fields that it was given."""
    given = {key: item for key, item in spec.items() if item is not None and key not in ("use", *without)}
    fields = [f"{key} {_item(item)}" for key, item in given.items()]
    return f"{spec.get('use', 'unnamed')}{f' ({in_full(fields)})' if fields else ''}"


def _item(item: Any) -> str:
    if isinstance(item, dict):
        return _named(item)
    if isinstance(item, list):
        return in_full([_item(one) for one in item])
    return f"{item:.6g}" if isinstance(item, float) else json.dumps(item, ensure_ascii=False).strip('"')[:60]


def _heard(links: Sequence[Link], seats: Sequence[str]) -> list[str]:
    """Tell who hears whom, and by what weights, where it is not that everyone hears all others alike."""
    by: dict[str, dict[str, float]] = {seat: {} for seat in seats}
    for link in links:
        by[link.listener][link.speaker] = link.weight
    alike = len({weight for row in by.values() for weight in row.values() if weight}) == 1
    if alike and all({*row} == {*seats} - {seat} for seat, row in by.items()):
        return []
    groups: dict[str, list[str]] = {}
    for seat, row in by.items():
        groups.setdefault(_hears(seat, row), []).append(seat)
    return [f"{in_full(who)} {'hears' if len(who) == 1 else 'hear'} {whom}" for whom, who in groups.items()]


def _hears(seat: str, row: Mapping[str, float]) -> str:
    """Spell whom a seat hears, with weights where they differ; `alone` where it gives itself none."""
    given = {"itself" if name == seat else name: weight for name, weight in row.items() if weight}
    alike = len({*given.values()}) < 2
    said = [name if alike else f"{name} ({weight:.3g})" for name, weight in given.items()]
    alone = " alone" if said and row.get(seat) == 0 else ""
    return f"{in_full(said) or 'nobody'}{alone}"


def asked(question: Question) -> str:
    """Spell a question, with what may be answered and the truth where it is known."""
    may = f" ({' or '.join(question.options)})" if question.options else ""
    if question.range is not None:
        may = f" (from {question.range[0]:g} to {question.range[1]:g})"
    truth = "" if question.answer is None else f" The truth is {spelt(question.answer)}."
    return f"{question.text}{may}{truth}"


def are(count: int) -> str:
    """Return the verb for so many."""
    return "is" if count == 1 else "are"


def spelt(stance: Stance | None) -> str:
    """Spell a stance."""
    if isinstance(stance, tuple):
        return " and ".join(map(spelt, stance))
    if stance is None:
        return "nothing"
    return f"{stance:.6g}" if isinstance(stance, float) else stance


def _ask(ask: Ask, outcomes: list[Said | Missing], seats: tuple[str, ...]) -> str:
    """Tell one ask: who said the same in a row is told together."""
    when = f"Round {ask.round}, {ask.phase}" if ask.round else ask.phase.capitalize()
    parts = []
    for what, group in groupby(outcomes, key=_said):
        names = [seats[one.place] for one in group]
        parts.append(f"{in_full(names)}: {what}")
    return f"{when}: {'; '.join(parts)}."


def _said(outcome: Said | Missing) -> str:
    if isinstance(outcome, Missing):
        return outcome.outcome
    stance = outcome.reply.stance
    aside = [f"{spelt(other)} to {seat}" for seat, other in outcome.reply.asides if other != stance]
    return f"{spelt(stance)} ({in_full(aside)})" if aside else spelt(stance)
