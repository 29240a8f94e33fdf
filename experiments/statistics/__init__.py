"""Statistics of experiments, pure functions of values. The unit is the question.

numpy and scipy are loaded by what needs them, when it is called.
"""

from .agreement import krippendorff
from .best_seat import best_seat, best_seats
from .betting import Betting, betting
from .bounds import Bounds, Ends, between, bounds
from .components import Components, components
from .designs import Design, designs, needed, needed_for_half
from .effects import Effect, effect
from .estimates import Estimate, difference, estimate, mean
from .families import Compared, Family, family
from .frontier import frontier
from .holm import holm
from .paired import by_question, paired
from .permutation import FLIPS, Permutation, sign_flip
from .proportion import Proportion

__all__ = [
    "FLIPS",
    "Betting",
    "Bounds",
    "Compared",
    "Components",
    "Design",
    "Effect",
    "Ends",
    "Estimate",
    "Family",
    "Permutation",
    "Proportion",
    "best_seat",
    "best_seats",
    "betting",
    "between",
    "bounds",
    "by_question",
    "components",
    "designs",
    "difference",
    "effect",
    "estimate",
    "family",
    "frontier",
    "holm",
    "krippendorff",
    "mean",
    "needed",
    "needed_for_half",
    "paired",
    "sign_flip",
]
