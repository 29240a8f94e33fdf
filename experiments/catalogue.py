"""Every bundled name, by kind: where the facade, files and the command line look names up."""

from collections.abc import Iterable

from ..agents import AGENTS
from ..protocols import PROTOCOLS
from ..protocols.rules import RULES
from ..sim import LENSES, TOPOLOGIES, WANTS, Names
from .sources import SOURCES

BUNDLED = {
    "agent": AGENTS,
    "lens": LENSES,
    "protocol": PROTOCOLS,
    "rule": RULES,
    "source": SOURCES,
    "topology": TOPOLOGIES,
    "wants": WANTS,
}


def typed() -> Names:
    """Return names as a person types them, in Python or on the command line: dotted paths are imported."""
    return Names(BUNDLED, trusted=lambda module: True)  # noqa: ARG005 - whatever is typed is meant


def stored(trusted: Iterable[str] = ()) -> Names:
    """Return names as they stand in files: dotted paths are imported only from modules that are trusted."""
    roots = tuple(trusted)
    return Names(
        BUNDLED,
        trusted=lambda module: any(module == root or module.startswith(f"{root}.") for root in roots),
    )
