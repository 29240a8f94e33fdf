"""What can go wrong with a statement on its way: each seeded by the talk, and journalled where it happens."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Self

from pydantic import Field, model_validator

from .errors import SpecError
from .interceptor import Delivery, Interceptor, Post
from .names import check_seated
from .question import Question

Rate = Annotated[float, Field(ge=0, le=1)]


class Fault(Interceptor):
    """Something that happens to a delivery by chance, for each listener by itself.

    Attributes:
        rate: the chance that it happens, from 0 to 1.
        phases: in which it can happen to what is said, by the protocol's words (`"attack"`); none = in all.
    """

    rate: Rate = 0.1
    phases: tuple[str, ...] = ()

    def struck(self, listeners: Sequence[int], post: Post) -> list[int]:
        """Return the listeners to whose copy it happens."""
        if self.phases and post.phase not in self.phases:
            return []
        return post.noise.below(self.rate, listeners)


class Drop(Fault):
    """A statement does not arrive."""

    def deliver(
        self,
        sent: Delivery,  # noqa: ARG002 - whatever it is
        listeners: Sequence[int],
        post: Post,
    ) -> Mapping[int, tuple[Delivery, ...]]:
        """Deliver nothing to those it strikes."""
        return dict.fromkeys(self.struck(listeners, post), ())


class Delay(Fault):
    """A statement arrives late.

    Attributes:
        asks: by how many asks.
    """

    asks: int = Field(default=1, ge=1)

    def deliver(
        self, sent: Delivery, listeners: Sequence[int], post: Post
    ) -> Mapping[int, tuple[Delivery, ...]]:
        """Deliver it later to those it strikes."""
        late = (sent._replace(delay=sent.delay + self.asks),)
        return dict.fromkeys(self.struck(listeners, post), late)


class Duplicate(Fault):
    """A statement arrives twice; it still counts once in what its speaker last said."""

    def deliver(
        self, sent: Delivery, listeners: Sequence[int], post: Post
    ) -> Mapping[int, tuple[Delivery, ...]]:
        """Deliver two copies to those it strikes."""
        return dict.fromkeys(self.struck(listeners, post), (sent, sent))


class Reorder(Fault):
    """A statement arrives out of turn, at a random place among those of its ask."""

    def deliver(
        self, sent: Delivery, listeners: Sequence[int], post: Post
    ) -> Mapping[int, tuple[Delivery, ...]]:
        """Deliver it at another place to those it strikes."""
        draws = {place: post.noise.stream(place) for place in self.struck(listeners, post)}
        return {place: (sent._replace(rank=draw.uniform(-1, 1)),) for place, draw in draws.items()}


class Corrupt(Fault):
    """A statement arrives with another stance: one of the other options, each with the same chance."""

    def check(self, question: Question, seats: tuple[str, ...]) -> None:  # noqa: ARG002 - of any seats
        """Refuse a question that is no choice."""
        if len(question.options) < 2:
            raise SpecError(
                f"corrupt changes an option into another, and the question asks for {question.asks_for}"
            )

    def deliver(
        self, sent: Delivery, listeners: Sequence[int], post: Post
    ) -> Mapping[int, tuple[Delivery, ...]]:
        """Deliver another stance to those it strikes."""
        others = [option for option in post.options if option != sent.reply.stance]
        if sent.reply.stance is None:
            return {}
        return {
            place: (sent._replace(reply=sent.reply.model_copy(update={"stance": draw.choice(others)})),)
            for place, draw in ((place, post.noise.stream(place)) for place in self.struck(listeners, post))
        }


class Partition(Interceptor):
    """The table falls apart: between groups nothing arrives. Who is in no group hears, and is heard by, all.

    Attributes:
        groups: the names of the seats of each; at least two groups, nobody in two.
        start: the first round in which it is so.
        end: the last one; None = to the end.
    """

    groups: tuple[tuple[str, ...], ...]
    start: int = Field(default=0, ge=0)
    end: int | None = None

    @model_validator(mode="after")
    def _check(self) -> Self:
        named = [seat for group in self.groups for seat in group]
        if len(self.groups) < 2 or not all(self.groups):
            raise ValueError("a partition has two groups at least, and each names somebody")
        if len(set(named)) < len(named):
            raise ValueError("a partition names somebody twice: each seat is in one group at most")
        return self

    def check(self, question: Question, seats: tuple[str, ...]) -> None:  # noqa: ARG002 - of any question
        """Refuse names that sit nowhere."""
        check_seated("groups:", (seat for group in self.groups for seat in group), seats)

    def deliver(
        self,
        sent: Delivery,  # noqa: ARG002 - whatever it is
        listeners: Sequence[int],
        post: Post,
    ) -> Mapping[int, tuple[Delivery, ...]]:
        """Deliver nothing from one group to another."""
        if post.round < self.start or (self.end is not None and post.round > self.end):
            return {}
        group = {seat: i for i, seats in enumerate(self.groups) for seat in seats}
        mine = group.get(post.seats[post.speaker])
        if mine is None:
            return {}
        return {place: () for place in listeners if group.get(post.seats[place], mine) != mine}
