"""How they decide: ballots -> tally."""

from .bucklin import Bucklin
from .elimination import Baldwin, Coombs, InstantRunoff, TwoRoundRunoff
from .kemeny import Kemeny
from .pairwise import Black, Condorcet, Copeland, Minimax, PairwiseAgenda, Smith
from .plurality import Plurality
from .positional import AntiPlurality, Borda, Dowdall
from .profile import Profile
from .ranked import RankedRule, ranked
from .ranked_pairs import RankedPairs
from .schulze import Schulze
from .thresholds import Majority, Supermajority, Unanimity, VetoPower
from .ties import CastingVote, ListedOrder, SeededLot

RULES = {
    "anti-plurality": f"{__name__}.positional:AntiPlurality",
    "baldwin": f"{__name__}.elimination:Baldwin",
    "black": f"{__name__}.pairwise:Black",
    "borda": f"{__name__}.positional:Borda",
    "bucklin": f"{__name__}.bucklin:Bucklin",
    "condorcet": f"{__name__}.pairwise:Condorcet",
    "coombs": f"{__name__}.elimination:Coombs",
    "copeland": f"{__name__}.pairwise:Copeland",
    "dowdall": f"{__name__}.positional:Dowdall",
    "instant-runoff": f"{__name__}.elimination:InstantRunoff",
    "kemeny": f"{__name__}.kemeny:Kemeny",
    "majority": f"{__name__}.thresholds:Majority",
    "minimax": f"{__name__}.pairwise:Minimax",
    "pairwise-agenda": f"{__name__}.pairwise:PairwiseAgenda",
    "plurality": f"{__name__}.plurality:Plurality",
    "ranked-pairs": f"{__name__}.ranked_pairs:RankedPairs",
    "schulze": f"{__name__}.schulze:Schulze",
    "smith": f"{__name__}.pairwise:Smith",
    "supermajority": f"{__name__}.thresholds:Supermajority",
    "two-round-runoff": f"{__name__}.elimination:TwoRoundRunoff",
    "unanimity": f"{__name__}.thresholds:Unanimity",
    "veto-power": f"{__name__}.thresholds:VetoPower",
}

TIE_BREAKS = {
    "casting-vote": f"{__name__}.ties:CastingVote",
    "listed-order": f"{__name__}.ties:ListedOrder",
    "seeded-lot": f"{__name__}.ties:SeededLot",
}

__all__ = [
    "RULES",
    "TIE_BREAKS",
    "AntiPlurality",
    "Baldwin",
    "Black",
    "Borda",
    "Bucklin",
    "CastingVote",
    "Condorcet",
    "Coombs",
    "Copeland",
    "Dowdall",
    "InstantRunoff",
    "Kemeny",
    "ListedOrder",
    "Majority",
    "Minimax",
    "PairwiseAgenda",
    "Plurality",
    "Profile",
    "RankedPairs",
    "RankedRule",
    "Schulze",
    "SeededLot",
    "Smith",
    "Supermajority",
    "TwoRoundRunoff",
    "Unanimity",
    "VetoPower",
    "ranked",
]
