"""What is broken on purpose, and the property that catches it; averages have tests of their own."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from .broken_agents import BROKEN_AGENTS
from .broken_dynamics import BROKEN_DYNAMICS
from .broken_protocols import BROKEN_PROTOCOLS
from .broken_rules import BROKEN_RULES, OF_STANCES
from .broken_tables import BROKEN_TABLES
from .catalogue import OF_RULES, PROPERTIES
from .hunt import Finding
from .property import Property, called
from .search import falsify

EXAMPLES = 500
"""How many cases are tried at most."""


class Mutant(NamedTuple):
    """Something that is broken on purpose.

    Attributes:
        target: it.
        wrong: what is wrong with it, in a few words.
        claim: the property that catches it.
    """

    target: Any
    wrong: str
    claim: Property

    @property
    def name(self) -> str:
        """The name to call it by."""
        return called(self.target).rpartition(":")[2]

    def hunt(self, *, examples: int = EXAMPLES, seed: int = 0) -> Finding:
        """Look for a case in which it shows.

        Args:
            examples: how many are tried at most.
            seed: fixes which.
        """
        return falsify(self.target, self.claim, examples=examples, seed=seed)


def _of(broken: dict[str, Any]) -> tuple[Mutant, ...]:
    claims = [PROPERTIES[name] for name in broken]
    return tuple(Mutant(broken[claim.name], claim.mutant, claim) for claim in claims)


def _said(target: Any) -> str:
    """Return what the docstring of something broken says is wrong with it."""
    words = str(type(target).__doc__).splitlines()[0].rstrip(".")
    return words[0].lower() + words[1:]


TABLES = tuple(
    Mutant(table, _said(table), PROPERTIES[name])
    for name, tables in BROKEN_TABLES.items()
    for table in tables
)
"""Of some properties there are several, the first of which is the one that the property names."""
PROTOCOLS = tuple(
    mutant if mutant.claim.kind == "protocol" else mutant._replace(wrong=_said(mutant.target))
    for mutant in _of({**BROKEN_PROTOCOLS})
)
AGENTS = _of({**BROKEN_AGENTS})
DYNAMICS = _of({**BROKEN_DYNAMICS})
RULES = tuple(
    Mutant(broken.rule, broken.wrong, claim) for claim in OF_RULES if (broken := BROKEN_RULES[claim.mutant])
)
STANCES = tuple(
    Mutant(BROKEN_RULES[broken].rule, BROKEN_RULES[broken].wrong, PROPERTIES[name])
    for name, broken in OF_STANCES.items()
)
MUTANTS = (*TABLES, *PROTOCOLS, *AGENTS, *DYNAMICS, *RULES, *STANCES)
"""All of them."""


def caught(mutants: Iterable[Mutant] = MUTANTS, *, examples: int = EXAMPLES, seed: int = 0) -> str:
    """Return a table of what catches each, after how many examples; `-` where nothing was found.

    Args:
        mutants: which.
        examples: how many are tried at most.
        seed: fixes which.
    """
    rows = [("mutant", "caught by", "examples")]
    for mutant in mutants:
        found = mutant.hunt(examples=examples, seed=seed)
        rows.append((mutant.name, mutant.claim.name, str(found.examples) if found.broken else "-"))
    wide = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        f"{name:{wide[0]}}  {claim:{wide[1]}}  {count:>{wide[2]}}" for name, claim, count in rows
    )
