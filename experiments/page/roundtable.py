"""A talk in the shape in which a hosted roundtable returns a call, for programs that read those.

The shape is that of `POST /v3/roundtable` of Opper (https://docs.opper.ai/build/roundtable/overview, beta).
What the journal does not know is null. `seat` is ours: who answered, where the shape knows models alone.
"""

from typing import Any

from ...sim.used import Used
from .facts import Facts, SeatFacts


def roundtable(facts: Facts) -> dict[str, Any]:
    """Return the facts of a talk as the JSON of a roundtable call.

    - `id`: `rt_` and the first 32 digits of the digest; null while the talk is unfinished.
    - `data`: the winner, where there is one alone; null for a tie, for no decision, and for a question that
      is not one of choice, whose answers stand in `model_results`.
    - `meta`: `resolution` is `multiple_choice` for a question of choice, else `fast` (nobody merges answers);
      `models_used` each model once; `total_cost` in the currency of the prices; `total_duration_ms` is not in
      a journal.
    - `model_results`: a seat each, in the order of the panel: what its ballot holds, or as `error` how the
      ask ended and why; of live seats what all their answers took.
    """
    choice = bool(facts.question.options)
    winners = facts.verdict.winners
    return {
        "id": f"rt_{facts.digest[:32]}" if facts.digest else None,
        "data": winners[0] if choice and len(winners) == 1 else None,
        "meta": {
            "resolution": "multiple_choice" if choice else "fast",
            "models_used": list(dict.fromkeys(seat.model for seat in facts.seats if seat.model)),
            "total_cost": _price(facts.used),
            "total_duration_ms": None,
        },
        "model_results": [_result(index, seat) for index, seat in enumerate(facts.seats)],
    }


def _result(index: int, seat: SeatFacts) -> dict[str, Any]:
    # an exception may tell of the machine it was raised on, so that its text is left out
    ended = seat.outcome if seat.outcome != "replied" else ""
    used = seat.used
    return {
        "index": index,
        "model": seat.model or None,
        "seat": seat.name,
        "data": seat.stance,
        "cost": _price(used),
        "duration_ms": round(used.seconds * 1000) if used else None,
        "usage": _usage(used) if used else None,
        "error": ": ".join(filter(None, (ended, seat.reason))) or None,
    }


def _price(used: Used | None) -> float | None:
    return None if used is None or used.price is None else float(used.price)


def _usage(used: Used) -> dict[str, int]:
    return {"input_tokens": used.read, "output_tokens": used.written, "total_tokens": used.tokens}
