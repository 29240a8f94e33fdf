"""Seats with an aim of their own: they persuade, collude, or tell each listener another thing."""

from pydantic import Field

from ..sim import Argument, Question, Reply, Stance, Turn
from ..sim.names import check_seated
from .arguing import Arguing
from .simulated import Simulated, check_given, closed, given, position


class Persuader(Arguing):
    """Holds one stance whatever it hears, and argues for it as strongly as it can.

    With a target it is an adversary that pursues it; several of one target, under names of their own, are a
    Sybil attack (`count` in a panel file).

    Source: the persuasive adversary of Amayuelas et al. (2024), MultiAgent collaboration attack:
    investigating adversarial attacks in large language model collaborations via debate.

    Attributes:
        target: what it argues for, of several parts one for each or one for all; where none is given, what it
            starts from.
    """

    eloquence: float = Field(default=0.9, ge=0, le=1)
    pretence: float = Field(default=1.0, ge=0, le=1)
    target: Stance | None = None

    def check(self, question: Question, seats: tuple[str, ...]) -> None:  # noqa: ARG002 - any seats
        """Refuse a target that is no answer."""
        check_given("target", self.target, question)

    def aim(self, turn: Turn) -> Stance | None:
        """Return what it argues for."""
        target = given(turn, self.target)
        return position(turn) if target is None or closed(turn, target) else target

    def settle(self, turn: Turn) -> Reply:
        """Say it again."""
        aim = self.aim(turn)
        return turn.abstain("it has nothing to argue for") if aim is None else turn.say(aim)

    def plead(self, turn: Turn) -> Reply:
        """Argue for it, whatever side it was given."""
        reply = self.settle(turn)
        if reply.stance is None:
            return reply
        return reply.model_copy(update={"argument": Argument(strength=self.eloquence)})

    def judge(self, turn: Turn) -> Reply:
        """Judge for it."""
        return self.settle(turn)

    def conclude(self, turn: Turn) -> Reply:
        """Conclude on it."""
        return self.settle(turn)


class Colluder(Persuader):
    """One of a group that speaks with one voice, its members crediting each other.

    Without a target the group says what the first of its names last said.

    Source: the colluding agents of Sybil and reputation attacks: Douceur (2002), The Sybil attack; Hoffman,
    Zage and Nita-Rotaru (2009), A survey of attack and defense techniques for reputation systems.

    Attributes:
        group: the names of its members, the leader's first.
    """

    group: tuple[str, ...] = ()

    def check(self, question: Question, seats: tuple[str, ...]) -> None:
        """Refuse a target that is no answer, and members who do not sit there."""
        super().check(question, seats)
        check_seated("group:", self.group, seats)

    def aim(self, turn: Turn) -> Stance | None:
        """Return the target, or what the leader said."""
        if self.target is None and self.group and self.group[0] != turn.seat:
            said = dict(turn.heard.held()).get(self.group[0])
            if said is not None and not closed(turn, said):
                return said
        return super().aim(turn)

    def settle(self, turn: Turn) -> Reply:
        """Say it, and credit the others of the group that do."""
        reply = super().settle(turn)
        if reply.stance is None:
            return reply
        held = turn.heard.held()
        credited = tuple(name for name, stance in held if name in self.group and stance == reply.stance)
        return turn.say(reply.stance, credits=credited)


class Equivocator(Simulated):
    """Tells each listener another thing: what that one itself last said, or what is given for it.

    On a table with the interceptor `asides`; on any other, and where a question has parts, all hear its open
    stance. Having heard nobody, and with nothing given to tell, it abstains.

    Source: the traitor of Pease, Shostak and Lamport (1980), Reaching agreement in the presence of faults.

    Attributes:
        tells: (seat, stance) for listeners who are always told one thing; the others hear what they said. Of
            several parts a stance is one for each, or one for all.
    """

    tells: tuple[tuple[str, Stance], ...] = ()

    def check(self, question: Question, seats: tuple[str, ...]) -> None:
        """Refuse listeners who do not sit there, and stances that are no answers."""
        check_seated("tells:", (name for name, _ in self.tells), seats)
        for name, stance in self.tells:
            check_given(f"tells {name!r:.80}", stance, question)

    def answer(self, turn: Turn) -> Reply:
        """Tell each its own."""
        told = dict(turn.heard.held()) | {name: given(turn, stance) for name, stance in self.tells}
        told = {name: stance for name, stance in told.items() if stance is not None and name != turn.seat}
        if not told or any(closed(turn, stance) for stance in told.values()):
            return turn.abstain("it knows nothing to tell")
        own = position(turn)
        stance = next(iter(told.values())) if own is None else own
        if turn.part is not None:
            return turn.say(stance)
        return turn.say(stance, asides=tuple(told.items()))
