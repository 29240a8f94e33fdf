"""What an ask wants back: a value that checks the reply."""

from abc import abstractmethod
from collections.abc import Iterable
from itertools import chain
from typing import Any, Self

from pydantic import Field, model_validator

from .errors import SpecError
from .question import Question
from .statement import FIGURES, Pairs, Reply, bare, places
from .value import Kind


class Wants(Kind):
    """What a reply to an ask must hold.

    A `Wants` is the same for every question; `problem` is told which one it is about.
    """

    @property
    def key(self) -> str:
        """The kind of want, by which draws are keyed: one for all that hold an answer to the question."""
        return "Answer"

    def asks(self, question: Question) -> Question:
        """Return the question as the seats are asked it: as it stands, where nothing of it is left out."""
        return question

    @abstractmethod
    def problem(self, reply: Reply, question: Question) -> str:
        """Say what is wrong with the reply, what was seen and expected; an empty string if nothing is."""

    def lift(self, stance: object, belief: Pairs = ()) -> Reply:  # noqa: ARG002 - an answer is its stance
        """Make the reply of a seat that holds this stance, with these probabilities where it has any."""
        return lifted(stance)

    def gives(self, other: "Wants") -> bool:
        """Whether a reply that this want accepts holds all that the other wants."""
        return other == self or isinstance(other, Answer)


def lifted(stance: object, **more: object) -> Reply:
    """Return the reply with this stance, and what else it holds."""
    if isinstance(stance, str) and not more:
        return bare(stance)
    return Reply.model_validate({"stance": stance, **more})


class Answer(Wants):
    """An answer to the question in its own terms: an option, a number, a text, or one for each part."""

    def problem(self, reply: Reply, question: Question) -> str:
        """Check the stance, and that a belief is about the options."""
        if said := question.problem(reply.stance):
            return said
        return foreign("belief", (option for option, _ in reply.belief), question) if reply.belief else ""


class Narrowed(Wants):
    """A ballot of which not everything will do.

    Attributes:
        ballot: what is wanted.
    """

    ballot: Wants

    def asks(self, question: Question) -> Question:
        """What the ballot asks."""
        return self.ballot.asks(question)

    def problem(self, reply: Reply, question: Question) -> str:
        """Check the ballot, and that it will do."""
        return self.ballot.problem(reply, question) or self.short_of(reply, question)

    @abstractmethod
    def short_of(self, reply: Reply, question: Question) -> str:
        """Say why a ballot that is one will not do; an empty string if it does."""

    def lift(self, stance: object, belief: Pairs = ()) -> Reply:
        """What the ballot makes of it."""
        return self.ballot.lift(stance, belief)

    def gives(self, other: Wants) -> bool:
        """Whether the ballot does."""
        return self.ballot.gives(other)


class Among(Narrowed):
    """A ballot in which only some options are still open; a ranking may have others below its top.

    Attributes:
        options: those that are open.
    """

    options: tuple[str, ...]

    def asks(self, question: Question) -> Question:
        """Leave out the options that are closed; a SpecError unless two are left."""
        whole = super().asks(question)
        left = tuple(option for option in whole.options if option in self.options)
        if whole.options and len(left) < 2:
            still = ", ".join(self.options)[:80]
            raise SpecError(
                f"open are {still!r}, {len(left)} of the options: leave two or more to choose from"
            )
        return whole.model_copy(update={"options": left})

    def short_of(self, reply: Reply, question: Question) -> str:  # noqa: ARG002 - its options are among them
        """Check that nothing speaks for an option that is not open: no stance, approval or figure above 0."""
        named: list[Any] = [*chain.from_iterable(places(reply.ranking[:1])), *reply.approvals]
        named += [option for name in FIGURES for option, figure in getattr(reply, name) if figure > 0]
        named += [] if reply.stance is None else [reply.stance]
        closed = [name for name in named if name not in self.options]
        return f"{closed[0]!r:.80} is no longer open" if closed else ""


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

    A reply that puts them in order takes no stance.

    Attributes:
        items: what is to be put in order, such as `("Answer 1", "Answer 2")`; one at least, each once.
    """

    items: tuple[str, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _once(self) -> Self:
        if len(set(self.items)) < len(self.items):
            raise ValueError(f"an item stands twice in {list(self.items)!r:.80}: give each once")
        return self

    @property
    def key(self) -> str:
        """A kind of its own, since it holds no answer."""
        return "Order"

    def problem(self, reply: Reply, question: Question) -> str:  # noqa: ARG002 - it is not about the options
        """Check that the ranking lists items, none twice, and that no stance is taken."""
        if reply.stance is not None:
            return f"the stance {reply.stance!r:.80}, where things are put in order: leave it out"
        ranking = tuple(chain.from_iterable(places(reply.ranking)))
        if not ranking:
            return "no ranking given"
        twice = next((name for i, name in enumerate(ranking) if name in ranking[:i]), None)
        if twice is not None:
            return f"the ranking lists {twice!r:.80} twice"
        unknown = next((name for name in ranking if name not in self.items), None)
        listed = ", ".join(self.items)[:200]
        return "" if unknown is None else f"the ranking names {unknown!r:.80}, which is none of {listed}"

    def lift(self, stance: object, belief: Pairs = ()) -> Reply:  # noqa: ARG002 - items are no options
        """Put it first, and nothing after it."""
        return Reply.model_validate({"ranking": (stance,)})


def is_ballot(wanted: Wants | None, ballot: Wants) -> bool:
    """Tell whether a want is the ballot of a talk, or that ballot narrowed."""
    return wanted == ballot or (isinstance(wanted, Narrowed) and wanted.ballot == ballot)


def foreign(what: str, named: Iterable[str], question: Question) -> str:
    """Say which of the named is no option of the question, and that there must be one at least."""
    named, s = tuple(named), "" if what.endswith("s") else "s"
    if not named:
        return f"no {what} given"
    twice = next((name for i, name in enumerate(named) if name in named[:i]), None)
    if twice is not None:
        return f"the {what} list{s} an option twice: {twice!r:.80}"
    unknown = [name for name in named if name not in question.options]
    return f"the {what} name{s} {unknown[0]!r:.80}, which is no option" if unknown else ""


ANSWER = Answer.model_construct()
"""The want that most asks have."""
