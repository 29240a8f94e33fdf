"""The time of `moot --help`, from the start of the interpreter to its end."""

import resource
import subprocess
import sys
from importlib.metadata import entry_points
from tempfile import TemporaryDirectory

from contender import as_installed, serve


def main() -> None:
    """Run it as a process of its own, and take the processor time of that."""
    script = entry_points(group="console_scripts")["moot"]
    code = (
        f"import sys; sys.argv = ['moot', '--help']; from {script.module} import {script.attr} as run; run()"
    )
    command = [sys.executable, "-c", code]
    with TemporaryDirectory() as cache:
        here = as_installed(command, cache)

        def work() -> tuple[float, float]:
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            shown = subprocess.run(command, check=True, capture_output=True, env=here).stdout
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            assert b"moot" in shown
            return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, 1

        serve(work, "moot")


if __name__ == "__main__":
    main()
