"""What is broken on purpose is caught, each by the property that names it, and soon."""

import pytest

from moot.experiments.properties import PROPERTIES
from moot.experiments.properties.mutants import (
    AGENTS,
    DYNAMICS,
    MUTANTS,
    PROTOCOLS,
    RULES,
    TABLES,
    Mutant,
    caught,
)
from moot.protocols import Poll

WITHIN = {"kernel": 100, "agent": 100, "dynamic": 100, "protocol": 500, "rule": 300}
"""How many examples it takes at most, by what a property is about."""


def test_there_is_one_for_every_property_of_the_table_of_rules_dynamics_and_protocols() -> None:
    named = {mutant.claim.name for mutant in MUTANTS}
    assert named <= {*PROPERTIES}
    assert {claim.name for claim in PROPERTIES.values() if claim.kind != "protocol"} <= named
    assert all(mutant.claim.applies(mutant.target) == "" for mutant in MUTANTS)
    assert len({mutant.wrong for mutant in TABLES}) == len(TABLES)
    first = {mutant.claim.name: mutant for mutant in reversed(TABLES)}
    assert all(mutant.wrong == mutant.claim.mutant for mutant in first.values())


@pytest.mark.parametrize(
    "mutant",
    [*TABLES, *PROTOCOLS, *AGENTS, *DYNAMICS, RULES[-1]],
    ids=lambda one: f"{one.claim.name}-{one.name}",
)
def test_each_is_caught(mutant: Mutant) -> None:
    found = mutant.hunt()
    assert found.broken is not None, str(found)
    assert found.broken.story
    assert found.examples <= WITHIN[mutant.claim.kind]


def test_the_table_of_what_is_caught() -> None:
    none = TABLES[0]._replace(target=Poll(), claim=PROPERTIES["terminates"], wrong="nothing")
    lines = caught([TABLES[0], none], examples=100).splitlines()
    assert [line.split() for line in lines] == [
        ["mutant", "caught", "by", "examples"],
        ["loses-the-last", "messages-arrive-once", lines[1].split()[-1]],
        ["poll", "terminates", "-"],
    ]
    assert len({*map(len, lines)}) == 1
    assert 1 <= int(lines[1].split()[-1]) <= 100
