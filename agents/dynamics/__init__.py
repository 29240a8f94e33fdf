"""Opinion dynamics: pure updates, as seats on the bus and as crowds of many seats at once."""

from .averaging import Altafini, DeGroot, FriedkinJohnsen
from .bounded import Deffuant, HegselmannKrause
from .copying import MajorityRule, QVoter, ThreeMajority, TwoChoices, Voter
from .crowd import Crowd, Trajectory
from .dynamic import Categorical, Dynamic, Moment, Moments, Numeric, Peer
from .urn import DirichletMultinomial

__all__ = [
    "Altafini",
    "Categorical",
    "Crowd",
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
    "Trajectory",
    "TwoChoices",
    "Voter",
]
