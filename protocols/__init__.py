"""How they talk; `rules` holds how they decide."""

from .debate import Debate, Poll, SelfRevision
from .gossip import Gossip
from .relay import Relay

PROTOCOLS = {
    "debate": f"{__name__}.debate:Debate",
    "gossip": f"{__name__}.gossip:Gossip",
    "poll": f"{__name__}.debate:Poll",
    "relay": f"{__name__}.relay:Relay",
    "self-revision": f"{__name__}.debate:SelfRevision",
}

__all__ = ["PROTOCOLS", "Debate", "Gossip", "Poll", "Relay", "SelfRevision"]
