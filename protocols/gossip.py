"""Meetings of two, at random times."""

from typing import Self

from pydantic import Field, model_validator

from ..sim import Floor, Protocol

MOST = 1_000_000
"""How often each clock may ring in one phase, on average."""


class Gossip(Protocol):
    """An open phase: each seat's own clock rings at random, and it meets one of those it hears.

    In a meeting both speak again, each after hearing the other's last statement where the topology lets it.
    At the end all cast a ballot, in which nothing new is heard.

    Source: the asynchronous gossip model of Boyd, Ghosh, Prabhakar and Shah (2006), Randomized gossip
    algorithms: a Poisson clock for each node.

    Attributes:
        rate: how often each seat's clock rings, per simulated second.
        seconds: how long the phase lasts, in simulated seconds.
    """

    rate: float = Field(default=1.0, gt=0)
    seconds: float = Field(default=5.0, gt=0)

    @model_validator(mode="after")
    def _ends(self) -> Self:
        if self.rate * self.seconds > MOST:
            raise ValueError(
                f"each clock would ring {self.rate * self.seconds:g} times: {MOST:,} is the most"
            )
        return self

    async def run(self, floor: Floor) -> None:
        """Open, meet, vote."""
        await floor.ask("open")
        async for wake in floor.wakes(rate=self.rate, until=floor.now + self.seconds):
            heard = floor.hears(wake.seat)
            if heard:
                one, other = wake.seat, floor.random.choice(heard)
                back = [one] if one in floor.hears(other) else []
                await floor.ask("meet", [one, other], hears={one: [other], other: back})
        await floor.ask("vote", wants=floor.ballot, hears={})
