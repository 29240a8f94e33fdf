"""Random profiles, the same for all contenders; only the standard library is used here."""

from random import Random


def drawn(profiles: int, voters: int, options: int) -> list[list[tuple[int, ...]]]:
    """Return profiles of rankings of options as numbers, each ranking as probable as any other."""
    draw = Random(0)
    return [[tuple(draw.sample(range(options), options)) for _ in range(voters)] for _ in range(profiles)]


def how_many(voters: int, options: int) -> int:
    """Return how many profiles of a size are counted in one turn."""
    return max(10, min(1000, 200_000 // (voters * options)))
