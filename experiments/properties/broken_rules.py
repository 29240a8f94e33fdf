"""Rules that are broken on purpose, each in one way that a programmer may well go wrong.

They are what a property must be able to catch: the sound rule that each is made of keeps it, and the broken
one does not.
"""

from collections.abc import Sequence
from fractions import Fraction
from itertools import count
from typing import Any, ClassVar, NamedTuple

from ...protocols.rules import Black, Borda, Copeland, InstantRunoff, Majority, Plurality, Profile
from ...protocols.rules.elimination import TwoRoundRunoff, majority
from ...protocols.rules.profile import tiers
from ...protocols.rules.ranked import elected
from ...protocols.rules.universes import Step
from ...sim import Ballots, Rule, Stance, Tally, Weight


class HalfIsEnough(Majority):
    """A majority compared with >= in place of >."""

    def enough(self, votes: Fraction, electorate: int) -> bool:
        """Half of them are."""
        return 2 * votes >= electorate


class OneTooMany(Majority):
    """A majority that asks for one vote more than it takes."""

    def enough(self, votes: Fraction, electorate: int) -> bool:
        """More than half and one are."""
        return 2 * (votes - 1) > electorate


class OnePlaceOff(Borda):
    """Borda whose places are looked up one too early, so that the first finds the last."""

    def points(self, options: int) -> Sequence[Weight]:
        """From 0, then m - 1 down to 1."""
        points = super().points(options)
        return [points[place - 1] for place in range(options)]


class FirstPlaceWeighsMore(Borda):
    """Borda with a point more for the first place."""

    def points(self, options: int) -> Sequence[Weight]:
        """From m, then m - 2 down to 0."""
        first, *others = super().points(options)
        return [first + 1, *others]


class RankedMinusPlace(Borda):
    """Borda by the number of options that a ballot ranks, less the place: to rank more gives more points."""

    def count(self, profile: Profile) -> Tally:
        """Give the last that a ballot ranks nothing, and each above it one more."""
        scores: list[Weight] = [0] * len(profile.options)
        for order, weight in profile.rows.items():
            ranked = tiers(order)
            for place, tier in enumerate(ranked, 1):
                for option in tier:
                    scores[option] += (len(ranked) - place) * weight
        return elected(profile, scores)


class FewestWin(Plurality):
    """Plurality that takes the lowest count for the highest."""

    def tally(self, ballots: Ballots) -> Tally:
        """Elect what the fewest hold."""
        tally = super().tally(ballots)
        least = min(tally.scores.values())
        return tally._replace(winners=tuple(name for name, votes in tally.scores.items() if votes == least))


class HashOrder(Plurality):
    """Plurality that breaks ties by the order of hashes, as iterating a set would."""

    def tally(self, ballots: Ballots) -> Tally:
        """Keep one of the winners."""
        tally = super().tally(ballots)
        return tally._replace(winners=(max(tally.winners, key=hash),))


class LastBallotLost(Plurality):
    """Plurality that stops before the last ballot."""

    def tally(self, ballots: Ballots) -> Tally:
        """Count all but the last; of none, all options share the lead."""
        left = dict([*ballots.cast.items()][:-1])
        return super().tally(ballots._replace(cast=left)) if left else Tally(ballots.question.options)


class CountsItsCalls(Plurality):
    """Plurality that breaks ties by how often it was asked, as a generator that is shared would."""

    calls: ClassVar[Any] = count()

    def tally(self, ballots: Ballots) -> Tally:
        """Keep one of the winners."""
        tally = super().tally(ballots)
        return tally._replace(winners=(tally.winners[next(self.calls) % len(tally.winners)],))


class OneBallotABlock(Plurality):
    """Plurality that counts a seat with several votes once."""

    def tally(self, ballots: Ballots) -> Tally:
        """Forget how many votes a seat has."""
        return super().tally(ballots._replace(weights={}))


class OfStances(Rule):
    """Plurality of the stances, which is all it reads of a ballot; what it counts is `read`."""

    def tally(self, ballots: Ballots) -> Tally:
        """Elect what the most hold."""
        counts = self.read(ballots)
        most = max(counts.values())
        return Tally(tuple(name for name, votes in counts.items() if votes == most and most), counts)

    def read(self, ballots: Ballots) -> dict[Stance, int]:
        """Count the stances."""
        return ballots.counts()


class OneStanceABlock(OfStances):
    """Plurality of the stances that counts a seat with several votes once."""

    def read(self, ballots: Ballots) -> dict[Stance, int]:
        """Forget how many votes a seat has."""
        return ballots._replace(weights={}).counts()


class LastStanceLost(OfStances):
    """Plurality of the stances that stops before the last ballot."""

    def read(self, ballots: Ballots) -> dict[Stance, int]:
        """Count all but the last."""
        return ballots._replace(cast=dict([*ballots.cast.items()][:-1])).counts()


