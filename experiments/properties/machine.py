"""A machine that drives a live table by rules, step by step, in any way in which seats may behave."""

from typing import TYPE_CHECKING, Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from ...sim import Journal, Missing, MootError, Said, SpecError
from ...sim.taped import tape
from .cases import Deliberation
from .due import due
from .ending import EndlessError
from .held import Kernel, at_table, sits
from .live_table import How, Live
from .property import called
from .shown import departs, forgotten, misheard, out_of_order, shrunk, unanswered
from .stepped import Stepped
from .targets import target as found
from .telling import told

if TYPE_CHECKING:
    from .overheard import At, Memory

WHO = st.integers(0, 9)
SECONDS = st.sampled_from([1.0, 599.0, 600.0, 3600.0])
"""Asks that name no deadline end after 600."""
LONGEST = 30
"""How many lines of a story are told."""


def _waits(self: "LiveTable") -> bool:
    return bool(self.waiting)


def _goes_on(self: "LiveTable") -> bool:
    return self.live is not None and self.live.begun and not self.live.run.over


class LiveTable(RuleBasedStateMachine):
    """A table whose seats answer, fall silent and return, crash, are late, or speak unasked, in any order.

    It is killed and resumed. After every step the record is held to the promises of the table. When it is
    over, it is held to a talk in which all answered at once as they did here, and to its replay.
    """

    kernel: ClassVar[Kernel] = Kernel()
    name: ClassVar[str] = called(kernel)
    talk: Deliberation

    def __init__(self) -> None:
        super().__init__()
        self.live: Live | None = None
        self.silent: set[int] = set()
        self.known: set[At] = set()
        self.script: dict[At, How] = {}
        self.heard: dict[At, Memory] = {}
        self.sound = True

    def sit_down(self, talk: Deliberation) -> None:
        """Begin."""
        self.talk = talk
        self.live = Live(self.kernel, talk)

    @property
    def waiting(self) -> list[int]:
        """The places of those who are asked and not silent."""
        return (
            []
            if self.live is None
            else sorted(place for place in self.live.gates if place not in self.silent)
        )

    @precondition(_waits)
    @rule(who=WHO)
    def answers(self, who: int) -> None:
        """Let one of those who wait answer."""
        self._answer(who, How())

    @precondition(_waits)
    @rule(who=WHO)
    def abstains(self, who: int) -> None:
        """Let one of them abstain."""
        self._answer(who, How("abstains"))

    @precondition(_waits)
    @rule(who=WHO)
    def crashes(self, who: int) -> None:
        """Let one of them raise an error."""
        self._answer(who, How("crashes"))

    @precondition(_waits)
    @rule(who=WHO, seconds=SECONDS)
    def is_delayed(self, who: int, seconds: float) -> None:
        """Let one of them take simulated time; at the deadline or after, it is timed out."""
        self._answer(who, How(after=seconds))

    @precondition(_waits)
    @rule(who=WHO)
    def speaks_again(self, who: int) -> None:
        """Let one of them answer, and ask to be woken at once: in an open phase it speaks unasked."""
        self._answer(who, How(wake=0.001))

    @precondition(lambda self: _goes_on(self) and bool(self.live.late))
    @rule()
    def speaks_too_late(self) -> None:
        """Let one speak that nobody waits for any more: nothing may come of it."""
        live = self._live()
        live.late.pop().open(How())
        live.run.go_on()

    @precondition(_waits)
    @rule(who=WHO)
    def falls_silent(self, who: int) -> None:
        """Have one of them say nothing more, until it returns."""
        self.silent.add(self.waiting[who % len(self.waiting)])

    @precondition(lambda self: bool(self.silent))
    @rule(who=WHO)
    def returns(self, who: int) -> None:
        """Have one of the silent answer again."""
        self.silent.remove(sorted(self.silent)[who % len(self.silent)])

    @rule(seconds=SECONDS)
    def time_passes(self, seconds: float) -> None:
        """Let time pass: who has not answered by the deadline is timed out; after the end, nobody is."""
        self._live().run.wait(seconds)

    @precondition(_goes_on)
    @rule(lost=st.integers(0, 3))
    def is_killed_and_resumed(self, lost: int) -> None:
        """End the run, lose the last lines of its record, and go on from the rest."""
        live, record = self._live(), self._live().journal
        self._remember()
        live.run.kill()
        kept = Journal(record.header, record.entries[: max(0, len(record.entries) - lost)])
        outcomes = [one for one in kept.entries if isinstance(one, Said | Missing)]
        self.known = {(one.ask.number, one.place) for one in outcomes}
        self.script = {at: how for at, how in self.script.items() if at in self.known}
        self.heard = {at: news for at, news in self.heard.items() if at in self.known}
        again = self.live = Live(self.kernel, self.talk, tape(kept))
        lines = list(zip(kept.lines(), again.journal.lines(), strict=False))
        if any(was != now for was, now in lines):
            self._hold(f"resumed, it goes on otherwise: {departs(kept, again.journal)}", kept)

    @invariant()
    def the_record_is_as_promised(self) -> None:
        """Hold the record so far to the promises of the table."""
        if self.live is None or not self.live.begun:
            return
        self._remember()
        journal, again = self.live.journal, sorted(self.known.intersection(self.live.asked))
        counted = self.kernel.ballots(journal)
        self._hold(
            unanswered(journal)
            or self._mistaken(journal)
            or shrunk(journal, counted)
            or (f"{journal.seats[again[0][1]]} is asked again in ask {again[0][0]}" if again else ""),
            journal,
        )

    def _mistaken(self, journal: Journal) -> str:
        """Say who knows what it should not, or not what it should."""
        known = journal, self.heard, due(journal)
        return misheard(*known) or out_of_order(*known) or forgotten(*known)

    def teardown(self) -> None:
        """Bring the talk to its end, and hold it to one that was never interrupted, and to its replay."""
        if self.live is None:
            return
        try:
            if self.sound:
                self._end(self.live.finish())
        except EndlessError as error:
            self._hold(f"it does not end: {error}", self.live.journal if self.live.begun else None)
        finally:
            self.live.run.kill()

    def _end(self, journal: Journal) -> None:
        self.the_record_is_as_promised()
        other = Live(self.kernel, self.talk, script=self.script)
        try:
            straight = other.finish()
        finally:
            other.run.kill()
        if straight.digest != journal.digest:
            self._hold(f"held without a break, it is not the same: {departs(journal, straight)}", journal)
        try:
            wrong = Stepped(self.kernel.replaying(journal)).finish().difference
        except MootError as error:
            wrong = str(error)
        if wrong:
            self._hold(f"it cannot be run again: {wrong}", journal)

    def _live(self) -> Live:
        assert self.live is not None  # noqa: S101 - rules come after the beginning
        return self.live

    def _answer(self, who: int, how: How) -> None:
        self._live().answer(self.waiting[who % len(self.waiting)], how)

    def _remember(self) -> None:
        self.script |= self._live().said
        self.heard |= self._live().heard

    def _hold(self, wrong: str, journal: Journal | None) -> None:
        if wrong:
            self.sound = False
            story = () if journal is None else told(journal, self.talk.evidence)
            cut = [f"... and {len(story) - LONGEST} lines more"] if len(story) > LONGEST else []
            raise AssertionError("\n".join([f"{self.name}: {wrong}", *story[:LONGEST], *cut]))


def machine(target: Any) -> type[LiveTable]:
    """Return a machine that drives live tables: with one protocol, or an agent, or what is broken.

    Its `TestCase` is a test that pytest finds: `TestLive = moot.properties.machine(Mine).TestCase`.

    Args:
        target: a protocol, an agent, the table; or a class or a name of one.

    Raises:
        SpecError: it is none of these, or a world outside is behind it.
    """
    tried = found(target)
    if why := sits(tried):
        raise SpecError(f"no live table can be driven with {called(tried)}: {why}")
    held = at_table(tried)

    class Machine(LiveTable):
        kernel, name = held, called(tried)

        @initialize(talk=held.talks(min_seats=2, heard=True, meddled=False))
        def sit_down(self, talk: Deliberation) -> None:
            super().sit_down(talk)

    return Machine
