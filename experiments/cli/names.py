"""Names on the command line, and who may be imported for them."""

import sys
from collections.abc import Iterable
from pathlib import Path

from ...sim import Names
from .. import catalogue


def typed_names(*typed: str | None) -> Names:
    """Return names as typed; a dotted path among them may also be found in the working directory."""
    if any(name and ":" in name for name in typed):
        _look_here()
    return catalogue.typed()


def stored_names(trusted: Iterable[str]) -> Names:
    """Return names as they stand in files; a trusted module may also be found in the working directory."""
    roots = tuple(trusted)
    if roots:
        _look_here()
    return catalogue.stored(roots)


def _look_here() -> None:
    # at the end: a file that lies around here must not stand in for an installed module
    here = str(Path.cwd())
    if here not in sys.path:
        sys.path.append(here)
