"""What prose says of counts: how many hold something, how many changed, and how the votes are split."""

import re
from collections.abc import Callable, Iterator
from itertools import chain

from ..page.words import counted
from .marks import HELD, OPTION
from .moments import MANY_ROUNDS, NUMBER, ROUND, Moment, number
from .scene import AGREED_THAT, CASE, CHANGED, NOT, VERB, VOTERS, Scene, is_one_of

NEAR = 90
"""How many characters around a count are read with it."""

BEGIN, END = r"(?<![\w.$/-])", r"(?![\w%/-]|\.\d)"

SHARES = {"half": 50.0, "a third": 100 / 3, "two-thirds": 200 / 3, "three-quarters": 75.0, "a quarter": 25.0}
SHARE = re.compile(
    rf"{BEGIN}(?:(\d{{1,3}}(?:\.\d+)?)\s?(?:%|per\s?cent)|(half|(?:a|two|three)[ -](?:thirds?|quarters?)))"
    rf"\s+(?:of\s+)?(?:the\s+|all\s+)?(?={VOTERS})",
    CASE,
)
OF = re.compile(
    rf"{BEGIN}({NUMBER})\s*(?:/|\bout\s+of\b|\bof\b)\s*(?:the\s+|all\s+|its\s+)?({NUMBER}){END}", CASE
)
ALL = re.compile(rf"\b(?:all|every\s+one)\s+(?:of\s+)?(?:the\s+)?({NUMBER}){END}", CASE)
NOBODY = re.compile(
    rf"\b(?:nobody|no\s?one|none\s+of\s+(?:the\s+)?(?:other\s+)?{VOTERS}|no\s+(?:other\s+)?{VOTERS})"
    rf"(?=\s+(?:(?:\w+ly|ever)\s+)?(?:{HELD}|{CHANGED})\b)",
    CASE,
)
MOST = re.compile(rf"\bmost\s+(?:of\s+(?:the\s+)?)?(?={VOTERS})", CASE)
SOME = re.compile(rf"{BEGIN}({NUMBER})\s+(?:of\s+the\s+)?(?:other\s+)?(?={VOTERS})", CASE)
SPLIT = re.compile(rf"{BEGIN}(\d{{1,4}})\s*(?:-|to|vs\.?|against)\s*(\d{{1,4}}){END}", CASE)
SPLITS = re.compile(
    r"\b(?:split|votes?|voted|tied?|divided|division|majority|margin|won|wins?|decision|result|lead)\b", CASE
)
NOUN = re.compile(
    rf"\s*(?!{VOTERS}|{HELD}\b|(?:chang|switch|flip|mov|shift)|(?:did|had|have|has|were|was|are|is|do|for|to|in"
    r"|on|at|by|with|said|who|that|agree|agreed|believe|thought|want|call|called)\b)[a-z]+",
    CASE,
)
"""A noun that is counted, and is nobody at the table: `two of the three reasons`."""

PARTLY = re.compile(r"\s*(?:up|down|closer|further|towards?|away|the\s+other\s+way)\b", CASE)
"""What makes a change one of several kinds, which nobody counts."""

Fits = Callable[[int, int], bool]
"""Tells whether so many of so many are what is claimed."""


def false_counts(clause: str, scene: Scene) -> Iterator[str]:
    """Yield what is so, for each count in a clause that is not the count."""
    left = clause
    for pattern, check in CHECKS:
        for found in pattern.finditer(left):
            yield from check(clause, found, scene)
        left = pattern.sub(lambda found: " " * len(found[0]), left)
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


def _share(clause: str, found: re.Match[str], scene: Scene) -> Iterator[str]:
    """Check `half of the models`, or `67% of the votes`: within one in a hundred."""
    words = " ".join((found[2] or "").lower().replace("-", " ").split())
    share = float(found[1]) if found[1] else SHARES.get(words, SHARES.get(words.replace(" ", "-")))
    if share is not None and _said_of_votes(clause[found.end() :][:NEAR]):
        yield from _checked(clause, found, scene, lambda count, of: abs(100 * count - share * of) < of)


