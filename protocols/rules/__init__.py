"""How they decide: ballots -> tally."""

from .plurality import Plurality

RULES = {"plurality": f"{__name__}.plurality:Plurality"}

__all__ = ["RULES", "Plurality"]
