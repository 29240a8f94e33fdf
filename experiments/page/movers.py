"""Who moved others, round by round: said in figures, and drawn where a format can draw."""

from collections.abc import Iterable, Iterator

from ...sim import Edge, Influence
from ...sim.influence import KINDS
from .document import Block, Drawing, Entry, Says
from .words import MANY, capital, clean, counted, own, some

MEANING = (
    "Declared is whom the seats credit; observed, who held the stance that a seat changed to, and was heard."
    " Neither is causal."
)


def drawings(
    influence: Influence, kinds: tuple[str, ...] = KINDS, more: Iterable[Edge] = ()
) -> Iterator[Drawing]:
    """Yield who moved whom: a drawing for each round, and each phase outside, in which somebody was moved.

    Args:
        influence: of a talk.
        kinds: what is drawn.
        more: edges beside those that the journal tells of.
    """
    phases = influence.phases
    parts: dict[tuple[int, str], list[Edge]] = {}
    known = [edge for edge in (*influence.edges, *more) if edge.kind in kinds]
    for edge in sorted(known, key=lambda edge: edge.ask):
        parts.setdefault((edge.round, phases.get(edge.ask, "")), []).append(edge)
    changed: dict[tuple[int, str], list[str]] = {}
    for flip in influence.flips:
        changed.setdefault((flip.round, phases.get(flip.ask, "")), []).append(flip.seat)
    for (number, phase), edges in parts.items():
        title = f"Round {number}" if number else clean(capital(phase))
        moved = frozenset(changed.get((number, phase), ()))
        yield Drawing(title, tuple(influence.seats), tuple(edges), moved, kinds)


def movers(influence: Influence) -> Iterator[Block]:
    """Say who moved others: in each round, in each phase outside rounds, and in all."""
    drawn = list(drawings(influence))
    if drawn:
        yield Says(MEANING)
    for drawing in drawn[:MANY]:
        yield Entry(drawing.title, (drawing, *_shares(drawing.edges)))
    if len(drawn) > MANY:
        yield Says(f"and {counted(len(drawn) - MANY, 'more round')}")
    if len(drawn) > 1:
        yield Entry("In all", tuple(_shares(influence.edges)))
    if not drawn:
        yield Says("none: nobody was credited, and nobody changed to what it had heard")
    if influence.invalid_credits:
        yield Says(f"{len(influence.invalid_credits)}", "Credits to oneself or to the unheard")


def _shares(edges: Iterable[Edge]) -> Iterator[Says]:
    """Say how much each seat moved others, the most first."""
    sums: dict[str, dict[str, float]] = {kind: {} for kind in KINDS}
    for edge in edges:
        of = sums[edge.kind]
        of[edge.speaker] = of.get(edge.speaker, 0.0) + edge.influence
    for kind, shares in sums.items():
        ranked = sorted(shares.items(), key=lambda item: -item[1])
        yield Says(some((f"{own(seat)} {share:.2f}" for seat, share in ranked)), kind.capitalize())
