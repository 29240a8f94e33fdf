"""Names and values on the command line, and who may be imported for them."""

import json
import sys
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ...sim import Names, SpecError
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


def typed_value(text: str) -> dict[str, Any]:
    """Return the value that was typed, as a file holds it.

    A name alone, a name with its fields, or the table that a file would hold.

    Raises:
        SpecError: the fields are not written as in TOML.

    >>> typed_value("drop,rate=0.3") == typed_value('{ use = "drop", rate = 0.3 }')
    True
    """
    table = text.lstrip()
    if not table.startswith("{"):
        name, comma, fields = text.partition(",")
        if not comma:
            return {"use": text}
        table = f"{{ use = {json.dumps(name.strip(), ensure_ascii=False)}, {fields} }}"
    try:
        (value,) = tomllib.loads(f"value = {table}").values()
    except (ValueError, RecursionError) as error:
        why = str(error).partition(" (")[0]
        raise SpecError(
            f"{text[:80]!r} cannot be read: {why}; write NAME,KEY=VALUE with texts in quotes, such as "
            'drop,rate=0.3 or length,characters=80,action="block"'
        ) from error
    return dict(value)


def _look_here() -> None:
    # at the end: a file that lies around here must not stand in for an installed module
    here = str(Path.cwd())
    if here not in sys.path:
        sys.path.append(here)
