"""The size of a finished journal of six seats and five rounds: `journals.py memory|file`, in bytes."""

import sys
import tracemalloc

import trio
from contender import serve
from sweep import sweep, table


def memory() -> tuple[float, float]:
    """Return what a thousand kept journals take, beyond the table that made them."""
    at = table()
    trio.run(sweep, at)  # what is shared by all is made here, and not counted
    tracemalloc.start()
    kept = trio.run(sweep, at)
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return held, len(kept)


def file() -> tuple[float, float]:
    """Return what they take as files."""
    kept = trio.run(sweep, table())
    return sum(len(line) for journal in kept for line in journal.lines()), len(kept)


if __name__ == "__main__":
    serve({"memory": memory, "file": file}[sys.argv[1]], "moot")
