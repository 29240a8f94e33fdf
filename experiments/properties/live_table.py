"""A talk at a live table: every seat waits at a gate until somebody outside says how it answers."""

import math
from collections.abc import Mapping
from functools import partial
from typing import Any, NamedTuple

import trio

from ...agents import FunctionAgent
from ...sim import Agent, Close, Entry, Journal, Panel, Reply, Seat, Turn
from ...sim.probe import Asked
from ...sim.rule import counted
from ...sim.taped import Tape
from .cases import Deliberation
from .ending import MANY, EndlessError
from .held import Kernel
from .overheard import At, Memory, memory
from .stepped import Stepped


class How(NamedTuple):
    """How a seat answers.

    Attributes:
        word: `"answers"`, as its agent does; `"abstains"`, `"crashes"`.
        after: how long it takes to, in simulated seconds.
        wake: after how many it asks to be woken again; None = it does not.
    """

    word: str = "answers"
    after: float = 0.0
    wake: float | None = None

    async def reply(self, agent: Agent, turn: Turn) -> Any:
        """Answer."""
        if self.word == "crashes":
            raise RuntimeError("it crashes")
        if self.word == "abstains":
            return turn.abstain("it is silent")
        said = agent.act(turn)
        reply: Any = said if isinstance(said, Reply) else await said
        given = {name: item for name, item in (("after", self.after), ("wake", self.wake)) if item}
        return reply.model_copy(update=given) if given and reply.outcome == "replied" else reply


class Gate:
    """Where a seat waits that has been asked."""

    def __init__(self) -> None:
        self.how = How()
        self._open = trio.Event()

    def open(self, how: How) -> None:
        """Let it answer."""
        self.how = how
        self._open.set()

    async def passed(self) -> How:
        """Wait until it is open."""
        await self._open.wait()
        return self.how


class Live:
    """One run of a talk, which goes on seat by seat.

    Args:
        kernel: what it is held at.
        talk: it.
        tape: outcomes of an earlier run, handed out instead of asking.
        script: how seats answer, by ask and place, without a gate; None = all wait at gates. Who is not in it
            never answers.

    Attributes:
        gates: of the seats that wait, by place.
        said: how seats answered, by ask and place.
        late: the gates of seats that were not waited for.
        heard: what each seat knew when it was asked.
        asked: who was asked, in the order of asking.
    """

    def __init__(
        self,
        kernel: Kernel,
        talk: Deliberation,
        tape: Tape | None = None,
        script: Mapping[At, How] | None = None,
    ) -> None:
        self.gates: dict[int, Gate] = {}
        self.said: dict[At, How] = {}
        self.late: list[Gate] = []
        self.heard: dict[At, Memory] = {}
        self.asked: list[At] = []
        self._script = script
        self._numbers: dict[int, int] = {}
        self._record: Journal | None = None
        seats = tuple(
            Seat(name=seat.name, agent=FunctionAgent(function=partial(self._act, seat.agent, place)))
            for place, seat in enumerate(talk.panel.seats)
        )
        table = kernel.table(talk.model_copy(update={"panel": Panel(seats=seats)}).setting())
        self.run: Stepped[Journal] = Stepped(
            partial(
                table.talk,
                talk.question,
                evidence=dict(talk.evidence),
                seed=talk.seed,
                tape=tape,
                probe=self._note,
                observers=(self,),
            )
        )

    @property
    def begun(self) -> bool:
        """Whether anybody was asked; a talk that is over has begun."""
        return self.run.over or self._record is not None

    @property
    def journal(self) -> Journal:
        """The record so far, and the whole once the talk is over; it begins with the first ask."""
        if self.run.over:
            return self.run.result()
        assert self._record is not None  # noqa: S101 - it has begun
        return self._record

    def answer(self, place: int, how: How) -> None:
        """Let a seat that waits answer."""
        self.said[self._numbers[place], place] = how
        self.gates[place].open(how)
        self.run.go_on()

    def finish(self) -> Journal:
        """Let all who wait answer, and time pass where nobody does, until the talk is over.

        Raises:
            EndlessError: it goes on and on, or waits for nothing.
        """
        waited = 0
        for _ in range(MANY):
            if self.run.over:
                return self.journal
            if self.gates:
                self.answer(min(self.gates), How())
            elif self.run.time.due < math.inf:
                waited += 1
                self.run.skip()
            else:
                raise EndlessError("nobody is asked any more, nothing is due, and it still waits")
        told = [
            counted(count, what) for count, what in ((MANY - waited, "answer"), (waited, "wait")) if count
        ]
        raise EndlessError(f"after {' and '.join(told)} it still goes on")

    def notify(self, journal: Journal, entry: Entry | Close) -> None:  # noqa: ARG002 - it is in the journal
        """Take the record, which is made where the talk is held."""
        self._record = journal

    def _note(self, asked: Asked) -> None:
        at = asked.put.ask.number, asked.place
        self._numbers[asked.place] = at[0]
        self.asked.append(at)
        self.heard[at] = memory(asked)

    async def _act(self, agent: Agent, place: int, turn: Turn) -> Any:
        if self._script is not None:
            if (how := self._script.get((self._numbers[place], place))) is None:
                await trio.sleep_forever()
            return await how.reply(agent, turn)
        gate = self.gates[place] = Gate()
        try:
            how = await gate.passed()
        except trio.Cancelled:
            self.late.append(gate)
            raise
        finally:
            del self.gates[place]
        return await how.reply(agent, turn)
