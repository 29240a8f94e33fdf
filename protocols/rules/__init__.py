"""How they decide: ballots -> tally."""

from .approval import Approval
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
from .elimination import InstantRunoff
from .hedge import Hedge
from .liquid import Liquid, delegations
from .lots import RandomBallot, Sortition
from .margin import Margin, margin
from .numbers import Mean, Median, TrimmedMean, WinsorisedMean
from .parts import ConclusionBased, PartByPart, PremiseBased
from .plurality import Plurality
from .points import Cumulative, Quadratic
from .pools import ExtremisedPool, GeometricMeanOfOdds, LinearPool, LogarithmicPool
from .popular import SurprisinglyPopular
from .positional import AntiPlurality, Borda, Dowdall
from .profile import Profile
from .ranked import ranked
from .scores import MajorityJudgment, Score, Star
from .ties import CastingVote, ListedOrder, SeededLot
from .weighted import ConfidenceWeighted, LogOddsWeighted

RULES = {
    "anti-plurality": f"{__name__}.positional:AntiPlurality",
    "approval": f"{__name__}.approval:Approval",
    "borda": f"{__name__}.positional:Borda",
    "conclusion-based": f"{__name__}.parts:ConclusionBased",
    "confidence-weighted": f"{__name__}.weighted:ConfidenceWeighted",
    "cumulative": f"{__name__}.points:Cumulative",
    "dowdall": f"{__name__}.positional:Dowdall",
    "extremised-pool": f"{__name__}.pools:ExtremisedPool",
    "geometric-mean-of-odds": f"{__name__}.pools:GeometricMeanOfOdds",
    "hedge": f"{__name__}.hedge:Hedge",
    "instant-runoff": f"{__name__}.elimination:InstantRunoff",
    "linear-pool": f"{__name__}.pools:LinearPool",
    "liquid": f"{__name__}.liquid:Liquid",
    "log-odds-weighted": f"{__name__}.weighted:LogOddsWeighted",
    "logarithmic-pool": f"{__name__}.pools:LogarithmicPool",
    "majority-judgment": f"{__name__}.scores:MajorityJudgment",
    "mean": f"{__name__}.numbers:Mean",
    "median": f"{__name__}.numbers:Median",
    "part-by-part": f"{__name__}.parts:PartByPart",
    "plurality": f"{__name__}.plurality:Plurality",
    "premise-based": f"{__name__}.parts:PremiseBased",
    "quadratic": f"{__name__}.points:Quadratic",
    "random-ballot": f"{__name__}.lots:RandomBallot",
    "score": f"{__name__}.scores:Score",
    "sortition": f"{__name__}.lots:Sortition",
    "star": f"{__name__}.scores:Star",
    "surprisingly-popular": f"{__name__}.popular:SurprisinglyPopular",
    "trimmed-mean": f"{__name__}.numbers:TrimmedMean",
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

TIE_BREAKS = {
    "casting-vote": f"{__name__}.ties:CastingVote",
    "listed-order": f"{__name__}.ties:ListedOrder",
    "seeded-lot": f"{__name__}.ties:SeededLot",
}

__all__ = [
    "CULTURES",
    "RULES",
    "TIE_BREAKS",
    "AntiPlurality",
    "Approval",
    "Borda",
    "CastingVote",
    "ConclusionBased",
    "ConfidenceWeighted",
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
    "LinearPool",
    "Liquid",
    "ListedOrder",
    "LogOddsWeighted",
    "LogarithmicPool",
    "MajorityJudgment",
    "Mallows",
    "Margin",
    "Mean",
    "Median",
    "PartByPart",
    "PlackettLuce",
    "Plurality",
    "PremiseBased",
    "Profile",
    "Quadratic",
    "RandomBallot",
    "Score",
    "SeededLot",
    "SinglePeakedConitzer",
    "SinglePeakedWalsh",
    "Sortition",
    "Star",
    "SurprisinglyPopular",
    "TrimmedMean",
    "Urn",
    "WinsorisedMean",
    "delegations",
    "margin",
    "ranked",
]
