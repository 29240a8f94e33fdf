"""Which axioms each rule keeps, and what shows that it breaks the others."""

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from ....sim import Rule
from .blocks import Blocks

TABLE = Path(__file__).with_name("declared.toml")


class Declared(NamedTuple):
    """What a rule says of itself, by the names of axioms.

    Attributes:
        keeps: the axioms that it keeps.
        breaks: those that it breaks, each with its witness: a profile, or two as `before -> after`.
    """

    keeps: tuple[str, ...]
    breaks: Mapping[str, str]


@lru_cache(maxsize=1)
def declarations() -> Mapping[str, Declared]:
    """Return what is declared, by the name of the rule."""
    table = tomllib.loads(TABLE.read_text("utf-8"))
    return {name: Declared(tuple(said["keeps"]), said["breaks"]) for name, said in table.items()}


def declared(rule: Rule) -> Declared | None:
    """Return what a rule declares; None if nothing: what is declared is of its fields' default values."""
    spec = rule.spec()
    return declarations().get(spec["use"]) if spec.keys() == {"use"} else None


def witness(text: str) -> tuple[Blocks, Blocks | None]:
    """Read a witness: what an axiom takes for `before` and `after`.

    >>> witness("1 ab -> 1 ba")[1]
    Blocks(options=('a', 'b'), rows=((('b', 'a'), 1),))
    """
    before, _, after = text.partition("->")
    return Blocks.read(before), Blocks.read(after) if after else None
