"""What a store has found, as arrays: nothing is averaged yet."""

from collections import Counter
from collections.abc import Mapping
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple

from .baselines import best_seat_of
from .sound import check_sound
from .statistics import krippendorff
from .store import Store
from .tables import quoted
from .until import Promise

if TYPE_CHECKING:
    from hashlib import _Hash as Hash

    from numpy.typing import NDArray


class ArmResults(NamedTuple):
    """One arm.

    Attributes:
        figures: by question, as far as any is held, replicate and measure; NaN where one is undefined, or a
            talk is not held yet.
        talks: how many are decided, the missing included.
        missing: how many of them have no verdict, by reason; they count as wrong.
        lost: which talks have no verdict, by question and replicate.
        ballots: how many were asked for.
        uncast: how many of them were not cast, by outcome.
        troubles: how often a measure failed, by its name and the reason.
        alpha: Krippendorff's, of what is held in the end; None where it is undefined, or was not kept.
        informed: whether a seat was asked in any of its talks when it had heard somebody, or the floor; None
            where that is not known.
    """

    figures: "NDArray[Any]"
    talks: int
    missing: Mapping[str, int]
    lost: frozenset[tuple[int, int]]
    ballots: int
    uncast: Mapping[str, int]
    troubles: Mapping[tuple[str, str], int]
    alpha: float | None
    informed: bool | None


class Results(NamedTuple):
    """All that a store has found.

    Attributes:
        design: what the experiment is.
        arms: what was found in each.
        held: how many talks are held, of all arms.
        talks: how many there are to hold; of a run that stopped once enough is known, those held.
        digest: a sha256 over the digests of all talks and all figures, in the order of the plan.
        best_seats: what the best single seat would have come to alone, by the place of the arm whose first
            answers tell it; where that is a baseline.
        promise: what came of running until something is known; None where nothing was to be.
    """

    design: Mapping[str, Any]
    arms: tuple[ArmResults, ...]
    held: int
    talks: int
    digest: str
    best_seats: Mapping[int, ArmResults] = {}
    promise: Promise | None = None


def read(store: Store) -> Results:
    """Read all that a store has found. O(talks)."""
    meta = store.meta()
    design, noted = meta["design"], meta.get("until")
    check_sound(store, design)
    promise = Promise.load(noted) if noted else None
    told = sha256()
    held = 0
    for *where, digest, why in store.rows(
        "SELECT task, control, question, replicate, digest, why FROM trials ORDER BY trial"
    ):
        held += 1
        told.update(f"{where} {digest or why.partition(':')[0]}\n".encode())
    arms = tuple(_arm(store, design, arm, told) for arm in range(len(design["arms"])))
    best = dict.fromkeys(arm["best_seat"] for arm in design["arms"] if arm["best_seat"] is not None)
    best_seats = {place: best_seat_of(store, design, place, arms[place]) for place in best}
    talks = design["talks"] if promise is None else held
    return Results(design, arms, held, talks, told.hexdigest(), best_seats, promise)


def _arm(store: Store, design: Mapping[str, Any], arm: int, told: "Hash") -> ArmResults:
    import numpy as np

    measures = ", ".join(f"d.{quoted(one['name'])}" for one in design["measures"])
    rows = store.rows(
        f"SELECT t.question, t.replicate, {measures} FROM decisions d JOIN trials t USING (trial) "  # noqa: S608 - names are quoted
        "WHERE d.arm = ? ORDER BY d.trial",
        (arm,),
    )
    table = np.array(list(rows), dtype=float).reshape(-1, 2 + len(design["measures"]))  # None becomes NaN
    places, values = table[:, :2].astype(int), table[:, 2:]
    # as far as every processor makes them alike: a logarithm's last digits may differ
    told.update(np.where(np.isnan(values), np.nan, np.round(values, 9) + 0.0).astype("<f8").tobytes())
    figures = np.full((store.questions(), design["replicates"], values.shape[1]), np.nan)
    figures[places[:, 0], places[:, 1]] = values
    lost = list(store.lost(arm))
    ballots, uncast, troubles = 0, Counter[str](), Counter[tuple[str, str]]()
    for gone, failed, count, asked in store.rows(
        "SELECT uncast, troubles, count(*), sum(ballots) FROM decisions WHERE arm = ? "
        "GROUP BY uncast, troubles ORDER BY uncast, troubles",
        (arm,),
    ):
        ballots += asked
        uncast += Counter(
            {outcome: number * count for outcome, number in store.parsed(gone, "what was not cast").items()}
        )
        troubles += Counter(dict.fromkeys(store.parsed(failed, "what failed").items(), count))
    return ArmResults(
        figures,
        len(table),
        Counter(why for *_, why in lost),
        frozenset((question, replicate) for question, replicate, _ in lost),
        ballots,
        dict(sorted(uncast.items())),
        dict(sorted(troubles.items())),
        _alpha(store, arm),
        _informed(store, arm),
    )


def _informed(store: Store, arm: int) -> bool | None:
    [(informed,)] = store.rows(
        "SELECT max(informed) FROM decisions JOIN trials USING (trial) WHERE arm = ?", (arm,)
    )
    return None if informed is None else bool(informed)


def _alpha(store: Store, arm: int) -> float | None:
    """Return Krippendorff's alpha of what is held in the end, a talk a unit."""
    units = []
    for kind, stances in store.rows(
        "SELECT q.kind, r.stances FROM decisions d JOIN trials t USING (trial) "
        "JOIN questions q USING (question) JOIN rounds r ON r.trial = t.trial WHERE d.arm = ? "
        "AND r.round = (SELECT max(round) FROM rounds WHERE trial = t.trial) ORDER BY t.trial",
        (arm,),
    ):
        if kind not in _METRICS:
            return None  # free answers are not the same from question to question
        units.append((kind, store.parsed(stances, "a round")))
    kinds = {kind for kind, _ in units}
    return krippendorff([unit for _, unit in units], _METRICS[kinds.pop()]) if len(kinds) == 1 else None


_METRICS = {"choice": "nominal", "number": "interval"}
