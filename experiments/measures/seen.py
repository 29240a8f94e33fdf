"""A talk as measures see it: its journal is read once, and what several want is worked out once."""

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar, cast

from ...sim import Journal, Missing, Reply, Said, Setting, Stance, in_one_spelling
from ..influence.again import likeness

T = TypeVar("T")

GAP = 0.01
"""The part of the range within which numbers are one stance, and which parts two clusters."""

Stances = tuple[Stance | None, ...]
"""What each seat holds, in the order of the panel; None = nothing."""


class Change(NamedTuple):
    """A change of stance.

    Attributes:
        place: whose.
        before: the stance that was held.
        after: the stance that was taken.
        ask: the number of the ask in which it was taken.
        held: what each seat held when it was asked.
    """

    place: int
    before: Stance
    after: Stance
    ask: int
    held: Stances


class Seen:
    """A talk, with what its measures have in common. Of free text all is in one spelling, the truth too.

    Only stances that were taken openly count. O(entries + asks x seats).

    Args:
        journal: the talk.
        setting: who sat there; without it, seats that have to be asked again are found by their names.

    Attributes:
        journal: the talk.
        setting: who sat there, where that was given.
        question: what was decided.
        truth: its answer; None where that is not known.
        first: the first stance of each seat that took one, by place.
        last: the last reply in which a seat took a stance, by place.
        again: how often a seat that held a stance took one again.
        changes: those in which it was another.
        rounds: what each seat held after each round, by its number. What is asked outside rounds belongs to
            the round before it, and to round 0 before the first; of a round without an ask there is nothing.
        messages: how many open statements there were.
        asks: how often a seat was asked.
        intercepted: how many deliveries, a statement to a listener each, something was done to.
        alike: whether all heard all the same: no topology, no `hears` of an ask, no interceptor.
    """

    def __init__(self, journal: Journal, setting: Setting | None = None) -> None:
        self.journal = journal
        self.setting = setting
        self.question = journal.question
        self.first: dict[int, Stance] = {}
        self.last: dict[int, Reply] = {}
        self.changes: list[Change] = []
        self.rounds: dict[int, Stances] = {}
        self.again = self.messages = self.asks = 0
        self.intercepted = sum(len(done.to) for done in journal.meddled())
        self.alike = journal.header.links is None and not self.intercepted
        self._found: dict[Any, Any] = {}
        spelt = in_one_spelling(journal)
        self._read(spelt)
        self.truth = self.question.answer
        if self.truth is not None and spelt is not journal:
            self.truth = _spelt(self.truth, spelt)

    def _read(self, journal: Journal) -> None:
        now: list[Stance | None] = [None] * len(journal.seats)
        held = tuple(now)
        number = 0
        for ask, outcomes in journal.asks():
            self.asks += len(ask.places)
            if ask.hears is not None:
                self.alike = False
            if not ask.private:
                self._take(outcomes, now, held)
            number = ask.round or number
            self.rounds[number] = held = tuple(now)

    def _take(self, outcomes: list[Said | Missing], now: list[Stance | None], held: Stances) -> None:
        """Take in one open ask, before which this was held."""
        for outcome in outcomes:
            if not isinstance(outcome, Said):
                continue
            self.messages += 1
            ask, place, reply, *_ = outcome
            stance, before = reply.stance, now[place]
            if stance is None:
                continue
            now[place] = stance
            self.last[place] = reply
            if before is None:
                self.first[place] = stance
                continue
            self.again += 1
            if stance != before:
                self.changes.append(Change(place, before, stance, ask.number, held))

    def once(self, find: Callable[["Seen"], T]) -> T:
        """Return what a function finds in this talk; it is called once."""
        if find not in self._found:
            self._found[find] = find(self)
        return cast("T", self._found[find])

    @property
    def spread(self) -> float:
        """How far apart numbers may be and still be one stance; 0 where none are asked for."""
        low, high = self.question.range or (0.0, 0.0)
        return GAP * (high - low)


def _spelt(truth: Stance, journal: Journal) -> Stance:
    """Return the truth as it is spelt in a talk whose answers are in one spelling."""
    same = likeness(journal.question)
    taken = (entry.reply.stance for entry in journal.entries if isinstance(entry, Said))
    return next((stance for stance in taken if stance is not None and same(stance, truth)), truth)
