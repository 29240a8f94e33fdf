"""What opinion dynamics guarantee, each for the models of which it is true."""

import math
from collections.abc import Callable
from itertools import pairwise, product
from typing import Any, NamedTuple

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from ...agents import Altafini, DirichletMultinomial, QVoter
from ...agents.dynamics import Dynamic, Moment
from ...agents.dynamics.dynamic import Peer
from .moves import (
    NUMBER,
    ROUNDING,
    Moves,
    broken,
    claims,
    held,
    moved,
    moves,
    of_dynamics,
    settled,
    starting,
    still,
)
from .property import HOLDS, IDLE, Broken, Outcome, Property

HK = "Hegselmann and Krause (2002), Opinion dynamics and bounded confidence models"
LONG = 300
"""How many rounds stand for ever."""
MIXING = 0.95
"""By what distances shrink in a round, at most, where `LONG` is for ever."""


def spread(row: Any) -> float:
    """Return how far the two are apart that are farthest."""
    return float(max(row) - min(row))


def _within_hull(target: Dynamic, case: Moves) -> Outcome:
    rows, journal = moved(target, case)
    low, high = min(rows[0]), max(rows[0])
    for number, row in enumerate(rows, 1):
        for seat, stance in zip(journal.seats, row, strict=True):
            if not low - ROUNDING <= stance <= high + ROUNDING:
                what = f"after round {number} {seat} holds {stance:g}, outside {low:g} to {high:g}"
                return broken(what, journal)
    return HOLDS if low < high else IDLE


def _spread(target: Dynamic, case: Moves) -> Outcome:
    rows, journal = moved(target, case)
    for number, (before, after) in enumerate(pairwise(rows), 2):
        if spread(after) > spread(before) + ROUNDING:
            was, now = spread(before), spread(after)
            return broken(f"round {number} takes the spread from {was:g} to {now:g}", journal)
    return HOLDS if spread(rows[0]) else IDLE


def _mean(target: Dynamic, case: Moves) -> Outcome:
    if target.meets != "all":
        return _mean_of_crowd(target, case)
    rows, journal = moved(target, case)
    first, last = (math.fsum(row) / len(row) for row in (rows[0], rows[-1]))
    if abs(first - last) > ROUNDING:
        return broken(f"the mean goes from {first:g} to {last:g}", journal)
    return HOLDS if spread(rows[0]) else IDLE


def _mean_of_crowd(target: Dynamic, case: Moves) -> Outcome:
    """Let pairs meet, as no seat on the bus does by itself."""
    from ...agents.crowds import Crowd  # noqa: PLC0415 - numpy is loaded by who moves a crowd

    starts: Any = case.starts
    ended = Crowd(target, starts, seed=case.seed).run(case.rounds * len(case.starts)).state[0].tolist()
    story = f"They start from {starts} and meet two by two; then they hold {tuple(ended)}."
    if problem := next(filter(None, map(NUMBER.problem, ended)), ""):
        return Broken(f"a seat's number is no answer: {problem}", (story,))
    first, last = (math.fsum(row) / len(row) for row in (starts, ended))
    if abs(first - last) > ROUNDING:
        return Broken(f"the mean goes from {first:g} to {last:g}", (story,))
    return HOLDS if spread(case.starts) else IDLE


def _order(target: Dynamic, case: Moves) -> Outcome:
    rows, journal = moved(target, case)
    pairs = [pair for pair in product(range(len(rows[0])), repeat=2) if rows[0][pair[0]] < rows[0][pair[1]]]
    for number, row in enumerate(rows, 1):
        for low, high in pairs:
            if row[low] > row[high] + ROUNDING:
                names = journal.seats[low], journal.seats[high]
                return broken(f"{names[0]} was below {names[1]}, and is above after round {number}", journal)
    return HOLDS if pairs else IDLE


