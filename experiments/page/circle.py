"""Where things stand in a drawing: seats on a circle, in the order of the panel, and arrows between them."""

from math import cos, hypot, pi, sin
from typing import NamedTuple

CROWD = 14
"""From so many seats on, names are written outwards from the circle, so that none runs into the next."""
HEIGHT = 14.0
"""Of a line of letters."""
WIDTH = 7.2
"""Of a letter, about."""
DOT = 6.0
"""The radius of a seat."""


class Circle(NamedTuple):
    """A circle of seats.

    Attributes:
        seats: how many.
        radius: of the circle; the centre is at 0, 0.
    """

    seats: int
    radius: float

    @property
    def crowded(self) -> bool:
        """Whether names are written outwards."""
        return self.seats >= CROWD

    def angle(self, place: int) -> float:
        """Return at what angle a seat sits: the first at the top, the others clockwise."""
        return 2 * pi * place / self.seats - pi / 2

    def at(self, place: int, beyond: float = 0.0) -> tuple[float, float]:
        """Return where a seat sits, or a point so far outside of it."""
        angle, away = self.angle(place), self.radius + beyond
        return away * cos(angle), away * sin(angle)

    def arrow(self, one: int, other: int, bend: float) -> tuple[float, ...]:
        """Return the start, the control point and the end of an arrow.

        It is bent to its right by a share of its length: two arrows between the same
        seats, in either direction or with another bend, lie apart.
        """
        (x, y), (u, v) = self.at(one), self.at(other)
        length = hypot(u - x, v - y) or 1.0
        over, down = (u - x) / length, (v - y) / length
        cx, cy = (x + u) / 2 - down * bend * length, (y + v) / 2 + over * bend * length
        x, y = _toward(x, y, cx, cy, DOT + 2)
        u, v = _toward(u, v, cx, cy, DOT + 3)
        return x, y, cx, cy, u, v


def circle(seats: int) -> Circle:
    """Return a circle on which so many seats have room for their names."""
    return Circle(seats, max(130.0, seats * (HEIGHT + 4) / (2 * pi)))


def _toward(x: float, y: float, u: float, v: float, step: float) -> tuple[float, float]:
    length = hypot(u - x, v - y) or 1.0
    return x + (u - x) / length * step, y + (v - y) / length * step
