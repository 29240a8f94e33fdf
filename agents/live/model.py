"""A language model at the table."""

from collections.abc import Awaitable, Callable, Generator
from functools import partial
from typing import Any, ClassVar, Literal

import trio
from pydantic import Field

from ...sim import Agent, AgentError, Reply, Turn
from ...sim.used import Account
from .dialect import Answer, Request
from .endpoint import Reaches
from .ledger import OutOfBudget
from .line import Caller, Line, line
from .objects import closed
from .prompts import Messages, messages, repair, speakers, takes_plain
from .reading import Reading, read
from .schema import schema


class Model(Reaches, Agent):
    """A language model behind an OpenAI-compatible endpoint.

    It is shown the question, what it said and what it heard, and returns a JSON object, asked for in the
    strictest way that its endpoint takes. An object that the want does not take is told so once; after that
    the answer is *invalid*. What it said is in the journal, and played back by a replay; it is not asked
    again.

    Attributes:
        temperature: from 0 to 2; the endpoint's own where nothing is said, as for all that follows.
        top_p: the share of probability that is drawn from.
        seed: for endpoints that take one. Most promise little for it: recording repeats a run, this does not.
        max_tokens: the most that one reply may hold, thoughts included.
        effort: how long a model that reasons is to think.
        persona: who it is to be, in words.
        instructions: what it is to heed, in words.
        within: the seconds that an answer may take, with all tries; as long as the ask where nothing is said.
        stream: whether replies are asked for in pieces, for endpoints that cut off who waits long.
    """

    live: ClassVar[bool] = True

    temperature: float | None = Field(default=None, ge=0, le=2)
    top_p: float | None = Field(default=None, gt=0, le=1)
    seed: int | None = None
    max_tokens: int = Field(default=2048, ge=1, le=1_000_000)
    effort: Literal["none", "minimal", "low", "medium", "high", "xhigh"] | None = None
    persona: str = Field(default="", max_length=20_000)
    instructions: str = Field(default="", max_length=20_000)
    within: float | None = Field(default=None, gt=0)
    stream: bool = False

    @property
    def writes(self) -> int:
        """The tokens that one reply may hold."""
        return self.max_tokens

    def act(self, turn: Turn) -> Awaitable[Reply]:
        """Return the answer to come."""
        return _Asking(self, turn, line())

    def shown(self, turn: Turn, *, plain: bool = False) -> Messages:
        """Return what this model is shown in a turn; see `messages`."""
        return messages(turn, self.persona, self.instructions, plain=plain)

    def request(self, turn: Turn, shown: Callable[..., Messages]) -> Request:
        """Return what is asked in a turn.

        Args:
            turn: of the seat.
            shown: makes the messages; with `plain=True` those for an endpoint that has no JSON.
        """
        shape = schema(turn.wants, turn.question, speakers(turn))
        plain = partial(shown, plain=True) if takes_plain(turn.wants, turn.question) else None
        return Request(self.asks(shown()), shape, self.max_tokens, plain)

    def asks(self, shown: Messages) -> dict[str, Any]:
        """Return what is asked when a model is shown these messages: all that decides the reply."""
        options = {
            "temperature": self.temperature,
            "top_p": self.top_p,
            "seed": self.seed,
            "reasoning_effort": self.effort,
        }
        given = {name: option for name, option in options.items() if option is not None}
        pieces = {"stream": True, "stream_options": {"include_usage": True}} if self.stream else {}
        return {"model": self.model, "messages": shown, **given, **pieces}


class _Asking(Account):
    """An answer to come."""

    def __init__(self, model: Model, turn: Turn, over: Line) -> None:
        super().__init__(model.model)
        self._model = model
        self._turn = turn
        self._line = over

    def __await__(self) -> Generator[Any, Any, Reply]:
        return self._answered().__await__()

    async def _answered(self) -> Reply:
        within = self._model.within or float("inf")
        with trio.move_on_after(within):
            try:
                return await self._said()
            except OutOfBudget as broke:
                return broke.reply
        raise trio.TooSlowError(self.late(within))

    async def _said(self) -> Reply:
        """Ask, and where the answer cannot be read say so, once."""
        text, reading = await self._tried(partial(self._model.shown, self._turn))
        if reading.reply is None:
            _, reading = await self._tried(partial(self._repaired, text, reading.problem))
        if reading.reply is None:
            raise AgentError(f"{reading.problem} (told once, and answered so again)")
        return reading.reply

    async def _tried(self, shown: Callable[..., Messages]) -> tuple[str, Reading]:
        """Ask, and read what comes."""
        turn, model = self._turn, self._model
        request = model.request(turn, shown)
        caller = Caller(turn.seat, turn.round, turn.random, turn.question.key)
        given = await self._line.ask(model, caller, request, self)
        return given.text, self._read(given)

    def _repaired(self, text: str, problem: str, *, plain: bool = False) -> Messages:
        shown = self._model.shown(self._turn, plain=plain)
        return repair(shown, text, problem, self._turn.question, plain=plain)

    def _read(self, given: Answer) -> Reading:
        """Return what an answer says, or what is wrong with it."""
        turn = self._turn
        if given.refusal:
            return Reading(Reply(outcome="refused", reason=given.refusal[:2000]))
        if not given.text.strip():
            reading = Reading(None, "nothing was written: give the JSON object")
        else:
            reading = read(given.text, turn.wants, turn.question, speakers(turn))
        if given.cut and (reading.reply is None or not closed(given.text)):
            seen = reading.problem or "the answer may go on"
            at = f"at {self._model.max_tokens} tokens (max_tokens): be shorter"
            return Reading(None, f"{seen}; it was cut off {at if given.cut == 'length' else 'by a filter'}")
        return reading
