"""What a ballot can want beyond an answer: rankings, approvals, figures, predictions, delegates."""

import math
from abc import abstractmethod
from collections.abc import Iterable, Sequence
from itertools import chain, groupby
from typing import ClassVar, Self

from pydantic import Field, model_validator

from .question import Question
from .statement import FIGURES, Pairs, Reply, places
from .wants import Wants, foreign, lifted


class Ranking(Wants):
    """Options from best to worst, each at most once, several sharing a place; those left out are unranked."""

    def problem(self, reply: Reply, question: Question) -> str:
        """Check that the ranking lists options, none twice, and that the stance is at its top."""
        tiers = places(reply.ranking)
        if said := foreign("ranking", chain.from_iterable(tiers), question):
            return said
        if not all(tiers):
            return "the ranking has a place that nobody takes"
        if reply.stance in tiers[0]:
            return ""
        return f"the stance {reply.stance!r:.80} is not the top of the ranking {list(reply.ranking)!r:.200}"

    def lift(self, stance: object, belief: Pairs = ()) -> Reply:
        """`"A"` asked for a ranking is `("A",)`; with a belief, what is left is ranked by it."""
        left = sorted((item for item in belief if item[0] != stance), key=lambda item: -item[1])
        tiers = [tuple(name for name, _ in tier) for _, tier in groupby(left, key=lambda item: item[1])]
        others = [tier if len(tier) > 1 else tier[0] for tier in tiers]
        return lifted(stance, ranking=(stance, *others))


class Approval(Wants):
    """Every option that the seat approves of; one at least."""

    def problem(self, reply: Reply, question: Question) -> str:
        """Check that options are approved, and that the stance is one of them."""
        if reply.approvals and reply.stance not in reply.approvals:
            return f"the stance {reply.stance!r:.80} is not among the approvals {list(reply.approvals)}"
        return foreign("approvals", reply.approvals, question)

    def lift(self, stance: object, belief: Pairs = ()) -> Reply:
        """`"A"` asked for approvals approves of A; with a belief, of what is as likely as a draw, too."""
        likely = [name for name, chance in belief if name != stance and chance * len(belief) >= 1]
        return lifted(stance, approvals=(stance, *likely))


class Confidence(Wants):
    """An answer, and how sure the seat is of it."""

    def problem(self, reply: Reply, question: Question) -> str:
        """Check the answer, and that there is a confidence."""
        said = question.problem(reply.stance)
        return said or ("no confidence given" if reply.confidence is None else "")

    def lift(self, stance: object, belief: Pairs = ()) -> Reply:
        """`"A"` asked for a confidence is sure of A; with a belief, as sure as that."""
        chance = next((chance for name, chance in belief if name == stance), 1.0)
        return lifted(stance, confidence=min(chance, 1.0))


class Figures(Wants):
    """A figure for options, in one field of the reply; that of the stance is the highest."""

    field: ClassVar[str]

    def problem(self, reply: Reply, question: Question) -> str:
        """Check the figures, and that none is above that of the stance."""
        given: Pairs = getattr(reply, self.field)
        return self.spoilt(given, question) or self.topped(given, reply.stance)

    def spoilt(self, given: Pairs, question: Question) -> str:
        """Say what is wrong with figures, whatever the stance; an empty string if nothing is."""
        return foreign(self.field, (option for option, _ in given), question) or self.breach(given)

    @abstractmethod
    def breach(self, given: Pairs) -> str:
        """Say which bound figures for options break."""

    def topped(self, given: Pairs, stance: object) -> str:
        """Say that some figure is above that of the stance, by more than rounding."""
        best = max(figure for _, figure in given)
        own = next((figure for name, figure in given if name == stance), None)
        if own is not None and best - own <= 1e-9 * abs(best):
            return ""
        return f"the stance {stance!r:.80} does not have the highest {self.field}, {best:g}"


class Scores(Figures):
    """A score for options, from `low` to `high`."""

    field = "scores"

    low: float = 0.0
    high: float = 5.0

    @model_validator(mode="after")
    def _check(self) -> Self:
        if not self.low < self.high:
            raise ValueError(f"scores from {self.low:g} to {self.high:g} are none: give the lowest first")
        return self

    def breach(self, given: Pairs) -> str:
        """Check that scores are within the bounds."""
        out = next((item for item in given if not self.low <= item[1] <= self.high), None)
        if out is None:
            return ""
        return f"score {out[0]!r:.80} {out[1]:g} is outside {self.low:g} to {self.high:g}"

    def lift(self, stance: object, belief: Pairs = ()) -> Reply:
        """`"A"` asked for scores gives A the highest; with a belief, others in proportion to it."""
        most = max((chance for _, chance in belief), default=0.0) or 1.0
        scale = [(stance, 1.0), *((name, chance / most) for name, chance in belief if name != stance)]
        scores = [(name, self.low + (self.high - self.low) * x) for name, x in scale]
        return lifted(stance, scores=[(name, min(score, self.high)) for name, score in scores])


class Belief(Figures):
    """A probability for options; they sum to 1."""

    field = "belief"

    def breach(self, given: Pairs) -> str:
        """Check that probabilities sum to 1."""
        total = math.fsum(chance for _, chance in given)
        return "" if abs(total - 1) <= 1e-6 else f"the belief sums to {total:g}, not to 1"

    def lift(self, stance: object, belief: Pairs = ()) -> Reply:
        """`"A"` asked for a belief is sure of A."""
        return lifted(stance, belief=belief or ((stance, 1.0),))


