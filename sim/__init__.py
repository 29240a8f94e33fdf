"""The table itself: messages, bus, journal, floor, streams, topology, influence, and the run of one talk.

It knows no agent, protocol or rule by name.
"""

from .agenda import Wake
from .agent import Agent
from .asides import Asides
from .asking import Replies
from .ballot import (
    Approval,
    Belief,
    Confidence,
    Delegation,
    Figures,
    Points,
    Prediction,
    Ranking,
    Scores,
    Together,
    richest,
    shared,
)
from .bus import Ask, Bus, Missing, Remark, Said
from .errors import AgentError, JournalError, MootError, ProtocolError, SpecError
from .faults import Corrupt, Delay, Drop, Duplicate, Fault, Partition, Reorder
from .files import parse, read_journal
from .floor import Floor
from .guardrails import AllowList, Length, Pattern
from .heard import Heard, Told
from .inboxes import Inboxes
from .influence import Edge, Flip, Influence
from .interceptor import Blocked, Chain, Delivery, Guardrail, Interceptor, Meddled, Post
from .journal import Close, Entry, Header, Journal, Statistics
from .lens import (
    Anonymous,
    ArgumentOnly,
    Everything,
    Lens,
    Lenses,
    ShuffledOptions,
    StanceOnly,
    VacuousArgument,
)
from .meters import Meters, Reading
from .moderator import Moderator, moderators
from .names import Names
from .networks import Bipartite, Block, Path, RandomRegular, ScaleFree, SmallWorld, Tree
from .observers import Observer, Watch
from .protocol import Protocol
from .question import Evidence, Question, Stance
from .replay import Replay, recipe, replay, resume
from .rewired import Rewired
from .rule import Ballots, Round, Rule, Tally, Weight, rule
from .ruling import Ruling
from .share import Share, exact
from .spellings import counted_as, in_one_spelling, spellings
from .statement import Argument, Outcome, Reply, WeakOrder, places
from .stops import FirstOf, RoundLimit, SpreadBelow, Stable, State, Stop, Unanimous
from .streams import Key, Stream
from .talk import Panel, Seat, Setting, Signals, Table
from .taped import tape
from .tiebreak import TieBreak
from .topology import Complete, Edges, Link, Ring, Star, Topology, topology
from .turn import Turn
from .value import Kind, Value
from .verdict import Verdict, Word, ballots, chance_of_bloc, decide, learnt
from .wants import ANSWER, Among, Answer, Brief, Order, Wants
from .writing import JournalFile, write_journal

TOPOLOGIES = {
    "bipartite": f"{__name__}.networks:Bipartite",
    "block": f"{__name__}.networks:Block",
    "complete": f"{__name__}.topology:Complete",
    "edges": f"{__name__}.topology:Edges",
    "path": f"{__name__}.networks:Path",
    "random-regular": f"{__name__}.networks:RandomRegular",
    "rewired": f"{__name__}.rewired:Rewired",
    "ring": f"{__name__}.topology:Ring",
    "scale-free": f"{__name__}.networks:ScaleFree",
    "small-world": f"{__name__}.networks:SmallWorld",
    "star": f"{__name__}.topology:Star",
    "tree": f"{__name__}.networks:Tree",
}
INTERCEPTORS = {
    "allow-list": f"{__name__}.guardrails:AllowList",
    "asides": f"{__name__}.asides:Asides",
    "corrupt": f"{__name__}.faults:Corrupt",
    "delay": f"{__name__}.faults:Delay",
    "drop": f"{__name__}.faults:Drop",
    "duplicate": f"{__name__}.faults:Duplicate",
    "length": f"{__name__}.guardrails:Length",
    "partition": f"{__name__}.faults:Partition",
    "pattern": f"{__name__}.guardrails:Pattern",
    "reorder": f"{__name__}.faults:Reorder",
}
LENSES = {
    "anonymous": f"{__name__}.lens:Anonymous",
    "argument-only": f"{__name__}.lens:ArgumentOnly",
    "everything": f"{__name__}.lens:Everything",
    "lenses": f"{__name__}.lens:Lenses",
    "shuffled-options": f"{__name__}.lens:ShuffledOptions",
    "stance-only": f"{__name__}.lens:StanceOnly",
    "vacuous-argument": f"{__name__}.lens:VacuousArgument",
}
STOPS = {
    "first-of": f"{__name__}.stops:FirstOf",
    "round-limit": f"{__name__}.stops:RoundLimit",
    "spread-below": f"{__name__}.stops:SpreadBelow",
    "stable": f"{__name__}.stops:Stable",
    "unanimous": f"{__name__}.stops:Unanimous",
}
WANTS = {
    "answer": f"{__name__}.wants:Answer",
    "approval": f"{__name__}.ballot:Approval",
    "belief": f"{__name__}.ballot:Belief",
    "confidence": f"{__name__}.ballot:Confidence",
    "delegation": f"{__name__}.ballot:Delegation",
    "points": f"{__name__}.ballot:Points",
    "prediction": f"{__name__}.ballot:Prediction",
    "ranking": f"{__name__}.ballot:Ranking",
    "scores": f"{__name__}.ballot:Scores",
    "together": f"{__name__}.ballot:Together",
}

