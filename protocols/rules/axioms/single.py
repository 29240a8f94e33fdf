"""Axioms about one profile: who must win, and who must not."""

from abc import abstractmethod
from collections.abc import Iterator

from ..pairs import smith
from ..profile import Profile
from .axiom import Axiom, Breach, Elections, named, win
from .blocks import Blocks


class Owed(Axiom):
    """An option that is ranked so must be the only one to win."""

    def breaches(self, profile: Blocks, elect: Elections) -> Iterator[Breach]:
        """Look whether it is."""
        for option in profile.options:
            if (why := self.due(profile, option)) and (won := elect(profile)) != (option,):
                yield Breach(profile, None, "", f"{option} {why}, and {win(won)}")

    @abstractmethod
    def due(self, profile: Blocks, option: str) -> str:
        """Say why an option must win; an empty string if it need not."""


class Barred(Axiom):
    """An option that is ranked so must not win."""

    def breaches(self, profile: Blocks, elect: Elections) -> Iterator[Breach]:
        """Look whether it does."""
        for option in elect(profile):
            if why := self.bar(profile, option):
                yield Breach(profile, None, "", f"{option} wins, and {why}")

    @abstractmethod
    def bar(self, profile: Blocks, option: str) -> str:
        """Say why an option must not win; an empty string if it may."""


class Unanimity(Owed):
    """What everyone ranks first is the only winner."""

    def due(self, profile: Blocks, option: str) -> str:
        """All rank it first."""
        return "is ranked first by all" if profile.at(0, option) == profile.voters else ""


class Pareto(Barred):
    """What everyone ranks below some other option does not win.

    Source: Arrow (1963), Social choice and individual values.
    """

    def bar(self, profile: Blocks, option: str) -> str:
        """All rank some other option above it."""
        better = (other for other in profile.options if profile.above(other, option) == profile.voters)
        return next((f"all rank {other} above it" for other in better), "")


class MajorityWinner(Owed):
    """What more than half rank first is the only winner."""

    def due(self, profile: Blocks, option: str) -> str:
        """More than half rank it first."""
        first = profile.at(0, option)
        return f"is ranked first by {first} of {profile.voters}" if 2 * first > profile.voters else ""


class MajorityLoser(Barred):
    """What more than half rank last does not win."""

    def bar(self, profile: Blocks, option: str) -> str:
        """More than half rank it last."""
        last = profile.at(-1, option)
        return f"{last} of {profile.voters} rank it last" if 2 * last > profile.voters else ""


class CondorcetWinner(Owed):
    """What beats every other option in pairs is the only winner.

    Source: Condorcet (1785), Essai sur l'application de l'analyse.
    """

    def due(self, profile: Blocks, option: str) -> str:
        """It beats all others."""
        others = [other for other in profile.options if other != option]
        beaten = all(profile.margin(option, other) > 0 for other in others)
        return f"beats {_pairs(profile, option, others)}" if beaten else ""


class CondorcetLoser(Barred):
    """What loses to every other option in pairs does not win.

    Source: Borda (1781), Memoire sur les elections au scrutin.
    """

    def bar(self, profile: Blocks, option: str) -> str:
        """It loses to all others."""
        others = [other for other in profile.options if other != option]
        lost = all(profile.margin(option, other) < 0 for other in others)
        return f"it loses to {_pairs(profile, option, others)}" if lost else ""


class Smith(Barred):
    """Winners are of the smallest set of options that beat all outside it in pairs.

    Source: Smith (1973), Aggregation of preferences with variable electorate.
    """

    def bar(self, profile: Blocks, option: str) -> str:
        """It is beaten by a set of others that beat all outside it."""
        counted = Profile(profile.options, profile.rows)
        inside = counted.names(smith(counted, (1 << len(profile.options)) - 1))
        beat = "beats" if len(inside) == 1 else "each beat"
        return "" if option in inside else f"{named(inside)} {beat} all others in pairs"


def _pairs(profile: Blocks, option: str, others: list[str]) -> str:
    def score(other: str) -> str:
        above = profile.above(option, other)
        return f"{other} by {above} to {profile.voters - above}"

    return " and ".join(map(score, others))
