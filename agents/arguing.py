"""Seats that argue: they give reasons of a strength, attack, defend, oppose, judge and conclude."""

import math
from abc import abstractmethod
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from pydantic import Field

from ..sim import Argument, Reply, Stance, Turn
from .simulated import Simulated, around, favourite, log_odds, position, spelling, told

STRONGEST = 0.99
"""What counts of an argument of full strength: one that settled everything would leave nothing to hear."""

PLEADING = frozenset({"attack", "oppose", "argue"})


class Plea(NamedTuple):
    """What a speaker last argued for, and how strongly."""

    speaker: str
    supports: Stance
    strength: float


class Arguing(Simulated):
    """A seat that argues for what it holds, and does its part where a protocol gives it one.

    Asked to `attack`, it argues against what it heard most; to `oppose`, against what the floor named as the
    leader; to `argue`, for the side that the floor gave it. It argues for its own stance where that is not
    the one attacked, else for the one that most others hold, and its stance stays its own. As the `judge` it
    takes one of the stances argued for, with a chance in proportion to their odds (see `judge`); asked to
    `conclude`, the answer that was ranked best. In every other phase it settles on its stance and argues for
    it.

    Source: dissent that is only played does less than dissent that is held: Nemeth, Brown and Rogers
    (2001), Devil's advocate versus authentic dissent. The size of the default is ours.

    Attributes:
        eloquence: the strength of its arguments, from 0 to 1; with 0 it argues only where a protocol asks.
        pretence: what is left of it where it argues for what it does not hold, from 0 to 1.
    """

    eloquence: float = Field(default=0.0, ge=0, le=1)
    pretence: float = Field(default=0.5, ge=0, le=1)

    def answer(self, turn: Turn) -> Reply:
        """Do what the phase asks for."""
        phase = turn.phase
        if phase in PLEADING:
            return self.plead(turn)
        if phase == "judge":
            return self.judge(turn)
        if phase == "conclude":
            return self.conclude(turn)
        reply = self.settle(turn)
        if not self.eloquence or reply.stance is None:
            return reply
        return reply.model_copy(update={"argument": Argument(strength=self.eloquence)})

    def by_parts(self, turn: Turn) -> Reply:
        """Do so part by part, but conclude on a whole answer: parts of several are nobody's."""
        if turn.phase == "conclude" and any(told(turn, "standing") or ()):
            return self.conclude(turn)
        return super().by_parts(turn)

    @abstractmethod
    def settle(self, turn: Turn) -> Reply:
        """Take a stance on a question that has no parts."""

    def plead(self, turn: Turn) -> Reply:
        """Argue against what is to be attacked, or for the side that was given."""
        own = position(turn)
        if own is None:
            return turn.abstain("its evidence holds no answer")
        cause: Stance | None = own
        if turn.phase == "argue":
            side = told(turn, "side")
            cause = own if side is None else side
        else:
            attacked = _attacked(turn)
            if not attacked and turn.phase == "attack":
                return turn.abstain("it heard nothing to attack")
            if own in attacked:
                cause = _other(turn, attacked)
        if cause is None:
            return turn.abstain("it knows no other answer to argue for")
        if cause == own:
            return turn.say(own, argument=Argument(strength=self.eloquence))
        return turn.say(own, argument=Argument(supports=cause, strength=self.eloquence * self.pretence))

    def judge(self, turn: Turn) -> Reply:
        """Take one of the stances heard, each with a chance in proportion to its odds.

        Each argument, and each signal of its own with a known accuracy, multiplies the odds of what it speaks
        for; an argument by as much as its speaker is trusted (see `belief`). Where nothing was heard, it
        settles by itself.

        Source: choices in proportion to strengths are those of Bradley and Terry (1952), by which the Elo
        ratings of Khan et al. (2024) compare debaters.
        """
        pleaded = pleas(turn)
        heard = [stance for stance, count in around(turn).items() if count]
        stances = tuple(dict.fromkeys([*heard, *(plea.supports for plea in pleaded)]))
        if not stances:
            return self.settle(turn)
        share = belief(turn, stances, pleaded)
        stance = turn.random.weighted(stances, list(share.values()))
        return turn.say(
            stance,
            confidence=min(share[stance], 1.0),
            credits=[plea.speaker for plea in pleaded if plea.supports == stance and plea.strength],
        )

    def conclude(self, turn: Turn) -> Reply:
        """Take the answer that was ranked best: its own where it is among several such, else one drawn."""
        standing = told(turn, "standing")
        if not standing:
            return self.settle(turn)
        if turn.question.parts:
            answers = zip(*standing, strict=True)  # each part has them in the same order
            standing = [(tuple(stance for stance, _ in rows), rows[0][1]) for rows in answers]
        top = min(mean for _, mean in standing)
        best = tuple(dict.fromkeys(stance for stance, mean in standing if mean == top))
        return turn.say(turn.stance if turn.stance in best else turn.random.choice(best))