__all__ = [
    "ANSWER",
    "INTERCEPTORS",
    "LENSES",
    "STOPS",
    "TOPOLOGIES",
    "WANTS",
    "Agent",
    "AgentError",
    "AllowList",
    "Among",
    "Anonymous",
    "Answer",
    "Approval",
    "Argument",
    "ArgumentOnly",
    "Asides",
    "Ask",
    "Ballots",
    "Belief",
    "Bipartite",
    "Block",
    "Blocked",
    "Brief",
    "Bus",
    "Chain",
    "Close",
    "Complete",
    "Confidence",
    "Corrupt",
    "Delay",
    "Delegation",
    "Delivery",
    "Drop",
    "Duplicate",
    "Edge",
    "Edges",
    "Entry",
    "Everything",
    "Evidence",
    "Fault",
    "Figures",
    "FirstOf",
    "Flip",
    "Floor",
    "Guardrail",
    "Header",
    "Heard",
    "Inboxes",
    "Influence",
    "Interceptor",
    "Journal",
    "JournalError",
    "JournalFile",
    "Key",
    "Kind",
    "Length",
    "Lens",
    "Lenses",
    "Link",
    "Meddled",
    "Meters",
    "Missing",
    "Moderator",
    "MootError",
    "Names",
    "Observer",
    "Order",
    "Outcome",
    "Panel",
    "Partition",
    "Path",
    "Pattern",
    "Points",
    "Post",
    "Prediction",
    "Protocol",
    "ProtocolError",
    "Question",
    "RandomRegular",
    "Ranking",
    "Reading",
    "Remark",
    "Reorder",
    "Replay",
    "Replies",
    "Reply",
    "Rewired",
    "Ring",
    "Round",
    "RoundLimit",
    "Rule",
    "Ruling",
    "Said",
    "ScaleFree",
    "Scores",
    "Seat",
    "Setting",
    "Share",
    "ShuffledOptions",
    "Signals",
    "SmallWorld",
    "SpecError",
    "SpreadBelow",
    "Stable",
    "Stance",
    "StanceOnly",
    "Star",
    "State",
    "Statistics",
    "Stop",
    "Stream",
    "Table",
    "Tally",
    "TieBreak",
    "Together",
    "Told",
    "Topology",
    "Tree",
    "Turn",
    "Unanimous",
    "VacuousArgument",
    "Value",
    "Verdict",
    "Wake",
    "Wants",
    "Watch",
    "WeakOrder",
    "Weight",
    "Word",
    "ballots",
    "chance_of_bloc",
    "counted_as",
    "decide",
    "exact",
    "in_one_spelling",
    "learnt",
    "moderators",
    "parse",
    "places",
    "read_journal",
    "recipe",
    "replay",
    "resume",
    "richest",
    "rule",
    "shared",
    "spellings",
    "tape",
    "topology",
    "write_journal",
]
