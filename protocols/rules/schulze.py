"""Schulze's rule: chains of victories."""

from operator import ge

from ...sim import Tally
from ...sim.rule import listed
from .pairs import VictoryRule, strengths
from .profile import Profile
from .words import verb

LARGE = 24
"""From how many options on paths are found by numpy."""


class Schulze(VictoryRule):
    """Elects the options to which no other has a stronger chain of victories than they have back.

    A chain is as strong as its weakest victory. Also called beat path. O(options^3).

    Source: Schulze (2011), A new monotonic, clone-independent, reversal symmetric, and Condorcet-consistent
    single-winner election method.
    """

    def compare(self, profile: Profile, strength: list[list[int]]) -> Tally:
        """Find the strongest chain between each two."""
        paths = strongest(strength)
        pairs = enumerate(zip(paths, zip(*paths, strict=True), strict=True))
        return Tally(profile.names(sum([1 << i for i, (there, back) in pairs if all(map(ge, there, back))])))

    def account(self, profile: Profile, tally: Tally) -> str:
        """Compare the chains between a winner and each other."""
        paths = strongest(strengths(profile, self.strength))
        best = profile.options.index(str(tally.winners[0]))
        rest = [i for i, option in enumerate(profile.options) if option not in tally.winners]
        chains = [f"{paths[best][i]} to {paths[i][best]} for {profile.options[i]}" for i in rest]
        said = f" The strongest chains there and back: {listed(chains)}." if chains else ""
        return (
            f"No option beats every other in pairs. {verb(tally.winners, 'has', 'have')} as strong a chain "
            f"of victories to each other option as it has back.{said}"
        )


def strongest(strength: list[list[int]]) -> list[list[int]]:
    """Return how strong the strongest chain of victories between options is, that of its weakest one."""
    if len(strength) >= LARGE:
        from .table import strongest_paths  # noqa: PLC0415 - numpy is heavy, and only wanted for many options

        paths: list[list[int]] = strongest_paths(strength).tolist()
        return paths
    found = [list(row) for row in strength]
    for k, onwards in enumerate(found):
        for row in found:
            if first := row[k]:
                row[:] = [max(old, min(first, step)) for old, step in zip(row, onwards, strict=True)]
    return found
