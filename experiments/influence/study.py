"""Asking the seats of a talk what they would have said, had they heard fewer."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from ...sim import Journal, Missing, Names, Said, Setting, SpecError
from ...sim.probe import Asked
from ..progress import Gauge
from ..running import in_either, in_trio
from .again import Again, stance_of
from .causal import Causal
from .causes import Cause, cause
from .effects import effects
from .moment import Moment, alike

ORDERS = 100
"""How many orders are drawn for a Shapley value, where they are drawn."""


@in_either
async def ask_again(
    journal: Journal | Sequence[Journal],
    *,
    setting: Setting | None = None,
    names: Names | None = None,
    seeds: int = 1,
    orders: int | None = ORDERS,
    seed: int = 0,
    gauge: Gauge | None = None,
) -> Causal:
    """Ask the seats of a talk what they would have said, had they heard fewer; inside trio or asyncio.

    Each seat that can be is asked again in each ask in which it took a stance, with what it had heard less
    one speaker, less several, and less all: about 2^n times for n heard, or n * `orders` where n is over 8.
    All else, its stream too, is as it was.

    Args:
        journal: the talk, or several of it with different seeds.
        setting: who sat there; where none is given, the seats are found by the names in the journal.
        names: resolves those names; bundled ones where nothing is given.
        seeds: with how many seeds to hold each talk, its own and those that follow.
        orders: how many orders are drawn for Shapley values where more than 8 were heard; 0 = none of these.
            None = nothing is asked of who moved whom, only why stances changed: three askings at most.
        seed: of these draws.
        gauge: is moved a step for each answer that is asked about, where somebody waits.

    Raises:
        SpecError: there is no talk, they are of different tables, one cannot be held again, or one order.
    """
    journals = [journal] if isinstance(journal, Journal) else list(journal)
    if not journals:
        raise SpecError("there is no journal to ask about: give one at least")
    if seeds < 1:
        raise SpecError(f"seeds {seeds}: a talk has one seed at least")
    if orders is not None and (orders < 0 or orders == 1):
        raise SpecError(f"orders {orders}: one order has no error to state; give 2 or more, or 0 for none")
    first = journals[0]
    gauge = Gauge() if gauge is None else gauge
    made = Causal(first.question, first.seats)
    for one in journals:
        if (one.question, one.seats) != (first.question, first.seats):
            raise SpecError("the journals are of different questions or seats: give talks of one table")
        again = Again(one, setting, names)
        further = [Again(await again.seeded(step), setting, names) for step in range(1, seeds)]
        for talk in (again, *further):
            gauge.begin(f"asking again, talk {made.talks + 1} of {seeds * len(journals)}", talk.answers)
            await talk.hold(_Study(made, talk, orders, seed, gauge).probe)
            made.talks += 1
    made.effects = [effect for effect in made.effects if effect.listener not in made.left_out]
    made.causes = [one for one in made.causes if one.seat not in made.left_out]
    made.held_back = [kept for kept in made.held_back if kept.seat not in made.left_out]
    return made


def causal(journal: Journal | Sequence[Journal], **options: Any) -> Causal:
    """Ask the seats of a talk what they would have said; `ask_again` for those who are not inside trio.

    Args:
        journal: the talk, or several of it with different seeds.
        **options: those of `ask_again`.
    """
    return in_trio(partial(ask_again, journal, **options), "causal", "ask_again")


class _Study:
    """Holds a talk as it was, and asks each seat again on the way."""

    def __init__(self, made: Causal, again: Again, orders: int | None, seed: int, gauge: Gauge) -> None:
        self._gauge = gauge
        self._made = made
        self._again = again
        self._orders = orders
        self._seed = seed
        made.left_out.update(again.fixed)

    def probe(self, asked: Asked) -> Said | Missing:
        """Look at one seat in one ask."""
        said, seat = self._again.recorded(asked), self._again.seats[asked.place]
        why = self._made.left_out.get(seat) or self._fixed(asked, said)
        stance = stance_of(said)
        if why:
            self._made.left_out[seat] = why
        elif stance is not None:
            self._look(asked, Moment(self._again, asked, stance, self._made.talks))
        self._gauge.step()
        return said

    def _fixed(self, asked: Asked, said: Said | Missing) -> str:
        """Say why a seat cannot be asked again, as this ask shows; an empty string where it can."""
        now = asked.answer()
        if now is None:
            return "it answers asynchronously"
        return "" if alike(said, now) else "asked again just as before, it said otherwise"

    def _look(self, asked: Asked, moment: Moment) -> None:
        made = self._made
        if self._orders is not None:
            made.effects += effects(moment, self._orders, self._seed)
        why = None if asked.put.ask.private else cause(moment)
        if isinstance(why, Cause):
            made.causes.append(why)
        elif why is not None:
            made.held_back.append(why)
