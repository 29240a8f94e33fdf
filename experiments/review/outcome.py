"""What prose says of the outcome: who won, and how one-sided the vote was."""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from ...sim import Stance
from ..page.words import some, spelt
from .marks import HELD, OPTION, SEAT
from .moments import Moment
from .scene import AGREED_THAT, CASE, NOT, VOTERS, Scene, is_one_of

WON = re.compile(
    r"\b(?:won|wins?|winning|winner|prevail(?:ed|s)?|carried|came\s+out\s+(?:on\s+top|ahead)|triumph(?:ed|s)"
    r"|(?:was|is|were)\s+(?:elected|chosen|selected|adopted|the\s+(?:winner|result|outcome|verdict|choice)))\b",
    CASE,
)
CHOSE = re.compile(
    r"\b(?:winner|winning\s+option|result|outcome|verdict|final\s+(?:answer|decision|choice))\s*"
    r"(?:is|was|:|=|-)?\s*\W*$"
    r"|\b(?:panel|table|group|council|jury|they|debate|deliberation)\s+(?:\w+\s+){0,2}?"
    r"(?:chose|elected|settled\s+on|decided\s+(?:for|on)|agreed\s+on)\s*\W*$",
    CASE,
)
LED = re.compile(r"\b(?:led|leads|leading|is\s+ahead|was\s+ahead|in\s+the\s+lead)\b", CASE)


def false_winners(clause: str, scene: Scene) -> Iterator[str]:
    """Yield what is so, where a clause says that an option won, or led, that did not."""
    for found in re.finditer(f"{OPTION}+", clause):
        before, after = clause[: found.start()], clause[found.end() :]
        options = scene.marked.options(found[0])
        near = re.match(rf"[^{SEAT[1:-1]}{OPTION[1:-1]}]{{0,60}}", after)
        said = near[0] if near else ""
        won, led = WON.search(said) or CHOSE.search(before), LED.search(said)
        if not (won or led):
            continue
        denied = NOT.search(said) is not None
        leads = [moment.leaders() for moment in scene.moments if led or moment.round]
        leads += [] if led or scene.rounds else [list(scene.known.facts.verdict.winners)]
        if not any(_alone(options, some) != denied for some in leads):
            yield f"'{scene.marked.whole(clause)}': {_result(scene)}"


def _alone(options: list[str], winners: list[Stance]) -> bool:
    """Tell whether these options are all that won."""
    return bool(winners) and len(winners) == len(options) and all(is_one_of(one, options) for one in winners)


def _result(scene: Scene) -> str:
    verdict = scene.known.facts.verdict
    winners = f": {some(map(spelt, verdict.winners))}" if verdict.winners else ""
    return f"the result is {verdict.word}{winners}"


class _Word(NamedTuple):
    """A word for how one-sided a vote is: how it is said, and whether it is so at a moment."""

    said: re.Pattern[str]
    holds: Callable[[Moment, list[str]], bool]


def _most(moment: Moment, options: list[str]) -> int:
    return max(moment.tallies(options), default=0)


WORDS = (
    _Word(
        re.compile(
            r"\b(?:unanim\w+|(?<!near )(?<!near-)(?<!rough )(?<!broad )(?<!partial )(?<!general )consensus"
            r"|(?:full|complete|total|universal)\s+agreement"
            rf"|(?:every(?:one|body)|all\s+(?:the\s+)?{VOTERS})(?=\s+(?:\w+ly\s+)?{HELD}\b))",
            CASE,
        ),
        lambda moment, options: 0 < _most(moment, options) == moment.of,
    ),
    _Word(
        re.compile(r"\bsuper-?majority\b", CASE),
        lambda moment, options: 0 < 3 * moment.of <= 4 * _most(moment, options),
    ),
    _Word(
        re.compile(rf"(?<![\w-])majority\b(?!\s+of\s+(?:the\s+)?(?!{VOTERS})[a-z]+)", CASE),
        lambda moment, options: 2 * _most(moment, options) > moment.of,
    ),
    _Word(
        re.compile(r"\bplurality\b", CASE),
        lambda moment, options: (
            len(leads := moment.leaders()) == 1 and (not options or is_one_of(leads[0], options))
        ),
    ),
    _Word(
        re.compile(
            r"\b(?:tied?(?!\s+to)|deadlock(?:ed)?|stalemate|evenly\s+(?:split|divided)"
            r"|(?:split|divided)\s+evenly)\b",
            CASE,
        ),
        lambda moment, _: len(moment.leaders()) > 1,
    ),
)
"""The words for how one-sided a vote is. That of a verdict may be another: five of six are a majority too."""


def false_words(clause: str, scene: Scene) -> Iterator[str]:
    """Yield what is so, where a clause says how one-sided the vote was, and it was not."""
    question = scene.known.facts.question
    topic = " ".join([question.text, *question.options, *(part.text for part in question.parts)]).casefold()
    options = scene.marked.options(clause)
    for word in WORDS:
        for found in word.said.finditer(clause):
            if found[0].casefold() in topic:
                continue  # it is what they talk about
            if not options and AGREED_THAT.search(clause[found.end() :]):
                continue
            denied = NOT.search(clause[: found.start()][-40:]) is not None
            if all(word.holds(moment, options) == denied for moment in scene.moments):
                yield f"'{'no ' if denied else ''}{found[0]}': {scene.told()}"
