"""Crowds: a dynamic run for many seats at once, outside the bus."""

from .crowd import Crowd, Trajectory
from .everyone import Everyone
from .hearing import Hearing
from .lines import Lines, hearing

__all__ = ["Crowd", "Everyone", "Hearing", "Lines", "Trajectory", "hearing"]
