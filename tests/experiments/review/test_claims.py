"""The claims of a reviewer: kept as the journal has them, or left out with what is so."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moot.experiments.review import Known, Passage, Strong, Turning, Vote
from moot.experiments.review.claims import MOST, checked, strong, turning, vote
from moot.experiments.review.known import quotes
from moot.protocols.rules import Plurality
from moot.sim import Journal, Question


def strongest(known: Known, *given: Any) -> tuple[tuple[Strong, ...], list[str]]:
    kept, dropped = checked("strongest argument", list(given), strong, known)
    return kept, [one.problem for one in dropped]


def turned(known: Known, *given: Any) -> tuple[tuple[Turning, ...], list[str]]:
    kept, dropped = checked("turning point", list(given), turning, known)
    return kept, [one.problem for one in dropped]


def votes(known: Known, *given: Any) -> tuple[tuple[Vote, ...], list[str]]:
    kept, dropped = checked("vote", list(given), vote, known)
    return kept, [one.problem for one in dropped]


CHEAP = {
    "seat": "Ada",
    "round": 1,
    "stance": "Tea",
    "quote": "tea is cheap",
    "words": "",
    "why": "It is short.",
}


def test_an_argument_that_was_given_is_kept(known: Known) -> None:
    kept, dropped = strongest(known, CHEAP)
    assert dropped == []
    assert kept == (
        Strong(seat="Ada", round=1, stance="Tea", quote="tea is cheap", why=Passage(text="It is short.")),
    )


def test_what_is_not_said_of_an_argument_the_journal_says(known: Known) -> None:
    kept, _ = strongest(known, {"seat": "ada", "quote": "\u201cTea  is CHEAP,"})
    assert (kept[0].seat, kept[0].round, kept[0].stance) == ("Ada", 1, "Tea")
    told, _ = strongest(known, {"seat": "Ed", "round": 2, "words": "There is no thirst."})
    assert (told[0].stance, told[0].quote, told[0].words) == ("No", "", Passage(text="There is no thirst."))


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"quote": "tea is not cheap"}, "Ada did not say 'tea is not cheap' in round 1"),
        ({"quote": "tea keeps"}, "Ada did not say 'tea keeps' in round 1"),
        ({"quote": "ea is cheap"}, "Ada did not say 'ea is cheap' in round 1"),
        ({"round": 2}, "Ada did not say 'tea is cheap' in round 2, but in round 1"),
        ({"round": 9}, "there was no round 9: the talk had 2"),
        ({"round": "last"}, "'last' is not a number: give one alone, in digits"),
        ({"seat": "Zed"}, "there is no seat 'Zed'"),
        ({"seat": None}, "there is no seat None"),
        ({"seat": "Bo", "round": 2}, "Bo gave no argument in words in round 2"),
        ({"round": 0}, "Ada gave no argument in words outside rounds"),
        ({"stance": "Coffee"}, "Ada argued for Tea in round 1, not for 'Coffee'"),
        ({"quote": "", "words": " "}, "an argument of Ada that is neither quoted nor told"),
        ({"quote": "x" * 601}, "a quote of 601 characters: 600 at most"),
        ({"why": {"text": "no"}}, "{'text': 'no'} where a text was asked for"),
    ],
)
def test_an_argument_that_was_not_given_is_left_out(
    known: Known, change: dict[str, Any], problem: str
) -> None:
    assert strongest(known, CHEAP | change) == ((), [problem])


def test_prose_beside_a_claim_is_checked_too(known: Known) -> None:
    kept, _ = strongest(
        known, CHEAP | {"words": "It is cheap.", "why": "It convinced all six models to vote Tea."}
    )
    assert kept[0].words == Passage(text="It is cheap.")
    assert kept[0].why
    assert kept[0].why.flags


CY = {"seat": "Cy", "round": 2, "from": "Coffee", "to": "Tea", "credits": ["Ada"], "why": "It keeps."}


def test_a_change_that_was_is_kept_as_the_journal_has_it(known: Known) -> None:
    kept, dropped = turned(known, CY, {"seat": "Di"}, {"seat": "Flo", "from": "c) No", "credits": "Cy"})
    assert dropped == []
    assert kept == (
        Turning(
            seat="Cy", round=2, before="Coffee", after="Tea", credits=("Ada",), why=Passage(text="It keeps.")
        ),
        Turning(seat="Di", round=2, before="Coffee", after="Tea"),
        Turning(seat="Flo", round=2, before="No", after="Coffee", credits=("Cy",)),
    )


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"seat": "Ed"}, "Ed did not change its stance in round 2"),
        ({"round": 1}, "Cy did not change its stance in round 1"),
        ({"from": "No"}, "Cy went from Coffee to Tea in round 2, not from 'No' to 'Tea'"),
        ({"to": "Milk"}, "Cy went from Coffee to Tea in round 2, not from 'Coffee' to 'Milk'"),
        ({"credits": ["Bo"]}, "Cy did not credit Bo in round 2: it credited Ada"),
        ({"credits": ["Ada", "Zed"]}, "a credit of Cy to somebody who has no seat: ['Ada', 'Zed']"),
    ],
)
def test_a_change_that_was_not_is_left_out(known: Known, change: dict[str, Any], problem: str) -> None:
    assert turned(known, CY | change) == ((), [problem])


def test_a_credit_that_counts_for_nothing_is_none(held: Callable[..., Journal]) -> None:
    said = {
        "Ada": [("Tea", "", ()), ("Coffee", "", ("Ada",))],
        "Bo": [("Coffee", "", ()), ("Coffee", "", ())],
    }
    known = Known(held(said), Plurality())
    assert turned(known, {"seat": "Ada", "credits": ["Ada"]}) == (
        (),
        ["Ada did not credit Ada in round 2: it credited nobody"],
    )


def test_votes_that_were_cast_are_kept(known: Known) -> None:
    given = [
        {"seat": "Ada", "stance": "Tea", "count": None, "round": None},
        {"seat": None, "stance": "a", "count": 4},
        {"stance": "Coffee", "count": "2", "round": 1},
        {"seat": "Flo", "stance": "No", "round": 1},
    ]
    assert votes(known, *given) == (
        (
            Vote(stance="Tea", seat="Ada"),
            Vote(stance="Tea", count=4),
            Vote(stance="Coffee", count=2, round=1),
            Vote(stance="No", seat="Flo", round=1),
        ),
        [],
    )


@pytest.mark.parametrize(
    ("claim", "problem"),
    [
        ({"seat": "Ada", "stance": "Coffee"}, "Ada held Tea on the ballots, not 'Coffee'"),
        ({"seat": "Flo", "stance": "Coffee", "round": 1}, "Flo held No at the end of round 1, not 'Coffee'"),
        ({"stance": "Tea", "count": 5}, "4 held Tea on the ballots, not 5"),
        ({"stance": "Tea", "count": 4, "round": 1}, "2 held Tea at the end of round 1, not 4"),
        ({"stance": "Milk", "count": 0}, "nobody held 'Milk' on the ballots"),
        ({"stance": "Tea"}, "a claim about 'Tea' that names neither a seat nor a count"),
        ({"count": 4}, "a claim about votes that names no stance"),
        ({"stance": "Tea", "count": True}, "True is not a number: give one alone, in digits"),
        ("4 for Tea", "'4 for Tea' where an object was asked for"),
    ],
)
def test_votes_that_were_not_cast_are_left_out(known: Known, claim: Any, problem: str) -> None:
    assert votes(known, claim) == ((), [problem])


def test_a_seat_without_a_ballot_holds_nothing(held: Callable[..., Journal]) -> None:
    known = Known(held({"Ada": [("Tea", "", ())], "Bo": [(None, "", ())]}), Plurality())
    _, (problem,) = votes(known, {"seat": "Bo", "stance": "Tea"})
    assert problem == "Bo held nothing on the ballots, not 'Tea'"


def test_a_stance_that_is_none_is_not_named(known: Known) -> None:
    assert known.same(None, None)
    assert not known.same("Tea", None)


def test_free_answers_are_named_by_their_words(held: Callable[..., Journal]) -> None:
    said = {
        "Ada": [("Openness in steps, with review.", "", ()), ("Openness at once.", "", ())],
        "Bo": [("Never.", "", ()), ("never", "Since nobody can tell.", ())],
    }
    known = Known(held(said, Question(text="How?")), Plurality())
    kept, dropped = turned(known, {"seat": "Ada", "from": "openness in steps", "to": "Openness at once"})
    assert (kept[0].before, kept[0].after, dropped) == (
        "Openness in steps, with review.",
        "Openness at once.",
        [],
    )
    assert turned(known, {"seat": "Bo"}) == ((), ["Bo did not change its stance"])
    kept_words, _ = strongest(known, {"seat": "Ada", "quote": "with review"})
    assert kept_words[0].round == 1


def test_what_is_no_list_of_objects_is_no_claim(known: Known) -> None:
    assert checked("vote", None, vote, known) == ((), ())
    kept, _ = checked("vote", {"Seat": "Ada", "STANCE": "Tea"}, vote, known)
    assert kept == (Vote(stance="Tea", seat="Ada"),)


def test_of_many_claims_so_many_are_read_and_the_same_are_counted_together(known: Known) -> None:
    _, dropped = checked("turning point", [CY] + [CY | {"seat": "Ed"}] * 999, turning, known)
    assert [(one.problem, one.count) for one in dropped] == [
        ("Ed did not change its stance in round 2", MOST - 1),
        ("not read: 100 are, at most", 1000 - MOST),
    ]
    kept, twice = checked("turning point", [CY, CY], turning, known)
    assert (len(kept), [one.problem for one in twice]) == (1, ["said twice"])


WORDS = st.lists(st.sampled_from(("tea", "is", "not", "cheap", "don't")), min_size=1, max_size=6)


@given(WORDS, WORDS)
def test_a_quote_is_words_of_a_text_in_their_order(quote: list[str], text: list[str]) -> None:
    found = any(text[i : i + len(quote)] == quote for i in range(len(text)))
    spelt = "  ".join(quote).upper().replace("'", "\u2019")
    assert quotes(f'"{spelt}..."', f"So: {' '.join(text)}.") == found


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.floats()
    | st.integers()
    | st.text(max_size=20)
    | st.sampled_from(["Ada", "Tea"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from([*CHEAP, *CY, "count", "x"]), inner, max_size=6)
    ),
    max_leaves=12,
)


@given(st.lists(JSON, max_size=5))
def test_whatever_is_claimed_is_kept_or_left_out(known: Known, given: list[Any]) -> None:
    for part, check in (("a", strong), ("b", turning), ("c", vote)):
        kept, dropped = checked(part, given, check, known)  # type: ignore[type-var] # of three kinds in turn
        assert len(kept) + sum(one.count for one in dropped) == len(given)
