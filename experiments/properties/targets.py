"""What properties are tried on, by name."""

from typing import Any

from ...sim import SpecError
from ...sim.errors import headline
from ...sim.names import import_path, match, unknown
from ..catalogue import typed
from .held import Kernel

TABLE = "table"
"""The name of the table itself."""
KINDS = ("protocol", "rule", "agent")


def target(given: Any) -> Any:
    """Return what a property can be tried on.

    Args:
        given: the name of a bundled protocol, rule, agent or dynamic, `"table"`, or a dotted path
            `package.module:Name`, which is imported; or a class, which is built; anything else is as it is.

    Raises:
        SpecError: the name is not known, or the class cannot be built without arguments.

    >>> target("de_groot")
    DeGroot(noise=0.0, start=None, inertia=0.0)
    """
    found = _find(given) if isinstance(given, str) else given
    if not isinstance(found, type):
        return found
    try:
        return found()
    except Exception as error:
        raise SpecError(
            f"{found.__name__} cannot be built without arguments ({headline(error)}): give one that is built"
        ) from error


def _find(name: str) -> Any:
    if ":" in name:
        return import_path(name)
    if match(name, [TABLE]):
        return Kernel
    names = typed()
    for kind in KINDS:
        if match(name, names.known(kind)):
            return names.find(kind, name)
    raise SpecError(unknown("target", name, [TABLE, *(one for kind in KINDS for one in names.known(kind))]))
