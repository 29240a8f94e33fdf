"""What free answers come to: how many agreed, how they are divided, what speaks against, and spellings."""

from collections.abc import Iterator

from ...sim import Verdict
from .document import Says
from .facts import Facts
from .words import MANY, counted, own, some, spelt


def agreed(verdict: Verdict) -> str:
    """Say how many of the electorate agreed, in place of a count of votes.

    `all 6 agreed`, `4 of 6 agreed`, `divided 3 against 3`, `no two agreed`.
    """
    held = [verdict.counts.get(winner, 0) for winner in verdict.winners]
    most = max(held, default=0)
    if len(held) == 1:
        everyone = held[0] == verdict.electorate
        return f"all {most} agreed" if everyone else f"{most} of {verdict.electorate} agreed"
    if most <= 1:
        return "no two agreed"
    sides = [str(count) for count in held]
    shown = " against ".join(sides[:MANY])
    return f"divided {shown}" + (f" and {len(sides) - MANY} more" if len(sides) > MANY else "")


def counterpoint(facts: Facts) -> Iterator[Says]:
    """Say what most of those hold who dissent from the answer: nothing where none won, or nobody does."""
    verdict = facts.verdict
    others = {stance: count for stance, count in verdict.counts.items() if stance not in verdict.winners}
    most = max(others.values(), default=0)
    if len(verdict.winners) != 1 or not most:
        return
    for stance in [stance for stance, count in others.items() if count == most][:MANY]:
        holders = some(own(seat.name) for seat in facts.seats if seat.stance == stance)
        yield Says(f"{spelt(stance)} ({most} of {verdict.electorate}: {holders})", "Counterpoint")


def merged(facts: Facts) -> Iterator[Says]:
    """Say which answers were counted under another spelling."""
    for said, read in facts.spellings[:MANY]:
        yield Says(f"'{spelt(said)}' is counted as '{spelt(read)}'", "Spelling")
    more = len(facts.spellings) - MANY
    if more > 0:
        yield Says(f"and {counted(more, 'more spelling')}")
