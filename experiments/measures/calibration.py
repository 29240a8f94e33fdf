"""How far what seats believe in the end is from the truth: losses, 0 at best.

Both are of the probabilities that a seat gives to the options in its last open statement of a stance: its
belief, where what it leaves out has 0; or its confidence in the stance, where the other options share what is
left to 1 evenly. The figure is the mean over the seats that gave either. Undefined where none did, where the
truth is not known, and where the question is no choice.
"""

import math
from collections.abc import Mapping

from ...sim import Reply
from .seen import Seen

CLIP = 0.001
"""The least probability of the truth that the logarithmic score counts."""

WORST = -math.log(CLIP)

Probabilities = Mapping[str, float]


def brier(seen: Seen) -> float | None:
    """Return the mean Brier score of the seats' last beliefs, or confidences, from 0 to 2.

    Of one seat it is the sum over the options of (p - o)^2, where o is 1 for the truth and 0 for the others:
    the form of the source, which for two options is twice that of one event.

    Source: Brier (1950), Verification of forecasts expressed in terms of probability.
    """
    believed, truth = seen.once(_believed), str(seen.truth)
    scores = (math.fsum((p - (name == truth)) ** 2 for name, p in one.items()) for one in believed)
    return math.fsum(scores) / len(believed) if believed else None


def log_score(seen: Seen) -> float | None:
    """Return the mean logarithmic score of the seats' last beliefs, or confidences: -ln p of the truth.

    A probability below .001 counts as .001, so that one seat that is sure and wrong costs 6.9, not infinity.

    Source: Good (1952), Rational decisions; with the sign turned round, so that less is better.
    """
    believed, truth = seen.once(_believed), str(seen.truth)
    scores = (-math.log(min(max(one[truth], CLIP), 1.0)) for one in believed)
    return math.fsum(scores) / len(believed) if believed else None


def _believed(seen: Seen) -> list[Probabilities]:
    """Return the probabilities of all options, for each seat that gave some; none where nothing is known."""
    options = seen.question.options
    if seen.truth is None or not options:
        return []
    given = (_probabilities(options, reply) for reply in seen.last.values())
    return [one for one in given if one]


def _probabilities(options: tuple[str, ...], reply: Reply) -> Probabilities:
    if reply.belief:
        return dict.fromkeys(options, 0.0) | dict(reply.belief)
    if reply.confidence is None or reply.stance is None:
        return {}
    rest = (1 - reply.confidence) / (len(options) - 1)
    return dict.fromkeys(options, rest) | {str(reply.stance): reply.confidence}
