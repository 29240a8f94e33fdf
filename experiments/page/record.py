"""The page as a machine reads it: JSON, with nothing cut and nothing cleaned, no path and no time."""

import json
from collections.abc import Mapping
from typing import Any

from ...sim import Flip, Influence, Stance
from ...sim.influence import KINDS
from ...sim.used import Used
from .course import Spoke, Step, Telling
from .facts import Facts, SeatFacts


def record(facts: Facts) -> dict[str, Any]:
    """Return the facts of a talk as JSON.

    Counts are by stance; one that is no text is its JSON, `"3.5"` or `'["Yes",2.0]'`.
    """
    verdict = facts.verdict
    return {
        "digest": facts.digest,
        "status": facts.status,
        "protocol": facts.protocol,
        **({"source": facts.source} if facts.source else {}),
        "question": facts.question.spec(),
        "setting": dict(facts.way.setting),
        "hears": facts.way.hears,
        "rewired": facts.way.rewired,
        "seats": [_seat(seat) for seat in facts.seats],
        "verdict": {
            "word": verdict.word,
            "rule": verdict.rule,
            "winners": list(verdict.winners),
            "counts": _counts(verdict.counts),
            "electorate": verdict.electorate,
            "missing": dict(verdict.missing),
            "chance": facts.chance,
        },
        **({"spellings": [list(pair) for pair in facts.spellings]} if facts.spellings else {}),
        **({} if facts.used is None else {"used": _taken(facts.used)}),
        "course": [_step(step) for step in facts.course],
        "opening": _counts(facts.opening),
        "rounds": facts.rounds,
        "flips": [flip_record(flip) for flip in facts.influence.flips],
        "strongest": [best._asdict() for best in facts.strongest],
        "exchanges": [exchange._asdict() for exchange in facts.exchanges],
        "influence": influence_record(facts.influence),
        "meters": {
            "heard": {seat: reading._asdict() for seat, reading in facts.meters.seats.items()},
            "interceptors": dict(facts.meters.struck),
            **({"idle": [list(pair) for pair in facts.way.idle]} if facts.way.idle else {}),
        },
    }


def influence_record(influence: Influence) -> dict[str, Any]:
    """Return who moved whom as JSON: every edge, and each seat's totals."""
    return {
        "edges": [edge._asdict() for edge in influence.edges],
        "totals": {kind: influence.total(kind) for kind in KINDS},
        "invalid_credits": [
            {"seat": seat, "credited": credited, "ask": ask}
            for seat, credited, ask in influence.invalid_credits
        ],
    }


def flip_record(flip: Flip) -> dict[str, Any]:
    """Return a change of stance as JSON."""
    return flip._asdict() | {"novel": flip.novel}


def _step(step: Step | Telling) -> dict[str, Any]:
    """Return a step of the course as JSON: what was told, or what was asked and said."""
    if isinstance(step, Telling):
        return {"told": step.text, "evidence": step.evidence, "to": step.to}
    ask = step.first
    return {
        "phase": ask.phase,
        "round": ask.round,
        "private": ask.private,
        "ballot": ask.ballot,
        "asks": [
            {"ask": asked.number, "hears": heard, "said": [_spoke(spoke) for spoke in said]}
            for asked, heard, said in zip(step.asks, step.heard, step.said, strict=True)
        ],
    }


def _spoke(spoke: Spoke) -> dict[str, Any]:
    said = {} if spoke.reply is None else spoke.reply.spec()
    said.pop("memory", None)  # which is the seat's own
    told = {"seat": spoke.seat, "outcome": spoke.outcome, "reason": spoke.reason, "before": spoke.before}
    return (
        {name: field for name, field in told.items() if field not in ("", None)}
        | said
        | ({"ranking": spoke.ranking} if spoke.ranking else {})
    )


def _seat(seat: SeatFacts) -> dict[str, Any]:
    fields = seat._asdict() | {"changes": len(seat.changes), "forced": len(seat.forced)}
    del fields["used"]  # which takes the time of day into account
    fields |= {} if seat.used is None else {"used": _taken(seat.used)}
    # an exception may tell of the machine it was raised on, which is no part of the outcome
    return {name: field for name, field in fields.items() if field != "" and name != "error"}


def _taken(used: Used) -> dict[str, Any]:
    """Return what live seats took, but for the time, which is another whenever somebody looks."""
    return {name: item for name, item in used.spec().items() if item != "" and name != "seconds"}


def _counts(counts: Mapping[Stance, int]) -> dict[str, int]:
    return {_key(stance): count for stance, count in counts.items()}


def _key(stance: Stance) -> str:
    return stance if isinstance(stance, str) else json.dumps(stance, separators=(",", ":"))
