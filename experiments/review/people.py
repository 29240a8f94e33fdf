"""What prose says of single seats: what each holds, whether it changed, and whom it credits."""

import re
from collections.abc import Iterator

from ...sim import Stance
from ..page.words import own, some, spelt
from .marks import HELD, OPTION, SEAT
from .scene import CASE, CHANGED, KEPT, NOT, Scene, is_one_of

BETWEEN = f"[^{SEAT[1:-1]}{OPTION[1:-1]}]"
HOLDS = re.compile(rf"({SEAT}++)({BETWEEN}{{0,40}}?)\b{HELD}\b({BETWEEN}{{0,25}})({OPTION}++)", CASE)
BEARS = re.compile(rf"({SEAT})[\"'*_]*\s*[(:=]\s*[\"'*_]*({OPTION})", CASE)
CHANGES = re.compile(
    rf"({SEAT}++)({BETWEEN}{{0,40}}?)\b{CHANGED}\b(?=\s*(?:$|[.,;!)]|to\b|from\b|its?\b|their\b|his\b|her\b|in\b|over\b"
    rf"|away\b|toward|positions?\b|stances?\b|votes?\b|minds?\b|sides?\b))([^{SEAT[1:-1]}]{{0,60}})",
    CASE,
)
STAYS = re.compile(rf"({SEAT}++){BETWEEN}{{0,40}}?\b{KEPT}\b", CASE)
EARLIER = re.compile(r"\b(?:had|earlier|previously|formerly|once|before|used\s+to)\b", CASE)
CREDITS = re.compile(
    rf"({SEAT}++)({BETWEEN}{{0,30}}?)\bcredit(?:s|ed|ing)?\b{BETWEEN}{{0,20}}({SEAT}++)", CASE
)
MOVED = r"(?:persuaded|convinced|swayed|won\s+over|moved|converted)"
MOVES = re.compile(rf"({SEAT}++)({BETWEEN}{{0,20}}?)\b{MOVED}\b\s*({SEAT}++)", CASE)
MOVED_BY = re.compile(rf"({SEAT}++)({BETWEEN}{{0,40}}?)\b{MOVED}\s+by\b{BETWEEN}{{0,20}}({SEAT}++)", CASE)


def false_holders(clause: str, scene: Scene) -> Iterator[str]:
    """Yield what is so, where a clause says of a seat that it holds an option, and it does not."""
    for pattern in (HOLDS, BEARS):
        for found in pattern.finditer(clause):
            seats, options = scene.marked.seats(found[1]), scene.marked.options(found[found.re.groups])
            between = "".join(found.groups()[1:-1])
            if re.search(r"\bthat\b", between) or (len(seats) > 1 < len(options)):
                continue
            denied = NOT.search(between) is not None
            for seat in seats:
                if not any(is_one_of(held, options) != denied for held in _held(seat, clause, scene)):
                    yield f"'{scene.marked.whole(found[0])}': {own(seat)} held {_told(seat, scene)}"


def _held(seat: str, clause: str, scene: Scene) -> list[Stance | None]:
    """Return what a seat may be said to have held: at the moments, or at any where the clause looks back."""
    held: list[Stance | None] = [moment.held.get(seat) for moment in scene.moments]
    if EARLIER.search(clause) and not scene.named:
        held += [flip.before for flip in scene.known.flips if flip.seat == seat]
    return held


def _told(seat: str, scene: Scene) -> str:
    return some(f"{spelt(moment.held.get(seat))} {moment.where}" for moment in scene.moments)


def false_changes(clause: str, scene: Scene) -> Iterator[str]:
    """Yield what is so, where a clause says of a seat that it changed, or did not, and it is otherwise."""
    for found in CHANGES.finditer(clause):
        denied = NOT.search(found[2]) is not None
        before = scene.marked.options("".join(re.findall(rf"\bfrom\W+{OPTION}+", found[3])))
        after = scene.marked.options("".join(re.findall(rf"\bto\W+{OPTION}+", found[3])))
        for seat in scene.marked.seats(found[1]):
            flips = [flip for flip in scene.known.flips if flip.seat == seat]
            if scene.rounds:
                flips = [flip for flip in flips if flip.round in scene.rounds]
            fitting = any(
                (not before or is_one_of(flip.before, before)) and (not after or is_one_of(flip.after, after))
                for flip in flips
            )
            if fitting == denied:
                yield f"'{scene.marked.whole(found[0]).strip()}': {_changes(seat, scene)}"
    for found in STAYS.finditer(clause):
        for seat in scene.marked.seats(found[1]):
            if any(flip.seat == seat for flip in scene.known.flips):
                yield f"'{scene.marked.whole(found[0])}': {_changes(seat, scene)}"


def _changes(seat: str, scene: Scene) -> str:
    changes = [
        f"{spelt(flip.before)} -> {spelt(flip.after)}" for flip in scene.known.flips if flip.seat == seat
    ]
    return f"{own(seat)} changed {some(changes)}" if changes else f"{own(seat)} did not change"


def false_credits(clause: str, scene: Scene) -> Iterator[str]:
    """Yield what is so, where a clause has a seat credit another, or be moved by it, wrongly."""
    edges = scene.known.facts.influence.edges
    declared = {(edge.listener, edge.speaker) for edge in edges if edge.kind == "declared"}
    anyhow = {(edge.listener, edge.speaker) for edge in edges}
    for pattern, listener, known in ((CREDITS, 1, declared), (MOVES, 3, anyhow), (MOVED_BY, 1, anyhow)):
        for found in pattern.finditer(clause):
            denied = NOT.search(found[2]) is not None
            for one in scene.marked.seats(found[listener]):
                for other in scene.marked.seats(found[4 - listener]):
                    if ((one, other) in known) == denied:
                        does = "credits" if (one, other) in known else "does not credit"
                        yield f"'{scene.marked.whole(found[0])}': {own(one)} {does} {own(other)}"
