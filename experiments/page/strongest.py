"""Which argument for a stance to show: the one most credited, else the strongest, else the first."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ...sim import Argument, Influence, Journal, Said, Stance

Given = list[tuple[Said, Argument]]


class Strongest(NamedTuple):
    """An argument for a stance.

    Attributes:
        stance: what it speaks for.
        seat: by whom.
        round: when; 0 outside rounds.
        ask: in which ask.
        text: the words; empty where it was argued by strength alone.
        strength: from 0 to 1, where somebody knew.
        credited_by: the seats that heard it, took the stance and credited its speaker, in order.
    """

    stance: Stance
    seat: str
    round: int
    ask: int
    text: str
    strength: float | None
    credited_by: tuple[str, ...]


def arguments(journal: Journal) -> Given:
    """Return the statements that come with an argument, in words or by its strength alone, in order."""
    return [
        (entry, entry.reply.argument)
        for entry in journal.entries
        if isinstance(entry, Said)
        and entry.reply.argument is not None
        and (entry.reply.argument.text.strip() or entry.reply.argument.strength)
    ]


def strongest(journal: Journal, stances: Sequence[Stance], influence: Influence) -> Iterator[Strongest]:
    """Yield the strongest argument for each stance for which somebody gave one.

    It is one of the seat that those who took the stance credited most (by declared influence), and of its
    arguments the one that they had heard. Where nobody was credited, the greater `strength` goes first, then
    the earlier seat, then what it said last. A seat may have left the stance since.
    """
    given = [item for item in arguments(journal) if not item[0].ask.private]
    heard = _credited(journal, given, influence)
    of_seat: dict[tuple[int, Stance | None], float] = {}
    for i, shares in heard.items():
        key = (given[i][0].place, _supported(*given[i]))
        of_seat[key] = of_seat.get(key, 0.0) + sum(shares.values())
    for stance in stances:
        ranked = sorted(
            (
                -of_seat.get((said.place, stance), 0.0),
                -sum(heard.get(i, {}).values()),
                -(argument.strength or 0.0),
                said.place,
                -i,
            )
            for i, (said, argument) in enumerate(given)
            if _supported(said, argument) == stance
        )
        if ranked:
            best = -ranked[0][-1]
            said, argument = given[best]
            seat, by = journal.seats[said.place], tuple(heard.get(best, ()))
            when = said.ask.round, said.ask.number
            yield Strongest(stance, seat, *when, argument.text, argument.strength, by)


def _credited(journal: Journal, given: Given, influence: Influence) -> dict[int, dict[str, float]]:
    """Return who credited each argument, by its place in `given`, and with what share.

    The one credited is the last that the speaker had given before, if it speaks for the stance then taken.
    """
    took = {(said.ask.number, journal.seats[said.place]): said.reply.stance for said in _said(journal)}
    by_speaker: dict[str, list[int]] = {}
    for i, (said, _) in enumerate(given):
        by_speaker.setdefault(journal.seats[said.place], []).append(i)
    credited: dict[int, dict[str, float]] = {}
    for edge in influence.edges:
        if edge.kind == "declared":
            before = (
                i for i in reversed(by_speaker.get(edge.speaker, ())) if given[i][0].ask.number < edge.ask
            )
            last = next(before, None)
            if last is not None and _supported(*given[last]) == took[edge.ask, edge.listener]:
                shares = credited.setdefault(last, {})
                shares[edge.listener] = shares.get(edge.listener, 0.0) + edge.influence
    return credited


def _said(journal: Journal) -> Iterator[Said]:
    return (entry for entry in journal.entries if isinstance(entry, Said))


def _supported(said: Said, argument: Argument) -> Stance | None:
    return said.reply.stance if argument.supports is None else argument.supports
