"""How far they agree in the end, and how soon."""

from ...sim import Verdict
from ...sim.opinions import time_to_consensus
from .seen import Seen


def agreement(seen: Seen, verdict: Verdict) -> float | None:
    """Return the share of the electorate that holds the most held stance, from 0 to 1.

    Undefined where one seat of several decides: alone it agrees with nobody.
    """
    if not _several(seen, verdict):
        return None
    return max(verdict.counts.values(), default=0) / verdict.electorate


def agreement_above_chance(seen: Seen, verdict: Verdict) -> float | None:
    """Return the free-marginal kappa of the ballots of a choice, (P - 1/k) / (1 - 1/k), at most 1.

    P is the share of the pairs of ballots that agree, k the number of options: 0 is what seats that draw an
    option uniformly come to on average, -1 / (k - 1) the least. Who cast no ballot is in no pair. Undefined
    with fewer than two ballots.

    Source: Randolph (2005), Free-marginal multirater kappa; for two it is the S of Bennett, Alpert and
    Goldstein (1954), Communications through limited-response questioning.
    """
    k, n = len(seen.question.options), sum(verdict.counts.values())
    if not k or n < 2:
        return None
    pairs = sum(count * (count - 1) for count in verdict.counts.values()) / (n * (n - 1))
    return (pairs - 1 / k) / (1 - 1 / k)


def consensus(seen: Seen, verdict: Verdict) -> float | None:
    """Return 1 if all of the electorate cast a ballot for one stance, else 0; its mean is the consensus rate.

    Numbers are one within a hundredth of their range. Undefined where `agreement` is.
    """
    if not _several(seen, verdict):
        return None
    held = [stance for stance, count in verdict.counts.items() if count]
    cast = sum(verdict.counts.values()) == verdict.electorate
    return float(cast and time_to_consensus([held], seen.spread) is not None)


def rounds_to_consensus(seen: Seen) -> float | None:
    """Return the number of the round after which all hold one stance, and do so to the end.

    0 is before the first round, and what is asked outside rounds belongs to the one before it. Numbers are
    one within a hundredth of their range. Undefined where the seats do not all end with one stance, and where
    the talk has no rounds.
    """
    if not any(seen.rounds):
        return None
    found = time_to_consensus(list(seen.rounds.values()), seen.spread)
    return None if found is None else float(list(seen.rounds)[found])


def _several(seen: Seen, verdict: Verdict) -> bool:
    return verdict.electorate >= min(2, len(seen.journal.seats))