def _absorbing(target: Dynamic, case: Moves) -> Outcome:
    agreed = case._replace(starts=(case.starts[0],) * len(case.starts))
    rows, journal = moved(target, agreed)
    far = [row for row in rows if not all(_equal(stance, case.starts[0]) for stance in row)]
    return broken("all agreed, and then somebody no longer did", journal) if far else HOLDS


def _equal(one: Any, other: Any) -> bool:
    return bool(one == other) or (isinstance(one, float) and abs(one - other) <= ROUNDING)


def _absorbs(target: Any) -> str:
    if not isinstance(target, Dynamic):
        return "it is claimed of dynamics only"
    if isinstance(target, DirichletMultinomial) or (isinstance(target, QVoter) and target.flip):
        return "it draws its answers afresh"
    if isinstance(target, Altafini) and target.foes:
        return "it takes foes at their opposite"
    return of_dynamics(target) or still(target)


def _converges(target: Dynamic, case: Moves) -> Outcome:
    pace = 1.0 if case.weights is None else second(case.weights)
    if spread(case.starts) <= ROUNDING or MIXING < pace < 1 - 1e-9:
        return IDLE
    _, journal = moved(target, case._replace(rounds=4))
    rows, _ = moved(target, case._replace(rounds=LONG))
    left = spread(rows[-1])
    if left <= spread(rows[0]) / 1000:
        return HOLDS
    return broken(
        f"after {LONG} rounds they are still {left:g} apart",
        journal,
        f"So it goes on, to round {LONG}.",
    )


def second(weights: Any) -> float:
    """Return the modulus of the second eigenvalue of a weight matrix, its rows made to sum to 1."""
    import numpy as np

    matrix = np.array(weights, dtype=float)
    sums = matrix.sum(axis=1, keepdims=True)
    alone = np.eye(len(matrix))  # who listens to nobody stays
    rows = np.where(sums > 0, matrix / np.where(sums > 0, sums, 1), alone)
    return float(sorted(abs(np.linalg.eigvals(rows)))[-2]) if len(matrix) > 1 else 0.0


class Zealot(NamedTuple):
    """Seats of a dynamic, and which of them has an inertia of 1."""

    moves: Moves
    place: int


def _stubborn(target: Dynamic, case: Zealot) -> Outcome:
    talk = case.moves.deliberation(target)
    seats = list(talk.panel.seats)
    zealot = starting(target, case.moves.starts[case.place]).model_copy(update={"inertia": 1.0})
    seats[case.place] = seats[case.place].model_copy(update={"agent": zealot})
    journal = talk.model_copy(update={"panel": talk.panel.model_copy(update={"seats": tuple(seats)})}).hold()
    own = [stance for (stance,) in held(journal, [case.place])]
    if len(set(own)) > 1:
        return broken(f"{seats[case.place].name} has an inertia of 1, and moves", journal)
    return HOLDS if len({*case.moves.starts}) > 1 else IDLE


class Urn(NamedTuple):
    """Seats of one belief: the whole weight of each option, and how many there are."""

    prior: tuple[int, ...]
    seats: int = 1


def _martingale(target: DirichletMultinomial, case: Urn) -> Outcome:
    """Go through all draws: each of as many as the belief has weight is as likely."""
    total, options = sum(case.prior), tuple("xyzuvw"[: len(case.prior)])
    at = Moment(options[0], options[0], (), options=options, memory=list(map(float, case.prior)))
    answers = [target.update(at._replace(draws=((draw + 0.5) / total,))) for draw in range(total)]
    after = [0.0] * len(options)
    for said in product(answers, repeat=case.seats):
        heard = tuple(Peer(1.0, stance) for stance in said[1:])
        memory = target.remember(at._replace(own=said[0], heard=heard))
        share = 1 / (sum(memory) * total**case.seats)
        after = [sum_ + weight * share for sum_, weight in zip(after, memory, strict=True)]
    for option, before, now in zip(options, case.prior, after, strict=True):
        if abs(before / total - now) > 1e-9:
            story = f"The belief is {case.prior}; {case.seats} answer and count what was said."
            what = f"the belief in {option} goes from {before / total:g} to {now:g} on average"
            return Broken(what, (story,))
    return HOLDS


