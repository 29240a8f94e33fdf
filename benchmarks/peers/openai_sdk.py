"""Bare calls of the openai SDK: debates of six seats and three rounds, against a server that takes 50 ms.

python openai_sdk.py cpu 64   # processor seconds of a call, 64 debates at once
python openai_sdk.py wall 1   # seconds on a real clock of a debate
"""

import sys
import time

from contender import require, seconds, serve

require("openai", "trio", "hypercorn", "starlette")

import openai
import trio
from answering import answering

MODE, TABLES, SEATS, ROUNDS = sys.argv[1], int(sys.argv[2]), 6, 3
PROMPT = "What shall we drink, and why? " * 70  # as long as what a seat is shown that heard five others


async def debates(base_url: str) -> None:
    """Hold them all at once; a round begins when the last of its table has answered."""
    async with openai.AsyncOpenAI(base_url=base_url, api_key="none", max_retries=0) as client:

        async def ask() -> None:
            reply = await client.chat.completions.create(
                model="m", messages=[{"role": "user", "content": PROMPT}]
            )
            assert reply.choices[0].message.content

        async def table() -> None:
            for _ in range(ROUNDS):
                async with trio.open_nursery() as seats:
                    for _ in range(SEATS):
                        seats.start_soon(ask)

        async with trio.open_nursery() as tables:
            for _ in range(TABLES):
                tables.start_soon(table)


def wall(base_url: str) -> float:
    """Return how long they take on a real clock."""
    begun = time.perf_counter()
    trio.run(debates, base_url)
    return time.perf_counter() - begun


if __name__ == "__main__":
    with answering(0.05) as url:
        works = {
            "cpu": lambda: (seconds(lambda: trio.run(debates, url)), TABLES * SEATS * ROUNDS),
            "wall": lambda: (wall(url), 1),
        }
        serve(works[MODE], "openai", "trio")
