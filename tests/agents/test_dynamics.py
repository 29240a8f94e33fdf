"""Dynamics: one step on the bus is one step of a crowd, and the models are the published ones."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from moot.agents import (
    AlgorithmicBias,
    Altafini,
    Deffuant,
    DeGroot,
    DirichletMultinomial,
    FriedkinJohnsen,
    HegselmannKrause,
    Invasion,
    LocalMajority,
    MajorityRule,
    QVoter,
    Sznajd,
    ThreeMajority,
    TrimmedMean,
    TwoChoices,
    Voter,
)
from moot.agents.crowds import Hearing, hearing
from moot.agents.crowds.crowd import step_of
from moot.agents.dynamics import Categorical, Dynamic, Moments
from moot.protocols import Debate, SelfRevision
from moot.sim import Edges, Journal, Key, Link, Question, Said

Talk = Callable[..., Journal]
OPTIONS = ("x", "y", "z")
NUMBER = Question(text="How many?", range=(-1.0, 1.0))
CHOICE = Question(text="Which?", options=OPTIONS)
NAMES = "ABCDE"
EVERY: list[Dynamic] = [
    AlgorithmicBias(reach=0.7, part=0.3, bias=1.5),
    Altafini(foes=("B",)),
    DeGroot(),
    Deffuant(reach=0.7, part=0.3),
    DirichletMultinomial(prior=(2.0, 1.0, 0.5)),
    FriedkinJohnsen(susceptibility=0.7),
    HegselmannKrause(reach=0.7),
    HegselmannKrause(reach=0.7, noise=0.3, inertia=0.2),
    Invasion(),
    LocalMajority(),
    MajorityRule(group=4),
    QVoter(q=2, flip=0.5),
    Sznajd(),
    ThreeMajority(),
    TrimmedMean(),
    TwoChoices(),
    Voter(),
    Voter(noise=0.3, inertia=0.3),
]
WEIGHTS = st.integers(0, 3)


@st.composite
def weighings(draw: st.DrawFn) -> Any:
    """None, for everyone; or W[listener, speaker], in which everybody hears somebody."""
    if draw(st.booleans()):
        return None
    n = len(NAMES)
    weights = np.array([[float(draw(WEIGHTS)) for _ in range(n)] for _ in range(n)])
    for i in range(n):
        weights[i, (i + 1) % n] += 1
        weights[i, i] = max(weights[i, i], 1.0)
    return weights


def said(journal: Journal) -> list[list[Any]]:
    replies = [entry.reply.stance for entry in journal.entries if isinstance(entry, Said)]
    return [replies[i : i + len(NAMES)] for i in range(0, len(replies), len(NAMES))]


def lines(weights: Any) -> Edges:
    return Edges(
        edges=tuple(
            Link(speaker=NAMES[u], listener=NAMES[v], weight=abs(weights[v, u]))
            for v in range(len(NAMES))
            for u in range(len(NAMES))
            if weights[v, u]
        )
    )


def drawn(dynamic: Dynamic, seed: int, question: Question, asked: int) -> Any:
    """The draws of the streams of all seats, for the ask of this number."""
    key, width = Key(seed, question.key, 0), dynamic.asks() + dynamic.chances
    streams = [key.stream("seat", place, "Answer", asked) for place in range(len(NAMES))]
    return np.array([[stream.random() for _ in range(width)] for stream in streams]).reshape(5, width)


@pytest.mark.parametrize("dynamic", EVERY, ids=lambda one: type(one).__name__)
@given(
    start=st.lists(st.floats(-1, 1), min_size=5, max_size=5),
    picks=st.lists(st.integers(0, 2), min_size=5, max_size=5),
    weights=weighings(),
    seed=st.integers(0, 2**32),
)
def test_a_step_on_the_bus_is_a_step_of_the_crowd(
    talk: Talk, dynamic: Dynamic, start: list[float], picks: list[int], weights: Any, seed: int
) -> None:
    choice = isinstance(dynamic, Categorical)
    question = CHOICE if choice else NUMBER
    first = [OPTIONS[i] for i in picks] if choice else start
    seats = [dynamic.model_copy(update={"start": one}) for one in first]
    setting = {"topology": lines(weights)} if weights is not None else {}
    journal = talk(seats, Debate(rounds=4, early=False), question, seed=seed, **setting)
    rounds = said(journal)
    if choice and isinstance(dynamic, DirichletMultinomial):
        picks = [OPTIONS.index(stance) for stance in rounds[0]]
    heard: Hearing = hearing(signed(dynamic, weights), len(NAMES))
    own = np.array(picks if choice else start)
    at = Moments(
        own, own, heard, len(question.options), np.empty((5, 0)), np.empty((5, 0)), bounds=(-1.0, 1.0)
    )
    for number, stances in enumerate(rounds):
        if number:
            own, memory = step_of(dynamic, at._replace(draws=drawn(dynamic, seed, question, number)))
            at = at._replace(own=own, memory=memory)
        if choice:
            assert [OPTIONS[i] for i in at.own] == stances
        elif not isinstance(dynamic, HegselmannKrause | Deffuant) or clear(at.own, 0.7):
            assert at.own == pytest.approx(np.array(stances), abs=1e-12)
        else:
            return  # a pair stands on the threshold: rounding decides


def signed(dynamic: Dynamic, weights: Any) -> Any:
    """The weights of a crowd in which the second seat is everybody's foe, where the dynamic has it so."""
    if not isinstance(dynamic, Altafini):
        return weights
    made = np.ones((5, 5)) if weights is None else weights.copy()
    made[:, 1] *= -1
    made[1, 1] *= -1
    return made


