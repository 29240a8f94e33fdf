"""The same with pref_voting: `pref_voting_tally.py METHOD VOTERS OPTIONS`."""

import sys

from contender import require, seconds, serve
from profiles import drawn, how_many

require("pref_voting")

from pref_voting import voting_methods
from pref_voting.profiles import Profile

method = getattr(voting_methods, sys.argv[1])
voters, options = map(int, sys.argv[2:])
cast = drawn(how_many(voters, options), voters, options)


def count() -> None:
    """Make each profile and count it."""
    for rows in cast:
        method(Profile(rows))


if __name__ == "__main__":
    serve(lambda: (seconds(count), len(cast)), "pref_voting")
