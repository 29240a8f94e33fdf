"""A whole deliberation as one value: what most properties are tried on."""

from collections.abc import Sequence
from functools import partial
from typing import Any, NamedTuple

from ...protocols import Poll
from ...sim import (
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
    Table,
    Topology,
    Value,
)
from ..running import anywhere

PEOPLE = ("Ada", "Bo", "Cy", "Dee", "Eli", "Fay", "Gus", "Hal", "Ida", "Jo")
"""The names of seats, in order."""


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

    def hold(self, table: type[Table] = Table, **options: Any) -> Journal:
        """Hold the talk.

        Args:
            table: what it is held at.
            **options: of `Table.talk`: a tape, a probe.
        """
        made = table(self.setting())
        evidence = dict(self.evidence)
        return anywhere(partial(made.talk, self.question, evidence=evidence, seed=self.seed, **options))


class Occasion(NamedTuple):
    """What is drawn anew each time that the same people sit down: the truth, what each is told, the seed."""

    question: Question
    evidence: tuple[tuple[str, Evidence], ...]
    seed: int


def each(talk: Deliberation, occasions: Sequence[Occasion]) -> list[Journal]:
    """Hold a talk on each of some occasions, at one table and in one run, as is many times faster."""
    table = Table(talk.setting())

    async def held() -> list[Journal]:
        return [
            await table.talk(one.question, evidence=dict(one.evidence), seed=one.seed) for one in occasions
        ]

    return anywhere(held)
