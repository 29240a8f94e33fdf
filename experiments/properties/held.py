"""What talks are held at: the table itself, or a table with a protocol or an agent of which much is asked."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from ...agents.live.ledger import Caps, Ledger, Spent
from ...agents.live.prices import Prices
from ...sim import (
    Agent,
    Ballots,
    Journal,
    Missing,
    Panel,
    Protocol,
    Question,
    Replay,
    Seat,
    Setting,
    SpecError,
    Table,
    Value,
    ballots,
    replay,
)
from ...sim.value import name_of
from ..catalogue import typed
from .cases import PEOPLE, WRONG, Deliberation, refused
from .ending import EndlessError, OverError, at_once
from .property import called
from .seated import declined, fits, sizes
from .strategies import deliberations, questions
from .strategies.questions import ASKED, of_kind

TABLE = "table"
"""The name of the table itself."""


class Kernel(Value):
    """The table, as what properties of it are tried on. What is broken on purpose overrides a part of it."""

    kind: ClassVar[type[Table]] = Table
    """What talks are held at."""
    books: ClassVar[type[Ledger]] = Ledger
    """What keeps the account of a run."""

    def table(self, setting: Setting) -> Table:
        """Return a table."""
        return self.kind(setting)

    def talks(self, **bounds: Any) -> SearchStrategy[Deliberation]:
        """Return a strategy of talks at it; bounds are those of `deliberations`."""
        return deliberations(**bounds)

    def hold(self, case: Deliberation, **options: Any) -> Journal:
        """Hold a talk; options are those of `Table.talk`."""
        return case.hold(self.table, **options)

    def replay(self, journal: Journal) -> Replay:
        """Run a journal again, at such a table, in a time of its own."""
        return at_once(self.replaying(journal))

    def replaying(self, journal: Journal) -> Callable[[], Awaitable[Replay]]:
        """Return what runs a journal again inside trio."""
        return partial(replay, journal, typed(), self.table)

    def spec(self) -> dict[str, Any]:
        """Return the JSON form: the table is called so; what is broken on purpose has its own name."""
        return {"use": TABLE if type(self) is Kernel else name_of(type(self))} | super().spec()

    def ballots(self, journal: Journal) -> Ballots:
        """Return what there is to count."""
        return ballots(journal)

    def ledger(self, caps: Caps, prices: Prices, spent: Spent) -> Ledger:
        """Return the account of a run that may spend no more than this, and has spent so much already."""
        return self.books(caps, prices, spent)


class Under(Kernel):
    """The table, with talks under one protocol."""

    protocol: Protocol

    def talks(self, *, min_seats: int = 1, **bounds: Any) -> SearchStrategy[Deliberation]:
        """Return a strategy of talks under it, on such questions, and with as many seats, as it takes.

        Raises:
            SpecError: it takes none that is drawn.
        """
        found = taken(self.protocol, range(min_seats, 7)) or taken(self.protocol)
        if not found:
            raise SpecError(untaken(self.protocol))
        enough = max(min(fit) for fit in found.values())
        most = max(enough, *(max(fit) for fit in found.values()))
        drawn = deliberations(of=st.sampled_from([*found]), min_seats=enough, max_seats=most, **bounds)
        held = drawn.map(lambda talk: talk.under(self.protocol))
        return held.filter(lambda talk: not refused(self.protocol, talk.question, talk.panel.names))


def taken(protocol: Protocol, seats: range = range(1, 7)) -> dict[Question, list[int]]:
    """Return the questions that a protocol takes, each with how many seats: of these, or the fewest more."""
    choices = {of_kind("choice", among): fit for among, fit in sizes(protocol, seats, range(2, 5)).items()}
    others = {ASKED[kind]: fits(protocol, ASKED[kind], seats) for kind in ASKED if kind != "choice"}
    return choices | {question: fit for question, fit in others.items() if fit}


def untaken(protocol: Protocol) -> str:
    """Say why a protocol can be held on no question that is drawn; an empty string if it can."""
    if taken(protocol):
        return ""
    why = declined(protocol, ASKED.values(), range(1, len(PEOPLE) + 1))
    return f"it cannot be held with up to {len(PEOPLE)} seats: {why}"


class With(Kernel):
    """The table, with an agent who sits there among others."""

    agent: Agent

    def talks(self, **bounds: Any) -> SearchStrategy[Deliberation]:
        """Return a strategy of talks that it takes part in, on such questions as it takes."""
        why = {kind: refused(self.agent, question, PEOPLE[:2]) for kind, question in ASKED.items()}
        some = [kind for kind in ASKED if not why[kind]]
        if not some:
            raise SpecError(f"{called(self.agent)} cannot sit there: {next(iter(why.values()))}")
        kinds = [kind for kind in some if self._answers(ASKED[kind])] or some

        @st.composite
        def seated(draw: DrawFn) -> Deliberation:
            talk = draw(deliberations(of=questions(kinds=kinds), **bounds))
            seats = list(talk.panel.seats)
            place = draw(st.integers(0, len(seats) - 1))
            seats[place] = Seat(name=seats[place].name, agent=self.agent)
            panel = talk.panel.model_copy(update={"seats": tuple(seats)})
            return talk.model_copy(update={"panel": panel})

        return seated()

    def _answers(self, question: Question) -> bool:
        """Tell whether it has something to say of a question, alone: if only that it abstains."""
        panel = Panel(seats=(Seat(name=PEOPLE[0], agent=self.agent),))
        try:
            (_, outcomes), *_ = Deliberation(question=question, panel=panel).hold().asks()
        except EndlessError as error:
            raise OverError(f"of the last talk: {error}") from None
        return not any(isinstance(one, Missing) and one.outcome in WRONG for one in outcomes)


def at_table(target: Any) -> Kernel:
    """Return the table at which something is tried: itself, or one with this protocol or agent."""
    if isinstance(target, Protocol):
        return Under(protocol=target)
    return With(agent=target) if isinstance(target, Agent) else target


def sits(target: Any) -> str:
    """Say why no talk is held again with something; an empty string if one is."""
    if isinstance(target, Agent):
        return "a world outside is behind it" if target.live else ""
    if isinstance(target, Protocol):
        return untaken(target)
    if isinstance(target, Kernel):
        return ""
    return f"it is about the table, protocols and agents, and this is {called(target)}"
