"""An answer in plain text, without a JSON object: the line that is marked, or all of it; or none, and why."""

import re
from typing import Any

from ...sim import Argument, Question, Reply, Stance
from . import answers
from .answers import UnreadError
from .matching import unsaid

MARKED = re.compile(
    r"""[\s>#*_`-]{0,9}(?:(?:my|the)\s+)?
    (?:(final\s+)(?:answer|vote)\b[\s*]{0,9}(?:[:=]|is\b|$)|(?:answer|vote)\b[\s*]{0,9}[:=])(.*)""",
    re.IGNORECASE | re.VERBOSE,
)
BOXED = re.compile(
    r"""[\s$*>]{0,9}(?:(?:so|thus|hence|therefore),?\s+)?(?:(?:my|the)\s+)?
    (?:final\s+)?(?:answer|vote)?(?:\s+is)?[:\s$*]{0,9}
    \\boxed\{(?:\\text\{)?([^{}]*)\}[}$*.\s]*""",
    re.IGNORECASE | re.VERBOSE,
)
ABSTENTION = re.compile(r"(?:i\s+)?abstain(?:ed)?\W*", re.IGNORECASE)
REFUSAL = re.compile(
    r"""\W*(?:(?:i(?:'m|\ am)\ (?:(?:very|so|really)\ )?sorry|sorry|i\ apologi[sz]e|unfortunately)\W+)?
    (?:but\ )?(?:as\ an\ ai\b[^.]{0,60}?,?\ )?
    (?:i\ (?:can't|cannot|can\ not|won't|will\ not|(?:am\ )?(?:unable|not\ able)\ to|(?:must\ )?decline\ to
        |refuse\ to)|i'm\ (?:unable|not\ able)\ to)\ (?:\w+\ ){0,3}?
    (?:help(?!\ but)|assist|comply|answer|respond|participate|engage|fulfill?|discuss|provide
        |take\ (?:a|any|sides)|(?:give|share|offer|express)\ (?:\w+\ )?(?:opinion|view|answer|advice)s?)\b""",
    re.IGNORECASE | re.VERBOSE,
)
DENIED = re.compile(
    r"\b(?:not|never|reject\w*|don't|disagree\w*|instead\s+of)\b[^\n{}]{0,80}\{", re.IGNORECASE
)
HOWEVER = re.compile(r"\b(?:but|however|still|that said|nevertheless)\b", re.IGNORECASE)
SHORT = 1000
"""The characters, at most, of a refusal: longer texts that begin like one go on to say something."""


def of_prose(text: str, question: Question) -> Reply:
    """Return the reply that a text makes: its marked answer, or all of it.

    What stands before the answer is the argument. Behind an option only a reason may follow: see `match`.

    Raises:
        UnreadError: it gives no answer, or one to a question of several parts.
    """
    if question.parts:
        raise UnreadError("no JSON object, and only one can answer several parts: give it")
    before, said, after = _marked(text)
    said = f"{said}\n{after}".strip() if question.kind != "text" else said
    try:
        stance = _read(said, question)
        _alone(said, stance, question)
    except UnreadError:
        silent = unanswered(text)
        if silent is None or _goes_on(text, question):
            raise
        return silent
    left = before if question.kind != "text" else f"{before}\n{after}".strip()
    argument = left or said.partition("\n")[2]
    return Reply(stance=stance, argument=Argument(text=argument)) if argument else Reply(stance=stance)


def _alone(said: str, stance: Stance, question: Question) -> None:
    """Raise an UnreadError where another line is another option."""
    for line in said.splitlines()[1:] if question.options else ():
        if (other := _otherwise(line.strip(), stance, question)) is not None:
            raise UnreadError(f"it names {stance!r:.80} and {other!r:.80}: give one option, in its own words")


def contradicted(text: str, reply: Reply, question: Question) -> None:
    """Raise an UnreadError where what stands around a JSON object says otherwise, or denies it.

    A model may quote what it heard, which is shown to it as JSON, and then answer for itself.
    """
    if DENIED.search(text[: text.find("{") + 1]):
        raise UnreadError("the JSON object is denied by the words before it: give your own object, alone")
    if question.parts or reply.stance is None:
        return
    _, said, _ = _marked(text)
    if said != text and (other := _otherwise(said, reply.stance, question)) is not None:
        raise UnreadError(
            f"the JSON object says {reply.stance!r:.80} and the marked answer {other!r:.80}: give one"
        )
    rest = text[text.rfind("}") + 1 :]
    if isinstance(reply.stance, str) and question.options and unsaid(rest, reply.stance, question.options):
        raise UnreadError("the words behind the JSON object may take it back: give the object, alone")


def _otherwise(said: str, stance: Stance, question: Question) -> Stance | None:
    """Return the answer that a text is, where it is another one."""
    try:
        other = _read(said, question)
    except UnreadError:
        return None
    return None if other == stance else other


def _read(said: str, question: Question) -> Stance:
    """Return the answer that a text is."""
    if question.kind == "text" and said.startswith(("{", "[", "<", "```")):
        raise UnreadError(
            f"{said!r:.80} is neither JSON nor plain words: give the JSON object that was asked for"
        )
    return spoken(said, question)


def spoken(said: Any, question: Question) -> Stance:
    """Return the answer that is given; free text may be a refusal, and then it is none."""
    if question.kind == "text" and isinstance(said, str) and unanswered(said):
        raise UnreadError("no answer")
    return answers.stance(said, question)


def refuses(text: str) -> bool:
    """Tell whether a text says, from its start and in few words, that it will not answer.

    >>> refuses("I'm sorry, but I can't help with that.")
    True
    >>> refuses("I cannot help but prefer tea.")
    False
    """
    return len(text) <= SHORT and REFUSAL.match(text.replace("\u2019", "'")) is not None


def unanswered(text: str) -> Reply | None:
    """Return the reply of a text that refuses, or abstains; None for one that does neither."""
    if refuses(text):
        return Reply(outcome="refused", reason=text)
    return Reply(outcome="abstained", reason=text) if ABSTENTION.fullmatch(text) else None


def _goes_on(text: str, question: Question) -> bool:
    """Tell whether a refusal is followed by what may be an answer for all that."""
    refusal = REFUSAL.match(text.replace("\u2019", "'"))
    turned = HOWEVER.search(text, refusal.end()) if refusal else None
    rest = text[turned.end() :].lower() if turned else ""
    return any(option.lower() in rest for option in question.options) or any(map(str.isdigit, rest))


def _marked(text: str) -> tuple[str, str, str]:
    r"""Return what stands before the answer, the answer, and what stands after it.

    The answer is the rest of the last line that begins "Final answer:", or else "Answer:", or that has a
    `\boxed{}`; where nothing follows on that line, the next. Of several, all must say the same.
    """
    lines = text.splitlines()
    final: list[tuple[int, str]] = []
    other: list[tuple[int, str]] = []
    for i, line in enumerate(lines):
        if boxed := BOXED.fullmatch(line):
            final.append((i, boxed[1].strip()))
        elif marked := MARKED.fullmatch(line):
            (final if marked[1] else other).append((i, marked[2].strip("* \t")))
    several = final or other
    if not several:
        return "", text, ""
    at, said = several[-1]
    if any(one != said for _, one in several):
        listed = ", ".join(repr(one[:40]) for _, one in several[:3])
        raise UnreadError(f"several answers that differ, {listed}: give one")
    rest = [line for line in lines[at + 1 :] if line.strip()]
    said, rest = (said, rest) if said or not rest else (rest[0].strip(), rest[1:])
    return "\n".join(lines[:at]).strip(), said, "\n".join(rest)
