"""Strategies for whom and what a table is made of, and for whole deliberations."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from ....agents import (
    Conformist,
    Contrarian,
    Crashing,
    DeGroot,
    FunctionAgent,
    HegselmannKrause,
    MajorityFollower,
    Random,
    Silent,
    Stubborn,
)
from ....protocols import Critique, Debate, Gossip, Poll, Relay, SelfRevision
from ....sim import (
    Agent,
    Anonymous,
    ArgumentOnly,
    Chain,
    Corrupt,
    Delay,
    Drop,
    Duplicate,
    Everything,
    Lens,
    Panel,
    Partition,
    Protocol,
    Question,
    Reorder,
    Seat,
    ShuffledOptions,
    SpecError,
    StanceOnly,
)
from ..cases import PEOPLE, Deliberation
from .questions import evidence, questions
from .talkative import outspoken, unsteady
from .topologies import topologies

RATE = st.sampled_from([1.0, 0.5, 0.1])
ANY = questions()
SEED = st.integers(0, 2**32)


@lru_cache(maxsize=256)
def agents(question: Question, *, failing: bool = True) -> SearchStrategy[Agent]:
    """Return a strategy of agents that can answer a question: those that hold on first.

    Every sixth or so says all that can be said beside a stance.

    Args:
        question: which.
        failing: whether some stay silent, crash, are late, or say what is no answer.
    """
    found: list[Agent] = [Stubborn(), MajorityFollower(), Conformist(), Random()]
    if question.options:
        found.append(Contrarian())
    if question.range is not None:
        found += [DeGroot(), HegselmannKrause()]
    found += [FunctionAgent(function=outspoken)] * 2  # or few tables had one
    if failing:
        found += [Silent(), Crashing(), *[FunctionAgent(function=unsteady)] * 2]
    return st.sampled_from(found)


@st.composite
def panels(
    draw: DrawFn,
    question: Question,
    *,
    min_seats: int = 1,
    max_seats: int = 6,
    of: SearchStrategy[Agent] | None = None,
) -> Panel:
    """Draw a panel; its seats are called Ada, Bo, ...

    Args:
        draw: given by Hypothesis.
        question: that they are to answer.
        min_seats: at least 1.
        max_seats: at most 10.
        of: a strategy of those who sit there; `agents(question)` where none is given.
    """
    if not 1 <= min_seats <= max_seats <= len(PEOPLE):
        raise SpecError(f"{min_seats} to {max_seats} seats: give from 1 to {len(PEOPLE)}")
    seats = draw(st.integers(min_seats, max_seats))
    sits = agents(question) if of is None else of
    return Panel(seats=tuple(Seat(name=PEOPLE[place], agent=draw(sits)) for place in range(seats)))


@lru_cache(maxsize=256)
def protocols(seats: int, *, max_rounds: int = 3, heard: bool = False) -> SearchStrategy[Protocol]:
    """Return a strategy of protocols for so many seats: a poll first.

    Args:
        seats: how many there are.
        max_rounds: how long they talk at most.
        heard: whether only those count in which seats hear each other, two rounds of a debate first.
    """
    rounds = st.integers(1, max_rounds)
    alone = [st.just(Poll()), st.builds(SelfRevision, rounds=rounds)]
    talks = [
        st.builds(Debate, rounds=st.integers(2, max(2, max_rounds)), early=st.just(value=False)),
        st.builds(Debate, rounds=rounds),
        st.builds(Relay, rounds=rounds),
    ]
    if seats > 1:
        # what takes fewer draws is simpler to Hypothesis: gossip takes one, too
        talks += [st.builds(Critique, rounds=rounds), rounds.map(lambda _: Gossip())]
    return st.one_of(*talks) if heard else st.one_of(*alone, *talks)


@lru_cache(maxsize=256)
def lenses(question: Question) -> SearchStrategy[Lens]:
    """Return a strategy of lenses for a question: that all is seen first."""
    found: list[Lens] = [Everything(), Anonymous(), StanceOnly(), ArgumentOnly()]
    return st.sampled_from([*found, ShuffledOptions()] if question.options else found)


def faults(question: Question, seats: Sequence[str], *, most: int = 2) -> SearchStrategy[Chain]:
    """Return a strategy of what goes wrong on the way: nothing first.

    Args:
        question: that is talked about.
        seats: who talks.
        most: how many kinds of faults at most.
    """
    return _faults(question, tuple(seats), most)


@lru_cache(maxsize=256)
def _faults(question: Question, seats: tuple[str, ...], most: int) -> SearchStrategy[Chain]:
    kinds: list[SearchStrategy[Any]] = [
        st.builds(kind, rate=RATE) for kind in (Drop, Delay, Duplicate, Reorder)
    ]
    if question.options:
        kinds.append(st.builds(Corrupt, rate=RATE))
    if len(seats) > 1:
        cut = st.integers(1, len(seats) - 1)
        kinds.append(cut.map(lambda at: Partition(groups=(seats[:at], seats[at:]))))
    return st.lists(st.one_of(*kinds), max_size=most).map(tuple)


@st.composite
def deliberations(
    draw: DrawFn,
    *,
    of: SearchStrategy[Question] | None = None,
    min_seats: int = 1,
    max_seats: int = 6,
    max_rounds: int = 3,
    heard: bool = False,
    meddled: bool = True,
) -> Deliberation:
    """Draw a whole deliberation: one seat that is polled first.

    Args:
        draw: given by Hypothesis.
        of: a strategy of questions.
        min_seats: at least 1.
        max_seats: at most 10.
        max_rounds: how long they talk at most.
        heard: whether only protocols count in which seats hear each other, and everybody is reached from
            everybody.
        meddled: whether something may be done to statements on their way, by a lens or by faults.
    """
    question = draw(ANY if of is None else of)
    panel = draw(panels(question, min_seats=min_seats, max_seats=max_seats))
    names = panel.names
    return Deliberation(
        question=question,
        panel=panel,
        protocol=draw(protocols(len(names), max_rounds=max_rounds, heard=heard)),
        topology=draw(topologies(names, shape="strong" if heard else "any")),
        lens=draw(lenses(question)) if meddled else Everything(),
        interceptors=draw(faults(question, names)) if meddled else (),
        evidence=draw(evidence(question, names, every=False)),
        seed=draw(SEED),
    )
