"""What is measured of a talk: pure functions of its journal and its verdict. None = undefined there."""

from .course import stances_by_round
from .measure import Figures, Measure
from .measuring import measured, missing
from .registry import CHEAP, MEASURES, chosen
from .seen import Seen

__all__ = [
    "CHEAP",
    "MEASURES",
    "Figures",
    "Measure",
    "Seen",
    "chosen",
    "measured",
    "missing",
    "stances_by_round",
]
