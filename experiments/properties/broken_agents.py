"""Agents that are broken on purpose, as their author may well go wrong."""

from ...sim import Agent, Reply, Turn


class FollowsTheFirst(Agent):
    """An agent that takes it that somebody was heard."""

    def act(self, turn: Turn) -> Reply:
        """Say what was said first since it was last asked."""
        return turn.say(turn.heard.new()[0].stance)


BROKEN_AGENTS = {"answers-when-asked": FollowsTheFirst()}
"""By the property that catches each."""
