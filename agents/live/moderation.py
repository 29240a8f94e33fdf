"""A guardrail that asks a moderation model: `/moderations` of OpenAI, and of those who speak its API."""

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ...sim import AgentError, Blocked, Moderator, Question, Reply
from ...sim.value import explain
from .endpoint import Reaches
from .line import line

PATH = "/moderations"


class Moderation(Reaches, Moderator):
    """A moderation model says which statements may be heard; one that it flags is blocked whole.

    It is shown the words of a statement: its argument, free text that it holds, and what it tells aside. One
    without any passes unasked: there is nothing to judge in an option, a number, or a ranking of options.

    Attributes:
        model: that judges.
        categories: those that block, as the endpoint names them (`"violence"`); none = all that it has.
        threshold: the score, from 0 to 1, from which a category blocks; None = where the model flags it.
    """

    model: str = Field(default="omni-moderation-latest", min_length=1, max_length=200)
    categories: tuple[str, ...] = ()
    threshold: float | None = Field(default=None, ge=0, le=1)

    async def judge(self, reply: Reply, question: Question) -> Blocked | None:
        """Ask the model about the words of a reply.

        Raises:
            AgentError: its answer cannot be read.
            GaveUp: there is none.
        """
        words = "\n\n".join(dict.fromkeys(words_of(reply, question)))
        if not words:
            return None
        found = self.against(await line().post(self, PATH, {"model": self.model, "input": words}))
        return Blocked(f"moderation: {', '.join(found)}") if found else None

    def against(self, answer: Any) -> list[str]:
        """Return what an endpoint's answer has against the words, the worst first; nothing lets them pass.

        Raises:
            AgentError: the answer cannot be read, or says nothing of a category that was named.
        """
        try:
            (result,) = _Answer.model_validate(answer).results
        except ValidationError as error:
            raise AgentError(f"the endpoint's answer cannot be read: {explain(error, _Answer)}") from error
        scores = {name: score for name, score in result.category_scores.items() if score is not None}
        flags = {name: flag for name, flag in result.categories.items() if flag is not None}
        judged = flags if self.threshold is None else scores
        if unsaid := [name for name in self.categories if name not in judged]:
            known = ", ".join(sorted(judged))[:200]
            raise AgentError(f"the endpoint says nothing of the category {unsaid[0]!r:.80}, but of {known}")
        if self.threshold is None:
            found = [name for name in self.categories or sorted(flags) if flags[name]]
        else:
            found = [name for name in self.categories or sorted(scores) if scores[name] >= self.threshold]
        found.sort(key=lambda name: -scores.get(name, 0.0))
        named = [f"{name} {scores[name]:.2f}" if name in scores else name for name in found]
        whole = result.flagged and not self.categories and self.threshold is None
        return named or (["flagged"] if whole else [])


class _Result(BaseModel):
    """What is read of the judgement of one text."""

    model_config = ConfigDict(strict=True, allow_inf_nan=False)

    flagged: bool
    categories: dict[str, bool | None]
    category_scores: dict[str, float | None] = {}


class _Answer(BaseModel):
    """What is read of an endpoint's answer."""

    model_config = ConfigDict(strict=True)

    results: list[_Result] = Field(min_length=1, max_length=1)


def words_of(reply: Reply, question: Question) -> Iterator[str]:
    """Yield the texts of a reply that somebody may hear, but for options that the question names itself."""
    named = {option for part in (question, *question.parts) for option in part.options}
    argument = reply.argument
    held = [reply.stance, argument and argument.supports, *(stance for _, stance in reply.asides)]
    texts: list[object] = [argument and argument.text]
    for stance in held:
        texts += stance if isinstance(stance, tuple) else [stance]
    texts += [name for name, _ in reply.belief]
    yield from (text for text in texts if isinstance(text, str) and text.strip() and text not in named)
