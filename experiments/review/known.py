"""What is known of a talk, as claims about it are checked: who said what when, who held what, how many."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from ...agents.live import answers
from ...agents.live.answers import UnreadError
from ...sim import Flip, Journal, Rule, Said, Stance, in_one_spelling
from ...sim.spellings import TYPESET, one_answer
from ..page.facts import Facts, facts

Held = Mapping[str, Stance]


class Words(NamedTuple):
    """What a seat said in words.

    Attributes:
        seat: who.
        round: when; 0 outside rounds.
        stance: what it speaks for.
        text: the argument; of a free answer without one, the answer.
    """

    seat: str
    round: int
    stance: Stance | None
    text: str


class Known:
    """What a journal says, decided under a rule; free answers stand in the spelling they are counted under.

    Attributes:
        journal: the record, as it was said.
        facts: what a page says of it.
        flips: every open change of stance.
        held: who held what openly at the end of each round, by round.
        ballots: who holds what on the ballots.
        opening: what each first held openly.
        words: what was argued in words, in order.
    """

    def __init__(self, journal: Journal, rule: Rule) -> None:
        self.journal = journal
        self.facts: Facts = facts(journal, rule)
        self.flips: list[Flip] = self.facts.influence.flips
        self.held: dict[int, Held] = dict(_held(in_one_spelling(journal)))
        self.ballots: Held = {seat.name: seat.stance for seat in self.facts.seats if seat.stance is not None}
        self.opening: Held = dict(_first(in_one_spelling(journal)))
        self.words = tuple(_words(journal))

    def seat(self, given: Any) -> str:
        """Return the seat that a field names.

        Raises:
            UnreadError: there is none of that name.
        """
        try:
            return answers.named(given, self.journal.seats, lettered=False)
        except UnreadError:
            raise UnreadError(f"there is no seat {given!r:.80}") from None

    def round(self, given: Any) -> int | None:
        """Return the round that a field names; None where it names none.

        Raises:
            UnreadError: there was none of that number.
        """
        if given is None or given == "":
            return None
        found = answers.number(given)
        if found == 0 or found in self.held:
            return int(found)
        raise UnreadError(f"there was no round {found:g}: the talk had {self.facts.rounds}")

    def same(self, given: Any, stance: Stance | None) -> bool:
        """Tell whether a field names a stance, or nothing; of a free answer some of its words will do."""
        if given is None or given == "":
            return True
        if stance is None:
            return False
        question = self.facts.question
        try:
            found = answers.stance(given, question)
        except UnreadError:
            return False
        free = question.kind == "text" and isinstance(stance, str)
        return one_answer((found, stance), question) or (free and quotes(str(found), str(stance)))

    def counts(self, when: int | None = None) -> Mapping[Stance, int]:
        """Return how many hold each stance at the end of a round; without one, or with 0, on the ballots."""
        if not when:
            return self.facts.verdict.counts
        return dict.fromkeys(self.facts.question.options, 0) | Counter(self.held[when].values())

    def where(self, when: int | None) -> str:
        """Return a moment in words."""
        return f"at the end of round {when}" if when else "on the ballots"


def _held(journal: Journal) -> Iterator[tuple[int, Held]]:
    """Yield who held what at the end of each round, again where a round goes on."""
    held: dict[str, Stance] = {}
    for ask, outcomes in journal.asks():
        for one in outcomes:
            if isinstance(one, Said) and not ask.private and one.reply.stance is not None:
                held[journal.seats[one.place]] = one.reply.stance
        if ask.round:
            yield ask.round, dict(held)


def _first(journal: Journal) -> Iterator[tuple[str, Stance]]:
    """Yield what each seat first held openly, the last first: so that a mapping keeps it."""
    for entry in reversed(journal.entries):
        if isinstance(entry, Said) and not entry.ask.private and entry.reply.stance is not None:
            yield journal.seats[entry.place], entry.reply.stance


def _words(journal: Journal) -> Iterator[Words]:
    for entry in journal.entries:
        if isinstance(entry, Said):
            ask, place, reply, *_ = entry
            why, free = reply.argument, reply.stance if isinstance(reply.stance, str) else ""
            text = why.text if why else ""
            if not text.strip() and journal.question.kind == "text":
                text = free
            if text.strip():
                speaks_for = why.supports if why and why.supports is not None else reply.stance
                yield Words(journal.seats[place], ask.round, speaks_for, text)


def quotes(quote: str, text: str) -> bool:
    """Tell whether words stand in a text, one after the other: but for case, blanks and the shape of quotes.

    Nothing else is forgiven: a measure of how alike texts are finds a quote that lacks a "not" near enough.

    >>> quotes("\u201cTea  is cheap\u201d", "They say: tea is cheap."), quotes("is cheap", "It is not cheap.")
    (True, False)
    """
    wanted = _plain(quote).strip("\"' .,;:!?")
    return bool(wanted) and re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", _plain(text)) is not None


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).translate(TYPESET).casefold().split())
