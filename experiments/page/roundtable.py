"""A talk in the shape in which a hosted roundtable returns a call, for programs that read those.

The shape is that of `POST /v3/roundtable` of Opper (https://docs.opper.ai/build/roundtable/overview, beta).
What the journal does not know is null. `seat` is ours: who answered, where the shape knows models alone.
"""

from typing import Any

from .facts import Facts, SeatFacts


def roundtable(facts: Facts) -> dict[str, Any]:
    """Return the facts of a talk as the JSON of a roundtable call.

    - `id`: `rt_` and the first 32 digits of the digest; null while the talk is unfinished.
    - `data`: the winner, where there is one alone; null for a tie, for no decision, and for a question that
      is not one of choice, whose answers stand in `model_results`.
    - `meta`: `resolution` is `multiple_choice` for a question of choice, else `fast` (nobody merges answers);
      `models_used` each model once; `total_cost` in dollars; `total_duration_ms` is not in a journal.
    - `model_results`: a seat each, in the order of the panel: what its ballot holds, or as `error` how the
      ask ended and why. Costs, durations and usage of single seats are not in a journal.
    """
    choice = bool(facts.question.options)
    winners = facts.verdict.winners
    return {
        "id": f"rt_{facts.digest[:32]}" if facts.digest else None,
        "data": winners[0] if choice and len(winners) == 1 else None,
        "meta": {
            "resolution": "multiple_choice" if choice else "fast",
            "models_used": list(dict.fromkeys(seat.model for seat in facts.seats if seat.model)),
            "total_cost": facts.price,
            "total_duration_ms": None,
        },
        "model_results": [_result(index, seat) for index, seat in enumerate(facts.seats)],
    }


def _result(index: int, seat: SeatFacts) -> dict[str, Any]:
    # an exception may tell of the machine it was raised on, so that its text is left out
    ended = seat.outcome if seat.outcome != "replied" else ""
    return {
        "index": index,
        "model": seat.model or None,
        "seat": seat.name,
        "data": seat.stance,
        "cost": None,
        "duration_ms": None,
        "usage": None,
        "error": ": ".join(filter(None, (ended, seat.reason))) or None,
    }
