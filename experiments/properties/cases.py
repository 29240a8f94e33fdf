"""A whole deliberation as one value: what most properties are tried on."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, NamedTuple

from ...protocols import Poll
from ...sim import (
    Agent,
    Chain,
    Complete,
    Everything,
    Evidence,
    Journal,
    Lens,
    Panel,
    Protocol,
    Question,
    Setting,
    SpecError,
    Table,
    Topology,
    Value,
)
from .ending import MANY, at_once, watched

PEOPLE = ("Ada", "Bo", "Cy", "Dee", "Eli", "Fay", "Gus", "Hal", "Ida", "Jo")
"""The names of seats, in order."""
WRONG = "failed", "invalid"
"""How an ask ends that has found an error in an agent."""


class Deliberation(Value):
    """All that a talk is made of.

    Attributes:
        question: what is decided.
        panel: who sits at the table.
        protocol: how they talk, where that is not the target itself.
        topology: who hears whom.
        lens: what listeners get to see.
        interceptors: what is done to statements on their way.
        evidence: (seat, evidence): what nature tells each alone.
        seed: fixes every draw.
    """

    question: Question
    panel: Panel
    protocol: Protocol = Poll.model_construct()
    topology: Topology = Complete.model_construct()
    lens: Lens = Everything.model_construct()
    interceptors: Chain = ()
    evidence: tuple[tuple[str, Evidence], ...] = ()
    seed: int = 0

    def setting(self) -> Setting:
        """Return all but the question, the evidence and the seed."""
        return Setting(
            panel=self.panel,
            protocol=self.protocol,
            topology=self.topology,
            lens=self.lens,
            interceptors=self.interceptors,
        )

    def under(self, protocol: Protocol) -> "Deliberation":
        """Return the same under another protocol."""
        return self.model_copy(update={"protocol": protocol})

    @property
    def bound(self) -> int | None:
        """How many answers its protocol declares that it takes at most; None where it declares none.

        Raises:
            SpecError: it declares no number.
        """
        most = self.protocol.most_answers(len(self.panel.seats))
        if most is not None and not isinstance(most, int):
            raise SpecError(f"most_answers says {most!r:.80}: give a whole number, or None")
        return most

    @property
    def patience(self) -> int:
        """After how many answers the talk is given up: `MANY`, or as many as its protocol declares."""
        return max(MANY, self.bound or 0)

    def opened(self) -> Journal:
        """Return the journal of the talk before anything happens."""
        return Table(self.setting()).opened(self.question, evidence=dict(self.evidence), seed=self.seed)

    def hold(self, table: Callable[[Setting], Table] = Table, **options: Any) -> Journal:
        """Hold the talk, in a time of its own.

        Args:
            table: makes what it is held at.
            **options: of `Table.talk`: a tape, a probe.

        Raises:
            EndlessError: it does not end; see `watched`.
        """
        made = table(self.setting())
        talk = partial(made.talk, self.question, evidence=dict(self.evidence), seed=self.seed)
        return at_once(partial(watched, talk, most=self.patience, **options))


class Occasion(NamedTuple):
    """What is drawn anew each time that the same people sit down: the truth, what each is told, the seed."""

    question: Question
    evidence: tuple[tuple[str, Evidence], ...]
    seed: int


def each(talk: Deliberation, occasions: Sequence[Occasion]) -> list[Journal]:
    """Hold a talk on each of some occasions, at one table and in one run, as is many times faster.

    Raises:
        EndlessError: one does not end.
    """
    table, most = Table(talk.setting()), talk.patience

    async def held() -> list[Journal]:
        return [
            await watched(
                partial(table.talk, one.question, evidence=dict(one.evidence), seed=one.seed), most=most
            )
            for one in occasions
        ]

    return at_once(held)


def refused(target: Agent | Protocol, question: Question, seats: tuple[str, ...]) -> str:
    """Say why a protocol or an agent refuses a question, or these seats; an empty string if it does not."""
    try:
        target.check(question, seats)
    except SpecError as error:
        return str(error)
    return ""
