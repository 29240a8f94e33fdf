"""The run's side of a benchmark: contenders take turns, so that a drift of the machine meets them all."""

import json
import os
import shlex
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


class Contender:
    """A script that stays loaded and does its work once for each turn.

    Args:
        script: the script and its arguments.
        python: the interpreter; None where none was given for it.
        hint: what to do if there is none.

    Attributes:
        versions: what it measures.
        missing: why it cannot take part; empty if it can.
        costs: per unit, one for each turn, in seconds or bytes.
    """

    def __init__(self, script: str, python: str | None, hint: str = "") -> None:
        self.versions: list[str] = []
        self.missing = hint
        self.costs: list[float] = []
        self._process: subprocess.Popen[str] | None = None
        if python is None:
            return
        name, *arguments = shlex.split(script)
        paths = [str(HERE), *filter(None, [os.environ.get("PYTHONPATH")])]
        self._process = subprocess.Popen(
            [python, str(HERE / name), *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(paths)},
        )
        said = self._answer()
        self.missing = said.get("missing", "")
        self.versions = said.get("versions", [])

    def turn(self) -> float:
        """Do the work once and return its cost for a unit; after a failure, say so in `missing`."""
        assert self._process is not None
        assert self._process.stdin is not None
        self._process.stdin.write("go\n")
        self._process.stdin.flush()
        said = self._answer()
        self.missing = said.get("missing", "")
        return float("nan") if self.missing else float(said["cost"] / said["units"])

    def _answer(self) -> dict[str, Any]:
        assert self._process is not None
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            return {"missing": f"it ended with exit status {self._process.wait()}; its error is above"}
        answer: dict[str, Any] = json.loads(line)
        return answer

    def close(self) -> None:
        """Let it go."""
        if self._process is not None:
            self._process.communicate()


def take_turns(contenders: Iterable[Contender], turns: int) -> None:
    """Let each do its work in turn, once to warm up and then `turns` times; what it cost is in `costs`."""
    contenders = tuple(contenders)
    for number in range(turns + 1):
        for contender in contenders:
            if not contender.missing:
                cost = contender.turn()
                if number:
                    contender.costs.append(cost)
    for contender in contenders:
        contender.close()
