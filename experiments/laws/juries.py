"""Laws of juries: how often votes are right together."""

import math
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import product

from ...agents import Stubborn
from ...protocols import Poll
from ...protocols.rules import (
    LogOddsWeighted,
    Plurality,
    RandomBallot,
    Unanimity,
)
from ...sim import (
    Ballots,
    Evidence,
    Key,
    Panel,
    Question,
    Reply,
    Rule,
    Seat,
    Setting,
    Stance,
    Stream,
    Table,
    Tally,
    Verdict,
    decide,
)
from ...sim import rule as as_rule
from ..running import in_trio
from .law import Effort, Finding, Law, simulated

TRUE_OR_FALSE = Question(text="?", options=("right", "wrong"), answer="right")


def split(verdict: Verdict) -> float:
    """Return the share of the win that the truth has, ties split; of a lottery its chance."""
    if verdict.tally.lottery:
        return float(verdict.tally.lottery.get("right", 0))
    return verdict.winners.count("right") / max(1, len(verdict.winners))


def strict(verdict: Verdict) -> float:
    """Return whether the truth wins alone."""
    return float(verdict.winners == ("right",))


def accuracy(
    rule: Rule, n: int, chance: Callable[[int], float], right: Callable[[Verdict], float] = split
) -> float:
    """Return how often a rule is right, where j of n votes are with a chance of its own."""
    total = []
    for j in range(n + 1):
        votes = {name: count for name, count in (("right", j), ("wrong", n - j)) if count}
        cast = {name: Reply(stance=name) for name in votes}
        total.append(chance(j) * right(decide(Ballots(TRUE_OR_FALSE, cast, {}, votes), rule)))
    return math.fsum(total)


def binomial(n: int, p: float) -> Callable[[int], float]:
    """Return the chance of j among n."""
    return lambda j: math.comb(n, j) * p**j * (1 - p) ** (n - j)


