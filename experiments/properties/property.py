"""What a property is: a claim, the cases that it is about, and a check that shows where it is broken."""

import sys
from collections.abc import Callable, Iterator
from enum import Enum
from pathlib import Path
from traceback import walk_tb
from types import FrameType
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from ...sim import Journal, MootError, Protocol, SpecError, Table
from ...sim.errors import headline
from ...sim.value import Value, name_of

if TYPE_CHECKING:  # whoever only names properties needs no Hypothesis
    from hypothesis.strategies import SearchStrategy

    from .averages import Average

Sort = Literal["kernel", "agent", "rule", "dynamic", "protocol"]
"""What a property is about."""


LIBRARIES = ("moot.sim.", "moot.agents.", "moot.protocols.", "moot.experiments.", "hypothesis.", "trio.")
"""How the names of modules begin that are not one's own."""


class Kept(Enum):
    """A case that does not break a property: it bears it out, or has nothing to do with it."""

    HOLDS = "holds"
    IDLE = "idle"


HOLDS = Kept.HOLDS
"""The premise was met, and what follows from it is so."""
IDLE = Kept.IDLE
"""The premise was not met: the case says nothing."""


class Broken(NamedTuple):
    """A case that breaks a property.

    Attributes:
        what: must not be, in words: one sentence.
        story: what happened, line by line, as it can be told.
        journal: the record of it, where a talk was held; a search adds the poll of a profile.
    """

    what: str
    story: tuple[str, ...] = ()
    journal: Journal | None = None


Outcome = Kept | Broken


class Property(NamedTuple):
    """A claim about some targets: rules, dynamics, protocols, or the table.

    The three functions are pure: the same target and case give the same.

    Attributes:
        name: by which it is called, in kebab-case.
        statement: what is claimed, in one sentence.
        source: the paper, with its year.
        kind: what it is about.
        mutant: something that is broken on purpose, and that it catches: what is wrong with it, in a few
            words.
        applies: says of a target why the claim is not made of it, in one line; an empty string if it is.
        cases: returns a strategy of cases for a target. A case is a frozen value, or a NamedTuple of such: it
            has an equal, and a spelling in code. What Hypothesis takes for simple is few seats or voters, few
            options, one round, everyone hearing everyone, plain agents.
        check: says of a target and a case whether the claim is kept.
        average: of a claim about an average over draws, what is averaged; see `averaged`. Its cases are
            `Drawn`, and the smallest that breaks it is confirmed on fresh draws before it is told.
        repeats: whether it says that the same gives the same again, so that what breaks it once breaks it,
            though it does not the next time.
        made: of a property that a function makes, that function and its arguments, so that a printed test can
            make it again. Whoever replaces more than its cases leaves it out.
        owed: whether whatever it applies to owes it (the inherited suite tries it unasked); else it is held
            to it only where it is declared to keep it.
    """

    name: str
    statement: str
    source: str
    kind: Sort
    mutant: str
    applies: Callable[[Any], str]
    cases: "Callable[[Any], SearchStrategy[Any]]"
    check: Callable[[Any, Any], Outcome]
    average: "Average | None" = None
    repeats: bool = False
    made: tuple[Any, ...] = ()
    owed: bool = False


def refusal(claim: Property, target: Any) -> str:
    """Say why a claim is not made of a target, in one line; an empty string if it is.

    Raises:
        SpecError: its `applies` raises.
    """
    try:
        return claim.applies(target)
    except Exception as error:
        raise SpecError(
            f"{claim.name} cannot say whether it applies to {called(target)}: {raised(error)}"
        ) from error


def raised(error: BaseException) -> str:
    """Return the type and the first line of an error, and where one's own code was when it was raised."""
    error = _inner(error)
    places = [*places_of(error)]
    own = [place for place in places if _is_own(place[0])]
    if not places or (isinstance(error, MootError) and not own):
        return headline(error)
    frame, line = (own or places)[-1]
    code = frame.f_code
    return f"{headline(error)} ({Path(code.co_filename).name}:{line} in {code.co_qualname})"


def places_of(error: BaseException) -> Iterator[tuple[FrameType, int]]:
    """Yield where an error was on its way: in the group that it was taken out of, if any, and before."""
    if isinstance(error.__context__, BaseExceptionGroup) and _inner(error.__context__) is error:
        yield from walk_tb(error.__context__.__traceback__)
    yield from walk_tb(error.__traceback__)


def _inner(error: BaseException) -> BaseException:
    """Return what a group holds; of several errors one, whatever their order, which trio draws."""
    while isinstance(error, BaseExceptionGroup):
        error = min(error.exceptions, key=headline)
    return error


def theirs(error: BaseException) -> bool:
    """Tell whether an error is of what is tried, and not the interrupt of a person, or of a search.

    An interrupt is theirs where one's own code raised it in a talk: there a person's comes out of trio.
    """
    if isinstance(error, BaseExceptionGroup):
        return all(map(theirs, error.exceptions))
    if isinstance(error, KeyboardInterrupt):
        places = [*walk_tb(error.__traceback__)]
        return in_talk(error) and any(_is_own(frame) for frame, _ in places[-1:])
    return isinstance(error, Exception | SystemExit)


def in_talk(error: BaseException) -> bool:
    """Tell whether a talk raised an error."""
    return Table.talk.__code__ in {frame.f_code for frame, _ in places_of(error)}


def _is_own(frame: FrameType) -> bool:
    """Tell whether code is one's own: none of moot's, of Python's, or of what runs it."""
    module = str(frame.f_globals.get("__name__"))
    return not module.startswith(LIBRARIES) and module.partition(".")[0] not in sys.stdlib_module_names


def everything(target: object) -> str:  # noqa: ARG001 - whatever it is
    """Say of any target that the claim is made of it."""
    return ""


def only(kind: type, what: str) -> Callable[[Any], str]:
    """Return an `applies` for the instances of a class.

    Args:
        kind: the class.
        what: its instances are called, such as "a protocol".
    """

    def applies(target: Any) -> str:
        return "" if isinstance(target, kind) else f"it is about {what}, and this is {called(target)}"

    return applies


of_protocols = only(Protocol, "a protocol")
"""The `applies` of a claim about any protocol."""


def called(target: object) -> str:
    """Return what a target is called: the name that files call it by, with what differs from the defaults."""
    if not isinstance(target, Value):
        return str(getattr(target, "__qualname__", None) or repr(target))[:200]
    fields = target.spec()
    name = str(fields.pop("use", name_of(type(target))))
    given = ", ".join(f"{key}={item!r:.80}" for key, item in fields.items())
    return f"{name}({given})" if given else name
