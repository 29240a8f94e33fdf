"""A majority whose weights are learnt from question to question."""

import math
from typing import Self

from pydantic import Field

from ...sim import Ballots, Question, SpecError, Stance, Tally, Wants
from ...sim.rule import because
from ...sim.statement import Pairs
from .learning import Learning
from .sheets import highest, no_number


class Hedge(Learning):
    """Elects what has the greatest share of the seats' weight; a seat that errs weighs less from then on.

    The weight of a seat is exp(-eta L), where L is what it has lost: 1 for each wrong answer, and, where it
    cast no ballot, what the mix lost, which leaves its share as it was. The mix loses the share of the weight
    that was wrong. With eta = sqrt(8 ln N / T) for N seats and T questions it never loses more than
    sqrt(T ln N / 2) more than the best seat, whatever the questions are.

    Source: Freund and Schapire (1997), A decision-theoretic generalization of on-line learning; the
    constants: Cesa-Bianchi and Lugosi (2006), Prediction, learning, and games, theorem 2.2.

    Attributes:
        horizon: T, over how many questions it is to learn; it has to be given.
        losses: what each seat has lost.
        lost: what the mix has lost; a seat that is new is taken to have lost as much.
    """

    horizon: int | None = Field(default=None, ge=1)
    losses: Pairs = ()
    lost: float = 0.0

    def needs(self, question: Question) -> Wants:
        """Return an answer.

        Raises:
            SpecError: the question asks for a number, or no horizon is given.
        """
        if self.horizon is None:
            raise SpecError(f"{self.name} learns over questions: say over how many, such as horizon = 100")
        return no_number(self, question, super().needs(question))

    def tally(self, ballots: Ballots) -> Tally:
        """Sum the weights of those who voted; the scores are shares of them."""
        self.needs(ballots.question)
        self.check(ballots.question)
        shares = self.shares(ballots)
        learnt = len(self.questions)
        note = f"weights learnt from {learnt} of {self.horizon} questions"
        return Tally(highest(shares) if any(shares.values()) else (), shares, notes=(note,))

    def learn(self, ballots: Ballots) -> Self:
        """Let every seat, and the mix, lose what they lose by these ballots."""
        shares, truth = self.shares(ballots), ballots.question.answer
        if truth is None or not any(shares.values()):
            return self
        mix = 1 - shares.get(truth, 0.0)
        losses = {seat: loss + mix for seat, loss in self._losses(ballots).items()}
        for seat, reply in ballots.cast.items():
            if reply.stance is not None:
                losses[seat] += (reply.stance != truth) - mix
        return self.model_copy(update={"losses": tuple(losses.items()), "lost": self.lost + mix})

    def shares(self, ballots: Ballots) -> dict[Stance, float]:
        """Return the share of the weight of those who voted that each stance has."""
        losses = self._losses(ballots)
        eta = math.sqrt(8 * math.log(len(losses)) / self.horizon) if self.horizon and losses else 0.0
        least = min(losses.values(), default=0.0)
        held: dict[Stance, list[float]] = {option: [] for option in ballots.question.options}
        for seat, reply in ballots.cast.items():
            if reply.stance is not None:
                weight = math.exp(-eta * (losses[seat] - least)) * ballots.weights.get(seat, 1)
                held.setdefault(reply.stance, []).append(weight)
        total = math.fsum(weight for weights in held.values() for weight in weights)
        return {stance: math.fsum(weights) / total if total else 0.0 for stance, weights in held.items()}

    def _losses(self, ballots: Ballots) -> dict[str, float]:
        """Return what each seat has lost, those included that are new, and those that are not here."""
        return dict.fromkeys([*ballots.cast, *ballots.missing], self.lost) | dict(self.losses)

    def why(self, ballots: Ballots, tally: Tally) -> str:  # noqa: ARG002 - the tally says it all
        """Say what share of the weight the winner has."""
        return because(tally, rest="of the weight")