def jury(rule: Rule, effort: Effort) -> Iterator[Finding]:  # noqa: ARG001 - exact
    """Compare with the upper half of the binomial, and half of its middle."""
    for n, p in ((3, 0.6), (11, 0.6), (101, 0.6), (3, 0.5), (4, 0.5), (4, 0.6)):
        chance = binomial(n, p)
        upper = math.fsum(chance(j) for j in range(n + 1) if 2 * j > n)
        middle = chance(n // 2) if n % 2 == 0 else 0.0
        yield Finding(f"n = {n}, p = {p}", upper + middle / 2, accuracy(rule, n, chance))
        if middle:
            yield Finding(f"n = {n}, p = {p}, a tie is wrong", upper, accuracy(rule, n, chance, strict))


def theta(rho: float, draw: Stream, p: float = 0.6) -> float:
    """Draw how often jurors of one case are right, from a Beta distribution."""
    a, b = p * (1 - rho) / rho, (1 - p) * (1 - rho) / rho
    one, other = gamma(a, draw), gamma(b, draw)
    return one / (one + other)


def gamma(shape: float, draw: Stream) -> float:
    """Draw from the gamma distribution (Marsaglia and Tsang, 2000)."""
    if shape < 1:
        return gamma(shape + 1, draw) * float((1 - draw.random()) ** (1 / shape))
    d = shape - 1 / 3
    while True:
        x = draw.normal()
        v = (1 + x / math.sqrt(9 * d)) ** 3
        if v > 0 and math.log(1 - draw.random()) < x * x / 2 + d - d * v + d * math.log(v):
            return d * v


def independent(rho: float, draw: Stream, p: float = 0.6) -> float:  # noqa: ARG001 - that is what is wrong with it
    """Return the mean, whatever the case."""
    return p


def exchanged(rho: float, draw: Stream, p: float = 0.6) -> float:
    """Draw how often jurors are wrong, not right."""
    return theta(rho, draw, 1 - p)


def polls(chances: Sequence[float], seats: int, draw: Stream) -> list[float]:
    """Hold a poll for each chance to be right, and return how right the plurality is."""
    names = [f"S{i}" for i in range(seats)]
    table = Table(
        Setting(
            panel=Panel(seats=tuple(Seat(name=name, agent=Stubborn()) for name in names)), protocol=Poll()
        )
    )

    async def hold() -> list[float]:
        found = []
        for chance in chances:
            said = {name: Evidence(stance="right" if draw.random() < chance else "wrong") for name in names}
            journal = await table.talk(TRUE_OR_FALSE, evidence=said)
            found.append(split(decide(journal, Plurality())))
        return found

    made: list[float] = in_trio(partial(hold))
    return made


def correlated(model: Callable[[float, Stream], float], effort: Effort) -> Iterator[Finding]:
    """Hold polls of eleven who err together, and of so many that they are all but the limit."""

    def held(rho: float, seats: int, runs: int) -> list[float]:
        draw = Key(effort.seed, "jurors").stream(rho, seats)
        return polls([model(rho, draw) for _ in range(effort.runs(runs))], seats, draw)

    for rho, known in ((0.01, 0.7431), (0.1, 0.6850), (0.3, 0.6339), (0.5, 0.6133)):
        yield simulated(f"rho = {rho}", known, held(rho, 11, 4000), 5e-5)
    limit = simulated(
        "rho = 0.1, the limit, of which 201 seats fall .0041 short", 0.7361, held(0.1, 201, 1000)
    )
    yield limit._replace(tolerance=limit.tolerance + 0.0041)


ONE_EXPERT = (0.9, 0.6, 0.6, 0.6, 0.6)
THREE = (0.4, 0.4, 0.45)


def by_all_votes(rule: Rule, accuracies: Sequence[float], options: Sequence[str]) -> float:
    """Return how often a rule is right, over all that such seats can vote, errors spread evenly."""
    question = Question(text="?", options=tuple(options), answer="right")
    total = []
    for votes in product(options, repeat=len(accuracies)):
        chance = math.prod(
            p if vote == "right" else (1 - p) / (len(options) - 1)
            for p, vote in zip(accuracies, votes, strict=True)
        )
        cast = {f"S{i}": Reply(stance=vote) for i, vote in enumerate(votes)}
        total.append(chance * split(decide(Ballots(question, cast, {}), rule)))
    return math.fsum(total)


def best_guess(accuracies: Sequence[float], k: int) -> float:
    """Return how often the likeliest option is right: for all votes the greatest likelihood, over k."""
    total = []
    for votes in product(range(k), repeat=len(accuracies)):
        chances = [
            math.prod(
                p if vote == truth else (1 - p) / (k - 1) for p, vote in zip(accuracies, votes, strict=True)
            )
            for truth in range(k)
        ]
        total.append(max(chances))
    return math.fsum(total) / k


def known(accuracies: Sequence[float]) -> LogOddsWeighted:
    """Return the rule that knows how good each seat is."""
    return LogOddsWeighted(accuracies=tuple((f"S{i}", p) for i, p in enumerate(accuracies)))


def best_alone(accuracies: Sequence[float]) -> LogOddsWeighted:
    """Return a rule that trusts the first of the best, and draws the others' like coins."""
    best = accuracies.index(max(accuracies))
    return known([0.999 if i == best else 0.5 for i in range(len(accuracies))])


def as_of_two(accuracies: Sequence[float]) -> Rule:
    """Return the rule that weighs by log(p / (1 - p)), however many options there are."""

    @as_rule
    def weighed(ballots: Ballots) -> Tally:
        scores: dict[Stance, float] = dict.fromkeys(ballots.question.options, 0.0)
        for p, reply in zip(accuracies, ballots.cast.values(), strict=True):
            scores[str(reply.stance)] += math.log(p / (1 - p))
        return Tally(tuple(name for name, score in scores.items() if score == max(scores.values())), scores)

    return weighed


def weights(model: Callable[[Sequence[float]], Rule], effort: Effort) -> Iterator[Finding]:  # noqa: ARG001 - exact
    """Compare with the best guess that there is."""
    two, three = ("right", "wrong"), ("right", "wrong", "wrong too")
    yield Finding("(.9, .6, .6, .6, .6) weighed", 0.9, by_all_votes(model(ONE_EXPERT), ONE_EXPERT, two))
    alike = by_all_votes(model((0.6,) * 5), ONE_EXPERT, two)
    yield Finding("the same, all taken to be alike", 0.78624, alike, 5e-6)
    yield Finding("three options", best_guess(THREE, 3), by_all_votes(model(THREE), THREE, three))


Chances = Callable[[int, float], Callable[[int], float]]
"""For n votes, each right with chance p, the chance of j right ones."""


def unanimity(model: Chances, effort: Effort) -> Iterator[Finding]:  # noqa: ARG001 - exact
    """Compare how often a verdict on six votes is unanimous with p^6 + (1 - p)^6."""
    for p, figure in ((0.5, 0.0312), (0.8, 0.2622), (0.95, 0.7351)):
        chance = model(6, p)
        measured = accuracy(Plurality(), 6, chance, lambda verdict: float(verdict.word == "unanimous"))
        yield Finding(f"p = {p}, about {figure}", p**6 + (1 - p) ** 6, measured)


def in_pairs(n: int, p: float) -> Callable[[int], float]:
    """Return the chances of votes of which each two are one: the second of a pair copies the first."""
    return lambda j: 0.0 if j % 2 else binomial(n // 2, p)(j // 2)


LAWS = (
    Law(
        "1",
        "Condorcet jury",
        "Condorcet (1785), Essai sur l'application de l'analyse",
        Plurality(),
        jury,
        {"one voter, drawn, decides": RandomBallot(), "all must agree": Unanimity()},
    ),
    Law(
        "2",
        "correlated jurors",
        "Ladha (1992), The Condorcet jury theorem, free speech, and correlated votes",
        theta,
        correlated,
        {"they err each by itself": independent, "right and wrong exchanged": exchanged},
    ),
    Law(
        "3",
        "optimal weights",
        "Nitzan and Paroush (1982); Shapley and Grofman (1984)",
        known,
        weights,
        {
            "all count alike": lambda accuracies: Plurality(),  # noqa: ARG005 - that is what is wrong with it
            "the best alone counts": best_alone,
            "the weights of two options": as_of_two,
        },
    ),
    Law(
        "4",
        "unanimity by chance",
        "the binomial distribution",
        binomial,
        unanimity,
        {"each second seat copies the one before it": in_pairs},
    ),
)
