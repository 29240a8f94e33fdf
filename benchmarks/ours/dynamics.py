"""One step of a crowd, or one sweep of as many meetings as seats: `dynamics.py NAME SHAPE SEATS STEPS`."""

import sys

import numpy as np
from contender import seconds, serve
from graphs import graph

from moot.agents import AGENTS
from moot.agents.crowds import Crowd
from moot.agents.dynamics import Dynamic
from moot.sim import Agent, Names

name, shape, size, steps = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
dynamic = Agent.load(name, Names({"agent": AGENTS}))
assert isinstance(dynamic, Dynamic)
start = np.random.default_rng(0).random(size)
crowd = Crowd(dynamic, start, None if shape == "complete" else graph(shape, size))
taken = steps * (size if dynamic.meets != "all" else 1)

if __name__ == "__main__":
    crowd.run(1)
    serve(lambda: (seconds(lambda: crowd.run(taken)), steps), "moot", "numpy", "scipy")
