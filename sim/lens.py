"""What a listener gets to see: of a statement, of who speaks, and in which order options stand."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from .bus import Remark
from .errors import SpecError
from .question import Question
from .statement import Reply
from .streams import Key, Stream
from .value import Kind


class Lens(Kind):
    """What is seen of a statement and of the question.

    A lens changes what is seen, never what is journalled: statements are kept as they were said.
    """

    @property
    def anonymous(self) -> bool:
        """Whether speakers are heard under aliases, in an order that tells nothing."""
        return False

    def check(self, question: Question) -> None:
        """Raise a SpecError if this question has nothing that the lens could change."""

    def show(self, remark: Remark) -> Remark:
        """Return what a listener sees of a statement."""
        return remark

    def question(self, question: Question, random: Stream) -> Question:  # noqa: ARG002 - this one changes nothing
        """Return the question as one seat sees it.

        Args:
            question: without its answer.
            random: the stream of this seat.
        """
        return question


class Everything(Lens):
    """All is seen: who speaks, what each holds, and why."""


class Anonymous(Lens):
    """Speakers are heard as `Voice-1`, `Voice-2`, ..., in an order drawn once for each table.

    Where a seat bears such a name itself they are `Voice-Voice-1`, ..., so that no alias is a seat's name.
    """

    @property
    def anonymous(self) -> bool:
        """Yes."""
        return True


class StanceOnly(Lens):
    """What others hold is seen, and nothing of why: no argument, confidence, belief or credits."""

    def show(self, remark: Remark) -> Remark:
        """Keep the stance."""
        return remark._replace(argument=None, confidence=None, belief=(), credits=())


class ArgumentOnly(Lens):
    """Why is seen, and not what others hold: no stance, confidence, belief or credits.

    What an argument speaks for stays in it; one of known strength says it too where that is the stance, as
    its words would.
    """

    def show(self, remark: Remark) -> Remark:
        """Keep the argument."""
        why = remark.argument
        if why is not None and why.strength is not None and why.supports is None:
            why = why.model_copy(update={"supports": remark.stance})
        return remark._replace(stance=None, argument=why, confidence=None, belief=(), credits=())


class VacuousArgument(Lens):
    """That others argue is seen, and for what, and nothing of why: each argument is a phrase without content.

    The strength of an argument, where it is known, is seen as 0.

    Source: the placebic information of Langer, Blank and Chanowitz (1978), The mindlessness of ostensibly
    thoughtful action.
    """

    def show(self, remark: Remark) -> Remark:
        """Empty the argument."""
        why = remark.argument
        if why is None:
            return remark
        empty = {"text": "Because that is what I think."} if why.text else {}
        weak = {"strength": 0.0} if why.strength is not None else {}
        return remark._replace(argument=why.model_copy(update=empty | weak))


class ShuffledOptions(Lens):
    """Each seat sees the options in an order of its own, so that none is first for all."""

    def check(self, question: Question) -> None:
        """Refuse a question without options."""
        if not any(part.options for part in question.parts or (question,)):
            raise SpecError(
                f"options cannot be shuffled: the question asks for {question.asks_for}, and has no options"
            )

    def question(self, question: Question, random: Stream) -> Question:
        """Shuffle the options, and those of each part."""
        parts = tuple(self.question(part, random) for part in question.parts)
        options = tuple(random.shuffled(question.options))
        return question.model_copy(update={"options": options, "parts": parts})


class Lenses(Lens):
    """Several lenses, one behind the other.

    Attributes:
        lenses: the first is the nearest to the speaker.
    """

    lenses: tuple[Lens, ...] = ()

    @property
    def anonymous(self) -> bool:
        """Whether one of them is."""
        return any(lens.anonymous for lens in self.lenses)

    def check(self, question: Question) -> None:
        """Ask each."""
        for lens in self.lenses:
            lens.check(question)

    def show(self, remark: Remark) -> Remark:
        """Look through one after the other."""
        for lens in self.lenses:
            remark = lens.show(remark)
        return remark

    def question(self, question: Question, random: Stream) -> Question:
        """Look through one after the other."""
        for lens in self.lenses:
            question = lens.question(question, random)
        return question


class Aliases(NamedTuple):
    """The names under which seats are heard at one table.

    Attributes:
        names: by place.
        order: the places, in the order of their names.
        seats: the seat behind each name.
    """

    names: tuple[str, ...]
    order: tuple[int, ...]
    seats: Mapping[str, str]

    @property
    def masks(self) -> Mapping[str, str]:
        """The name behind which each seat speaks."""
        return {seat: name for name, seat in self.seats.items()}

    def unmask(self, reply: Reply) -> Reply:
        """Return the reply with the seats behind the aliases to whom credits and votes are given."""
        return _named(reply, self.seats)

    def mask(self, reply: Reply) -> Reply:
        """Return the reply with the aliases of the seats to whom credits and votes are given."""
        return _named(reply, self.masks)


def aliases(seats: tuple[str, ...], key: Key) -> Aliases:
    """Draw the aliases of a table: a permutation, from the stream of the talk; none is the name of a seat."""
    order = tuple(key.stream("aliases").shuffled(range(len(seats))))
    word = "Voice-"
    while any(seat.startswith(word) for seat in seats):
        word += "Voice-"
    rank = {place: f"{word}{i}" for i, place in enumerate(order, 1)}
    names = tuple(rank[place] for place in range(len(seats)))
    return Aliases(names, order, dict(zip(names, seats, strict=True)))


def through(lens: Lens, names: Aliases | None) -> Callable[[Remark], Remark]:
    """Return what a listener sees of a statement, credits under the names that it knows."""
    if names is None:
        return lens.show
    masks = names.masks

    def show(remark: Remark) -> Remark:
        return lens.show(remark._replace(credits=tuple(masks.get(name, name) for name in remark.credits)))

    return show


def _named(reply: Reply, names: Mapping[str, str]) -> Reply:
    if not reply.credits and not reply.delegate and not reply.asides:
        return reply
    said = {"credits": tuple(names.get(name, name) for name in reply.credits)} if reply.credits else {}
    left = {"delegate": names.get(reply.delegate, reply.delegate)} if reply.delegate else {}
    apart = tuple((names.get(name, name), stance) for name, stance in reply.asides)
    told = {"asides": apart} if apart else {}
    return reply.model_copy(update=said | left | told)
