"""What can be said of the opinions at a table or in a crowd: how many, how far apart, and beside whom.

Every measure is None where it is undefined: of nothing, all of them are.
"""

from .course import time_to_consensus
from .diversity import clusters, effective_number, entropy, simpson
from .echoes import Lines, assortativity, e_i_index, local_agreement
from .polarisation import (
    bimodality_coefficient,
    esteban_ray,
    mean_pairwise_distance,
    reynal_querol,
    variance,
)

__all__ = [
    "Lines",
    "assortativity",
    "bimodality_coefficient",
    "clusters",
    "e_i_index",
    "effective_number",
    "entropy",
    "esteban_ray",
    "local_agreement",
    "mean_pairwise_distance",
    "reynal_querol",
    "simpson",
    "time_to_consensus",
    "variance",
]
