"""moot: a laboratory for deliberation.

Put models around a table, choose how they talk (a protocol) and how they decide (a rule), run it once to
read the transcript, or ten thousand times to learn whether the talking helped.
"""

import importlib
from typing import TYPE_CHECKING, Any

from moot.sim import (
    Agent,
    Argument,
    Evidence,
    Influence,
    Journal,
    MootError,
    Panel,
    Protocol,
    Question,
    Reply,
    Rule,
    Seat,
    SpecError,
    Topology,
    Turn,
    Verdict,
    Watch,
    decide,
    learnt,
    read_journal,
    rule,
    topology,
    write_journal,
)

if TYPE_CHECKING:
    from moot.experiments import properties
    from moot.experiments.ballots import read_ballots
    from moot.experiments.deliberate import Result, deliberate, run
    from moot.experiments.experiment import experiment
    from moot.experiments.influence.study import ask_again, causal
    from moot.experiments.kept import compare, load
    from moot.experiments.spec import Spec

_LAZY = {
    "Result": "moot.experiments.deliberate",
    "Spec": "moot.experiments.spec",
    "ask_again": "moot.experiments.influence.study",
    "causal": "moot.experiments.influence.study",
    "compare": "moot.experiments.kept",
    "deliberate": "moot.experiments.deliberate",
    "experiment": "moot.experiments.experiment",
    "load": "moot.experiments.kept",
    "read_ballots": "moot.experiments.ballots",
    "run": "moot.experiments.deliberate",
}
_PACKAGES = {"properties": "moot.experiments.properties"}

__version__ = "0.1.0"

__all__ = [
    "Agent",
    "Argument",
    "Evidence",
    "Influence",
    "Journal",
    "MootError",
    "Panel",
    "Protocol",
    "Question",
    "Reply",
    "Result",
    "Rule",
    "Seat",
    "Spec",
    "SpecError",
    "Topology",
    "Turn",
    "Verdict",
    "Watch",
    "ask_again",
    "causal",
    "compare",
    "decide",
    "deliberate",
    "experiment",
    "learnt",
    "load",
    "properties",
    "read_ballots",
    "read_journal",
    "rule",
    "run",
    "topology",
    "write_journal",
]


def __getattr__(name: str) -> Any:
    """Load what stands on the whole house when it is first asked for."""
    if name in _LAZY:
        return getattr(importlib.import_module(_LAZY[name]), name)
    if name in _PACKAGES:
        return importlib.import_module(_PACKAGES[name])
    raise AttributeError(f"module 'moot' has no attribute {name!r}")
