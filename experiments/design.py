"""The design of an experiment as plain data: what a store belongs to, compared when a run goes on with it."""

import platform
import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

from ..agents.function import path_of
from ..sim.value import as_json
from .measures import Measure
from .measures.registry import Own
from .plan import Plan
from .spec import change_file

_SHOWN = 3  # differences that are told
_CODE = ("use", "function", "of")  # the fields that may hold the dotted path of some code
WORDS = ("title", "about")
"""What a spec says of itself: no result depends on it."""


def design(made: Plan) -> dict[str, Any]:
    """Return all that the results of an experiment depend on, and how they are to be compared.

    Files are told by what they hold, not by where they are.
    """
    spec = made.spec
    return {
        "title": spec.title,
        "about": spec.about,
        "seed": spec.seed,
        "replicates": spec.replicates,
        "questions": {"count": made.questions, "sha256": made.cases},
        "source": change_file(spec.questions.spec(), called),
        "talks": made.talks,
        "measures": [
            {"name": one.name, "low": _finite(one.low), "high": _finite(one.high), "less": one.less}
            | _own(one)
            for one in made.measures
        ],
        "primary": made.primary,
        "journals": spec.journals,
        "arms": [
            {
                "label": arm.label,
                "control": arm.control or None,
                "base": made.base(place),
                "best_seat": made.best_seat(place),
                "protocol": arm.protocol.spec(),
                "rule": arm.rule.spec(),
                "topology": arm.topology.spec(),
                "lens": arm.lens.spec(),
                "interceptors": as_json(arm.interceptors),
                "seats": as_json(panel.seats),
            }
            for place, (arm, panel) in enumerate(zip(made.arms, made.panels, strict=True))
        ],
    }


def modules(design: Any) -> tuple[str, ...]:
    """Return the modules of one's own that a design names code of: those that have to be trusted in a file.

    >>> modules({"source": {"use": "callable", "function": "mine:questions"}, "measures": [{"of": "b.c:f"}]})
    ('b.c', 'mine')
    """
    found: set[str] = set()
    if isinstance(design, Mapping):
        paths = (design.get(field) for field in _CODE)
        found.update(path.partition(":")[0] for path in paths if isinstance(path, str) and ":" in path)
        design = list(design.values())
    if isinstance(design, list):
        found.update(module for item in design for module in modules(item))
    return tuple(sorted(found))


def called(file: str) -> str:
    """Return the name of a file without its folder."""
    return file.rpartition("/")[2]


def _own(measure: Measure) -> dict[str, Any]:
    """Return whose a measure is that is not bundled: two may have one name."""
    return {"of": path_of(measure.of.function)} if isinstance(measure.of, Own) else {}


def _finite(bound: float) -> float | None:
    return bound if abs(bound) != float("inf") else None


def departure(new: Mapping[str, Any], old: Mapping[str, Any]) -> str:
    """Say in one line where two designs are of different experiments; an empty string if they are of one."""
    fresh, stored = ({key: item for key, item in one.items() if key not in WORDS} for one in (new, old))
    return difference(fresh, stored)


def difference(new: Any, old: Any) -> str:
    """Say in one line where two designs differ, the new first; an empty string if they do not.

    >>> difference({"seed": 7, "arms": [1]}, {"seed": 8, "arms": [1, 2]})
    'seed is 7 and was 8; arms.2 is gone and was 2'
    """
    found = [
        f"{path} is {'gone' if here is _NOTHING else repr(here)[:80]} and "
        f"{'was not there' if there is _NOTHING else f'was {there!r:.80}'}"
        for path, here, there in _departures(new, old, "")
    ]
    more = f"; and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    return "; ".join(found[:_SHOWN]) + more


_NOTHING = object()


def _departures(new: Any, old: Any, path: str) -> Iterator[tuple[str, Any, Any]]:
    if isinstance(new, Mapping) and isinstance(old, Mapping):
        for key in dict.fromkeys((*new, *old)):
            inner = f"{path}.{key}" if path else str(key)
            yield from _departures(new.get(key, _NOTHING), old.get(key, _NOTHING), inner)
    elif isinstance(new, list) and isinstance(old, list):
        for i in range(max(len(new), len(old))):
            here, there = (side[i] if i < len(side) else _NOTHING for side in (new, old))
            yield from _departures(here, there, f"{path}.{i + 1}")
    elif new is _NOTHING or old is _NOTHING or new != old:
        yield path, new, old


def session() -> tuple[str, dict[str, Any]]:
    """Return when somebody goes on with an experiment, and with what: versions, and the commit."""
    packages = ("moot", "networkx", "numpy", "pydantic", "scipy", "trio")
    made_with = {"python": platform.python_version(), "platform": sys.platform}
    made_with |= {package: version(package) for package in packages}
    return datetime.now(UTC).isoformat(timespec="seconds"), made_with | {"git": _commit()}


def _commit() -> str | None:
    """Return the commit of the working folder, with a plus where something is changed; None outside git."""

    def git(*words: str) -> str:
        done = subprocess.run(  # noqa: S603 - words of our own
            ["git", *words],  # noqa: S607 - the user's own git
            capture_output=True,
            check=True,
            text=True,
            timeout=10,
        )
        return done.stdout.strip()

    try:
        return git("rev-parse", "HEAD") + ("+" if git("status", "--porcelain", "-uno") else "")
    except (OSError, subprocess.SubprocessError):
        return None
