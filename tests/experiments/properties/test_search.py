"""The search: what it finds is the smallest, what it says is what it tried, and errors are one line."""

import math
import re
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import trio
from hypothesis import strategies as st

import moot
from moot.experiments.properties import HOLDS, IDLE, Broken, Outcome, Property, as_test, falsify, named, story
from moot.experiments.properties.property import called, everything, only
from moot.protocols import Debate, Poll, Relay
from moot.sim import Floor, Protocol, Question, SpecError


def claim(check: Any, cases: Any = None, **fields: Any) -> Property:
    made: dict[str, Any] = {
        "name": "claim",
        "statement": "Something is so.",
        "source": "this test",
        "kind": "protocol",
        "mutant": "none",
        "applies": everything,
        "cases": lambda target: st.integers(0, 1000) if cases is None else cases,
        "check": check,
    }
    return Property(**(made | fields))


def at_least(bound: int, case: int) -> Outcome:
    return Broken(f"{case} is {bound} or more") if case >= bound else HOLDS


def test_the_facade_knows_it() -> None:
    assert moot.properties.falsify is falsify


@pytest.mark.parametrize("seed", range(5))
def test_what_is_found_is_as_small_as_can_be(seed: int) -> None:
    found = falsify(137, claim(at_least), seed=seed, examples=500)
    assert (found.word, found.case) == ("broken", 137)
    assert found.broken == Broken("137 is 137 or more")
    assert 1 <= found.examples == found.exercised <= 500
    assert str(found).startswith("137 breaks claim: 137 is 137 or more (example ")
    assert falsify(137, claim(at_least), seed=seed, examples=500) == found


def test_what_always_holds_is_tried_as_often_as_was_asked() -> None:
    found = falsify(2000, claim(at_least), examples=77)
    assert found[2:] == ("holds", 77, 77, None, None, None, "")
    assert str(found) == "claim of 2000 holds in 77 examples; all of them met its premise"


def test_what_is_about_less_than_half_of_its_cases_is_vacuous() -> None:
    def check(target: int, case: int) -> Outcome:
        return HOLDS if case % target == 0 else IDLE

    rare = falsify(4, claim(check), examples=100)
    assert rare.word == "vacuous"
    assert rare.examples == 100
    assert 0 < rare.exercised < 50
    assert falsify(1, claim(check), examples=100).word == "holds"


def test_the_time_is_up_when_it_is() -> None:
    ticks = count()
    late = falsify(2000, claim(at_least), seconds=10, clock=lambda: float(next(ticks)))
    assert late[2:4] == ("undecided", 8)
    assert "the time was over after 8 examples" in str(late)
    ticks = count()
    found = falsify(0, claim(at_least), seconds=3, clock=lambda: float(next(ticks)))
    assert (found.word, found.examples) == ("broken", 1)  # there was no time to make it smaller


def test_what_was_found_is_tried_first_the_next_time(tmp_path: Path) -> None:
    first = falsify(993, claim(at_least), examples=5000, seed=1, kept=tmp_path)
    again = falsify(993, claim(at_least), examples=5000, seed=2, kept=tmp_path)
    assert first.examples > 1
    assert (first.case, again.case, again.examples) == (993, 993, 1)
    other = falsify(993, claim(at_least, name="other"), examples=5000, seed=1, kept=tmp_path)
    assert other.examples == first.examples


class Odd:
    def __init__(self) -> None:
        self.calls = 0

    def check(self, target: object, case: int) -> Outcome:
        self.calls += 1
        return Broken("odd") if self.calls == 3 else HOLDS


def raising(target: object, case: int) -> Outcome:
    raise ZeroDivisionError(f"at {case}")


@pytest.mark.parametrize(
    ("bad", "options", "words"),
    [
        (claim(at_least), {"examples": 0}, "0 examples: give at least one"),
        (claim(at_least, applies=only(Protocol, "a protocol")), {}, "claim does not apply to 7: it is about"),
        (
            claim(raising),
            {},
            "the check of claim raised on 7: ZeroDivisionError: at 0 ",
        ),
        (claim(at_least, st.integers().filter(lambda _: False)), {}, "claim of 7: no case was found that it"),
        (claim(at_least, st.nothing()), {}, "claim of 7: no case was found that it"),
        (claim(at_least, st.integers(3, 1)), {}, "claim of 7: its cases cannot be drawn: InvalidArgument"),
        (claim(Odd().check), {}, "claim of 7: one case was kept and broken: its check draws on something"),
    ],
    ids=lambda one: str(one)[:20] if isinstance(one, str) else "",
)
def test_what_cannot_be_is_told_in_one_line(bad: Property, options: dict[str, Any], words: str) -> None:
    with pytest.raises(SpecError, match=words) as told:
        falsify(7, bad, **options)
    assert "\n" not in str(told.value)


def test_an_error_is_told_with_where_ones_own_code_was() -> None:
    def unsure(target: object) -> str:
        raise KeyError("nowhere")

    def drawn(target: object) -> Any:
        raise LookupError("no cases")

    ours = claim(at_least)
    for bad, words in [
        (claim(raising), r"ZeroDivisionError: at 0 \(test_search.py:\d+ in raising\); the case was 0$"),
        (
            ours._replace(applies=unsure),
            r"^claim cannot say whether it applies to 7: KeyError: 'nowhere' \(",
        ),
        (
            ours._replace(cases=drawn),
            r"^claim of 7: its cases cannot be drawn: LookupError: no cases \(test_se",
        ),
    ]:
        with pytest.raises(SpecError, match=words):
            falsify(7, bad)


