"""Votes that weigh as much as a voter is sure, or as good as it is."""

import math
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any, Self

from pydantic import field_validator, model_validator

from ...sim import (
    ANSWER,
    Ballots,
    Confidence,
    Question,
    Reply,
    Rule,
    SpecError,
    Stance,
    Tally,
    Wants,
    Weight,
)
from ...sim.rule import because
from ...sim.statement import Pairs
from ...sim.value import as_mapping
from .learning import Learning
from .sheets import among_options, as_written, highest, no_number

CONFIDENCE = Confidence()


class ConfidenceWeighted(Rule):
    """Elects the stance whose holders are the most confident in sum.

    A ballot without a confidence is as sure as its belief in its stance, if it holds one. Nobody is elected
    where nobody is sure of anything. `log-odds-weighted` is another rule.

    Source: weights linear in confidence, as in Bahrami et al. (2010), Optimally interacting minds.
    """

    def needs(self, question: Question) -> Wants:
        """Return an answer and a confidence."""
        return no_number(self, question, CONFIDENCE)

    def tally(self, ballots: Ballots) -> Tally:
        """Sum confidences.

        Raises:
            SpecError: a ballot holds none, or all hold no answer.
        """
        self.needs(ballots.question)
        if all(reply.stance is None for reply in ballots.cast.values()):
            raise SpecError(f"{self.name} counts answers, and no ballot holds any")
        totals: dict[Stance, Weight] = dict.fromkeys(ballots.question.options, 0)
        for seat, reply in ballots.cast.items():
            if reply.stance is not None:
                sure = as_written(self._confidence(seat, reply)) * ballots.weights.get(seat, 1)
                totals[reply.stance] = totals.get(reply.stance, 0) + sure
        return Tally(highest(totals) if any(totals.values()) else (), totals)

    def _confidence(self, seat: str, reply: Reply) -> float:
        if reply.confidence is not None:
            return reply.confidence
        if not reply.belief:
            raise SpecError(f"{self.name} counts confidences, and the ballot of {seat!r:.80} holds none")
        return next((chance for option, chance in reply.belief if option == reply.stance), 0.0)

    def why(self, ballots: Ballots, tally: Tally) -> str:  # noqa: ARG002 - the tally says it all
        """Say how confident the winner's holders are."""
        return because(tally, rest="of confidence")


class LogOddsWeighted(Learning):
    """Elects the most probable option, if seats err independently of each other and with known accuracies.

    A vote for one of k options weighs log(p (k - 1) / (1 - p)), where p is the accuracy of its seat; for one
    of two, log(p / (1 - p)). A seat that is right less often than a draw counts against what it votes for. An
    accuracy that is not known is estimated, where that is asked for, as (r + 1) / (n + k), where the seat was
    right on r of the n questions that the rule has learnt from.

    Source: Nitzan and Paroush (1982), Optimal decision rules in uncertain dichotomous choice situations;
    Shapley and Grofman (1984), Optimizing group judgmental accuracy in the presence of interdependencies.

    Attributes:
        accuracies: known ones, by seat, between 0 and 1.
        estimate: whether the others are estimated.
        record: by seat, on how many questions it was right, and how many it answered.
    """

    accuracies: Pairs = ()
    estimate: bool = False
    record: tuple[tuple[str, int, int], ...] = ()

    @field_validator("accuracies", mode="before")
    @classmethod
    def _pairs(cls, pairs: Any) -> Any:
        return as_mapping(pairs)

    @model_validator(mode="after")
    def _check(self) -> Self:
        out = next((item for item in self.accuracies if not 0 < item[1] < 1), None)
        if out is not None:
            raise ValueError(
                f"accuracy {out[1]:g} of {out[0]!r:.80}: give one above 0 and below 1, which would settle it"
            )
        return self

    def spec(self) -> dict[str, Any]:
        """Return the JSON form, with accuracies by seat."""
        said = super().spec()
        return said | ({"accuracies": dict(self.accuracies)} if self.accuracies else {})

    def needs(self, question: Question) -> Wants:
        """Return an answer.

        Raises:
            SpecError: the question has no options, or neither accuracies nor estimates are to be had.
        """
        if not self.accuracies and not self.estimate:
            raise SpecError(f"{self.name} knows no accuracies: give them by seat, or estimate = true")
        return among_options(self, question, ANSWER)

    def tally(self, ballots: Ballots) -> Tally:
        """Multiply the odds.

        Raises:
            SpecError: the accuracy of a seat that voted is neither known nor estimated.
        """
        question = ballots.question
        self.needs(question)
        self.check(question)
        known = {seat: as_written(p) for seat, p in self.accuracies}
        record = {seat: (right, n) for seat, right, n in self.record}
        k = len(question.options)
        odds: dict[Stance, list[tuple[Fraction, int]]] = {option: [] for option in question.options}
        for seat, reply in ballots.cast.items():
            if reply.stance is None:
                continue
            if said := question.problem(reply.stance):
                raise SpecError(f"the ballot of {seat!r:.80} cannot be counted: {said}")
            if seat in known:
                p = Fraction(known[seat])
            elif self.estimate:
                right, n = record.get(seat, (0, 0))
                p = Fraction(right + 1, n + k)
            else:
                raise SpecError(f"{self.name} knows no accuracy of {seat!r:.80}: give it, or estimate = true")
            odds[reply.stance].append((p * (k - 1) / (1 - p), ballots.weights.get(seat, 1)))
        winners, scores = greatest_product(odds)
        return Tally(winners, scores)

    def learn(self, ballots: Ballots) -> Self:
        """Count once more who answered, and who was right."""
        record = {seat: (right, n) for seat, right, n in self.record}
        for seat, reply in ballots.cast.items():
            if reply.stance is not None:
                right, n = record.get(seat, (0, 0))
                record[seat] = (right + (reply.stance == ballots.question.answer), n + 1)
        return self.model_copy(update={"record": tuple((seat, *counts) for seat, counts in record.items())})

    def why(self, ballots: Ballots, tally: Tally) -> str:  # noqa: ARG002 - the tally says it all
        """Say what the weights sum to."""
        return because(tally, rest="in log odds")


def greatest_product(
    factors: Mapping[Stance, Iterable[tuple[Fraction, int]]],
) -> tuple[tuple[Stance, ...], dict[Stance, Weight]]:
    """Return whose factors, above 0 and each taken so many times, have the greatest product; and all logs.

    Sums of logarithms tell most products apart; those that are near are compared exactly.
    """
    logs = {name: math.fsum(n * math.log(x) for x, n in found) for name, found in factors.items()}
    best = max(logs.values())
    near = [name for name, log in logs.items() if log >= best - 1e-9 * max(1.0, abs(best))]
    products: dict[Stance, Weight] = {}
    if len(near) > 1:
        products = {name: math.prod(x**n for x, n in factors[name]) for name in near}
    return highest(products, near) if products else tuple(near), dict(logs)
