"""What a reviewer must return: a JSON schema."""

from ...agents.live.schema import Schema, list_of, nothing, number, object_of, one_of, string
from ...agents.live.schema import answer as answered
from ...sim import Question

KEYS = ("summary", "counterpoint", "strongest_arguments", "turning_points", "votes")
"""The keys of the object."""


def schema(question: Question, seats: tuple[str, ...]) -> Schema:
    """Return the JSON schema of a review; like that of a reply it keeps to what strict modes take.

    Args:
        question: what was decided.
        seats: who sat there.
    """
    seat = one_of(seats, "whose")
    when = number("in which round; 0 outside rounds")
    stance = answered(question) | {"description": "for which answer"}
    argument = {
        "seat": seat,
        "round": when,
        "stance": stance,
        "quote": string("its exact words, in one piece; empty where you tell it in your own"),
        "words": string("the argument in your own words; empty where the quote says it"),
        "why": string("what makes it strong"),
    }
    change = {
        "seat": seat,
        "round": when,
        "from": stance | {"description": "what it held before"},
        "to": stance | {"description": "what it changed to"},
        "credits": list_of(one_of(seats), "whom it credited for that; [] for nobody"),
        "why": string("what it turned on"),
    }
    vote = {
        "seat": {"anyOf": [seat, nothing("you count")]},
        "stance": stance | {"description": "the answer that it holds, or that is counted"},
        "count": {"anyOf": [number("how many hold it"), nothing("you name a seat")]},
        "round": {"anyOf": [number("at the end of which round"), nothing("you speak of the ballots")]},
    }
    bodies = (
        string("what happened and what came of it, in two or three paragraphs"),
        string("the best case against the result, in one paragraph"),
        list_of(object_of(argument), "the strongest argument for each answer that had one"),
        list_of(object_of(change), "the changes that mattered; [] where nobody changed"),
        list_of(object_of(vote), "what your summary rests on: who holds what, how many do"),
    )
    return object_of(dict(zip(KEYS, bodies, strict=True)))
