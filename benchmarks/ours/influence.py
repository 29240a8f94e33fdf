"""Who moved whom, out of a journal in which all change sides in each round: `influence.py SEATS ROUNDS`."""

import sys

import trio
from contender import seconds, serve

from moot.sim import Agent, Floor, Influence, Panel, Protocol, Question, Reply, Seat, Setting, Table, Turn

size, rounds = map(int, sys.argv[1:])
TIMES = 20  # so that a turn is long enough to be measured


class Swapping(Agent):
    """Takes the option that it does not hold."""

    first: str

    def act(self, turn: Turn) -> Reply:
        """Swap."""
        if turn.stance is None:
            return turn.say(self.first)
        return turn.say("B" if turn.stance == "A" else "A")


class Rounds(Protocol):
    """A given number of rounds, after one in which everyone takes a side."""

    async def run(self, floor: Floor) -> None:
        """Ask everyone in each."""
        for _ in floor.rounds(rounds + 1):
            await floor.ask("speak")


def main() -> None:
    """Serve: half of the seats moved by the other half, in every round."""
    agents = (Swapping(first="AB"[i % 2]) for i in range(size))
    panel = Panel(seats=tuple(Seat(name=f"S{i}", agent=agent) for i, agent in enumerate(agents)))
    journal = trio.run(
        Table(Setting(panel=panel, protocol=Rounds())).talk, Question(text="?", options=("A", "B"))
    )

    def work() -> tuple[float, float]:
        kept: list[Influence] = []
        cost = seconds(lambda: kept.extend(Influence(journal) for _ in range(TIMES)))
        edges = sum(len(move.listeners) * len(move.shares) for move in kept[0].moves)
        assert edges == rounds * size * size // 2
        return cost, TIMES * rounds

    serve(work, "moot")


if __name__ == "__main__":
    main()
