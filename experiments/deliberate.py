"""One deliberation in one call: `moot.run`, and `moot.deliberate` inside trio or asyncio."""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from ..agents import FunctionAgent
from ..sim import (
    Agent,
    Influence,
    Interceptor,
    Journal,
    Lens,
    Observer,
    Panel,
    Protocol,
    Question,
    Rule,
    Setting,
    Signals,
    SpecError,
    Table,
    Topology,
    Verdict,
    decide,
)
from .catalogue import typed
from .live import opened, talking
from .panels import counted
from .running import in_either, in_trio

if TYPE_CHECKING:
    from ..agents.live import Session, Terms
    from .influence.causal import Causal

SeatSpec = Agent | str | Callable[..., Any]


class Result:
    """What came of one deliberation.

    Attributes:
        journal: the record.
        rule: the rule that it was decided under.
        verdict: the decision.
        setting: who sat there, how they talked; None where only the record is left.
    """

    def __init__(self, journal: Journal, rule: Rule, setting: Setting | None = None) -> None:
        self.journal = journal
        self.rule = rule
        self.setting = setting

    @cached_property
    def verdict(self) -> Verdict:
        """The decision, with its honest word."""
        return decide(self.journal, self.rule)

    @cached_property
    def _influence(self) -> Influence:
        return Influence(self.journal)

    def influence(self) -> Influence:
        """Return who moved whom, declared and observed; `.graph` is the networkx graph."""
        return self._influence

    def causal(self, **options: Any) -> "Causal":
        """Ask the seats again what they would have said, had they heard fewer.

        Args:
            **options: those of `moot.causal`.
        """
        from .influence.study import causal  # noqa: PLC0415 - only wanted by those who ask

        return causal(self.journal, **({"setting": self.setting} | options))

    def __str__(self) -> str:
        """Return the page that a person reads."""
        from .page import page  # noqa: PLC0415 - rich is loaded by those who print

        return page(self.journal, self.rule)

    def markdown(self) -> str:
        """Return the page as Markdown."""
        from .page import facts, markdown  # noqa: PLC0415 - only wanted by those who ask

        return markdown(facts(self.journal, self.rule))

    def html(self) -> str:
        """Return the page as one HTML file that needs nothing beside it."""
        from .page import facts, html  # noqa: PLC0415 - the same

        return html(facts(self.journal, self.rule))

    def __repr__(self) -> str:
        return f"<Result {self.verdict.word} {self.verdict.winners} digest {self.journal.digest[:12]}>"


@in_either
async def deliberate(
    question: Question | str,
    panel: Panel | Mapping[str, SeatSpec] | Sequence[SeatSpec],
    protocol: Protocol | str = "debate",
    *,
    rule: Rule | str = "plurality",
    topology: Topology | str = "complete",
    lens: Lens | str = "everything",
    interceptors: Sequence[Interceptor | str] | Interceptor = (),
    evidence: Signals | None = None,
    seed: int = 0,
    within: float = 600.0,
    observers: Sequence[Observer] = (),
    live: "Terms | Session | None" = None,
) -> Result:
    """Hold one deliberation and decide it, inside trio; or inside asyncio, where trio is a guest.

    There, too, asynchronous agents run under trio.

    Args:
        question: what is decided; a text alone is an open question.
        panel: a `Panel`, or agents by seat name, or agents alone (`Seat-1`, ...). An agent is a value, a
            bundled name, a dotted path, or any function from a turn to a stance.
        protocol: how they talk, or its name.
        rule: how they decide, or its name.
        topology: who hears whom, or its name.
        lens: what listeners get to see, or its name.
        interceptors: what is done to statements on their way: one, or several one behind the other, each a
            value or a name.
        evidence: what nature tells each seat alone.
        seed: fixes every random draw.
        within: the deadline of an ask, in seconds.
        observers: told each entry as it is recorded.
        live: on what terms models are asked, as `moot.agents.live.Terms`; or a session that is open, which
            several talks can share.

    Raises:
        SpecError: something asked for cannot be.
        NotRecorded: calls are replayed, and one of them is not there.
    """
    names = typed()
    chosen = Rule.load(rule, names)
    asked = Question.load({"text": question} if isinstance(question, str) else question)
    setting = Setting.load(
        {
            "panel": seated(panel),
            "protocol": protocol,
            "topology": topology,
            "lens": lens,
            "interceptors": interceptors,
            "ballot": chosen.needs(asked),
            "within": within,
        },
        names,
    )
    table = Table(setting)
    async with opened([setting], live) as session:
        with talking(session, 0, seed):
            journal = await table.talk(asked, evidence=evidence, seed=seed, observers=observers)
    return Result(journal, chosen, setting)


def run(
    question: Question | str,
    panel: Panel | Mapping[str, SeatSpec] | Sequence[SeatSpec],
    protocol: Protocol | str = "debate",
    **options: Any,
) -> Result:
    """Hold one deliberation and decide it; `deliberate` for those who do not await it.

    Inside asyncio, as in a notebook, it runs in a thread, and the loop waits for it.

    >>> from moot.agents import Stubborn
    >>> from moot.sim import Question
    >>> result = run(Question(text="Tea?", options=["Yes", "No"]), [Stubborn(stance="Yes")] * 3)
    >>> result.verdict.word
    'unanimous'
    """
    return in_trio(partial(deliberate, question, panel, protocol, **options))


def seated(panel: Panel | Mapping[str, SeatSpec] | Sequence[SeatSpec]) -> Panel:
    """Return the panel of what was given for one: agents by name, or agents alone."""
    if isinstance(panel, Panel):
        return panel
    if not isinstance(panel, Mapping | list | tuple):
        raise SpecError(
            f"a panel is agents in a list or by name, not {panel!r:.80}: for one seat write [agent]"
        )
    try:
        counted(max(1, len(panel)))
    except ValueError as error:
        raise SpecError(str(error)) from error
    items = panel if isinstance(panel, Mapping) else {f"Seat-{i}": agent for i, agent in enumerate(panel, 1)}
    return Panel.load(
        {"seats": tuple({"name": name, "agent": _agent(agent)} for name, agent in items.items())}
    )


def _agent(agent: SeatSpec) -> Agent:
    if isinstance(agent, Agent):
        return agent
    if isinstance(agent, str):
        return Agent.load(agent, typed())
    if callable(agent) and not isinstance(agent, type):
        return FunctionAgent(function=agent)
    raise SpecError(f"{agent!r:.80} cannot sit at a table: give an agent, its name, or a function of a turn")
