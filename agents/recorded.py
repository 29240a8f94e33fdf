"""Seats that say what was recorded."""

from ..sim import Agent, Order, Reply, Turn
from ..sim.statement import bare
from .simulated import cast


class Recorded(Agent):
    """Plays what a real model said, line by line: one each time it is asked for an answer; it ranks nothing.

    In the debate that was recorded that is a line a round. In any other protocol it still says each line
    once, in its order, whatever the phase asks for: the words are as they were given, and what they now
    answer is not.

    Attributes:
        lines: one reply for each ask. After the last the seat holds its stance without further words.
            Where there are none it plays its evidence, one item for each ask.
    """

    lines: tuple[Reply, ...] = ()

    @property
    def fixed(self) -> str:
        """Always: a recording says the same, whatever it hears."""
        return "what it says was recorded"

    def act(self, turn: Turn) -> Reply:
        """Play the next line."""
        if isinstance(turn.wants, Order):
            return turn.abstain("no ranking is recorded")
        if self.lines:
            if turn.asked < len(self.lines):
                return cast(turn, self.lines[turn.asked])
            held = turn.stance if turn.stance is not None else self.lines[-1].stance
        else:
            held = turn.evidence[min(turn.asked, len(turn.evidence) - 1)].stance if turn.evidence else None
        if held is None:
            return turn.abstain("no answer is recorded")
        return cast(turn, bare(held) if isinstance(held, str) else turn.say(held))
