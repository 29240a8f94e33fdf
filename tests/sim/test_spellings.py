"""Free answers that differ in spelling alone are one answer, and nothing else is."""

import re
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
    ("Graduated openness", "\u201cGraduated openness!\u201d"),
    ("Yes", "yes!"),
    ("Don't", "don\u2019t"),
    ("1990-1999", "1990\u20131999"),
    ("caf\u00e9, then", "cafe\u0301 then"),
    ("Free accommodation", "free accomodation."),
    ("A counsellor decides", "a counselor decides"),
    ("recommendation", "reccommendation"),
]
# of each pair both may be meant: many of them a letter apart, and some of them opposites
APART = re.findall(
    r"(\S+)/(\S+)",
    """
    moral/mortal immoral/immortal morality/mortality immoralities/immortalities legal/illegal typical/atypical
    discrete/discreet complaint/compliant causal/casual causally/casually united/untied marital/martial
    ionised/unionised statutes/statues infection/inflection creation/cremation mediation/meditation
    mediation/medication addition/addiction contact/contract fraction/faction through/thorough
    deprecate/depreciate verification/versification beatification/beautification prediction/predication
    explanation/explantation expatriation/expatiation alteration/altercation alternation/alteration
    stripped/striped stripping/striping scrapping/scraping scrappers/scrapers refilling/refiling
    deserts/desserts planned/planed staring/starring discusses/discuses interbred/interbreed
    commander/commandeer crossbred/crossbreed godliness/goodliness employer/employee franchise/franchisee
    deadlines/deadliness timelines/timeliness needles/needless princess/princes adventures/adventuress
    hypertension/hypotension prescribe/proscribe phosphate/phosphite interstate/intrastate
    increase/decrease political/apolitical conservatories/conservatoires infarction/infraction
    regulation/regulations increase/increased publish/published 2024/2025 10%/100% 1.5/15 -5/5 5!/5 C++/C
    100000000000/1000000000000 [0,1)/[0,1] can/can't resume/r\u00e9sum\u00e9
""",
)
OTHERS = [
    ("AI should be open", "AI should not be open"),
    ("they should", "they should not"),
    ("not able", "notable"),
    ("a few", "few"),
    ("in Massen", "in Ma\u00dfen"),
    ("free accommodation for counsellors", "free accomodation for counselors"),
    ("open openly", "openly open"),
    ("...", "."),
]
TYPED = (
    "accommodation",
    "accomodation",
    "Acommodation.",
    "counselors",
    "counsellors",
    "no",
    "No,",
    "not",
    "5",
)
TEXTS = st.lists(st.sampled_from(TYPED), min_size=1, max_size=3).map(" ".join)


@pytest.mark.parametrize(("one", "other"), SAME)
def test_spellings_of_one_answer(one: str, other: str) -> None:
    assert spellings([one, other]) == {one: one, other: one}
    assert spellings([one, other, other]) == {one: other, other: other}, "the more frequent one counts"


@pytest.mark.parametrize(("one", "other"), OTHERS)
def test_other_answers_however_alike(one: str, other: str) -> None:
    assert spellings([one, other]) == {one: one, other: other}


@given(
    st.sampled_from(APART),
    st.sampled_from([("", ""), ("It is ", ""), ("Yes: ", ", and nothing else, in the end"), ("no ", " ")]),
    st.sampled_from([str, str.upper, str.title]),
)
def test_two_words_are_two_answers_in_whatever_context(
    pair: tuple[str, str], around: tuple[str, str], case: Callable[[str], str]
) -> None:
    one, other = (f"{around[0]}{case(word)}{around[1]}" for word in pair)
    assert spellings([one, other]) == {one: one, other: other}


LETTERS = "abcdefghijklmnopqrstuvwxyz"


@given(
    st.text(LETTERS, min_size=2, max_size=16),
    st.integers(0, 16),
    st.sampled_from(LETTERS),
    st.sampled_from([0, 1]),
)
@example("acomodation", 3, "m", 0)
@example("acomodation", 4, "m", 0)
@example("deadlines", 9, "s", 0)
def test_a_slip_makes_another_answer_unless_it_doubles_a_consonant_of_a_long_word(
    word: str, at: int, letter: str, lost: int
) -> None:
    """A letter is put in, or stands for another that is lost."""
    at %= len(word) + 1 - lost
    slipped = word[:at] + letter + word[at + lost :]
    twins = [k for k in range(1, len(slipped) - 2) if slipped[k] == slipped[k + 1] not in "aeiou"]
    doubled = len(slipped) >= 10 and any(slipped[:k] + slipped[k + 1 :] == word for k in twins)
    assert (len(set(spellings([word, slipped]).values())) == 1) == (doubled or slipped == word)


@given(st.text(LETTERS, min_size=2, max_size=16), st.data())
def test_two_letters_that_are_swapped_make_another_answer(word: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(word) - 2))
    swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    assert (len(set(spellings([word, swapped]).values())) == 1) == (swapped == word)


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
    choice = Question(text="Which?", options=("regulation", "Regulation."))
    parts = Question(text="Both?", parts=(choice, OPEN))
    assert counted_as(["regulation", "Regulation."], choice) == {}
    one, other, third = ("regulation", "openness"), ("regulation", "Openness."), ("Regulation.", "openness")
    assert counted_as([one, other, third], parts) == {one: one, other: one, third: third}


def said(*lines: str | Reply) -> Recorded:
    return Recorded(lines=tuple(Reply(stance=line) if isinstance(line, str) else line for line in lines))


def test_what_was_said_stands_and_is_counted_as_one(talk: Callable[..., Journal]) -> None:
    moved = Reply(stance="a delay.", argument=Argument(text="why", supports="A DELAY"), credits=("A",))
    panel = (
        said("Free accommodation", "Free accomodation"),
        said("a delay", moved),
        said("a delay", "a delay"),
    )
    journal = talk(panel, Debate(rounds=2), OPEN)
    assert Influence(journal).flips == []
    verdict = decide(journal, Plurality())
    assert (verdict.winners, verdict.counts) == (("a delay",), {"Free accommodation": 1, "a delay": 2})
    assert [reply.stance for reply in ballots(journal).cast.values()] == [
        "Free accommodation",
        "a delay",
        "a delay",
    ]
    read = in_one_spelling(journal)
    assert read.digest == journal.digest
    assert b'Free accomodation"' in b"".join(journal.lines())
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
    panel = (said("a", "Accommodation"), said("b", "accommodation."), said("c", "accomodation"))
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
