"""Laws of judging together: what numbers, predictions and several parts come to."""

import math
from collections.abc import Iterator
from typing import NamedTuple

from ...protocols.rules import Mean, Median, PartByPart, Plurality, PremiseBased, SurprisinglyPopular
from ...sim import Ballots, Key, Question, Reply, Rule, decide
from .law import Effort, Finding, Law


def diversity(rule: Rule, effort: Effort) -> Iterator[Finding]:
    """Compare the error of the mean with the mean error less the variance, for numbers drawn at random."""
    draw, question = Key(effort.seed, "diversity").stream(), Question(text="?", range=(0.0, 1.0))
    for n in (3, 5, 9):
        numbers, truth = [draw.random() for _ in range(n)], draw.random()
        cast = {f"S{i}": Reply(stance=number) for i, number in enumerate(numbers)}
        (estimate,) = rule.tally(Ballots(question, cast, {})).winners
        centre = math.fsum(numbers) / n
        errors = math.fsum((number - truth) ** 2 for number in numbers) / n
        variance = math.fsum((number - centre) ** 2 for number in numbers) / n
        measured = (float(estimate) - truth) ** 2 if isinstance(estimate, float) else math.nan
        yield Finding(f"{n} numbers", errors - variance, measured)


def popular(rule: Rule, effort: Effort) -> Iterator[Finding]:  # noqa: ARG001 - exact
    """Ask whether Philadelphia is the capital of Pennsylvania."""
    yes = Reply.load({"stance": "Yes", "prediction": {"Yes": 0.8, "No": 0.2}})
    no = Reply.load({"stance": "No", "prediction": {"Yes": 0.7, "No": 0.3}})
    question = Question(text="Is it?", options=("Yes", "No"))
    ballots = Ballots(question, {"yes": yes, "no": no}, {}, {"yes": 65, "no": 35})
    yield Finding("65 say Yes, 35 say No", "No", ", ".join(map(str, decide(ballots, rule).winners)))


class Doctrines(NamedTuple):
    """Both ways to decide on a conclusion."""

    premises: Rule = PremiseBased()
    parts: Rule = PartByPart()


def dilemma(rules: Doctrines, effort: Effort) -> Iterator[Finding]:  # noqa: ARG001 - exact
    """Have three judges decide on P, Q, and P and Q."""
    parts = tuple(Question(text=text, options=("Yes", "No")) for text in ("P", "Q", "P and Q"))
    judges = (("Yes", "Yes", "Yes"), ("Yes", "No", "No"), ("No", "Yes", "No"))
    ballots = Ballots(
        Question(text="?", parts=parts),
        {f"S{i}": Reply(stance=judged) for i, judged in enumerate(judges)},
        {},
    )
    for name, rule, follows in (
        ("part by part", rules.parts, "No"),
        ("premises first", rules.premises, "Yes"),
    ):
        (decided,) = rule.tally(ballots).winners
        *premises, concluded = decided if isinstance(decided, tuple) else (decided,)
        yield Finding(f"{name}, P and Q each", "Yes, Yes", ", ".join(map(str, premises)))
        yield Finding(f"{name}, P and Q together", follows, str(concluded))


LAWS = (
    Law(
        "5",
        "diversity prediction",
        "Page (2007), The difference",
        Mean(),
        diversity,
        {"the median": Median()},
    ),
    Law(
        "8",
        "surprisingly popular",
        "Prelec, Seung and McCoy (2017), A solution to the single-question crowd wisdom problem",
        SurprisinglyPopular(),
        popular,
        {"what most say": Plurality()},
    ),
    Law(
        "9",
        "discursive dilemma",
        "List and Pettit (2002), Aggregating sets of judgments: an impossibility result",
        Doctrines(),
        dilemma,
        {
            "each the other": Doctrines(PartByPart(), PremiseBased()),
            "P is taken to follow": Doctrines(PremiseBased(conclusion=1), PremiseBased(conclusion=1)),
        },
    ),
)
