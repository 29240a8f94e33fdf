"""Axioms: what a rule can be held to, with a checker that shows where it is broken."""

from .axiom import Axiom, Breach, Elections, Violation
from .blocks import Blocks
from .declared import Declared, declarations, declared, witness
from .joined import (
    OptimistParticipation,
    PessimistParticipation,
    PositiveInvolvement,
    Reinforcement,
    ResoluteParticipation,
)
from .moved import IIA, Monotonicity, StrategyProofness
from .renamed import Anonymity, IndependenceOfClones, Neutrality, ReversalSymmetry
from .search import Finding, Looked, Scope, search, searching
from .single import (
    CondorcetLoser,
    CondorcetWinner,
    MajorityLoser,
    MajorityWinner,
    Pareto,
    Smith,
    Unanimity,
)

__all__ = [
    "IIA",
    "Anonymity",
    "Axiom",
    "Blocks",
    "Breach",
    "CondorcetLoser",
    "CondorcetWinner",
    "Declared",
    "Elections",
    "Finding",
    "IndependenceOfClones",
    "Looked",
    "MajorityLoser",
    "MajorityWinner",
    "Monotonicity",
    "Neutrality",
    "OptimistParticipation",
    "Pareto",
    "PessimistParticipation",
    "PositiveInvolvement",
    "Reinforcement",
    "ResoluteParticipation",
    "ReversalSymmetry",
    "Scope",
    "Smith",
    "StrategyProofness",
    "Unanimity",
    "Violation",
    "declarations",
    "declared",
    "search",
    "searching",
    "witness",
]
