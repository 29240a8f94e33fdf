"""What the journal of any talk must show, finished or not: each check says what is wrong, or nothing."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile
from typing import Any

from ...sim import Ask, Ballots, Journal, Missing, Remark, Said
from ...sim.errors import shown
from .overheard import Heard, Memory


def misheard(journal: Journal, heard: Heard, should: Heard) -> str:
    """Say who did not hear just what was said, word for word, once each.

    Args:
        journal: the record.
        heard: what each seat knew, as it was told.
        should: what it should have known; see `due`.
    """
    for who, came, expected in _compared(journal, heard, should):
        news, said = Counter(came.new), Counter(expected.new)
        if news != said:
            missed, extra = said - news, news - said
            which = next(iter(missed or extra))
            what = f"what {which.speaker} said in {which.phase!r}"
            like = next((one for one in extra if one != which and _whence(one) == _whence(which)), None)
            if missed and like is not None:
                field = next(name for name in which._fields if getattr(which, name) != getattr(like, name))
                was, now = (_shown(getattr(one, field)) for one in (which, like))
                return f"{who} heard {what} with {field} {now}, and it was {was}"
            wrong = "missed" if missed else "heard too much:"
            return f"{who} {wrong} {what}: {_shown(which.stance)}"
    return ""


def _whence(remark: Remark) -> tuple[str, str, int]:
    return remark.speaker, remark.phase, remark.round


def _shown(item: object) -> str:
    return shown(item)[:80]


def out_of_order(journal: Journal, heard: Heard, should: Heard) -> str:
    """Say who did not hear what was said in the order in which it was said."""
    for who, came, expected in _compared(journal, heard, should):
        if came.new != expected.new:
            return f"{who} did not hear what was said in the order it was said"
    return ""


def forgotten(journal: Journal, heard: Heard, should: Heard) -> str:
    """Say who is shown another past than there was: what was last said by whom, who holds what, how many."""
    for who, came, expected in _compared(journal, heard, should):
        for name in ("latest", "held", "tally"):
            shows, was = getattr(came, name), getattr(expected, name)
            if shows != was:
                return f"{who} finds as {name} {_past(shows)}, and it was {_past(was)}"
    return ""


def _past(shows: Any) -> str:
    """Spell what a seat is shown of the past."""
    if isinstance(shows, Mapping):
        return ", ".join(f"{count} for {_shown(stance)}" for stance, count in shows.items()) or "nothing"
    told = [
        (f"{one.speaker} in {one.phase!r} of round {one.round}", one.stance)
        if isinstance(one, Remark)
        else one
        for one in shows
    ]
    return ", ".join(f"{who}: {_shown(stance)}" for who, stance in told) or "nothing"


def _compared(journal: Journal, heard: Heard, should: Heard) -> Iterator[tuple[str, Memory, Memory]]:
    """Yield of each ask, in words, who was asked; what it knew; and what it should have known."""
    for at in {**heard, **should}:
        who = f"in ask {at[0]} {journal.seats[at[1]]}"
        yield who, heard.get(at, Memory()), should.get(at, Memory())


def unanswered(journal: Journal) -> str:
    """Say which ask did not end for each seat in one outcome, in the order of the panel.

    In a talk that goes on, the last one may still be open.
    """
    asks = list(journal.asks())
    if asks and journal.close is None and not asks[-1][1]:
        asks.pop()
    for ask, outcomes in asks:
        ended = [one.place for one in outcomes if isinstance(one, Said | Missing)]
        if ended != list(ask.places):
            asked, those = _names(journal, ask.places), _names(journal, ended) or "nobody"
            return f"ask {ask.number} was put to {asked}, and ended for {those}"
    return ""


def _names(journal: Journal, places: Sequence[int]) -> str:
    return ", ".join(journal.seats[place] for place in places)


def shrunk(journal: Journal, counted: Ballots) -> str:
    """Say how many of those who were asked for a ballot are not in the electorate."""
    asked = last_ballot(journal)
    if asked is None or counted.electorate == len(asked.places):
        return ""
    return f"{len(asked.places)} were asked for a ballot, and {counted.electorate} count as the electorate"


def last_ballot(journal: Journal) -> Ask | None:
    """Return the last ask for a ballot; None if there was none."""
    return next((ask for ask, _ in [*journal.asks()][::-1] if ask.ballot), None)


def departs(one: Journal, other: Journal) -> str:
    """Say where two journals differ first."""
    lines = zip(one.lines(), other.lines(), strict=False)
    for number, (mine, theirs) in enumerate(lines, 1):
        if mine != theirs:
            was, now = mine.decode().strip(), theirs.decode().strip()
            same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(was, now, strict=False)))
            start = max(0, same - 60) if same > 80 else 0
            before = "..." if start else ""
            was, now = (before + line[start : start + 100] for line in (was, now))
            return f"line {number} is {was}, and then {now}"
    return f"one has {len(one.entries)} entries, the other {len(other.entries)}"