class Persuadable(Arguing):
    """Weighs arguments as evidence, and holds what they make most probable.

    What it holds counts as one argument of strength `conviction`; a signal of its own with a known accuracy
    counts by its likelihood, and so does what each speaker last argued for: an argument of strength s, of
    which it takes in the share `openness`, is a signal that speaks for the true of k stances with chance (1 +
    s (k - 1)) / k, nothing at s = 0 and nearly settling it at 1. Where the topology gives trust, that
    multiplies an argument's log-odds. A stance that nobody argues for moves it not at all. It stays where two
    are as probable, and credits those who argued for what it moves to.

    Source: arguments as evidence that updates by Bayes' rule, content times the source's reliability: Hahn
    and Oaksford (2007), The rationality of informal argumentation. The scale of strength and the defaults are
    ours.

    Attributes:
        conviction: the strength with which it holds on to its stance, from 0 to 1.
        openness: the share of an argument's strength that it takes in, from 0 to 1.
    """

    eloquence: float = Field(default=0.5, ge=0, le=1)
    conviction: float = Field(default=0.6, ge=0, le=1)
    openness: float = Field(default=1.0, ge=0, le=1)

    def settle(self, turn: Turn) -> Reply:
        """Stay with its stance, or move to one that the arguments make more probable."""
        own = position(turn)
        pleaded = [
            Plea(speaker, stance, strength * self.openness) for speaker, stance, strength in pleas(turn)
        ]
        held = [] if own is None else [Plea(turn.seat, own, self.conviction)]
        if own is None and not pleaded:
            return turn.abstain("its evidence holds no answer")
        stances = tuple(dict.fromkeys([*turn.question.options, *(plea.supports for plea in held + pleaded)]))
        share = belief(turn, stances, held + pleaded)
        top = max(share.values())
        best = [stance for stance, chance in share.items() if chance >= top - 1e-12]
        stance = own if own is not None and own in best else turn.random.choice(best)
        moved = [plea.speaker for plea in pleaded if plea.supports == stance != own and plea.strength]
        chances = {option: share[option] for option in turn.question.options}
        return turn.say(stance, belief=chances or None, credits=moved)


def pleas(turn: Turn) -> list[Plea]:
    """Return what each speaker heard last argued for, where somebody knows how strongly."""
    question, spelt, found = turn.question, spelling(turn), []
    for remark in turn.heard.latest:
        argument = remark.argument
        if argument is None or argument.strength is None:
            continue
        supports = remark.stance if argument.supports is None else argument.supports
        if supports is not None and not question.problem(supports):
            found.append(Plea(remark.speaker, spelt.get(supports, supports), argument.strength))
    return found


def belief(turn: Turn, stances: Sequence[Stance], pleaded: Iterable[Plea]) -> dict[Stance, float]:
    """Return the probability of each stance, from one's own signals and from arguments; they sum to 1.

    A signal's accuracy is over all options of the question, an argument's strength over the stances weighed.
    The log-odds of an argument are multiplied by the trust in its speaker.
    """
    heard, me, k = turn.heard, turn.seat, max(len(stances), 2)
    weights: dict[Stance, list[float]] = {stance: [] for stance in stances}
    for item in turn.evidence:
        if item.stance in weights and item.accuracy is not None:
            weights[item.stance].append(log_odds(item.accuracy, max(len(turn.all_options), k)))
    for plea in (plea for plea in pleaded if plea.supports in weights):
        strength = min(plea.strength, STRONGEST)
        trust = 1.0 if plea.speaker == me else heard.trust(plea.speaker)
        weights[plea.supports].append(trust * math.log((1 + strength * (k - 1)) / (1 - strength)))
    odds = {stance: math.fsum(parts) for stance, parts in weights.items()}
    top = max(odds.values())
    share = {stance: math.exp(weight - top) for stance, weight in odds.items()}
    total = math.fsum(share.values())
    return {stance: chance / total for stance, chance in share.items()}


def _attacked(turn: Turn) -> list[Stance]:
    """Return what is to be argued against: what the floor named, else what most of those heard hold.

    Where no stance is to be seen, what most of them argue for.
    """
    named = told(turn, "leader") if turn.phase == "oppose" else None
    if named is not None:
        spelt = spelling(turn)
        return [spelt.get(stance, stance) for stance in named]
    held = around(turn)
    if not any(held.values()):
        held = Counter(plea.supports for plea in pleas(turn))
    most = max(held.values(), default=0)
    return [stance for stance, count in held.items() if count == most and most]


def _other(turn: Turn, attacked: Sequence[Stance]) -> Stance | None:
    """Return what to argue for instead: of what is left, that which most others hold; None if nothing is."""
    known = turn.question.options or [stance for stance, count in around(turn).items() if count]
    left = [stance for stance in known if stance not in attacked]
    return favourite(turn, left) if left else None
