"""Any callable as an agent."""

import inspect
from collections.abc import Awaitable, Callable, Generator
from typing import Annotated, Any, ClassVar

import trio
from pydantic import BeforeValidator, ValidationInfo

from ..sim import Agent, AgentError, Reply, SpecError, Turn
from ..sim.names import import_path
from ..sim.value import NOTHING, name_of


def by_path(function: Any, info: ValidationInfo) -> Any:
    """Take the dotted path of a callable for the callable, where the names of a file resolve it."""
    if isinstance(function, str):
        if ":" not in function:
            raise ValueError(f"{function!r:.80} is no path: write `package.module:name`")
        return (info.context or {}).get("names", NOTHING).find("function", function)
    return function


class FunctionAgent(Agent):
    """A function from a turn to a stance, a reply, or None to abstain; `def` or `async def`.

    Attributes:
        function: the callable. One that can be imported by its name can be replayed; a lambda cannot, and a
            replay plays back what it said.
        blocking: whether it blocks (on a socket, on a long computation): then it runs in a thread, and is
            abandoned at the deadline.
    """

    function: Annotated[Callable[[Turn], Any] | None, BeforeValidator(by_path)] = None
    blocking: bool = False

    @property
    def replayable(self) -> bool:
        """Whether the function can be imported by its name."""
        return not self.live and self.function is not None and path_of(self.function) is not None

    @property
    def fixed(self) -> str:
        """Why it cannot be asked what it would have said otherwise; empty where it can, named or not."""
        if self.live:
            return super().fixed
        if self.function is None:
            return "it was a function without a name"
        later = self.blocking or inspect.iscoroutinefunction(self.function)
        return "it answers asynchronously" if later else ""

    def act(self, turn: Turn) -> Reply | Awaitable[Reply]:
        """Call the function."""
        if self.function is None:
            raise AgentError(
                "this seat was a function without a name: it can be played back, not asked again"
            )
        if self.blocking:
            return self._in_thread(self.function, turn)
        said = self.function(turn)
        return _Later(turn, said) if inspect.isawaitable(said) else _reply(turn, said)

    async def _in_thread(self, function: Callable[[Turn], Any], turn: Turn) -> Reply:
        return _reply(
            turn,
            await trio.to_thread.run_sync(
                function, turn, abandon_on_cancel=True, limiter=trio.CapacityLimiter(1)
            ),
        )

    def spec(self) -> dict[str, Any]:
        """Return the JSON form: the function by its path, or none where it has no importable name."""
        path = path_of(self.function) if self.function is not None else None
        blocking = {"blocking": True} if self.blocking else {}
        return {"use": name_of(type(self)), "function": path} | blocking


class LiveFunction(FunctionAgent):
    """A function with a world outside behind it: a model, a framework of agents, another program.

    What it said is recorded; a replay plays it back, and it is never asked what it would have said otherwise.
    """

    live: ClassVar[bool] = True


class _Later:
    """A reply that is waited for."""

    def __init__(self, turn: Turn, said: Awaitable[Any]) -> None:
        self._turn = turn
        self._said = said

    def __await__(self) -> Generator[Any, Any, Reply]:
        return _reply(self._turn, (yield from self._said.__await__()))

    def close(self) -> None:
        """Let go of it; nobody waits."""
        getattr(self._said, "close", lambda: None)()


def _reply(turn: Turn, said: Any) -> Reply:
    """Take what a function returned for a reply."""
    if isinstance(said, Reply):
        return said
    if said is None:
        return turn.abstain()
    try:
        return turn.wants.lift(said)
    except ValueError as error:
        raise AgentError(f"{said!r:.80} ({type(said).__name__}) is no stance") from error


def path_of(function: Callable[..., Any]) -> str | None:
    """Return the dotted path by which a callable can be imported, None if there is none."""
    module, name = getattr(function, "__module__", None), getattr(function, "__qualname__", "<none>")
    if module in (None, "__main__") or "<" in name:
        return None
    path = f"{module}:{name}"
    try:
        return path if import_path(path) is function else None
    except SpecError:
        return None
