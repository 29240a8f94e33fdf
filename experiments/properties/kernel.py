"""What the table itself guarantees, whoever sits there and however they talk."""

from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from ...agents.live.ledger import Caps, Ledger
from ...sim import (
    Ballots,
    Journal,
    Missing,
    MootError,
    Replay,
    Said,
    Table,
    Value,
    ballots,
    parse,
    replay,
)
from ...sim.taped import tape
from ..catalogue import typed
from ..running import anywhere
from .cases import Deliberation
from .overheard import due, overheard
from .property import HOLDS, IDLE, Broken, Outcome, Property, only
from .strategies import deliberations, scheduled, schedules
from .telling import told

if TYPE_CHECKING:
    from ...sim.probe import Asked

SOURCE = "docs/design.md, sections 4 and 5"


class Kernel(Value):
    """The table, as what properties of it are tried on. What is broken on purpose overrides a part of it."""

    def hold(self, case: Deliberation, **options: Any) -> Journal:
        """Hold a talk; options are those of `Table.talk`."""
        return case.hold(Table, **options)

    def replay(self, journal: Journal) -> Replay:
        """Run a journal again."""
        return anywhere(partial(replay, journal, typed()))

    def ballots(self, journal: Journal) -> Ballots:
        """Return what there is to count."""
        return ballots(journal)

    def ledger(self, caps: Caps) -> Ledger:
        """Return the account of a run that may spend no more than this."""
        return Ledger(caps)


class Scheduled(NamedTuple):
    """A deliberation, and how often each seat lets the others run before it answers."""

    deliberation: Deliberation
    schedule: tuple[int, ...]


class Cut(NamedTuple):
    """A deliberation that is cut off after so many entries of its journal, counted round."""

    deliberation: Deliberation
    after: int


def _talking(seats: int) -> Callable[[Kernel], SearchStrategy[Deliberation]]:
    """Return a strategy of talks of so many seats or more that hear each other unmeddled."""
    return lambda target: deliberations(min_seats=seats, heard=True, meddled=False)  # noqa: ARG005 - of any kernel


def _arrives(target: Kernel, case: Deliberation) -> Outcome:
    journal, heard = overheard(target.hold, case)
    expected = due(journal)
    if not any(expected.values()):
        return IDLE
    for at, news in expected.items():
        number, place = at
        came, should = Counter(heard.get(at, ())), Counter(news)
        if came != should:
            wrong = "missed" if should - came else "heard too much:"
            which = next(iter(should - came or came - should))
            said = f"{which.speaker} said {which.stance} in {which.phase!r}"
            what = f"in ask {number} {journal.seats[place]} {wrong} what {said}"
            return Broken(what, told(journal, case.evidence), journal)
    return HOLDS


def _in_order(target: Kernel, case: Deliberation) -> Outcome:
    journal, heard = overheard(target.hold, case)
    expected = due(journal)
    if not any(len(news) > 1 for news in expected.values()):
        return IDLE
    for at, news in expected.items():
        if list(heard.get(at, ())) != list(news):
            number, place = at
            what = (
                f"in ask {number} {journal.seats[place]} did not hear what was said in the order it was said"
            )
            return Broken(what, told(journal, case.evidence), journal)
    return HOLDS


def _one_outcome(target: Kernel, case: Deliberation) -> Outcome:
    journal = target.hold(case)
    for ask, outcomes in journal.asks():
        ended = [one.place for one in outcomes if isinstance(one, Said | Missing)]
        if ended != list(ask.places):
            asked = ", ".join(journal.seats[place] for place in ask.places)
            those = ", ".join(journal.seats[place] for place in ended) or "nobody"
            what = f"ask {ask.number} was put to {asked}, and ended for {those}"
            return Broken(what, told(journal, case.evidence), journal)
    return HOLDS


def _electorate(target: Kernel, case: Deliberation) -> Outcome:
    journal = target.hold(case)
    last = [ask for ask, _ in journal.asks() if ask.ballot]
    if not last:
        return IDLE
    counted, asked = target.ballots(journal).electorate, len(last[-1].places)
    if counted == asked:
        return HOLDS
    what = f"{asked} were asked for a ballot, and {counted} count as the electorate"
    return Broken(what, told(journal, case.evidence), journal)


def _scheduled(target: Kernel, case: Scheduled) -> Outcome:
    talk = case.deliberation
    at_once, later = (
        target.hold(talk.model_copy(update={"panel": scheduled(talk.panel, steps)}))
        for steps in ([0] * len(case.schedule), case.schedule)
    )
    if at_once.digest == later.digest:
        return HOLDS if len(set(case.schedule)) > 1 else IDLE
    return Broken(
        f"who waited changed the record: {departs(at_once, later)}", told(later, talk.evidence), later
    )


