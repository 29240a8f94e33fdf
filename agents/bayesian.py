"""An agent that weighs what it was told and what it hears as evidence."""

import math
from typing import Annotated

from pydantic import Field

from ..sim import Reply, Turn
from .simulated import Simulated, around, log_odds, options_of

Open = Annotated[float, Field(gt=0, lt=1)]


class Bayesian(Simulated):
    """Updates a uniform prior over the options on its private signal and on what each peer last said.

    A signal of accuracy p speaks for the true option with chance p, and for each of the k - 1 others with
    chance (1 - p) / (k - 1). Peers are taken for independent signals of one accuracy, each counted once,
    which is naive once they have heard each other. The k options are all of the question, those that are
    closed too; what speaks for one of these tells nothing between the others.

    Source: Bayes' rule on conditionally independent signals, as in the Condorcet jury model with known
    accuracies (Nitzan and Paroush, 1982).

    Attributes:
        accuracy: of its own signal, where the evidence does not say; between 0 and 1, both excluded.
        peers: the accuracy that it grants to others.
    """

    accuracy: float = Field(default=0.7, gt=0, lt=1)
    peers: float = Field(default=0.6, gt=0, lt=1)

    def answer(self, turn: Turn) -> Reply:
        """Say the option it holds most probable, and its belief; one of the best, drawn, where they tie."""
        options, k = options_of(turn, self), len(turn.all_options)
        logit = dict.fromkeys(options, 0.0)
        known = [item for item in turn.evidence if item.stance in logit]
        for item in known:
            accuracy = self.skill(turn) if item.accuracy is None else item.accuracy
            logit[str(item.stance)] += log_odds(accuracy, k)
        for stance, count in around(turn).items():
            logit[str(stance)] += count * log_odds(self.peers, k)
        top = max(logit.values())
        share = {option: math.exp(weight - top) for option, weight in logit.items()}
        total = math.fsum(share.values())
        best = [option for option, weight in logit.items() if weight >= top - 1e-12]
        held = turn.stance if turn.stance is not None else next((item.stance for item in known), None)
        stance = held if isinstance(held, str) and held in best else turn.random.choice(best)
        belief = {option: weight / total for option, weight in share.items()}
        return turn.say(stance, belief=belief, confidence=min(belief[stance], 1.0))

    def skill(self, turn: Turn) -> float:  # noqa: ARG002 - the same whatever it is asked
        """Return the accuracy of its own signal, where the evidence does not say."""
        return self.accuracy


class Expert(Bayesian):
    """A Bayesian whose signals are worth more in some domains: it insists there, and gives way elsewhere.

    What its signals say is nature's; the expert knows what they are worth.

    Source: judges of unequal competence, as in Nitzan and Paroush (1982), Optimal decision rules in uncertain
    dichotomous choice situations, and Shapley and Grofman (1984).

    Attributes:
        domains: (domain, accuracy) for those it knows about; in any other, `accuracy`.
    """

    accuracy: float = Field(default=0.5, gt=0, lt=1)
    domains: tuple[tuple[str, Open], ...] = ()

    def skill(self, turn: Turn) -> float:
        """Return its accuracy in the domain of the question."""
        return dict(self.domains).get(turn.question.domain, self.accuracy)
