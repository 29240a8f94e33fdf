"""The spec of an experiment: a value, or the TOML file that says the same."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, field_validator

from ..agents.live import Terms
from ..sim import Names, Value
from . import files
from .arms import Arms
from .controls import ISOLATED, SELF_CONSISTENCY, SELF_REVISION, named
from .sources import Source
from .sources.function import Callable as Given

Level = Literal["full", "summary", "none"]
"""What is kept of a talk beside its figures."""

Change = Callable[[str], str]

BEST_SEAT = "best-seat"

BASELINES = (BEST_SEAT, SELF_CONSISTENCY, SELF_REVISION)
"""What else could be done with the asks of a talk: the best seat alone takes one, the others as many."""

FOLDER = Path(__file__).with_name("specs")
"""Where the bundled specs are."""


class Limits(Value):
    """What a talk may take.

    Attributes:
        seconds: that a talk and its controls may last, on a real clock; for ever where none are given. In
            this process only seats that give way can be stopped; other processes are.
    """

    seconds: float | None = Field(default=None, gt=0)


class Spec(Value):
    """An experiment: the same questions put to every arm, with the same random draws.

    Attributes:
        questions: where they come from: a source, or a function as the source `callable` takes one.
        arms: what is compared.
        title: what the table says above it.
        about: a paragraph, shown below the title: what is compared, and what is simulated in it.
        seed: fixes every random draw.
        replicates: how many talks each arm holds on each question.
        controls: the names of control arms that stand beside each arm; see `CONTROLS`.
        baselines: the names of baselines that stand beside each arm, at as many asks; see `BASELINES`.
        measures: what is measured, by name or dotted path; where none are named all that cost little.
        primary: the measure in which arms are compared, one of those; where none is named it is
            `accuracy-split`, and of numbers `error`.
        baseline: the label of the arm that the others are compared with; the first where none is named.
        journals: what is kept of a talk beside its figures: `"full"`, its journal and what was held after
            each round; `"summary"`, the latter alone; `"none"`, nothing.
        limits: what a talk may take.
        live: on what terms models are asked: caps, prices, limits of endpoints, recording.
    """

    questions: Source
    arms: Arms
    title: str = ""
    about: str = ""
    seed: int = 0
    replicates: int = Field(default=1, ge=1, le=100_000)
    controls: tuple[str, ...] = ()
    baselines: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    primary: str | None = None
    baseline: str | None = None
    journals: Level = "full"
    limits: Limits = Limits()
    live: Terms = Terms()

    @field_validator("questions", mode="before")
    @classmethod
    def _of_function(cls, value: Any) -> Any:
        return Given(function=value) if callable(value) and not isinstance(value, type) else value

    @field_validator("controls", mode="after")
    @classmethod
    def _known(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        return named(names)

    @field_validator("baselines", mode="after")
    @classmethod
    def _known_baselines(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        return named(names, BASELINES, "baseline")

    @property
    def beside(self) -> tuple[str, ...]:
        """The names of the talks that are held beside each: controls, and those baselines that are talks."""
        same = {BEST_SEAT} | ({SELF_REVISION} if ISOLATED in self.controls else set())
        return (*self.controls, *(name for name in self.baselines if name not in same))

    @field_validator("title", "about", "seed", "replicates", "primary", "baseline", "journals", mode="before")
    @classmethod
    def _one(cls, value: Any) -> Any:
        if isinstance(value, tuple):
            raise ValueError("one value is expected: lists are scanned only under [arms]")  # noqa: TRY004 - pydantic reports ValueErrors
        return value


def read_spec(name: str, names: Names) -> Spec:
    """Read a spec.

    Args:
        name: a bundled name, or the path of a TOML file; files named in it are relative to it.
        names: resolves the names in it.

    Raises:
        SpecError: in one line, what was seen and what was expected.
    """
    path = files.find("experiment", name, FOLDER)
    return Spec.load(anchored(files.read_toml(path), path.parent), names, where=str(path))


def spec_of(given: Spec | Mapping[str, Any] | str | Path, names: Names) -> Spec:
    """Return a spec that is given as one, as what its TOML file would hold, or as such a file or its name.

    Raises:
        SpecError: it is none.
    """
    if isinstance(given, Spec):
        return given
    if isinstance(given, str | Path):
        return read_spec(str(given), names)
    return Spec.load(given, names)


def anchored(data: Any, folder: Path) -> Any:
    """Return what a spec file holds with the files that it names made relative to a folder."""
    return change_files(data, lambda file: str(folder / file))


def change_files(data: Any, change: Change) -> Any:
    """Return a spec, as data, with another path for each file of its questions and its panels."""
    if not isinstance(data, Mapping):
        return data
    found = dict(data)
    if "questions" in found:
        found["questions"] = change_file(found["questions"], change)
    if isinstance(arms := found.get("arms"), Mapping) and "panel" in arms:
        found["arms"] = {**arms, "panel": change_file(arms["panel"], change)}
    return found


def change_file(value: Any, change: Change) -> Any:
    """Return a source or a panel, as data, or a list of them, with another path for the file it reads."""
    if isinstance(value, list):
        return [change_file(item, change) for item in value]
    if isinstance(value, Mapping) and "file" in value:
        return {**value, "file": _changed(value["file"], change)}
    return value


def _changed(file: Any, change: Change) -> Any:
    if isinstance(file, list):
        return [_changed(item, change) for item in file]
    return change(file) if isinstance(file, str) else file
