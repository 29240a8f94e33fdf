"""What a model must return: strict, and complete."""

import json
from typing import Any

import pytest

from moot.agents.live import schema
from moot.sim import ANSWER, Approval, Brief, Delegation, Order, Points, Question, Ranking, Together, Wants

DRINKS = Question(text="?", options=("Tea", "Coffee"), answer="Tea")


def objects(shape: Any) -> list[dict[str, Any]]:
    """Every object in a schema, at any depth."""
    if isinstance(shape, list):
        return [found for one in shape for found in objects(one)]
    if not isinstance(shape, dict):
        return []
    return [shape] * (shape.get("type") == "object") + objects(list(shape.values()))


def test_every_schema_is_strict(every_ask: list[tuple[Wants, Question]]) -> None:
    for wants, question in every_ask:
        shape = schema(wants, question, ("Ada", "Bo", "Ada"))
        assert json.loads(json.dumps(shape)) == shape
        assert shape["type"] == "object"
        found = objects(shape)
        assert found
        for one in found:
            if isinstance(one.get("properties"), dict):
                assert one["additionalProperties"] is False
                assert one["required"] == list(one["properties"])
        assert ("stance" in shape["properties"]) is not isinstance(wants, Order)


def test_an_answer() -> None:
    assert schema(ANSWER, DRINKS) == {
        "type": "object",
        "properties": {
            "argument": {"type": "string", "description": "why, in your own words"},
            "stance": {
                "type": "string",
                "enum": ["Tea", "Coffee"],
                "description": "your answer: one of the options, in its own words",
            },
            "confidence": {"type": "number", "description": "how sure you are of your stance, from 0 to 1"},
        },
        "required": ["argument", "stance", "confidence"],
        "additionalProperties": False,
    }


@pytest.mark.parametrize(
    ("wants", "keys"),
    [
        (ANSWER, ["stance", "confidence"]),
        (Delegation(), ["stance", "confidence", "delegate"]),
        (Together(wants=(Ranking(), Approval())), ["stance", "confidence", "ranking", "approvals"]),
        (Order(items=("Answer 1",)), ["ranking"]),
    ],
)
def test_what_is_wanted_is_asked_for(wants: Wants, keys: list[str]) -> None:
    assert list(schema(wants, DRINKS, ("Ada",))["properties"]) == ["argument", *keys, "credits"]


def test_nobody_who_was_not_heard_is_offered() -> None:
    assert list(schema(Delegation(), DRINKS)["properties"]) == ["argument", "stance", "confidence"]
    shape = schema(Delegation(), DRINKS, ("Ada", "Bo"))["properties"]
    assert shape["delegate"]["anyOf"][0]["enum"] == shape["credits"]["items"]["enum"] == ["Ada", "Bo"]


def test_bounds_are_told_in_words() -> None:
    points = schema(Points(budget=9, quadratic=True), DRINKS)["properties"]["points"]
    assert "the sum of their squares is 9 at most" in points["description"]
    number = schema(ANSWER, Question(text="?", range=(0.0, 2.5)))["properties"]["stance"]
    assert number == {"type": "number", "description": "your answer: a number from 0 to 2.5"}
    brief = schema(Brief(ballot=Brief(ballot=ANSWER, longest=30), longest=90), Question(text="?"))
    assert "of 30 characters at most" in brief["properties"]["stance"]["description"]


def test_many_options_are_not_listed() -> None:
    many = Question(text="?", options=tuple(f"o{i}" for i in range(101)))
    assert "enum" not in schema(ANSWER, many)["properties"]["stance"]
    fewer = many.model_copy(update={"options": many.options[:100]})
    assert len(schema(ANSWER, fewer)["properties"]["stance"]["enum"]) == 100
