"""Every bundled property, by name."""

from ...sim import SpecError
from ...sim.names import match, unknown
from .axioms import AXIOMATIC
from .counting import RECOUNTED
from .dynamics import DYNAMICS
from .incomplete import INCOMPLETE
from .kernel import KERNEL
from .property import Property
from .talks import TALKS
from .tolerance import TOLERANCE

OF_RULES = (*AXIOMATIC, *INCOMPLETE, RECOUNTED)
PROPERTIES: dict[str, Property] = {
    claim.name: claim for claim in (*KERNEL, *OF_RULES, *DYNAMICS, *TOLERANCE, *TALKS)
}


def named(name: str) -> Property:
    """Return the property of this name, whatever its case and hyphens.

    Raises:
        SpecError: there is none; the nearest is offered.
    """
    found = match(name, PROPERTIES)
    if found is None:
        raise SpecError(unknown("property", name, PROPERTIES))
    return PROPERTIES[found]
