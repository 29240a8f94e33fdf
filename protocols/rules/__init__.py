"""How they decide: ballots -> tally."""

from .elimination import InstantRunoff
from .plurality import Plurality
from .positional import AntiPlurality, Borda, Dowdall
from .profile import Profile
from .ranked import ranked
from .ties import CastingVote, ListedOrder, SeededLot

RULES = {
    "anti-plurality": f"{__name__}.positional:AntiPlurality",
    "borda": f"{__name__}.positional:Borda",
    "dowdall": f"{__name__}.positional:Dowdall",
    "instant-runoff": f"{__name__}.elimination:InstantRunoff",
    "plurality": f"{__name__}.plurality:Plurality",
}

AXIOMS = {
    "anonymity": f"{__name__}.axioms.renamed:Anonymity",
    "condorcet-loser": f"{__name__}.axioms.single:CondorcetLoser",
    "condorcet-winner": f"{__name__}.axioms.single:CondorcetWinner",
    "iia": f"{__name__}.axioms.moved:IIA",
    "independence-of-clones": f"{__name__}.axioms.renamed:IndependenceOfClones",
    "majority-loser": f"{__name__}.axioms.single:MajorityLoser",
    "majority-winner": f"{__name__}.axioms.single:MajorityWinner",
    "monotonicity": f"{__name__}.axioms.moved:Monotonicity",
    "neutrality": f"{__name__}.axioms.renamed:Neutrality",
    "optimist-participation": f"{__name__}.axioms.joined:OptimistParticipation",
    "pareto": f"{__name__}.axioms.single:Pareto",
    "pessimist-participation": f"{__name__}.axioms.joined:PessimistParticipation",
    "positive-involvement": f"{__name__}.axioms.joined:PositiveInvolvement",
    "reinforcement": f"{__name__}.axioms.joined:Reinforcement",
    "resolute-participation": f"{__name__}.axioms.joined:ResoluteParticipation",
    "reversal-symmetry": f"{__name__}.axioms.renamed:ReversalSymmetry",
    "smith": f"{__name__}.axioms.single:Smith",
    "strategy-proofness": f"{__name__}.axioms.moved:StrategyProofness",
    "unanimity": f"{__name__}.axioms.single:Unanimity",
}

TIE_BREAKS = {
    "casting-vote": f"{__name__}.ties:CastingVote",
    "listed-order": f"{__name__}.ties:ListedOrder",
    "seeded-lot": f"{__name__}.ties:SeededLot",
}

__all__ = [
    "AXIOMS",
    "RULES",
    "TIE_BREAKS",
    "AntiPlurality",
    "Borda",
    "CastingVote",
    "Dowdall",
    "InstantRunoff",
    "ListedOrder",
    "Plurality",
    "Profile",
    "SeededLot",
    "ranked",
]
