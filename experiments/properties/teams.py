"""Teams that sit down time and again, of whom averages are measured: who they are, and what each is told."""

from typing import Any, NamedTuple

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from ...agents import Conformist, Stubborn
from ...sim import Agent, Evidence, Key, Panel, Protocol, Question, Seat, SpecError
from .cases import PEOPLE, Deliberation, Occasion
from .seated import sizes
from .strategies.questions import of_kind

ACCURACIES = (0.6, 0.7, 0.8, 0.9)
"""How often a seat is told what is right."""
MORE = 5
"""How many more rounds a talk may have, at most."""
FEWEST = range(2, 3)
"""How many options: two, or the fewest that a protocol takes."""


class Team(NamedTuple):
    """Seats, and how often each is told what is right; else each is told the same that is wrong.

    Attributes:
        agents: who sits there.
        accuracies: of what each is told, from 0 to 1.
        options: how many may be chosen from; each is right as often.
    """

    agents: tuple[Agent, ...]
    accuracies: tuple[float, ...]
    options: int = 2

    @property
    def question(self) -> Question:
        """What is decided, without what is right."""
        return of_kind("choice", self.options)

    def talk(self, protocol: Protocol) -> Deliberation:
        """Return the talk that they hold, time and again."""
        named = zip(PEOPLE, self.agents, strict=False)
        panel = Panel(seats=tuple(Seat(name=name, agent=agent) for name, agent in named))
        return Deliberation(question=self.question, panel=panel, protocol=protocol)

    def occasion(self, seed: int) -> Occasion:
        """Draw what is right and what each is told: with a higher accuracy the same, or right instead."""
        stream = Key(seed, "what is known").stream()
        right, wrong, *_ = stream.shuffled(self.question.options)
        signals = tuple(
            (name, Evidence(stance=right if stream.random() < accuracy else wrong))
            for name, accuracy in zip(PEOPLE, self.accuracies, strict=False)
        )
        return Occasion(self.question.model_copy(update={"answer": right}), signals, seed)


class Longer(NamedTuple):
    """A team, how many rounds it talks, and how many more it might."""

    team: Team
    rounds: int = 1
    more: int = 1

    def talk(self, protocol: Protocol) -> Deliberation:
        """Return the shorter talk that they hold."""
        return self.team.talk(protocol.model_copy(update={"rounds": self.rounds}))


class Raised(NamedTuple):
    """A team, and one seat of it that might be told what is right each time that another would be."""

    team: Team
    place: int = 0
    accuracy: float = 1.0

    def talk(self, protocol: Protocol) -> Deliberation:
        """Return the talk that they hold, time and again."""
        return self.team.talk(protocol)


class Lone(NamedTuple):
    """One seat that stays as it began among several that began otherwise.

    Attributes:
        place: where it sits.
        others: who they are.
        options: how many may be chosen from.
    """

    place: int
    others: tuple[Agent, ...]
    options: int = 2

    def team(self, *, right: bool) -> Team:
        """Return them all: the one alone knows what is right, or all but it."""
        agents = [*self.others]
        agents.insert(self.place, Stubborn())
        sure = [float(not right)] * len(agents)
        sure[self.place] = float(right)
        return Team(tuple(agents), tuple(sure), self.options)

    def talk(self, protocol: Protocol) -> Deliberation:
        """Return the talk that they hold, time and again."""
        return self.team(right=True).talk(protocol)


@st.composite
def teams(draw: DrawFn, target: Protocol, *, of: SearchStrategy[Agent], seats: range = range(3, 8)) -> Team:
    """Draw a team that the protocol suits, and the fewest options.

    Args:
        draw: given by Hypothesis.
        target: the protocol.
        of: a strategy of those who sit there.
        seats: how many there may be; the fewest more that it takes where it takes none of these.
    """
    ((options, fit),) = sizes(target, seats, FEWEST).items()
    agents = tuple(draw(of) for _ in range(draw(st.sampled_from(fit))))
    return Team(agents, tuple(draw(st.sampled_from(ACCURACIES)) for _ in agents), options)


def alone_among(target: Protocol, others: int) -> SearchStrategy[Lone]:
    """Return a strategy of where one sits among so many conformists."""
    (options,) = sizes(target, range(others + 1, others + 2), FEWEST)
    place = st.integers(0, others)
    return st.builds(Lone, place, st.just((Conformist(),) * others), st.just(options))


def lengths(target: Protocol) -> list[tuple[int, int]]:
    """Return pairs of how many rounds a protocol may have, and how many more, the fewest first."""
    own: Any = getattr(target, "rounds", None)
    start = own if isinstance(own, int) else 1
    counts = [rounds for rounds in sorted({*range(1, 9), *range(start, start + 8)}) if _lasts(target, rounds)]
    return [(few, many - few) for few in counts[:2] for many in counts if 0 < many - few <= MORE]


def _lasts(target: Protocol, rounds: int) -> bool:
    """Tell whether it may have so many rounds."""
    try:
        target.model_copy(update={"rounds": rounds})
    except SpecError:
        return False
    return True
