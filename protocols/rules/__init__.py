"""How they decide: ballots -> tally."""

from .approval import Approval
from .bucklin import Bucklin
from .cultures import (
    Culture,
    Euclidean,
    ImpartialAnonymousCulture,
    ImpartialCulture,
    Mallows,
    PlackettLuce,
    SinglePeakedConitzer,
    SinglePeakedWalsh,
    Urn,
)
from .elimination import Baldwin, Coombs, InstantRunoff, TwoRoundRunoff
from .hedge import Hedge
from .kemeny import Kemeny
from .liquid import Liquid, delegations
from .lots import RandomBallot, Sortition
from .margin import Margin, margin
from .numbers import Mean, Median, TrimmedMean, WinsorisedMean
from .pairwise import Black, Condorcet, Copeland, Minimax, PairwiseAgenda, Smith
from .parts import ConclusionBased, PartByPart, PremiseBased
from .plurality import Plurality
from .points import Cumulative, Quadratic
from .pools import ExtremisedPool, GeometricMeanOfOdds, LinearPool, LogarithmicPool
from .popular import SurprisinglyPopular
from .positional import AntiPlurality, Borda, Dowdall
from .profile import Profile
from .ranked import RankedRule, ranked
from .ranked_pairs import RankedPairs
from .schulze import Schulze
from .scores import MajorityJudgment, Score, Star
from .thresholds import Majority, Supermajority, Unanimity, VetoPower
from .ties import CastingVote, ListedOrder, SeededLot
from .weighted import ConfidenceWeighted, LogOddsWeighted

RULES = {
    "anti-plurality": f"{__name__}.positional:AntiPlurality",
    "approval": f"{__name__}.approval:Approval",
    "baldwin": f"{__name__}.elimination:Baldwin",
    "black": f"{__name__}.pairwise:Black",
    "borda": f"{__name__}.positional:Borda",
    "bucklin": f"{__name__}.bucklin:Bucklin",
    "conclusion-based": f"{__name__}.parts:ConclusionBased",
    "condorcet": f"{__name__}.pairwise:Condorcet",
    "confidence-weighted": f"{__name__}.weighted:ConfidenceWeighted",
    "coombs": f"{__name__}.elimination:Coombs",
    "copeland": f"{__name__}.pairwise:Copeland",
    "cumulative": f"{__name__}.points:Cumulative",
    "dowdall": f"{__name__}.positional:Dowdall",
    "extremised-pool": f"{__name__}.pools:ExtremisedPool",
    "geometric-mean-of-odds": f"{__name__}.pools:GeometricMeanOfOdds",
    "hedge": f"{__name__}.hedge:Hedge",
    "instant-runoff": f"{__name__}.elimination:InstantRunoff",
    "kemeny": f"{__name__}.kemeny:Kemeny",
    "linear-pool": f"{__name__}.pools:LinearPool",
    "liquid": f"{__name__}.liquid:Liquid",
    "log-odds-weighted": f"{__name__}.weighted:LogOddsWeighted",
    "logarithmic-pool": f"{__name__}.pools:LogarithmicPool",
    "majority": f"{__name__}.thresholds:Majority",
    "majority-judgment": f"{__name__}.scores:MajorityJudgment",
    "mean": f"{__name__}.numbers:Mean",
    "median": f"{__name__}.numbers:Median",
    "minimax": f"{__name__}.pairwise:Minimax",
    "pairwise-agenda": f"{__name__}.pairwise:PairwiseAgenda",
    "part-by-part": f"{__name__}.parts:PartByPart",
    "plurality": f"{__name__}.plurality:Plurality",
    "premise-based": f"{__name__}.parts:PremiseBased",
    "quadratic": f"{__name__}.points:Quadratic",
    "random-ballot": f"{__name__}.lots:RandomBallot",
    "ranked-pairs": f"{__name__}.ranked_pairs:RankedPairs",
    "schulze": f"{__name__}.schulze:Schulze",
    "score": f"{__name__}.scores:Score",
    "smith": f"{__name__}.pairwise:Smith",
    "sortition": f"{__name__}.lots:Sortition",
    "star": f"{__name__}.scores:Star",
    "supermajority": f"{__name__}.thresholds:Supermajority",
    "surprisingly-popular": f"{__name__}.popular:SurprisinglyPopular",
    "trimmed-mean": f"{__name__}.numbers:TrimmedMean",
    "two-round-runoff": f"{__name__}.elimination:TwoRoundRunoff",
    "unanimity": f"{__name__}.thresholds:Unanimity",
    "veto-power": f"{__name__}.thresholds:VetoPower",
    "winsorised-mean": f"{__name__}.numbers:WinsorisedMean",
}

CULTURES = {
    "euclidean": f"{__name__}.cultures:Euclidean",
    "impartial-anonymous-culture": f"{__name__}.cultures:ImpartialAnonymousCulture",
    "impartial-culture": f"{__name__}.cultures:ImpartialCulture",
    "mallows": f"{__name__}.cultures:Mallows",
    "plackett-luce": f"{__name__}.cultures:PlackettLuce",
    "single-peaked-conitzer": f"{__name__}.cultures:SinglePeakedConitzer",
    "single-peaked-walsh": f"{__name__}.cultures:SinglePeakedWalsh",
    "urn": f"{__name__}.cultures:Urn",
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
    "CULTURES",
    "RULES",
    "TIE_BREAKS",
    "AntiPlurality",
    "Approval",
    "Baldwin",
    "Black",
    "Borda",
    "Bucklin",
    "CastingVote",
    "ConclusionBased",
    "Condorcet",
    "ConfidenceWeighted",
    "Coombs",
    "Copeland",
    "Culture",
    "Cumulative",
    "Dowdall",
    "Euclidean",
    "ExtremisedPool",
    "GeometricMeanOfOdds",
    "Hedge",
    "ImpartialAnonymousCulture",
    "ImpartialCulture",
    "InstantRunoff",
    "Kemeny",
    "LinearPool",
    "Liquid",
    "ListedOrder",
    "LogOddsWeighted",
    "LogarithmicPool",
    "Majority",
    "MajorityJudgment",
    "Mallows",
    "Margin",
    "Mean",
    "Median",
    "Minimax",
    "PairwiseAgenda",
    "PartByPart",
    "PlackettLuce",
    "Plurality",
    "PremiseBased",
    "Profile",
    "Quadratic",
    "RandomBallot",
    "RankedPairs",
    "RankedRule",
    "Schulze",
    "Score",
    "SeededLot",
    "SinglePeakedConitzer",
    "SinglePeakedWalsh",
    "Smith",
    "Sortition",
    "Star",
    "Supermajority",
    "SurprisinglyPopular",
    "TrimmedMean",
    "TwoRoundRunoff",
    "Unanimity",
    "Urn",
    "VetoPower",
    "WinsorisedMean",
    "delegations",
    "margin",
    "ranked",
]
