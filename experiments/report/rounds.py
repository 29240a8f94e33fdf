"""How right a table was after each round, from what was kept of it: see `stances_by_round`."""

import json
import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from statistics import median
from typing import Any, NamedTuple

from ..statistics import mean
from ..store import Store

Pair = tuple[float, float]
Judge = Callable[[str], Pair | None]

KINDS = {
    "choice": (
        "share of seats that hold the truth",
        "share of talks in which the most held stance is the truth",
    ),
    "number": ("how far seats are from the truth", "how far their median is from the truth"),
}
"""What is told of questions of a kind: of the seats, and of the table as a whole."""


class Course(NamedTuple):
    """How right a table was round by round.

    Attributes:
        arms: the labels of the arms that share the talks.
        kind: of the questions: `"choice"`, where both are shares of what is right, the table's being that of
            the most held stance, ties split; or `"number"`, where both are distances from the truth, in parts
            of the range, the table's being that of the median.
        questions: how many are told of.
        seats: the mean over questions by the number of the round, for the seats.
        table: the same for the table as a whole.
    """

    arms: tuple[str, ...]
    kind: str
    questions: int
    seats: Mapping[int, float]
    table: Mapping[int, float]


class _Sums:
    """The talks on one question: what they came to in each round, and what those came to that ended there."""

    def __init__(self) -> None:
        self.gone = 0
        self.at: dict[int, list[Pair]] = defaultdict(list)
        self.ended: dict[int, list[Pair]] = defaultdict(list)

    def add(self, rounds: Sequence[tuple[int, Pair]]) -> None:
        for number, pair in rounds:
            self.at[number].append(pair)
        if rounds:
            number, pair = rounds[-1]
            self.ended[number].append(pair)

    def after(self, number: int, which: int) -> float | None:
        """Return the mean after a round: a talk that ended before it keeps what it ended with."""
        over = [pair for last, pairs in self.ended.items() if last < number for pair in pairs]
        pairs = [*self.at.get(number, ()), *over]
        whole = len(pairs) + self.gone
        return math.fsum(pair[which] for pair in pairs) / whole if whole else None


Group = tuple[str, tuple[int, ...]]
"""The kind of a question, and the arms that share the talks on it."""


def by_round(store: Store, labels: Sequence[str]) -> tuple[Course, ...]:
    """Return how right the tables were, for each set of arms that share their talks; O(talks x rounds).

    A talk that ended before a round keeps what it ended with; one that broke off was right in none, and is
    left out where distances are told. Empty where nothing was kept of rounds, and where no truth is known
    that can be found in them: they hold answers in free text, and in parts, without their words.

    Args:
        store: what was found.
        labels: of the arms.
    """
    judges = {
        question: (kind, judge)
        for question, kind, spec in store.rows("SELECT question, kind, spec FROM questions ORDER BY question")
        if (judge := _judge(kind, store.parsed(spec, f"question {question}")))
    }
    arms: dict[int, list[int]] = defaultdict(list)
    for arm, trial in store.rows("SELECT d.arm, d.trial FROM decisions d ORDER BY d.trial, d.arm"):
        arms[trial].append(arm)
    groups: dict[Group, dict[int, _Sums]] = defaultdict(lambda: defaultdict(_Sums))
    rounds = store.rows("SELECT trial, round, stances FROM rounds ORDER BY trial, round")
    following = next(rounds, None)
    if following is None:
        return ()
    for trial, question in store.rows("SELECT trial, question FROM trials ORDER BY trial"):
        told: list[tuple[int, str]] = []
        while following is not None and following[0] == trial:
            told.append((following[1], following[2]))
            following = next(rounds, None)
        if question not in judges:
            continue
        kind, judge = judges[question]
        sums = groups[kind, tuple(arms[trial])][question]
        sums.gone += not told and kind == "choice"
        sums.add([(number, pair) for number, stances in told if (pair := judge(stances))])
    return tuple(_merged(groups, labels))


def _merged(groups: Mapping[Group, Mapping[int, _Sums]], labels: Sequence[str]) -> Iterator[Course]:
    """Yield a course for all arms that share all of their talks: which do may differ by question."""
    shared: dict[tuple[Group, ...], list[str]] = defaultdict(list)
    for kind in KINDS:
        for arm, label in enumerate(labels):
            if of := tuple(key for key in groups if key[0] == kind and arm in key[1]):
                shared[of].append(label)
    for of, sharers in shared.items():
        sums = [one for key in of for one in groups[key].values()]
        numbers = sorted({number for one in sums for number in one.at})
        seats, table = (
            {
                number: value
                for number in numbers
                if (value := mean(one.after(number, which) for one in sums)) is not None
            }
            for which in (0, 1)
        )
        yield Course(tuple(sharers), of[0][0], len(sums), seats, table)


def _judge(kind: str, question: Mapping[str, Any]) -> Judge | None:
    """Return what tells how right the stances of a round are; None where that cannot be told."""
    truth = question.get("answer")
    if kind == "choice" and truth in question["options"]:
        return _choices(question["options"].index(truth))
    if kind == "number" and truth is not None and question.get("range"):
        low, high = question["range"]
        return _numbers(float(truth), float(high - low))
    return None


def _choices(truth: int) -> Judge:
    @lru_cache(maxsize=1024)
    def judge(told: str) -> Pair:
        held = json.loads(told)
        counts = {stance: held.count(stance) for stance in held if stance is not None}
        most = max(counts.values(), default=0)
        ahead = [stance for stance, count in counts.items() if count == most]
        return held.count(truth) / len(held), ahead.count(truth) / max(1, len(ahead))

    return judge


def _numbers(truth: float, span: float) -> Judge:
    def judge(told: str) -> Pair | None:
        held = [stance for stance in json.loads(told) if stance is not None]
        if not held:
            return None
        away = [abs(stance - truth) / span for stance in held]
        return math.fsum(away) / len(away), abs(median(held) - truth) / span

    return judge
