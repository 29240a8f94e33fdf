"""What a report claims: what is shown, and nothing else."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moot.experiments.arms import Arms
from moot.experiments.comparison import Comparison, compare
from moot.experiments.experiment import experiment
from moot.experiments.report.claims import ALPHA, claims, headline, warnings
from moot.experiments.results import ArmResults, Results
from moot.experiments.spec import Spec
from moot.experiments.table import text
from moot.protocols import Debate, Poll, SelfRevision
from moot.sim import Anonymous, Everything

Small = Callable[..., Spec]
Held = Callable[..., Results]

RECIPE: dict[str, Any] = {
    "control": None,
    "rule": {"use": "plurality"},
    "topology": {},
    "lens": {},
    "interceptors": [],
    "seats": [],
}


def found(
    *arms: Any,
    missing: int = 0,
    held: int | None = None,
    informed: tuple[bool | None, ...] = (),
    primary: str = "accuracy-split",
    failed: int = 0,
) -> Comparison:
    """Return the comparison of arms with these figures, by question and replicate, each against the first."""
    tables = [np.array(arm, dtype=float).reshape(len(arm), -1, 1) for arm in arms]
    questions, replicates = tables[0].shape[:2]
    talks = questions * replicates
    design = {
        "title": "Made up",
        "about": "",
        "seed": 1,
        "replicates": replicates,
        "questions": {"count": questions},
        "talks": talks * len(arms),
        "measures": [{"name": primary, "low": 0.0, "high": 1.0, "less": primary in ("brier", "error")}],
        "primary": primary,
        "arms": [
            RECIPE
            | {
                "label": f"arm-{i}",
                "base": 0 if i else None,
                "best_seat": None,
                "protocol": {"use": "poll"},
            }
            for i in range(len(arms))
        ],
    }
    lost = frozenset((question, replicates - 1) for question in range(missing))
    told = [
        ArmResults(
            table,
            talks,
            {"it broke": missing} if missing and i else {},
            lost if i else frozenset(),
            talks,
            {},
            {(primary, "it failed"): failed} if failed and i else {},
            None,
            informed=informed[i] if informed else None,
        )
        for i, table in enumerate(tables)
    ]
    return compare(
        Results(design, tuple(told), talks * len(arms) if held is None else held, talks * len(arms), "0" * 64)
    )


SHARES = st.sampled_from((0.0, 0.5, 1.0))


@st.composite
def experiments(draw: st.DrawFn) -> tuple[list[list[float]], ...]:
    """Draw two to four arms; some are better than others, on few questions or many."""
    questions = draw(st.integers(1, 40))
    arms = draw(st.integers(2, 4))
    shift = draw(st.floats(0, 1))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    base = rng.choice((0.0, 0.5, 1.0), (questions, 2))
    made = [base.tolist()]
    for _ in range(1, arms):
        moved = np.where(rng.random((questions, 2)) < shift, draw(SHARES), base)
        made.append(moved.tolist())
    return tuple(made)


@given(experiments())
@settings(max_examples=60, deadline=None)
def test_a_difference_is_claimed_if_and_only_if_its_corrected_p_allows_it(arms: tuple[Any, ...]) -> None:
    comparison = found(*arms)
    made = claims(comparison)
    by_arm = {claim.a: claim for claim in made}
    assert len(made) == len(comparison.differences)
    for one in comparison.differences:
        claim, p, mean = by_arm[one.a], one.found.p_holm, one.found.estimate.mean
        assert claim.shown == (p is not None and p <= ALPHA)
        assert mean is not None
        if claim.shown:
            assert f"{'more' if mean > 0 else 'less'} accurate than arm-0" in claim.text
            assert not claim.text.startswith("Not shown")
        else:
            assert claim.text.startswith(
                ("Not shown: ", "On this question: ", f"{one.a} and arm-0 come to the same")
            )
    order = [claim.shown for claim in made]
    assert order == sorted(order, reverse=True)
    said = headline(comparison, made)
    assert said == made[0].text if any(order) else said.startswith(("Nothing is shown", "One question"))
    if comparison.questions == 1:
        assert not any(order)


def test_a_claim_says_what_how_much_and_how_sure() -> None:
    worse = [[0.0]] * 20 + [[1.0]] * 5
    comparison = found([[1.0]] * 25, worse, informed=(False, True))
    (claim,) = claims(comparison)
    assert (
        claim.text
        == "arm-1 is .800 [.625, .975] less accurate than arm-0 (p <.001): talking hurt on 25 questions."
    )


@pytest.mark.parametrize(
    ("informed", "said"),
    [
        ((False, True), ": talking helped"),
        ((True, False), ": talking hurt"),
        ((False, False), ""),
        ((True, True), ""),
        ((None, True), ""),
    ],
)
def test_talking_is_judged_only_where_one_arm_talks(informed: tuple[bool | None, ...], said: str) -> None:
    (claim,) = claims(found([[0.0]] * 20 + [[1.0]], [[1.0]] * 21, informed=informed))
    assert claim.text.endswith(f"(p <.001){said} on 21 questions.")


class Murmur(Debate):
    """A debate under another name, which nobody has put on a list."""


class Whisper(SelfRevision):
    """The same in which nobody hears anybody."""


def test_who_talks_is_read_from_what_was_held_and_no_name(small: Small) -> None:
    arms = Arms(protocol=(Poll(), Murmur(), Whisper()), panel=small().arms.panel)
    comparison = experiment(small(arms=arms, baselines=("self-consistency", "best-seat")))
    talks = [row.informed for row in comparison.rows]
    assert talks == [False, False, False, True, False, False, False, False, False, None]
    assert [place for place, row in enumerate(comparison.rows) if row.uninformed] == [0, 6]


def test_what_is_not_shown_says_what_would_show_it() -> None:
    first = [[0.0]] * 10 + [[1.0]] * 10
    other = [[1.0]] * 3 + [[0.0]] * 8 + [[1.0]] * 9
    (claim,) = claims(found(first, other))
    assert claim.text == (
        "Not shown: arm-1 is .100 [-.125, .325] more accurate than arm-0 (p .625) on 20 questions. A "
        "difference of this size shows four times in five with about 157 questions."
    )


def test_the_same_on_every_question_is_no_difference() -> None:
    arm = [[0.0], [1.0]] * 30
    comparison = found(arm, arm)
    (claim,) = claims(comparison)
    assert (claim.text, claim.shown) == ("arm-1 and arm-0 come to the same on each of 60 questions.", False)


def test_talks_that_are_missing_are_told_with_what_they_leave_open() -> None:
    good, bad = [[1.0, 1.0]] * 20, [[1.0, 0.0]] * 7 + [[1.0, 1.0]] * 13
    (claim,) = claims(found(good, bad, missing=1))
    assert claim.shown
    (caveat,) = claim.caveats
    assert caveat.startswith("1 talk of the two is missing, and counted as wrong; ")
    assert caveat.endswith("had they ended otherwise, it could be from -0.175 to -0.150.")


def test_a_claim_that_missing_talks_would_undo_says_so() -> None:
    good, bad = [[1.0]] * 20, [[0.0]] * 7 + [[1.0]] * 13
    (claim,) = claims(found(good, bad, missing=7))
    assert claim.shown
    (caveat,) = claim.caveats
    assert caveat.endswith("it could be from -0.350 to +0.000, which would undo this.")


def test_a_number_that_is_missing_was_at_most_as_far_off_as_the_farther_end() -> None:
    far, near = [[0.7, 0.5]] * 20, [[0.1, 0.1]] * 20
    comparison = found(near, far, missing=2, primary="error")
    (claim,) = claims(comparison)
    (caveat,) = claim.caveats
    assert caveat == (
        "2 talks of the two are missing, and taken to be as far off as can be; had they ended otherwise, it "
        "could be from +0.475 to +0.500."
    )
    assert comparison.rows[1].bounds["error"] == pytest.approx((0.6, 0.575, 2, 40))


def test_talks_in_which_the_measure_failed_are_told_of_beside_every_p() -> None:
    comparison = found([[1.0]] * 20, [[0.0]] * 7 + [[1.0]] * 13, primary="mine", failed=3)
    (claim,) = claims(comparison)
    assert claim.text.endswith("(p .016) on 20 questions, without 3 talks in which mine failed.")
    (line,) = (line for line in text(comparison).splitlines() if "p .0" in line)
    assert line.endswith("arm-1, without 3 talks in which mine failed")
    assert comparison.json()["differences"][0]["failed"] == 3
    for arms in ([[[1.0]] * 9] * 2, [[[1.0]]] * 2, [[[float("nan")]] * 9] * 2, [[[0.0]], [[1.0]]]):
        comparison = found(*arms, primary="mine", failed=1)
        (claim,) = claims(comparison)
        assert claim.text.endswith(", without 1 talk in which mine failed.")
        assert "arm-1, without 1 talk in which mine failed\n" in text(comparison)


def test_a_run_that_goes_on_says_so_before_anything_else() -> None:
    comparison = found([[1.0]] * 9, [[0.0]] * 9, held=5)
    assert next(warnings(comparison)).startswith("Not finished: 5 of 18 talks are held.")


def test_one_question_says_nothing_of_others() -> None:
    comparison = found([[1.0, 1.0, 1.0]], [[0.0, 0.0, 0.0]])
    (claim,) = claims(comparison)
    assert claim.text == "On this question: arm-1 .000 and arm-0 1.000."
    assert headline(comparison, (claim,)).startswith("One question: nothing is claimed about others")


def test_undefined_is_not_compared() -> None:
    nothing = [[float("nan")]] * 8
    comparison = found(nothing, nothing)
    (claim,) = claims(comparison)
    assert claim.text == (
        "arm-1 and arm-0 cannot be compared: no question defines accuracy, ties split in both."
    )
    assert headline(comparison, (claim,)).startswith("Nothing is claimed: no question defines")


def test_a_loss_says_that_less_is_better() -> None:
    (claim,) = claims(found([[0.9]] * 19 + [[0.8]], [[0.1]] * 20, primary="brier"))
    assert "lower than arm-0 in brier (less is better)" in claim.text


def test_a_lens_that_changes_nothing_is_not_claimed(small: Small, held: Held) -> None:
    arms = Arms(protocol=(Debate(),), lens=(Everything(), Anonymous()), panel=small().arms.panel)
    comparison = compare(held(small(arms=arms, count=60, controls=())))
    made = claims(comparison)
    assert [claim.shown for claim in made] == [False]
    assert headline(comparison, made).startswith("Nothing is shown")
