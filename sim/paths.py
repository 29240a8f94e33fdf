"""Paths as they are given."""

import os
from pathlib import Path

from .errors import SpecError, shown

Given = str | os.PathLike[str]
"""A path as text, or as any object that stands for one."""


def path_of(given: Given) -> Path:
    """Return what was given for a path as one.

    Raises:
        SpecError: it is none, or no file can have such a name.
    """
    try:
        path = Path(given)
        if b"\0" not in os.fsencode(path):
            return path
    except (TypeError, ValueError):
        pass
    raise SpecError(f"{shown(given)[:80]} is no path: give a text or a pathlib.Path")
