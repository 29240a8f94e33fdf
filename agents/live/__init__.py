"""Live models at the table: what they are shown, how they are read, how calls are counted and kept."""

from .calls import Call
from .cassette import Cassette, CassetteError, NotRecorded, Tape
from .dialect import Request
from .endpoint import Endpoint, Reaches, reaching
from .ladder import Ladder
from .ledger import Caps, Ledger, Left, OutOfBudget, Reservation, Spent, most_tokens
from .limits import Gate, Limits, Pass
from .line import Caller, Line, connect, line
from .matching import Match, letters, match
from .model import Model
from .moderation import Moderation
from .prices import Price, Prices, money, pico, read_prices
from .prompts import messages, repair, speakers, takes_plain
from .prose import refuses
from .reading import Reading, read
from .redaction import Redactor
from .retries import Failed, GaveUp, Retries, asked_wait, persist
from .schema import schema
from .session import Session
from .terms import Terms

__all__ = [
    "Call",
    "Caller",
    "Caps",
    "Cassette",
    "CassetteError",
    "Endpoint",
    "Failed",
    "Gate",
    "GaveUp",
    "Ladder",
    "Ledger",
    "Left",
    "Limits",
    "Line",
    "Match",
    "Model",
    "Moderation",
    "NotRecorded",
    "OutOfBudget",
    "Pass",
    "Price",
    "Prices",
    "Reaches",
    "Reading",
    "Redactor",
    "Request",
    "Reservation",
    "Retries",
    "Session",
    "Spent",
    "Tape",
    "Terms",
    "asked_wait",
    "connect",
    "letters",
    "line",
    "match",
    "messages",
    "money",
    "most_tokens",
    "persist",
    "pico",
    "reaching",
    "read",
    "read_prices",
    "refuses",
    "repair",
    "schema",
    "speakers",
    "takes_plain",
]
