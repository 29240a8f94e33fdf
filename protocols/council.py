"""Answer alone, rank each other's answers, and let a chair write the result."""

import math
from collections.abc import Mapping

from ..sim import Floor, Order, Protocol, Question, Reply
from .places import placed
from .roles import enough, seat_of
from .standing import by_part, some


class Council(Protocol):
    """Everyone answers alone; those who did rank the others' answers, unsigned; a chair casts the one ballot.

    The floor tells the answers once, as papers in an order drawn: stances and arguments, as guardrails leave
    them and the lens shows them. Each seat ranks `Answer 1`, `Answer 2`, ..., the papers of the others in an
    order of its own, and nobody hears the ranking; of two answers there is nothing to rank. The chair is told
    all papers with the mean of the places they were given, the best first; what a ranking leaves out shares
    the places left.

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
        answers = floor.quote(await floor.ask("open", hears={}))
        if answers:
            drawn = floor.random.shuffled(list(answers))
            papers = {seat: f"Paper {i}" for i, seat in enumerate(drawn, 1)}
            shown = {papers[seat]: answers[seat].spec() for seat in drawn}
            floor.tell("The answers", {*answers, chair}, answers=shown)
            means = dict.fromkeys(answers, max(1.0, len(answers) / 2))
            if len(answers) > 2:
                means |= await _rank(floor, list(answers), papers)
            _report(floor, chair, answers, papers, means)
        await floor.ask("conclude", [chair], wants=floor.ballot, hears={})


async def _rank(floor: Floor, seats: list[str], papers: Mapping[str, str]) -> dict[str, float]:
    """Have each answer ranked by the authors of the others; return the mean place of those that were."""
    labels = tuple(f"Answer {i}" for i in range(1, len(seats)))
    authors: dict[str, dict[str, str]] = {}
    for seat in seats:
        others = floor.random.shuffled([other for other in seats if other != seat])
        authors[seat] = dict(zip(labels, others, strict=True))
        labelled = {label: papers[other] for label, other in authors[seat].items()}
        floor.tell("Rank the answers of the others, the best first", [seat], labels=labelled)
    replies = await floor.ask("rank", seats, wants=Order(items=labels), hears={}, private=True)
    places: dict[str, list[float]] = {}
    for seat, reply in replies.said.items():
        for label, place in placed(reply.ranking, labels).items():
            places.setdefault(authors[seat][label], []).append(place)
    return {seat: math.fsum(got) / len(got) for seat, got in places.items()}


def _report(
    floor: Floor,
    chair: str,
    answers: Mapping[str, Reply],
    papers: Mapping[str, str],
    means: Mapping[str, float],
) -> None:
    """Tell the chair which papers are the best; those ranked alike in an order drawn."""
    best = sorted(floor.random.shuffled(list(means)), key=means.__getitem__)
    labels = {f"Answer {i}": papers[seat] for i, seat in enumerate(best, 1)}
    words = [f"{_spelt(answers[seat].stance) or papers[seat]} {means[seat]:.3g}" for seat in best]
    # a lens may hide what was answered
    rows = [(stance, means[seat]) for seat in best if (stance := answers[seat].stance) is not None]
    parts = [
        [(stance[i], mean) for stance, mean in rows if isinstance(stance, tuple)]
        for i in range(len(floor.question.parts))
    ]
    floor.tell(
        f"The answers with their mean places, the best first: {some(words)}",
        [chair],
        standing=by_part(floor.question, parts or [rows]),
        labels=labels,
    )


def _spelt(stance: object) -> str:
    if stance is None:
        return ""
    return " / ".join(map(_spelt, stance)) if isinstance(stance, tuple) else str(stance)[:80]
