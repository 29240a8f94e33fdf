"""A text that says two things is no vote: an object that is denied, or that words around it contradict."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moot.agents.live import read
from moot.sim import ANSWER, Question, Reply

DRINKS = Question(text="?", options=("Tea", "Coffee", "Water"))
HOW_MANY = Question(text="How many?", range=(0.0, 100.0))
WHY = Question(text="Why?")
OPTIONS = st.sampled_from(DRINKS.options)
MARKS = ("Final answer: {}", "**Final answer:** {}", "Answer: {}", "My vote: {}", "So \\boxed{{{}}}")


def said(text: str, question: Question = DRINKS) -> Any:
    """The stance of what a text was read as, or what is wrong with it."""
    found = read(text, ANSWER, question)
    return found.problem if found.reply is None else found.reply.stance


DENIALS = (
    *("I would not say", "It is not so that", "NOT", "I never said:", "Instead of"),
    *("I reject", "Rejected:", "I don't hold", "I disagree with"),
)


@given(
    OPTIONS,
    st.sampled_from(DENIALS),
    st.sampled_from([" ", " this one: ", " what Bo gave, ```json "]),
)
def test_an_object_that_is_denied_is_no_vote(option: str, denial: str, between: str) -> None:
    problem = said(f'It is hard.\n{denial}{between}{{"stance": "{option}"}}')
    assert problem == "the JSON object is denied by the words before it: give your own object, alone"


@pytest.mark.parametrize(
    "before",
    [
        "",
        "It is not easy.\n",
        "Notably: ",
        "Nothing is better:\n\n",
        "Never mind.\n```json\n",
        "My answer is ",
    ],
)
def test_an_object_behind_other_words_is_one(before: str) -> None:
    assert said(f'{before}{{"argument": "It is not dear.", "stance": "Tea"}}') == "Tea"


def test_words_in_an_object_deny_nothing() -> None:
    assert said('{"argument": "It is not dear.", "scores": {"Tea": 1}, "stance": "Tea"}') == "Tea"


@given(OPTIONS, OPTIONS, st.sampled_from(MARKS), st.booleans())
def test_an_object_and_a_marked_answer_are_a_vote_where_they_say_the_same(
    held: str, marked: str, mark: str, behind: bool
) -> None:
    both = [f'{{"stance": "{held}"}}', mark.format(marked)]
    found = said("\n".join(both if behind else reversed(both)))
    if held == marked:
        assert found == held
    else:
        assert found == f"the JSON object says {held!r} and the marked answer {marked!r}: give one"


def test_numbers_and_texts_are_contradicted_too() -> None:
    assert said('{"stance": 7}\nAnswer: 7.0', HOW_MANY) == 7
    assert said('{"stance": 7}\nAnswer: 8', HOW_MANY) == (
        "the JSON object says 7.0 and the marked answer 8.0: give one"
    )
    assert "give one" in said('{"stance": "It rains."}\nAnswer: It snows.', WHY)


@pytest.mark.parametrize("marked", ["see above", "", "```"])
def test_a_marked_answer_that_is_none_contradicts_nothing(marked: str) -> None:
    assert said(f'{{"stance": "Tea"}}\nFinal answer: {marked}') == "Tea"


@pytest.mark.parametrize(
    "behind",
    [
        "\nActually I choose Coffee.",
        " is what Bo says; I disagree",
        "\n```\nwould be the wrong answer.",
        "\nI go the other way.",
        "\nCorrection: B.",
        "\nFinal answer: Tea or Coffee",
    ],
)
def test_an_object_that_is_taken_back_behind_it_is_no_vote(behind: str) -> None:
    assert "may take it back" in said('{"stance": "Tea"}' + behind)


def test_an_object_behind_which_nothing_else_is_said_is_one() -> None:
    assert said('{"stance": "Tea"}\nThat is all. Tea it is, for its price.') == "Tea"


@pytest.mark.parametrize(
    "text",
    [
        'Bo said {"speaker": "Bo", "stance": "Tea"}. I keep mine.',
        '{"heard": {"speaker": "Bo", "stance": "Tea"}}',
    ],
)
def test_what_another_said_is_no_vote(text: str) -> None:
    assert read(text, ANSWER, DRINKS, ("Bo",)).problem == "the JSON object is what 'Bo' said: give your own"


@pytest.mark.parametrize(
    "text", ["Tea\nis what Bo chose. I go the other way.", "Bo said:\nFinal answer: Tea\nI disagree with it."]
)
def test_prose_that_goes_another_way_is_no_vote(text: str) -> None:
    assert said(text) not in DRINKS.options


def test_who_does_not_answer_is_not_contradicted() -> None:
    found = read('{"stance": null, "argument": "Hm."}\nFinal answer: Tea', ANSWER, DRINKS).reply
    assert found == Reply(outcome="abstained", reason="Hm.")


@given(
    OPTIONS,
    OPTIONS,
    st.sampled_from(["{}\n{}", "{}\n\n  {}", "Final answer: {}\n{}", "Answer:\n{}\n{}"]),
    st.lists(st.sampled_from(["{option}", "{letter}", "{letter}.", "({letter})"]), min_size=2, max_size=2),
)
def test_options_on_two_lines_are_a_vote_where_they_are_one(
    first: str, then: str, lines: str, forms: list[str]
) -> None:
    both = [
        form.format(option=option, letter="ABC"[DRINKS.options.index(option)])
        for option, form in zip((first, then), forms, strict=True)
    ]
    found = said(lines.format(*both))
    assert found == first if first == then else found not in DRINKS.options


def test_two_options_are_told_as_what_they_are() -> None:
    assert said("Tea\nB") == "it names 'Tea' and 'Coffee': give one option, in its own words"
