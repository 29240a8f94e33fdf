"""Agents that look at how many hold what."""

import math

from pydantic import Field

from ..sim import Reply, Stance, Turn
from .arguing import Arguing, Plea, pleas
from .simulated import Simulated, around, options_of, position, spelling


class Contrarian(Simulated):
    """Takes the option that the fewest others hold; among several such, the one listed first."""

    def answer(self, turn: Turn) -> Reply:
        """Take the rarest option."""
        held = around(turn)
        return turn.say(min(options_of(turn, self), key=held.__getitem__))


class MajorityFollower(Simulated):
    """Takes the stance that most others hold, if it is one stance and more hold it than hold its own."""

    def answer(self, turn: Turn) -> Reply:
        """Follow the most, or stay."""
        own = position(turn)
        held = {stance: count for stance, count in around(turn).items() if count}
        if not held:
            return turn.abstain("it has no answer, and heard none") if own is None else turn.say(own)
        most = max(held.values())
        leaders = [stance for stance, count in held.items() if count == most]
        if len(leaders) == 1 and most > held.get(own, 0) if own is not None else len(leaders) == 1:
            return turn.say(leaders[0])
        return turn.abstain("it has no answer, and those it heard are tied") if own is None else turn.say(own)


class Conformist(Arguing):
    """Starts from its evidence, and switches with a chance that is logistic in the share of peers against it.

    P(switch) = 1 / (1 + exp(-(bias + steepness s + susceptibility a - caution c - checking q))), where s is
    the share of heard peers that hold another stance, a the strength of the arguments heard for other stances
    less that of those for its own, for each speaker heard, c its own confidence and q how checkable the
    question is. It switches to one of the stances held against it, drawn in proportion to who holds them
    (and, where it is susceptible, to the strength with which they were argued for), and credits those who do.

    The defaults follow recorded debates of several language models, in which the chance to change was .03,
    .37 and .74 with none, one and two of two peers against.

    Attributes:
        bias: the logit of switching with nobody against.
        steepness: how much the share of peers against adds to the logit.
        caution: how much full confidence takes from it.
        confidence: how sure the seat is, from 0 to 1; its evidence's accuracy where that is known.
        checking: how much a question that can be fully checked takes from it.
        susceptibility: how much full strength against, and none for, adds to it; with 0 arguments do nothing.
    """

    bias: float = -3.25
    steepness: float = 4.5
    caution: float = 0.0
    confidence: float | None = None
    checking: float = 0.0
    susceptibility: float = Field(default=0.0, ge=0)

    def settle(self, turn: Turn) -> Reply:
        """Stay, or switch to a stance that is held, or argued for, against its own."""
        own = position(turn)
        held = {stance: count for stance, count in around(turn).items() if count}
        against: dict[Stance, float] = {stance: count for stance, count in held.items() if stance != own}
        share = sum(against.values()) / sum(held.values()) if against else 0.0
        pleaded = pleas(turn) if self.susceptibility else []
        for plea in pleaded:
            if plea.supports != own and plea.strength:
                against[plea.supports] = against.get(plea.supports, 0.0) + plea.strength
        balance = _balance(own, pleaded) / len(turn.heard.latest) if pleaded else 0.0
        if against and turn.random.random() < self.chance(share, turn, balance):
            stance, spelt = turn.random.weighted(list(against), list(against.values())), spelling(turn)
            holders = [name for name, theirs in turn.heard.held() if spelt.get(theirs, theirs) == stance]
            others = [plea.speaker for plea in pleaded if plea.supports == stance and plea.strength]
            return turn.say(stance, credits=tuple(dict.fromkeys(holders + others)))
        return turn.abstain("its evidence holds no answer") if own is None else turn.say(own)

    def chance(self, share: float, turn: Turn, balance: float = 0.0) -> float:
        """Return the chance to switch, from 0 to 1.

        Args:
            share: of the peers heard, those against.
            turn: for its evidence and how checkable the question is.
            balance: the strength of the arguments heard against, less those for, for each speaker; -1 to 1.
        """
        sure = self.confidence
        if sure is None:
            sure = next((item.accuracy for item in turn.evidence if item.accuracy is not None), 0.0)
        logit = (
            self.bias + self.steepness * share - self.caution * sure - self.checking * turn.question.checkable
        )
        if self.susceptibility:
            logit += self.susceptibility * balance
        return 1 / (1 + math.exp(-logit)) if logit > -700 else 0.0


def _balance(own: Stance | None, pleaded: list[Plea]) -> float:
    """Return the strength of what was argued against a stance, less what was for it."""
    return math.fsum(p.strength if p.supports != own else -p.strength for p in pleaded)
