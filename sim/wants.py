"""What an ask wants back: a value that checks the reply."""

from abc import abstractmethod
from collections.abc import Iterable

from pydantic import Field

from .question import Question
from .statement import Reply, bare
from .value import Kind


class Wants(Kind):
    """What a reply to an ask must hold.

    A `Wants` is the same for every question; `problem` is told which one it is about.
    """

    @property
    def key(self) -> str:
        """The kind of want, by which draws are keyed."""
        return type(self).__name__

    @abstractmethod
    def problem(self, reply: Reply, question: Question) -> str:
        """Say what is wrong with the reply, what was seen and expected; an empty string if nothing is."""

    def lift(self, stance: object) -> Reply:
        """Make the reply that holds just this stance."""
        return _lifted(stance)


def _lifted(stance: object) -> Reply:
    return bare(stance) if isinstance(stance, str) else Reply.model_validate({"stance": stance})


class Answer(Wants):
    """An answer to the question in its own terms: an option, a number, a text, or one for each part."""

    def problem(self, reply: Reply, question: Question) -> str:
        """Check the stance, and that a belief is about the options."""
        if said := question.problem(reply.stance):
            return said
        return _foreign("belief", (option for option, _ in reply.belief), question) if reply.belief else ""


class Ranking(Wants):
    """Options from best to worst, each at most once; those left out are unranked."""

    def problem(self, reply: Reply, question: Question) -> str:
        """Check that the ranking lists options, none twice, and that the stance is its top."""
        return _foreign("ranking", reply.ranking, question) or _topped(reply, reply.ranking)

    def lift(self, stance: object) -> Reply:
        """`"A"` asked for a ranking is `("A",)`."""
        return Reply.model_validate({"stance": stance, "ranking": (stance,)})


class Approval(Wants):
    """Every option that the seat approves of; one at least."""

    def problem(self, reply: Reply, question: Question) -> str:
        """Check that options are approved, and that the stance is one of them."""
        if reply.approvals and reply.stance not in reply.approvals:
            return f"the stance {reply.stance!r:.80} is not among the approvals {list(reply.approvals)}"
        return _foreign("approvals", reply.approvals, question)

    def lift(self, stance: object) -> Reply:
        """`"A"` asked for approvals approves of A alone."""
        return Reply.model_validate({"stance": stance, "approvals": (stance,)})


class Scores(Wants):
    """A score for options, from `low` to `high`."""

    low: float = 0.0
    high: float = 5.0

    def problem(self, reply: Reply, question: Question) -> str:
        """Check that options are scored, within the bounds."""
        outside = [
            f"{option!r} {score:g}" for option, score in reply.scores if not self.low <= score <= self.high
        ]
        if outside:
            return f"score {outside[0]} is outside {self.low:g} to {self.high:g}"
        if said := _foreign("scores", (option for option, _ in reply.scores), question):
            return said
        best = max(score for _, score in reply.scores)
        if (reply.stance, best) not in reply.scores:
            return f"the stance {reply.stance!r:.80} does not have the highest score, {best:g}"
        return ""

    def lift(self, stance: object) -> Reply:
        """`"A"` asked for scores gives A the highest."""
        return Reply.model_validate({"stance": stance, "scores": ((stance, self.high),)})


class Narrowed(Wants):
    """A ballot of which not everything will do. It is drawn for like the ballot itself.

    Attributes:
        ballot: what is wanted.
    """

    ballot: Wants

    @property
    def key(self) -> str:
        """That of the ballot."""
        return self.ballot.key

    def problem(self, reply: Reply, question: Question) -> str:
        """Check the ballot, and that it will do."""
        return self.ballot.problem(reply, question) or self.short_of(reply, question)

    @abstractmethod
    def short_of(self, reply: Reply, question: Question) -> str:
        """Say why a ballot that is one will not do; an empty string if it does."""

    def lift(self, stance: object) -> Reply:
        """What the ballot makes of it."""
        return self.ballot.lift(stance)


class Among(Narrowed):
    """A ballot in which only some options are still open.

    Attributes:
        options: those that are open.
    """

    options: tuple[str, ...]

    def short_of(self, reply: Reply, question: Question) -> str:  # noqa: ARG002 - its options are among them
        """Check that the stance is open."""
        return "" if reply.stance in self.options else f"{reply.stance!r:.80} is no longer open"


class Brief(Narrowed):
    """A ballot whose free text is a label that others can hold too; the reasons go into the argument.

    Attributes:
        longest: how many characters it has at most.
    """

    longest: int = Field(default=200, ge=1)

    def short_of(self, reply: Reply, question: Question) -> str:
        """Check how long each free text is."""
        parts = question.parts or (question,)
        held = reply.stance if isinstance(reply.stance, tuple) else (reply.stance,)
        free = [text for part, text in zip(parts, held, strict=True) if part.kind == "text"]
        size = max((len(str(text)) for text in free), default=0)
        if size <= self.longest:
            return ""
        return f"an answer has {size} characters: say it in {self.longest} at most, and why in the argument"


class Order(Wants):
    """Things that are no options, from best to worst, in the reply's `ranking`; those left out are unranked.

    Attributes:
        items: what is to be put in order, such as `("Answer 1", "Answer 2")`.
    """

    items: tuple[str, ...]

    def problem(self, reply: Reply, question: Question) -> str:  # noqa: ARG002 - it is not about the options
        """Check that the ranking lists items, none twice."""
        ranking = reply.ranking
        if not ranking:
            return "no ranking given"
        twice = next((name for i, name in enumerate(ranking) if name in ranking[:i]), None)
        if twice is not None:
            return f"the ranking lists {twice!r:.80} twice"
        unknown = next((name for name in ranking if name not in self.items), None)
        listed = ", ".join(self.items)[:200]
        return "" if unknown is None else f"the ranking names {unknown!r:.80}, which is none of {listed}"

    def lift(self, stance: object) -> Reply:
        """Put it first, and nothing after it."""
        return Reply.model_validate({"ranking": (stance,)})


def is_ballot(wanted: Wants | None, ballot: Wants) -> bool:
    """Tell whether a want is the ballot of a talk, or that ballot narrowed."""
    return wanted == ballot or (isinstance(wanted, Narrowed) and wanted.ballot == ballot)


def _foreign(what: str, named: Iterable[str], question: Question) -> str:
    """Say which of the named is no option of the question, and that there must be one at least."""
    named = tuple(named)
    if not named:
        return f"no {what} given"
    twice = next((name for i, name in enumerate(named) if name in named[:i]), None)
    if twice is not None:
        return f"the {what} lists an option twice: {twice!r:.80}"
    unknown = [name for name in named if name not in question.options]
    return f"the {what} names {unknown[0]!r:.80}, which is no option" if unknown else ""


def _topped(reply: Reply, ranking: tuple[str, ...]) -> str:
    if ranking and reply.stance != ranking[0]:
        return f"the stance {reply.stance!r:.80} is not the top of the ranking {list(ranking)}"
    return ""


ANSWER = Answer()
"""The want that most asks have."""
