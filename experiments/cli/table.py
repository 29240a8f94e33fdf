"""What the words of `moot ask` stand for: a question, a panel, a protocol."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ...sim import Agent, Names, Panel, Protocol, Question, SpecError
from ...sim.names import match, unknown
from ..deliberate import seated
from ..files import exists
from ..panels import counted, read_panel
from ..recordings import recording
from .names import typed_value

SEATS = 6
AGENT = "conformist"
MODES = ("poll", "debate")


def question_of(
    text: str | None,
    options: Sequence[str],
    number: tuple[float, float] | None,
    *,
    free: bool = False,
    answer: str | None = None,
) -> Question:
    """Return the question that was typed; `free` says that it has neither options nor a range."""
    if text is None or not text.strip():
        raise SpecError('what is the question? write `moot ask "Tea or coffee?"`, or name a --recording')
    if free and (options or number):
        beside = "--option" if options else "--number"
        raise SpecError(f"--open beside {beside}: an open question has no options and no range")
    truth: str | float | None = answer
    if number is not None and answer is not None:
        try:
            truth = float(answer)
        except ValueError:
            raise SpecError(f"--answer {answer!r:.80} is no number, which the question asks for") from None
    return Question.load({"text": text, "options": tuple(options), "range": number, "answer": truth})


def panel_of(given: str | None, seats: int | None, names: Names, stored: Names) -> Panel:
    """Return the panel: of a file, or seats with one agent each.

    Args:
        given: a bundled agent, a dotted path, or a panel file; the default agent where none is given.
        seats: how many seats, for an agent.
        names: resolves what was typed.
        stored: resolves what stands in a file.
    """
    agent = AGENT if given is None else given
    known = names.known("agent")
    value = {"use": agent} if exists(agent) else typed_value(agent)
    if value == {"use": agent} and ":" not in agent and match(agent, known) is None:
        path = Path(agent)
        if not agent or (not path.suffix and not exists(agent)):
            raise SpecError(f"{unknown('agent', agent, known)} (and there is no panel file of that name)")
        if seats is not None:
            raise SpecError(f"--seats {seats} beside the panel file {agent}: the file says who sits there")
        return read_panel(path, stored)
    try:
        counted(seats)
    except ValueError as error:
        raise SpecError(f"--seats {seats}: {error}") from error
    return seated([Agent.load(value, names)] * (SEATS if seats is None else seats))


def joined(panel: Panel | None, sitting: Mapping[str, Agent]) -> Panel:
    """Return the panel with others at its end, by the names of their seats; without a panel these alone."""
    if panel is None:
        return seated(sitting)
    more = tuple({"name": name, "agent": agent} for name, agent in sitting.items())
    return Panel.load({"seats": (*panel.seats, *more), "source": panel.source}) if more else panel


def protocol_of(
    given: str | None, mode: str | None, rounds: int | None, question: Question, names: Names
) -> Protocol:
    """Return the protocol that was named; a debate where none was, an open one where answers are free."""
    if given is not None and mode is not None:
        raise SpecError(f"--protocol {given} and --mode {mode}: give one of the two")
    if mode is not None and match(mode, MODES) is None:
        raise SpecError(unknown("mode", mode, MODES))
    debate = "open-debate" if question.kind == "text" else "debate"
    polled = mode is not None and match(mode, ["poll"])
    value = typed_value(given if given is not None else "poll" if polled else debate)
    talk = Protocol.load(value, names)
    if rounds is None:
        return talk
    if "rounds" in value:
        raise SpecError(f"--rounds {rounds} beside --protocol {given}: say it once")
    if "rounds" not in type(talk).model_fields:
        raise SpecError(f"--rounds {rounds}: the protocol {value['use']} has no rounds to set")
    return Protocol.load(value | {"rounds": rounds}, names)


def recorded_table(name: str, given: Mapping[str, Any], stored: Names) -> tuple[Question, Panel, Protocol]:
    """Return the question, panel and protocol of a recording; it brings what is `given` itself."""
    twice = [word for word, value in given.items() if value is not None]
    if twice:
        raise SpecError(
            f"{twice[0]} beside --recording {name}: a recording brings its question and its seats"
        )
    return recording(name, stored)


def played_otherwise(panel: Panel) -> Panel:
    """Return the panel of a recording, saying that it now talks in another way than it was recorded."""
    said = "here its answers are played in another way than they were given"
    return panel.model_copy(update={"source": "; ".join(filter(None, (panel.source, said)))})
