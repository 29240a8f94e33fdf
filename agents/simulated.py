"""What simulated seats share: where a stance starts, and how a question of several parts is answered."""

from abc import abstractmethod

from ..sim import ANSWER, Agent, AgentError, Reply, Stance, Turn


class Simulated(Agent):
    """An agent that answers one question at a time; a question of several parts it answers part by part."""

    def act(self, turn: Turn) -> Reply:
        """Answer the question, or each of its parts with what was heard about that part."""
        return cast(turn, self.answer(turn) if turn.question.kind != "parts" else self._by_parts(turn))

    def _by_parts(self, turn: Turn) -> Reply:
        replies = [self.answer(part) for part in turn.parts()]
        silent = next((i for i, reply in enumerate(replies) if reply.outcome != "replied"), None)
        if silent is not None:
            return turn.abstain(f"part {silent + 1}: {replies[silent].reason or replies[silent].outcome}")
        credited = {name: None for reply in replies for name in reply.credits}
        return turn.say(tuple(_single(reply.stance) for reply in replies), credits=tuple(credited))

    @abstractmethod
    def answer(self, turn: Turn) -> Reply:
        """Answer a question that has no parts."""


def cast(turn: Turn, reply: Reply) -> Reply:
    """Return the reply with what an ask wants beside a stance: a ranking, approvals, scores of it alone."""
    if turn.wants == ANSWER or reply.stance is None:
        return reply
    lifted = turn.wants.lift(reply.stance)
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


def options_of(turn: Turn, agent: Agent) -> tuple[str, ...]:
    """Return the options, or say that this agent can only choose."""
    if not turn.question.options:
        raise AgentError(
            f"{type(agent).__name__} chooses among options, and this question asks for {_asks(turn)}"
        )
    return turn.question.options


def _asks(turn: Turn) -> str:
    return {"number": "a number", "text": "a text"}.get(turn.question.kind, turn.question.kind)


def _single(stance: Stance | None) -> str | float:
    if stance is None or isinstance(stance, tuple):
        raise AgentError(f"{stance!r:.80} is no answer to one part")
    return stance
