"""Bare calls of the openai SDK: debates of six seats and three rounds, against a server that takes 50 ms."""

import sys

from contender import require, seconds, serve

require("openai", "trio", "hypercorn", "starlette")

import openai
import trio
from answering import answering

TABLES, SEATS, ROUNDS = int(sys.argv[1]), 6, 3
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


if __name__ == "__main__":
    with answering(0.05) as url:
        serve(lambda: (seconds(lambda: trio.run(debates, url)), TABLES * SEATS * ROUNDS), "openai", "trio")
