"""Holding the talk of a journal again, with something in it otherwise."""

from collections.abc import Callable

from ...sim import (
    Journal,
    Missing,
    Names,
    Question,
    Said,
    Setting,
    SpecError,
    Stance,
    Table,
    Told,
    Turn,
    moderators,
    recipe,
    tape,
)
from ...sim.probe import Asked, Probe
from ...sim.replay import Recipe, draw_of
from ...sim.spellings import one_answer
from ..catalogue import stored

ARMS = "compare talks that differ in what is heard instead (control arms)"


class NotAskableError(SpecError):
    """A seat, or a guardrail, would have to be asked again that cannot be."""


class Again:
    """The talk of a journal, ready to be held again.

    Args:
        journal: a finished talk.
        setting: who sat there; where none is given, the seats are found by the names in the journal.
        names: resolves those names; bundled ones where nothing is given.

    Attributes:
        journal: the talk.
        fixed: the seats that cannot be asked again, each with the reason.
        moderators: the guardrails that ask a world outside. What they ruled of what was said is played back;
            they are never asked what they would have let pass otherwise.
        told_before: how often the floor told something before the first open statement; later it may tell of
            what was said, as a tally or in the words of others.

    Raises:
        SpecError: a name is not known or not trusted, or the setting is of other seats.
    """

    def __init__(self, journal: Journal, setting: Setting | None = None, names: Names | None = None) -> None:
        if setting is None:
            self._recipe = recipe(journal.header, stored() if names is None else names)
        else:
            self._recipe = Recipe(Table(setting), draw_of(journal.header))
        panel = self._recipe.table.setting.panel
        if panel.names != journal.seats:
            raise SpecError(f"the journal is of the seats {', '.join(journal.seats)[:200]}: give their panel")
        self.journal = journal
        self.fixed = {seat.name: seat.agent.fixed for seat in panel.seats if seat.agent.fixed}
        self.moderators = moderators(self._recipe.table.setting.interceptors)
        self.told_before = _told_before(journal)
        self._recorded = {
            (ask.number, outcome.place): outcome for ask, outcomes in journal.asks() for outcome in outcomes
        }

    @property
    def question(self) -> Question:
        """What was decided."""
        return self.journal.question

    @property
    def seats(self) -> tuple[str, ...]:
        """The names of the seats."""
        return self.journal.seats

    @property
    def answers(self) -> int:
        """How often a seat was asked, in all."""
        return len(self._recorded)

    def recorded(self, asked: Asked) -> Said | Missing:
        """Return how an ask ended for a seat, as the journal has it."""
        found = self._recorded.get((asked.put.ask.number, asked.place))
        if found is None:
            raise SpecError(
                f"the journal has no ask {asked.put.ask.number} of {self.seats[asked.place]!r:.140}: it is "
                "of another talk, or was cut off (`moot replay --resume` finishes it)"
            )
        return found

    def answer(self, asked: Asked, turn: Turn | None = None) -> Said | Missing:
        """Ask a seat again.

        Raises:
            NotAskableError: it cannot be.
        """
        seat = self.seats[asked.place]
        said = None if seat in self.fixed else asked.answer(turn)
        if said is None:
            why = self.fixed.setdefault(seat, "it answers asynchronously")
            raise NotAskableError(f"{seat!r:.140} cannot be asked again, since {why}: {ARMS}")
        return said

    async def hold(self, probe: Probe) -> Journal:
        """Hold it again, with a probe that decides what each seat says."""
        rulings = tape(self.journal, (), rulings=True) if self.moderators else None
        return await self._recipe.talk(self.journal, rulings, probe=probe)

    async def seeded(self, further: int) -> Journal:
        """Hold it with another seed, `further` on from its own.

        Raises:
            NotAskableError: a world outside is behind a seat, or behind a guardrail.
        """
        self.all_askable()
        draw = self._recipe.draw
        made = Recipe(self._recipe.table, draw.model_copy(update={"seed": draw.seed + further}))
        return await made.talk(self.journal)

    def all_askable(self) -> None:
        """Raise a NotAskableError unless every seat can be asked again, and what it says be let pass."""
        self.all_judgeable()
        for seat, why in self.fixed.items():
            raise NotAskableError(f"{seat!r:.140} cannot be asked again, since {why}: {ARMS}")

    def all_judgeable(self) -> None:
        """Raise a NotAskableError where a guardrail would have to judge what was never said."""
        for name in self.moderators:
            raise NotAskableError(
                f"what is said otherwise cannot be judged, since a world outside is behind the guardrail "
                f"{name!r:.140}: {ARMS}"
            )


def _told_before(journal: Journal) -> int:
    told = 0
    for entry in journal.entries:
        if isinstance(entry, Said) and not entry.ask.private:
            break
        told += isinstance(entry, Told)
    return told


def likeness(question: Question) -> Callable[[Stance | None, Stance | None], bool]:
    """Return what tells whether two stances are one answer: of free text, but for its spelling."""

    def same(one: Stance | None, other: Stance | None) -> bool:
        return one == other or (free and one_answer((one, other), question))

    free = any(part.kind == "text" for part in question.parts or (question,))
    return same


def stance_of(outcome: Said | Missing) -> Stance | None:
    """Return what was taken, None where nothing was."""
    return outcome.reply.stance if isinstance(outcome, Said) else None
