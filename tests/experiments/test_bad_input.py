"""What cannot be held is refused before anything is, in one line, on every door: Python, the line, a spec."""

import json
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import moot as library
from moot.agents import Random
from moot.experiments.catalogue import typed

Moot = Callable[..., subprocess.CompletedProcess[str]]
Refused = Callable[[subprocess.CompletedProcess[str], str], None]
KINDS: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {
    "choice": ({"options": ("Tea", "Coffee")}, ("--option", "Tea", "--option", "Coffee")),
    "number": ({"range": (0.0, 9.0)}, ("--number", "0", "9")),
    "text": ({}, ()),
}


class Bad(NamedTuple):
    """Something that cannot be: the settings that ask for it, and what is said of it."""

    settings: Mapping[str, Any]
    said: str
    kind: str = "choice"
    seats: int = 4


BAD = (
    Bad({"protocol": "critique"}, "a critique needs 2 seats at least, and this table has 1", seats=1),
    Bad({"protocol": "devils-advocate"}, "needs 2 seats at least", seats=1),
    Bad({"protocol": "judged-debate"}, "needs 3 seats at least, and this table has 2: add some", seats=2),
    Bad({"protocol": "council"}, "a council needs 3 seats at least", seats=2),
    Bad(
        {"protocol": {"use": "judged-debate", "sides": ["Seat-1", "Seat-2"], "judge": "Seat-2"}},
        "'Seat-2' is a side, and cannot be the judge too: name another",
    ),
    Bad({"protocol": {"use": "judged-debate", "judge": "Zoe"}}, "the judge 'Zoe' is none of the seats"),
    Bad({"protocol": {"use": "critique", "critics": ["Zoe"]}}, "the critic 'Zoe' is none of the seats"),
    Bad({"protocol": {"use": "council", "chair": "Zoe"}}, "the chair 'Zoe' is none of the seats"),
    Bad({"protocol": {"use": "vote", "eliminate": True}}, "this question asks for a number", "number"),
    Bad({"interceptors": {"use": "drop", "rate": 1.5}}, "less than or equal to 1, not 1.5"),
    Bad({"interceptors": {"use": "delay", "rate": -0.5}}, "greater than or equal to 0, not -0.5"),
    Bad({"interceptors": {"use": "partition", "groups": [["Seat-1"], []]}}, "each names somebody"),
    Bad(
        {"interceptors": {"use": "partition", "groups": [["Seat-1"]]}}, "a partition has two groups at least"
    ),
    Bad({"interceptors": {"use": "partition", "groups": [["Seat-1"], ["Zoe"]]}}, "groups: 'Zoe' is none of"),
    Bad({"interceptors": "corrupt"}, "and the question asks for a number", "number"),
    Bad({"interceptors": {"use": "allow-list", "stances": ["Tee"]}}, "'Tee' is none of the options"),
    Bad({"lens": "shuffled-options"}, "cannot be shuffled: the question asks for a number", "number"),
    Bad({"lens": "shuffled-options"}, "cannot be shuffled: the question asks for a text", "text"),
    Bad(
        {"lens": {"use": "lenses", "lenses": ["anonymous", "shuffled-options"]}},
        "cannot be shuffled: the question asks for a number",
        "number",
    ),
    Bad({"topology": {"use": "star", "hub": "Zoe"}}, "the hub 'Zoe' is none of the seats"),
    Bad({"topology": {"use": "star", "hub": "seat1"}}, "did you mean 'Seat-1'?"),
    Bad({"protocol": {"use": "meetings", "size": 3}}, 'size 3 where meets = "one": leave it out'),
    Bad(
        {"protocol": {"use": "meetings", "meets": "last", "size": 9}},
        "a meeting of 9 needs as many seats, and this table has 4: give a lower size, or add some",
    ),
)


def toml(item: Any) -> str:
    """Spell a value as TOML, in one line."""
    if isinstance(item, Mapping):
        return f"{{ {', '.join(f'{key} = {toml(value)}' for key, value in item.items())} }}"
    if isinstance(item, list):
        return f"[{', '.join(map(toml, item))}]"
    return json.dumps(item)


