"""What each seat hears in a talk: all that it is shown of what others said, whenever it is asked."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from ...sim import Journal, Stance
from ...sim.bus import Remark
from ...sim.probe import Asked
from .cases import Deliberation


class Memory(NamedTuple):
    """What a seat that is asked knows of what others said.

    Attributes:
        new: what was said since it was last asked.
        latest: the last statement of each.
        held: what each holds that holds anything.
        tally: how many hold what, options that nobody holds included.
    """

    new: tuple[Remark, ...] = ()
    latest: tuple[Remark, ...] = ()
    held: tuple[tuple[str, Stance], ...] = ()
    tally: Mapping[Stance, int] = {}


At = tuple[int, int]
"""The number of an ask, and a place."""
Heard = Mapping[At, Memory]
"""What each seat knew, each time that it was asked."""


def memory(asked: Asked) -> Memory:
    """Return what a seat is shown that is about to be asked."""
    heard = asked.turn.heard
    return Memory(tuple(heard.new()), tuple(heard.latest), tuple(heard.held()), dict(heard.tally()))


def overheard(hold: Callable[..., Journal], case: Deliberation) -> tuple[Journal, Heard]:
    """Hold a talk, and note what each seat knows each time it is asked.

    Args:
        hold: holds it; it takes the probe of `Table.talk`.
        case: the talk.
    """
    heard: dict[At, Memory] = {}

    def listen(asked: Asked) -> None:
        heard[asked.put.ask.number, asked.place] = memory(asked)

    return hold(case, probe=listen), heard
