"""What a model must return: a JSON schema for each want."""

from collections.abc import Mapping, Sequence
from typing import Any

from ...sim import (
    Approval,
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
    Scores,
    Together,
    Wants,
)
from ...sim.wants import Narrowed

LISTED = 100
"""How many strings are listed in one place, at most; beyond it any will do. Endpoints take 500 in all."""

Schema = dict[str, Any]


def asked(wants: Wants) -> Mapping[str, Wants]:
    """Return what is wanted beside an answer: the fields of a reply, each with the want that asks for it.

    A want that is not known here asks for an answer alone; it checks the reply itself.

    >>> list(asked(Together(wants=(Ranking(), Confidence()))))
    ['ranking', 'confidence']
    """
    if isinstance(wants, Narrowed):
        return asked(wants.ballot)
    if isinstance(wants, Together):
        return {name: want for one in wants.wants for name, want in asked(one).items()}
    if isinstance(wants, Figures):
        return {wants.field: wants}
    fields = {
        Ranking: "ranking",
        Order: "ranking",
        Approval: "approvals",
        Confidence: "confidence",
        Delegation: "delegate",
    }
    return {name: wants for kind, name in fields.items() if isinstance(wants, kind)}


def is_order(wants: Wants) -> bool:
    """Tell whether things are to be put in order, and no stance is to be taken."""
    return isinstance(asked(wants).get("ranking"), Order)


def schema(wants: Wants, question: Question, heard: Sequence[str] = ()) -> Schema:
    """Return the JSON schema of the object that answers an ask.

    It keeps to what endpoints with a strict mode take: every field is required and none may be added, and
    bounds stand in the descriptions. The argument comes first, so that a model thinks before it answers.
    What the schema cannot say, such as that shares sum to 1, the want itself checks.

    Args:
        wants: what is wanted.
        question: as the seat is asked it.
        heard: the names by which it heard others; those it may credit, and delegate to.
    """
    also = asked(wants)
    heard = tuple(dict.fromkeys(heard))
    fields: dict[str, Schema] = {"argument": string("why, in your own words")}
    if not is_order(wants):
        stance = answer(question, _longest(wants))
        either = "delegate" in also and heard
        fields["stance"] = {"anyOf": [stance, nothing("you delegate")]} if either else stance
        fields["confidence"] = number("how sure you are of your stance, from 0 to 1")
    for name, want in also.items():
        if name != "confidence" and not (name == "delegate" and not heard):
            fields[name] = _field(want, question, heard)
    if heard:
        fields["credits"] = list_of(one_of(heard), "who of those you heard convinced you; [] if nobody did")
    return object_of(fields)


def answer(question: Question, longest: int | None = None) -> Schema:
    """Return the schema of an answer to a question."""
    if question.options:
        return one_of(question.options, "your answer: one of the options, in its own words")
    if question.range is not None:
        low, high = question.range
        return number(f"your answer: a number from {low:g} to {high:g}")
    if question.parts:
        parts = {f"part_{i}": answer(part, longest) for i, part in enumerate(question.parts, 1)}
        return object_of(parts, "your answer to each part")
    bound = f", of {longest} characters at most" if longest else ""
    return string(f"your answer{bound}; the reasons go into the argument")


def _longest(wants: Wants) -> int | None:
    """Return how long a free answer may be."""
    if isinstance(wants, Brief):
        inner = _longest(wants.ballot)
        return wants.longest if inner is None else min(inner, wants.longest)
    return _longest(wants.ballot) if isinstance(wants, Narrowed) else None


def _field(want: Wants, question: Question, heard: Sequence[str]) -> Schema:
    """Return the schema of what is wanted beside an answer."""
    if isinstance(want, Order | Ranking):
        things = want.items if isinstance(want, Order) else question.options
        place: Schema = {"anyOf": [one_of(things), list_of(one_of(things), "those that share a place")]}
        top = "" if isinstance(want, Order) else "; your stance is first"
        return list_of(place, f"from best to worst, each once{top}")
    if isinstance(want, Approval):
        return list_of(one_of(question.options), "every option that you approve of; your stance is one")
    if isinstance(want, Figures):
        figures = {option: number("") for option in question.options}
        return object_of(figures, _figures(want))
    return {"anyOf": [one_of(heard, "who is to answer in your place"), nothing("you answer yourself")]}


def _figures(want: Figures) -> str:
    """Say what the figures are."""
    if isinstance(want, Scores):
        return f"a score for each option, from {want.low:g} to {want.high:g}; your stance has the highest"
    if isinstance(want, Points):
        cost = "the sum of their squares is" if want.quadratic else "they sum to"
        return (
            f"points of 0 or more for each option; {cost} {want.budget:g} at most; your stance has the most"
        )
    if isinstance(want, Prediction):
        return "the share of the others that will choose each option, from 0 to 1; they sum to 1"
    if isinstance(want, Belief):
        return "the probability of each option, from 0 to 1; they sum to 1; your stance has the highest"
    return "a number for each option; your stance has the highest"


def _said(description: str) -> Schema:
    return {"description": description} if description else {}


def string(description: str) -> Schema:
    """Return the schema of a text."""
    return {"type": "string"} | _said(description)


def number(description: str) -> Schema:
    """Return the schema of a number."""
    return {"type": "number"} | _said(description)


def nothing(where: str) -> Schema:
    """Return the schema of a null, which stands where this is so."""
    return {"type": "null", "description": f"where {where}"}


def one_of(things: Sequence[str], description: str = "") -> Schema:
    """Return the schema of one of these; of any text, where they are too many to be listed."""
    listed = {"enum": list(things)} if 0 < len(things) <= LISTED else {}
    return {"type": "string"} | listed | _said(description)


def list_of(items: Schema, description: str) -> Schema:
    """Return the schema of a list."""
    return {"type": "array", "items": items} | _said(description)


def object_of(fields: Mapping[str, Schema], description: str = "") -> Schema:
    """Return the schema of an object that has these keys, and no others."""
    shape = {"type": "object", "properties": dict(fields), "required": list(fields)}
    return shape | {"additionalProperties": False} | _said(description)
