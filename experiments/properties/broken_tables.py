"""Tables that are broken on purpose, each in one way that a programmer may well go wrong."""

import inspect
from collections.abc import Callable
from itertools import count
from typing import Any, ClassVar

from ...sim import Ballots, Bus, Journal, Missing, Said, Table
from ...sim.inboxes import Inboxes
from .broken_ledgers import BROKEN_LEDGERS
from .held import Kernel


def _with(fault: type, of: type[Bus] = Bus) -> type[Table]:
    """Return the table with a bus that is as it was but for one fault, where it is such a bus."""
    kinds: tuple[type[Bus], ...] = Bus, Inboxes
    faulty = {
        kind: type(fault.__name__, (fault, kind), {"__slots__": ()}) for kind in kinds if issubclass(kind, of)
    }

    class Other(Table):
        def _room(self, *args: Any) -> Any:
            room = super()._room(*args)
            if type(room.bus) in faulty:
                room.bus.__class__ = faulty[type(room.bus)]
            return room

    return Other


class _Losing(Bus):
    __slots__ = ()

    def extend(self, spoken: list[Said], meddled: Any = ()) -> None:
        lost = spoken[-1] if len(spoken) > 1 else None
        heard = [done for done in meddled if lost is None or done.place != lost.place]
        super().extend([said for said in spoken if said is not lost], heard)


class _Bare(Bus):
    __slots__ = ()

    def seen(self, said: Said) -> Any:
        return super().seen(said)._replace(argument=None, confidence=None)


class _Uncredited(Bus):
    __slots__ = ()

    def seen(self, said: Said) -> Any:
        return super().seen(said)._replace(belief=(), credits=())


class _Deaf(Bus):
    __slots__ = ()

    def new(self, me: int, start: int, end: int, only: Any) -> Any:
        replied = {(said.ask.number, said.place) for said in self.log}
        lost = [
            (said.ask.phase, said.ask.round, said.reply.stance)
            for said in self.log
            if me in said.ask.places and (said.ask.number, me) not in replied
        ]
        news = super().new(me, start, end, only)
        return [one for one in news if (one.phase, one.round, one.stance) not in lost]


class _Loud(Bus):
    __slots__ = ()

    def new(self, me: int, start: int, end: int, only: Any) -> Any:  # noqa: ARG002 - that is the fault
        return super().new(me, start, end, None)


class _Hasty(Inboxes):
    __slots__ = ()

    def _copies(self, index: int, done: Any) -> Any:
        copies = super()._copies(index, done)
        return [one for one in copies if one.due == done.ask.number + 1]


class _Backwards(Bus):
    __slots__ = ()

    def new(self, *args: Any) -> Any:
        return super().new(*args)[::-1]


class _Selfish(Bus):
    __slots__ = ()

    def tally(self, me: int, end: int, only: Any) -> Any:
        counts = dict(super().tally(me, end, only))
        own = [said.reply.stance for said in self.log if said.place == me and said.reply.stance is not None]
        return counts | ({own[-1]: counts.get(own[-1], 0) + 1} if own else {})


class _Stale(Bus):
    __slots__ = ()

    def latest(self, me: int, end: int, only: Any) -> Any:
        found = super().latest(me, end, only)
        first: dict[str, Any] = {}
        for one in super().new(me, 0, end, only):
            first.setdefault(one.speaker, one)
        return [first.get(one.speaker, one) for one in found]


class _Open(Bus):
    __slots__ = ()

    def latest(self, me: int, end: int, only: Any) -> Any:  # noqa: ARG002 - that is the fault
        return super().latest(me, end, None)


class _Mixed(Bus):
    __slots__ = ()

    def held(self, me: int, end: int, only: Any) -> Any:
        found = list(super().held(me, end, only))
        stances = [stance for _, stance in found]
        return [(place, stances[at - 1]) for at, (place, _) in enumerate(found)]


class _LeavingOut(Table):
    async def talk(self, *args: Any, **options: Any) -> Journal:
        whole = await super().talk(*args, **options)
        return _sealed(whole, [one for one in whole.entries if not isinstance(one, Missing)])


class _Arriving(Table):
    async def talk(self, *args: Any, **options: Any) -> Journal:
        arrived: list[int] = []
        acts: list[Any] = [_noted(act, place, arrived) for place, act in enumerate(self._acts)]
        self._acts = acts
        whole = await super().talk(*args, **options)
        first = {place: -at for at, place in enumerate(reversed(arrived))}

        def came(one: Any) -> int:
            return first[one.place] if isinstance(one, Said) and one.ask.number == 1 else -len(arrived) - 1

        return _sealed(whole, sorted(whole.entries, key=came) if first else whole.entries)


