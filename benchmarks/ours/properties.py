"""A search among a thousand deliberations of 6 seats and 3 rounds.

python properties.py draw 1000   # each is drawn by Hypothesis, with its panel, topology, lens and faults
python properties.py hold 1000   # and held, as a property of protocols is tried
"""

import sys

from contender import seconds, serve

from moot.experiments.properties import HOLDS, Deliberation, Outcome, Property, falsify
from moot.experiments.properties.property import everything
from moot.experiments.properties.strategies import deliberations
from moot.protocols import Debate

HELD, COUNT = sys.argv[1] == "hold", int(sys.argv[2])
TALK = Debate(rounds=3, early=False)
CASES = deliberations(min_seats=6, max_seats=6)


def check(target: Debate, case: Deliberation) -> Outcome:
    """Hold the talk, if that is the work; nothing breaks."""
    if HELD:
        assert case.under(target).hold().status == "finished"
    return HOLDS


CLAIM = Property("held", "It can be held.", "ours", "protocol", "none", everything, lambda _: CASES, check)


def search() -> None:
    """Try as many cases as there should be."""
    assert falsify(TALK, CLAIM, examples=COUNT).examples == COUNT


if __name__ == "__main__":
    serve(lambda: (seconds(search), 1), "moot", "hypothesis")
