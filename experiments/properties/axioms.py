"""The axioms of rules, as properties: what Hypothesis can look for a profile that breaks."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from ...protocols.rules.axioms import (
    IIA,
    Anonymity,
    Axiom,
    Blocks,
    Breach,
    CondorcetLoser,
    CondorcetWinner,
    Elections,
    IndependenceOfClones,
    MajorityLoser,
    MajorityWinner,
    Monotonicity,
    Neutrality,
    OptimistParticipation,
    Pareto,
    PessimistParticipation,
    PositiveInvolvement,
    Reinforcement,
    ResoluteParticipation,
    ReversalSymmetry,
    Smith,
    StrategyProofness,
    Unanimity,
)
from ...protocols.rules.axioms.axiom import Winners, win
from ...protocols.rules.axioms.blocks import voters
from ...protocols.rules.axioms.single import Barred, Owed
from ...protocols.rules.thresholds import Threshold
from ...protocols.rules.thresholds import Unanimity as Unanimous
from ...sim import Rule, SpecError
from ...sim.names import match, unknown
from .property import HOLDS, IDLE, Broken, Outcome, Property
from .strategies.profiles import (
    Lead,
    all_above,
    all_but_one_first,
    all_first,
    most_first,
    most_last,
    profiles,
)

Premise = Callable[[Axiom, Blocks, Elections], bool]


class Bounds(NamedTuple):
    """Which profiles an axiom is tried on.

    Attributes:
        options: how many options they have at most.
        voters: how many voters they have at most, the larger of two that are compared.
        sole: whether only those count that have exactly one winner, before and after.
    """

    options: int = 3
    voters: int = 12
    sole: bool = False


DEFAULT = Bounds()
SOLE = Bounds(voters=24, sole=True)


class Claim(NamedTuple):
    """What an axiom needs besides itself to be a property.

    Attributes:
        axiom: it.
        mutant: the broken rule that it catches, by name.
        premise: whether an axiom says anything about a profile.
        lead: makes the voters meet the premise where few would by chance.
        of_sole: the broken rule that it catches where only sole winners count, if that is another.
    """

    axiom: Axiom
    mutant: str
    premise: Premise
    lead: Lead | None = None
    of_sole: str = ""


def property_of(claim: Claim, bounds: Bounds = DEFAULT) -> Property:
    """Return an axiom as a property of rules over rankings; its cases are `Blocks`.

    A profile breaks it if it does with any of the profiles that the axiom compares it with: every block of
    voters that can be raised, removed or exchanged.
    """
    held = claim.axiom
    statement, *_ = (held.__doc__ or "").splitlines()
    _, _, source = (held.__doc__ or "").partition("Source: ")

    def check(rule: Rule, profile: Blocks) -> Outcome:
        elect = Elections(rule)
        for breach in held.breaches(profile, elect):
            if not bounds.sole or _only_sole(breach, elect):
                found = elect.violation(held, breach)
                after = (found.after, found.wins) if found.after else None
                return Broken(found.wrong, tallied((found.before, found.won), found.deed, after))
        return HOLDS if claim.premise(held, profile, elect) else IDLE

    return Property(
        name=held.name + "-of-sole-winners" * bounds.sole,
        statement=statement,
        source=" ".join(source.split()) or "by definition",
        kind="rule",
        mutant=(bounds.sole and claim.of_sole) or claim.mutant,
        applies=counts_rankings,
        cases=lambda rule: _cases(rule, claim.lead, bounds),
        check=check,
        made=(axiom, held.name, bounds),
    )


def tallied(
    before: tuple[Any, Winners], deed: str = "", after: tuple[Any, Winners] | None = None
) -> tuple[str, ...]:
    """Tell what voters cast and who wins: in a profile, and in what becomes of it by some deed.

    >>> tallied((Blocks.read("2 ab"), ("a",)))
    ('2 voters cast 2 ab: a wins.',)
    """
    profile, won = before
    first = f"{voters(profile.voters)} cast{'s' * (profile.voters == 1)} {profile}: {win(won)}."
    if after is None:
        return (first,)
    other, wins = after
    return first, f"Then {deed}.", f"Now it is {other}: {win(wins)}."


def counts_rankings(target: Any) -> str:
    """Say why something is no rule over rankings of letters; an empty string if it is one."""
    if not isinstance(target, Rule):
        return f"it is about a rule, and this is a {type(target).__name__}"
    try:
        Elections(target).count(Blocks.of([("abc", 1)]))
    except SpecError as error:
        return str(error)
    return ""


def _cases(rule: Rule, lead: Lead | None, bounds: Bounds) -> SearchStrategy[Blocks]:
    def led(lead: Lead | None) -> SearchStrategy[Blocks]:
        return profiles(max_options=bounds.options, max_voters=bounds.voters, lead=lead)

    if lead is None and isinstance(rule, Threshold):  # which elects nobody where too few agree
        agreed = all_first if isinstance(rule, Unanimous) else all_but_one_first
        return st.one_of(*map(led, (None, agreed, agreed, agreed)))
    return led(lead)


def _only_sole(breach: Breach, elect: Elections) -> bool:
    return all(len(elect(profile)) == 1 for profile in (breach.before, breach.after) if profile)


# when an axiom says anything


def _always(axiom: Axiom, profile: Blocks, elect: Elections) -> bool:  # noqa: ARG001 - others look
    return True


def _differ(axiom: Axiom, profile: Blocks, elect: Elections) -> bool:  # noqa: ARG001 - it is about ballots
    return len(profile.rows) > 1


def _owed(axiom: Axiom, profile: Blocks, elect: Elections) -> bool:  # noqa: ARG001 - whoever wins
    return isinstance(axiom, Owed) and any(axiom.due(profile, option) for option in profile.options)


def _barred(axiom: Axiom, profile: Blocks, elect: Elections) -> bool:  # noqa: ARG001 - whoever wins
    return isinstance(axiom, Barred) and any(axiom.bar(profile, option) for option in profile.options)


def _elected(axiom: Axiom, profile: Blocks, elect: Elections) -> bool:  # noqa: ARG001 - of any such axiom
    return bool(elect(profile))


def _sole(axiom: Axiom, profile: Blocks, elect: Elections) -> bool:  # noqa: ARG001 - of any such axiom
    return len(elect(profile)) == 1


def _some_lose(axiom: Axiom, profile: Blocks, elect: Elections) -> bool:  # noqa: ARG001 - as above
    return 0 < len(elect(profile)) < len(profile.options)


def _raisable(axiom: Axiom, profile: Blocks, elect: Elections) -> bool:  # noqa: ARG001 - as above
    return any(ranking[0] != winner for winner in elect(profile) for ranking, _ in profile.rows)


def _joined(axiom: Axiom, profile: Blocks, elect: Elections) -> bool:  # noqa: ARG001 - as above
    return bool(elect(profile)) and any(elect(before) for before, _ in _parted(profile))


def _involved(axiom: Axiom, profile: Blocks, elect: Elections) -> bool:  # noqa: ARG001 - as above
    return any(joined.rows[0][0][0] in elect(before) for before, joined in _parted(profile))


def _in_common(axiom: Axiom, profile: Blocks, elect: Elections) -> bool:  # noqa: ARG001 - as above
    return any({*elect(one)} & {*elect(other)} for one, other in _parted(profile))


def _parted(profile: Blocks) -> Iterator[tuple[Blocks, Blocks]]:
    """Yield the profile in two: without some of one block, and these."""
    for at, (ranking, count) in enumerate(profile.rows):
        for many in range(1, min(count, profile.voters - 1) + 1):
            yield profile.without(at, many), profile._replace(rows=((ranking, many),))


CLAIMS = (
    Claim(Anonymity(), "last-ballot-lost", _differ),
    Claim(CondorcetLoser(), "stays-first", _barred),
    Claim(CondorcetWinner(), "beats-by-two", _owed),
    Claim(IIA(), "half-is-enough", _some_lose),
    Claim(IndependenceOfClones(), "two-leave-at-once", _always),
    Claim(MajorityLoser(), "stays-first", _barred, most_last),
    Claim(MajorityWinner(), "one-too-many", _owed, most_first, of_sole="fewest-win"),
    Claim(Monotonicity(), "one-place-off", _raisable),
    Claim(Neutrality(), "hash-order", _always),
    Claim(OptimistParticipation(), "rounded-shares", _joined, of_sole="one-place-off"),
    Claim(Pareto(), "one-place-off", _barred, all_above),
    Claim(PessimistParticipation(), "rounded-shares", _joined, of_sole="one-place-off"),
    Claim(PositiveInvolvement(), "last-ballot-lost", _involved),
    Claim(Reinforcement(), "rounded-shares", _in_common),
    Claim(ResoluteParticipation(), "rounded-shares", _joined, of_sole="one-place-off"),
    Claim(ReversalSymmetry(), "first-place-weighs-more", _sole),
    Claim(Smith(), "last-option-unmet", _barred),
    Claim(StrategyProofness(), "half-is-enough", _elected),
    Claim(Unanimity(), "one-place-off", _owed, all_first),
)


def axioms(bounds: Bounds = DEFAULT) -> dict[str, Property]:
    """Return all axioms of the rules' library as properties, by the names of the axioms."""
    return {claim.axiom.name: property_of(claim, bounds) for claim in CLAIMS}


def axiom(name: str, bounds: Bounds = DEFAULT) -> Property:
    """Return one axiom as a property.

    Args:
        name: of the axiom, in kebab-case.
        bounds: of the profiles.

    Raises:
        SpecError: there is no such axiom.
    """
    if (found := match(name, OF_RULES)) is None:
        raise SpecError(unknown("axiom", name, OF_RULES))
    return axioms(bounds)[found]


OF_RULES = axioms()
OF_SOLE_WINNERS = axioms(SOLE)
TOLD_APART = (
    "condorcet-loser",
    "majority-winner",
    "monotonicity",
    "optimist-participation",
    "pessimist-participation",
    "resolute-participation",
)
"""Axioms whose smallest failures are known both with ties and without."""

AXIOMATIC = (*OF_RULES.values(), *(OF_SOLE_WINNERS[name] for name in TOLD_APART))
