"""Everyone to everyone with autogen-core's runtime in one thread: `autogen_delivery.py SEATS ROUNDS`."""

import asyncio
import sys
import time
from dataclasses import dataclass

from contender import require, serve

require("autogen_core")

from autogen_core import (
    MessageContext,
    RoutedAgent,
    SingleThreadedAgentRuntime,
    TopicId,
    TypeSubscription,
    message_handler,
)

SEATS, ROUNDS = int(sys.argv[1]), int(sys.argv[2])
ROOM = TopicId("room", "default")


@dataclass
class Start:
    """Begin."""


@dataclass
class Vote:
    """What is said."""

    sender: int
    round: int


class Peer(RoutedAgent):
    """Speaks again once it has heard all others in this round."""

    delivered = 0

    def __init__(self, place: int) -> None:
        super().__init__("peer")
        self.place = place
        self.round = 0
        self.heard = [0] * ROUNDS

    @message_handler
    async def start(self, message: Start, ctx: MessageContext) -> None:  # noqa: ARG002 - theirs
        """Speak first."""
        await self.publish_message(Vote(self.place, 0), ROOM)

    @message_handler
    async def vote(self, message: Vote, ctx: MessageContext) -> None:  # noqa: ARG002 - theirs
        """Hear one, and go on when the round is complete."""
        Peer.delivered += 1
        self.heard[message.round] += 1
        if message.round == self.round and self.heard[message.round] == SEATS - 1:
            self.round += 1
            if self.round < ROUNDS:
                await self.publish_message(Vote(self.place, self.round), ROOM)


async def talk() -> float:
    """Set the table, which is not counted, and hold the rounds."""
    runtime = SingleThreadedAgentRuntime()
    for place in range(SEATS):
        await Peer.register(runtime, f"p{place}", lambda place=place: Peer(place))
        await runtime.add_subscription(TypeSubscription("room", f"p{place}"))
    runtime.start()
    start = time.process_time()
    await runtime.publish_message(Start(), ROOM)
    await runtime.stop_when_idle()
    return time.process_time() - start


def work() -> tuple[float, float]:
    """Hold one talk."""
    Peer.delivered = 0
    cost = asyncio.run(talk())
    assert Peer.delivered == SEATS * (SEATS - 1) * ROUNDS
    return cost, Peer.delivered


if __name__ == "__main__":
    serve(work, "autogen-core")
