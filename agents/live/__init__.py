"""Live models at the table: what they are shown, how they are read, how calls are counted and kept."""

from .cassette import Call, Cassette, CassetteError, NotRecorded, Tape
from .ledger import Caps, Ledger, Left, OutOfBudget, Reservation, Spent, most_tokens
from .limits import Gate, Limits, Pass
from .matching import Match, letters, match
from .moderation import Moderation
from .prices import Price, Prices, money, pico, read_prices
from .prompts import messages, repair, speakers, takes_plain
from .prose import refuses
from .reading import Reading, read
from .redaction import Redactor
from .retries import Failed, GaveUp, Retries, asked_wait, persist
from .schema import schema

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
    "Match",
    "Moderation",
    "NotRecorded",
    "OutOfBudget",
    "Pass",
    "Price",
    "Prices",
    "Reading",
    "Redactor",
    "Reservation",
    "Retries",
    "Spent",
    "Tape",
    "asked_wait",
    "letters",
    "match",
    "messages",
    "money",
    "most_tokens",
    "persist",
    "pico",
    "read",
    "read_prices",
    "refuses",
    "repair",
    "schema",
    "speakers",
    "takes_plain",
]
