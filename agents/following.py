"""Agents that look at how many hold what."""

import math

from ..sim import Reply, Turn
from .simulated import Simulated, opening, options_of


class Contrarian(Simulated):
    """Takes the option that the fewest others hold; among several such, the one listed first."""

    def answer(self, turn: Turn) -> Reply:
        """Take the rarest option."""
        held = turn.heard.tally()
        return turn.say(min(options_of(turn, self), key=held.__getitem__))


class MajorityFollower(Simulated):
    """Takes the stance that most others hold, if it is one stance and more hold it than hold its own."""

    def answer(self, turn: Turn) -> Reply:
        """Follow the most, or stay."""
        own = turn.stance if turn.stance is not None else opening(turn)
        held = {stance: count for stance, count in turn.heard.tally().items() if count}
        if not held:
            return turn.abstain("it has no answer, and heard none") if own is None else turn.say(own)
        most = max(held.values())
        leaders = [stance for stance, count in held.items() if count == most]
        if len(leaders) == 1 and most > held.get(own, 0) if own is not None else len(leaders) == 1:
            return turn.say(leaders[0])
        return turn.abstain("it has no answer, and those it heard are tied") if own is None else turn.say(own)


class Conformist(Simulated):
    """Starts from its evidence, and switches with a chance that is logistic in the share of peers against it.

    P(switch) = 1 / (1 + exp(-(bias + steepness s - caution c - checking q))), where s is the share of heard
    peers that hold another stance, c its own confidence and q how checkable the question is. It switches to
    one of the stances held against it, drawn in proportion to who holds them, and credits those who do.

    The defaults follow recorded debates of several language models, in which the chance to change was .03,
    .37 and .74 with none, one and two of two peers against.

    Attributes:
        bias: the logit of switching with nobody against.
        steepness: how much the share of peers against adds to the logit.
        caution: how much full confidence takes from it.
        confidence: how sure the seat is, from 0 to 1; its evidence's accuracy where that is known.
        checking: how much a question that can be fully checked takes from it.
    """

    bias: float = -3.25
    steepness: float = 4.5
    caution: float = 0.0
    confidence: float | None = None
    checking: float = 0.0

    def answer(self, turn: Turn) -> Reply:
        """Stay, or switch to a stance that is held against its own."""
        own = turn.stance if turn.stance is not None else opening(turn)
        held = {stance: count for stance, count in turn.heard.tally().items() if count}
        against = {stance: count for stance, count in held.items() if stance != own}
        if against and turn.random.random() < self.chance(sum(against.values()) / sum(held.values()), turn):
            stance = turn.random.weighted(list(against), list(against.values()))
            return turn.say(stance, credits=[name for name, theirs in turn.heard.held() if theirs == stance])
        return turn.abstain("its evidence holds no answer") if own is None else turn.say(own)

    def chance(self, share: float, turn: Turn) -> float:
        """Return the chance to switch, from 0 to 1, with this share of peers against."""
        sure = self.confidence
        if sure is None:
            sure = next((item.accuracy for item in turn.evidence if item.accuracy is not None), 0.0)
        logit = (
            self.bias + self.steepness * share - self.caution * sure - self.checking * turn.question.checkable
        )
        return 1 / (1 + math.exp(-logit)) if logit > -700 else 0.0
