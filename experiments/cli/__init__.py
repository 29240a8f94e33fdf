"""The command line: one file a verb."""

import importlib
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit status; an interrupt while it is still loading is one too.

    Args:
        arguments: those after the name of the program; those it was called with where none are given.
    """
    try:
        program = importlib.import_module(".main", __name__)
        status: int = program.main(arguments)
    except KeyboardInterrupt:
        return 130
    return status
