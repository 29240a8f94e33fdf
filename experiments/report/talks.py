"""Which talks of an experiment are told in full: a typical one, a turbulent one, and turns of fortune."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import pairwise
from statistics import fmean
from typing import Any, NamedTuple

from ...protocols.rules import Plurality
from ...sim import Names, Rule, SpecError, ballots
from ..page import Facts, clean, facts
from ..page.words import listed, some
from ..store import Store
from ..tables import quoted

TYPICAL, TURBULENT = "a typical talk", "the most turbulent talk"
_HELD = (  # measures have any name, so that every column says of which table it is
    "FROM decisions d JOIN trials t ON t.trial = d.trial WHERE t.journal IS NOT NULL AND d.why = ''"
)
_DIRECTIONS = ("right-to-wrong", "wrong-to-right", "wrong-to-wrong")
_TURNED = {
    "minority-rescued": "the first in which a minority that was right won",
    "majority-destroyed": "the first in which a majority that was right lost",
}


class Talk(NamedTuple):
    """A talk of an experiment.

    Attributes:
        why: why it is told: one reason or several.
        trial: its number in the store.
        arm: the label of the arm under whose rule it is decided here.
        question: what was decided.
        replicate: which of the talks on it, from 1.
        changes: how many changes of stance there were.
        verdict: how it ended in the experiment: the word, and what won.
        digest: of its journal.
        facts: all that its page says.
        note: what is to be known of the rule here.
    """

    why: tuple[str, ...]
    trial: int
    arm: str
    question: str
    replicate: int
    changes: int
    verdict: str
    digest: str
    facts: Facts
    note: str = ""


def talks(store: Store, design: Mapping[str, Any], names: Names) -> tuple[Talk, ...]:
    """Return the talks that are told in full; none where no journals were kept. O(talks).

    Only arms are told of, not their controls. The typical talk is one with the median number of changes in
    the arm whose seats change most; the most turbulent has the most changes of all; of equals the first is
    taken, by number. Where nobody changed in any talk it is the first.

    Args:
        store: what was found.
        design: of the experiment.
        names: resolves the rules of its arms; one that they do not know is not loaded.
    """
    if not any(store.rows("SELECT 1 FROM trials WHERE journal IS NOT NULL LIMIT 1")):
        return ()
    treated = [place for place, arm in enumerate(design["arms"]) if not arm["control"]]
    reasons: dict[tuple[int, int], list[str]] = defaultdict(list)
    for why, where in _chosen(store, design, treated):
        reasons[where].append(why)
    return tuple(_talk(store, design, names, where, tuple(why)) for where, why in reasons.items())


def _chosen(
    store: Store, design: Mapping[str, Any], treated: Sequence[int]
) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield why a talk is told, and which: its arm and its number."""
    changes = {arm: found for arm in treated if (found := _changes(store, design, arm))}
    lively = max(changes, key=lambda arm: fmean(changes[arm].values()), default=None)
    if lively is not None and any(changes[lively].values()):
        counts = sorted(changes[lively].values())
        middle = counts[(len(counts) - 1) // 2]
        yield TYPICAL, (lively, next(t for t, count in changes[lively].items() if count == middle))
        _, trial, arm = min((-count, t, arm) for arm in changes for t, count in changes[arm].items())
        yield TURBULENT, (arm, trial)
    elif lively is not None:
        first, arm = min((min(found), arm) for arm, found in changes.items())
        yield "the first talk: nobody changed in any", (arm, first)
    measured = {one["name"] for one in design["measures"]}
    marks = ", ".join(map(str, treated))
    for measure, why in _TURNED.items():
        if measure in measured:
            query = (
                f"SELECT d.arm, t.trial {_HELD} AND d.{quoted(measure)} = 1 AND d.arm IN ({marks}) "
                "ORDER BY t.trial, d.arm LIMIT 1"
            )
            yield from ((why, (arm, trial)) for arm, trial in store.rows(query))


def _changes(store: Store, design: Mapping[str, Any], arm: int) -> dict[int, int]:
    """Return how often seats changed in each talk of an arm that has a journal.

    By the measures of it, where the truth is known; else from round to round.
    """
    measured = {one["name"] for one in design["measures"]}
    if measured.issuperset(_DIRECTIONS):
        whole = " + ".join(f"d.{quoted(name)}" for name in _DIRECTIONS)
        query = f"SELECT t.trial, {whole} {_HELD} AND d.arm = ? ORDER BY t.trial"
        found = dict(store.rows(query, (arm,)))
        if None not in found.values():
            return {trial: int(count) for trial, count in found.items()}
    query = (
        f"SELECT r.trial, r.stances FROM rounds r WHERE r.trial IN (SELECT t.trial {_HELD} AND d.arm = ?) "  # noqa: S608 - names of ours
        "ORDER BY r.trial, r.round"
    )
    rounds: dict[int, list[list[Any]]] = defaultdict(list)
    for trial, stances in store.rows(query, (arm,)):
        rounds[trial].append(store.parsed(stances, f"a round of trial {trial}"))
    return {trial: sum(map(_moved, pairwise(held))) for trial, held in rounds.items()}


def _moved(pair: tuple[Sequence[Any], Sequence[Any]]) -> int:
    return sum(one is not None and one != other for one, other in zip(*pair, strict=True))


def _talk(
    store: Store, design: Mapping[str, Any], names: Names, where: tuple[int, int], why: tuple[str, ...]
) -> Talk:
    arm, trial = where
    journal = store.journal(trial)
    if journal is None:
        raise SpecError(f"the store has no journal of trial {trial}, and had one just now")
    [(replicate, word, winners)] = store.rows(
        f"SELECT t.replicate, d.word, d.winners {_HELD} AND t.trial = ? AND d.arm = ?",
        (trial, arm),
    )
    rule, note = _rule(design["arms"][arm]["rule"], names)
    if rule.learns:
        rule = _learnt(store, arm, trial, rule)
    told = facts(journal, rule)
    won = some(map(_stance, store.parsed(winners, f"the winners of trial {trial}")), listed, empty="")
    return Talk(
        why,
        trial,
        str(design["arms"][arm]["label"]),
        journal.question.text,
        replicate + 1,
        len(told.influence.flips),
        " - ".join(filter(None, (word, won))),
        journal.digest,
        told,
        note,
    )


def _stance(winner: Any) -> Any:
    return tuple(map(_stance, winner)) if isinstance(winner, list) else winner


def _rule(spec: Any, names: Names) -> tuple[Rule, str]:
    """Return the rule of an arm; plurality, and why, where it is not to be had."""
    try:
        rule = Rule.load(spec, names)
    except SpecError as error:
        return Plurality(), f"Decided by plurality here, since the rule is not at hand: {clean(str(error))}"
    return rule, ""


def _learnt(store: Store, arm: int, trial: int, rule: Rule) -> Rule:
    """Return the rule as it decided a talk in the experiment: it learnt from those before it; O(these)."""
    before = store.rows(
        "SELECT trial FROM decisions JOIN trials USING (trial) WHERE arm = ? AND trial < ? "
        "AND replicate = (SELECT replicate FROM trials WHERE trial = ?) ORDER BY trial",
        (arm, trial, trial),
    )
    for (one,) in list(before):
        journal = store.journal(one)
        if journal is not None:
            with suppress(Exception):  # what it could not learn from is missing in the experiment
                rule = rule.after(ballots(journal))
    return rule
