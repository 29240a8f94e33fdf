"""Whatever a model writes is a reply that its want takes, or a problem; what was asked for reads back."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moot.agents.live import read, refuses, schema
from moot.sim import (
    ANSWER,
    Among,
    Belief,
    Brief,
    Confidence,
    Delegation,
    Order,
    Points,
    Prediction,
    Question,
    Ranking,
    Reply,
    Scores,
    Wants,
)

Asks = list[tuple[Wants, Question]]
HEARD = ("Ada", "Bo", "Voice-1", "GPT-5.4")
DRINKS = Question(text="?", options=("Tea", "Coffee", "Water"))
WHY = Question(text="Why?")
HOW_MANY = Question(text="How many?", range=(0.0, 100.0))
FRAMES = (
    "{}",
    "```json\n{}\n```",
    "Here you are:\n{}\nThat is all.",
    "<think>not Tea, {{}}</think>{}",
    '{{"name": "reply", "arguments": {}}}',
)
PIECES = (
    *(
        '{"stance": ',
        '"argument": "',
        '"',
        "}",
        "]",
        "[",
        ",",
        "{",
        "null",
        "NaN",
        "1e999",
        "9" * 50,
        "\\ud800",
    ),
    *(
        "Tea",
        "Coffee",
        "not ",
        " or ",
        "Final answer: ",
        "Answer: ",
        "\n",
        "```json\n",
        "<think>",
        "</think>",
    ),
    *(
        "\\boxed{",
        "A",
        "(B)",
        "I cannot help",
        "abstain",
        "50%",
        '"ranking": [',
        '"belief": {',
        '"scores": {',
    ),
    *(
        '"credits": ["Ada", 3, null]',
        '"delegate": "Zed"',
        '"confidence": "high"',
        '"part_1": ',
        "\ud83d",
        "\x00",
    ),
)


def conforms(given: Any, shape: dict[str, Any]) -> bool:
    """Whether JSON is of a schema, as far as ours go."""
    if "anyOf" in shape:
        return any(conforms(given, one) for one in shape["anyOf"])
    if shape["type"] == "object":
        fields = shape["properties"]
        assert shape["additionalProperties"] is False
        assert shape["required"] == list(fields)
        same = isinstance(given, dict) and given.keys() <= fields.keys()
        return same and all(conforms(item, fields[name]) for name, item in given.items())
    if shape["type"] == "array":
        return isinstance(given, list) and all(conforms(item, shape["items"]) for item in given)
    kinds: dict[str, Any] = {"string": str, "number": float | int, "null": None.__class__}
    return isinstance(given, kinds[shape["type"]]) and given in shape.get("enum", [given])


@given(st.data())
def test_what_was_asked_for_conforms_to_the_schema_and_reads_back_the_same(
    asks: Any, given_as_asked: Callable[..., dict[str, Any]], data: st.DataObject
) -> None:
    wants, question, reply = data.draw(asks)
    asked = given_as_asked(reply, wants, question)
    assert wants.problem(reply, question) == ""
    assert conforms(asked, schema(wants, question, HEARD))
    spelt = json.dumps(asked, ensure_ascii=data.draw(st.booleans()), indent=data.draw(st.none() | st.just(2)))
    found = read(data.draw(st.sampled_from(FRAMES)).format(spelt), wants, question, HEARD)
    assert found.reply == reply
    assert found.problem == ""
    assert found.notes == ()


def holds(text: str, wants: Wants, question: Question) -> None:
    found = read(text, wants, question, HEARD)
    assert (found.reply is None) == (found.problem != "")
    assert read(text, wants, question, HEARD) == found
    if found.reply is not None and found.reply.outcome == "replied":
        assert wants.problem(found.reply, question) == ""
        assert set(found.reply.credits) <= set(HEARD)


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=24).map("".join), st.data())
def test_nothing_is_raised_and_what_is_read_is_what_was_wanted(
    every_ask: Asks, text: str, data: st.DataObject
) -> None:
    holds(text, *data.draw(st.sampled_from(every_ask)))


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=9) | st.sampled_from(PIECES),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(("Tea", "A", "x")), inner),
    max_leaves=8,
)
keys = ("stance", "Vote", "argument", "confidence", "ranking", "approvals", "belief", "scores", "points", "x")


@given(st.dictionaries(st.sampled_from((*keys, "prediction", "delegate", "credits")), json_values), st.data())
def test_neither_is_anything_by_an_object_of_whatever_values(
    every_ask: Asks, given_keys: dict[str, Any], data: st.DataObject
) -> None:
    holds(json.dumps(given_keys), *data.draw(st.sampled_from(every_ask)))


@given(st.data())
def test_a_reply_that_is_cut_off_is_a_problem(
    asks: Any, given_as_asked: Callable[..., dict[str, Any]], data: st.DataObject
) -> None:
    wants, question, reply = data.draw(asks)
    spelt = json.dumps(given_as_asked(reply, wants, question))
    cut = spelt[: data.draw(st.integers(2, len(spelt) - 1))]
    assert "JSON" in read(f"So: {cut}", wants, question, HEARD).problem


@pytest.mark.parametrize(
    "text",
    [
        '{"a": ' * 15_000,
        '{"a":' + "[" * 90_000,
        "{" * 99_000,
        '{"stance": "Tea"} ' * 5_000,
        "".join(f'{{"stance": "{i}"}}' for i in range(5_000)),
        '{"stance": ' + "9" * 9_000 + "}",
        " " * 99_999 + "x",
        "\n" * 99_999 + "x",
        "Final answer: " * 7_000,
        "Final answer: Tea\n" * 5_000,
        "\\boxed{" * 14_000,
        "<think>" * 14_000,
        "not " * 25_000,
        "**" * 49_000,
        "(" * 50_000 + ")" * 50_000,
        "I cannot " * 11_000,
        "because " * 12_000,
    ],
    ids=lambda text: text[:12],
)
def test_hostile_texts_are_read_all_the_same(every_ask: Asks, text: str) -> None:
    for wants, question in every_ask:
        holds(text, wants, question)


def said(text: str | dict[str, Any], wants: Wants = ANSWER, question: Question = DRINKS) -> Reply:
    found = read(text if isinstance(text, str) else json.dumps(text), wants, question, HEARD)
    assert found.reply is not None, found.problem
    return found.reply


def wrong(text: str | dict[str, Any], wants: Wants = ANSWER, question: Question = DRINKS) -> str:
    found = read(text if isinstance(text, str) else json.dumps(text), wants, question, HEARD)
    assert found.reply is None
    return found.problem


@pytest.mark.parametrize(
    ("given_confidence", "confidence", "noted"),
    [
        (0.8, 0.8, ""),
        (1, 1.0, ""),
        (0, 0.0, ""),
        ("0.8", 0.8, "confidence '0.8' read as 0.8"),
        ("80 %", 0.8, "confidence '80 %' read as 0.8"),
        ("7%", 0.07, "confidence '7%' read as 0.07"),
        (80, 0.8, "confidence 80 read as 0.8"),
        (8, None, "confidence 8 left out: it is no number from 0 to 1"),
        (101, None, "confidence 101 left out: it is no number from 0 to 1"),
        (-0.1, None, "confidence -0.1 left out: it is no number from 0 to 1"),
        ("high", None, "confidence 'high' left out: it is no number from 0 to 1"),
        (True, None, "confidence True left out: it is no number from 0 to 1"),
        (None, None, ""),
    ],
)
def test_a_confidence_is_a_share_or_a_percentage_and_what_it_was_read_as_is_noted(
    given_confidence: Any, confidence: float | None, noted: str
) -> None:
    text = json.dumps({"stance": "Tea", "confidence": given_confidence})
    found = read(text, ANSWER, DRINKS)
    assert found.reply is not None
    assert found.reply.confidence == confidence
    assert found.notes == ((noted,) if noted else ())
    asked = read(text, Confidence(), DRINKS)
    assert asked.problem == ("" if confidence is not None else "no confidence given")


def test_credits_are_of_those_heard_each_once() -> None:
    text = json.dumps({"stance": "Tea", "credits": ["gpt-5.4", "Bo", "bo", "Cy", None, "nobody", 7, "B"]})
    found = read(text, ANSWER, DRINKS, HEARD)
    assert found.reply == Reply(stance="Tea", credits=("GPT-5.4", "Bo"))
    assert [note.split()[2] for note in found.notes] == ["'Cy'", "7", "'B'"]
    assert said({"stance": "Tea", "attributedTo": "Ada"}).credits == ("Ada",)


def test_numbers() -> None:
    assert said("## Final answer\n\n42", question=HOW_MANY).stance == 42.0
    for text in ("42", "42.0", "42.", "Final answer: 42", "My reasons.\n**Answer:** 42", '{"stance": "42"}'):
        assert said(text, question=HOW_MANY).stance == 42.0
    wide = Question(text="?", range=(0.0, 1e7))
    assert said({"stance": "1,250,000.5"}, question=wide).stance == 1250000.5
    for text in ("forty", "40%", "1_0", "about 42", "42 or 43", "Final answer: 42\nNo, 43", "1e999", "-inf"):
        assert "is not a number: give one alone" in wrong(text, question=HOW_MANY)
    assert wrong({"stance": True}, question=HOW_MANY).startswith("True is not a number")
    assert wrong({"stance": 101}, question=HOW_MANY) == "101.0 is outside the range 0 to 100"


def test_free_text() -> None:
    assert said("Because of the rain.", question=WHY) == Reply(stance="Because of the rain.")
    marked = said("It rained.\nFinal answer: the rain\nI am sure.", question=WHY)
    assert marked == Reply(stance="the rain", argument="It rained.\nI am sure.")  # type: ignore[arg-type] # pydantic reads text
    assert said({"stance": "I can't help with that."}, question=WHY).outcome == "refused"
    for text in ("```\nthe rain\n```", "{'stance': 'rain'}", "<html><body>502 Bad Gateway</body></html>"):
        assert "is neither JSON nor plain words" in wrong(text, question=WHY)
    assert wrong({"stance": " "}, question=WHY) == "' ' is not a text"
    assert "say it in 5 at most" in wrong("the rain", Brief(ballot=ANSWER, longest=5), WHY)


def test_parts_are_answered_by_key_or_in_a_list() -> None:
    both = Question(text="Both?", parts=(DRINKS, HOW_MANY))
    assert said({"stance": {"part_1": "b", "part_2": 3}}, question=both).stance == ("Coffee", 3.0)
    assert said({"stance": ["tea", "4"]}, question=both).stance == ("Tea", 4.0)
    assert (
        wrong({"stance": {"part_1": "b"}}, question=both)
        == "part 2: None is not a number: give one alone, in digits"
    )
    assert wrong({"stance": ["Milk", 3]}, question=both).startswith("part 1: 'Milk' is none of the options")
    assert wrong({"stance": "Tea"}, question=both).startswith("'Tea' does not answer each of the 2 parts")
    assert wrong("Tea, 3", question=both).startswith("no JSON object")


def test_shares_are_taken_as_percentages_and_with_the_slips_of_rounding_and_no_others() -> None:
    hundredths = {"stance": "Tea", "belief": {"Tea": 60, "B": "30", "c": 10}}
    found = read(json.dumps(hundredths), Belief(), DRINKS)
    assert found.reply is not None
    assert found.reply.belief == (("Tea", 0.6), ("Coffee", 0.3), ("Water", 0.1))
    assert found.notes == ("the belief sums to 100: divided by that",)
    thirds = {"stance": "Tea", "prediction": {"Tea": 0.33, "Coffee": 0.33, "Water": 0.33}}
    shares = dict(said(thirds, Prediction()).prediction)
    assert list(shares.values()) == pytest.approx([1 / 3] * 3)
    short = {"stance": "Tea", "belief": {"Tea": 0.6, "Coffee": 0.3}}
    assert wrong(short, Belief()) == "the belief sums to 0.9, not to 1"
    assert said(short | {"belief": {"Tea": "60%", "Coffee": "40%", "Water": None}}, Belief()).belief == (
        ("Tea", 0.6),
        ("Coffee", 0.4),
    )


def test_ballots_that_break_their_bounds_are_problems() -> None:
    tops = {"stance": "Tea", "scores": {"Tea": 1, "Coffee": 2}}
    assert "does not have the highest scores" in wrong(tops, Scores())
    assert wrong(tops | {"scores": {"Tea": 9}}, Scores()) == "score 'Tea' 9 is outside 0 to 5"
    assert wrong(tops | {"scores": {"Tea": 3, "A": 3}}, Scores()) == "two figures for 'Tea': give one"
    assert wrong(tops | {"scores": [3]}, Scores()).startswith("[3] where an object")
    assert wrong({"stance": "Tea", "points": {"Tea": 4}}, Points(budget=9, quadratic=True)).startswith(
        "the points cost 16"
    )
    assert wrong("Final answer: Tea", Ranking()) == "no ranking given"
    assert wrong({"stance": "Tea", "ranking": ["Coffee", "Tea"]}, Ranking()).startswith(
        "the stance 'Tea' is not the top"
    )
    assert wrong({"stance": "Tea", "ranking": "Tea"}, Ranking()) == "'Tea' where a list was asked for"
    assert said({"ranking": ["c", ["Tea", "b"]]}, Ranking()) == Reply(
        stance="Water", ranking=("Water", ("Tea", "Coffee"))
    )
    assert wrong({"ranking": [["c", "a"]]}, Ranking()).startswith("no stance given")


def test_an_order_takes_no_stance() -> None:
    order = Order(items=("Answer 1", "Answer 2"))
    assert said({"ranking": ["answer 2", "Answer 1"], "stance": "Tea"}, order) == Reply(
        ranking=("Answer 2", "Answer 1")
    )
    assert "is none of the options 'Answer 1', 'Answer 2'" in wrong({"ranking": ["A"]}, order)


def test_who_delegates_was_heard() -> None:
    assert said({"stance": None, "delegate": "ada", "confidence": 1}, Delegation()) == Reply(delegate="Ada")
    assert said({"stance": "a", "delegate": None}, Delegation()) == Reply(stance="Tea")
    assert wrong({"delegate": "Zed"}, Delegation()) == "it delegates to 'Zed', whom it did not hear"
    assert wrong({"stance": "a", "delegate": "Bo"}, Delegation()).startswith("both an answer and a delegate")


def test_a_closed_option_is_none() -> None:
    open_now = DRINKS.model_copy(update={"options": ("Tea", "Water")})
    wants = Among(ballot=ANSWER, options=("Tea", "Water"))
    assert said({"stance": "b"}, wants, open_now).stance == "Water"
    assert "'Coffee' is none of the options" in wrong({"stance": "Coffee"}, wants, open_now)


def test_other_keys() -> None:
    found = read('{"Final_Answer": "b", "Reasoning": ["one", "two"], "mood": 1}', ANSWER, DRINKS)
    assert found.reply == Reply(stance="Coffee", argument="one\ntwo")  # type: ignore[arg-type] # pydantic reads text
    assert found.notes == ("keys that were not asked for: 'mood'",)
    assert wrong({"vote": "Tea", "answer": "Coffee"}).startswith(
        "several keys for one thing that differ, 'vote', 'answer'"
    )
    assert wrong({"stance": "Tea", "answer": "Coffee"}).startswith("it says 'Tea' and 'Coffee': give one")
    assert said({"stance": "Tea", "answer": "A", "position": "for it"}).stance == "Tea"
    assert wrong({"mood": "good"}) == "the JSON object has none of the keys that were asked for"
    assert wrong({"argument": "none"}) == "no stance given: give it under the key 'stance'"
    assert said({"refusal": "I will not.", "argument": ""}) == Reply(outcome="refused", reason="I will not.")
    assert said({"stance": "abstain", "argument": ""}).outcome == "abstained"
    assert said({"stance": True}, question=Question(text="?", options=("True", "False"))).stance == "True"


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("I'm sorry, but I can't assist with that.", True),
        ("Sorry, I cannot comply with this request.", True),
        ("I am unable to provide an answer to that question.", True),
        ("As an AI language model, I cannot take a position.", True),
        ("I must decline to participate.", True),
        ("I apologize, but I won't be able to share my opinion.", True),
        ("I cannot help but notice that tea is cheap.", False),
        ("I cannot see why not.", False),
        ("Tea. I cannot help you further.", False),
        ("I will not answer. " + "x" * 2000, False),
    ],
)
def test_refusals(text: str, refusal: bool) -> None:
    assert refuses(text) is refusal
    assert (read(text, ANSWER, DRINKS).reply == Reply(outcome="refused", reason=text)) is refusal


def test_a_tag_inside_a_fenced_answer_ends_no_thoughts() -> None:
    said = read('```json\n{"argument": "</think> is a tag.", "stance": "Tea"}\n```', ANSWER, DRINKS).reply
    assert said is not None
    assert said.argument is not None
    assert (said.stance, said.argument.text) == ("Tea", "</think> is a tag.")
