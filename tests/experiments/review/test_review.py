"""A review from prompt to value: one repair turn, an honest end, and nothing that reaches a count."""

import json
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moot.experiments.page import facts, record, roundtable
from moot.experiments.review import Passage, Review, review, unreviewed
from moot.protocols.rules import Plurality
from moot.sim import Journal, SpecError

ANSWER: dict[str, Any] = {
    "summary": "Tea won, 4 of 6.\n\nIt was unanimous.",
    "counterpoint": "Tea keeps nobody awake.",
    "strongest_arguments": [
        {"seat": "Ada", "round": 1, "stance": "Tea", "quote": "Tea is cheap", "why": "So."}
    ],
    "turning_points": [{"seat": "Cy", "round": 2, "from": "Coffee", "to": "Tea", "credits": ["Ada"]}],
    "votes": [{"seat": "Ada", "stance": "Tea"}, {"stance": "Tea", "count": 5}],
}
GOOD = json.dumps(ANSWER)


def test_an_answer_is_checked_part_by_part(drinks: Journal, reviewed_as: Callable[..., Review]) -> None:
    found = reviewed_as(drinks, GOOD)
    assert (found.model, found.digest, found.rule) == ("maker/one", drinks.digest, "plurality")
    assert [bool(one.flags) for one in found.summary] == [False, True]
    assert found.counterpoint == (Passage(text="Tea keeps nobody awake."),)
    assert (len(found.strongest), len(found.turning), len(found.votes), len(found.dropped)) == (1, 1, 1, 1)
    assert found.flags == 1
    assert found.problem == ""


def test_it_comes_back_from_its_json(drinks: Journal, reviewed_as: Callable[..., Review]) -> None:
    found = reviewed_as(drinks, GOOD)
    assert Review.load(json.loads(json.dumps(found.spec()))) == found
    nothing = unreviewed(drinks, Plurality(), "maker/one", "no budget is left")
    assert Review.load(json.loads(json.dumps(nothing.spec()))) == nothing
    assert nothing.problem == "no budget is left"


@pytest.mark.parametrize("wrapped", ["```json\n{}\n```", "<think>Hm.</think>{}", "Here it is:\n{}\nDone."])
def test_what_stands_around_the_object_does_not_matter(
    drinks: Journal, reviewed_as: Callable[..., Review], wrapped: str
) -> None:
    assert reviewed_as(drinks, wrapped.replace("{}", GOOD)) == reviewed_as(drinks, GOOD)


def test_prose_alone_is_the_summary(drinks: Journal, reviewed_as: Callable[..., Review]) -> None:
    found = reviewed_as(drinks, "Tea won.\n\nEd changed its mind.")
    assert [one.text for one in found.summary] == ["Tea won.", "Ed changed its mind."]
    assert [bool(one.flags) for one in found.summary] == [False, True]
    assert reviewed_as(drinks, json.dumps({"summary": ["Tea won.", "Ed changed its mind."]})) == found


UNREADABLE = {
    GOOD[:200]: "the JSON object is cut off",
    "": "an empty reply",
    "x" * 1_000_000: "1000000 characters: 100000 at most are read",
    "<html><h1>502 Bad Gateway</h1></html>": "is neither JSON nor plain words",
    '{"counterpoint": "x"}': "no summary given",
    '{"summary": {"a": 1}}': "where a text was asked for",
    '{"summary": "  "}': "no summary given",
    '{"verdict": "Tea"}': "none of the keys that were asked for",
    f"{GOOD}\n{GOOD.replace('cheap', 'dear')}": "several JSON objects that differ",
    '{"summary": "a", "summary": "b"}': "twice",
    "I'm sorry, but I can't help with that.": "it was refused",
    "<think>" * 9: "thoughts that never end",
    "[" * 5000: "is neither JSON nor plain words",
    '{"summary":' * 5000: "the JSON object",
}


@pytest.mark.parametrize(("text", "problem"), UNREADABLE.items(), ids=range(len(UNREADABLE)))
def test_what_cannot_be_read_gets_one_turn_to_be_put_right(
    drinks: Journal, reviewer: type[Any], trio_run: Callable[..., Any], text: str, problem: str
) -> None:
    model = reviewer(text, GOOD)
    found = trio_run(partial(review, drinks, Plurality(), model, "maker/one"))
    assert found.summary
    first, second = model.asked
    assert second[: len(first)] == first
    assert [one["role"] for one in second[len(first) :]] == ["assistant", "user"]
    assert problem in second[-1]["content"]
    assert len(second[-2]["content"]) <= 2000


def test_what_cannot_be_read_twice_is_no_review_and_says_so(
    drinks: Journal, reviewer: type[Any], trio_run: Callable[..., Any]
) -> None:
    model = reviewer("", GOOD[:-20])
    found = trio_run(partial(review, drinks, Plurality(), model, "maker/one"))
    assert found.problem.startswith("the reviewer's answer could not be read: the JSON object is cut off")
    assert (found.summary, found.strongest, found.dropped) == ((), (), ())
    assert len(model.asked) == 2


def test_what_can_be_read_is_asked_for_once(
    drinks: Journal, reviewer: type[Any], trio_run: Callable[..., Any]
) -> None:
    model = reviewer(GOOD)
    trio_run(partial(review, drinks, Plurality(), model, "maker/one"))
    assert len(model.asked) == 1


def test_what_the_asker_raises_is_raised(drinks: Journal, trio_run: Callable[..., Any]) -> None:
    async def ask(messages: object, schema: object) -> str:
        raise ConnectionError("gone")

    with pytest.raises(ConnectionError, match="gone"):
        trio_run(partial(review, drinks, Plurality(), ask, "maker/one"))


def test_nothing_of_it_reaches_the_record(drinks: Journal, reviewed_as: Callable[..., Review]) -> None:
    before = (
        b"".join(drinks.lines()),
        record(facts(drinks, Plurality())),
        roundtable(facts(drinks, Plurality())),
    )
    reviewed_as(drinks, GOOD.replace("Tea", "Coffee"))
    assert before == (
        b"".join(drinks.lines()),
        record(facts(drinks, Plurality())),
        roundtable(facts(drinks, Plurality())),
    )


def test_it_belongs_to_one_talk_under_one_rule(drinks: Journal) -> None:
    mine = unreviewed(drinks, Plurality(), "maker/one", "none")
    assert mine.of(drinks.digest, "plurality") is mine
    with pytest.raises(SpecError, match=r"under plurality, not of .* under borda: review this one"):
        mine.of(drinks.digest, "borda")
    with pytest.raises(SpecError, match="not of one without a digest"):
        mine.of("", "plurality")


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(st.fixed_dictionaries({}, optional=dict.fromkeys(ANSWER, JSON)))
@settings(max_examples=200)
def test_any_object_becomes_a_review_or_says_why_not(
    drinks: Journal, reviewed_as: Callable[..., Review], answer: dict[str, Any]
) -> None:
    text = json.dumps(answer)
    found = reviewed_as(drinks, text, text)
    assert bool(found.problem) != bool(found.summary)
    assert Review.load(json.loads(json.dumps(found.spec()))) == found


def test_half_a_letter_is_replaced(drinks: Journal, reviewed_as: Callable[..., Review]) -> None:
    answer = {"summary": "a \ud800 b", "strongest_arguments": [{"seat": "Ada", "words": "\udfff"}]}
    found = reviewed_as(drinks, json.dumps(answer))
    assert found.summary[0].text == "a ? b"
    assert found.strongest[0].words == Passage(text="?")
