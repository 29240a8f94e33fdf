"""Crowds: a dynamic run for many seats at once, outside the bus."""

from .crowd import Crowd, Trajectory
from .hearing import Everyone, Hearing, Lines, hearing

__all__ = ["Crowd", "Everyone", "Hearing", "Lines", "Trajectory", "hearing"]
