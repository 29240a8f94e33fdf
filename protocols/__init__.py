"""How they talk; `rules` holds how they decide."""

from .advocate import DevilsAdvocate
from .council import Council
from .critique import Critique
from .debate import Debate, OpenDebate, Poll, SelfRevision
from .delphi import Delphi
from .gossip import Gossip
from .isolated import Isolated
from .judged import JudgedDebate
from .meetings import Meetings
from .relay import Relay
from .vote import Vote

PROTOCOLS = {
    "council": f"{__name__}.council:Council",
    "critique": f"{__name__}.critique:Critique",
    "debate": f"{__name__}.debate:Debate",
    "delphi": f"{__name__}.delphi:Delphi",
    "devils-advocate": f"{__name__}.advocate:DevilsAdvocate",
    "gossip": f"{__name__}.gossip:Gossip",
    "isolated": f"{__name__}.isolated:Isolated",
    "judged-debate": f"{__name__}.judged:JudgedDebate",
    "meetings": f"{__name__}.meetings:Meetings",
    "open-debate": f"{__name__}.debate:OpenDebate",
    "poll": f"{__name__}.debate:Poll",
    "relay": f"{__name__}.relay:Relay",
    "self-revision": f"{__name__}.debate:SelfRevision",
    "vote": f"{__name__}.vote:Vote",
}

__all__ = [
    "PROTOCOLS",
    "Council",
    "Critique",
    "Debate",
    "Delphi",
    "DevilsAdvocate",
    "Gossip",
    "Isolated",
    "JudgedDebate",
    "Meetings",
    "OpenDebate",
    "Poll",
    "Relay",
    "SelfRevision",
    "Vote",
]
