"""What the verbs share at the edge: where words go, and what a status means."""

import json
import os
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ...sim import SpecError
from ..page import Grid, Line, clean, render
from ..page.layout import WIDTH

DONE = 0
FAILED_CHECK = 1
BAD_INPUT = 2
NOBODY_ANSWERED = 3
INTERRUPTED = 130


class Interrupted(Exception):  # noqa: N818 - it is no error
    """Somebody stopped a verb, which says what there is and how to go on."""


def emit(text: str, encoding: str | None = None) -> None:
    """Write to stdout; a reader that has gone away (`moot ... | head`) is no error.

    Args:
        text: what to write.
        encoding: in which letters, where those of the terminal will not do.

    Raises:
        SpecError: there is no stdout, or it takes nothing.
    """
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is not None:
        # a terminal that lacks a letter gets it spelt out
        reconfigure(encoding=encoding, errors="backslashreplace")
    try:
        sys.stdout.write(text if text.endswith("\n") else f"{text}\n")
        sys.stdout.flush()
    except BrokenPipeError:
        discard()
    except (OSError, AttributeError) as error:  # Python has no stdout at all where it was closed before
        discard()
        why = error.strerror if isinstance(error, OSError) else "it is closed"
        raise SpecError(f"cannot write the output: {why}") from error


def discard() -> None:
    """Let go of what is still buffered, which would raise again when Python closes stdout."""
    if sys.stdout is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def on_terminal() -> bool:
    """Return whether a person looks at stdout."""
    return sys.stdout is not None and sys.stdout.isatty()


def colored() -> bool:
    """Return whether stdout shows colours, and may (https://no-color.org)."""
    return on_terminal() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def emit_json(data: Any) -> None:
    """Write JSON, with everything but ASCII escaped: nothing in it can drive a terminal."""
    emit(json.dumps(data, indent=2, allow_nan=False))


def emit_page(blocks: Iterable[Line | Grid]) -> None:
    """Write lines and tables: in colour on a terminal, else plain in 80 columns."""
    width = min(shutil.get_terminal_size().columns, 100) if on_terminal() else WIDTH
    emit(render(blocks, width=width, color=colored()))


def check_new(path: Path) -> None:
    """Refuse a file that `write_new` would, before there is anything to write.

    Raises:
        SpecError: it exists, or there is no folder for it.
    """
    if path.exists():
        raise SpecError(f"{path} exists: name another file")
    if not path.parent.is_dir():
        raise SpecError(f"cannot write {path}: there is no folder {path.parent}")


def write_new(path: Path, made: str | bytes) -> None:
    """Write a file that is not there yet.

    Raises:
        SpecError: it exists, or cannot be written.
    """
    try:
        with path.open("xb") as file:
            file.write(made.encode() if isinstance(made, str) else made)
    except FileExistsError:
        raise SpecError(f"{path} exists: name another file") from None
    except OSError as error:
        raise SpecError(f"cannot write {path}: {error.strerror}") from error


def complain(message: str) -> None:
    """Write one line to stderr."""
    sys.stderr.write(f"moot: {clean(message, 1000)}\n")
