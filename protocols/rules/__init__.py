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

TIE_BREAKS = {
    "casting-vote": f"{__name__}.ties:CastingVote",
    "listed-order": f"{__name__}.ties:ListedOrder",
    "seeded-lot": f"{__name__}.ties:SeededLot",
}

__all__ = [
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
