"""Whatever is said at a table, its page stays a page and claims nothing that did not happen."""

import json
import re
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from moot.agents import Conformist, Crashing, DeGroot, Random, Recorded, Silent, Stubborn
from moot.experiments.catalogue import stored
from moot.experiments.page import Facts, facts, page, record
from moot.experiments.page.words import ARGUMENT, MANY, clean, size, some
from moot.experiments.recordings import recording
from moot.protocols import Debate, Gossip, Poll, Relay, SelfRevision
from moot.protocols.rules import Plurality
from moot.sim import (
    Agent,
    Argument,
    Journal,
    Protocol,
    Question,
    Reply,
    parse,
)

Talk = Callable[..., Journal]
RULE = Plurality()
QUESTION = Question(text="Which?", options=("A", "B", "C"))


def arguing(stance: str, *texts: str, strength: float | None = None) -> Recorded:
    """Return a seat that holds one stance, with an argument each round."""
    arguments = (Argument(text=text, strength=strength) for text in texts)
    return Recorded(lines=tuple(Reply(stance=stance, argument=argument) for argument in arguments))


def held(talk: Talk, name: str) -> Journal:
    question, panel, protocol = recording(name, stored())
    return talk(panel, protocol, question)


def test_an_argument_is_cut_and_says_by_how_much(talk: Talk) -> None:
    journal = talk([arguing("A", "x" * (ARGUMENT + 17))], Poll(), QUESTION)
    assert f"{'x' * ARGUMENT} [... 17 more characters]" in page(journal, RULE, width=2000)
    assert record(facts(journal, RULE))["seats"][0]["argument"] == "x" * (ARGUMENT + 17)


ANY = st.text(st.sampled_from("ab <&>\"'\t\x1b\u200d\u4e2d\U0001f600\U000e0041\u202e"), max_size=60)


@given(ANY, st.integers(1, 80))
def test_a_text_takes_no_more_than_it_may_and_says_how_much_is_left_out(text: str, most: int) -> None:
    whole, shown = " ".join(text.split()), clean(text, most)
    left = re.search(r" \[\.\.\. (\d+) more characters\]$", shown)
    kept = whole[: len(whole) - int(left[1])] if left else whole
    visible = "".join(clean(char) or " " for char in kept)
    assert shown == (visible.rstrip() + left[0] if left else visible)
    assert size(visible) <= most
    # and nothing is left out where all fits
    assert bool(left) == (size("".join(clean(char) or " " for char in whole)) > most)


@given(st.lists(ANY), st.integers(1, 80))
def test_a_list_takes_no_more_than_it_may_and_says_how_many_are_left_out(items: list[str], most: int) -> None:
    shown = some(items, clean, most=most)
    fit = max(n for n in range(MANY + 1) if n <= 1 or sum(map(size, map(clean, items[:n]))) <= most)
    left = f" and {len(items) - fit} more" if len(items) > fit else ""
    assert shown == (", ".join(map(clean, items[:fit])) + left or "nobody")


def test_markup_in_what_a_seat_says_is_only_text(talk: Talk) -> None:
    journal = talk([arguing("A", "[bold red]:smile: [/nothing] [link=x]y[/link]")], Poll(), QUESTION)
    assert "[bold red]:smile: [/nothing] [link=x]y[/link]" in page(journal, RULE)


def test_colours_come_only_where_they_are_asked_for(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    journal = held(talk, "open-llms-benefit")
    coloured = page(journal, RULE, color=True)
    assert "\x1b" in coloured
    assert "\x1b" not in page(journal, RULE)
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured).split() == page(journal, RULE).split()


@given(text=st.text(alphabet=st.characters(codec="utf-8"), min_size=1, max_size=900))
@settings(deadline=None, max_examples=60)
def test_no_text_can_leave_its_place_on_the_page(talk: Talk, text: str) -> None:
    journal = talk([Recorded(lines=(Reply(stance="A", argument=Argument(text=text)),))], Poll(), QUESTION)
    shown = page(journal, RULE)
    assert all(char.isprintable() or char in "\n\u200c\u200d" for char in shown)
    assert all(cell_len(row) <= 80 for row in shown.splitlines())
    assert shown.count("\nKey turning points\n") == 1


@given(text=st.text())
def test_cleaning_is_idempotent_on_what_fits(text: str) -> None:
    once = clean(text, 10**6)
    assert clean(once, 10**6) == once
    assert "\n" not in once


seats = st.sampled_from([Conformist(steepness=9), Random(), Silent(), Crashing(), Stubborn(stance="B")])
protocols = st.sampled_from([Poll(), Debate(rounds=3), SelfRevision(), Relay(), Gossip(seconds=1)])


@given(panel=st.lists(seats, min_size=1, max_size=7), protocol=protocols, seed=st.integers(0, 9))
@settings(deadline=None, max_examples=80)
def test_nothing_is_claimed_that_did_not_happen(
    talk: Talk, panel: list[Agent], protocol: Protocol, seed: int
) -> None:
    journal = talk(panel, protocol, QUESTION, seed=seed)
    found: Facts = facts(journal, RULE)
    rows = page(journal, RULE, width=2000).splitlines()
    word = next(row for row in rows if row.startswith("Result: ")).removeprefix("Result: ")
    assert word.startswith(found.verdict.word)
    cast = sum(found.verdict.counts.values())
    most = max(found.verdict.counts.values())
    assert cast + len(found.verdict.missing) == found.verdict.electorate == len(panel)
    assert ("majority" in word) == (len(panel) / 2 < most < len(panel))
    assert word.startswith("unanimous") == (most == len(panel))
    agreed = any(row.strip().startswith("Agreement after") for row in rows)
    assert agreed == (most == len(panel) > 1)  # one seat agrees with nobody
    changed = [row for row in rows if "changed mind" in row or "earlier change" in row]
    assert bool(changed) == bool(found.influence.flips)
    assert parse(b"".join(journal.lines())).digest == journal.digest


def test_json_has_its_shape_and_survives_a_file(talk: Talk) -> None:
    journal = held(talk, "open-llms-benefit")
    made = record(facts(journal, RULE))
    assert json.loads(json.dumps(made, allow_nan=False)) == json.loads(
        json.dumps(record(facts(parse(b"".join(journal.lines())), RULE)))
    )
    assert {"digest", "status", "question", "seats", "verdict", "flips", "influence"} <= made.keys()
    assert {"word", "winners", "counts", "electorate", "missing"} <= made["verdict"].keys()
    assert made["verdict"]["counts"] == {
        "Very beneficial": 3,
        "Beneficial": 3,
        "Neutral": 0,
        "Harmful": 0,
        "Very harmful": 0,
    }
    assert made["digest"] == journal.digest
    assert [flip["novel"] for flip in made["flips"]] == [False, False, False]
    assert made["influence"]["totals"]["declared"]["Claude Opus 4.6"] == 1.5


def test_json_tells_nothing_of_an_exception_but_its_type(talk: Talk) -> None:
    journal = talk([Crashing(message="in a secret place")], Poll(), QUESTION)
    made = json.dumps(record(facts(journal, RULE)))
    assert "RuntimeError" in made
    assert "secret" not in made


def test_counts_of_what_is_no_text_are_by_their_json(talk: Talk) -> None:
    journal = talk([DeGroot(start=2.5)], Poll(), Question(text="How many?", range=(0.0, 10.0)))
    assert record(facts(journal, RULE))["verdict"]["counts"] == {"2.5": 1}
