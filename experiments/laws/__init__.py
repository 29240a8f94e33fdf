"""Known results, each with its model, its tolerance and a wrong model that it must tell apart."""

from .absence import LAWS as ABSENCE
from .averaging import LAWS as AVERAGING
from .bounded import LAWS as BOUNDED
from .choosing import LAWS as CHOOSING
from .copies import LAWS as COPIES
from .frequency import LAWS as FREQUENCY
from .herds import LAWS as HERDS
from .juries import LAWS as JURIES
from .law import QUICK, Effort, Finding, Law, chosen, simulated, vacuous
from .pooling import LAWS as POOLING
from .talking import LAWS as TALKING

EVERY = (*JURIES, *HERDS, *CHOOSING, *ABSENCE, *FREQUENCY, *AVERAGING, *BOUNDED, *COPIES, *POOLING, *TALKING)
LAWS: tuple[Law, ...] = tuple(sorted(EVERY, key=lambda law: int(law.number)))

__all__ = ["LAWS", "QUICK", "Effort", "Finding", "Law", "chosen", "simulated", "vacuous"]
