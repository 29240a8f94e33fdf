"""What a reviewer writes freely, paragraph by paragraph: what the journal contradicts is flagged.

Only what can be checked is: counts, how one-sided a vote was, who won, and what a named seat holds, changed
or credits. What is said of no moment is taken for the end, or for those of which the paragraph has spoken.
Opinion, and words that no pattern knows, go by unflagged; so what has no flag is not for that true.
"""

import re
from collections.abc import Iterator
from itertools import chain

from ...agents.live.templates import CUT
from .counts import false_counts, false_rounds
from .known import Known
from .marks import clauses, marked, sentences
from .moments import Moment, at_end, moments
from .outcome import false_winners, false_words
from .people import false_changes, false_credits, false_holders
from .scene import UNREAL, Scene
from .value import Passage

LONGEST = 2000
"""The characters of a paragraph at most."""

MOST = 12
"""How many paragraphs are kept of one part."""

FLAGS = 12
"""How many flags a paragraph gets at most."""

CHECKS = (false_counts, false_rounds, false_winners, false_words, false_holders, false_changes, false_credits)


def passages(text: str, known: Known) -> tuple[Passage, ...]:
    """Return a text paragraph by paragraph, each checked; of many the first, the rest told by its size."""
    paragraphs = list(filter(None, (one.strip() for one in re.split(r"\n\s*\n|\r\n\s*\r\n", text))))
    kept = [passage(one, known) for one in paragraphs[:MOST]]
    left = len(paragraphs) - MOST
    return (*kept, Passage(text=f"({left} more paragraphs are left out.)")) if left > 0 else tuple(kept)


def passage(text: str, known: Known) -> Passage:
    """Return one paragraph, and what in it the journal contradicts. O(n) for n characters and few names."""
    cut = len(text) - LONGEST
    if cut > 0:
        text = f"{text[:LONGEST]} {CUT.format(cut=cut, size=len(text))}"
    flags = list(dict.fromkeys(_contradicted(text[:LONGEST], known)))
    more = len(flags) - FLAGS
    shown = (*flags[:FLAGS], f"and {more} more") if more > 0 else flags
    return Passage(text=text, flags=tuple(shown))


def _contradicted(text: str, known: Known) -> Iterator[str]:
    question = known.facts.question
    options = (*question.options, *chain.from_iterable(part.options for part in question.parts))
    read = marked(text, known.journal.seats, tuple(dict.fromkeys(options)))
    end = at_end(known)
    spoken_of: list[Moment] = []
    for sentence in sentences(read.text):
        spoken_of += [moment for moment in moments(sentence, known) if moment not in spoken_of]
        now: list[Moment] = []  # of which the last clause spoke that said so
        for clause in clauses(sentence):
            now = list(moments(clause, known)) or now
            context = now or [end, *(moment for moment in spoken_of if moment != end)]
            if not UNREAL.search(clause):
                scene = Scene(known, read, context, bool(now))
                for check in CHECKS:
                    yield from check(clause, scene)
