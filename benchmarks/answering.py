"""The scripted server in a process of its own, for what asks one; its processor time is nobody's cost."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SERVER = Path(__file__).parents[1] / "tests" / "servers" / "serve.py"


@contextmanager
def answering(delay: float) -> Iterator[str]:
    """Start a server whose every reply is good, and give its base URL.

    Args:
        delay: seconds before each reply.
    """
    command = [sys.executable, str(SERVER), "--delay", str(delay)]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            yield server.stdout.readline().strip()
        finally:
            server.terminate()
            server.communicate()
