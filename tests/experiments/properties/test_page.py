"""What the page on properties shows is what is printed, and it names all that are bundled."""

import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from moot.experiments.properties import PROPERTIES

PAGE = (Path(__file__).parents[3] / "docs" / "properties.md").read_text(encoding="utf-8")
BLOCK = r"((?:(?!```).*\n)*)```$"
SHOWN = re.findall(rf"^```python\n{BLOCK}\n```text\n{BLOCK}", PAGE, flags=re.MULTILINE)


@pytest.mark.parametrize(("code", "printed"), SHOWN, ids=["bundled", "averages", "rules", "own"])
def test_the_examples_print_what_is_shown(code: str, printed: str, tmp_path: Path) -> None:
    run = [sys.executable, "-c", code]
    done = subprocess.run(run, cwd=tmp_path, check=True, capture_output=True, encoding="utf-8")
    assert done.stderr == ""
    assert done.stdout == printed


@pytest.mark.parametrize(
    "block", re.findall(r"^```console\n(.*?)^```$", PAGE, flags=re.DOTALL | re.MULTILINE)
)
def test_the_commands_print_what_is_shown(
    block: str, process: Callable[..., "subprocess.CompletedProcess[str]"]
) -> None:
    typed, _, shown = block.partition("\n")
    done = process(*shlex.split(typed)[2:])
    assert (done.returncode, done.stdout, done.stderr) == (1, shown, "")


def test_every_bundled_property_is_named() -> None:
    assert [name for name in PROPERTIES if f"`{name}`" not in PAGE] == []
