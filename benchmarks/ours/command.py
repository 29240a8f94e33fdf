"""The time of `moot --help`, from the start of the interpreter to its end."""

import resource
import subprocess
import sys
from importlib.metadata import entry_points

from contender import serve


def work() -> tuple[float, float]:
    """Run it as a process of its own, and take the processor time of that."""
    script = entry_points(group="console_scripts")["moot"]
    code = (
        f"import sys; sys.argv = ['moot', '--help']; from {script.module} import {script.attr} as run; run()"
    )
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    shown = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True).stdout
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert b"moot" in shown
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, 1


if __name__ == "__main__":
    serve(work, "moot")
