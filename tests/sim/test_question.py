"""Questions: what one can be, and what answers it."""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moot.sim import Question, SpecError
from moot.sim.question import unanswered

TEA = Question(text="Tea?", options=("Yes", "No"))
AGE = Question(text="How old?", range=(0.0, 120.0))
WHY = Question(text="Why?")
ALL = Question(text="All?", parts=(TEA, AGE, WHY))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"text": ""}, "at least 1 character"),
        ({}, "'text' is missing"),
        ({"text": "Q", "options": ["A"]}, "one option ('A') leaves nothing to decide"),
        ({"text": "Q", "options": ["A", "B", "A"]}, "option 'A' stands twice"),
        ({"text": "Q", "options": ["A", " "]}, "an option is blank"),
        (
            {"text": "Q", "options": ["A", "B"], "range": [0, 1]},
            "options, a range or parts: one of the three",
        ),
        ({"text": "Q", "range": [1, 1]}, "range [1.0, 1.0] is empty"),
        ({"text": "Q", "range": [2, 1]}, "give the lower end first"),
        ({"text": "Q", "parts": [{"text": "P", "parts": [{"text": "R"}]}]}, "parts go one level deep"),
        (
            {"text": "Q", "options": ["A", "B"], "answer": "C"},
            "the answer cannot be one: 'C' is none of the options",
        ),
        ({"text": "Q", "range": [0, 1], "answer": 2}, "outside the range 0 to 1"),
        ({"text": "Q", "option": ["A", "B"]}, "unknown key 'option': did you mean 'options'?"),
        ({"text": "Q", "checkable": 1.5}, "checkable"),
        ("Q", "'Q'"),
    ],
)
def test_what_is_no_question_is_refused(data: Any, message: str) -> None:
    with pytest.raises(SpecError) as error:
        Question.load(data)
    assert message in str(error.value)


@pytest.mark.parametrize(
    ("question", "stance", "message"),
    [
        (TEA, "Yes", ""),
        (TEA, "yes", "'yes' is none of the options 'Yes', 'No'"),
        (TEA, None, "None is none of"),
        (TEA, 1.0, "1.0 is none of"),
        (AGE, 120.0, ""),
        (AGE, 121.0, "121.0 is outside the range 0 to 120"),
        (AGE, "12", "'12' is not a number"),
        (AGE, True, "True is not a number"),
        (AGE, math.nan, "nan is outside"),
        (WHY, "Because", ""),
        (WHY, " ", "' ' is not a text"),
        (WHY, 1.0, "1.0 is not a text"),
        (ALL, ("Yes", 3.0, "so"), ""),
        (ALL, ("Yes", 3.0), "does not answer each of the 3 parts"),
        (ALL, "Yes", "does not answer each of the 3 parts"),
        (ALL, ("Yes", 300.0, "so"), "part 2: 300.0 is outside"),
    ],
)
def test_what_answers_a_question(question: Question, stance: Any, message: str) -> None:
    said = question.problem(stance)
    assert (message in said) if message else not said


@given(st.lists(st.text(min_size=1).filter(str.strip), min_size=2, max_size=9, unique=True), st.text())
def test_a_choice_is_answered_by_its_options_and_by_nothing_else(options: list[str], other: str) -> None:
    question = Question(text="Q", options=tuple(options))
    assert not any(question.problem(option) for option in options)
    assert bool(question.problem(other)) == (other not in options)


def test_kinds() -> None:
    assert [q.kind for q in (TEA, AGE, WHY, ALL)] == ["choice", "number", "text", "parts"]


def test_draws_are_keyed_by_the_id_or_the_text() -> None:
    assert TEA.key == "Tea?"
    assert Question(text="Tea?", id="q1").key == "q1"


def test_seats_see_no_answer_not_even_of_a_part() -> None:
    part = Question(text="P", options=("a", "b"), answer="a")
    shown = unanswered(Question(text="Q", parts=(part,), answer=("a",)))
    assert shown.answer is None
    assert shown.parts[0].answer is None
    assert shown.parts[0].options == ("a", "b")
