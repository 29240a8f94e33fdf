"""What can sit at the table: simulated, recorded and function agents, people, and those that misbehave."""

from .adversaries import Colluder, Equivocator, Persuader
from .arguing import Arguing, Persuadable
from .bayesian import Bayesian, Expert
from .cascade import CascadeAware
from .dynamics.averaging import Altafini, DeGroot, FriedkinJohnsen
from .dynamics.bounded import AlgorithmicBias, Deffuant, HegselmannKrause
from .dynamics.copying import Invasion, QVoter, Sznajd, ThreeMajority, TwoChoices, Voter
from .dynamics.majority import LocalMajority, MajorityRule
from .dynamics.trimmed import TrimmedMean
from .dynamics.urn import DirichletMultinomial
from .following import Conformist, Contrarian, MajorityFollower
from .function import FunctionAgent, LiveFunction
from .human import Human
from .plain import Crashing, Random, Silent, Slow, Stubborn
from .recorded import Recorded
from .simulated import Simulated
from .sycophant import Sycophant

AGENTS = {
    "algorithmic-bias": f"{__name__}.dynamics.bounded:AlgorithmicBias",
    "altafini": f"{__name__}.dynamics.averaging:Altafini",
    "bayesian": f"{__name__}.bayesian:Bayesian",
    "cascade-aware": f"{__name__}.cascade:CascadeAware",
    "colluder": f"{__name__}.adversaries:Colluder",
    "conformist": f"{__name__}.following:Conformist",
    "contrarian": f"{__name__}.following:Contrarian",
    "crashing": f"{__name__}.plain:Crashing",
    "de-groot": f"{__name__}.dynamics.averaging:DeGroot",
    "deffuant": f"{__name__}.dynamics.bounded:Deffuant",
    "dirichlet-multinomial": f"{__name__}.dynamics.urn:DirichletMultinomial",
    "equivocator": f"{__name__}.adversaries:Equivocator",
    "expert": f"{__name__}.bayesian:Expert",
    "friedkin-johnsen": f"{__name__}.dynamics.averaging:FriedkinJohnsen",
    "function-agent": f"{__name__}.function:FunctionAgent",
    "hegselmann-krause": f"{__name__}.dynamics.bounded:HegselmannKrause",
    "human": f"{__name__}.human:Human",
    "invasion": f"{__name__}.dynamics.copying:Invasion",
    "live-function": f"{__name__}.function:LiveFunction",
    "local-majority": f"{__name__}.dynamics.majority:LocalMajority",
    "majority-follower": f"{__name__}.following:MajorityFollower",
    "majority-rule": f"{__name__}.dynamics.majority:MajorityRule",
    "model": f"{__name__}.live:Model",
    "persuadable": f"{__name__}.arguing:Persuadable",
    "persuader": f"{__name__}.adversaries:Persuader",
    "q-voter": f"{__name__}.dynamics.copying:QVoter",
    "random": f"{__name__}.plain:Random",
    "recorded": f"{__name__}.recorded:Recorded",
    "silent": f"{__name__}.plain:Silent",
    "slow": f"{__name__}.plain:Slow",
    "stubborn": f"{__name__}.plain:Stubborn",
    "sycophant": f"{__name__}.sycophant:Sycophant",
    "sznajd": f"{__name__}.dynamics.copying:Sznajd",
    "three-majority": f"{__name__}.dynamics.copying:ThreeMajority",
    "trimmed-mean": f"{__name__}.dynamics.trimmed:TrimmedMean",
    "two-choices": f"{__name__}.dynamics.copying:TwoChoices",
    "voter": f"{__name__}.dynamics.copying:Voter",
}

GUARDRAILS = {
    "moderation": f"{__name__}.live.moderation:Moderation",
}
"""Interceptors that ask models: beside these, not in `sim`, which knows no network."""

__all__ = [
    "AGENTS",
    "GUARDRAILS",
    "AlgorithmicBias",
    "Altafini",
    "Arguing",
    "Bayesian",
    "CascadeAware",
    "Colluder",
    "Conformist",
    "Contrarian",
    "Crashing",
    "DeGroot",
    "Deffuant",
    "DirichletMultinomial",
    "Equivocator",
    "Expert",
    "FriedkinJohnsen",
    "FunctionAgent",
    "HegselmannKrause",
    "Human",
    "Invasion",
    "LiveFunction",
    "LocalMajority",
    "MajorityFollower",
    "MajorityRule",
    "Persuadable",
    "Persuader",
    "QVoter",
    "Random",
    "Recorded",
    "Silent",
    "Simulated",
    "Slow",
    "Stubborn",
    "Sycophant",
    "Sznajd",
    "ThreeMajority",
    "TrimmedMean",
    "TwoChoices",
    "Voter",
]
