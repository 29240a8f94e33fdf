"""What simulated seats share: where a stance starts, what others hold, and how parts are answered."""

import math
from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any

from ..sim import ANSWER, Agent, AgentError, Among, Argument, Order, Reply, Stance, Turn


class Simulated(Agent):
    """An agent that answers one question at a time; a question of several parts it answers part by part."""

    def act(self, turn: Turn) -> Reply:
        """Answer the question, or each of its parts with what was heard about that part."""
        wants = turn.wants
        special = wants is not ANSWER  # most are, and to ask a value for its kind takes its time
        if special and isinstance(wants, Order):
            return put_in_order(turn)
        reply = self.answer(turn) if turn.question.kind != "parts" else self._by_parts(turn)
        if special and isinstance(wants, Among) and reply.stance not in (None, *wants.options):
            reply = self.instead(turn, wants.options)
        return cast(turn, reply)

    def instead(self, turn: Turn, options: Sequence[str]) -> Reply:
        """Vote for one of the options still open: that which most others hold, or one of those, drawn."""
        return turn.say(favourite(turn, options))

    def _by_parts(self, turn: Turn) -> Reply:
        replies = [self.answer(part) for part in turn.parts()]
        silent = next((i for i, reply in enumerate(replies) if reply.outcome != "replied"), None)
        if silent is not None:
            return turn.abstain(f"part {silent + 1}: {replies[silent].reason or replies[silent].outcome}")
        credited = {name: None for reply in replies for name in reply.credits}
        stances = tuple(_single(reply.stance) for reply in replies)
        return turn.say(stances, credits=tuple(credited), argument=_joined(replies))

    @abstractmethod
    def answer(self, turn: Turn) -> Reply:
        """Answer a question that has no parts."""


def cast(turn: Turn, reply: Reply) -> Reply:
    """Return the reply with what an ask wants beside a stance: a ranking, approvals, scores of it alone."""
    if turn.wants is ANSWER or turn.wants == ANSWER or reply.stance is None:
        return reply
    lifted = turn.wants.lift(reply.stance, reply.belief)
    return lifted.model_copy(update={name: getattr(reply, name) for name in reply.model_fields_set})


def opening(turn: Turn) -> Stance | None:
    """Return the stance a seat starts from: what its evidence says, or a draw where it has no evidence.

    None where the evidence is that there is no answer, and for open text, which nothing can be drawn for.
    """
    if turn.evidence:
        return turn.evidence[-1].stance
    question = turn.question
    if question.options:
        return turn.random.choice(question.options)
    return turn.random.uniform(*question.range) if question.range else None


def around(turn: Turn) -> Mapping[Stance, int]:
    """Count what others hold, as far as the seat knows: what it heard; else the tally that the floor told.

    The floor counts everyone, so one's own stance is taken from what it told.
    """
    heard = turn.heard.tally()
    if any(heard.values()) or not turn.heard.told:
        return heard
    counts = dict(heard) | dict(told(turn, "tally") or ())
    own = turn.stance
    if own is not None and counts.get(own):
        counts[own] -= 1
    return counts


def told(turn: Turn, key: str) -> Any:
    """Return what the floor last told under this key, about this part; None where it told nothing."""
    found = next((item.data[key] for item in reversed(turn.heard.told) if key in item.data), None)
    if turn.part is None:
        return found
    return found[turn.part] if isinstance(found, list) and turn.part < len(found) else None


def favourite(turn: Turn, stances: Sequence[Stance]) -> Stance:
    """Return which of these most others hold; one of several such, drawn."""
    held = around(turn)
    most = max(held.get(stance, 0) for stance in stances)
    return turn.random.choice([stance for stance in stances if held.get(stance, 0) == most])


def put_in_order(turn: Turn) -> Reply:
    """Put answers that the floor told in order: the nearest to one's own first, then the best argued."""
    answers, own = told(turn, "answers") or {}, turn.stance

    def merit(item: str) -> tuple[float, float]:
        answer = Reply.model_validate(answers.get(item, {}))
        strength = answer.argument.strength if answer.argument else None
        return -_likeness(own, answer.stance), -(strength or 0.0)

    items = turn.wants.items if isinstance(turn.wants, Order) else ()
    return turn.say(ranking=tuple(sorted(turn.random.shuffled(items), key=merit)))


def _likeness(one: Stance | None, other: Stance | None) -> float:
    """Return how near two stances are: 1 for the same, 0 or less for others, summed over parts."""
    if isinstance(one, tuple) and isinstance(other, tuple):
        return sum(map(_likeness, one, other))
    if isinstance(one, float) and isinstance(other, float):
        return 1 - abs(one - other)
    return float(one == other)


def options_of(turn: Turn, agent: Agent) -> tuple[str, ...]:
    """Return the options, or say that this agent can only choose."""
    if not turn.question.options:
        asks_for = turn.question.asks_for
        raise AgentError(
            f"{type(agent).__name__} chooses among options, and this question asks for {asks_for}"
        )
    return turn.question.options


def _joined(replies: Sequence[Reply]) -> Argument | None:
    """Return the arguments for each part as one, as strong as they are on average; None unless all argue."""
    arguments = [reply.argument for reply in replies if reply.argument is not None]
    if len(arguments) < len(replies):
        return None
    supports = [
        reply.stance if reply.argument is None or reply.argument.supports is None else reply.argument.supports
        for reply in replies
    ]
    strength = math.fsum(argument.strength or 0.0 for argument in arguments) / len(arguments)
    return Argument(supports=tuple(map(_single, supports)), strength=min(strength, 1.0))


def _single(stance: Stance | None) -> str | float:
    if stance is None or isinstance(stance, tuple):
        raise AgentError(f"{stance!r:.80} is no answer to one part")
    return stance
