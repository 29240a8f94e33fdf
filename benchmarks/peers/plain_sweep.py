"""The floor: the sweep as a plain Python loop that keeps nothing."""

import random
from collections.abc import Sequence

from contender import seconds, serve

TALKS, SEATS, ROUNDS = 1000, 6, 5


def decide(vote: int, others: Sequence[int], rng: random.Random) -> int:
    """Take the vote that most others hold, half of the time that more hold it than one's own."""
    counts = [0, 0, 0]
    for other in others:
        counts[other] += 1
    best = max(range(3), key=counts.__getitem__)
    return best if counts[best] > counts[vote] and rng.random() < 0.5 else vote


def sweep() -> None:
    """Draw, then decide in each further round."""
    for seed in range(TALKS):
        rng = random.Random(seed)
        votes = [rng.randrange(3) for _ in range(SEATS)]
        for _ in range(ROUNDS - 1):
            votes = [decide(votes[i], votes[:i] + votes[i + 1 :], rng) for i in range(SEATS)]


if __name__ == "__main__":
    serve(lambda: (seconds(sweep), TALKS))
