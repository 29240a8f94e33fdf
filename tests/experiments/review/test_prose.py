"""Free prose of a reviewer: what the journal contradicts is flagged, and what it bears out is not."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moot.experiments.review import Known
from moot.experiments.review.prose import FLAGS, LONGEST, MOST, passage, passages
from moot.protocols.rules import Plurality
from moot.sim import Journal, Question

TRUE = [
    "4 of 6 chose Tea.",
    "Four of the six seats voted for Tea.",
    "In the end Tea won, 4 of 6.",
    "Tea prevailed by a majority of 4/6.",
    "The result is Tea.",
    "The panel settled on Tea.",
    "Ada and Bo voted Tea.",
    "Ed stayed with No.",
    "Ed and Flo first voted No.",
    "In round 1, 2 of 6 held Tea.",
    "Initially two of six backed Coffee.",
    "It began as a tie, two of six for each.",
    "3 of 6 changed their minds.",
    "Two of six switched to Tea.",
    "Cy switched from Coffee to Tea.",
    "Ed never changed its mind.",
    "Ed and Ada held firm.",
    "Flo moved from No to Coffee.",
    "Cy credited Ada.",
    "Ed did not credit Ada.",
    "Di was convinced by Ada and Bo.",
    "Ada persuaded Cy.",
    "It was not unanimous.",
    "No majority formed in round 1.",
    "Ed did not vote for Tea.",
    "Coffee did not win.",
    "There was no consensus.",
    "After two rounds, Tea had 4 votes.",
    "2 of 6 did not vote for Tea.",
    "Tea got 4 votes, Coffee 1 vote.",
    "Ada: Tea",
    "Di had backed Coffee.",
    "Half of them spoke of sleep.",
    "Had Ed agreed, Tea could have won by 5 of 6.",
    "Should six of six agree?",
    "Two of the three reasons were weak.",
    "Ada noted that 5% of people sleep badly.",
    "In round 1 nobody led. Then 4 of 6 chose Tea.",
    "In round 1 Ed chose No. Only 2 of 6 held it.",
    "A plurality chose Tea.",
    "The vote was 4-1.",
    "Tea leads with four votes.",
    "Most models chose Tea.",
    "Two-thirds of the models chose Tea.",
    "67% of the votes went to Tea.",
    "Half the models changed their minds.",
    "Two seats moved up, one down.",
    "Tea and Coffee were at 2-2 in the vote of round 1, before it became 4-1.",
    "All six models agreed that sleep matters.",
    "Everyone agreed that sleep matters.",
    "Nobody else argued.",
    "Ada and Ed voted Tea and No respectively.",
    "Ada held that Coffee is dear.",
    "Nobody voted for the others.",
]

FALSE = [
    "5 of 6 chose Tea.",
    "Five out of six models went for Tea.",
    "All six voted Tea.",
    "Coffee won.",
    "Coffee was elected.",
    "The vote was unanimous.",
    "Everyone backed Tea.",
    "A full consensus was reached.",
    "Ada voted Coffee.",
    "Ada voted 'coffee'.",
    "Bo chose No.",
    "Bo (Coffee) disagreed.",
    "Ed switched to Tea.",
    "Ed changed its mind.",
    "Cy switched from No to Tea.",
    "Cy never changed its mind.",
    "Cy held firm.",
    "Cy credited Bo.",
    "Ed persuaded Cy.",
    "Di was convinced by Flo.",
    "A supermajority chose Tea.",
    "A majority chose Coffee.",
    "It ended in a tie.",
    "There was no majority.",
    "Tea did not win.",
    "In round 1, 4 of 6 chose Tea.",
    "In the first round Tea won.",
    "4 of 5 chose Tea.",
    "Three of six switched to Tea.",
    "5 of 6 changed their minds.",
    "1 of 6 changed in round 2.",
    "Coffee got 3 votes.",
    "The panel settled on Coffee.",
    "The result is No.",
    "No won.",
    "Ada did not vote for Tea.",
    "It was a 3-3 split.",
    "After five rounds they stopped.",
    "By round 7 they agreed.",
    "Ed and Flo voted No.",
    "1 of 6 did not vote for Tea.",
    "Coffee leads.",
    "Most models chose Coffee.",
    "Half the models chose Tea.",
    "50% of the votes went to Tea.",
    "Two-thirds of the seats changed their minds.",
    "Nobody changed.",
    "No model voted for Tea.",
    "None of the seats held Coffee.",
    "All six models agreed that Tea is best.",
    "In round 1, by 4 of 6, Tea was chosen.",
    "4 of 6 chose Tea, which would surprise many, and 3 of 6 chose Coffee.",
]


@pytest.mark.parametrize("text", TRUE)
def test_what_is_so_is_not_flagged(known: Known, text: str) -> None:
    assert passage(text, known).flags == ()


@pytest.mark.parametrize("text", FALSE)
def test_what_is_not_so_is_flagged(known: Known, text: str) -> None:
    found = passage(text, known)
    assert found.text == text
    assert found.flags


def test_a_flag_says_what_is_so(known: Known) -> None:
    (flag,) = passage("5 of 6 chose Tea.", known).flags
    assert flag == "'5 of 6': on the ballots Tea: 4, Coffee: 1, No: 1 of 6"
    (flag,) = passage("Ed switched to Tea.", known).flags
    assert flag == "'Ed switched to Tea.': Ed did not change"


OPTIONS = ("Tea", "Coffee", "Yes, all", "No")
NAMES = ("Ada", "GPT-5.4", "Claude Opus 4.6", "Bo", "Kimi 2 of 6")
tables = st.lists(
    st.tuples(st.sampled_from(OPTIONS), st.sampled_from(OPTIONS)), min_size=2, max_size=len(NAMES)
)


@given(tables, st.integers(0, 5), st.sampled_from(OPTIONS), st.sampled_from((1, 2)), st.data())
def test_a_count_a_vote_and_a_winner_are_flagged_where_they_are_false_and_only_there(
    held: Callable[..., Journal],
    stances: list[tuple[str, str]],
    count: int,
    option: str,
    when: int,
    data: st.DataObject,
) -> None:
    said = {name: [(one, "", ()), (two, "", ())] for name, (one, two) in zip(NAMES, stances, strict=False)}
    known = Known(held(said, Question(text="Which?", options=OPTIONS)), Plurality())
    seats, last = len(stances), [two for _, two in stances]
    then = [pair[when - 1] for pair in stances]
    seat = data.draw(st.sampled_from(list(said)))
    first, second = stances[list(said).index(seat)]
    most = max(map(last.count, last))
    winners = {one for one in last if last.count(one) == most}
    claims = {
        f"{count} of {seats} chose {option}.": last.count(option) == count,
        f"In round {when}, {count} of the {seats} models held {option}.": then.count(option) == count,
        f"{seat} voted for {option}.": second == option,
        f"In round 1 {seat} backed {option}.": first == option,
        f"{seat} switched to {option}.": first != second == option,
        f"{option} won.": winners == {option},
        f"Here {option} did not win.": winners != {option},
        "It was unanimous.": most == seats,
        "There was a tie.": len(winners) > 1,
    }
    assert {claim: not passage(claim, known).flags for claim in claims} == claims


@pytest.mark.parametrize(
    ("text", "so"),
    [
        ("A majority chose B.", True),
        ("B won.", True),
        ("A won.", False),
        ("A majority chose A.", False),
        ("A tie was near.", False),
        ("C and D voted B; E voted A.", True),
        ("C voted A.", False),
        ("A: 1 vote, B: 2 votes.", True),
        ("A model voted A.", True),
        ("Then A got 2 votes.", False),
    ],
)
def test_options_that_are_letters_are_told_from_words(
    held: Callable[..., Journal], text: str, *, so: bool
) -> None:
    said = {"C": [("B", "", ())], "D": [("B", "", ())], "E": [("A", "", ())]}
    known = Known(held(said, Question(text="Which?", options=("A", "B"))), Plurality())
    assert (passage(text, known).flags == ()) == so


def test_words_of_the_question_are_what_they_talk_about(held: Callable[..., Journal]) -> None:
    question = Question(text="Should juries be unanimous, or is a majority enough?", options=("Yes", "No"))
    known = Known(held({"Ada": [("Yes", "", ())], "Bo": [("No", "", ())]}, question), Plurality())
    assert passage("They weighed unanimous juries against a majority.", known).flags == ()
    assert passage("They reached a consensus.", known).flags


@pytest.mark.parametrize(
    ("question", "stances"),
    [
        (Question(text="How many?", range=(0.0, 9.0)), (4.0, 4.0, 5.0)),
        (Question(text="Why?"), ("It is cheap.", "it is cheap", "No idea.")),
        (
            Question(text="All?", parts=(Question(text="a", options=("x", "y")), Question(text="b"))),
            (("x", "q"), ("x", "q"), ("y", "r")),
        ),
    ],
)
def test_counts_are_checked_whatever_the_question_asks_for(
    held: Callable[..., Journal], question: Question, stances: tuple[Any, ...]
) -> None:
    said = {name: [(stance, "", ())] for name, stance in zip(NAMES, stances, strict=False)}
    known = Known(held(said, question), Plurality())
    assert passage("2 of 3 agreed.", known).flags == ()
    assert passage("It was unanimous.", known).flags
    assert passage("All three agreed.", known).flags


def test_long_texts_are_cut_and_say_so(known: Known) -> None:
    found = passage("x" * (LONGEST + 5), known)
    assert found.text == f"{'x' * LONGEST} (5 of {LONGEST + 5} characters are cut.)"
    told = passages("\n\n".join(["So it was."] * (MOST + 3)), known)
    assert len(told) == MOST + 1
    assert told[-1].text == "(3 more paragraphs are left out.)"
    flags = passage(" ".join(f"Tea got {n} votes." for n in range(5, 5 + FLAGS + 2)), known).flags
    assert len(flags) == FLAGS + 1
    assert flags[-1] == "and 2 more"


@given(st.text(st.sampled_from("Ada BoTeNo4 of6/,.;:-'\"(\u2019\ue000\U000f0000won"), max_size=200))
def test_any_text_is_read(known: Known, text: str) -> None:
    found = passage(text, known)
    assert found == passage(text, known)
    assert all(flag.isprintable() for flag in found.flags)
