"""Free answers that differ in spelling alone are one answer, and nothing else is."""

from collections import Counter
from collections.abc import Callable, Sequence
from itertools import combinations
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from moot.agents import Recorded
from moot.protocols import Debate, OpenDebate
from moot.protocols.rules import Plurality
from moot.sim import (
    Argument,
    Influence,
    Journal,
    Question,
    Reply,
    ballots,
    counted_as,
    decide,
    in_one_spelling,
    spellings,
)

OPEN = Question(text="What, then?")
SAME = [
    ("Graduated openness", "graduated  OPENNESS."),
    ("Graduated openness", '"Graduated openness"'),
    ("Graduated openness", "Graduated opennes"),
    ("Graduated openness", "Graduated oepnness"),
    ("caf\u00e9, then", "cafe\u0301 then"),
    ("Yes: regulation", "yes regulations"),
]
OTHERS = [
    ("AI should be open", "AI should not be open"),
    ("legal", "illegal"),
    ("political answers", "apolitical answers"),
    ("causal", "casual"),
    ("phosphate", "phosphite"),
    ("10 percent", "100 percent"),
    ("1.5", "15"),
    ("-5", "5"),
    ("[0, 1)", "[0, 1]"),
    ("C++", "C"),
    ("regulation of openness", "regulations of opennes"),
    ("open openly", "openly open"),
    ("...", "."),
]
WORDS = st.sampled_from(
    ["openness", "opennes", "opennesss", "Openness.", "regulation", "regulations", "no", "No,", "not", "5"]
)
TEXTS = st.lists(WORDS, min_size=1, max_size=3).map(" ".join)


@pytest.mark.parametrize(("one", "other"), SAME)
def test_spellings_of_one_answer(one: str, other: str) -> None:
    assert spellings([one, other]) == {one: one, other: one}
    assert spellings([one, other, other]) == {one: other, other: other}, "the more frequent one counts"


@pytest.mark.parametrize(("one", "other"), OTHERS)
def test_other_answers_however_alike(one: str, other: str) -> None:
    assert spellings([one, other]) == {one: one, other: other}


def partition(texts: Sequence[str]) -> set[frozenset[str]]:
    groups: dict[str, set[str]] = {}
    for text, read in spellings(texts).items():
        groups.setdefault(read, set()).add(text)
    return {frozenset(group) for group in groups.values()}


@given(st.lists(TEXTS), st.randoms(use_true_random=False))
def test_which_are_one_does_not_hang_on_their_order(texts: list[str], random: Any) -> None:
    shuffled = random.sample(texts, len(texts))
    assert partition(shuffled) == partition(texts)


@given(st.lists(TEXTS | st.text(max_size=12)))
@example(["", " ", "'", "''"])
def test_each_is_counted_under_a_spelling_of_its_own_that_stays(texts: list[str]) -> None:
    read = spellings(texts)
    assert list(read) == list(dict.fromkeys(texts))
    assert set(read.values()) <= set(texts)
    assert spellings(read.values()) == {text: text for text in dict.fromkeys(read.values())}
    counts = Counter(texts)
    assert all(counts[text] <= counts[best] for text, best in read.items())


@given(st.lists(TEXTS, unique=True, max_size=8))
def test_two_that_are_one_alone_are_one_among_others(texts: list[str]) -> None:
    read = spellings(texts)
    for one, other in combinations(texts, 2):
        if len(set(spellings([one, other]).values())) == 1:
            assert read[one] == read[other]


def test_only_free_text_is_merged() -> None:
    choice = Question(text="Which?", options=("regulation", "regulations"))
    parts = Question(text="Both?", parts=(choice, OPEN))
    assert counted_as(["regulation", "regulations"], choice) == {}
    one, other, third = ("regulation", "openness"), ("regulation", "opennes"), ("regulations", "openness")
    assert counted_as([one, other, third], parts) == {one: one, other: one, third: third}


def said(*lines: str | Reply) -> Recorded:
    return Recorded(lines=tuple(Reply(stance=line) if isinstance(line, str) else line for line in lines))


def test_what_was_said_stands_and_is_counted_as_one(talk: Callable[..., Journal]) -> None:
    moved = Reply(stance="a delay.", argument=Argument(text="why", supports="A DELAY"), credits=("A",))
    panel = (
        said("Graduated openness", "Graduated opennes"),
        said("a delay", moved),
        said("a delay", "a delay"),
    )
    journal = talk(panel, Debate(rounds=2), OPEN)
    assert Influence(journal).flips == []
    verdict = decide(journal, Plurality())
    assert (verdict.winners, verdict.counts) == (("a delay",), {"Graduated openness": 1, "a delay": 2})
    assert [reply.stance for reply in ballots(journal).cast.values()] == [
        "Graduated openness",
        "a delay",
        "a delay",
    ]
    read = in_one_spelling(journal)
    assert read.digest == journal.digest
    assert b'Graduated opennes"' in b"".join(journal.lines())
    assert in_one_spelling(read).entries == read.entries


def test_a_choice_is_read_as_it_stands(talk: Callable[..., Journal]) -> None:
    journal = talk(
        (said("Tea"), said("Coffee")), Debate(rounds=1), Question(text="?", options=("Tea", "Coffee"))
    )
    assert in_one_spelling(journal) is journal


def rounds(journal: Journal) -> int:
    return max(ask.round for ask, _ in journal.asks())


@pytest.mark.parametrize("protocol", [Debate(rounds=4), OpenDebate(rounds=4)])
def test_a_debate_ends_when_all_agree_but_for_spelling(
    talk: Callable[..., Journal], protocol: Debate
) -> None:
    panel = (said("a", "Openness"), said("b", "openness."), said("c", "opennes"))
    assert rounds(talk(panel, protocol, OPEN)) == 2
    assert rounds(talk(panel, protocol.model_copy(update={"early": False}), OPEN)) == 4
    missing = (*panel[:2], Recorded(lines=(Reply(stance="c"),)))
    assert rounds(talk(missing, protocol, OPEN)) == 4


def test_an_open_debate_wants_an_answer_in_brief(talk: Callable[..., Journal]) -> None:
    long = "word " * 10
    journal = talk((said(long), said("brief")), OpenDebate(rounds=1, longest=20), OPEN)
    assert list(ballots(journal).missing) == ["A"]
    assert "an answer has 50 characters: say it in 20 at most" in b"".join(journal.lines()).decode()
    parts = Question(text="Both?", parts=(Question(text="Which?", options=(long, "x")), OPEN))
    journal = talk(
        (said(Reply(stance=(long, "brief"))), said(Reply(stance=("x", long)))), OpenDebate(longest=20), parts
    )
    assert list(ballots(journal).missing) == ["B"]
