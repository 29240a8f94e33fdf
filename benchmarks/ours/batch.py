"""A rule over rankings, all profiles at once, making the table included: `batch.py RULE VOTERS OPTIONS`."""

import sys

import numpy as np
from contender import seconds, serve
from profiles import drawn, how_many

from moot.protocols.rules import RULES, RankedRule
from moot.protocols.rules.batch import winners
from moot.protocols.rules.table import Table
from moot.sim import Names, Rule

voters, options = map(int, sys.argv[2:])
rule = Rule.load(sys.argv[1], Names({"rule": RULES}))
assert isinstance(rule, RankedRule)
names = tuple(f"option {i}" for i in range(options))
orders = np.array(drawn(how_many(voters, options), voters, options))


def count() -> None:
    """Make the table and count it."""
    assert winners(rule, names, Table(orders)).shape == (len(orders), options)


if __name__ == "__main__":
    serve(lambda: (seconds(count), len(orders)), "moot", "numpy")
