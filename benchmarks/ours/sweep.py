"""A thousand deliberations: six seats, five rounds, three options; every journal and digest is kept."""

import trio
from contender import seconds, serve

from moot.sim import Agent, Floor, Journal, Panel, Protocol, Question, Reply, Seat, Setting, Table, Turn

TALKS, SEATS, ROUNDS = 1000, 6, 5


class Voter(Agent):
    """Draws its first vote; then takes what most others hold, if more hold it, half of the time."""

    def act(self, turn: Turn) -> Reply:
        """Vote."""
        own = turn.stance
        if own is None:
            return turn.say(turn.random.choice(turn.question.options))
        counts = turn.heard.tally()
        best = max(counts, key=counts.__getitem__)
        switches = counts[best] > counts[own] and turn.random.random() < 0.5
        return turn.say(best if switches else own)


class Rounds(Protocol):
    """Five rounds, whatever is said in them."""

    async def run(self, floor: Floor) -> None:
        """Vote five times."""
        for _ in floor.rounds(ROUNDS):
            await floor.ask("vote", wants=floor.ballot)


def table() -> Table:
    """Return the table at which all talks are held."""
    seats = tuple(Seat(name=f"S{i}", agent=Voter()) for i in range(SEATS))
    return Table(Setting(panel=Panel(seats=seats), protocol=Rounds()))


async def sweep(at: Table) -> list[Journal]:
    """Hold the talks, one after another, and keep every journal."""
    question = Question(text="Tea?", options=("A", "B", "C"))
    return [await at.talk(question, replicate=replicate) for replicate in range(TALKS)]


def work() -> tuple[float, float]:
    """Hold the talks in one trio run."""
    at = table()
    kept: list[Journal] = []
    cost = seconds(lambda: kept.extend(trio.run(sweep, at)))
    assert all(journal.digest and len(journal.entries) == ROUNDS * (SEATS + 1) for journal in kept)
    return cost, TALKS


if __name__ == "__main__":
    serve(work, "moot")
