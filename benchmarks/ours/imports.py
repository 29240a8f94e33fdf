"""The time of an import in a fresh interpreter: `imports.py MODULE ...`."""

import subprocess
import sys

from contender import require, serve

CODE = "import time; start = time.process_time(); import {}; print(time.process_time() - start)"


def main(*modules: str) -> None:
    """Serve the time of importing these modules, one after another."""
    require(*modules)

    def work() -> tuple[float, float]:
        command = [sys.executable, "-c", CODE.format(", ".join(modules))]
        return float(subprocess.run(command, check=True, capture_output=True).stdout), 1

    serve(work, *modules)


if __name__ == "__main__":
    main(*sys.argv[1:])
