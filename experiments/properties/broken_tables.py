"""Tables that are broken on purpose, each in one way that a programmer may well go wrong."""

import inspect
from collections.abc import Callable
from itertools import count
from typing import Any, ClassVar

from ...agents.live.ledger import Caps, Ledger, Spent
from ...sim import Ballots, Bus, Journal, Missing, Said, Table
from .held import Kernel


def _with(made: type[Bus]) -> type[Table]:
    """Return the table with another bus."""

    class Other(Table):
        def _room(self, *args: Any) -> Any:
            room = super()._room(*args)
            return room._replace(bus=made(room.bus.seats, room.bus.options, room.bus.hears))

    return Other


class _Losing(Bus):
    def extend(self, spoken: list[Said], meddled: Any = ()) -> None:
        super().extend(spoken[:-1] if len(spoken) > 1 else spoken, meddled)


class _Backwards(Bus):
    def new(self, *args: Any) -> Any:
        return super().new(*args)[::-1]


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


class LosesTheLast(Kernel):
    """A bus that loses the last message of a round."""

    kind = _with(_Losing)


class LastFirst(Kernel):
    """A bus that hands out the last message first."""

    kind = _with(_Backwards)


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


class _Overlooking(Ledger):
    @property
    def reserved(self) -> Spent:
        return Spent()


class ForgetsWhatIsInFlight(Kernel):
    """A ledger that forgets what is in flight."""

    def ledger(self, caps: Caps) -> Ledger:
        """Keep such an account."""
        return _Overlooking(caps)


BROKEN_TABLES: dict[str, Kernel] = {
    "messages-arrive-once": LosesTheLast(),
    "messages-in-order": LastFirst(),
    "one-outcome-each": LeavesOut(),
    "electorate-kept": OnlyVoters(),
    "same-seed-same-digest": CountsTalks(),
    "schedule-leaves-no-trace": AsTheyCome(),
    "resumes-as-it-was": AsksAgain(),
    "replays-as-it-was": NotesAnotherSeed(),
    "budget-never-exceeded": ForgetsWhatIsInFlight(),
}
"""By the property that catches each."""
