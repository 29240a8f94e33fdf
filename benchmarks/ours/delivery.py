"""Everyone to everyone, over several rounds: `delivery.py read|tally|async|faults SEATS ROUNDS`."""

import sys

import trio
from contender import seconds, serve

from moot.sim import Agent, Drop, Floor, Journal, Panel, Protocol, Question, Reply, Seat, Setting, Table, Turn


class Reader(Agent):
    """Reads every remark that is new."""

    others: int

    def act(self, turn: Turn) -> Reply:
        """Add up the rounds in which they were said: each of the others spoke once, one round ago."""
        total = 0
        for remark in turn.heard:
            total += remark.round
        assert total == (turn.round - 1) * self.others
        return turn.say("A")


class Lossy(Agent):
    """Reads every remark that is new, of which some were lost."""

    others: int

    def act(self, turn: Turn) -> Reply:
        """Add up the rounds in which they were said."""
        total = 0
        for remark in turn.heard:
            total += remark.round
        assert total <= (turn.round - 1) * self.others
        return turn.say("A")


class Counter(Agent):
    """Asks only how many hold what."""

    others: int

    def act(self, turn: Turn) -> Reply:
        """Count."""
        assert turn.heard.tally()["A"] == (self.others if turn.round > 1 else 0)
        return turn.say("A")


class Waiter(Counter):
    """Asks the same, as a task of its own that lets others run first."""

    async def act(self, turn: Turn) -> Reply:
        """Wait for one turn of the scheduler, and count."""
        await trio.lowlevel.checkpoint()
        return super().act(turn)


class Rounds(Protocol):
    """A given number of rounds."""

    rounds: int

    async def run(self, floor: Floor) -> None:
        """Ask everyone in each."""
        for _ in floor.rounds(self.rounds):
            await floor.ask("speak")


AGENTS = {"read": Reader, "tally": Counter, "async": Waiter, "faults": Lossy}


def main(mode: str, size: int, rounds: int) -> None:
    """Serve one of the four; what is said in the last round reaches nobody, and is not counted."""
    agent = AGENTS[mode](others=size - 1)
    panel = Panel(seats=tuple(Seat(name=f"S{i}", agent=agent) for i in range(size)))
    faults = (Drop(rate=0.1),) if mode == "faults" else ()
    table = Table(Setting(panel=panel, protocol=Rounds(rounds=rounds), interceptors=faults))
    question = Question(text="Tea?", options=("A", "B"))

    async def talk() -> Journal:
        return await table.talk(question)

    def work() -> tuple[float, float]:
        kept: list[Journal] = []
        cost = seconds(lambda: kept.append(trio.run(talk)))
        assert kept[0].statistics().outcomes == {"replied": size * rounds}
        return cost, size * (size - 1) * (rounds - 1)

    serve(work, "moot")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
