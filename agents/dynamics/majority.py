"""Dynamics of options in which a majority is followed."""

from pydantic import Field

from .dynamic import Array, Categorical, Moment, Moments


class MajorityRule(Categorical):
    """Takes what more than half of a group hold: itself and some others; where nothing is, it stays.

    In each step of a crowd a group is drawn, and all of it move.

    Source: Galam (1986), Majority rule, hierarchical structures, and democratic totalitarianism; Krapivsky
    and Redner (2003), Dynamics of majority rule in two-state interacting spin systems.

    Attributes:
        group: how many it is, itself among them; odd numbers make no ties of two options.
    """

    meets = "group"
    distinct = True

    group: int = Field(default=3, ge=2)

    def asks(self) -> int:
        """The others of the group."""
        return self.group - 1

    def update(self, at: Moment) -> str:
        """Follow the majority."""
        group = [at.own, *at.asked]
        most = max(group, key=group.count)
        return str(most if 2 * group.count(most) > len(group) else at.own)

    def updates(self, at: Moments) -> Array:
        """Follow the majorities."""
        followed: Array = at.own.copy()
        for column in range(at.asked.shape[1]):  # what a majority holds others hold too
            held = at.asked[:, column]
            votes = (at.asked == held[:, None]).sum(axis=1) + (at.own == held)
            follows = 2 * votes > self.group
            followed[follows] = held[follows]
        return followed


class LocalMajority(Categorical):
    """Takes what more than half of its neighbourhood hold: itself and all it hears; else it stays.

    All move at once. Weights are the topology's.

    Source: Goles and Olivos (1980), Periodic behaviour of generalized threshold functions; Mossel, Neeman and
    Tamuz (2014), Majority dynamics and aggregation of information in social networks.
    """

    def update(self, at: Moment) -> str:
        """Follow the majority."""
        held: dict[str, float] = {at.own: at.trust}
        for peer in at.heard:
            held[peer.stance] = held.get(peer.stance, 0.0) + peer.weight
        stance, weight = max(held.items(), key=lambda item: item[1])
        return stance if 2 * weight > sum(held.values()) else str(at.own)

    def updates(self, at: Moments) -> Array:
        """Follow the majorities."""
        held = at.hearing.counts(at.own, at.options)
        most = held.argmax(axis=1)
        follows = 2 * held.max(axis=1) > held.sum(axis=1)
        followed: Array = at.own.copy()
        followed[follows] = most[follows]
        return followed
