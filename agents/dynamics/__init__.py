"""Opinion dynamics: pure updates of what a seat holds, for one on the bus and for many in a crowd."""

from .averaging import Altafini, DeGroot, FriedkinJohnsen
from .bounded import Deffuant, HegselmannKrause
from .copying import MajorityRule, QVoter, ThreeMajority, TwoChoices, Voter
from .dynamic import Categorical, Dynamic, Moment, Moments, Numeric, Peer
from .urn import DirichletMultinomial

__all__ = [
    "Altafini",
    "Categorical",
    "DeGroot",
    "Deffuant",
    "DirichletMultinomial",
    "Dynamic",
    "FriedkinJohnsen",
    "HegselmannKrause",
    "MajorityRule",
    "Moment",
    "Moments",
    "Numeric",
    "Peer",
    "QVoter",
    "ThreeMajority",
    "TwoChoices",
    "Voter",
]
