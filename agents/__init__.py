"""What can sit at the table: simulated, recorded and function agents, and those that misbehave."""

from .arguing import Arguing, Persuadable
from .bayesian import Bayesian
from .following import Conformist, Contrarian, MajorityFollower
from .function import FunctionAgent
from .numeric import DeGroot
from .plain import Crashing, Random, Silent, Slow, Stubborn
from .recorded import Recorded
from .simulated import Simulated

AGENTS = {
    "bayesian": f"{__name__}.bayesian:Bayesian",
    "conformist": f"{__name__}.following:Conformist",
    "contrarian": f"{__name__}.following:Contrarian",
    "crashing": f"{__name__}.plain:Crashing",
    "de-groot": f"{__name__}.numeric:DeGroot",
    "function-agent": f"{__name__}.function:FunctionAgent",
    "majority-follower": f"{__name__}.following:MajorityFollower",
    "persuadable": f"{__name__}.arguing:Persuadable",
    "random": f"{__name__}.plain:Random",
    "recorded": f"{__name__}.recorded:Recorded",
    "silent": f"{__name__}.plain:Silent",
    "slow": f"{__name__}.plain:Slow",
    "stubborn": f"{__name__}.plain:Stubborn",
}

__all__ = [
    "AGENTS",
    "Arguing",
    "Bayesian",
    "Conformist",
    "Contrarian",
    "Crashing",
    "DeGroot",
    "FunctionAgent",
    "MajorityFollower",
    "Persuadable",
    "Random",
    "Recorded",
    "Silent",
    "Simulated",
    "Slow",
    "Stubborn",
]
