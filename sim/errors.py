"""What can be wrong, by whose doing. Each message says what was seen, what was expected, what to do."""

import math
from collections.abc import Callable

import trio


class MootError(Exception):
    """The root of every error that moot raises on purpose."""


class SpecError(MootError, ValueError):
    """What was asked for cannot be: an unknown name, an empty panel, a rule that the question cannot feed."""


class ProtocolError(MootError):
    """A protocol broke the contract of the floor."""


class StoppedError(MootError):
    """A talk was stopped in the middle of its protocol, which is left by this, and ended."""


class AgentError(MootError):
    """An agent said what nobody may say; at the table it becomes an `invalid` outcome, never a crash."""


class JournalError(MootError):
    """A journal is empty, cut off, of another version, or not what was written."""


def shown(seen: object, how: Callable[[object], str] = repr) -> str:
    """Return how something reads, for a message: bounded, and without failing whatever it is."""
    try:
        text = how(seen)
    except Exception as error:  # noqa: BLE001 - what cannot be printed may not break the telling
        text = f"<{type(seen).__name__} that cannot be shown: {type(error).__name__}>"
    return text[:2000].encode(errors="replace").decode()


def told(error: BaseException) -> str:
    """Return what is kept of an error: its type and its words, 300 characters at most."""
    return _typed(error)[:300]


def headline(error: BaseException) -> str:
    """Return the type of an error and the first line of its words, for a message."""
    return _typed(error).splitlines()[0]


def _typed(error: BaseException) -> str:
    return f"{type(error).__name__}: {shown(error, str)}"


def ours(error: BaseException) -> bool:
    """Tell a person's interrupt, and the end of a deadline, from whatever else a seat may raise.

    One seat can never crash a round: what is not ours is an outcome.
    """
    if isinstance(error, Exception):
        return False
    if isinstance(error, BaseExceptionGroup) and error.subgroup(KeyboardInterrupt):
        return True
    if isinstance(error, KeyboardInterrupt | GeneratorExit):
        return True
    return trio.current_effective_deadline() == -math.inf  # a scope around the seat was cancelled


def alone(error: BaseException) -> BaseException:
    """Return what an exception group of one holds, however deep; any other error as it is."""
    while isinstance(error, BaseExceptionGroup) and len(error.exceptions) == 1:
        error = error.exceptions[0]
    return error
