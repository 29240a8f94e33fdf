"""What simulated seats share: where a stance starts, what others hold, and how parts are answered."""

import math
from abc import abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..sim import (
    ANSWER,
    Agent,
    AgentError,
    Argument,
    Order,
    Question,
    Reply,
    SpecError,
    Stance,
    Turn,
    counted_as,
)
from ..sim.spellings import one_answer


class Simulated(Agent):
    """An agent that answers one question at a time; a question of several parts it answers part by part.

    Where the option that it held is closed, it starts afresh among those that are open. Free texts that
    differ in spelling alone are one to it.
    """

    def act(self, turn: Turn) -> Reply:
        """Answer the question, or each of its parts with what was heard about that part."""
        wants = turn.wants
        if wants is not ANSWER and isinstance(wants, Order):  # most are that one
            return put_in_order(turn)
        reply = self.by_parts(turn) if turn.question.parts else self.answer(turn)
        return reply if wants is ANSWER else cast(turn, reply)

    def by_parts(self, turn: Turn) -> Reply:
        """Answer each part with what was heard about it."""
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
    return turn.evidence[-1].stance if turn.evidence else drawn(turn)


def drawn(turn: Turn) -> Stance | None:
    """Return an option, or a number of the range, each with the same chance; None for open text."""
    question = turn.question
    if question.options:
        return turn.random.choice(question.options)
    return turn.random.uniform(*question.range) if question.range else None


def position(turn: Turn) -> Stance | None:
    """Return what a seat holds: its last stance, its evidence or a draw, the first that is not closed."""
    stance = turn.stance
    if stance is None or closed(turn, stance):
        stance = opening(turn)
    return drawn(turn) if closed(turn, stance) else stance


def closed(turn: Turn, stance: Stance | None) -> bool:
    """Tell whether this is an option that is no longer open."""
    return stance not in turn.question.options and stance in turn.all_options


def given(turn: Turn, stance: Stance | None) -> Stance | None:
    """Return a stance that a seat was given, as far as this turn asks for it.

    Of several parts it is one for each, or one for all.
    """
    if turn.part is None or not isinstance(stance, tuple):
        return stance
    return stance[turn.part]


def check_given(field: str, stance: Stance | None, question: Question) -> None:
    """Refuse a stance that a field gives a seat, and that is no answer; see `given`.

    Raises:
        SpecError: with the field, what was seen and what is allowed.
    """
    if stance is None:
        return
    if question.parts and not isinstance(stance, tuple):
        for i, part in enumerate(question.parts, 1):
            check_given(f"{field}: part {i}", stance, part)
    elif problem := question.problem(stance):
        allowed = f" from {question.range[0]:g} to {question.range[1]:g}" if question.range else ""
        raise SpecError(f"{field}: {problem}; give {question.asks_for}{allowed}")


def log_odds(accuracy: float, options: int) -> float:
    """Return the log-likelihood ratio of a signal for one of so many options against any other of them.

    An accuracy of 0 or 1 counts as one that is a billionth from it.
    """
    accuracy = min(max(accuracy, 1e-9), 1 - 1e-9)
    return math.log(accuracy * (options - 1) / (1 - accuracy))


def around(turn: Turn) -> Mapping[Stance, int]:
    """Count what others hold, as far as the seat knows: what it heard; else the tally that the floor told.

    The floor counts everyone, so what the seat said in the `ask` that the floor counted is taken from it (its
    last stance, where the floor names no ask). Free texts are counted in one spelling: see `spelling`.
    """
    heard = turn.heard.tally()
    figures = None if any(heard.values()) else turn.heard.figures("tally")
    if figures is None:
        return heard if turn.question.options else _counts(heard.items(), spelling(turn))
    spelt, own = spelling(turn), turn.stance
    if "ask" in figures:
        reply = turn.answered(figures["ask"])
        own = None if reply is None else about(turn, reply.stance)
    counts = _counts(about(turn, figures["tally"]) or (), spelt)
    if own is not None and counts.get(own := spelt.get(own, own)):
        counts[own] -= 1
    return {option: counts.get(option, 0) for option in heard} if heard else counts


