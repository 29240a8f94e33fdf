"""The sweep with autogen-agentchat: round robin of simulated voters, fewer talks, scaled."""

import asyncio
import random
from collections.abc import Sequence
from typing import Any

from contender import require, seconds, serve

require("autogen_agentchat")

from autogen_agentchat.agents import BaseChatAgent
from autogen_agentchat.base import Response
from autogen_agentchat.messages import TextMessage
from autogen_agentchat.teams import RoundRobinGroupChat

TALKS, SEATS, ROUNDS = 10, 6, 5


class Voter(BaseChatAgent):
    """Draws in its first turn; then takes the vote that most others hold, half of the time."""

    def __init__(self, name: str, rng: random.Random) -> None:
        super().__init__(name, "voter")
        self.rng = rng
        self.vote: int | None = None
        self.seen: dict[str, int] = {}

    @property
    def produced_message_types(self) -> tuple[type[TextMessage], ...]:
        """It says text."""
        return (TextMessage,)

    async def on_messages(self, messages: Sequence[Any], cancellation_token: object) -> Response:  # noqa: ARG002 - theirs
        """Hear, and vote."""
        for message in messages:
            if message.source not in (self.name, "user"):
                self.seen[message.source] = int(message.content)
        if self.vote is None:
            self.vote = self.rng.randrange(3)
        else:
            counts = [0, 0, 0]
            for vote in self.seen.values():
                counts[vote] += 1
            best = max(range(3), key=counts.__getitem__)
            if counts[best] > counts[self.vote] and self.rng.random() < 0.5:
                self.vote = best
        return Response(chat_message=TextMessage(content=str(self.vote), source=self.name))

    async def on_reset(self, cancellation_token: object) -> None:
        """Nothing is used twice."""


async def sweep() -> None:
    """Hold the talks, one after another."""
    for seed in range(TALKS):
        rng = random.Random(seed)
        team = RoundRobinGroupChat([Voter(f"S{i}", rng) for i in range(SEATS)], max_turns=SEATS * ROUNDS)
        result = await team.run(task="Vote 0, 1 or 2.")
        assert len(result.messages) == 1 + SEATS * ROUNDS


if __name__ == "__main__":
    serve(lambda: (seconds(lambda: asyncio.run(sweep())), TALKS), "autogen-agentchat")