def _urns(target: Any) -> SearchStrategy[Urn]:  # noqa: ARG001 - of any urn
    prior = st.lists(st.integers(1, 3), min_size=2, max_size=3).map(tuple)
    return st.builds(Urn, prior, st.integers(1, 3))


def _zealots(target: Dynamic) -> SearchStrategy[Zealot]:
    return moves(target).flatmap(
        lambda case: st.builds(Zealot, st.just(case), st.integers(0, len(case.starts) - 1))
    )


def _means(target: Dynamic) -> SearchStrategy[Moves]:
    if target.meets != "all":
        return moves(target, shape=None)
    return moves(target, shape="doubly", complete=False)


def _cases(**options: Any) -> Callable[[Any], SearchStrategy[Moves]]:
    return lambda target: moves(target, **options)


def _claim(
    name: str,
    statement: str,
    source: str,
    mutant: str,
    applies: Callable[[Any], str],
    cases: Callable[[Any], SearchStrategy[Any]],
    check: Callable[[Any, Any], Outcome],
    *,
    owed: bool = True,
) -> Property:
    return Property(name, statement, source, "dynamic", mutant, applies, cases, settled(check), owed=owed)


DYNAMICS = (
    _claim(
        "within-hull",
        "No number ever leaves the range of those that all started from.",
        "DeGroot (1974), Reaching a consensus",
        "a mean that divides by one too few",
        claims("within-hull"),
        _cases(),
        _within_hull,
    ),
    _claim(
        "spread-never-grows",
        "The distance between the two that are farthest apart never grows.",
        HK,
        "a move past the mean",
        claims("spread-never-grows"),
        _cases(),
        _spread,
    ),
    _claim(
        "mean-conserved",
        "The mean of all stays as it is, where all are heard as much as they hear, or two by two move alike.",
        "Deffuant, Neau, Amblard and Weisbuch (2000), Mixing beliefs among interacting agents",
        "a meeting in which only one moves",
        claims("mean-conserved"),
        _means,
        _mean,
    ),
    _claim(
        "order-kept",
        "Where everyone hears everyone, nobody overtakes anybody.",
        HK,
        "a move past the mean",
        claims("order-kept"),
        _cases(shape=None),
        _order,
    ),
    _claim(
        "consensus-absorbing",
        "Once all agree, all agree for ever.",
        "DeGroot (1974), Reaching a consensus",
        "a number that drifts",
        _absorbs,
        _cases(),
        _absorbing,
        owed=False,  # it is claimed of dynamics of one's own, too, and these may draw anew
    ),
    _claim(
        "converges",
        "All come to agree wherever everybody is reached from everybody.",
        "DeGroot (1974), Reaching a consensus, without its premise that the graph is aperiodic",
        "a seat that holds on to its first number",
        claims("converges"),
        _cases(shape="strong", complete=False, max_rounds=1, max_seats=4),
        _converges,
        owed=False,
    ),
    _claim(
        "converges-aperiodic",
        "All come to agree wherever everybody is reached from everybody, and somebody listens to itself.",
        "DeGroot (1974), Reaching a consensus",
        "a seat that holds on to its first number",
        claims("converges-aperiodic"),
        _cases(shape="aperiodic", complete=False, max_rounds=1, max_seats=4),
        _converges,
    ),
    _claim(
        "stubborn-stay",
        "A seat with an inertia of 1 never moves, whatever it hears.",
        "Mobilia (2003), Does a single zealot affect an infinite group of voters?",
        "inertia that is left out",
        of_dynamics,
        _zealots,
        _stubborn,
    ),
    _claim(
        "belief-is-a-martingale",
        "What a seat will believe after a round is, on average, what it believes now.",
        "Choi, Zhu and Li (2025), Debate or vote",
        "an urn that counts its first option twice",
        claims("belief-is-a-martingale"),
        _urns,
        _martingale,
    ),
)
"""What dynamics guarantee."""
