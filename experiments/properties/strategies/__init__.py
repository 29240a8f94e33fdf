"""Strategies of Hypothesis for all that a talk is made of: for one's own properties, too.

Bounds are given by keyword. What is simple to them is few seats, few options, one round, everyone hearing
everyone, plain agents, no faults: so that is what a counterexample is shrunk to.
"""

from .journals import journals
from .profiles import Votes, profiles, votes
from .questions import beliefs, evidence, numbers, opinions, questions
from .rules import rules
from .schedules import scheduled, schedules
from .tables import agents, deliberations, faults, lenses, panels, protocols
from .topologies import lines, topologies, weights

__all__ = [
    "Votes",
    "agents",
    "beliefs",
    "deliberations",
    "evidence",
    "faults",
    "journals",
    "lenses",
    "lines",
    "numbers",
    "opinions",
    "panels",
    "profiles",
    "protocols",
    "questions",
    "rules",
    "scheduled",
    "schedules",
    "topologies",
    "votes",
    "weights",
]
