"""Dynamics of options in which a seat copies others."""

from pydantic import Field

from .dynamic import Array, Categorical, Moment, Moments


class Voter(Categorical):
    """Takes what one of those that it hears holds.

    In each step of a crowd one seat, drawn, copies another.

    Source: Clifford and Sudbury (1973), A model for spatial conflict; Holley and Liggett (1975), Ergodic
    theorems for weakly interacting infinite systems and the voter model.
    """

    meets = "one"

    def asks(self) -> int:
        """One."""
        return 1

    def update(self, at: Moment) -> str:
        """Copy it."""
        return str(at.asked[0])

    def updates(self, at: Moments) -> Array:
        """Copy them."""
        copied: Array = at.asked[:, 0]
        return copied


class QVoter(Categorical):
    """Takes what q of those that it hears hold, if they all hold one thing; they are drawn with replacement.

    If they do not, it changes by itself with chance `noise`, to any other option. In each step of a crowd one
    seat, drawn, moves.

    Source: Castellano, Munoz and Pastor-Satorras (2009), Nonlinear q-voter model.

    Attributes:
        q: how many it asks.
        noise: the chance to change where they differ.
    """

    meets = "one"
    draws = 2

    q: int = Field(default=3, ge=1)
    noise: float = Field(default=0.0, ge=0, le=1)

    def asks(self) -> int:
        """Q of them."""
        return self.q

    def update(self, at: Moment) -> str:
        """Follow them where they agree."""
        if len(set(at.asked)) == 1:
            return str(at.asked[0])
        others = [option for option in at.options if option != at.own]
        chance, which = at.draws
        return others[int(which * len(others))] if chance < self.noise else str(at.own)

    def updates(self, at: Moments) -> Array:
        """Follow them where they agree."""
        agreed = (at.asked == at.asked[:, :1]).all(axis=1)
        other = (at.draws[:, 1] * (at.options - 1)).astype(at.own.dtype)
        other += other >= at.own
        moved: Array = at.own.copy()
        changes = ~agreed & (at.draws[:, 0] < self.noise)
        moved[changes] = other[changes]
        moved[agreed] = at.asked[agreed, 0]
        return moved


class ThreeMajority(Categorical):
    """Draws three of all seats, itself among them, with replacement; takes what two hold, else the first's.

    Source: Becchetti, Clementi, Natale, Pasquale, Silvestri and Trevisan (2014), Simple dynamics for
    plurality consensus.
    """

    itself = True

    def asks(self) -> int:
        """Three."""
        return 3

    def update(self, at: Moment) -> str:
        """Take what two hold, else the first's."""
        one, two, three = at.asked
        return str(two if two == three else one)

    def updates(self, at: Moments) -> Array:
        """Take what two hold, else the first's."""
        taken: Array = at.asked[:, 0].copy()
        agreed = at.asked[:, 1] == at.asked[:, 2]
        taken[agreed] = at.asked[agreed, 1]
        return taken


class TwoChoices(Categorical):
    """Draws two of all seats, itself among them, with replacement; takes what both hold, else stays.

    Source: Doerr, Goldberg, Minder, Sauerwald and Scheideler (2011), Stabilizing consensus with the power of
    two choices.
    """

    itself = True

    def asks(self) -> int:
        """Two."""
        return 2

    def update(self, at: Moment) -> str:
        """Take what both hold."""
        one, two = at.asked
        return str(one if one == two else at.own)

    def updates(self, at: Moments) -> Array:
        """Take what both hold."""
        stayed: Array = at.own.copy()
        agreed = at.asked[:, 0] == at.asked[:, 1]
        stayed[agreed] = at.asked[agreed, 0]
        return stayed


class MajorityRule(Categorical):
    """Takes what more than half of a group hold: itself and those it hears; where nothing is, it stays.

    Source: Galam (1986), Majority rule, hierarchical structures, and democratic totalitarianism.
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
