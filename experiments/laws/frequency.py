"""Laws of how often voting goes wrong, where all orders are as likely."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from math import asin, factorial, pi, prod, sqrt
from typing import Any

from ...protocols.rules import Borda, Condorcet, InstantRunoff, Plurality, RankedRule
from .law import Effort, Finding, Law, simulated
from .orders import Counts, every_profile, in_arrays


def ways(counts: Counts) -> int:
    """Return in how many ways voters can have these orders."""
    return factorial(sum(counts)) // prod(map(factorial, counts))


def nobody_beats_all(voters: int) -> Fraction:
    """Return the chance of it, by the classes of voters that put an option above both, one or none."""
    chances = (Fraction(1, 3), Fraction(1, 6), Fraction(1, 6), Fraction(1, 3))
    wins = Fraction(0)
    for both in range(voters + 1):
        for first in range(voters + 1 - both):
            for second in range(voters + 1 - both - first):
                if 2 * (both + first) > voters < 2 * (both + second):
                    counts = (both, first, second, voters - both - first - second)
                    wins += ways(counts) * prod(p**k for p, k in zip(chances, counts, strict=True))
    return 1 - 3 * wins


LIMIT = 1_000_001
"""Voters who stand for any number: from here on what they do is within 1e-5 of the limit."""


def drawn(voters: int, runs: int, effort: Effort) -> Any:
    """Return profiles of impartial culture, runs x six orders."""
    import numpy as np

    return np.random.default_rng([18, effort.seed]).multinomial(voters, [1 / 6] * 6, runs)


def paradox(rule: RankedRule, effort: Effort) -> Iterator[Finding]:
    """Weigh every profile of impartial culture in which nobody beats every other; draw some of the limit."""
    for voters, known in ((3, 0.0556), (5, 0.0694), (11, 0.0798), (25, 0.0843)):
        if voters < 25 or effort.share == 1:
            profiles = every_profile(voters)
            beats: Any = in_arrays(rule, profiles).any(axis=1).tolist()
            count = sum(ways(counts) for counts, one in zip(profiles, beats, strict=True) if not one)
            measured = float(Fraction(count, 6**voters))
            yield Finding(f"{voters} voters, about {known}", float(nobody_beats_all(voters)), measured)
    beats = in_arrays(rule, drawn(LIMIT, effort.runs(20_000), effort)).any(axis=1)
    limit = 1 / 4 - 3 / (2 * pi) * asin(1 / 3)
    yield simulated(f"{LIMIT:,} voters, the limit", limit, (~beats).astype(float).tolist(), 1e-5)


EFFICIENT: Mapping[str, RankedRule] = {
    "plurality": Plurality(),
    "borda": Borda(),
    "instant-runoff": InstantRunoff(),
}
WRONG: Mapping[str, RankedRule] = {
    "plurality": Borda(),
    "borda": Plurality(),
    "instant-runoff": Plurality(),
}
EFFICIENCY = {
    1001: {"plurality": 0.762, "borda": 0.902, "instant-runoff": 0.963},
    1000: {"plurality": 0.774, "borda": 0.915, "instant-runoff": 0.966},
    LIMIT: {"plurality": 0.7572, "borda": 0.9012, "instant-runoff": 0.9629},
}


def efficiency(rules: Mapping[str, RankedRule], effort: Effort) -> Iterator[Finding]:
    """Draw profiles of impartial culture; a tie of k counts as 1/k."""
    for voters, figures in EFFICIENCY.items():
        profiles = drawn(voters, effort.runs(20_000), effort)
        best = in_arrays(Condorcet(), profiles)
        there = best.any(axis=1)
        profiles, best = profiles[there], best[there]
        for name, expected in figures.items():
            won = in_arrays(rules[name], profiles)
            shares = (won & best).sum(axis=1) / won.sum(axis=1)
            error = float(shares.std() / sqrt(len(shares)))
            reference = sqrt(expected * (1 - expected) / len(shares))
            yield Finding(
                f"{name}, {voters:,} voters",
                expected,
                float(shares.mean()),
                4 * reference,
                error,
                len(shares),
            )


LAWS = (
    Law(
        "17",
        "how often nobody beats every other",
        "Guilbaud (1952); Gehrlein and Fishburn (1976)",
        Condorcet(),
        paradox,
        {"plurality": Plurality()},
    ),
    Law(
        "18",
        "Condorcet efficiency",
        "Gehrlein and Fishburn (1978); Merrill (1984)",
        EFFICIENT,
        efficiency,
        {"each another rule": WRONG},
    ),
)
