"""The same with mesa, an agent a seat: `mesa_dynamics.py NAME SHAPE SEATS STEPS`."""

import sys

from contender import require, seconds, serve

require("mesa", "networkx")

import mesa
from graphs import graph

REACH = 0.2
name, shape, size, steps = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])


class Opinion(mesa.Agent):
    """Holds a number, and knows its neighbours."""

    def __init__(self, model: mesa.Model) -> None:
        super().__init__(model)
        self.held = self.then = model.random.random()
        self.neighbours: list[Opinion] = []

    def look(self) -> None:
        """Work out the mean of those near."""
        near = [other.held for other in self.neighbours if abs(other.held - self.held) <= REACH]
        self.then = (self.held + sum(near)) / (1 + len(near))

    def move(self) -> None:
        """Take it."""
        self.held = self.then

    def meet(self) -> None:
        """Meet a neighbour half-way."""
        other = self.model.random.choice(self.neighbours)
        if abs(other.held - self.held) < REACH:
            self.held = other.held = (self.held + other.held) / 2


model = mesa.Model(seed=0)
seats = list(Opinion.create_agents(model, size))
lines = graph(shape, size)
for place, seat in enumerate(seats):
    seat.neighbours = [seats[other] for other in lines[place]]


def run() -> None:
    """Take the steps."""
    for _ in range(steps):
        if name == "deffuant":
            model.agents.shuffle_do("meet")
        else:
            model.agents.do("look")
            model.agents.do("move")


if __name__ == "__main__":
    serve(lambda: (seconds(run), steps), "mesa")
