"""Opinion dynamics: pure updates of what a seat holds, for one on the bus and for many in a crowd."""

from .averaging import Altafini, DeGroot, FriedkinJohnsen
from .bounded import AlgorithmicBias, Deffuant, HegselmannKrause
from .copying import Invasion, QVoter, Sznajd, ThreeMajority, TwoChoices, Voter
from .dynamic import Categorical, Dynamic, Moment, Moments, Numeric, Peer
from .majority import LocalMajority, MajorityRule
from .trimmed import TrimmedMean
from .urn import DirichletMultinomial

__all__ = [
    "AlgorithmicBias",
    "Altafini",
    "Categorical",
    "DeGroot",
    "Deffuant",
    "DirichletMultinomial",
    "Dynamic",
    "FriedkinJohnsen",
    "HegselmannKrause",
    "Invasion",
    "LocalMajority",
    "MajorityRule",
    "Moment",
    "Moments",
    "Numeric",
    "Peer",
    "QVoter",
    "Sznajd",
    "ThreeMajority",
    "TrimmedMean",
    "TwoChoices",
    "Voter",
]
