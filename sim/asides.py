"""Statements that are not the same to all."""

from collections.abc import Mapping, Sequence

from .interceptor import Delivery, Interceptor, Post


class Asides(Interceptor):
    """A seat may tell some another stance than the rest: who is named in a reply's `asides` hears that one.

    Without it every statement is a broadcast, the same to all, and nobody can equivocate. What was told to
    whom is journalled.

    Source: the point-to-point messages of Lamport, Shostak and Pease (1982), The Byzantine generals problem.
    """

    def deliver(
        self, sent: Delivery, listeners: Sequence[int], post: Post
    ) -> Mapping[int, tuple[Delivery, ...]]:
        """Deliver its own stance to each that is told one."""
        told = dict(sent.reply.asides)
        return {
            place: (sent._replace(reply=sent.reply.model_copy(update={"stance": told[name], "asides": ()})),)
            for place, name in ((place, post.seats[place]) for place in listeners)
            if name in told
        }
