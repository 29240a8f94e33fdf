"""What a clause of prose is read against, and the words by which it is read."""

import re
from collections.abc import Collection, Sequence
from typing import NamedTuple

from ...sim import Stance
from .known import Known
from .marks import HELD, Marked
from .moments import Moment

CASE = re.IGNORECASE

VOTERS = (
    r"(?:seats?|models?|agents?|voters?|participants?|panell?ists?|members?|people|persons?|speakers?"
    r"|debaters?|jurors?|ais?|llms?|respondents?|delegates?|of\s+them|votes?|ballots?)\b"
)
"""What those at a table are called, and what they cast."""

NOT = re.compile(
    r"\b(?:not|no|nor|never|nobody|none|neither|without|against|lack(?:s|ed|ing)?|short\s+of|fail(?:s|ed)?|cannot"
    r"|rather\s+than|instead\s+of|far\s+from|reject\w*|oppos\w*)\b|n't\b",
    CASE,
)
"""What turns a statement into its opposite."""

UNREAL = re.compile(
    r"\b(?:would|could|might|may|if|should|must|need(?:s|ed)?|require[sd]?|unless)\b|\?$", CASE
)
"""What makes it none: nobody says that it is so."""

AGREED_THAT = re.compile(
    r"^.{0,20}?\b(?:agree[ds]?|concur(?:red|s)?|accept(?:ed|s)?|conced(?:ed|es?)|acknowledged?|believed?|thought|said"
    r"|argued?|noted?)\s+that\b",
    CASE,
)
"""What introduces a thing that somebody says, and that is no answer."""

CHANGED = r"(?:chang|switch|flipp|flip|mov|shift|convert|revis|defect)(?:ed|es|ing|s|e)?"
KEPT = r"(?:unchanged|unmoved|held\s+firm|stood\s+firm|stayed\s+put)"
VERB = re.compile(rf"\b(?:(?P<kept>{KEPT})|(?P<changed>{CHANGED})|(?P<held>{HELD}))\b", CASE)


class Scene(NamedTuple):
    """What a clause is read against.

    Attributes:
        known: the talk.
        marked: the paragraph, in which names are marks.
        moments: those of which the clause may speak.
        named: whether it says so itself.
    """

    known: Known
    marked: Marked
    moments: Sequence[Moment]
    named: bool

    @property
    def rounds(self) -> set[int]:
        """The rounds that it names; none = the whole talk."""
        return {moment.round for moment in self.moments if moment.round} if self.named else set()

    def told(self) -> str:
        """Return what is so."""
        return "; ".join(moment.told() for moment in self.moments)


def is_one_of(stance: Stance | None, options: Collection[str]) -> bool:
    """Tell whether a stance is one of these options, or has one of them as a part."""
    return any(held in options for held in (stance if isinstance(stance, tuple) else (stance,)))