def spelling(turn: Turn) -> Mapping[Stance, Stance]:
    """Return how each free text that a seat knows is counted: as it spells it itself, if it holds it.

    Nothing, where the question asks for no text.
    """
    if turn.question.kind != "text":
        return {}
    heard, own = turn.heard, position(turn)
    known = [own, *(about(turn, reply.stance) for reply in turn.said)]
    known += [stance for _, stance in heard.held()]
    known += [remark.argument.supports for remark in heard.latest if remark.argument is not None]
    known += [stance for stance, _ in told(turn, "tally") or ()] + list(told(turn, "leader") or ())
    counted = counted_as([text for text in known if text is not None], turn.question)
    mine = None if own is None else counted.get(own)
    return {text: own if own is not None and one == mine else one for text, one in counted.items()}


def _counts(pairs: Iterable[tuple[Stance, int]], spelt: Mapping[Stance, Stance]) -> dict[Stance, int]:
    counts: dict[Stance, int] = {}
    for stance, count in pairs:
        one = spelt.get(stance, stance)
        counts[one] = counts.get(one, 0) + count
    return counts


def told(turn: Turn, key: str) -> Any:
    """Return what the floor last told under this key, about this part; None where it told nothing."""
    figures = turn.heard.figures(key)
    return None if figures is None else about(turn, figures[key])


def about(turn: Turn, found: Any) -> Any:
    """Return what is about this part, where there is something for each; all, on a turn about the whole."""
    if turn.part is None:
        return found
    return found[turn.part] if isinstance(found, list | tuple) and turn.part < len(found) else None


def favourite(turn: Turn, stances: Sequence[Stance]) -> Stance:
    """Return which of these most others hold; one of several such, drawn."""
    held = around(turn)
    most = max(held.get(stance, 0) for stance in stances)
    return turn.random.choice([stance for stance in stances if held.get(stance, 0) == most])


def put_in_order(turn: Turn) -> Reply:
    """Put answers that the floor told in order: the nearest to one's own first, then the best argued."""
    answers, labels, own = told(turn, "answers") or {}, told(turn, "labels") or {}, turn.stance

    def merit(item: str) -> tuple[float, float]:
        answer = Reply.model_validate(answers.get(labels.get(item, item), {}))
        strength = answer.argument.strength if answer.argument else None
        return -_likeness(own, answer.stance, turn.question), -(strength or 0.0)

    items = turn.wants.items if isinstance(turn.wants, Order) else ()
    return turn.say(ranking=tuple(sorted(turn.random.shuffled(items), key=merit)))


def _likeness(one: Stance | None, other: Stance | None, question: Question) -> float:
    """Return how near two stances are, from 0 to 1: of numbers, by the range; of parts, on average."""
    if isinstance(one, tuple) and isinstance(other, tuple):
        return sum(map(_likeness, one, other, question.parts)) / len(one)
    if question.range is not None and isinstance(one, float) and isinstance(other, float):
        return 1 - abs(one - other) / (question.range[1] - question.range[0])
    return float(one_answer((one, other), question))


def options_of(turn: Turn, agent: Agent) -> tuple[str, ...]:
    """Return the options, or say that this agent can only choose."""
    if not turn.question.options:
        asks_for = turn.question.asks_for
        raise AgentError(
            f"{type(agent).__name__} chooses among options, and this question asks for {asks_for}"
        )
    return turn.question.options


def _joined(replies: Sequence[Reply]) -> Argument | None:
    """Return the arguments for each part as one, as strong as they are on average; None unless all argue.

    What they support is left out where it is the stance itself, on every part.
    """
    arguments = [reply.argument for reply in replies if reply.argument is not None]
    if len(arguments) < len(replies):
        return None
    strength = min(math.fsum(argument.strength or 0.0 for argument in arguments) / len(arguments), 1.0)
    if all(argument.supports is None for argument in arguments):
        return Argument(strength=strength)
    both = zip(replies, arguments, strict=True)
    supports = (reply.stance if why.supports is None else why.supports for reply, why in both)
    return Argument(supports=tuple(map(_single, supports)), strength=strength)


def _single(stance: Stance | None) -> str | float:
    if stance is None or isinstance(stance, tuple):
        raise AgentError(f"{stance!r:.80} is no answer to one part")
    return stance
