"""Bucklin's rule: places are added until somebody has a majority."""

from operator import add

from ...sim import Ballots, Round, Tally, Weight
from ...sim.rule import because, counted
from .profile import Profile
from .ranked import RankedRule, elected


class Bucklin(RankedRule):
    """Adds second places to first ones, then third ones, until more than half of the ballots name an option.

    Then the most mentions win; where more than half never name one, the most mentions at any place. Blank
    ballots are among those of which it takes half. Options that share places share the mentions there; the
    unranked have none.

    Source: Hoag and Hallett (1926), Proportional representation; Brams (2008), Mathematics and democracy.
    """

    def count(self, profile: Profile) -> Tally:
        """Add one place after the other."""
        scores: list[Weight] = [0] * len(profile.options)
        rounds: list[Round] = []
        for place in range(len(scores)):
            scores = [*map(add, scores, profile.placed(place))]
            rounds.append(Round(dict(zip(profile.options, scores, strict=True)), ()))
            if 2 * max(scores) > profile.voters:
                break
        return elected(profile, scores)._replace(rounds=tuple(rounds))

    def why(self, ballots: Ballots, tally: Tally) -> str:
        """Say how many places were added."""
        count, votes = len(tally.rounds), ballots.votes(ballots.cast)
        places = "first places alone" if count == 1 else f"the first {count} places"
        enough = any(2 * score > votes for score in tally.scores.values())
        reached = "more than half name an option" if enough else "nobody is named by more than half"
        return f"Of {counted(votes, 'ballot')}, {reached} by {places}. {because(tally, 'mention')}"
