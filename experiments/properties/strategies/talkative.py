"""Seats that show whether the table hands on all that can be said, and whatever can go wrong with an answer.

They are functions that a journal can name, and draw from their own streams.
"""

from ....agents.simulated import Simulated
from ....sim import Argument, Reply, Stance, Turn
from .questions import WORDS

LATE = 600.0
"""In simulated seconds: an ask that names no deadline ends then."""


class _Outspoken(Simulated):
    """Says another thing each time, and all that can be said beside it."""

    def answer(self, turn: Turn) -> Reply:
        random, question = turn.random, turn.question
        if question.range is not None:
            low, high = question.range
            stance: Stance = low + (high - low) * random.below(5) / 4
        else:
            stance = random.choice(question.options or WORDS)
        belief = {option: 1 / len(question.options) for option in question.options}
        return turn.say(
            stance,
            argument=Argument(text=f"since {turn.phase}", strength=random.below(5) / 4),
            confidence=random.below(5) / 4,
            belief=belief or None,
            credits=tuple(one.speaker for one in turn.heard.latest[:1]),
            memory={"asked": turn.asked},
            after=float(random.below(2)),
        )


_TALKER = _Outspoken()


def outspoken(turn: Turn) -> Reply:
    """Say a stance that is drawn, with an argument, how sure one is, a belief, credits, and in some time."""
    said = _TALKER.act(turn)
    # of several parts, an answer to each is all that is asked for
    return said if not turn.question.parts else said.model_copy(update={"confidence": turn.random.random()})


def unsteady(turn: Turn) -> Reply:
    """Answer as `outspoken`, at once, late or too late; abstain, refuse, say what is no answer, or crash.

    In an open phase it asks to be woken again.

    Raises:
        RuntimeError: it crashes.
    """
    way = turn.random.choice(
        ("answers", "wakes", "late", "abstains", "refuses", "says nothing", "takes all", "crashes")
    )
    if way == "crashes":
        raise RuntimeError("it crashes")
    if way == "abstains":
        return turn.abstain("it has nothing to say")
    if way == "refuses":
        return Reply(outcome="refused", reason="it does not like to be asked")
    if way == "says nothing":
        return Reply()
    more = {"wakes": {"wake": 1.0}, "late": {"after": LATE - 1}, "takes all": {"after": LATE}}
    return outspoken(turn).model_copy(update=more.get(way, {}))
