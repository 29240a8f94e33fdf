"""What tests of live models share: wants with replies that they take, and the JSON that these are in."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import strategies as st

from moot.sim import (
    ANSWER,
    Among,
    Approval,
    Argument,
    Belief,
    Brief,
    Confidence,
    Delegation,
    Figures,
    Order,
    Points,
    Prediction,
    Question,
    Ranking,
    Reply,
    Scores,
    Together,
    Wants,
    places,
)

HEARD = ("Ada", "Bo", "Voice-1", "GPT-5.4")
QUESTIONS = (
    Question(text="What?", options=("Tea", "Coffee", "Water")),
    Question(text="Shall we?", options=("Yes", "Yes, but", "No", "not yet")),
    Question(text="Which?", options=("B", "A", "neither")),
    Question(text="How many?", options=("1", "2", '"10"', "a\\b", "{x}", "\u200bq", " padded ")),
    Question(text="How much?", range=(-2.5, 1e6)),
    Question(text="Why?"),
    Question(
        text="All?",
        parts=(
            Question(text="Which?", options=("x", "y")),
            Question(text="How much?", range=(0.0, 1.0)),
            Question(text="Why?"),
        ),
    ),
)
CHOICES = tuple(question for question in QUESTIONS if question.options)
WANTS = (
    ANSWER,
    Confidence(),
    Brief(ballot=ANSWER, longest=30),
    Delegation(),
    Order(items=("Answer 1", "Answer 2", "Answer 3")),
    Ranking(),
    Approval(),
    Scores(low=-1.0, high=3.0),
    Belief(),
    Points(),
    Points(budget=9.0, quadratic=True),
    Prediction(),
    Together(wants=(Ranking(), Scores(), Confidence())),
    Together(wants=(Approval(), Belief())),
)
BESIDE = WANTS[5:]
"""Those that are about options."""

words = st.text(max_size=30)


def fits(wants: Wants, question: Question) -> bool:
    """Whether a want can be had of a question."""
    return wants not in BESIDE or bool(question.options)


@st.composite
def answers(draw: st.DrawFn, question: Question) -> Any:
    if question.options:
        return draw(st.sampled_from(question.options))
    if question.range:
        return draw(st.floats(*question.range))
    if question.parts:
        return tuple(draw(answers(part)) for part in question.parts)
    return draw(st.text(min_size=1, max_size=30).filter(str.strip))


@st.composite
def fields(draw: st.DrawFn, wants: Wants, question: Question, stance: Any) -> dict[str, Any]:
    """What a seat of this stance may give beside it."""
    figures = {option: draw(st.floats(0, 1)) for option in question.options}
    figures[stance] = 1.0
    total = sum(figures.values())
    shares = tuple((option, figure / total) for option, figure in figures.items())
    if isinstance(wants, Together):
        inner = [draw(fields(one, question, stance)) for one in wants.wants]
        return {name: item for one in inner for name, item in one.items()}
    if isinstance(wants, Ranking):
        order = [option for option in draw(st.permutations(question.options)) if option != stance]
        cut = draw(st.integers(0, len(order)))
        last = order[cut:]
        return {"ranking": (stance, *order[:cut], *([tuple(last)] if len(last) > 1 else last))}
    if isinstance(wants, Approval):
        more = draw(st.sets(st.sampled_from(question.options))) - {stance}
        return {"approvals": (stance, *sorted(more))}
    made: dict[str, Any] = {"belief": shares, "prediction": shares}
    if isinstance(wants, Scores):
        width = wants.high - wants.low
        made["scores"] = tuple((option, wants.low + width * x) for option, x in figures.items())
    if isinstance(wants, Points):
        each = wants.budget / len(figures)
        made["points"] = tuple((option, x * min(each, each**0.5)) for option, x in figures.items())
    return {wants.field: made[wants.field]} if isinstance(wants, Figures) else {}


@st.composite
def replies(draw: st.DrawFn, wants: Wants, question: Question) -> Reply:
    """A reply that the want takes, with all that the schema asks for."""
    argument = draw(words.filter(str.strip) | st.none())
    said: dict[str, Any] = {} if argument is None else {"argument": Argument(text=argument)}
    credited = tuple(draw(st.lists(st.sampled_from(HEARD), unique=True)))
    said |= {"credits": credited} if credited else {}
    if isinstance(wants, Order):
        return Reply(ranking=tuple(draw(st.permutations(wants.items))), **said)
    delegate = draw(st.sampled_from(("", *HEARD))) if isinstance(wants, Delegation) else ""
    if delegate:
        return Reply(delegate=delegate, **said)
    stance = draw(answers(question))
    said |= {"stance": stance, "confidence": draw(st.floats(0, 1))}
    return Reply(**said, **draw(fields(wants, question, stance)))


@st.composite
def asked_and_given(draw: st.DrawFn) -> tuple[Wants, Question, Reply]:
    wants = draw(st.sampled_from(WANTS))
    question = draw(st.sampled_from([question for question in QUESTIONS if fits(wants, question)]))
    narrowed = draw(st.booleans())
    if narrowed and question.options and not isinstance(wants, Order):
        wants = Among(ballot=wants, options=question.options)
    return wants, question, draw(replies(wants.ballot if isinstance(wants, Among) else wants, question))


def as_asked(reply: Reply, wants: Wants, question: Question) -> dict[str, Any]:
    """The JSON object that a model would answer with, had it meant this."""
    inner = wants.ballot if isinstance(wants, Among) else wants
    given: dict[str, Any] = {"argument": reply.argument.text if reply.argument else ""}
    if not isinstance(inner, Order):
        stance: Any = reply.stance
        if isinstance(stance, tuple):
            stance = {f"part_{i}": held for i, held in enumerate(stance, 1)}
        given |= {"stance": stance, "confidence": 0.0 if reply.confidence is None else reply.confidence}
    if reply.ranking:
        given["ranking"] = [list(place) if len(place) > 1 else place[0] for place in places(reply.ranking)]
    if reply.approvals:
        given["approvals"] = list(reply.approvals)
    if isinstance(inner, Delegation):
        given["delegate"] = reply.delegate or None
    for name in ("scores", "belief", "points", "prediction"):
        given |= {name: dict(getattr(reply, name))} if getattr(reply, name) else {}
    return given | {"credits": list(reply.credits)}


@pytest.fixture(scope="session")
def given_as_asked() -> Callable[..., dict[str, Any]]:
    return as_asked


@pytest.fixture(scope="session")
def asks() -> Any:
    return asked_and_given()


@pytest.fixture(scope="session")
def every_ask() -> list[tuple[Wants, Question]]:
    return [(wants, question) for wants in WANTS for question in QUESTIONS if fits(wants, question)]
