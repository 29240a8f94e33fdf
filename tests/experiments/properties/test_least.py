"""How what breaks a property is looked for: by the search that finds the least, which may be looked at."""

from functools import partial

import pytest

from moot.agents import DeGroot
from moot.experiments.properties import Bounds, Finding, falsify, fewest, named, search_for, smallest
from moot.experiments.properties.axioms import DEFAULT, SOLE
from moot.experiments.properties.least import seats
from moot.protocols import Debate, Poll, Relay
from moot.protocols.rules import InstantRunoff, Mean
from moot.sim import Protocol


def sought(search: partial[Finding]) -> tuple[object, ...]:
    return search.func, *search.args


def test_an_axiom_is_looked_for_among_fewer_and_fewer_voters() -> None:
    rule = InstantRunoff()
    plain, sole = named("monotonicity"), named("monotonicity-of-sole-winners")
    assert sought(search_for(rule, plain)) == (smallest, rule, "monotonicity", DEFAULT)
    assert sought(search_for(rule, sole)) == (smallest, rule, "monotonicity", SOLE)
    few = Bounds(voters=5)
    assert sought(search_for(rule, sole, few)) == (smallest, rule, "monotonicity", few._replace(sole=True))
    for target, claim in (
        (Relay(), named("terminates")),
        (Mean(), plain),
        (rule, named("votes-count-alike")),
    ):
        assert sought(search_for(target, claim)) == (fewest, target, claim)
    claim = named("accuracy-kept")
    assert sought(search_for(Relay(), claim)) == (falsify, Relay(), claim)


def test_who_looks_sees_every_case_and_what_is_found() -> None:
    seen: list[Finding] = []
    found = falsify(DeGroot(), named("converges"), seen=seen.append)
    tried = [one.examples for one in seen if not one.broken]
    assert tried == [*range(1, found.examples)]
    assert {one.word for one in seen} == {"undecided", "broken"}
    assert seen[-1] == found


def test_who_looks_is_shown_the_least_so_far_while_less_is_looked_for() -> None:
    seen: list[Finding] = []
    found = smallest(InstantRunoff(), "resolute-participation", examples=300, seen=seen.append)
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
    found = fewest(target, named(name), seed=seed)
    assert seats(found.case) == least


def test_what_has_no_seats_is_looked_for_once() -> None:
    claim = named("converges")
    once, again = fewest(DeGroot(), claim), falsify(DeGroot(), claim)
    assert (once.case, once.examples) == (again.case, again.examples)
    assert fewest(Poll(), named("terminates"), examples=10).word == "holds"
