"""A change of stance in one sentence: from what to what, when, credited to whom, and what supports it."""

from ...sim import Flip
from .course import Step, Telling
from .facts import Facts, SeatFacts
from .words import STANCE, own, some, spelt


def mind(facts: Facts, seat: SeatFacts, flip: Flip) -> str:
    """Say what kind of change it was."""
    if flip.ask in seat.forced:
        return "option gone"
    # of a text or a number the journal tells that it is another one, and not whether the mind is
    parts = facts.question.parts or (facts.question,)
    before, after = (
        stance if isinstance(stance, tuple) else (stance,) for stance in (flip.before, flip.after)
    )
    changed = zip(parts, before, after, strict=False)
    return "changed mind" if any(part.options and a != b for part, a, b in changed) else "changed answer"


def change(facts: Facts, flip: Flip) -> str:
    """Say what changed, when, whom the seat credits, and whether what it had heard supports it."""
    why = "; ".join(filter(None, (own(facts.moments[flip.ask]), _credits(facts, flip), _basis(facts, flip))))
    return f"{spelt(flip.before)} -> {spelt(flip.after)} ({why})"


def _credits(facts: Facts, flip: Flip) -> str:
    valid = facts.influence.valid_credits(flip)
    void = len(flip.credits) - len(valid)
    if not flip.credits and not _heard(facts, flip):
        return ""
    beside = f" (and {void} that cannot be: itself, or somebody it had not heard)" if void else ""
    if len(valid) > 3 and set(valid) == set(flip.holders):
        return f"credits all {len(valid)} that it had heard it from{beside}"
    return f"credits {some(valid, own, most=STANCE)}{beside}"


def _basis(facts: Facts, flip: Flip) -> str:
    """Say whether what a seat had heard supports its change."""
    if not _heard(facts, flip):
        return f"it had heard nobody{' but the floor' if _floor_spoke(facts, flip) else ''}"
    if not flip.holders:
        return f"novel: nobody it heard held {'all of it' if isinstance(flip.after, tuple) else 'it'}"
    valid = facts.influence.valid_credits(flip)
    if len(valid) > 3 and set(valid) == set(flip.holders):
        return ""
    return f"had heard it from {some(flip.holders, own, most=STANCE)}"


def _heard(facts: Facts, flip: Flip) -> bool:
    return (flip.ask, flip.seat) in facts.hearing


def _floor_spoke(facts: Facts, flip: Flip) -> bool:
    """Tell whether the floor had told a seat anything before it changed."""
    for step in facts.course:
        if isinstance(step, Step) and step.asks[-1].number >= flip.ask:
            return False
        if isinstance(step, Telling) and (step.to is None or flip.seat in step.to):
            return True
    return False
