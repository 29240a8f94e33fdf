"""Seats that say what was recorded."""

from ..sim import Agent, Order, Reply, Turn
from ..sim.statement import bare
from .simulated import cast


class Recorded(Agent):
    """Plays what a real model said, round by round; it ranks nothing.

    Attributes:
        lines: one reply for each round. After the last the seat holds its stance without further words.
            Where there are none it plays its evidence, one item for each round.
    """

    lines: tuple[Reply, ...] = ()

    @property
    def fixed(self) -> str:
        """Always: a recording says the same, whatever it hears."""
        return "what it says was recorded"

    def act(self, turn: Turn) -> Reply:
        """Play the line of this round; outside rounds, the next one."""
        if isinstance(turn.wants, Order):
            return turn.abstain("no ranking is recorded")
        played = turn.round - 1 if turn.round else turn.asked
        if self.lines:
            if played < len(self.lines):
                return cast(turn, self.lines[played])
            held = turn.stance if turn.stance is not None else self.lines[-1].stance
        else:
            held = turn.evidence[min(played, len(turn.evidence) - 1)].stance if turn.evidence else None
        if held is None:
            return turn.abstain("no answer is recorded")
        return cast(turn, bare(held) if isinstance(held, str) else turn.say(held))
