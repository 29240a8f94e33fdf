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
        yield Entry(drawing.title, (drawing, *shares(drawing.edges)))
    if len(drawn) > MANY:
        yield Says(f"and {counted(len(drawn) - MANY, 'more round')}")
    if len(drawn) > 1:
        yield Entry("In all", tuple(shares(influence.edges)))
    if not drawn:
        yield Says("none: nobody was credited, and nobody changed to what it had heard")
    if influence.invalid_credits:
        yield Says(f"{len(influence.invalid_credits)}", "Credits to oneself or to the unheard")


def in_all(influence: Influence) -> Drawing:
    """Return who moved whom in the whole talk: one arrow of a kind between two seats, of all their shares."""
    sums: dict[tuple[str, str, str], float] = {}
    for edge in influence.edges:
        key = (edge.speaker, edge.listener, edge.kind)
        sums[key] = sums.get(key, 0.0) + edge.influence
    edges = tuple(Edge(one, other, 0, 0, kind, whole) for (one, other, kind), whole in sums.items())
    moved = frozenset(flip.seat for flip in influence.flips)
    return Drawing("The whole talk", tuple(influence.seats), edges, moved)


def shares(edges: Iterable[Edge]) -> Iterator[Says]:
    """Say how much each seat moved others, the most first."""
    sums: dict[str, dict[str, float]] = {kind: {} for kind in KINDS}
    for edge in edges:
        of = sums[edge.kind]
        of[edge.speaker] = of.get(edge.speaker, 0.0) + edge.influence
    for kind, found in sums.items():
        ranked = sorted(found.items(), key=lambda item: -item[1])
        yield Says(some((f"{own(seat)} {share:.2f}" for seat, share in ranked)), kind.capitalize())
