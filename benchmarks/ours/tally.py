"""A rule over rankings, profile by profile, making the profile included: `tally.py RULE VOTERS OPTIONS`."""

import sys

from contender import seconds, serve
from profiles import drawn, how_many

from moot.protocols.rules import RULES, Profile, RankedRule
from moot.sim import Names, Rule

voters, options = map(int, sys.argv[2:])
rule = Rule.load(sys.argv[1], Names({"rule": RULES}))
assert isinstance(rule, RankedRule)
names = tuple(f"option {i}" for i in range(options))
cast = [
    [(tuple(names[i] for i in order), 1) for order in profile]
    for profile in drawn(how_many(voters, options), voters, options)
]


def count() -> None:
    """Make each profile and count it."""
    for rows in cast:
        rule.count(Profile(names, rows))


if __name__ == "__main__":
    serve(lambda: (seconds(count), len(cast)), "moot")
