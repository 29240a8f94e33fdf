"""Known results, each with its model, its tolerance and a wrong model that it must tell apart."""

from .choosing import LAWS as CHOOSING
from .copies import LAWS as COPIES
from .herds import LAWS as HERDS
from .juries import LAWS as JURIES
from .law import QUICK, Effort, Finding, Law, chosen, simulated
from .opinions import LAWS as OPINIONS
from .talking import LAWS as TALKING

LAWS: tuple[Law, ...] = tuple(
    sorted((*JURIES, *HERDS, *CHOOSING, *OPINIONS, *COPIES, *TALKING), key=lambda law: int(law.number))
)

__all__ = ["LAWS", "QUICK", "Effort", "Finding", "Law", "chosen", "simulated"]
