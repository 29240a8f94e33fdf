"""What more evidence does: what won without it wins with it, too."""

from typing import NamedTuple

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from ...sim import Evidence, Protocol, ballots
from .cases import Deliberation
from .property import HOLDS, IDLE, Broken, Outcome
from .seated import SEATS, about, claim, tables
from .talks import MAY, most, stances
from .telling import spelt, told

_TWO = range(2, 3)


class Favoured(NamedTuple):
    """A deliberation, and one of its seats, counted round, that is told what wins."""

    deliberation: Deliberation
    place: int


def _told_more(talk: Deliberation, favoured: int) -> Outcome:
    """Have one seat that knew otherwise know what wins: it must win still."""
    first = talk.hold()
    winner = most(list(stances(ballots(first)).values()))
    others = [place for place, (_, one) in enumerate(talk.evidence) if one.stance != winner]
    if winner is None or not others:
        return IDLE
    place = others[favoured % len(others)]
    signals = list(talk.evidence)
    signals[place] = (signals[place][0], Evidence(stance=winner))
    then = talk.model_copy(update={"evidence": tuple(signals)}).hold()
    last = most(list(stances(ballots(then)).values()))
    if last == winner:
        return HOLDS
    seat, wins = signals[place][0], spelt(winner)
    what = f"most end with {wins}, and where {seat} knows {wins}, too, no longer: {spelt(last)} wins"
    story = (*told(first, talk.evidence), f"If {seat} knew {wins}:", *told(then, tuple(signals)))
    return Broken(what, story, then)


def _better_told(target: Protocol) -> SearchStrategy[Favoured]:
    talks = tables(target, seats=range(3, 7), options=_TWO)
    return talks.flatmap(
        lambda talk: st.builds(Favoured, st.just(talk), st.integers(0, len(talk.panel.seats) - 1))
    )


MONOTONE = claim(
    "monotone-in-evidence",
    "What most end with they end with, too, where one more of them begins with it, of two options.",
    MAY,
    "a protocol that tells all that most hold what the fewest do",
    _better_told,
    _told_more,
    about(SEATS[1:], _TWO),
)
"""What most hold they hold all the more for evidence of it: of seats that draw nothing, so it is exact."""
