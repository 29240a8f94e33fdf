"""Every bundled name, by kind: where the facade, files and the command line look names up."""

import inspect
from collections.abc import Iterable
from typing import Any

from ..agents import AGENTS, GUARDRAILS, FunctionAgent
from ..protocols import PROTOCOLS
from ..protocols.rules import AXIOMS, CULTURES, RULES, TIE_BREAKS
from ..sim import INTERCEPTORS, LENSES, STOPS, TOPOLOGIES, WANTS, Names, rule
from .sources import SOURCES
from .sources.function import Callable

BUNDLED = {
    "agent": AGENTS,
    "axiom": AXIOMS,
    "culture": CULTURES,
    "interceptor": INTERCEPTORS | GUARDRAILS,
    "lens": LENSES,
    "protocol": PROTOCOLS,
    "rule": RULES,
    "source": SOURCES,
    "stop": STOPS,
    "tie-break": TIE_BREAKS,
    "topology": TOPOLOGIES,
    "wants": WANTS,
}


class Catalogue(Names):
    """Names that take a plain function for an agent, a rule, or a source, where one of these is wanted."""

    def find(self, kind: str, name: str) -> Any:
        """Return the object that `name` stands for."""
        found = super().find(kind, name)
        if inspect.isfunction(found):
            if kind == "agent":
                return FunctionAgent(function=found)
            if kind == "rule":
                return rule(found)
            if kind == "source":
                return Callable(function=found)
        return found


def typed() -> Names:
    """Return names as a person types them, in Python or on the command line: dotted paths are imported."""
    return Catalogue(BUNDLED, trusted=lambda module: True)  # noqa: ARG005 - whatever is typed is meant


def stored(trusted: Iterable[str] = ()) -> Names:
    """Return names as they stand in files; dotted paths are imported only from modules that are trusted."""
    roots = tuple(trusted)
    return Catalogue(
        BUNDLED,
        trusted=lambda module: any(module == root or module.startswith(f"{root}.") for root in roots),
    )
