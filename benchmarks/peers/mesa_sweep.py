"""The sweep with mesa's batch_run in one process; it keeps one figure: `mesa_sweep.py STEPS`."""

import sys

from contender import require, seconds, serve

require("mesa")

import mesa
from mesa.batchrunner import batch_run

TALKS, SEATS, STEPS = 1000, 6, int(sys.argv[1])


class Voter(mesa.Agent):
    """Draws in the first step; then reads all others before any of them switches."""

    def __init__(self, model: mesa.Model) -> None:
        super().__init__(model)
        self.vote = model.random.randrange(3)
        self.seen: list[int] = []

    def read(self) -> None:
        """See what the others hold."""
        self.seen = [agent.vote for agent in self.model.agents if agent is not self]

    def switch(self) -> None:
        """Take the vote that most others hold, half of the time that more hold it than one's own."""
        counts = [0, 0, 0]
        for vote in self.seen:
            counts[vote] += 1
        best = max(range(3), key=counts.__getitem__)
        if counts[best] > counts[self.vote] and self.model.random.random() < 0.5:
            self.vote = best


class Deliberation(mesa.Model):
    """One deliberation; the votes drawn at its start are its first round."""

    def __init__(self, n: int = SEATS, seed: int | None = None) -> None:
        super().__init__(seed=seed)
        Voter.create_agents(self, n)
        self.datacollector = mesa.DataCollector(
            model_reporters={"held": lambda model: len({agent.vote for agent in model.agents})}
        )

    def step(self) -> None:
        """Hold one further round."""
        self.agents.do("read")
        self.agents.do("switch")
        self.datacollector.collect(self)


def sweep() -> None:
    """Run them all."""
    rows = batch_run(
        Deliberation,
        {"n": SEATS, "seed": range(TALKS)},
        number_processes=1,
        iterations=1,
        max_steps=STEPS - 1,  # batch_run goes on while steps <= max_steps: one more than it is told
        data_collection_period=-1,
        display_progress=False,
    )
    assert [row["Step"] for row in rows] == [STEPS - 1] * TALKS  # it counts them from 0


if __name__ == "__main__":
    serve(lambda: (seconds(sweep), TALKS), "mesa")
