"""What the table itself guarantees, whoever sits there and however they talk."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from ...sim import Delay, Drop, Duplicate, Journal, Missing, MootError, Reorder, Said, parse
from ...sim.taped import tape
from .cases import Deliberation
from .due import due
from .elsewhere import elsewhere
from .held import Kernel, at_table, sits
from .overheard import Heard, Memory, overheard
from .property import HOLDS, IDLE, Broken, Outcome, Property, only
from .shown import departs, forgotten, last_ballot, misheard, out_of_order, shrunk, unanswered
from .strategies import scheduled, schedules
from .telling import told
from .twins import cold, held_apart, refuses

if TYPE_CHECKING:
    from ...sim.probe import Asked

FAULTS = (Delay, Drop, Duplicate, Reorder)
TIMES = 3
"""How often a talk is held."""
SOURCE = "docs/design.md, sections 4 and 5"


class Scheduled(NamedTuple):
    """A deliberation, and how often each seat lets the others run before it answers."""

    deliberation: Deliberation
    schedule: tuple[int, ...]


class Cut(NamedTuple):
    """A deliberation that is cut off after so many entries of its journal, counted round."""

    deliberation: Deliberation
    after: int


def _talking(seats: int) -> Callable[[Kernel], SearchStrategy[Deliberation]]:
    """Return a strategy of talks of so many seats or more that hear each other.

    In half of them something is done to what is said on its way, or it is seen through a lens.
    """

    def talks(target: Kernel) -> SearchStrategy[Deliberation]:
        plain, seen = (target.talks(min_seats=seats, heard=True, meddled=some) for some in (False, True))
        return plain | seen.flatmap(_meddled)

    return talks


def _meddled(talk: Deliberation) -> SearchStrategy[Deliberation]:
    """Return a strategy of the same talk with a fault on the way, if it has none."""
    if talk.interceptors:
        return st.just(talk)
    return st.sampled_from(FAULTS).map(
        lambda fault: talk.model_copy(update={"interceptors": (fault(rate=0.5),)})
    )


def _broken(what: str, journal: Journal, case: Deliberation) -> Outcome:
    """Return what breaks a property; that it holds where nothing does."""
    return Broken(what, told(journal, case.evidence), journal) if what else HOLDS


def _of_what_is_known(
    premise: Callable[[Memory], object], wrong: Callable[[Journal, Heard, Heard], str]
) -> Callable[[Kernel, Deliberation], Outcome]:
    """Return the check that seats know what they should, where any should know what the claim is of."""

    def check(target: Kernel, case: Deliberation) -> Outcome:
        journal, heard = overheard(target.hold, case)
        should = due(journal)
        if not any(premise(known) for known in should.values()):
            return IDLE
        return _broken(wrong(journal, heard, should), journal, case)

    return check


def _one_outcome(target: Kernel, case: Deliberation) -> Outcome:
    journal = target.hold(case)
    return _broken(unanswered(journal), journal, case)


def _electorate(target: Kernel, case: Deliberation) -> Outcome:
    journal = target.hold(case)
    if last_ballot(journal) is None:
        return IDLE
    return _broken(shrunk(journal, target.ballots(journal)), journal, case)


def _again(target: Kernel, case: Deliberation) -> Outcome:
    held = []
    for number in range(TIMES):
        with elsewhere(TIMES * case.seed + number):
            held.append(target.hold(case))
    first, *others = held
    other = next((one for one in others if one.digest != first.digest), None)
    if other is None:
        return HOLDS
    return _broken(f"held again, it is not the same: {departs(first, other)}", other, case)


def _scheduled(target: Kernel, case: Scheduled) -> Outcome:
    at_once, later = [0] * len(case.schedule), case.schedule
    first, again, other = (_in_turn(target, case, steps) for steps in (at_once, at_once, later))
    if first.digest == again.digest == other.digest:
        return HOLDS if len(set(later)) > 1 else IDLE
    talk = case.deliberation
    more = ((was, steps) for was, steps in ((first, at_once), (other, later)) for _ in range(TIMES))
    for was, now in [(first, again), *((was, _in_turn(target, case, steps)) for was, steps in more)]:
        if now.digest != was.digest:
            what = f"held again with the same schedule, it is not the same: {departs(was, now)}"
            return _broken(what, now, talk)
    return _broken(f"who waited changed the record: {departs(first, other)}", other, talk)


def _in_turn(target: Kernel, case: Scheduled, steps: Sequence[int]) -> Journal:
    """Hold a talk in which each seat lets the others run so often before it answers."""
    talk = case.deliberation
    return target.hold(talk.model_copy(update={"panel": scheduled(talk.panel, list(steps))}))


def _resumed(target: Kernel, case: Cut) -> Outcome:
    whole = target.hold(case.deliberation)
    if not whole.entries:
        return IDLE
    kept = case.after % len(whole.entries)
    part = Journal(whole.header, whole.entries[:kept])
    known = sum(isinstance(entry, Said | Missing) for entry in part.entries)
    asked: list[Asked] = []
    talk = case.deliberation
    try:
        again = target.hold(talk, tape=tape(part), probe=asked.append)
    except MootError as error:
        return _broken(f"cut after entry {kept} it cannot go on: {error}", whole, talk)
    fresh = sum(isinstance(entry, Said | Missing) for entry in whole.entries) - known
    if again.digest != whole.digest:
        return _broken(f"cut after entry {kept} it went on otherwise: {departs(whole, again)}", again, talk)
    if len(asked) != fresh:
        what = f"cut after entry {kept}, {len(asked)} were asked, and {fresh} had not answered"
        return _broken(what, again, talk)
    return HOLDS if known else IDLE


def _replayed(target: Kernel, case: Deliberation) -> Outcome:
    journal = target.hold(case)
    try:
        again = target.replay(parse(b"".join(journal.lines())))
    except MootError as error:
        return _broken(f"what was written cannot be run again: {error}", journal, case)
    return HOLDS if again.same else _broken(f"the replay differs: {again.difference}", journal, case)


def _apart(target: Kernel, case: Deliberation) -> Outcome:
    if cold(case):
        target.hold(case)  # so that what a talk leaves behind is there for the next
    journal = target.hold(case)
    for there in held_apart(target, case, journal.digest):
        if there.word == "error":
            return _broken(f"in another process it ends with an error: {there.why}", journal, case)
        if there.word == "other":
            other = there.journal
            what = f"in another process it is not the same: {departs(journal, other)}"
            return _broken(what, other, case)
    return HOLDS


def _schedules(target: Kernel) -> SearchStrategy[Scheduled]:
    def planned(talk: Deliberation) -> SearchStrategy[Scheduled]:
        return st.builds(Scheduled, st.just(talk), schedules(len(talk.panel.seats)))

    return target.talks(min_seats=2).flatmap(planned)


def _cuts(target: Kernel) -> SearchStrategy[Cut]:
    return st.builds(Cut, target.talks(min_seats=2), st.integers(2, 40))  # mostly after an answer


def _whole(target: Kernel) -> SearchStrategy[Deliberation]:
    return target.talks()


_claim = partial(Property, source=SOURCE, kind="kernel")
_OF_THE_TABLE = only(Kernel, "the table")


def _of_all(
    name: str,
    statement: str,
    mutant: str,
    cases: Callable[[Kernel], SearchStrategy[Any]],
    check: Callable[[Kernel, Any], Outcome],
    applies: Callable[[Any], str] = sits,
) -> Property:
    """Return a property of the table that whatever is brought to it can break: a protocol, an agent."""
    return _claim(
        name=name,
        statement=statement,
        mutant=mutant,
        applies=applies,
        cases=lambda target: cases(at_table(target)),
        check=lambda target, case: check(at_table(target), case),
        owed=True,
        repeats=True,
    )


def _travels(target: Any) -> str:
    """Say why something is not tried in another process; an empty string if it is."""
    return sits(target) or refuses(at_table(target))


REPEATED = (
    _of_all(
        "same-seed-same-digest",
        "The same talk, held again with the same seed, has the same digest.",
        "a table that counts the talks that it holds",
        _whole,
        _again,
    ),
    _of_all(
        "same-in-another-process",
        "The same talk has the same digest in another process, where hashes differ and nothing was before.",
        "a table that draws from the hash of names",
        _whole,
        _apart,
        _travels,
    ),
    _of_all(
        "schedule-leaves-no-trace",
        "The same talk has the same digest in whatever order the scheduler runs its seats.",
        "a journal in the order of arrival",
        _schedules,
        _scheduled,
    ),
    _of_all(
        "resumes-as-it-was",
        "A talk that is cut off anywhere goes on to the same digest, and nobody is asked twice.",
        "a resume that asks all again",
        _cuts,
        _resumed,
    ),
    _of_all(
        "replays-as-it-was",
        "A journal that was written, read and run again comes out the same, line by line.",
        "a journal that notes another seed",
        _whole,
        _replayed,
    ),
)
"""What a protocol or an agent can break, too, that draws on something outside."""

KERNEL = (
    _claim(
        name="messages-arrive-once",
        statement="What is said is heard once, whole, by each who hears the speaker, and by nobody else.",
        mutant="a bus that loses the last message of a round",
        applies=_OF_THE_TABLE,
        cases=_talking(2),
        check=_of_what_is_known(lambda known: known.new, misheard),
    ),
    _claim(
        name="messages-in-order",
        statement="A seat hears what was said before it was asked, in the order in which it was said.",
        mutant="a bus that hands out the last message first",
        applies=_OF_THE_TABLE,
        cases=_talking(3),
        check=_of_what_is_known(lambda known: len(known.new) > 1, out_of_order),
    ),
    _claim(
        name="remembered-as-it-was",
        statement="Whenever a seat is asked, it finds who said what last, who holds what, and how many do.",
        mutant="a tally that counts the listener, too",
        applies=_OF_THE_TABLE,
        cases=_talking(2),
        check=_of_what_is_known(lambda known: known.latest, forgotten),
    ),
    _claim(
        name="one-outcome-each",
        statement="Every ask ends, for every seat that was asked, in exactly one outcome.",
        mutant="a journal that leaves out who abstains",
        applies=_OF_THE_TABLE,
        cases=_whole,
        check=_one_outcome,
    ),
    _claim(
        name="electorate-kept",
        statement="All who were asked for a ballot are the electorate, whether they answered or not.",
        mutant="an electorate of those who voted",
        applies=_OF_THE_TABLE,
        cases=_whole,
        check=_electorate,
    ),
    *REPEATED,
)
"""The promises of the table."""
