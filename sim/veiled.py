"""A turn seen through one lens more: what a seat would have been shown, had the others said less."""

from .bus import Remark
from .heard import Heard
from .lens import Lens
from .turn import Turn


class Veiled(Turn):
    """A turn whose remarks are seen through a lens, behind that of the table.

    Args:
        turn: the turn; its stream starts anew.
        lens: one that leaves stances as they are, since what is tallied is not seen through it.
    """

    __slots__ = ("_lens",)

    def __init__(self, turn: Turn, lens: Lens) -> None:
        for slot in Turn.__slots__:
            setattr(self, slot, getattr(turn, slot))
        self._random = None
        self._lens = lens

    @property
    def heard(self) -> Heard:
        """What others said to this seat, as the lens shows it."""
        heard = VeiledHeard(self._desk, self._put, self._question, self._start, self._only, self._part)
        heard.lens = self._lens
        return heard

    def _with(self, only: tuple[int, ...] | None, part: int | None, **instead: object) -> "Veiled":
        return Veiled(super()._with(only, part, **instead), self._lens)


class VeiledHeard(Heard):
    """What was heard, with each remark seen through a lens."""

    __slots__ = ("lens",)

    lens: Lens

    def _seen(self, remarks: list[Remark]) -> list[Remark]:
        return [self.lens.show(remark) for remark in super()._seen(remarks)]
