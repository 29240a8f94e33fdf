"""The time of imports in a fresh interpreter: `imports.py CODE DISTRIBUTION ...`."""

import subprocess
import sys

from contender import serve

TIMED = "import time; start = time.process_time(); {}; print(time.process_time() - start)"


def main(code: str, *packages: str) -> None:
    """Serve the time that some code takes there."""

    def work() -> tuple[float, float]:
        command = [sys.executable, "-c", TIMED.format(code)]
        return float(subprocess.run(command, check=True, capture_output=True).stdout), 1

    serve(work, *packages)


if __name__ == "__main__":
    main(*sys.argv[1:])
