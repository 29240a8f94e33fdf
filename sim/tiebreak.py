"""Tie-breaks: a value of its own that picks one of those who share the lead, where somebody asks for it."""

from abc import abstractmethod

from .question import Stance
from .rule import Ballots, Tally
from .value import Kind


class TieBreak(Kind):
    """Picks one of several winners. The verdict still says that they tie."""

    @abstractmethod
    def pick(self, tally: Tally, ballots: Ballots) -> Stance | None:
        """Return one of the winners, of which there are two or more; None if it cannot tell them apart."""

    @property
    def name(self) -> str:
        """The name to print."""
        return str(self.spec()["use"])
