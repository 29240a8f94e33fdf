"""Rules over rankings, and the ladder by which other ballots become rankings."""

from abc import abstractmethod
from collections.abc import Sequence
from itertools import groupby

from ...sim import (
    ANSWER,
    Ballots,
    Question,
    Ranking,
    Reply,
    Rule,
    SpecError,
    Tally,
    Wants,
    WeakOrder,
    Weight,
)
from .profile import Profile, in_parts

RANKING = Ranking()


class RankedRule(Rule):
    """A rule over rankings of options."""

    def needs(self, question: Question) -> Wants:
        """Return a ranking; of questions of free text, where nothing else can be ranked, an answer.

        Raises:
            SpecError: the question asks for a number, or for several parts.
        """
        return RANKING if _options(question) else ANSWER

    def tally(self, ballots: Ballots) -> Tally:
        """Count the rankings that the ballots hold, or yield."""
        return self.count(ranked(ballots))

    @abstractmethod
    def count(self, profile: Profile) -> Tally:
        """Count the rankings of one option or more."""


def ranked(ballots: Ballots) -> Profile:
    """Return the rankings that ballots hold or yield: the ladder from richer to poorer.

    A ranking stands as it is; a belief ranks what it gives a probability, the most probable first and those
    alike at one place; an answer ranks itself alone. Approvals, scores and points rank nothing. Where the
    question lists no options, the answers that were given are the options.

    Raises:
        SpecError: the question asks for a number or for several parts, or no ballot ranks anything.
    """
    listed = _options(ballots.question)
    weight = ballots.weights
    rows = [(ranking(reply), weight.get(seat, 1) if weight else 1) for seat, reply in ballots.cast.items()]
    if rows and not any(order for order, _ in rows):
        raise SpecError("rankings or choices are what it counts, and no ballot holds one")
    return Profile(listed or tuple(map(str, ballots.counts())), rows)


def _options(question: Question) -> tuple[str, ...]:
    if question.kind in ("number", "parts"):
        raise SpecError(f"rankings are of options or texts, and the question asks for {question.asks_for}")
    return question.options


def ranking(reply: Reply) -> WeakOrder:
    """Return the ranking that a reply holds or yields."""
    if reply.ranking:
        return reply.ranking
    if reply.belief:
        by_chance = sorted(reply.belief, key=lambda item: -item[1])
        found = [tuple(name for name, _ in tier) for _, tier in groupby(by_chance, key=lambda item: item[1])]
        return tuple(tier if len(tier) > 1 else tier[0] for tier in found)
    return () if reply.stance is None else (str(reply.stance),)


def elected(profile: Profile, scores: Sequence[Weight], whole: int = 1) -> Tally:
    """Return the tally in which the highest score wins, where `whole` of a score make one point."""
    best, options = max(scores), profile.options
    winners = tuple([option for option, score in zip(options, scores) if score == best])  # noqa: B905 - as below
    return Tally(winners, dict(zip(options, in_parts(scores, whole))))  # noqa: B905 - one each; to check takes time
