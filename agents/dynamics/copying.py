"""Dynamics of options in which a seat copies others."""

from typing import ClassVar, Literal

from pydantic import Field

from .dynamic import Array, Categorical, Moment, Moments


class Voter(Categorical):
    """Takes what one of those that it hears holds.

    In each step of a crowd one seat, drawn, copies another.

    Source: Clifford and Sudbury (1973), A model for spatial conflict; Holley and Liggett (1975), Ergodic
    theorems for weakly interacting infinite systems and the voter model.
    """

    meets: ClassVar[Literal["one", "last"]] = "one"

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


class Invasion(Voter):
    """Takes what one of those that it hears holds; in each step of a crowd one seat, drawn, invades another.

    Unlike in the voter model it is the one who is copied that is drawn first, and then, of those who hear it,
    the one who copies it. On a graph with hubs the two differ.

    Source: the invasion process of Castellano (2005), Effect of network topology on the ordering dynamics of
    voter models, which is the birth-death process of Moran (1958) without selection.
    """

    meets = "last"


class _Pair(Categorical):
    """Takes what two that it asks hold, if they hold one thing."""

    def asks(self) -> int:
        """Two."""
        return 2

    def update(self, at: Moment) -> str:
        """Follow them where they agree."""
        one, two = at.asked
        return str(one if one == two else at.own)

    def updates(self, at: Moments) -> Array:
        """Follow them where they agree."""
        moved: Array = at.own.copy()
        agreed = at.asked[:, 0] == at.asked[:, 1]
        moved[agreed] = at.asked[agreed, 0]
        return moved


class Sznajd(_Pair):
    """Takes what two that it hears hold, if they hold one thing: united they convince.

    In each step of a crowd a seat, drawn, and one that hears it speak to another that does.

    Source: Sznajd-Weron and Sznajd (2000), Opinion evolution in closed community; one is convinced at a time,
    as in Slanina and Lavicka (2003), Analytical results for the Sznajd model of opinion formation.
    """

    meets = "last"
    distinct = True


class QVoter(Categorical):
    """Takes what q of those that it hears hold, if they all hold one thing; they are drawn with replacement.

    If they do not, it changes by itself with chance `flip`, to any other option. In each step of a crowd one
    seat, drawn, moves.

    Source: Castellano, Munoz and Pastor-Satorras (2009), Nonlinear q-voter model.

    Attributes:
        q: how many it asks.
        flip: the chance to change where they differ.
    """

    meets = "one"
    draws = 2

    q: int = Field(default=3, ge=1)
    flip: float = Field(default=0.0, ge=0, le=1)

    def asks(self) -> int:
        """Q of them."""
        return self.q

    def update(self, at: Moment) -> str:
        """Follow them where they agree."""
        if len(set(at.asked)) == 1:
            return str(at.asked[0])
        others = [option for option in at.options if option != at.own]
        chance, which = at.draws
        return others[int(which * len(others))] if chance < self.flip else str(at.own)

    def updates(self, at: Moments) -> Array:
        """Follow them where they agree."""
        agreed = (at.asked == at.asked[:, :1]).all(axis=1)
        other = (at.draws[:, 1] * (at.options - 1)).astype(at.own.dtype)
        other += other >= at.own
        moved: Array = at.own.copy()
        changes = ~agreed & (at.draws[:, 0] < self.flip)
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


class TwoChoices(_Pair):
    """Draws two of all seats, itself among them, with replacement; takes what both hold, else stays.

    Source: Doerr, Goldberg, Minder, Sauerwald and Scheideler (2011), Stabilizing consensus with the power of
    two choices.
    """

    itself = True
