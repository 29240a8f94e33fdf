"""What any rule guarantees, whatever ballots it counts."""

from hypothesis.strategies import SearchStrategy

from ...sim import Journal, Rule, SpecError, Table, Tally, Wants, decide, parse
from .cases import Deliberation
from .elsewhere import elsewhere
from .property import HOLDS, IDLE, Broken, Outcome, Property, called
from .strategies import deliberations, questions
from .strategies.questions import ASKED
from .telling import told


def _needs(rule: Rule, kind: str) -> Wants | None:
    """Return the ballot that a rule needs on a kind of question; None where it cannot decide it."""
    try:
        return rule.needs(ASKED[kind])
    except SpecError:
        return None


def decides(target: object) -> str:
    """Say why something decides no question; an empty string if it does."""
    if not isinstance(target, Rule):
        return f"it is about a rule, and this is {called(target)}"
    if all(_needs(target, kind) is None for kind in ASKED):
        return f"{called(target)} decides no question of those that are drawn"
    return ""


def _polls(target: Rule) -> SearchStrategy[Deliberation]:
    kinds = [kind for kind in ASKED if _needs(target, kind) is not None]
    return deliberations(of=questions(kinds=kinds), meddled=False)


def _recounted(target: Rule, case: Deliberation) -> Outcome:
    try:
        needed = target.needs(case.question)
        journal = case.hold(lambda setting: Table(setting.model_copy(update={"ballot": needed})))
        with elsewhere(0):
            first = _tally(target, journal)
    except SpecError:
        return IDLE
    with elsewhere(case.seed + 1):
        again = _tally(target, parse(b"".join(journal.lines())))
    if first == again:
        return HOLDS
    what = f"the same ballots, counted again, elect {again.winners}, and before {first.winners}"
    return Broken(what, told(journal, case.evidence), journal)


def _tally(rule: Rule, journal: Journal) -> Tally:
    return decide(journal, rule).tally


RECOUNTED = Property(
    name="recounts-as-it-was",
    statement="Ballots that were cast, written, read and counted again give the same tally.",
    source="docs/design.md, section 5",
    kind="rule",
    mutant="counts-its-calls",
    applies=decides,
    cases=_polls,
    check=_recounted,
    repeats=True,
)
"""What a rule breaks that draws on something outside."""
