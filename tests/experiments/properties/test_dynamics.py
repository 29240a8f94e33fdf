"""Properties of dynamics: what they hold of, what breaks them at the least, and a mutant for each."""

from typing import Any, ClassVar

import pytest

from moot.agents import (
    Altafini,
    Deffuant,
    DeGroot,
    DirichletMultinomial,
    FriedkinJohnsen,
    HegselmannKrause,
    LocalMajority,
    MajorityRule,
    Sznajd,
    TrimmedMean,
    Voter,
)
from moot.agents.dynamics import Dynamic, Moment
from moot.experiments.properties import Property, falsify
from moot.experiments.properties.dynamics import DYNAMICS
from moot.experiments.properties.moves import Moves
from moot.experiments.properties.tolerance import TOLERANCE, Lies
from moot.sim import SpecError

ALL = {claim.name: claim for claim in (*DYNAMICS, *TOLERANCE)}
MODELS: list[Dynamic] = [
    DeGroot(),
    FriedkinJohnsen(),
    HegselmannKrause(reach=0.4),
    Deffuant(reach=0.4),
    TrimmedMean(),
    Altafini(),
    Voter(),
    Sznajd(),
    MajorityRule(),
    LocalMajority(),
    DirichletMultinomial(),
]
REFUTED = {
    ("converges", "DeGroot"),
    ("honest-range", "DeGroot"),
    ("agreement-from-2f+1", "DeGroot"),
    ("agreement-from-3f+1", "DeGroot"),
    ("agreement-from-2f+1", "TrimmedMean"),
}


class TooFew(DeGroot):
    def update(self, at: Moment) -> float:
        numbers = [at.own, *(peer.stance for peer in at.heard)]
        return float(min(1.0, sum(numbers) / (len(numbers) - 1)))


class PastTheMean(HegselmannKrause):
    def update(self, at: Moment) -> float:
        return float(min(max(2 * super().update(at) - at.own, 0.0), 1.0))


class OnlyOneMoves(Deffuant):
    meets: ClassVar[Any] = "one"


class Drifts(DeGroot):
    def update(self, at: Moment) -> float:
        return min(1.0, super().update(at) + 0.01)


class HoldsOn(DeGroot):
    def update(self, at: Moment) -> float:
        return (super().update(at) + float(at.first)) / 2


class Restless(DeGroot):
    def move(self, at: Moment) -> Any:
        return self.update(at)


class CountsTwice(DirichletMultinomial):
    def remember(self, at: Moment) -> list[float]:
        first, *others = super().remember(at)
        return [first + (at.own == at.options[0]), *others]


class OneSided(TrimmedMean):
    def update(self, at: Moment) -> float:
        left = sorted([at.own, *(peer.stance for peer in at.heard)])[self.faults :]
        return float(sum(left) / len(left))


class Stays(TrimmedMean):
    def update(self, at: Moment) -> float:
        return float(at.own)


MUTANTS: dict[str, Dynamic] = {
    "within-hull": TooFew(),
    "spread-never-grows": PastTheMean(reach=0.6),
    "mean-conserved": OnlyOneMoves(reach=2.0),
    "order-kept": PastTheMean(reach=0.6),
    "consensus-absorbing": Drifts(),
    "converges": HoldsOn(),
    "converges-aperiodic": HoldsOn(),
    "stubborn-stay": Restless(),
    "belief-is-a-martingale": CountsTwice(),
    "honest-range": OneSided(),
    "agreement-from-2f+1": Stays(),
    "agreement-from-3f+1": Stays(),
}


def made(claims: Any) -> list[Any]:
    return [
        pytest.param(model, claim, id=f"{type(model).__name__}-{claim.name}")
        for claim in claims
        for model in MODELS
        if not claim.applies(model)
    ]


@pytest.mark.parametrize(("model", "claim"), made(ALL.values()))
def test_what_is_claimed_of_a_dynamic_holds(model: Dynamic, claim: Property) -> None:
    found = falsify(model, claim, examples=40, seed=1)
    refuted = (claim.name, type(model).__name__) in REFUTED
    assert found.word == ("broken" if refuted else "holds"), str(found)


@pytest.mark.parametrize("name", ALL)
def test_every_property_catches_its_mutant(name: str) -> None:
    found = falsify(MUTANTS[name], ALL[name])
    assert found.word == "broken"
    assert found.examples <= 100
    assert found.broken is not None
    assert found.broken.story


def test_de_groot_on_two_seats_that_hear_only_each_other_never_ends() -> None:
    found = falsify(DeGroot(), ALL["converges"])
    assert found.case == Moves(starts=(0.0, 1.0), weights=((0, 1), (1, 0)), rounds=1)
    assert found.broken is not None
    assert found.broken.what == "after 300 rounds they are still 1 apart"
    assert found.broken.story[1:4] == (
        "Round 1, open: Ada: 0; Bo: 1.",
        "Round 2, revise: Ada: 1; Bo: 0.",
        "Round 3, revise: Ada: 0; Bo: 1.",
    )


def test_one_liar_drags_a_plain_mean() -> None:
    found = falsify(DeGroot(), ALL["honest-range"])
    assert found.case == Lies(starts=(0.0, 0.0), lies=((0.0, 1.0),), rounds=1)


@pytest.mark.parametrize("faults", [1, 2])
def test_equivocators_among_three_times_as_many_seats_keep_the_honest_apart(faults: int) -> None:
    found = falsify(TrimmedMean(faults=faults), ALL["agreement-from-2f+1"])
    assert found.word == "broken"
    assert len(found.case.starts) + len(found.case.lies) == 2 * faults + 1
    if faults == 1:
        assert found.case == Lies(starts=(0.0, 1.0), lies=((0.0, 1.0),), rounds=1)
        assert found.broken is not None
        assert found.broken.story[1] == "Round 1, open: Ada: 0; Bo: 1; Cy: 0 (1 to Bo)."


@pytest.mark.parametrize(
    ("model", "name", "why"),
    [
        (DeGroot(noise=0.1), "within-hull", "it is noisy"),
        (DeGroot(inertia=0.1), "order-kept", "it is claimed of HegselmannKrause only"),
        (HegselmannKrause(inertia=0.1), "order-kept", "some of its moves are left out"),
        (Altafini(foes=("Ada",)), "consensus-absorbing", "it takes foes at their opposite"),
        (DirichletMultinomial(), "consensus-absorbing", "it draws its answers afresh"),
        (TrimmedMean(faults=0), "honest-range", "it is tried with one or two liars"),
        ("a text", "stubborn-stay", "it is about dynamics, and this is 'a text'"),
        ("a text", "consensus-absorbing", "it is claimed of dynamics only"),
    ],
)
def test_what_is_not_claimed_is_told(model: Any, name: str, why: str) -> None:
    with pytest.raises(SpecError, match=f"{name.replace('+', '.')} does not apply to .*: {why}"):
        falsify(model, ALL[name])
