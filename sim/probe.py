"""Looking over a talk's shoulder: at each ask a probe is shown what each seat is, and may ask it again."""

import inspect
from collections.abc import Callable
from typing import NamedTuple

from .bus import Bus, Missing, Said
from .errors import ours
from .heard import Desk
from .outcomes import failed, settle
from .turn import Put, Turn


class Asked(NamedTuple):
    """One seat in one ask, before it has answered.

    Attributes:
        put: the ask as it is put.
        desk: of the seat.
        bus: says whom it hears.
        draw: how often it has been asked for this kind of want before.
    """

    put: Put
    desk: Desk
    bus: Bus
    draw: int

    @property
    def place(self) -> int:
        """Whose turn it is."""
        return self.desk.place

    @property
    def turn(self) -> Turn:
        """A fresh view of what the seat is shown; it stays as it is, however late it is read.

        Raises:
            SpecError: the ask does not fit the question.
        """
        put, desk = self.put, self.desk
        only = self.bus.window(put.ask, desk.place)
        return Turn(desk, put, put.wants.asks(desk.question), only, self.draw)

    def answer(self, turn: Turn | None = None) -> Said | Missing | None:
        """Return what the seat says to this turn, or to its own; None if it answers asynchronously.

        Nothing of it is recorded, and nobody hears it.
        """
        try:
            reply = self.desk.act(self.turn if turn is None else turn)
            if inspect.isawaitable(reply):
                getattr(reply, "close", lambda: None)()
                return None
            return settle(self.put, self.place, reply)
        except BaseException as error:
            if ours(error):
                raise
            return failed(self.put.ask, self.place, error)


Probe = Callable[[Asked], Said | Missing | None]
"""What is done with each seat in each ask: the outcome that stands for its answer; None = ask it as ever."""