def clear(numbers: Any, reach: float) -> bool:
    """Tell whether no two numbers are about as far apart as the threshold."""
    return bool((abs(abs(numbers[:, None] - numbers) - reach) > 1e-9).all())


@pytest.mark.parametrize("dynamic", EVERY, ids=lambda one: type(one).__name__)
def test_who_hears_nobody_stays(talk: Talk, dynamic: Dynamic) -> None:
    question = CHOICE if isinstance(dynamic, Categorical) else NUMBER
    journal = talk([dynamic] * 5, SelfRevision(rounds=4), question, seed=3)
    first, *others = said(journal)
    assert all(stances == first for stances in others)


@pytest.mark.parametrize("dynamic", EVERY, ids=lambda one: type(one).__name__)
def test_a_question_of_another_kind_is_refused_in_one_line(talk: Talk, dynamic: Dynamic) -> None:
    other = NUMBER if isinstance(dynamic, Categorical) else CHOICE
    journal = talk([dynamic] * 2, Debate(), other)
    assert journal.statistics().outcomes == {"invalid": 4}


@pytest.mark.parametrize(
    "dynamic",
    [one for one in EVERY if not (isinstance(one, QVoter | DirichletMultinomial) or one.shakes)],
    ids=str,
)
@given(seed=st.integers(0, 2**32))
def test_consensus_is_kept(talk: Talk, dynamic: Dynamic, seed: int) -> None:
    question, stance = (CHOICE, "y") if isinstance(dynamic, Categorical) else (NUMBER, 0.25)
    if isinstance(dynamic, Altafini):
        dynamic = Altafini()
    seats = [dynamic.model_copy(update={"start": stance})] * 5
    journal = talk(seats, Debate(rounds=3, early=False), question, seed=seed)
    assert said(journal) == [[stance] * 5] * 3


def test_friedkin_johnsen_ends_where_the_equation_says(talk: Talk) -> None:
    """LAWS 20: x* = (I - LW)^-1 (I - L) x0, for three seats that weigh all alike: (.25, .5, .75)."""
    seats = [FriedkinJohnsen(start=start, susceptibility=0.5) for start in (0.0, 0.5, 1.0)]
    journal = talk(seats, Debate(rounds=60, early=False), NUMBER)
    last = [entry.reply.stance for entry in journal.entries if isinstance(entry, Said)][-3:]
    assert last == pytest.approx([0.25, 0.5, 0.75], abs=1e-12)


def test_one_step_of_hegselmann_krause(talk: Talk) -> None:
    """LAWS 21: all move, not one, and one that is just as far off counts."""
    for reach, start, then in (
        (0.35, (0.0, 0.3, 0.6, 1.0), (0.15, 0.3, 0.45, 1.0)),
        (0.25, (0.0, 0.25), (0.125, 0.125)),
    ):
        seats = [HegselmannKrause(start=one, reach=reach) for one in start]
        journal = talk(seats, Debate(rounds=2, early=False), NUMBER)
        last = [entry.reply.stance for entry in journal.entries if isinstance(entry, Said)][len(start) :]
        assert last == pytest.approx(then, abs=1e-12)


@given(weights=st.tuples(st.floats(0.1, 9), st.floats(0.1, 9), st.floats(0.1, 9)))
def test_the_urn_is_a_martingale(weights: tuple[float, float, float]) -> None:
    """CONVENTIONS: E[alpha' / sum] = alpha / sum, over all that one answer can be."""
    total = sum(weights)
    expected = np.zeros(3)
    for answer, weight in enumerate(weights):
        grown = np.array(weights)
        grown[answer] += 1
        expected += weight / total * grown / grown.sum()
    assert expected == pytest.approx(np.array(weights) / total, abs=1e-12)


@given(start=st.floats(0, 1), noise=st.floats(0.01, 3), seed=st.integers(0, 2**32))
def test_noise_strays_no_farther_than_it_says_and_stays_in_the_range(
    talk: Talk, start: float, noise: float, seed: int
) -> None:
    number = Question(text="N", range=(0.0, 1.0))
    journal = talk([DeGroot(start=start, noise=noise)] * 3, Debate(rounds=2, early=False), number, seed=seed)
    before, after = np.array([e.reply.stance for e in journal.entries if isinstance(e, Said)]).reshape(2, 3)
    assert ((after >= 0) & (after <= 1) & (abs(after - start) <= noise + 1e-12)).all()
    assert (before == start).all()


@pytest.mark.parametrize("dynamic", EVERY, ids=str)
@given(seed=st.integers(0, 2**32))
def test_full_inertia_is_a_zealot(talk: Talk, dynamic: Dynamic, seed: int) -> None:
    question = CHOICE if isinstance(dynamic, Categorical) else NUMBER
    zealot = dynamic.model_copy(update={"inertia": 1.0})
    first, *others = said(talk([zealot] * 5, Debate(rounds=3, early=False), question, seed=seed))
    assert others == [first, first]