class FirstStanceAhead(OfStances):
    """Plurality of the stances that counts one vote for the option listed first before it begins."""

    def read(self, ballots: Ballots) -> dict[Stance, int]:
        """Begin the first from 1."""
        counts = ballots.counts()
        return counts | {ballots.question.options[0]: counts[ballots.question.options[0]] + 1}


class FewestStances(OfStances):
    """Plurality of the stances that takes the lowest count for the highest."""

    def read(self, ballots: Ballots) -> dict[Stance, int]:
        """Count how many hold another."""
        counts = ballots.counts()
        return {name: sum(counts.values()) - votes for name, votes in counts.items()}


class RoundedShares(Plurality):
    """Plurality of shares that are rounded to fifths, as stars are, before they are compared."""

    def count(self, profile: Profile) -> Tally:
        """Compare rounded shares."""
        tops = profile.tops((1 << len(profile.options)) - 1)
        return elected(profile, [round(5 * Fraction(votes) / profile.voters) for votes in tops])

    def tally(self, ballots: Ballots) -> Tally:
        """Count the rankings that the ballots hold."""
        return super(Plurality, self).tally(ballots)


class BeatsByTwo(Black):
    """Black in which an option beats another only if two more rank it above."""

    def count(self, profile: Profile) -> Tally:
        """Look for the option that beats every other so; else Borda."""
        ahead = [sum(margin > 1 for margin in row) for row in profile.margins]
        if max(ahead) == len(profile.options) - 1:
            return elected(profile, ahead)
        return Borda().count(profile)


class LastOptionUnmet(Copeland):
    """Copeland whose loop ends one early: nobody meets the option that is listed last."""

    def count(self, profile: Profile) -> Tally:
        """Count the pairs won against all but the last."""
        return elected(profile, [sum(margin > 0 for margin in row[:-1]) for row in profile.margins])


class StaysFirst(TwoRoundRunoff):
    """A runoff whose second round counts the first places of the first."""

    def step(self, profile: Profile, left: int) -> Step:
        """Whoever has the most first places wins."""
        scores = profile.tops(left)
        most = max(scores)
        won = majority(scores) or sum(1 << i for i, score in enumerate(scores) if score == most)
        return scores, (), won


class TwoLeaveAtOnce(InstantRunoff):
    """An instant runoff in which the two lowest leave at once."""

    def step(self, profile: Profile, left: int) -> Step:
        """Drop the two with the fewest first places, of three options or more."""
        scores, outs, won = super().step(profile, left)
        if won or left.bit_count() < 3:
            return scores, outs, won
        among = sorted((i for i in range(len(scores)) if left >> i & 1), key=lambda i: scores[i])
        return scores, (1 << among[0] | 1 << among[1],), 0


class BrokenRule(NamedTuple):
    """A rule that is broken on purpose.

    Attributes:
        rule: it.
        sound: the rule that it would be.
    """

    rule: Rule
    sound: Rule

    @property
    def name(self) -> str:
        """The name to call it by."""
        return self.rule.name

    @property
    def wrong(self) -> str:
        """What is wrong with it, in one line."""
        return (self.rule.__doc__ or "").splitlines()[0]


BROKEN_RULES = {
    broken.name: broken
    for broken in (
        BrokenRule(BeatsByTwo(), Black()),
        BrokenRule(CountsItsCalls(), Plurality()),
        BrokenRule(FewestStances(), OfStances()),
        BrokenRule(FewestWin(), Plurality()),
        BrokenRule(FirstPlaceWeighsMore(), Borda()),
        BrokenRule(FirstStanceAhead(), OfStances()),
        BrokenRule(HalfIsEnough(), Majority()),
        BrokenRule(HashOrder(), Plurality()),
        BrokenRule(LastBallotLost(), Plurality()),
        BrokenRule(LastOptionUnmet(), Copeland()),
        BrokenRule(LastStanceLost(), OfStances()),
        BrokenRule(OneBallotABlock(), Plurality()),
        BrokenRule(OnePlaceOff(), Borda()),
        BrokenRule(OneStanceABlock(), OfStances()),
        BrokenRule(OneTooMany(), Majority()),
        BrokenRule(RankedMinusPlace(), Borda()),
        BrokenRule(RoundedShares(), Plurality()),
        BrokenRule(StaysFirst(), TwoRoundRunoff()),
        BrokenRule(TwoLeaveAtOnce(), InstantRunoff()),
    )
}

OF_STANCES = {
    "monotonicity-of-incomplete-ballots": "fewest-stances",
    "neutrality-of-incomplete-ballots": "first-stance-ahead",
    "anonymity-of-incomplete-ballots": "last-stance-lost",
    "votes-count-alike": "one-stance-a-block",
}
"""By the property that catches each, what is broken that reads no rankings, beside what it names itself."""
