"""An agent that knows how others came to say what they said."""

import math
from collections.abc import Mapping, Sequence

from pydantic import Field

from ..sim import Reply, Turn
from .simulated import Simulated, closed, log_odds, options_of

Belief = Mapping[str, float]
"""For each option a log-likelihood; only differences matter."""

NEAR = 1e-9
"""How near two log-likelihoods are that count as equal."""


class CascadeAware(Simulated):
    """Reads in what others said the signals that made them say it, and follows the most probable option.

    It takes each before it for one who had a signal of the same accuracy, heard all before itself, reasoned
    as it does, and tossed a fair coin where two options were as probable. So it knows that who follows the
    herd tells nothing, and once two more have said one thing than the other it follows whatever its own
    signal says: a cascade. It is for `relay`, in which each hears all before it; once it has spoken it
    stays.

    Source: Bikhchandani, Hirshleifer and Welch (1992), A theory of fads, fashion, custom, and cultural change
    as informational cascades; Anderson and Holt (1997), Information cascades in the laboratory.

    Attributes:
        accuracy: of everybody's signal, its own too where the evidence does not say; between 0 and 1.
    """

    accuracy: float = Field(default=0.7, gt=0, lt=1)

    def answer(self, turn: Turn) -> Reply:
        """Say the most probable option; one of the best, drawn, where they tie."""
        options = options_of(turn, self)
        if turn.stance is not None and not closed(turn, turn.stance):
            return turn.say(turn.stance)
        public: Belief = dict.fromkeys(options, 0.0)
        spoke = set()
        for remark in turn.heard.new():
            if isinstance(remark.stance, str) and remark.stance in public and remark.speaker not in spoke:
                spoke.add(remark.speaker)
                public = learnt(public, remark.stance, self.accuracy)
        signal = next((item for item in turn.evidence if item.stance in public), None)
        if signal is not None:
            accuracy = self.accuracy if signal.accuracy is None else signal.accuracy
            public = weighed(public, str(signal.stance), accuracy)
        return turn.say(turn.random.choice(best(public)))


def weighed(public: Belief, signal: str, accuracy: float) -> dict[str, float]:
    """Return a belief once a signal of this accuracy has been taken in."""
    return {
        option: weight + log_odds(accuracy, len(public)) * (option == signal)
        for option, weight in public.items()
    }


def best(belief: Belief) -> Sequence[str]:
    """Return the most probable options: several where they tie."""
    top = max(belief.values())
    return [option for option, weight in belief.items() if weight >= top - NEAR]


def chances(public: Belief, signal: str, accuracy: float) -> dict[str, float]:
    """Return the chance of each act of somebody who holds the public belief and had this signal."""
    acts = best(weighed(public, signal, accuracy))
    return {option: (option in acts) / len(acts) for option in public}


def learnt(public: Belief, act: str, accuracy: float) -> Belief:
    """Return the public belief after an act; the same where no signal explains it. O(options squared)."""
    k = len(public)
    said = {signal: chances(public, signal, accuracy)[act] for signal in public}
    found = {}
    for truth, weight in public.items():
        chance = math.fsum(
            said[signal] * (accuracy if signal == truth else (1 - accuracy) / (k - 1)) for signal in public
        )
        if not chance:
            return public
        found[truth] = weight + math.log(chance)
    return found
