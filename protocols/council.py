"""Answer alone, rank each other's answers, and let a chair write the result."""

import math
from collections.abc import Mapping
from typing import NamedTuple

from ..sim import Floor, Order, Protocol, Question, Reply
from .places import placed
from .roles import enough, seat_of
from .standing import by_part, some

Authors = dict[str, dict[str, str]]
"""For each seat, who wrote what it ranks, by label."""


class Placed(NamedTuple):
    """An answer as it was ranked.

    Attributes:
        seat: whose it is.
        mean: of the places it was given; the middle one where it was given none.
        by: how many ranked it.
    """

    seat: str
    mean: float
    by: int


class Council(Protocol):
    """Everyone answers alone; those who did rank the others' answers, unsigned; a chair casts the one ballot.

    The floor tells the answers once, as papers in an order drawn: stances and arguments, as guardrails leave
    them and the lens shows them. Each seat ranks `Answer 1`, `Answer 2`, ..., the papers of the others in an
    order of its own, and nobody hears the ranking; of two answers there is nothing to rank. The chair is told
    all papers with the mean of the places they were given, the best first; what a ranking leaves out shares
    the places left, and what nobody ranked stands in the middle. When all is over the floor reveals who wrote
    what was ranked.

    Source: Karpathy (2025), llm-council; there a member ranks its own answer too.

    Attributes:
        chair: the seat that writes the result; the last where none is named. It answers and ranks like all
        others.
    """

    chair: str = ""

    def check(self, question: Question, seats: tuple[str, ...]) -> None:  # noqa: ARG002 - any question
        """Refuse a table of two, and a chair who does not sit there."""
        self._chair(seats)

    def _chair(self, seats: tuple[str, ...]) -> str:
        enough(seats, "a council", 3)
        return seat_of(seats, "chair", self.chair, -1)

    def most_answers(self, seats: int) -> int:
        """Return how many answers it takes at most: all answer and rank, and the chair concludes."""
        return 2 * seats + 1

    async def run(self, floor: Floor) -> None:
        """Answer, rank, conclude."""
        chair = self._chair(floor.seats)
        answers = floor.quote(await floor.ask("open", hears={}))
        authors: Authors = {}
        best: list[Placed] = []
        if answers:
            drawn = floor.random.shuffled(list(answers))
            papers = {seat: f"Paper {i}" for i, seat in enumerate(drawn, 1)}
            shown = {papers[seat]: answers[seat].spec() for seat in drawn}
            floor.tell("The answers, unsigned", {*answers, chair}, answers=shown)
            authors = _dealt(floor, list(answers), papers)
            best = await _ranked(floor, list(answers), authors)
            _report(floor, chair, answers, papers, best)
        await floor.ask("conclude", [chair], wants=floor.ballot, hears={})
        if authors:
            words = _words("Whose answers they were", best, dict(zip(answers, answers, strict=True)))
            floor.tell(words, authors=authors)


def _dealt(floor: Floor, seats: list[str], papers: Mapping[str, str]) -> Authors:
    """Tell each seat under which label it ranks which paper, and return who wrote it; nothing for two."""
    if len(seats) < 3:
        return {}
    authors: Authors = {}
    for seat in seats:
        others = floor.random.shuffled([other for other in seats if other != seat])
        authors[seat] = {f"Answer {i}": other for i, other in enumerate(others, 1)}
        labels = {label: papers[other] for label, other in authors[seat].items()}
        floor.tell("Rank the answers of the others, the best first", [seat], labels=labels)
    return authors


async def _ranked(floor: Floor, seats: list[str], authors: Authors) -> list[Placed]:
    """Have the answers ranked; return them with their mean places, the best first, ties in an order drawn."""
    places: dict[str, list[float]] = {seat: [] for seat in seats}
    if authors:
        labels = tuple(authors[seats[0]])
        replies = await floor.ask("rank", seats, wants=Order(items=labels), hears={}, private=True)
        for seat, reply in replies.said.items():
            for label, place in placed(reply.ranking, labels).items():
                places[authors[seat][label]].append(place)
    middle = max(1.0, len(seats) / 2)
    means = [
        Placed(seat, math.fsum(got) / len(got) if got else middle, len(got)) for seat, got in places.items()
    ]
    return sorted(floor.random.shuffled(means), key=lambda one: one.mean)


def _report(
    floor: Floor, chair: str, answers: Mapping[str, Reply], papers: Mapping[str, str], best: list[Placed]
) -> None:
    """Tell the chair which papers are the best."""
    # a lens may hide what was answered
    names = {seat: _spelt(reply.stance) or papers[seat] for seat, reply in answers.items()}
    rows = [(stance, mean) for seat, mean, _ in best if (stance := answers[seat].stance) is not None]
    parts = [
        [(stance[i], mean) for stance, mean in rows if isinstance(stance, tuple)]
        for i in range(len(floor.question.parts))
    ]
    floor.tell(
        _words("The answers", best, names),
        [chair],
        standing=by_part(floor.question, parts or [rows]),
        labels={f"Answer {i}": papers[seat] for i, (seat, _, _) in enumerate(best, 1)},
    )


def _words(what: str, best: list[Placed], names: Mapping[str, str]) -> str:
    """Say how answers were ranked, and what nobody ranked."""
    if not any(one.by for one in best):
        return f"{what}, ranked by nobody, in an order drawn: {some([names[one.seat] for one in best])}"
    words = [f"{names[seat]} {f'{mean:.3g}' if by else 'ranked by nobody'}" for seat, mean, by in best]
    return f"{what}, with their mean places, the best first: {some(words)}"


def _spelt(stance: object) -> str:
    if stance is None:
        return ""
    return " / ".join(map(_spelt, stance)) if isinstance(stance, tuple) else str(stance)[:80]
