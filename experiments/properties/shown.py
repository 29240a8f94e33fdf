"""What the journal of any talk must show, finished or not: each check says what is wrong, or nothing."""

from collections import Counter
from collections.abc import Sequence

from ...sim import Ask, Ballots, Journal, Missing, Said
from .overheard import Heard, due


def misheard(journal: Journal, heard: Heard) -> str:
    """Say who did not hear just what was said, once each.

    Args:
        journal: the record.
        heard: what was new to each seat, as it was told; what is expected is worked out from the record.
    """
    for (number, place), news in _told(journal, heard).items():
        came, should = Counter(heard.get((number, place), ())), Counter(news)
        if came != should:
            wrong = "missed" if should - came else "heard too much:"
            which = next(iter(should - came or came - should))
            said = f"{which.speaker} said {which.stance} in {which.phase!r}"
            return f"in ask {number} {journal.seats[place]} {wrong} what {said}"
    return ""


def out_of_order(journal: Journal, heard: Heard) -> str:
    """Say who did not hear what was said in the order in which it was said."""
    for (number, place), news in _told(journal, heard).items():
        if list(heard.get((number, place), ())) != list(news):
            return (
                f"in ask {number} {journal.seats[place]} did not hear what was said in the order it was said"
            )
    return ""


def _told(journal: Journal, heard: Heard) -> Heard:
    """Return what should have been heard, in all asks that were put."""
    return {**dict.fromkeys(heard, ()), **due(journal)}


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
            return f"line {number} is {mine.decode().strip()[:100]}, and then {theirs.decode().strip()[:100]}"
    return f"one has {len(one.entries)} entries, the other {len(other.entries)}"