def _of(clause: str, found: re.Match[str], scene: Scene) -> Iterator[str]:
    """Check `4 of 6`, or `all 6`."""
    if NOUN.match(clause[found.end() :][:NEAR]):
        return
    claimed, size = number(found[1]), number(found[found.re.groups])
    known = scene.known
    seats, cast = len(known.facts.seats), len(known.ballots)
    sizes = {seats, cast, known.facts.verdict.electorate, *(moment.of for moment in scene.moments)}
    if size not in sizes or claimed > size:
        yield f"'{found[0]}': there are {seats} seats, and {cast} cast a ballot"
    else:
        yield from _checked(clause, found, scene, lambda count, _: count == claimed)


def _nobody(clause: str, found: re.Match[str], scene: Scene) -> Iterator[str]:
    """Check `nobody changed`, or `no model chose Tea`."""
    verb = VERB.search(clause, found.end())
    if verb and (verb["changed"] or scene.marked.options(clause)):
        yield from _checked(clause, found, scene, lambda count, _: count == 0)


def _most(clause: str, found: re.Match[str], scene: Scene) -> Iterator[str]:
    """Check `most of the models chose Tea`."""
    if _said_of_votes(clause[found.end() :][:NEAR]):
        yield from _checked(clause, found, scene, lambda count, of: 2 * count > of)


def _some(clause: str, found: re.Match[str], scene: Scene) -> Iterator[str]:
    """Check `4 votes`, or `four models chose Tea`."""
    claimed = number(found[1])
    if _said_of_votes(clause[found.end() :][:NEAR]):
        yield from _checked(clause, found, scene, lambda count, _: count == claimed)


def _said_of_votes(after: str) -> bool:
    """Tell whether what follows a count says that it is one of votes."""
    return bool(
        re.match(r"(?:votes?|ballots?)\b", after, CASE) or VERB.search(after) or re.search(OPTION, after)
    )


def _checked(clause: str, found: re.Match[str], scene: Scene, fits: Fits) -> Iterator[str]:
    """Check how many hold something, or changed."""
    before, after = clause[max(0, found.start() - NEAR) : found.start()], clause[found.end() :][:NEAR]
    options = scene.marked.options(f"{before} {after}")
    if not options and AGREED_THAT.search(after):
        return  # what they agree on is no answer
    verbs = [*VERB.finditer(after)][:1] or [*VERB.finditer(before)][-1:]
    denied = NOT.search(after) is not None
    told = f"'{scene.marked.whole(found[0]).strip()}'"
    if any(verb["changed"] or verb["kept"] for verb in verbs):
        denied = denied or any(verb["kept"] for verb in verbs)
        flips = [flip for flip in scene.known.flips if not scene.rounds or flip.round in scene.rounds]
        came = {flip.seat for flip in flips if not options or is_one_of(flip.after, options)}
        left = {flip.seat for flip in flips if not options or is_one_of(flip.before, options)}
        seats = len(scene.known.facts.seats)
        partly = PARTLY.match(verbs[0].string, verbs[0].end())
        counts = {seats - len(some) if denied else len(some) for some in (came, left)}
        counts |= set(range(max(counts))) if partly else set()
        if not any(fits(count, seats) for count in counts):
            yield f"{told}: {len(came)} of {seats} changed{' to that' if options else ''}"
        return
    for moment in scene.moments:
        tallies = moment.tallies(options)
        if any(fits(moment.of - each if denied else each, moment.of) for each in tallies):
            return
    yield f"{told}: {scene.told()}"


CHECKS = ((SHARE, _share), (OF, _of), (ALL, _of), (NOBODY, _nobody), (MOST, _most), (SOME, _some))
"""What is looked for, one after the other: what one has found the next does not."""
