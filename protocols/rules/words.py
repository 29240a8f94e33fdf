"""Words for why something won: names in a row, pairs, rounds."""

from collections.abc import Sequence

from ...sim import Round, Stance, Tally
from ...sim.rule import because, figure
from .profile import Profile

NAMED = 6
"""How many are named in a row before the rest is counted."""


def listed(names: Sequence[Stance]) -> str:
    """Return names in a row.

    >>> listed("ab"), listed("abcdefgh")
    ('a and b', 'a, b, c, d, e and 3 more')
    """
    shown = [str(name) for name in names]
    if len(shown) > NAMED:
        shown[NAMED - 1 :] = [f"{len(shown) - NAMED + 1} more"]
    return " and ".join(filter(None, [", ".join(shown[:-1]), *shown[-1:]]))


def verb(names: Sequence[Stance], one: str, several: str) -> str:
    """Return names in a row and what they do: `verb(("a", "b"), "wins", "win")` is `"a and b win"`."""
    return f"{listed(names)} {one if len(names) == 1 else several}"


def duels(profile: Profile, option: int) -> str:
    """Return how an option fares in pairs: `"12 to 8 against A and 11 to 9 against C"`, the closest first."""
    above, margins = profile.pairwise, profile.margins[option]
    others = sorted((i for i in range(len(margins)) if i != option), key=margins.__getitem__)
    return listed([f"{above[option][i]} to {above[i][option]} against {profile.options[i]}" for i in others])


def retold(tally: Tally, unit: str) -> str:
    """Return the rounds of a count: who left with how much, and who was left."""
    if not tally.rounds:
        return because(tally)
    told = [_leaving(one, unit if number == 0 else "") for number, one in enumerate(tally.rounds) if one.out]
    last = tally.rounds[-1]
    left = [name for name in last.scores if name not in last.out]
    if last.out or len(last.scores) == 1:
        told.append(verb(left, "is left", "are left"))
    else:
        ranking = sorted(left, key=last.scores.__getitem__, reverse=True)
        told.append(listed([f"{name} has {figure(last.scores[name])}" for name in ranking]))
    start = "" if not tally.notes else f"{verb(tally.winners, 'wins', 'win')} as ties are broken; in one way "
    return f"{start}{'; '.join(told)}."


def _leaving(one: Round, unit: str) -> str:
    scores = {one.scores[name] for name in one.out}
    much = figure(scores.pop()) if len(scores) == 1 else "fewer"
    return f"{verb(one.out, 'leaves', 'leave')} with {much}{f' {unit}' if unit else ''}"
