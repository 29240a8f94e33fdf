"""Recorded debates: the answers that real models gave, played again by `recorded` seats.

A recording is a TOML file: `question`, `options`, `rounds`, `early`, and `[[seats]]` with names and agents.
"""

from pathlib import Path

from pydantic import Field

from ..protocols import Debate, OpenDebate
from ..sim import Names, Panel, Protocol, Question, Seat, Value
from .files import find, read_toml

FOLDER = Path(__file__).with_name("recordings")
"""Where the bundled recordings are."""


class Recording(Value):
    """The file of a recorded debate.

    Attributes:
        question: its text.
        options: those that were to choose from; none = open text.
        rounds: how many rounds it had, at least 1.
        early: whether it would have ended once all agreed.
        seats: who sat there; their lines are what they said, round by round.
        source: where it comes from.
    """

    question: str
    options: tuple[str, ...] = ()
    rounds: int = Field(default=2, ge=1)
    early: bool = True
    seats: tuple[Seat, ...]
    source: str = ""


def read_recording(name: str, names: Names) -> Recording:
    """Read the file of a recording.

    Args:
        name: a bundled name, or the path of a file.
        names: resolves the agents in it.

    Raises:
        SpecError: no such recording, or a file that does not hold one; with what is wrong and where.
    """
    path = find("recording", name, FOLDER)
    return Recording.load(read_toml(path), names, where=str(path))


def recording(name: str, names: Names) -> tuple[Question, Panel, Protocol]:
    """Return the question, the panel and the protocol of a recorded debate; see `read_recording`."""
    made = read_recording(name, names)
    question = Question.load({"text": made.question, "options": made.options}, where=name)
    panel = Panel.load({"seats": made.seats, "source": made.source}, where=name)
    held = Debate if made.options else OpenDebate
    return question, panel, held(rounds=made.rounds, early=made.early)
