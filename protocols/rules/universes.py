"""Eliminations in which ties are followed both ways: every option that some order of them elects."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ...sim import Round, Stance, Tally, Weight
from .profile import Profile, picker, singles

EXACT = 15
"""Up to how many options all sets of them are looked at."""
STATES = 1 << EXACT
"""How many sets these are."""


Step = tuple[Sequence[Weight], tuple[int, ...], int]
"""What a set of options comes to: what each option has in this round, who may leave next, who has won.

Those who may leave are sets of options, as bits: one for each of several that tie for it. The rounds of a
tally are those in which the first of them leaves. The winners are one set, 0 as long as the count goes on.
"""


def eliminate(profile: Profile, step: Callable[[Profile, int], Step], most: int | None = None) -> Tally:
    """Follow every way in which options can leave one after the other.

    What comes of a set of options does not hang on the way to it, so the state is the set that is left, and n
    options have at most 2^n of them.

    Args:
        profile: the rankings.
        step: what a set of options of a profile, as bits, comes to.
        most: how many sets are looked at before it is given up; the tally then says that it is not exact.
            By default all there are of 15 options; of more options as many fewer as each takes longer,
            and always enough to follow one way to its end.
    """
    if most is None:
        options = len(profile.options)
        most = max(options, STATES * EXACT // max(options, EXACT))
    steps: dict[int, Step] = {}
    winners, ties, exact, waiting = 0, False, True, [(1 << len(profile.options)) - 1]
    while waiting:
        left = waiting.pop()
        if left in steps or not left & ~winners:  # nobody else can win
            continue
        if not left & (left - 1):  # one option is left
            winners |= left
        elif len(steps) < most:
            steps[left] = _, outs, won = step(profile, left)
            winners |= won
            ties = ties or len(outs) > 1
            waiting.extend(map(left.__xor__, reversed(outs)))
        else:
            exact = False
            break
    notes = ("eliminations tie: every way to break them is followed",) if ties else ()
    if not exact:
        notes = (f"eliminations tie in more ways than can be followed: {most} sets were; others may win too",)
    return Tally(profile.names(winners), notes=notes, rounds=FirstWay(profile, steps), exact=exact)


class FirstWay(Sequence[Round]):
    """The rounds in which, of those that tie, the first leaves first: worked out when they are looked at.

    Args:
        profile: the rankings.
        steps: what each set of options that was looked at comes to.
    """

    __slots__ = ("_made", "_profile", "_steps")

    def __init__(self, profile: Profile, steps: Mapping[int, Step]) -> None:
        self._profile = profile
        self._steps = steps
        self._made: tuple[Round, ...] | None = None

    def _rounds(self) -> tuple[Round, ...]:
        if self._made is None:
            left, options = (1 << len(self._profile.options)) - 1, self._profile.options
            rounds: list[Round] = []
            while left in self._steps:
                scores, outs, _ = self._steps[left]
                among = picker(left)
                by_name: dict[Stance, Weight] = dict(zip(among(options), among(scores), strict=True))
                rounds.append(Round(by_name, self._profile.names(outs[0]) if outs else ()))
                left = left ^ outs[0] if outs else 0
            self._made = tuple(rounds)
        return self._made

    def __len__(self) -> int:
        return len(self._rounds())

    def __getitem__(self, index: Any) -> Any:
        return self._rounds()[index]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self._rounds() == tuple(other)

    __hash__ = None  # type: ignore[assignment] # a round holds a mapping

    def __repr__(self) -> str:
        return repr(self._rounds())


def lowest(scores: Sequence[Weight], left: int) -> tuple[int, ...]:
    """Return each option, as bits, that has the least of those left."""
    return _with(min, scores, left)


def highest(scores: Sequence[Weight], left: int) -> tuple[int, ...]:
    """Return each option, as bits, that has the most of those left."""
    return _with(max, scores, left)


def _with(
    extreme: Callable[[Sequence[Weight]], Weight], scores: Sequence[Weight], left: int
) -> tuple[int, ...]:
    counts = picker(left)(scores)
    wanted = extreme(counts)
    return tuple([one for one, count in zip(singles(left), counts) if count == wanted])  # noqa: B905 - as many
