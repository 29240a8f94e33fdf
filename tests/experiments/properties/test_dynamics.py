"""Properties of dynamics: what they hold of, and what breaks them at the least."""

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
from moot.agents.dynamics import Dynamic, Moment, Moments, Numeric
from moot.experiments.properties import Broken, Property, falsify, matrix, suite, target
from moot.experiments.properties.dynamics import DYNAMICS
from moot.experiments.properties.moves import Moves, moved
from moot.experiments.properties.tolerance import TOLERANCE, Lies
from moot.sim import AgentError, Question, Reply, SpecError, Turn

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


NUMERIC = ("within-hull", "spread-never-grows", "order-kept", "converges", "converges-aperiodic")
LIED_TO = ("honest-range", "agreement-from-2f+1", "agreement-from-3f+1")


class Shouts(DeGroot):
    """A dynamic whose numbers leave the range of the question."""

    claims = (*NUMERIC, "mean-conserved", *LIED_TO)

    def update(self, at: Moment) -> float:
        return 1.5


class Overshoots(DeGroot):
    """Half as far again as the mean: from the range only where somebody was near its end."""

    claims = ("within-hull", "order-kept")

    def update(self, at: Moment) -> float:
        return float(at.own) + 1.5 * (super().update(at) - float(at.own))


class Divides(Shouts):
    """A dynamic that fails."""

    def update(self, at: Moment) -> float:
        return float(at.own) / (len(at.heard) - len(at.heard))


class Shy(DeGroot):
    """A dynamic in which one seat is silent from some ask on."""

    claims = NUMERIC
    silent: ClassVar[int] = 1

    def answer(self, turn: Turn) -> Reply:
        shy = turn.seat == "Ada" and len(turn.said) >= self.silent
        return turn.abstain("shy") if shy else super().answer(turn)


class Mute(Shy):
    silent = 0


@pytest.mark.parametrize("name", [*Shouts.claims, "consensus-absorbing"])
@pytest.mark.parametrize(
    ("kind", "what"),
    [
        (Shouts, "in round 2 Ada's number is no answer: 1.5 is outside the range 0 to 1"),
        (Divides, "in round 2 Ada fails: ZeroDivisionError: float division by zero"),
    ],
)
def test_an_answer_that_is_refused_breaks_what_is_claimed(kind: type[Dynamic], what: str, name: str) -> None:
    found = falsify(kind, name, examples=100)
    assert found.broken is not None
    assert found.broken.what == what
    opening, refused = found.broken.story[-2:]
    assert opening.startswith("Round 1, open: Ada")
    assert refused.startswith("Round 2, revise: Ada")
    assert "invalid" in refused or "failed" in refused


def test_what_leaves_the_range_is_told_of_whom_it_is() -> None:
    found = falsify(Overshoots, "within-hull", examples=100)
    assert found.case == Moves(starts=(0.0, 0.0, 0.0, 1.0))
    assert found.broken is not None
    assert found.broken.what == "in round 2 Dee's number is no answer: -0.125 is outside the range 0 to 1"
    assert found.broken.story[-1] == "Round 2, revise: Ada, Bo and Cy: 0.375; Dee: invalid."
    overtaken = falsify(Overshoots, "order-kept", examples=100).broken
    assert overtaken is not None
    assert overtaken.what == "Ada was below Bo, and is above after round 2"


@pytest.mark.parametrize("kind", [Shouts, Overshoots, Divides])
def test_a_zealot_stays_whatever_the_others_do(kind: type[Dynamic]) -> None:
    assert falsify(kind, "stubborn-stay", examples=100).word == "holds"


class Late(Shouts):
    """A dynamic that leaves the range once it is nearly there."""

    def update(self, at: Moment) -> float:
        return float(at.own) + 0.125


def test_what_is_refused_late_is_told_in_a_few_lines() -> None:
    broken = ALL["converges"].check(Late(), Moves((0.0, 0.125), ((1, 1), (1, 1))))
    assert isinstance(broken, Broken)
    assert broken.what == "in round 9 Bo's number is no answer: 1.125 is outside the range 0 to 1"
    assert broken.story[-3:] == (
        "Round 4, revise: Ada: 0.375; Bo: 0.5.",
        "So it goes on, to round 8.",
        "Round 9, revise: Ada: 1; Bo: invalid.",
    )


def test_who_is_silent_stays_and_is_taken_for_nobody_else() -> None:
    rows, _ = moved(Shy(), Moves((0.0, 1.0, 0.5), rounds=2))
    assert rows == [[0.0, 1.0, 0.5], [0.0, 0.5, 0.5], [0.0, 1 / 3, 1 / 3]]
    assert falsify(Shy, "within-hull", examples=60).word == "holds"
    assert falsify(Mute, "within-hull", examples=60).word == "vacuous"


class Pulls(Deffuant):
    """Two that meet move apart: their mean stays, and they leave the range."""

    def update(self, at: Moment) -> float:
        return 2 * float(at.own) - float(at.asked[0])

    def updates(self, at: Moments) -> Any:
        return at.own - (at.asked[:, 0] - at.own)


def test_pairs_that_leave_the_range_conserve_no_mean() -> None:
    broken = falsify(Pulls, "mean-conserved", examples=60).broken
    assert broken is not None
    assert broken.what == "a seat's number is no answer: -4.0 is outside the range 0 to 1"


class Texts(Halfway):
    """A dynamic of something else."""

    def suits(self, question: Question) -> None:
        if question.kind != "text":
            raise AgentError("Texts moves texts")


@pytest.mark.parametrize("name", ["within-hull", "consensus-absorbing", "stubborn-stay"])
def test_a_dynamic_that_moves_no_numbers_and_no_options_is_not_tried(name: str) -> None:
    with pytest.raises(SpecError, match=r"does not apply to .*: Texts moves texts"):
        falsify(Texts, name)


def claiming(*names: Any) -> type[Dynamic]:
    return type("Typo", (DeGroot,), {"__module__": __name__, "claims": names})


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("within-hul", "did you mean 'within-hull'"),
        ("Within_Hull", "did you mean 'within-hull'"),
        ("anonymity", "`moot list properties`"),
        (7, "see `moot list properties`"),
    ],
)
def test_a_claim_that_is_no_property_is_refused_wherever_the_dynamic_is_tried(
    name: Any, nearest: str
) -> None:
    said = f"`claims` of Typo: unknown property of dynamics '{name}': .*{nearest}"
    kind = claiming("order-kept", name)
    for tried in (kind, kind()):
        with pytest.raises(SpecError, match=said):
            target(tried)
        with pytest.raises(SpecError, match=said):
            falsify(tried, "order-kept")
        with pytest.raises(SpecError, match=said):
            suite(tried)
        with pytest.raises(SpecError, match=said):
            matrix([tried], ["within-hull"])


def test_claims_are_a_tuple_and_no_text() -> None:
    kind = type("Text", (DeGroot,), {"claims": "within-hull"})
    with pytest.raises(SpecError, match=r'`claims` of Text are a text: .*, \("within-hull",\)'):
        falsify(kind(), "within-hull")
