"""What a guardrail ruled of a statement that is kept: it stands in the statement's own line of a journal."""

from collections.abc import Mapping
from typing import Any, NamedTuple

BLOCKED, UNJUDGED = "blocked", "unjudged"


class Ruling(NamedTuple):
    """What a guardrail has against a statement.

    Attributes:
        by: the name of the guardrail.
        why: in its words.
        error: what went wrong, in words that depend on versions: kept, but outside the digest.
        blocked: whether nobody hears it; else it was let pass unjudged.
    """

    by: str
    why: str
    error: str = ""
    blocked: bool = True

    def spec(self) -> dict[str, dict[str, str]]:
        """Return the JSON form, without what went wrong."""
        return {BLOCKED if self.blocked else UNJUDGED: {"by": self.by, "why": self.why}}


def ruling_of(line: Mapping[str, Any]) -> Ruling | None:
    """Return what was ruled of the statement of a line; None where nothing was."""
    for word in (BLOCKED, UNJUDGED):
        if word in line:
            by, why = line[word]["by"], line[word]["why"]
            return Ruling(str(by), str(why), str(line.get("meta", {}).get("error", "")), word == BLOCKED)
    return None
