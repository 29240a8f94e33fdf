"""How they decide: ballots -> tally."""

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
from .margin import Margin, margin
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
    "Borda",
    "CastingVote",
    "Culture",
    "Dowdall",
    "Euclidean",
    "ImpartialAnonymousCulture",
    "ImpartialCulture",
    "InstantRunoff",
    "ListedOrder",
    "Mallows",
    "Margin",
    "PlackettLuce",
    "Plurality",
    "Profile",
    "SeededLot",
    "SinglePeakedConitzer",
    "SinglePeakedWalsh",
    "Urn",
    "margin",
    "ranked",
]
