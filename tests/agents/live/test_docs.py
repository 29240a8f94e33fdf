"""What the page on live models shows is what is printed."""

import re
import subprocess
import sys
from pathlib import Path

from moot.agents.live.prompts import LONGEST, MOST
from moot.agents.live.reading import LONGEST as READ

PAGE = (Path(__file__).parents[3] / "docs" / "live.md").read_text(encoding="utf-8")
SHOWN = PAGE[PAGE.index("## What a model is shown") :]


def block(language: str) -> str:
    found = re.search(rf"^```{language}\n(.*?)^```$", SHOWN, flags=re.DOTALL | re.MULTILINE)
    assert found
    return found[1]


def test_the_example_prints_what_is_shown(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", block("python")],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        encoding="utf-8",
    )
    assert done.stderr == ""
    assert done.stdout == block("text")


def test_the_bounds_told_are_those_kept() -> None:
    assert f"cut at {LONGEST:,} characters" in SHOWN
    assert f"more than {READ:,} characters" in SHOWN
    assert MOST == 100
