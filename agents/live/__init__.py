"""Live models at the table: what they cost, how fast they may be asked, and how calls are recorded."""

from .cassette import Call, Cassette, CassetteError, NotRecorded, Tape
from .ledger import Caps, Ledger, Left, OutOfBudget, Reservation, Spent, most_tokens
from .limits import Gate, Limits, Pass
from .prices import Price, Prices, money, pico, read_prices
from .redaction import Redactor
from .retries import Failed, GaveUp, Retries, asked_wait, persist

__all__ = [
    "Call",
    "Caps",
    "Cassette",
    "CassetteError",
    "Failed",
    "Gate",
    "GaveUp",
    "Ledger",
    "Left",
    "Limits",
    "NotRecorded",
    "OutOfBudget",
    "Pass",
    "Price",
    "Prices",
    "Redactor",
    "Reservation",
    "Retries",
    "Spent",
    "Tape",
    "asked_wait",
    "money",
    "most_tokens",
    "persist",
    "pico",
    "read_prices",
]
