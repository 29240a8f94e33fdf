"""The time of imports in a fresh interpreter: `imports.py CODE DISTRIBUTION ...`."""

import subprocess
import sys
from tempfile import TemporaryDirectory

from contender import as_installed, serve

TIMED = "import time; start = time.process_time(); {}; print(time.process_time() - start)"


def main(code: str, *packages: str) -> None:
    """Serve the time that some code takes there."""
    command = [sys.executable, "-c", TIMED.format(code)]
    with TemporaryDirectory() as cache:
        here = as_installed(command, cache)

        def work() -> tuple[float, float]:
            return float(subprocess.run(command, check=True, capture_output=True, env=here).stdout), 1

        serve(work, *packages)


if __name__ == "__main__":
    main(*sys.argv[1:])