class Points(Figures):
    """Points for options, out of a budget. A ballot over its budget is spoilt, never rescaled.

    Source: quadratic cost: Lalley and Weyl (2018), Quadratic voting.

    Attributes:
        budget: how many there are to give.
        quadratic: whether what v points cost is v squared.
    """

    field = "points"

    budget: float = Field(default=10.0, gt=0)
    quadratic: bool = False

    def breach(self, given: Pairs) -> str:
        """Check that no points are below 0, and that the budget does."""
        if any(points < 0 for _, points in given):
            return f"points are 0 or more, not {dict(given)!r:.200}"
        spent = math.fsum(points * points if self.quadratic else points for _, points in given)
        if spent <= self.budget * (1 + 1e-9):
            return ""
        return f"the points cost {spent:g}, and the budget is {self.budget:g}"

    def lift(self, stance: object, belief: Pairs = ()) -> Reply:
        """`"A"` asked for points gives A all; with a belief, the budget is spent in proportion to it."""
        shares = belief or ((stance, 1.0),)
        spent = [(name, self.budget * share) for name, share in shares]
        return lifted(stance, points=[(n, math.sqrt(x)) for n, x in spent] if self.quadratic else spent)


class Prediction(Figures):
    """An answer, and what share of the others will choose each option."""

    field = "prediction"

    def problem(self, reply: Reply, question: Question) -> str:
        """Check the answer, and that shares are of options."""
        return question.problem(reply.stance) or self.spoilt(reply.prediction, question)

    def breach(self, given: Pairs) -> str:  # noqa: ARG002 - a reply has checked its shares
        """There is none."""
        return ""

    def lift(self, stance: object, belief: Pairs = ()) -> Reply:
        """`"A"` asked for a prediction expects all others to choose A; with a belief, to choose by it."""
        return lifted(stance, prediction=belief or ((stance, 1.0),))


class Delegation(Wants):
    """An answer, or the name of a seat that is to answer in its place.

    At a table that is one of the others who are asked: whoever names itself, or nobody known, is invalid.
    """

    def problem(self, reply: Reply, question: Question) -> str:
        """Check that there is one of the two."""
        if reply.delegate and reply.stance is None:
            return ""
        if reply.delegate:
            return f"both an answer and a delegate, {reply.delegate!r:.80}: give one of the two"
        return question.problem(reply.stance)


_RANKING, _APPROVAL = Ranking.model_construct(), Approval.model_construct()
_DELEGATION = Delegation.model_construct()


class Together(Wants):
    """All that several wants want, in one reply.

    Attributes:
        wants: two or more.
    """

    wants: tuple[Wants, ...] = Field(min_length=2)

    def problem(self, reply: Reply, question: Question) -> str:
        """Check each."""
        return next((said for want in self.wants if (said := want.problem(reply, question))), "")

    def lift(self, stance: object, belief: Pairs = ()) -> Reply:
        """Make each, and put them into one."""
        replies = [want.lift(stance, belief) for want in self.wants]
        fields = {name: getattr(reply, name) for reply in replies for name in reply.model_fields_set}
        return Reply.model_validate(fields)

    def gives(self, other: Wants) -> bool:
        """Whether one of them does."""
        return any(want.gives(other) for want in self.wants)


def beside(reply: Reply, question: Question) -> str:
    """Say what is wrong with what a ballot holds beside what was asked for; an empty string if nothing is.

    A rule may come to count it later. So a ranking, approvals and a delegate are checked as if they had been
    asked for, and figures must be of options; the bounds of figures are for the rule to state, which tells of
    spoilt ballots.
    """
    given: list[Wants] = []
    given += [_RANKING] if reply.ranking else []
    given += [_APPROVAL] if reply.approvals else []
    given += [_DELEGATION] if reply.delegate else []
    problems = (want.problem(reply, question) for want in given)
    figures = ((name, [option for option, _ in getattr(reply, name)]) for name in FIGURES)
    strange = (foreign(name, options, question) for name, options in figures if options)
    return next(filter(None, chain(problems, strange)), "")


def richest(wants: Iterable[Wants]) -> Wants:
    """Return what holds all that these want: the one that gives all others, or several together.

    Of one kind no two may differ, such as scores on two scales: no reply can hold both; see `shared`.
    """
    kept: list[Wants] = []
    for want in dict.fromkeys(wants):
        if not any(other.gives(want) for other in kept):
            kept = [*(other for other in kept if not want.gives(other)), want]
    return kept[0] if len(kept) == 1 else Together(wants=tuple(kept))


def shared(wants: Sequence[Wants]) -> list[Wants]:
    """Return for each want the ballot that serves it, as few ballots as can be."""
    kinds: dict[type[Wants], list[Wants]] = {}
    for want in dict.fromkeys(wants):
        kinds.setdefault(type(want), []).append(want)
    turn = [kinds[type(want)].index(want) for want in wants]
    made = {n: richest(want for want, at in zip(wants, turn, strict=True) if at == n) for n in set(turn)}
    return [made[n] for n in turn]
