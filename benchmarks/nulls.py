"""Count how often the statistics err where there is nothing to find; prints one JSON line for each count.

    python benchmarks/nulls.py > benchmarks/nulls.jsonl

Two arms are the same on the whole, on questions that differ. A correct 95 % interval covers the difference,
0, in 93 to 97 % of a thousand experiments, and so do five joint intervals at once. Tests err in at most 5
%, and so do confidence sequences that are looked at after every question. A count of what errs in exactly 5
% strays by chance: three standard errors more (70 of a thousand) are let pass; in the sum over all shapes
none are.
"""

import argparse
import json
import math
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from moot.experiments.statistics import (
    Proportion,
    betting,
    by_question,
    estimate,
    family,
    paired,
    sign_flip,
)

Line = dict[str, Any]
Floats = NDArray[np.float64]
FLIPS = 1_999
HOLM = "one of five errs by Holm"


class Shape(NamedTuple):
    """An experiment that finds nothing.

    Attributes:
        questions: how many.
        replicates: of each.
        gap: whether arms differ on single questions, though not on the whole.
    """

    questions: int
    replicates: int
    gap: bool

    @property
    def name(self) -> str:
        """The shape in words."""
        arms = "differ by question" if self.gap else "are the same"
        return f"{self.questions} questions x {self.replicates}, arms {arms}"


SHAPES = (
    Shape(20, 5, gap=True),
    Shape(20, 10, gap=False),
    Shape(50, 1, gap=False),
    Shape(50, 10, gap=True),
    Shape(200, 2, gap=True),
    Shape(200, 5, gap=False),
)


def main() -> None:
    """Read the options, count, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--experiments", type=int, default=1_000, help="of each shape")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    by_holm = 0
    for shape in SHAPES:
        for line in (
            *pairs(shape, options.experiments, options.seed),
            *families(shape, options.experiments, options.seed),
        ):
            print(json.dumps({"figure": shape.name} | line), flush=True)
            by_holm += line["times"] if line["count"] == HOLM else 0
    of = len(SHAPES) * options.experiments
    total = {"count": HOLM, "of": of, "times": by_holm, "met": by_holm <= 0.05 * of}
    print(json.dumps({"figure": "all shapes"} | total), flush=True)
    for line in looking(options.experiments, options.seed):
        print(json.dumps({"figure": "looking after each of 1,000 questions"} | line), flush=True)


def arms(shape: Shape, several: int, random: np.random.Generator) -> Floats:
    """Return answers, arms x questions x replicates: 1 for right, with chances that differ by question."""
    chances = random.beta(1.5, 1.5, (several if shape.gap else 1, shape.questions, 1))
    drawn = random.random((several, shape.questions, shape.replicates))
    return (drawn < chances).astype(np.float64)


def named(answers: Floats) -> dict[str, list[float]]:
    """Return the answers of an arm by question."""
    return {f"q{i}": row for i, row in enumerate(answers.tolist())}


def pairs(shape: Shape, experiments: int, seed: int) -> Iterator[Line]:
    """Count what two arms show."""
    random = np.random.default_rng([seed, *shape])
    covered = without = rejected = pooled = 0
    for number in range(experiments):
        one, other = arms(shape, 2, random)
        differences = list(by_question(paired(named(one), named(other))).values())
        found = estimate(differences, -1.0, 1.0)
        without += found.interval is None
        covered += found.interval is not None and found.interval[0] <= 0 <= found.interval[1]
        test = sign_flip(differences, flips=FLIPS, seed=number)
        rejected += test.p is not None and test.p <= 0.05
        trials = (one - other).ravel()
        pooled += abs(trials.mean()) <= 1.96 * trials.std(ddof=1) / math.sqrt(trials.size)
    yield covers("t interval covers", covered, experiments - without)
    yield {"count": "no interval", "of": experiments, "times": without}
    yield at_most("sign-flip test errs", rejected, experiments)
    yield {
        "count": "interval over all talks, questions ignored, covers",
        "of": experiments,
        "times": int(pooled),
    }


def families(shape: Shape, experiments: int, seed: int) -> Iterator[Line]:
    """Count what five arms against one baseline show."""
    random = np.random.default_rng([seed, *shape, 5])
    plain = by_holm = together = 0
    for number in range(experiments):
        baseline, *others = (named(arm) for arm in arms(shape, 6, random))
        compared = family(
            {f"arm {i}": by_question(paired(arm, baseline)) for i, arm in enumerate(others)},
            flips=FLIPS,
            seed=number,
        ).compared
        plain += any(c.test.p is not None and c.test.p <= 0.05 for c in compared)
        by_holm += any(c.p_holm is not None and c.p_holm <= 0.05 for c in compared)
        together += not any(c.together.interval and outside(c.together.interval, 0.0) for c in compared)
    yield {"count": "one of five plain tests errs", "of": experiments, "times": plain}
    yield at_most(HOLM, by_holm, experiments)
    yield covers("five joint intervals cover at once", together, experiments)


def looking(runs: int, seed: int) -> Iterator[Line]:
    """Count runs in which the truth was outside at any look."""
    random = np.random.default_rng([seed, 7])
    questions, truth = 1_000, 0.5
    z = proportion = bets = differing = 0
    for _ in range(runs):
        values = (random.random(questions) < truth).astype(np.float64)
        seen = np.arange(1, questions + 1)
        means = values.cumsum() / seen
        with np.errstate(divide="ignore"):
            strayed = abs(means - truth) > 1.96 * np.sqrt(means * (1 - means) / seen)
        z += bool(strayed[9:].any())
        # ends only move inwards: what is inside at the end was never outside
        proportion += outside(Proportion().extended(values.tolist()).interval, truth)
        bets += outside(betting().extended(values.tolist()).interval, truth)
        differences = random.choice([-1.0, 0.0, 0.0, 0.0, 1.0], questions).tolist()
        differing += outside(betting(-1, 1).extended(differences).interval, 0.0)
    yield {"count": "z interval errs, from the tenth question on", "of": runs, "times": z}
    yield at_most("beta-mixture sequence errs", proportion, runs)
    yield at_most("betting sequence errs", bets, runs)
    yield at_most("betting sequence of paired differences errs", differing, runs)


def outside(interval: tuple[float, float] | None, truth: float) -> bool:
    """Tell whether a value is not in an interval; there is no value in none."""
    return interval is None or not interval[0] <= truth <= interval[1]


def covers(name: str, times: int, of: int) -> Line:
    """Return the line of a count that is to be 95 %."""
    return {"count": name, "of": of, "times": times, "met": 0.93 * of <= times <= 0.97 * of}


def at_most(name: str, times: int, of: int) -> Line:
    """Return the line of a count that is to be 5 % at most, but for chance."""
    return {"count": name, "of": of, "times": times, "met": times <= 0.05 * of + 3 * math.sqrt(0.0475 * of)}


if __name__ == "__main__":
    main()
