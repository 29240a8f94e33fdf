"""Looking for what shows that a rule breaks an axiom: in all small profiles, then in drawn ones."""

from collections.abc import Iterator
from itertools import combinations_with_replacement, groupby, permutations
from string import ascii_lowercase
from typing import NamedTuple

from pydantic import Field

from ....sim import Key, Rule, Stream, Value
from .axiom import Axiom, Elections, Violation
from .blocks import Blocks, voters

KINDS = 6
"""How many blocks a drawn profile has, at most."""


class Looked(NamedTuple):
    """Where was looked.

    Attributes:
        profiles: how many profiles were taken, each with what the axiom compares it with.
        options: how many options they have.
        voters: how many voters they have, at most.
        every: whether these are all there are (up to the names of the options, and of voters, where the rule
            declares that they do not matter), or as many as were drawn.
    """

    profiles: int
    options: int
    voters: int
    every: bool

    def __str__(self) -> str:
        what = "all profiles" if self.every else f"{self.profiles} profiles drawn,"
        return f"{what} of {self.options} options and up to {voters(self.voters)}"


class Finding(NamedTuple):
    """What a search has come to.

    Attributes:
        violation: what was found; None if nothing was.
        looked: where, up to now.
    """

    violation: Violation | None
    looked: tuple[Looked, ...]

    def __str__(self) -> str:
        return str(self.violation or f"none found in {', nor in '.join(map(str, self.looked))}")


class Scope(Value):
    """Where to look: in all profiles of up to so many voters, then in some larger ones that are drawn.

    Attributes:
        options: how many there are.
        size: up to how many voters all profiles are taken: of 3 options C(n + 5, 5) have n voters.
        draws: how many larger ones are drawn then.
        largest: how many voters these have at most.
        seed: of the draws.
        sole: whether only profiles with exactly one winner count, before and after.
    """

    options: int = Field(default=3, ge=2, le=6)
    size: int = Field(default=6, ge=0)
    draws: int = Field(default=0, ge=0)
    largest: int = Field(default=24, ge=2)
    seed: int = 0
    sole: bool = False


SMALL = Scope()


def search(axiom: Axiom, rule: Rule | Elections, scope: Scope = SMALL) -> Finding:
    """Look for a violation: what `searching` comes to in the end."""
    found = Finding(None, ())
    for found in searching(axiom, rule, scope):  # noqa: B007 - the last is what counts
        pass
    return found


def searching(axiom: Axiom, rule: Rule | Elections, scope: Scope = SMALL) -> Iterator[Finding]:
    """Look for a violation, and yield what came of it after each number of voters and each drawn profile.

    All profiles come in order of size, so what is found among them has as few voters as can be. What is found
    in a drawn profile is then made smaller, voter by voter, as far as that goes; it may not be a smallest.
    The same arguments find the same.

    Args:
        axiom: what may be broken.
        rule: by whom; or its elections, so that several searches count each profile once.
        scope: where to look.

    Raises:
        SpecError: the rule counts no rankings.
    """
    elect = rule if isinstance(rule, Elections) else Elections(rule)
    every = Looked(0, scope.options, 0, every=True)
    found = None
    for count in range(1, scope.size + 1):
        every = every._replace(voters=count)
        for profile in profiles(scope.options, count, alike=elect.neutral and axiom.alike):
            every = every._replace(profiles=every.profiles + 1)
            if found := _first(axiom, elect, profile, scope):
                break
        yield Finding(found, (every,))
        if found:
            return
    looked = (every,) if scope.size else ()
    stream = Key(scope.seed, "search").stream(scope.options)
    for number in range(1, scope.draws + 1):
        found = _first(axiom, elect, profile := drawn(scope, stream), scope)
        found = found and _shrunk(axiom, elect, profile, found, scope)
        yield Finding(found, (*looked, Looked(number, scope.options, scope.largest, every=False)))
        if found:
            return


def profiles(options: int, count: int, *, alike: bool = False) -> Iterator[Blocks]:
    """Yield each profile of so many options, named by letters, and so many voters; the order is fixed.

    Args:
        options: how many.
        count: how many voters.
        alike: of profiles that are the same but for the names of options, yield one.
    """
    names = tuple(ascii_lowercase[:options])
    orders = list(permutations(names))
    number = {order: i for i, order in enumerate(orders)}
    turned: list[list[int]] = []
    if alike:
        maps = [dict(zip(names, order, strict=True)) for order in orders[1:]]
        turned = [[number[tuple(new[name] for name in order)] for order in orders] for new in maps]
    for chosen in combinations_with_replacement(range(len(orders)), count):
        if alike and chosen[0]:
            return  # what has nobody who ranks abc... has another name
        if all(tuple(sorted([turn[i] for i in chosen])) >= chosen for turn in turned):
            yield Blocks(names, tuple((orders[i], len(list(block))) for i, block in groupby(chosen)))


def drawn(scope: Scope, stream: Stream) -> Blocks:
    """Draw a profile of a few blocks, since what breaks an axiom is often done by a block."""
    names = tuple(ascii_lowercase[: scope.options])
    many = min(2 + stream.below(KINDS - 1), scope.largest)
    sizes = [1 + stream.below(scope.largest // many) for _ in range(many)]
    return Blocks(names, tuple((tuple(stream.shuffled(names)), size) for size in sizes)).tidy()


def _first(axiom: Axiom, elect: Elections, profile: Blocks, scope: Scope) -> Violation | None:
    found = (elect.violation(axiom, breach) for breach in axiom.breaches(profile, elect))
    return next((one for one in found if one.sole or not scope.sole), None)


def _shrunk(axiom: Axiom, elect: Elections, profile: Blocks, found: Violation, scope: Scope) -> Violation:
    """Take voters away, whole blocks first, as long as something is left that breaks the axiom."""
    steps = _steps(profile)
    while step := next(steps, None):
        less = profile.without(*step)
        if less.rows and (again := _first(axiom, elect, less, scope)):
            profile, found = less, again
            steps = _steps(profile)
    return found


def _steps(profile: Blocks) -> Iterator[tuple[int, int]]:
    """Yield blocks, and how many of their voters to take away."""
    for at, (_, count) in enumerate(profile.rows):
        yield at, count
    for at, (_, count) in enumerate(profile.rows):
        if count > 1:
            yield at, 1
