"""What prose says of counts: how many hold something, how many changed, and how the votes are split."""

import re
from collections.abc import Iterator
from itertools import chain

from ..page.words import counted
from .marks import HELD, OPTION
from .moments import MANY_ROUNDS, NUMBER, ROUND, Moment, number
from .scene import CASE, NOT, VERB, VOTERS, Scene, is_one_of

BEGIN, END = r"(?<![\w.$/-])", r"(?![\w%/-]|\.\d)"

OF = re.compile(
    rf"{BEGIN}({NUMBER})\s*(?:/|\bout\s+of\b|\bof\b)\s*(?:the\s+|all\s+|its\s+)?({NUMBER}){END}", CASE
)
ALL = re.compile(rf"\b(?:all|every\s+one)\s+(?:of\s+)?(?:the\s+)?({NUMBER}){END}", CASE)
SOME = re.compile(rf"{BEGIN}({NUMBER})\s+(?:of\s+the\s+)?(?:other\s+)?(?={VOTERS})", CASE)
SPLIT = re.compile(rf"{BEGIN}(\d{{1,4}})\s*(?:-|to|vs\.?|against)\s*(\d{{1,4}}){END}", CASE)
SPLITS = re.compile(
    r"\b(?:split|votes?|voted|tied?|divided|division|majority|margin|won|wins?|decision|result)\b", CASE
)
NOUN = re.compile(
    rf"\s*(?!{VOTERS}|{HELD}\b|(?:chang|switch|flip|mov|shift)|(?:did|had|have|has|were|was|are|is|do|for|to|in|on|at|by"
    r"|with|said|who|that|agree|agreed|believe|thought|want|call|called)\b)[a-z]+",
    CASE,
)
"""A noun that is counted, and is nobody at the table: `two of the three reasons`."""


def false_counts(clause: str, scene: Scene) -> Iterator[str]:
    """Yield what is so, for each count in a clause that is not the count."""
    left = clause
    for pattern in (OF, ALL):
        for found in pattern.finditer(left):
            yield from _of(clause, found, scene)
        left = pattern.sub(lambda found: " " * len(found[0]), left)
    for found in SOME.finditer(left):
        after = clause[found.end() :]
        if re.match(r"(?:votes?|ballots?)\b", after, CASE) or VERB.search(after) or re.search(OPTION, after):
            yield from _number(clause, found, number(found[1]), scene)
    for found in SPLIT.finditer(left) if SPLITS.search(clause) else ():
        claimed = sorted(map(int, found.groups()), reverse=True)
        if all(claimed != _two_most(moment) for moment in scene.moments):
            yield f"'{found[0]}': {scene.told()}"


def false_rounds(clause: str, scene: Scene) -> Iterator[str]:
    """Yield what is so, where a clause speaks of more rounds than there were."""
    had = scene.known.facts.rounds
    for found in chain(ROUND.finditer(clause), MANY_ROUNDS.finditer(clause)):
        if number(found[1]) > had:
            yield f"'{found[0]}': there {'was' if had == 1 else 'were'} {counted(had, 'round')}"


def _two_most(moment: Moment) -> list[int]:
    return [*sorted(moment.counts.values(), reverse=True), 0, 0][:2]


def _of(clause: str, found: re.Match[str], scene: Scene) -> Iterator[str]:
    """Check `4 of 6`, or `all 6`."""
    if NOUN.match(clause[found.end() :]):
        return
    count, of = number(found[1]), number(found[found.re.groups])
    known = scene.known
    seats, cast = len(known.facts.seats), len(known.ballots)
    sizes = {seats, cast, known.facts.verdict.electorate, *(moment.of for moment in scene.moments)}
    if of not in sizes or count > of:
        yield f"'{found[0]}': there are {seats} seats, and {cast} cast a ballot"
    else:
        yield from _number(clause, found, count, scene)


def _number(clause: str, found: re.Match[str], count: int, scene: Scene) -> Iterator[str]:
    """Check a number of seats that hold something, or that changed."""
    options, after = scene.marked.options(clause), clause[found.end() :]
    verbs = [*VERB.finditer(after)][:1] or [*VERB.finditer(clause[: found.start()])][-1:]
    denied = NOT.search(after) is not None
    claimed = f"'{found[0].strip()}'"
    if any(verb["changed"] or verb["kept"] for verb in verbs):
        denied = denied or any(verb["kept"] for verb in verbs)
        flips = [flip for flip in scene.known.flips if not scene.rounds or flip.round in scene.rounds]
        came = {flip.seat for flip in flips if not options or is_one_of(flip.after, options)}
        left = {flip.seat for flip in flips if not options or is_one_of(flip.before, options)}
        seats = len(scene.known.facts.seats)
        if count not in {seats - len(some) if denied else len(some) for some in (came, left)}:
            yield f"{claimed}: {len(came)} of {seats} changed{' to that' if options else ''}"
        return
    for moment in scene.moments:
        tallies = moment.tallies(options)
        if count in ({moment.of - each for each in tallies} if denied else tallies):
            return
    yield f"{claimed}: {scene.told()}"
