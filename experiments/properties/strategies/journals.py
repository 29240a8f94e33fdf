"""Strategies of journals: of talks that are finished, that were stopped, that were cut off."""

from collections.abc import Sequence

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from ....sim import Ask, Journal, SpecError
from ..cases import Deliberation
from .tables import deliberations

ENDINGS = ("finished", "stopped", "cut off")
LONGEST = 40
"""After how many entries, or asks, a talk is cut off at most, counted round."""


def journals(
    *, of: SearchStrategy[Deliberation] | None = None, endings: Sequence[str] = ENDINGS
) -> SearchStrategy[Journal]:
    """Return a strategy of journals: that of one seat that was polled first.

    In any of them seats may have failed, or stayed silent, where their agents do.

    Args:
        of: a strategy of the talks; `deliberations()` where none is given.
        endings: of `"finished"`; `"stopped"`: by its budget, after an ask that was closed; `"cut off"`:
            anywhere, so that it has no close.

    Raises:
        SpecError: there is no such ending.
    """
    if unknown := [ending for ending in endings if ending not in ENDINGS]:
        raise SpecError(f"unknown ending {unknown[0]!r:.80}: known: {', '.join(ENDINGS)}")
    talks = deliberations() if of is None else of
    return st.builds(_ended, talks, st.sampled_from(endings), st.integers(0, LONGEST))


def _ended(talk: Deliberation, ending: str, after: int) -> Journal:
    """Hold a talk, and leave as much of its record as there would be."""
    whole = talk.hold()
    if ending == "finished" or not whole.entries:
        return whole
    ends = [at for at, entry in enumerate(whole.entries) if isinstance(entry, Ask)]
    if ending == "cut off":
        return Journal(whole.header, whole.entries[: after % len(whole.entries)])
    stopped = Journal(whole.header, whole.entries[: [*ends[1:], None][after % len(ends)]])
    stopped.seal("stopped: budget")
    return stopped
