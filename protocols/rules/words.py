"""Words for why something won: names in a row, pairs, rounds."""

from collections.abc import Sequence

from ...sim import Round, Stance, Tally
from ...sim.rule import because, counted, figure, listed
from .profile import Profile


def verb(names: Sequence[Stance], one: str, several: str) -> str:
    """Return names in a row and what they do: `verb(("a", "b"), "wins", "win")` is `"a and b win"`."""
    return f"{listed(names)} {one if len(names) == 1 else several}"


def duels(profile: Profile, option: int) -> str:
    """Return how an option fares in pairs: `"12 to 8 against A and 13 to 7 against C"`, the closest first."""
    above, margins = profile.pairwise, profile.margins[option]
    others = sorted((i for i in range(len(margins)) if i != option), key=margins.__getitem__)
    return listed([f"{above[option][i]} to {above[i][option]} against {profile.options[i]}" for i in others])


def retold(tally: Tally, unit: str) -> str:
    """Return the rounds of a count: who left with how much of a unit, and who was left, or had a majority."""
    if not tally.rounds:
        return because(tally)
    last = tally.rounds[-1]
    left = sorted((name for name in last.scores if name not in last.out), key=lambda name: -last.scores[name])
    gone = [one for one in tally.rounds if one.out]
    told = ", then ".join(_leaving(one, "" if one is not gone[0] else unit) for one in gone)
    if last.out:
        end = f"{verb(left, 'is', 'are')} left"
    else:
        have = [f"{name} {figure(last.scores[name])}" for name in left[1:]]
        most, whole = last.scores[left[0]], sum(last.scores.values())
        end = f"{left[0]} has {figure(most)} of {counted(int(whole), 'first place')}"
        end += f", {listed(have)}" if have else ""
    start = (
        f"{verb(tally.winners, 'wins', 'win')}, ties broken in every way. In one of them "
        if tally.notes
        else ""
    )
    return f"{start}{told}{'; ' if told else ''}{end}."


def _leaving(one: Round, unit: str) -> str:
    scores = {one.scores[name] for name in one.out}
    much = figure(scores.pop()) if len(scores) == 1 else "fewer"
    each = " each" if len(one.out) > 1 and not scores else ""
    if not unit:
        return f"{listed(one.out)} with {much}{each}"
    return f"{verb(one.out, 'leaves', 'leave')} with {much} {unit}{'' if much == '1' else 's'}{each}"
