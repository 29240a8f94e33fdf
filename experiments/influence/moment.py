"""One ask of one seat, with what it would have said on hearing fewer."""

from ...sim import Missing, Said, Stance, StanceOnly, Turn
from ...sim.probe import Asked
from ...sim.veiled import Veiled
from .again import Again, likeness, stance_of

NAN = float("nan")


class Moment:
    """One ask of one seat that can be asked again, at the moment at which it was put.

    What the floor told, the seat's own past and its stream are as they were; only who is heard differs, and
    in `alone` what was told. A speaker that is not heard is not there at all: nothing that it has said so
    far is.

    Args:
        again: the talk.
        asked: the ask.
        said: what the seat said.
        talk: which of several talks it is, from 0.

    Attributes:
        talk: which of several talks it is, from 0.
        seat: its name.
        ask: the number of the ask.
        round: the round it belongs to; 0 outside rounds.
        said: the stance that it took.
        before: the stance that it held.
        heard: the seats of which something had reached it, in the order in which it is listed.
        held: of these, the stance of each that it knew the stance of.
        all: stands for all heard; see `hearing`.
        number: whether the question asks for a number.
        width: of the range of the question; 0 where it has none.
    """

    def __init__(self, again: Again, asked: Asked, said: Stance, talk: int = 0) -> None:
        put, turn = asked.put, asked.turn
        behind = put.aliases.seats if put.aliases else None
        self._again = again
        self._asked = asked
        self._turn = turn
        self._names = tuple(remark.speaker for remark in turn.heard.latest)
        self.seat = again.seats[asked.place]
        self.ask = put.ask.number
        self.round = put.ask.round
        self.said = said
        self.talk = talk
        self.before = turn.stance
        self.heard = tuple(behind[name] if behind else name for name in self._names)
        seats = dict(zip(self._names, self.heard, strict=True))
        self.held = {seats[name]: stance for name, stance in turn.heard.held()}
        self.all = (1 << len(self.heard)) - 1
        low, high = again.question.range or (0.0, 0.0)
        self.number = again.question.kind == "number"
        self.width = high - low
        self._same = likeness(again.question)
        self._found: dict[int, Stance | None] = {self.all: said}

    def hearing(self, these: int) -> Stance | None:
        """Return what it takes on hearing some of those it heard, bit i for the i-th; None = nothing."""
        if these not in self._found:
            left = [name for i, name in enumerate(self._names) if not these >> i & 1]
            self._found[these] = self._takes(self._turn.without(*left))
        return self._found[these]

    def unheard(self) -> Stance | None:
        """Return what it takes on hearing nobody, told what it was told."""
        return self.hearing(0)

    def alone(self) -> Stance | None:
        """Return what it takes on hearing nobody, and told nothing by the floor since they began to talk."""
        untold = self._turn.without(*self._names).untold(self._again.told_before)
        if len(untold.heard.told) == len(self._turn.heard.told):
            return self.unheard()
        return self._takes(untold)

    def on_stances(self) -> Stance | None:
        """Return what it takes on hearing what the others hold, and nothing of why."""
        return self._takes(Veiled(self._asked.turn, StanceOnly()))

    def without(self, speaker: int) -> Stance | None:
        """Return what it takes on hearing all but the one at this place among those heard."""
        return self.hearing(self.all & ~(1 << speaker))

    def value(self, these: int) -> float:
        """Return its outcome on hearing some: its number, or 1 where it takes what it took, else 0.

        NaN for a number that it does not give.
        """
        stance = self.hearing(these)
        if not self.number:
            return float(self.same(stance, self.said))
        return float(stance) if isinstance(stance, float | int) else NAN

    def same(self, one: Stance | None, other: Stance | None) -> bool:
        """Tell whether two stances are one answer."""
        return self._same(one, other)

    def _takes(self, turn: Turn) -> Stance | None:
        return stance_of(self._again.answer(self._asked, turn))


def alike(was: Said | Missing, now: Said | Missing) -> bool:
    """Tell whether an ask ended for a seat as it did before, as far as that hangs on the seat."""
    if isinstance(was, Said) and isinstance(now, Said):
        return was.reply == now.reply
    if isinstance(was, Missing) and was.outcome == "blocked":
        return True
    if isinstance(was, Missing) and isinstance(now, Missing):
        return (was.outcome, was.reason) == (now.outcome, now.reason)
    return False