@pytest.mark.parametrize("bad", BAD, ids=str)
def test_in_python_it_is_a_spec_error(bad: Bad) -> None:
    made = dict(bad.settings)
    question = library.Question(text="Q", **KINDS[bad.kind][0])

    def hold() -> object:
        protocol = library.Protocol.load(made.pop("protocol", "debate"), typed())
        return library.run(question, [Random()] * bad.seats, protocol, **made)

    with pytest.raises(library.SpecError) as caught:
        hold()
    assert bad.said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_on_the_line_it_is_one_line_and_status_2_and_no_file(
    moot: Moot, refused: Refused, tmp_path: Path
) -> None:
    def words(bad: Bad) -> tuple[str, ...]:
        asked = [
            word
            for name, value in bad.settings.items()
            for word in (
                f"--{name.replace('interceptors', 'interceptor')}",
                value if isinstance(value, str) else toml(value),
            )
        ]
        return ("ask", "Q", *KINDS[bad.kind][1], "--seats", str(bad.seats), "--journal", "t.jsonl", *asked)

    for bad in BAD:
        refused(moot(*words(bad)), bad.said)
    assert not list(tmp_path.iterdir())


MINE = """
import sys
from moot.agents import Random
from moot.experiments.sources import Case, Source
from moot.sim import Question


class Loud(Random):
    def answer(self, turn):
        sys.stderr.write("asked\\n")
        return super().answer(turn)


class Asking(Source):
    range: tuple[float, float] | None = None
    options: tuple[str, ...] = ()

    def seats(self):
        return None

    def cases(self, seats, seed):
        yield Case(Question(text="Q", options=self.options, range=self.range), {})
"""


def constant(item: Any) -> Any:
    """Mark the lists inside a value as such, since a list under [arms] is scanned."""
    if isinstance(item, Mapping):
        return {key: constant(value) for key, value in item.items()}
    return [item] if isinstance(item, list) else item


def test_in_a_spec_it_is_one_line_and_status_2_before_anybody_is_asked(
    moot: Moot, refused: Refused, tmp_path: Path
) -> None:
    """The arm that comes first could be held, and is not."""
    (tmp_path / "mine.py").write_text(MINE, encoding="utf-8")

    def spec(bad: Bad) -> str:
        good = {"protocol": "poll", "interceptors": [], "lens": "everything", "topology": "complete"}
        arms: dict[str, Any] = {name: [good[name], constant(value)] for name, value in bad.settings.items()}
        arms = {"protocol": ["debate"], **arms} | {"panel": {"agent": "mine:Loud", "count": bad.seats}}
        asked = {name: list(value) for name, value in KINDS[bad.kind][0].items()}
        lines = [f"questions = {toml({'use': 'mine:Asking', **asked})}", "[arms]"]
        lines += [f"{name} = {toml(value)}" for name, value in arms.items()]
        return "\n".join(lines)

    for bad in BAD:
        (tmp_path / "x.toml").write_text(spec(bad), encoding="utf-8")
        refused(moot("run", "x.toml", "--trust", "mine"), bad.said)


def test_a_list_that_is_scanned_where_one_is_meant_says_how_it_is_written(
    moot: Moot, refused: Refused, tmp_path: Path
) -> None:
    spec = """
    questions = { use = "synthetic", count = 1 }
    [arms]
    protocol = "debate"
    panel = { agent = "random", count = 4 }
    interceptors = { use = "drop", phases = ["open"] }
    """
    (tmp_path / "x.toml").write_text(spec, encoding="utf-8")
    refused(
        moot("run", "x.toml"), "phases: a list is expected, not 'open' (where lists are scanned: [[...]])"
    )
    (tmp_path / "y.toml").write_text(spec.replace('["open"]', '[["open"]]'), encoding="utf-8")
    assert moot("run", "y.toml").returncode == 0
