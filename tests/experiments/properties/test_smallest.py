"""How what breaks a property is looked for among fewer voters, or seats, until nothing is found."""

import pytest

from moot.agents import DeGroot
from moot.experiments.properties import Finding, falsify, named
from moot.experiments.properties.search import seats, tries
from moot.protocols import Debate, Poll, Relay
from moot.protocols.rules import InstantRunoff
from moot.sim import Protocol


def test_more_profiles_are_tried_than_talks() -> None:
    wanted = {
        "monotonicity": 2000,
        "monotonicity-of-sole-winners": 2000,
        "votes-count-alike": 200,
        "terminates": 200,
        "accuracy-kept": 200,
    }
    assert {name: tries(named(name)) for name in wanted} == wanted


def test_who_looks_sees_every_case_and_what_is_found() -> None:
    seen: list[Finding] = []
    found = falsify(DeGroot(), named("converges"), seen=seen.append)
    tried = [one.examples for one in seen if not one.broken]
    assert tried == [*range(1, found.examples)]
    assert {one.word for one in seen} == {"undecided", "broken"}
    assert seen[-1] == found


def test_who_looks_is_shown_the_least_so_far_while_less_is_looked_for() -> None:
    seen: list[Finding] = []
    found = falsify(InstantRunoff(), "resolute-participation", smallest=True, examples=300, seen=seen.append)
    assert found.broken
    broken = [one.case.voters for one in seen if one.broken]
    assert broken[-1] == found.case.voters < broken[0]
    after = seen[len(seen) - len(broken) :]
    assert all(one.broken for one in after)  # once there is one, it is told until there is a smaller one
    tried = [one.examples for one in seen]
    assert tried == sorted(tried)


@pytest.mark.parametrize(
    ("target", "name", "least"),
    [
        (Relay(), "anonymity-of-places", 2),
        (Relay(), "evidence-outweighs-order", 3),
        (Debate(), "right-majority-kept", 3),
    ],
)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_whatever_the_seed_no_fewer_seats_will_do(target: Protocol, name: str, least: int, seed: int) -> None:
    found = falsify(target, name, smallest=True, seed=seed)
    assert seats(found.case) == least


def test_what_has_no_seats_is_looked_for_once() -> None:
    claim = named("converges")
    once, again = (falsify(DeGroot(), claim, smallest=smallest) for smallest in (True, False))
    assert (once.case, once.examples) == (again.case, again.examples)
    assert falsify(Poll(), "terminates", smallest=True, examples=10).word == "holds"
