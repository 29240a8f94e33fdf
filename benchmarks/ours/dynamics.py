"""A step of a crowd, or a sweep of as many meetings as seats: `dynamics.py NAME SHAPE SEATS STEPS [memory]`.

With `memory` what is measured is the most that the crowd and its steps take at a time, in bytes.
"""

import sys
import tracemalloc
from typing import Any

import numpy as np
from contender import seconds, serve
from graphs import graph
from scipy import sparse

from moot.agents import AGENTS
from moot.agents.crowds import Crowd
from moot.agents.dynamics import Dynamic
from moot.sim import Agent, Names

name, shape, size, steps = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
dynamic = Agent.load(name, Names({"agent": AGENTS}))
assert isinstance(dynamic, Dynamic)
start = np.random.default_rng(0).random(size)
taken = steps * (size if dynamic.meets != "all" else 1)


def lines() -> Any:
    """Return who hears whom; as a matrix where networkx would take gigabytes: a ring, and 4 more a seat."""
    if shape != "matrix":
        return None if shape == "complete" else graph(shape, size)
    ring = np.arange(size)
    one, other = np.random.default_rng(1).integers(0, size, (2, 4 * size))
    one, other = np.append(one, ring), np.append(other, (ring + 1) % size)
    made = sparse.csr_array((np.ones(5 * size), (one, other)), shape=(size, size))
    made = made + made.T + sparse.diags_array(np.ones(size))
    made.data[:] = 1
    return made


def memory() -> tuple[float, float]:
    """Return the most that was held at a time, from the making of the graph on."""
    tracemalloc.start()
    Crowd(dynamic, start, lines()).run(taken)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most, 1


if __name__ == "__main__":
    if sys.argv[5:] == ["memory"]:
        serve(memory, "moot", "numpy", "scipy")
    else:
        crowd = Crowd(dynamic, start, lines())
        crowd.run(1)
        serve(lambda: (seconds(lambda: crowd.run(taken)), steps), "moot", "numpy", "scipy")
