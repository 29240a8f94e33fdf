"""What a model wrote -> the reply that it makes, or what is wrong with it, in words that it can act on."""

import re
from collections.abc import Sequence
from itertools import chain
from typing import Any, NamedTuple

from ...sim import Order, Question, Reply, SpecError, Stance, Wants
from ...sim.statement import FIGURES
from . import answers
from .answers import UnreadError
from .objects import Fields, object_in, plain
from .prose import SHORT, contradicted, of_prose, spoken, unanswered
from .schema import asked, is_order

LONGEST = 100_000
"""The characters, at most, of what is read; more is no answer, and is not searched for one."""

OTHER_NAMES = {
    "stance": ("answer", "finalanswer", "vote", "position", "choice"),
    "argument": ("reasoning", "reasons", "reason", "rationale", "explanation"),
    "credits": ("attributedto", "convincedby"),
}
"""What models call a field instead, without case and punctuation."""

THINKING = re.compile(r"<(?:think|thinking|reasoning)>", re.IGNORECASE)
THOUGHT = re.compile(r"</(?:think|thinking|reasoning)>", re.IGNORECASE)
"""How thoughts begin and end; endpoints may leave out the beginning."""

KEYS = (
    *("argument", "stance", "confidence", "ranking", "approvals", *FIGURES, "delegate", "credits", "refusal"),
    *chain(*OTHER_NAMES.values()),
)
"""The keys by which an object is told from others."""


class Reading(NamedTuple):
    """What a model's text was read as.

    Attributes:
        reply: the reply, which the want takes; one that refused or abstained says why. None = unreadable.
        problem: what was seen and what was expected, for the model's one chance to put it right; empty where
            there is a reply.
        notes: what was left out, or read in a way that must be told, in the order of the fields.
    """

    reply: Reply | None
    problem: str = ""
    notes: tuple[str, ...] = ()


def read(text: str, wants: Wants, question: Question, heard: Sequence[str] = ()) -> Reading:
    """Read what a model wrote; whatever it is, nothing is raised, and nothing is made up.

    What is looked for is the JSON object that `schema` describes: alone, in a code fence, or with prose
    around it; thoughts between `<think>` tags are no part of it. Where there is none, the line behind "Final
    answer:" is the answer, or the text as a whole. A text that says it will not answer has refused.

    Args:
        text: what it wrote.
        wants: what was wanted.
        question: as the seat was asked it.
        heard: the names by which it heard others.

    >>> drinks = Question(text="?", options=("Tea", "Coffee"))
    >>> read('{"argument": "It is cheap.", "stance": "b"}', ANSWER, drinks).reply.stance
    'Coffee'
    """
    try:
        text = bare(text)
    except UnreadError as error:
        return Reading(None, str(error))
    found = object_in(text, KEYS)
    if found.problem:
        return Reading(None, found.problem)
    notes: list[str] = []
    try:
        if found.fields is None:
            reply = of_prose(text, question)
        else:
            reply = _Object(found.fields, wants, question, heard, notes.append).reply()
            contradicted(text, reply, question)
    except (UnreadError, SpecError) as error:
        return Reading(None, str(error), tuple(notes))
    problem = wants.problem(reply, question) if reply.outcome == "replied" else ""
    return Reading(None if problem else reply, problem, tuple(notes))


def bare(text: str) -> str:
    """Return what a model wrote without its thoughts, and without blanks around it.

    Raises:
        UnreadError: it is too long, has thoughts that never end, or nothing is left.
    """
    if len(text) > LONGEST:
        raise UnreadError(f"{len(text)} characters: {LONGEST} at most are read; give the JSON object alone")
    text = text.encode(errors="replace").decode().strip()
    if THINKING.match(text) or not text.startswith(("{", "```")):
        thoughts = THOUGHT.search(text)
        if THINKING.match(text) and not thoughts:
            raise UnreadError("thoughts that never end, and no answer after them: give the JSON object alone")
        text = text[thoughts.end() if thoughts else 0 :].strip()
    if not text:
        raise UnreadError("an empty reply: give the JSON object that was asked for")
    return text


