"""What is known of influence as JSON: no path, no time, nothing cut."""

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

from ...sim import Influence, SpecError, Stance
from ...sim.influence import KINDS
from .causal import Causal
from .pivotal import Pivot, TurningPoint
from .power import power
from .standing import by_round, coalitions, gini, moved, pagerank
from .total import Total


def standing_record(influence: Influence) -> dict[str, Any]:
    """Return who stands where, by declared and by observed influence."""
    return {kind: _standing(influence, kind) for kind in KINDS}


def _standing(influence: Influence, kind: str) -> dict[str, Any]:
    graph = moved(influence, kind)
    return {
        "pagerank": pagerank(graph),
        "power": power_record(influence.matrix(kind), influence.seats),
        "gini": gini(influence.total(kind).values()),
        "coalitions": [list(one) for one in coalitions(graph)],
        "by_round": by_round(influence, kind),
    }


def power_record(weights: Any, seats: Sequence[str]) -> dict[str, Any]:
    """Return the closed classes of a matrix of weights, or why it has none."""
    try:
        found = power(weights, seats)
    except SpecError as error:
        return {"classes": [], "why": str(error)}
    classes = [
        {
            "power": {seats[i]: share for i, share in zip(one.members, one.power, strict=True)},
            "period": one.period,
        }
        for one in found
    ]
    return {"classes": classes, "why": ""}


def turning_record(point: TurningPoint) -> dict[str, Any]:
    """Return an ask after which another verdict stood."""
    seats = [flip.seat for flip in point.flips]
    return point._asdict() | {"flips": seats}


def causal_record(found: Causal, pivots: Sequence[Pivot], totals: Sequence[Total] | str) -> dict[str, Any]:
    """Return what asking again told.

    Args:
        found: of each speaker on each listener.
        pivots: of each change of stance in the first talk.
        totals: of each seat on the end of the first talk, or why there is none.
    """
    number = found.question.kind == "number"
    weights = found.weights()
    nobody = len(found.left_out) == len(found.seats)
    speakers = [] if number else list(dict.fromkeys(effect.speaker for effect in found.effects))
    return {
        "talks": found.talks,
        "left_out": dict(found.left_out),
        "direct": [pair._asdict() for pair in found.pairs()],
        "effects": [effect._asdict() for effect in found.effects],
        "probability": {
            speaker: {key(stance): figure for stance, figure in found.probability(speaker).items()}
            for speaker in speakers
        },
        "pull": [[None if math.isnan(weight) else weight for weight in row] for row in weights.tolist()],
        "power": power_record(weights, found.seats),
        "causes": None if nobody else found.counts(),
        "changes": [one._asdict() for one in found.causes],
        "held_back": [one._asdict() for one in found.held_back],
        "pivotal": [
            {
                "seat": one.flip.seat,
                "ask": one.flip.ask,
                "winners": list(one.winners),
                "pivotal": one.pivotal,
                "why": one.why,
            }
            for one in pivots
        ],
        "total": {"why": totals} if isinstance(totals, str) else _totals(totals),
    }


def _totals(totals: Sequence[Total]) -> Mapping[str, Any]:
    return {"silenced": {one.speaker: dict(one.effects) for one in totals}}


def key(stance: Stance) -> str:
    """Return a stance as a key of JSON: a text as it is, another as its JSON."""
    return stance if isinstance(stance, str) else json.dumps(stance, separators=(",", ":"))
