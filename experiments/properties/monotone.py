"""What more evidence does: what won without it wins with it, too."""

from typing import NamedTuple

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from ...sim import Evidence, Protocol
from .cases import Deliberation, least, refused
from .property import HOLDS, IDLE, Broken, Outcome, Property, of_protocols
from .talks import most, stances, tables
from .telling import spelt, told


class Favoured(NamedTuple):
    """A deliberation, and one of its seats, counted round, that is told what wins."""

    deliberation: Deliberation
    place: int


def _told_more(target: Protocol, case: Favoured) -> Outcome:
    """Have one seat that knew otherwise know what wins: it must win still."""
    talk = case.deliberation.under(target)
    if refused(target, talk):
        return IDLE
    first = talk.hold()
    winner = most(list(stances(first).values()))
    others = [place for place, (_, one) in enumerate(talk.evidence) if one.stance != winner]
    if winner is None or not others:
        return IDLE
    place = others[case.place % len(others)]
    signals = list(talk.evidence)
    signals[place] = (signals[place][0], Evidence(stance=winner))
    then = talk.model_copy(update={"evidence": tuple(signals)}).hold()
    last = most(list(stances(then).values()))
    if last == winner:
        return HOLDS
    seat, wins = signals[place][0], spelt(winner)
    what = f"most end with {wins}, and where {seat} knows {wins}, too, no longer: {spelt(last)} wins"
    return Broken(
        what, (*told(first, talk.evidence), f"If {seat} knew {wins}:", *told(then, tuple(signals))), then
    )


def _better_told(target: Protocol) -> SearchStrategy[Favoured]:
    talks = tables(min_seats=least(target, 3), max_options=2)
    return talks.flatmap(
        lambda talk: st.builds(Favoured, st.just(talk), st.integers(0, len(talk.panel.seats) - 1))
    )


MONOTONE = Property(
    "monotone-in-evidence",
    "What most end with they end with, too, where one more of them begins with it, of two options.",
    "May (1952), A set of independent necessary and sufficient conditions for simple majority decision",
    "protocol",
    "a protocol that tells all that most hold what the fewest do",
    of_protocols,
    _better_told,
    _told_more,
)
"""What most hold they hold all the more for evidence of it: of seats that draw nothing, so it is exact."""