class _Object:
    """An object, read field by field."""

    def __init__(
        self, given: Fields, wants: Wants, question: Question, heard: Sequence[str], note: answers.Note
    ) -> None:
        self.wants = wants
        self.question = question
        self.heard = heard
        self.note = note
        self.also = asked(wants)
        self.fields = self._by_name(given)

    def _by_name(self, given: Fields) -> Fields:
        """Return what stands in each field that was asked for; other keys are noted."""
        if (who := next((given[key] for key in given if plain(key) == "speaker"), None)) in self.heard:
            raise UnreadError(f"the JSON object is what {who!r:.80} said: give your own")
        left = dict(given)
        fields: Fields = {}
        self.rivals = [left[key] for key in left if plain(key) in OTHER_NAMES["stance"]]
        for name in ("argument", "stance", "confidence", *self.also, "credits", "refusal"):
            for names in ((name,), OTHER_NAMES.get(name, ())):
                keys = [key for key in left if plain(key) in names]
                if name not in fields and keys:
                    fields[name] = left[keys[0]]
                    if any(left[key] != fields[name] for key in keys):
                        listed = ", ".join(repr(key) for key in keys)
                        raise UnreadError(
                            f"several keys for one thing that differ, {listed:.80}: give {name!r}"
                        )
                    left = {key: item for key, item in left.items() if key not in keys}
        if left:
            self.note(f"keys that were not asked for: {', '.join(map(repr, left)):.200}")
        return fields

    def reply(self) -> Reply:
        """Return the reply that it makes."""
        get = self.fields.get
        argument = answers.reasons(get("argument"))
        made: Fields = {"argument": argument} if argument.strip() else {}
        for name, want in self.also.items():
            if name != "confidence" and get(name) is not None:
                made[name] = self._beside(name, want, get(name))
        if not is_order(self.wants):
            stance = self._stance(made)
            if isinstance(stance, Reply):
                return stance
            if stance is not None:  # who delegates is sure of nothing
                made |= {"stance": stance, "confidence": answers.confidence(get("confidence"), self.note)}
        made |= {"credits": answers.people(get("credits"), self.heard, self.note)}
        return _made(made)

    def _stance(self, made: Fields) -> Any:
        """Return the stance; the reply of one who refuses or abstains; None for one who delegates."""
        said = self.fields.get("stance")
        if said is not None:
            try:
                return self._sole(spoken(said, self.question))
            except UnreadError:
                if isinstance(said, str) and (silent := unanswered(said)):
                    return silent
                raise
        refusal = self.fields.get("refusal")
        if isinstance(refusal, str) and refusal.strip():
            return Reply(outcome="refused", reason=refusal[:SHORT])
        if made.get("delegate"):
            return None
        if made.get("ranking") and isinstance(made["ranking"][0], str):
            return made["ranking"][0]
        if "stance" in self.fields:
            return Reply(outcome="abstained", reason=made.get("argument", "").strip()[:SHORT])
        raise UnreadError("no stance given: give it under the key 'stance'")

    def _sole(self, stance: Stance) -> Stance:
        """Return the stance, as long as no other name of it has another; of texts none says so."""
        for rival in self.rivals if self.question.kind != "text" else ():
            try:
                other = spoken(rival, self.question)
            except UnreadError:
                continue
            if other != stance:
                raise UnreadError(
                    f"it says {stance!r:.80} and {other!r:.80}: give one, under the key 'stance'"
                )
        return stance

    def _beside(self, name: str, want: Wants, given: Any) -> Any:
        """Return what was wanted beside the stance."""
        options = self.question.options
        if isinstance(want, Order):
            return answers.ranking(given, want.items, lettered=False)
        if name == "ranking":
            return answers.ranking(given, options)
        if name == "approvals":
            return answers.several(given, options)
        if name == "delegate":
            return answers.delegate(given, self.heard)
        if name in ("belief", "prediction"):
            return answers.shares(given, self.question, name, self.note)
        return answers.figures(given, self.question)


def _made(fields: Fields) -> Reply:
    """Return the reply with those of these fields that hold something."""
    return Reply(**{name: item for name, item in fields.items() if item not in (None, "", ())})
