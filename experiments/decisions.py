"""The same ballots under many rules: who wins under each, and how much hangs on the rule."""

from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from ..protocols.rules import Profile, ranked
from ..sim import Ballots, Names, Question, Rule, SpecError, Stance, TieBreak, Verdict, Wants, decide
from .arms import labels


class Decision(NamedTuple):
    """What came of one rule.

    Attributes:
        name: of the rule; with the fields in which it differs, where others of its kind are there.
        rule: the rule.
        verdict: the decision; None where the rule cannot count these ballots.
        skipped: why it cannot.
    """

    name: str
    rule: Rule
    verdict: Verdict | None
    skipped: str = ""


class Outcome(NamedTuple):
    """Whom a rule elects.

    Attributes:
        winners: several where they tie, or where a lot is to be drawn among them.
        lottery: whether one is to be drawn.
    """

    winners: tuple[Stance, ...]
    lottery: bool


class Sensitivity(NamedTuple):
    """How much hangs on the rule.

    Attributes:
        rules: how many could count the ballots.
        elected: how many of them elect whom, the most frequent outcome first.
    """

    rules: int
    elected: Mapping[Outcome, int]


def every_rule(names: Names) -> list[Rule]:
    """Return every rule of the catalogue that can be made by its name alone, in order of name."""
    rules = []
    for name in sorted(names.known("rule")):
        try:
            rules.append(Rule.load(name, names))
        except SpecError:  # it needs to be told something
            continue
    return rules


def on_scale(rule: Rule, question: Question, scales: Sequence[Wants]) -> Rule:
    """Return a rule that counts figures on the scale that the ballots are said to be on.

    What the rule was told itself stays: nothing is rescaled.
    """
    try:
        needed = rule.needs(question)
    except SpecError:
        return rule
    for scale in scales:
        own = type(rule).model_fields.keys() - rule.model_fields_set
        shared = [name for name in type(scale).model_fields if name in own]
        if type(scale) is type(needed) and scale != needed and shared:
            return rule.model_copy(update={name: getattr(scale, name) for name in shared})
    return rule


def decisions(
    ballots: Ballots,
    rules: Sequence[Rule],
    *,
    quorum: Fraction | float = 0,
    tie_break: TieBreak | None = None,
) -> tuple[Decision, ...]:
    """Decide ballots under each rule; one that cannot count them is skipped, and says why.

    Args:
        ballots: what is counted.
        rules: how.
        quorum: the share of the electorate that must have cast a ballot, from 0 to 1.
        tie_break: what picks one of several winners.

    Raises:
        SpecError: the tie-break names somebody who is not there.
    """
    return tuple(
        _decision(name, rule, ballots, quorum, tie_break)
        for name, rule in zip(_names(rules), rules, strict=True)
    )


def _names(rules: Sequence[Rule]) -> list[str]:
    """Return the name of each rule; of several with one name what tells them apart, too."""
    kinds: dict[str, list[Rule]] = {}
    for rule in rules:
        kinds.setdefault(rule.name, []).append(rule)
    told = {name: iter(labels(alike) if len(alike) > 1 else (name,)) for name, alike in kinds.items()}
    return [next(told[rule.name]) for rule in rules]


def _decision(
    name: str, rule: Rule, ballots: Ballots, quorum: Fraction | float, tie_break: TieBreak | None
) -> Decision:
    try:
        rule.needs(ballots.question)
        verdict = decide(ballots, rule, quorum=quorum)
    except SpecError as error:
        return Decision(name, rule, None, str(error))
    if tie_break is not None and len(verdict.winners) > 1:
        chosen = tie_break.pick(verdict.tally, ballots)
        verdict = verdict._replace(chosen=chosen, tie_break=tie_break.name)
    return Decision(name, rule, verdict)


def sensitivity(made: Sequence[Decision]) -> Sensitivity:
    """Count how many rules elect whom; those that could not count the ballots are left out."""
    found = [decision.verdict for decision in made if decision.verdict is not None]
    outcomes = Counter(
        Outcome(verdict.winners, len(verdict.winners) > 1 and bool(verdict.tally.lottery))
        for verdict in found
    )
    return Sensitivity(len(found), dict(outcomes.most_common()))


def pairs(ballots: Ballots) -> Profile | None:
    """Return the rankings that ballots hold, where there are any and options to rank."""
    ranks = any(reply.ranking or reply.belief for reply in ballots.cast.values())
    return ranked(ballots) if ranks and ballots.question.options else None
