"""Debates of six models and three rounds, against a server that takes 50 ms.

python live.py cpu 64      # processor seconds of a call, 64 debates at once
python live.py wall 1      # seconds on a real clock of a debate
python live.py memory 10000  # the most memory that so many calls take
"""

import resource
import sys
import time
from functools import partial
from pathlib import Path

import trio

sys.path.insert(0, str(Path(__file__).parents[1]))

from answering import answering
from contender import seconds, serve

from moot.agents.live import Model, Session, Terms
from moot.experiments.live import talking
from moot.protocols import Debate
from moot.sim import Panel, Question, Seat, Setting, Table

SEATS, ROUNDS = 6, 3
ASKED = "What shall we drink, and why?"


async def debates(base_url: str, tables: int, at_once: int) -> None:
    """Hold so many debates, some of them at once."""
    seats = (Seat(name=f"S{i}", agent=Model(model="m", base_url=base_url)) for i in range(SEATS))
    panel = Panel(seats=tuple(seats))
    setting = Setting(panel=panel, protocol=Debate(rounds=ROUNDS, early=False))
    table = Table(setting)
    numbers = iter(range(tables))

    async def hold() -> None:
        for i in numbers:
            question = Question(text=ASKED, options=("Tea", "Coffee"), id=str(i))
            with talking(session):
                journal = await table.talk(question)
            assert journal.statistics().outcomes == {"replied": SEATS * ROUNDS}, journal.statistics()

    async with Session(Terms(), setting) as session, trio.open_nursery() as nursery:
        for _ in range(at_once):
            nursery.start_soon(hold)


def wall(tables: int, base_url: str) -> float:
    """Return the seconds that so many debates at once take."""
    begun = time.perf_counter()
    trio.run(debates, base_url, tables, tables)
    return time.perf_counter() - begun


def main(mode: str, count: int) -> None:
    """Serve one kind of work."""
    with answering(0.05 if mode != "memory" else 0.0) as url:
        if mode == "cpu":
            work = partial(trio.run, debates, url, count, count)
            serve(lambda: (seconds(work), count * SEATS * ROUNDS), "moot")
        elif mode == "wall":
            serve(lambda: (wall(count, url), 1), "moot")
        else:
            trio.run(debates, url, count // (SEATS * ROUNDS), 16)
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024.0
            serve(lambda: (peak, 1), "moot")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
