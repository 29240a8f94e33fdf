"""Properties of dynamics: what they hold of, and what breaks them at the least."""

from typing import Any

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
from moot.agents.dynamics import Dynamic, Moment, Moments, Numeric
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


def test_de_groot_on_two_seats_that_hear_only_each_other_never_ends() -> None:
    found = falsify(DeGroot(), ALL["converges"])
    assert found.case == Moves(starts=(0.0, 1.0), weights=((0, 1), (1, 0)), rounds=1)
    assert found.broken is not None
    assert found.broken.what == "after 300 rounds they are still 1 apart"
    assert found.broken.story[4:7] == (
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
        assert found.broken.story[3] == "Round 1, open: Ada: 0; Bo: 1; Cy: 0 (1 to Bo)."


class Halfway(Numeric):
    """A dynamic of one's own: half the way to the mean of those who are heard."""

    claims = ("within-hull", "spread-never-grows", "order-kept", "honest-range")

    def update(self, at: Moment) -> float:
        others = [peer.stance for peer in at.heard] or [at.own]
        return float(at.own + sum(others) / len(others)) / 2

    def updates(self, at: Moments) -> Any:
        raise NotImplementedError


def test_a_dynamic_of_ones_own_says_what_is_claimed_of_it() -> None:
    found = {name: falsify(Halfway, name, examples=60).word for name in Halfway.claims}
    held = dict.fromkeys(Halfway.claims, "holds")
    assert found == held | {"honest-range": "broken"}
    assert {claim.name for claim in ALL.values() if not claim.applies(Halfway())} == {
        *Halfway.claims,
        "consensus-absorbing",
        "stubborn-stay",
    }


def test_every_claim_of_a_bundled_dynamic_is_a_property() -> None:
    assert {name for model in MODELS for name in model.claims} == {*ALL} - {
        "consensus-absorbing",
        "stubborn-stay",
    }


@pytest.mark.parametrize(
    ("model", "name", "why"),
    [
        (DeGroot(noise=0.1), "within-hull", "it is noisy"),
        (DeGroot(inertia=0.1), "order-kept", "order-kept is claimed of dynamics that name it in"),
        (HegselmannKrause(inertia=0.1), "order-kept", "some of its moves are left out"),
        (Altafini(foes=("Ada",)), "consensus-absorbing", "it takes foes at their opposite"),
        (DirichletMultinomial(), "consensus-absorbing", "it draws its answers afresh"),
        (TrimmedMean(faults=0), "honest-range", "it is tried with one or two liars"),
        (7, "stubborn-stay", "it is about dynamics, and this is 7"),
        (7, "consensus-absorbing", "it is claimed of dynamics only"),
    ],
)
def test_what_is_not_claimed_is_told(model: Any, name: str, why: str) -> None:
    with pytest.raises(SpecError, match=f"{name.replace('+', '.')} does not apply to .*: {why}"):
        falsify(model, ALL[name])
