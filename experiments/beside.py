"""One talk and its controls, side by side: who decided what, right or wrong, and how often seats flipped."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from ..sim import Journal, Rule, Setting, Signals, SpecError, Table, Verdict, decide
from .controls import CONTROLS, ISOLATED, STANCE_ONLY, UNINFORMED, controlled, informed, rounds_of
from .live import talking
from .measures import Seen
from .measures.accuracy import accuracy
from .measures.flips import flip_rate
from .page import Grid, Line
from .page.words import spelt

if TYPE_CHECKING:
    from ..agents.live import Session


class Side(NamedTuple):
    """The talk, or one of its controls.

    Attributes:
        name: of the control; empty for the talk itself.
        verdict: what was decided; None where the control cannot be held.
        right: whether the truth alone won, where it is known.
        flip_rate: how often a seat that was asked again changed its stance, from 0 to 1; None where none was.
        rounds: how many there were; 0 where the protocol has none.
        digest: of the journal.
        why: why the control cannot be held.
        informed: whether a seat was asked when it had heard somebody, or the floor.
    """

    name: str
    verdict: Verdict | None
    right: bool | None
    flip_rate: float | None
    rounds: int
    digest: str
    why: str = ""
    informed: bool = False


async def beside(
    setting: Setting,
    journal: Journal,
    rule: Rule,
    *,
    evidence: Signals | None = None,
    seed: int = 0,
    session: "Session | None" = None,
) -> list[Side]:
    """Hold every control of a talk that was held, with the same draws and for as many rounds.

    Args:
        setting: of the talk.
        journal: of the talk.
        rule: decides each.
        evidence: what nature told each seat.
        seed: of the talk.
        session: over which live seats are asked.

    Returns:
        The talk itself, then its controls; one that cannot be held on this question says why.
    """
    sides = [_side("", journal, rule)]
    for name in CONTROLS:
        try:
            table = Table(controlled(setting, name, rounds_of(journal)))
            with talking(session, 0, seed):
                held = await table.talk(journal.question, evidence=evidence, seed=seed)
        except SpecError as error:
            sides.append(Side(name, None, None, None, 0, "", str(error)))
        else:
            sides.append(_side(name, held, rule))
    return sides


def _side(name: str, journal: Journal, rule: Rule) -> Side:
    verdict, seen = decide(journal, rule), Seen(journal)
    right = accuracy(seen, verdict)
    rate = flip_rate(seen)
    return Side(
        name,
        verdict,
        None if right is None else bool(right),
        rate,
        rounds_of(journal),
        journal.digest,
        informed=informed(journal),
    )


def split(sides: Sequence[Side]) -> Mapping[str, float] | None:
    """Return the flip rate of a talk split into its causes, as its controls show it; they sum to it.

    None where one of the rates is undefined.
    """
    rates = {side.name: side.flip_rate for side in sides}
    full, stances, alone = (rates.get(name) for name in ("", STANCE_ONLY, ISOLATED))
    if full is None or stances is None or alone is None:
        return None
    return {"spontaneous": alone, "conformity": stances - alone, "persuasion": full - stances}


def page(sides: Sequence[Side]) -> Iterator[Line | Grid]:
    """Yield the comparison for people."""
    yield Line("Beside its controls", style="bold")
    rows = [_row(side) for side in sides]
    if any(row[2] for row in rows):
        yield Grid(("arm", "decided", "", "flips"), tuple(rows))
    else:
        yield Grid(("arm", "decided", "flips"), tuple((one, two, four) for one, two, _, four in rows))
    yield Line("")
    yield Line("Flips: of the times that a seat was asked again, the share in which it changed its stance.")
    if not sides[0].informed:
        yield Line(f"{UNINFORMED[0].upper()}{UNINFORMED[1:]}.")
    parts = split(sides)
    if parts is not None:
        told = ", ".join(f"{cause} {rate:+.2f}" for cause, rate in parts.items())
        yield Line(f"By arms: {told}. One talk: no interval; `moot run` compares many.")


def _row(side: Side) -> tuple[str, str, str, str]:
    """Return what an arm is, what it decided, whether that is right, and how many flipped."""
    name = side.name or "as it was held"
    if side.verdict is None:
        return name, f"cannot be held: {side.why}", "", ""
    winners = " and ".join(spelt(winner) for winner in side.verdict.winners)
    decided = f"{side.verdict.word}{' - ' if winners else ''}{winners}"
    right = "" if side.right is None else "right" if side.right else "wrong"
    return name, decided, right, "-" if side.flip_rate is None else f"{side.flip_rate:.2f}"


def record(sides: Sequence[Side]) -> list[dict[str, Any]]:
    """Return the comparison for machines."""
    return [
        {
            "arm": side.name or None,
            "verdict": None
            if side.verdict is None
            else {"word": side.verdict.word, "winners": list(side.verdict.winners)},
            "right": side.right,
            "flip_rate": side.flip_rate,
            "rounds": side.rounds,
            "digest": side.digest or None,
            "why": side.why or None,
            "informed": side.informed,
        }
        for side in sides
    ]
