"""Measure moot beside its peers; prints one JSON line for each figure and each peer.

    python benchmarks/run.py --peer-python mesa=PYTHON --peer-python autogen=PYTHON

Peers live in environments of their own: name the interpreter of each. A peer that is not there is skipped,
and its line says so.
"""

import argparse
import json
import os
import platform
import sys
from collections.abc import Iterator
from statistics import median
from typing import Any

from duel import Contender, take_turns
from figures import FIGURES, Figure, Rival

Line = dict[str, Any]


def main() -> None:
    """Read the options, measure, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--peer-python", action="append", default=[], metavar="NAME=PYTHON")
    parser.add_argument("--turns", type=int, default=7, help="how often each contender does its work")
    parser.add_argument("--only", default="", help="only the figures whose name holds this text")
    options = parser.parse_args()
    pythons = dict(pair.split("=", 1) for pair in options.peer_python) | {"": sys.executable}
    print(json.dumps({"python": platform.python_version(), "cores": os.cpu_count(), "turns": options.turns}))
    for figure in FIGURES:
        if options.only in figure.name:
            for line in measure(figure, pythons, options.turns):
                print(json.dumps(line), flush=True)


def measure(figure: Figure, pythons: dict[str, str], turns: int) -> Iterator[Line]:
    """Measure one figure; yield a line for what is asked of the cost itself, and one for each rival."""
    ours = Contender(figure.ours, sys.executable)
    rivals = [(rival, _rival(rival, pythons)) for rival in figure.rivals]
    take_turns([ours, *(theirs for _, theirs in rivals)], turns)
    line: Line = {"figure": figure.name, "unit": figure.unit}
    if ours.missing:
        yield line | {"missing": ours.missing}
        return
    line |= _cost("ours", ours, figure.scale)
    if figure.must is not None:
        yield line | _asked(figure.must, figure.reach, -line["ours"], sign=-1)
    for rival, theirs in rivals:
        yield line | _beside(rival, ours, theirs, figure.scale)


def _rival(rival: Rival, pythons: dict[str, str]) -> Contender:
    return Contender(rival.script, pythons.get(rival.python), f"give --peer-python {rival.python}=PYTHON")


def _beside(rival: Rival, ours: Contender, theirs: Contender, scale: float) -> Line:
    line: Line = {"peer": rival.name}
    if theirs.missing:
        return line | {"missing": theirs.missing}
    ratio = median(their / our for our, their in zip(ours.costs, theirs.costs, strict=True))
    line |= ({"versions": theirs.versions} if theirs.versions else {}) | _cost("theirs", theirs, scale)
    line |= {"ratio": _short(ratio), "ratio_of_minima": _short(min(theirs.costs) / min(ours.costs))}
    return line | _asked(rival.must, rival.reach, ratio)


def _cost(name: str, contender: Contender, scale: float) -> Line:
    return {
        name: _short(median(contender.costs) * scale),
        f"{name}_least": _short(min(contender.costs) * scale),
    }


def _asked(must: float | None, reach: float | None, reached: float, sign: int = 1) -> Line:
    """Say what is asked, and whether it was reached: at least the limit, or with sign -1 at most."""
    limits = {"must": must, "reach": reach}
    line: Line = {}
    for name, limit in limits.items():
        if limit is not None:
            line |= {name: _short(limit), f"{name}_met": reached >= sign * limit}
    return line


def _short(number: float) -> float:
    return float(f"{number:.4g}")


if __name__ == "__main__":
    main()