def _resumed(target: Kernel, case: Cut) -> Outcome:
    whole = target.hold(case.deliberation)
    kept = case.after % len(whole.entries)
    part = Journal(whole.header, whole.entries[:kept])
    known = sum(isinstance(entry, Said | Missing) for entry in part.entries)
    asked: list[Asked] = []
    again = target.hold(case.deliberation, tape=tape(part), probe=asked.append)
    fresh = sum(isinstance(entry, Said | Missing) for entry in whole.entries) - known
    story = told(whole, case.deliberation.evidence)
    if again.digest != whole.digest:
        return Broken(f"cut after entry {kept} it went on otherwise: {departs(whole, again)}", story, again)
    if len(asked) != fresh:
        return Broken(
            f"cut after entry {kept}, {len(asked)} were asked, and {fresh} had not answered", story, again
        )
    return HOLDS if known else IDLE


def _replayed(target: Kernel, case: Deliberation) -> Outcome:
    journal = target.hold(case)
    story = told(journal, case.evidence)
    try:
        again = target.replay(parse(b"".join(journal.lines())))
    except MootError as error:
        return Broken(f"what was written cannot be run again: {error}", story, journal)
    return HOLDS if again.same else Broken(f"the replay differs: {again.difference}", story, journal)


def departs(one: Journal, other: Journal) -> str:
    """Say where two journals differ first."""
    lines = zip(one.lines(), other.lines(), strict=False)
    for number, (mine, theirs) in enumerate(lines, 1):
        if mine != theirs:
            return f"line {number} is {mine.decode().strip()[:100]}, and then {theirs.decode().strip()[:100]}"
    return f"one has {len(one.entries)} entries, the other {len(other.entries)}"


def _schedules(target: Kernel) -> SearchStrategy[Scheduled]:  # noqa: ARG001 - of any kernel
    def planned(talk: Deliberation) -> SearchStrategy[Scheduled]:
        return st.builds(Scheduled, st.just(talk), schedules(len(talk.panel.seats)))

    return deliberations(min_seats=2).flatmap(planned)


def _cuts(target: Kernel) -> SearchStrategy[Cut]:  # noqa: ARG001 - of any kernel
    return st.builds(Cut, deliberations(min_seats=2), st.integers(2, 40))  # mostly after an answer


def _whole(target: Kernel) -> SearchStrategy[Deliberation]:  # noqa: ARG001 - of any kernel
    return deliberations()


_APPLIES = only(Kernel, "the table")

KERNEL = (
    Property(
        "messages-arrive-once",
        "What is said is heard once by each who hears the speaker, and by nobody else.",
        SOURCE,
        "kernel",
        "a bus that loses the last message of a round",
        _APPLIES,
        _talking(2),
        _arrives,
    ),
    Property(
        "messages-in-order",
        "A seat hears what was said before it was asked, in the order in which it was said.",
        SOURCE,
        "kernel",
        "a bus that hands out the last message first",
        _APPLIES,
        _talking(3),
        _in_order,
    ),
    Property(
        "one-outcome-each",
        "Every ask ends, for every seat that was asked, in exactly one outcome.",
        SOURCE,
        "kernel",
        "a journal that leaves out who abstains",
        _APPLIES,
        _whole,
        _one_outcome,
    ),
    Property(
        "electorate-kept",
        "All who were asked for a ballot are the electorate, whether they answered or not.",
        SOURCE,
        "kernel",
        "an electorate of those who voted",
        _APPLIES,
        _whole,
        _electorate,
    ),
    Property(
        "schedule-leaves-no-trace",
        "The same talk has the same digest in whatever order the scheduler runs its seats.",
        SOURCE,
        "kernel",
        "a journal in the order of arrival",
        _APPLIES,
        _schedules,
        _scheduled,
    ),
    Property(
        "resumes-as-it-was",
        "A talk that is cut off anywhere goes on to the same digest, and nobody is asked twice.",
        SOURCE,
        "kernel",
        "a resume that asks all again",
        _APPLIES,
        _cuts,
        _resumed,
    ),
    Property(
        "replays-as-it-was",
        "A journal that was written, read and run again comes out the same, line by line.",
        SOURCE,
        "kernel",
        "a journal that notes another seed",
        _APPLIES,
        _whole,
        _replayed,
    ),
)
"""The promises of the table."""
