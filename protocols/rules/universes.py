"""Eliminations in which ties are followed both ways: every option that some order of them elects."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from ...sim import Round, Stance, Tally, Weight
from .profile import Profile, members

STATES = 1 << 15
"""How many sets of options are looked at, at most: all there are of 15 options."""


class Step(NamedTuple):
    """What a set of options comes to.

    Attributes:
        scores: what each option of the profile has in this round.
        outs: each set of options, as bits, that may leave next; where several tie for it, one for each.
        winners: those that have won already, as bits; 0 as long as the count goes on.
    """

    scores: Sequence[Weight]
    outs: tuple[int, ...] = ()
    winners: int = 0


def eliminate(profile: Profile, step: Callable[[int], Step], most: int = STATES) -> Tally:
    """Follow every way in which options can leave one after the other.

    What comes of a set of options does not hang on the way to it, so the state is the set that is left, and n
    options have at most 2^n of them.

    Args:
        profile: the rankings.
        step: what a set of options, as bits, comes to.
        most: how many sets are looked at before it is given up; the tally then says that it is not exact.
    """
    everyone = (1 << len(profile.options)) - 1
    steps: dict[int, Step] = {}
    winners, waiting = 0, [everyone]
    while waiting and len(steps) < most:
        left = waiting.pop()
        if left in steps:
            continue
        if left & (left - 1) == 0:  # one option is left
            winners |= left
            continue
        made = steps[left] = step(left)
        winners |= made.winners
        waiting.extend(left & ~out for out in made.outs)
    exact = not any(left not in steps and left & (left - 1) for left in waiting)
    tied = any(len(made.outs) > 1 for made in steps.values())
    notes = ("eliminations tie: every way to break them is followed",) if tied else ()
    if not exact:
        notes = (f"eliminations tie in more ways than can be followed: {most} sets were; others may win too",)
    return Tally(
        profile.names(members(winners)), notes=notes, rounds=tuple(_rounds(profile, steps)), exact=exact
    )


def _rounds(profile: Profile, steps: dict[int, Step]) -> list[Round]:
    """Return the rounds in which, of those that tie, the first option leaves first."""
    left, rounds = (1 << len(profile.options)) - 1, []
    while left in steps:
        made = steps[left]
        scores: dict[Stance, Weight] = {profile.options[i]: made.scores[i] for i in members(left)}
        out = min(made.outs, key=lambda bits: bits & -bits) if made.outs else 0
        rounds.append(Round(scores, profile.names(members(out))))
        left = left & ~out if out else 0
    return rounds


def lowest(scores: Sequence[Weight], left: int) -> tuple[int, ...]:
    """Return each option, as bits, that has the least of those left."""
    among = [(scores[i], i) for i in members(left)]
    least = min(among)[0]
    return tuple(1 << i for score, i in among if score == least)


def highest(scores: Sequence[Weight], left: int) -> tuple[int, ...]:
    """Return each option, as bits, that has the most of those left."""
    among = [(scores[i], i) for i in members(left)]
    most = max(among)[0]
    return tuple(1 << i for score, i in among if score == most)
