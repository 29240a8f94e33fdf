"""What any rule guarantees, whatever ballots it counts."""

from hypothesis.strategies import SearchStrategy

from ...agents import Stubborn
from ...sim import Evidence, Journal, Panel, Rule, Seat, SpecError, Stance, Table, Tally, decide, parse
from ...sim.errors import headline
from .cases import PEOPLE, Deliberation
from .elsewhere import elsewhere
from .property import HOLDS, IDLE, Broken, Outcome, Property, called
from .strategies import deliberations, questions
from .strategies.questions import ASKED
from .telling import told

AGREED: dict[str, Stance] = {"choice": "x", "number": 0.5, "text": "yes", "parts": ("x", 0.5)}
"""What all hold on a question of each kind."""


def _fails(rule: Rule, kind: str) -> str:
    """Say why a rule decides no question of a kind, where all agree; an empty string if it does."""
    question = ASKED[kind]
    panel = Panel(seats=tuple(Seat(name=name, agent=Stubborn()) for name in PEOPLE[:3]))
    agreed = tuple((name, Evidence(stance=AGREED[kind])) for name in panel.names)
    talk = Deliberation(question=question, panel=panel, evidence=agreed)
    try:
        return "" if _tally(rule, _poll(rule, talk)).winners else "it elects nobody where all agree"
    except Exception as error:  # noqa: BLE001 - a rule of one's own may be made for other questions
        return headline(error)


def decides(target: object) -> str:
    """Say why something decides no question; an empty string if it does."""
    if not isinstance(target, Rule):
        return f"it is about a rule, and this is {called(target)}"
    why = [_fails(target, kind) for kind in ASKED]
    return f"it decides no question of those that are drawn: {why[0]}" if all(why) else ""


def _polls(target: Rule) -> SearchStrategy[Deliberation]:
    kinds = [kind for kind in ASKED if not _fails(target, kind)]
    return deliberations(of=questions(kinds=kinds), meddled=False)


def _poll(rule: Rule, talk: Deliberation) -> Journal:
    """Hold a talk whose last ask wants what a rule needs."""
    needed = rule.needs(talk.question)
    return talk.hold(lambda setting: Table(setting.model_copy(update={"ballot": needed})))


def _recounted(target: Rule, case: Deliberation) -> Outcome:
    try:
        journal = _poll(target, case)
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
    owed=True,
)
"""What a rule breaks that draws on something outside."""
