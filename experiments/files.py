"""The TOML files that a person writes, and those that come with moot."""

import os
import tomllib
from pathlib import Path
from typing import Any

from ..sim import SpecError
from ..sim.names import match, unknown


def exists(name: str) -> bool:
    """Tell whether there is a file or a folder of this name."""
    return os.path.exists(name)  # noqa: PTH110 - unlike pathlib's, it stands names that no file can have


def read_bytes(path: Path) -> bytes:
    """Return what a file holds, or raise a SpecError."""
    try:
        return path.read_bytes()
    except (OSError, ValueError) as error:  # ValueError: no file can have such a name
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise SpecError(f"cannot read {path}: {why}") from error


def read_toml(path: Path) -> dict[str, Any]:
    """Return what a TOML file holds.

    Raises:
        SpecError: it cannot be read, is not UTF-8, or is not TOML; with the place.
    """
    content = read_bytes(path)
    try:
        return tomllib.loads(content.decode())
    except (ValueError, RecursionError) as error:
        raise SpecError(f"{path} is not TOML: {error}") from error


def bundled(folder: Path) -> dict[str, Path]:
    """Return the TOML files of a folder by their stems, in order of name."""
    return {path.stem: path for path in sorted(folder.glob("*.toml"))}


def find(kind: str, name: str, folder: Path) -> Path:
    """Return the file that a bundled name or a path stands for.

    Args:
        kind: the word for what is looked for, for the error.
        name: a bundled name, or a path.
        folder: where the bundled files are.

    Raises:
        SpecError: it is neither; the nearest bundled name is offered.
    """
    files = bundled(folder)
    spelt = match(name, files)
    if spelt is not None:
        return files[spelt]
    if Path(name).suffix or exists(name):
        return Path(name)
    raise SpecError(f"{unknown(kind, name, files)} (and there is no file of that name)")
