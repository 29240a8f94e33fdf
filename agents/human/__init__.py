"""A person at the table: what is shown, what is typed, and the terminal between them."""

from .human import Human

__all__ = ["Human"]
