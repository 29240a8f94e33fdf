"""Claims about averages: how often they err, that what is told rests on fresh draws, and the words for it."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import pytest
from hypothesis import strategies as st

from moot.experiments.properties import (
    HOLDS,
    Average,
    Broken,
    Drawn,
    Property,
    Sample,
    as_test,
    averaged,
    falsify,
    named,
    story,
)
from moot.experiments.properties.averages import ALPHA, within
from moot.experiments.properties.property import everything
from moot.protocols import Poll, Relay
from moot.sim import Key, SpecError


class Coin(NamedTuple):
    """A coin that gives .3 or -.3; from some case on with another chance."""

    chance: float
    other: float
    since: int = 10**9


def toss(coin: Coin, case: int, seeds: Sequence[int]) -> list[Sample]:
    chance = coin.other if case >= coin.since else coin.chance
    drawn = (Key(case, seed).stream().random() for seed in seeds)
    return [Sample(0.3 if at < chance else -0.3, lambda: ("It was tossed.",)) for at in drawn]


def claim(sample: Any = toss, **fields: Any) -> Property:
    average = Average("what the coin gives", sample, **fields)
    cases = st.integers(0, 1000)
    told = "coin", "It gives 0 on average.", "this test", "protocol", "a coin that falls on one side"
    return averaged(*told, everything, lambda target: cases, average)  # type: ignore[arg-type] # "protocol"


FAIR = Coin(0.5, 0.5)
BAD = Coin(0.5, 0.1, 137)
ON_THE_EDGE = Coin(1 / 3, 1 / 3)  # the mean is -.1, as is just allowed


def test_the_smallest_case_that_breaks_an_average_is_found_and_confirmed() -> None:
    found = falsify(BAD, claim())
    assert (found.word, found.case.case) == ("broken", 137)
    assert found.measured is not None
    assert found.measured.low < -0.24 < found.measured.high < -0.1
    assert found.measured.alpha <= ALPHA
    assert found.broken is not None
    assert found.broken.what == f"{found.measured}: below 0 by more than 0.1"
    assert found.broken.story == ("It was tossed.",)
    assert falsify(BAD, claim()) == found


def test_what_is_told_can_be_checked_again() -> None:
    found = falsify(BAD, claim(), seed=4)
    assert claim().check(BAD, found.case) == found.broken


OWN = claim()


def test_a_claim_of_ones_own_can_be_pasted_as_a_test() -> None:
    code = as_test(BAD, OWN, falsify(BAD, OWN))
    assert "import BAD" not in code
    assert "OWN.check(target, case)" in code
    assert "case = Drawn(case=137, seed=3, alpha=0.0303, draws=5000)" in code


def test_what_holds_does_so_within_delta() -> None:
    found = falsify(FAIR, claim(), examples=20)
    assert found.word == "holds"
    assert found.measured is not None
    assert found.measured.low >= -0.1
    assert str(found).startswith("coin of Coin(chance=0.5, other=0.5, since=1000000000) holds within 0.1: in")
    assert "in the worst of 20 examples what the coin gives is" in str(found)


def test_what_too_few_draws_tell_of_is_undecided() -> None:
    found = falsify(ON_THE_EDGE, claim(), examples=3)
    assert (found.word, found.case, found.broken) == ("undecided", None, None)
    assert found.measured is not None
    assert found.measured.low < -0.1 <= found.measured.high
    assert "is undecided: in the worst of 3 examples" in str(found)


def test_a_search_is_wrong_no_more_often_than_it_says() -> None:
    """Of many coins on the edge one looks bad on the draws that a search sees; on fresh ones it does not."""
    lucky = [
        case for case in range(200) if isinstance(claim().check(ON_THE_EDGE, Drawn(case, alpha=0.3)), Broken)
    ]
    assert lucky
    found = [falsify(ON_THE_EDGE, claim(), examples=12, seed=seed).word for seed in range(20)]
    assert found.count("broken") <= 1
    fresh = [claim().check(ON_THE_EDGE, Drawn(case, seed=1, alpha=0.3)) for case in lucky]
    assert sum(isinstance(one, Broken) for one in fresh) <= len(lucky) / 2


def test_an_interval_covers_as_often_as_it_says() -> None:
    """At the mean itself: what a claim says of it is wrong one time in twenty at most."""
    average = Average("what the coin gives", toss, delta=0.1)
    said = [average.tried(ON_THE_EDGE, Drawn(case, draws=400))[0] for case in range(200)]
    missed = [one for one in said if one is not None and not one.low <= -0.1 <= one.high]
    assert len(missed) <= 0.05 * 200


def test_what_matters_less_takes_more_draws() -> None:
    slight = Coin(0.4, 0.4)  # -.06 on average
    assert falsify(slight, claim(), examples=3).word == "holds"
    fine = within(claim(), 0.01)
    assert falsify(slight, fine, examples=3).word == "broken"
    assert fine.average is not None
    assert fine.average.draws == 1280
    assert named("accuracy-kept").average is not None


def test_a_case_that_says_nothing_is_no_case() -> None:
    def sample(target: Coin, case: int, seeds: Sequence[int]) -> list[Sample]:
        return toss(target, case, seeds) if case > 900 else []

    found = falsify(FAIR, claim(sample), examples=50)
    assert (found.word, found.measured) == ("vacuous", None)


def test_when_the_time_is_over_that_is_all_there_is_to_say() -> None:
    times = iter([0.0] * 5)
    found = falsify(FAIR, claim(), seconds=1, clock=lambda: next(times, 9.0))
    assert (found.word, found.examples, found.measured) == ("undecided", 3, None)
    assert "the time was over after 3 examples" in str(found)


def beyond(target: Coin, case: int, seeds: Sequence[int]) -> list[Sample]:
    return [Sample(7.0)] * len(seeds)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (lambda: falsify(FAIR, claim(beyond)), "the check of coin raised on .*: SpecError: a value of 7.0"),
        (lambda: claim().check(FAIR, Drawn(0, draws=0)), "0 draws tell nothing of an average"),
        (lambda: within(named("terminates"), 0.1), "terminates is about no average"),
        (lambda: within(claim(), 0), "a delta of 0: give one above 0"),
    ],
)
def test_what_cannot_be_is_told(wrong: Any, words: str) -> None:
    with pytest.raises(SpecError, match=words):
        wrong()


def test_what_breaks_one_protocol_may_not_break_another() -> None:
    broken = named("accuracy-kept")
    found = falsify(Relay(), broken, examples=30)
    assert found.broken is not None
    assert story(broken, found).endswith(f"But {found.broken.what}.")
    assert broken.check(Poll(), found.case) is HOLDS
