"""A contender's side of a benchmark: it stays loaded, and does its work once for each line it is sent.

Only the standard library is used here, since peers run under other interpreters.
"""

import gc
import importlib.util
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from importlib.metadata import version

Work = Callable[[], tuple[float, float]]
"""Does the work once and returns what it cost, and for how many units."""


def serve(work: Work, *packages: str) -> None:
    """Say which packages stand here; then do the work for each line on stdin, and print cost and units.

    Args:
        work: the work.
        packages: the distributions that it measures.
    """
    print(json.dumps({"versions": [f"{name} {version(name)}" for name in packages]}), flush=True)
    for _ in sys.stdin:
        gc.collect()
        cost, units = work()
        print(json.dumps({"cost": cost, "units": units}), flush=True)


def as_installed(command: list[str], cache: str) -> dict[str, str]:
    """Return an environment in which a command finds all modules compiled, as an installed package has them.

    A package that is run from its folder has no bytecode where Python is told to write none, and would be
    compiled anew each time.

    Args:
        command: is run once, to compile what it imports.
        cache: a folder, where that is kept.
    """
    here = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    here["PYTHONPYCACHEPREFIX"] = cache
    subprocess.run(command, check=True, capture_output=True, env=here)
    return here


def require(*modules: str) -> None:
    """End here, saying so, if a module is not installed for this interpreter."""
    missing = [name for name in modules if importlib.util.find_spec(name) is None]
    if missing:
        print(json.dumps({"missing": f"{missing[0]} is not installed for this interpreter"}), flush=True)
        sys.exit()


def seconds(work: Callable[[], object]) -> float:
    """Return the processor seconds of one call; other work on the machine does not count."""
    start = time.process_time()
    work()
    return time.process_time() - start