def _noted(act: Callable[[Any], Any], place: int, arrived: list[int]) -> Callable[[Any], Any]:
    """Return what a seat does, with a note of its place once it has answered."""

    def told(turn: Any) -> Any:
        reply = act(turn)
        if inspect.isawaitable(reply):
            return later(reply)
        arrived.append(place)
        return reply

    async def later(reply: Any) -> Any:
        said = await reply
        arrived.append(place)
        return said

    return told


def _sealed(whole: Journal, entries: list[Any]) -> Journal:
    made = Journal(whole.header, entries)
    made.seal(whole.status)
    return made


class _Forgetful(Table):
    async def talk(self, *args: Any, **options: Any) -> Journal:
        return await super().talk(*args, **(options | {"tape": None}))


class _Misnoting(Table):
    def _header(self, question: Any, evidence: Any, seed: int, replicate: int) -> Any:
        return super()._header(question, evidence, seed + 1, replicate)


class _Counting(Table):
    talks: ClassVar[Any] = count(1)

    def _header(self, question: Any, evidence: Any, seed: int, replicate: int) -> Any:
        return super()._header(question, evidence, seed + next(self.talks), replicate)


class _Hashing(Table):
    def _header(self, question: Any, evidence: Any, seed: int, replicate: int) -> Any:
        return super()._header(question, evidence, seed + hash(self.seats) % 8, replicate)


class LosesTheLast(Kernel):
    """A bus that loses the last message of a round."""

    kind = _with(_Losing)


class DropsReasons(Kernel):
    """A bus that drops arguments, and how sure a speaker is."""

    kind = _with(_Bare)


class DropsCredits(Kernel):
    """A bus that drops beliefs and credits."""

    kind = _with(_Uncredited)


class LosesWhatTheAbsentMissed(Kernel):
    """A bus that loses what was said while a seat did not answer: late, silent or crashed."""

    kind = _with(_Deaf)


class TellsEverybody(Kernel):
    """A bus that hands out all that is new to everybody."""

    kind = _with(_Loud)


class LosesWhatIsDelayed(Kernel):
    """A bus that loses what was delayed on its way."""

    kind = _with(_Hasty, Inboxes)


class LastFirst(Kernel):
    """A bus that hands out the last message first."""

    kind = _with(_Backwards)


class CountsItself(Kernel):
    """A tally that counts the listener, too."""

    kind = _with(_Selfish)


class KeepsTheFirst(Kernel):
    """A board on which what a speaker said first stays."""

    kind = _with(_Stale)


class ShowsEverybody(Kernel):
    """A board that shows everybody what anybody last said."""

    kind = _with(_Open)


class MixesUpSeats(Kernel):
    """A board that has what one seat holds beside the name of the next."""

    kind = _with(_Mixed)


class LeavesOut(Kernel):
    """A journal that leaves out who abstains."""

    kind = _LeavingOut


class OnlyVoters(Kernel):
    """An electorate of those who voted."""

    def ballots(self, journal: Journal) -> Ballots:
        """Forget who is missing."""
        return super().ballots(journal)._replace(missing={})


class AsTheyCome(Kernel):
    """A journal in the order of arrival."""

    kind = _Arriving


class AsksAgain(Kernel):
    """A resume that asks all again."""

    kind = _Forgetful


class NotesAnotherSeed(Kernel):
    """A journal that notes another seed."""

    kind = _Misnoting


class CountsTalks(Kernel):
    """A table that counts the talks that it holds."""

    kind = _Counting


class SeedsByHash(Kernel):
    """A table that draws from the hash of names."""

    kind = _Hashing


BROKEN_TABLES: dict[str, tuple[Kernel, ...]] = {
    "messages-arrive-once": (
        LosesTheLast(),
        DropsReasons(),
        DropsCredits(),
        LosesWhatTheAbsentMissed(),
        TellsEverybody(),
        LosesWhatIsDelayed(),
    ),
    "messages-in-order": (LastFirst(),),
    "remembered-as-it-was": (CountsItself(), KeepsTheFirst(), ShowsEverybody(), MixesUpSeats()),
    "one-outcome-each": (LeavesOut(),),
    "electorate-kept": (OnlyVoters(),),
    "same-seed-same-digest": (CountsTalks(),),
    "same-in-another-process": (SeedsByHash(),),
    "schedule-leaves-no-trace": (AsTheyCome(),),
    "resumes-as-it-was": (AsksAgain(),),
    "replays-as-it-was": (NotesAnotherSeed(),),
    "budget-never-exceeded": BROKEN_LEDGERS,
}
"""By the property that catches each; the first is the one that it names."""
