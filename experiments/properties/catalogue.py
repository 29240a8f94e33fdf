"""Every bundled property, by name and in groups."""

from collections.abc import Mapping, Sequence
from typing import Any

from ...sim import SpecError
from ...sim.names import match, unknown
from ...sim.rule import listed
from .answering import ANSWERS
from .axioms import AXIOMATIC
from .axioms import OF_RULES as AXIOMS
from .caps import CAPPED
from .chances import CHANCES
from .counting import RECOUNTED
from .dynamics import DYNAMICS
from .incomplete import INCOMPLETE
from .kernel import KERNEL
from .monotone import MONOTONE
from .property import Property, called, refusal
from .talks import TALKS
from .tolerance import TOLERANCE

LISTED = "`moot list properties`"
OF_RULES = (*AXIOMATIC, *INCOMPLETE, RECOUNTED)
PROPERTIES: dict[str, Property] = {
    claim.name: claim
    for claim in (*KERNEL, CAPPED, ANSWERS, *OF_RULES, *DYNAMICS, *TOLERANCE, *TALKS, MONOTONE, *CHANCES)
}

GROUPS: Mapping[str, tuple[Property, ...]] = {
    "all": tuple(PROPERTIES.values()),
    "axioms": tuple(AXIOMS.values()),
} | {
    kind if kind == "kernel" else f"{kind}s": tuple(
        claim for claim in PROPERTIES.values() if claim.kind == kind
    )
    for kind in sorted({claim.kind for claim in PROPERTIES.values()})
}
"""Words for many properties at once: the axioms of rules, those of a kind, all."""


def named(name: str) -> Property:
    """Return the property of this name, whatever its case and hyphens.

    Raises:
        SpecError: there is none; the nearest is offered.
    """
    found = match(name, PROPERTIES)
    if found is None:
        raise SpecError(unknown("property", name, PROPERTIES, LISTED))
    return PROPERTIES[found]


def grouped(name: str) -> tuple[Property, ...]:
    """Return the properties that a word stands for: those of a group, or the one of this name.

    Raises:
        SpecError: it is neither; the nearest is offered.
    """
    found = match(name, GROUPS)
    if found is not None:
        return GROUPS[found]
    if match(name, PROPERTIES) is None:
        raise SpecError(unknown("property", name, [*PROPERTIES, *GROUPS], LISTED))
    return (named(name),)


def claimed(asked: Mapping[str, Sequence[Property]], targets: Sequence[Any]) -> list[Property]:
    """Return the properties that were asked for, each once, as far as they are claimed of one of the targets.

    Args:
        asked: what each word stands for: one property, or a group of which some may be claimed.
        targets: one at least.

    Raises:
        SpecError: nothing that a word stands for is claimed of any of them.
    """
    found: list[Property] = []
    for word, claims in asked.items():
        those = [claim for claim in claims if any(not refusal(claim, target) for target in targets)]
        if not those:
            who = listed([called(target) for target in targets])
            if len(claims) == 1:
                raise SpecError(f"{claims[0].name} does not apply to {who}: {refusal(claims[0], targets[0])}")
            kinds = sorted({claim.kind for claim in claims})
            several = f"each is about a {' or a '.join(kinds)}; name one of your own, as my.module:NAME"
            why = several if len(kinds) > 1 else refusal(claims[0], targets[0])
            raise SpecError(f"no property of {word!r} applies to {who}: {why}")
        found += [claim for claim in those if claim not in found]
    return found
