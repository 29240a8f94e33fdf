"""Answer alone, rank each other's answers, and let a chair write the result."""

import math
from collections.abc import Mapping
from typing import Any

from ..sim import Floor, Order, Protocol, Question, Reply
from ..sim import places as tiers
from .roles import enough, seat_of
from .standing import by_part

Ranked = list[tuple[str, float]]


class Council(Protocol):
    """Everyone answers alone; those who did rank the others' answers, unsigned; a chair casts the one ballot.

    Each ranks `Answer 1`, `Answer 2`, ..., in an order of its own and without its own answer, and nobody
    hears the ranking. The chair is told all answers with the mean of the places they were given; answers that
    a ranking leaves out share the places left. When all is over the floor reveals who wrote which.

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

    async def run(self, floor: Floor) -> None:
        """Answer, rank, conclude."""
        chair = self._chair(floor.seats)
        answers = (await floor.ask("open", hears={})).said
        places: dict[str, list[float]] = {seat: [] for seat in answers}
        authors = await _rank(floor, answers, places) if len(answers) > 1 else {}
        neutral = len(answers) / 2
        means = [(seat, math.fsum(got) / len(got) if got else neutral) for seat, got in places.items()]
        best = sorted(floor.random.shuffled(means), key=lambda row: row[1])
        if answers:
            _report(floor, chair, answers, best)
        await floor.ask("conclude", [chair], wants=floor.ballot, hears={})
        if authors:
            words = ", ".join(f"{seat} {mean:g}" for seat, mean in best)
            floor.tell(f"Whose answers they were, with their mean places: {words}", authors=authors)


async def _rank(
    floor: Floor, answers: Mapping[str, Reply], places: dict[str, list[float]]
) -> dict[str, dict[str, str]]:
    """Have each answer ranked by the authors of the others; return who wrote what each of them ranked."""
    labels = tuple(f"Answer {i}" for i in range(1, len(answers)))
    authors: dict[str, dict[str, str]] = {}
    for seat in answers:
        others = floor.random.shuffled([other for other in answers if other != seat])
        authors[seat] = dict(zip(labels, others, strict=True))
        shown = {label: _unsigned(answers[other]) for label, other in authors[seat].items()}
        floor.tell("Rank the answers of the others, the best first", [seat], answers=shown)
    rankings = await floor.ask("rank", list(answers), wants=Order(items=labels), hears={}, private=True)
    for seat, reply in rankings.said.items():
        given: dict[str, float] = {}
        for tier in tiers(reply.ranking):
            given |= dict.fromkeys(tier, len(given) + (1 + len(tier)) / 2)
        rest = (len(given) + 1 + len(labels)) / 2
        for label, author in authors[seat].items():
            places[author].append(given.get(label, rest))
    return authors


def _report(floor: Floor, chair: str, answers: Mapping[str, Reply], best: Ranked) -> None:
    """Tell the chair the answers, the best first; those ranked alike in an order drawn."""
    stances = [(answers[seat].stance, mean) for seat, mean in best]
    parts = range(len(floor.question.parts))
    rows = [[(stance[i], mean) for stance, mean in stances if isinstance(stance, tuple)] for i in parts]
    shown = {f"Answer {i}": _unsigned(answers[seat]) for i, (seat, _) in enumerate(best, 1)}
    words = ", ".join(f"{_spelt(stance)} {mean:g}" for stance, mean in stances)
    floor.tell(
        f"The answers with their mean places, the best first: {words}",
        [chair],
        standing=by_part(floor.question, rows or [stances]),
        answers=shown,
    )


def _unsigned(reply: Reply) -> dict[str, Any]:
    """Return what an answer says and why, and nothing by which its author could be known."""
    return reply.model_copy(
        update={"credits": (), "memory": None, "belief": (), "confidence": None, "after": 0.0, "wake": None}
    ).spec()


def _spelt(stance: object) -> str:
    return " / ".join(map(_spelt, stance)) if isinstance(stance, tuple) else str(stance)[:80]
