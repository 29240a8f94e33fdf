"""The table itself: messages, bus, journal, floor, streams, topology, influence, and the run of one talk.

It knows no agent, protocol or rule by name.
"""

from .agenda import Wake
from .agent import Agent
from .asking import Replies
from .bus import Ask, Bus, Remark, Said
from .errors import AgentError, JournalError, MootError, ProtocolError, SpecError
from .files import JournalFile, parse, read_journal, write_journal
from .floor import Floor
from .heard import Heard, Told
from .influence import Edge, Flip, Influence
from .journal import Close, Entry, Header, Journal, Missing, Statistics
from .lens import Anonymous, ArgumentOnly, Lens, Lenses, ShuffledOptions, StanceOnly
from .names import Names
from .observers import Observer, Watch
from .protocol import Protocol
from .question import Evidence, Question, Stance
from .replay import Replay, recipe, replay, resume, tape
from .rule import Ballots, Rule, Tally, rule
from .statement import Argument, Outcome, Reply
from .streams import Key, Stream
from .talk import Panel, Seat, Setting, Signals, Table
from .topology import Complete, Edges, Link, Ring, Star, Topology, topology
from .turn import Turn
from .value import Kind, Value
from .verdict import Verdict, Word, ballots, chance_of_bloc, decide
from .wants import ANSWER, Answer, Approval, Ranking, Scores, Wants

TOPOLOGIES = {
    "complete": f"{__name__}.topology:Complete",
    "edges": f"{__name__}.topology:Edges",
    "ring": f"{__name__}.topology:Ring",
    "star": f"{__name__}.topology:Star",
}
LENSES = {
    "anonymous": f"{__name__}.lens:Anonymous",
    "argument-only": f"{__name__}.lens:ArgumentOnly",
    "lenses": f"{__name__}.lens:Lenses",
    "shuffled-options": f"{__name__}.lens:ShuffledOptions",
    "stance-only": f"{__name__}.lens:StanceOnly",
}
WANTS = {
    "answer": f"{__name__}.wants:Answer",
    "approval": f"{__name__}.wants:Approval",
    "ranking": f"{__name__}.wants:Ranking",
    "scores": f"{__name__}.wants:Scores",
}

__all__ = [
    "ANSWER",
    "LENSES",
    "TOPOLOGIES",
    "WANTS",
    "Agent",
    "AgentError",
    "Anonymous",
    "Answer",
    "Approval",
    "Argument",
    "ArgumentOnly",
    "Ask",
    "Ballots",
    "Bus",
    "Close",
    "Complete",
    "Edge",
    "Edges",
    "Entry",
    "Evidence",
    "Flip",
    "Floor",
    "Header",
    "Heard",
    "Influence",
    "Journal",
    "JournalError",
    "JournalFile",
    "Key",
    "Kind",
    "Lens",
    "Lenses",
    "Link",
    "Missing",
    "MootError",
    "Names",
    "Observer",
    "Outcome",
    "Panel",
    "Protocol",
    "ProtocolError",
    "Question",
    "Ranking",
    "Remark",
    "Replay",
    "Replies",
    "Reply",
    "Ring",
    "Rule",
    "Said",
    "Scores",
    "Seat",
    "Setting",
    "ShuffledOptions",
    "Signals",
    "SpecError",
    "Stance",
    "StanceOnly",
    "Star",
    "Statistics",
    "Stream",
    "Table",
    "Tally",
    "Told",
    "Topology",
    "Turn",
    "Value",
    "Verdict",
    "Wake",
    "Wants",
    "Watch",
    "Word",
    "ballots",
    "chance_of_bloc",
    "decide",
    "parse",
    "read_journal",
    "recipe",
    "replay",
    "resume",
    "rule",
    "tape",
    "topology",
    "write_journal",
]