class Crashes(Protocol):
    async def run(self, floor: Floor) -> None:
        await floor.ask("speak")
        raise IndexError("nobody is left")


class Refuses(Protocol):
    def check(self, question: Question, seats: tuple[str, ...]) -> None:
        raise IndexError("oh")

    async def run(self, floor: Floor) -> None: ...


def test_a_crash_of_the_target_names_it_and_where() -> None:
    at = r"IndexError: nobody is left \(test_search.py:\d+ in Crashes.run\)"
    words = rf"the check of same-seed-same-digest raised on .*:Crashes: {at}; `terminates` tells it; the case"
    with pytest.raises(SpecError, match=words):
        falsify(Crashes, "same-seed-same-digest")
    unsaid = (
        r"anonymity-of-places cannot say whether it applies to .*:Refuses: IndexError: oh \(test_search.py:"
    )
    with pytest.raises(SpecError, match=unsaid):
        falsify(Refuses(), "anonymity-of-places")


DRAWS = iter(range(10**6))


class Outside(Protocol):
    """Every third talk is longer."""

    async def run(self, floor: Floor) -> None:
        for _ in range(1 + (next(DRAWS) % 4 == 3)):
            await floor.ask("speak", wants=floor.ballot)


def test_what_is_about_repeats_is_broken_once_it_was_seen_to_be() -> None:
    found = falsify(Outside(), "same-seed-same-digest")
    assert found.word == "broken"
    assert found.note == "it comes and goes: tried again, the same case broke nothing"
    told = story("same-seed-same-digest", found).splitlines()
    assert told[-1] == "It comes and goes: tried again, the same case broke nothing."
    code = as_test(Outside, "same-seed-same-digest", found)
    assert "    for _ in range(20):\n        outcome = PROPERTIES" in code


def test_who_draws_on_something_outside_is_not_told_as_who_waited() -> None:
    found = falsify(Outside(), "schedule-leaves-no-trace")
    assert found.broken is not None
    assert found.broken.what.startswith("held again with the same schedule, it is not the same: line ")


def test_any_other_check_that_changes_its_mind_says_where_to_look() -> None:
    def counted(target: Protocol, case: int) -> Outcome:
        return Broken("odd") if next(calls) == 2 else HOLDS

    calls = count()
    with pytest.raises(SpecError, match=r"claim of poll: .*: look at `same-seed-same-digest` of poll$"):
        falsify(Poll(), claim(counted))


def test_what_was_found_and_then_is_kept_is_not_told_as_found() -> None:
    def until_found(target: Protocol, case: int) -> Outcome:
        return Broken("odd") if next(calls) < 5 else HOLDS

    calls = count()
    with pytest.raises(SpecError, match="claim of poll: one case was kept and broken: look at "):
        falsify(Poll(), claim(until_found, st.just(0)))


class Nested(Protocol):
    """Fails in tasks of its own, in which several may."""

    both: bool = False

    async def run(self, floor: Floor) -> None:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self.fail, floor, "one")
            if self.both:
                nursery.start_soon(self.fail, floor, "other")

    async def fail(self, floor: Floor, why: str) -> None:
        raise ValueError(f"{why} of {len(floor.seats)}")


class Grouped(Protocol):
    """Raises a group of errors that nobody raised."""

    async def run(self, floor: Floor) -> None:
        await floor.ask("speak")
        raise ExceptionGroup("all", [ValueError("one of 1")])


@pytest.mark.parametrize(
    ("target", "at"),
    [(Nested(), "Nested.fail"), (Nested(both=True), "Nested.fail"), (Grouped(), "Grouped.run")],
)
def test_an_error_in_a_group_is_told_with_where_ones_own_code_was(target: Protocol, at: str) -> None:
    found = falsify(target, "terminates", examples=5)
    assert found.broken is not None
    words = rf"after \d answers? it ends with an error: ValueError: one of 1 \(test_search.py:\d+ in {at}\)"
    assert re.fullmatch(words, found.broken.what)
    assert found.broken.story[0] == "Ada is asked: Which? (x or y)"
    assert found.broken.journal is not None
    assert found.broken.journal.status.startswith("stopped: ValueError: one of 1")


def test_targets_and_properties_may_be_names_and_classes() -> None:
    given: list[tuple[Any, Property | str]] = [
        (Relay, "Anonymity_of_Places"),
        ("relay", named("anonymity-of-places")),
        (Relay(), "anonymity-of-places"),
    ]
    assert len({falsify(*one, examples=20).case for one in given}) == 1
    with pytest.raises(SpecError, match=r"unknown property 'anonymous': .*see `moot list properties`$"):
        falsify(Relay, "anonymous")


def test_a_target_is_called_by_its_name_and_what_it_was_given() -> None:
    assert called(Poll()) == "poll"
    assert called(Debate(rounds=3)) == "debate(rounds=3)"
    assert called(at_least) == "at_least"
    assert called(math.inf) == "inf"


@pytest.mark.parametrize("said", [True, False, None, "broken"])
def test_a_check_that_says_something_else_is_told(said: Any) -> None:
    claim = named("terminates")._replace(check=lambda target, case: said)
    with pytest.raises(SpecError, match="expected HOLDS, IDLE or a Broken"):
        falsify(Poll(), claim, examples=3)
