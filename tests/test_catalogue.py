"""What every bundled agent and every bundled protocol must hold to, found by walking the catalogues."""

import pickle
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from moot.agents import AGENTS, Conformist, Crashing, DeGroot, Random, Silent, Stubborn
from moot.experiments.catalogue import BUNDLED
from moot.protocols import PROTOCOLS
from moot.protocols.rules import Plurality
from moot.sim import (
    Agent,
    Ask,
    Evidence,
    Floor,
    Journal,
    Missing,
    Names,
    Protocol,
    Question,
    Reply,
    Said,
    SpecError,
    Topology,
    Turn,
    decide,
    parse,
    replay,
    resume,
)

QUESTIONS = {
    "choice": Question(text="Q", options=("x", "y", "z"), answer="y"),
    "number": Question(text="N", range=(0.0, 1.0), answer=0.5),
    "text": Question(text="Why?"),
}
QUESTIONS["parts"] = Question(text="P", parts=tuple(QUESTIONS.values())[:2])
SEEDS = range(3)
SEATS = {"council": 3, "critique": 2, "devils-advocate": 2, "judged-debate": 3}
"""How many seats a protocol needs, where one is not enough; it refuses fewer."""
NEEDED = {"model": {"model": "vendor/m"}}
"""What an agent must be given."""
DECIDED_BY_ONE = ("council", "judged-debate")
Talk = Callable[..., Journal]


@pytest.fixture(params=AGENTS)
def agent(request: pytest.FixtureRequest, names: Names) -> Agent:
    return Agent.load({"use": request.param, **NEEDED.get(request.param, {})}, names)


@pytest.fixture(params=PROTOCOLS)
def protocol(request: pytest.FixtureRequest, names: Names) -> Protocol:
    return Protocol.load(request.param, names)


@pytest.fixture(params=QUESTIONS)
def question(request: pytest.FixtureRequest) -> Question:
    return QUESTIONS[request.param]


def table(agent: Agent) -> tuple[Agent, ...]:
    """An agent twice, among others who agree, differ, fail and keep silent."""
    return (agent, Random(), Stubborn(), agent, Conformist(), DeGroot(), Silent(), Crashing())


def needs(protocol: Protocol) -> int:
    return SEATS.get(protocol.spec()["use"], 1)


def electorate(protocol: Protocol, seats: int) -> int:
    """How many of the seats decide."""
    return 1 if protocol.spec()["use"] in DECIDED_BY_ONE else seats


def signals(question: Question) -> dict[str, tuple[Evidence, ...]]:
    return {} if question.answer is None else {"A": (Evidence(stance=question.answer, accuracy=0.9),)}


def check_outcomes(journal: Journal) -> None:
    """Every ask ends, for each seat asked, in exactly one outcome, in the order of the panel."""
    asks = list(journal.asks())
    assert asks
    for ask, outcomes in asks:
        assert [outcome.place for outcome in outcomes] == list(ask.places)
        assert all(isinstance(outcome, Said | Missing) for outcome in outcomes)
    assert sum(journal.statistics().outcomes.values()) == sum(len(ask.places) for ask, _ in asks)
    assert [ask.number for ask, _ in asks] == list(range(1, len(asks) + 1))


def test_every_agent_under_every_protocol(
    talk: Talk, trio_run: Callable[..., Any], names: Names, agent: Agent, protocol: Protocol
) -> None:
    """One digest twice; the same after pickling; replayed; resumed from the middle; the whole electorate."""
    question = QUESTIONS["choice"]
    panel = table(agent)
    for seed in SEEDS:
        journal = talk(panel, protocol, question, seed=seed, evidence=signals(question))
        check_outcomes(journal)
        assert journal.status == "finished"
        copied = pickle.loads(pickle.dumps((panel, protocol)))
        assert talk(*copied, question, seed=seed, evidence=signals(question)).digest == journal.digest
        content = b"".join(journal.lines())
        assert trio_run(partial(replay, parse(content), names)).same
        middle = content[: content.index(b"\n", len(content) // 2) + 1]
        assert trio_run(partial(resume, parse(middle, partial=True), names)).digest == journal.digest
        verdict = decide(journal, Plurality())
        assert verdict.electorate == electorate(protocol, len(panel))
        assert verdict.electorate == sum(verdict.counts.values()) + len(verdict.missing)


def test_every_agent_on_every_kind_of_question(talk: Talk, agent: Agent, question: Question) -> None:
    """It answers, abstains or is invalid; it never fails, unless failing is what it is for."""
    journal = talk(
        (agent, agent, agent), Protocol.load("debate", Names(BUNDLED)), question, evidence=signals(question)
    )
    check_outcomes(journal)
    allowed = {"failed"} if isinstance(agent, Crashing) else {"replied", "abstained", "invalid"}
    assert journal.statistics().outcomes.keys() <= allowed
    for entry in journal.entries:
        if isinstance(entry, Said):
            assert question.problem(entry.reply.stance) == ""


def test_every_agent_on_every_kind_of_question_under_every_protocol(
    talk: Talk,
    trio_run: Callable[..., Any],
    names: Names,
    agent: Agent,
    protocol: Protocol,
    question: Question,
) -> None:
    """It may be silent or say what is no answer; what is said is one, and it never fails."""
    journal = talk((agent, agent, Random(), agent), protocol, question, evidence=signals(question))
    check_outcomes(journal)
    allowed = {"replied", "abstained", "invalid"} | ({"failed"} if isinstance(agent, Crashing) else set())
    assert journal.statistics().outcomes.keys() <= allowed
    content = b"".join(journal.lines())
    assert trio_run(partial(replay, parse(content), names)).same


def test_every_agent_is_a_pure_function_of_its_turn(talk: Talk, agent: Agent, question: Question) -> None:
    compared: list[tuple[Any, Any]] = []

    async def answer(turn: Turn) -> Any:
        """What it says to a fresh copy of the turn; the type of what it raises."""
        try:
            said = agent.act(turn.without())
            return said if isinstance(said, Reply) else await said
        except Exception as error:  # noqa: BLE001 - an error is an answer, too
            return type(error)

    async def twice(turn: Turn) -> Any:
        compared.append((await answer(turn), await answer(turn)))
        return compared[-1][0] if isinstance(compared[-1][0], Reply) else None

    async def run(floor: Floor) -> None:
        for _ in floor.rounds(3):
            await floor.ask("open")

    talk((twice, Random(), Random()), run, question)
    assert len(compared) == 3
    assert [one for one, _ in compared] == [other for _, other in compared]


def fits(shape: Topology, n: int) -> bool:
    """Whether a shape can be had with so few seats: of five, every shape can be as it is by default."""
    try:
        shape.links(tuple("ABCDE"[:n]))
    except SpecError:
        return n == 5
    return True


def test_every_protocol_on_every_topology(talk: Talk, names: Names, protocol: Protocol) -> None:
    for name in BUNDLED["topology"]:
        shape = Topology.load(name, names)
        for n in (n for n in (1, 2, 5) if fits(shape, n)):
            if n < needs(protocol):
                with pytest.raises(SpecError, match=f"needs {needs(protocol)} seats at least.*has {n}"):
                    talk((Conformist(),) * n, protocol, QUESTIONS["choice"], topology=shape)
                continue
            journal = talk((Conformist(),) * n, protocol, QUESTIONS["choice"], topology=shape)
            check_outcomes(journal)
            last = [entry for entry in journal.entries if isinstance(entry, Ask)][-1]
            assert last.ballot
            assert len(last.places) == electorate(protocol, n)
            assert decide(journal, Plurality()).electorate == electorate(protocol, n)


def test_every_protocol_keeps_the_electorate_when_all_fail(talk: Talk, protocol: Protocol) -> None:
    journal = talk((Crashing(), Silent(), Crashing()), protocol, QUESTIONS["choice"])
    check_outcomes(journal)
    verdict = decide(journal, Plurality())
    asked = electorate(protocol, 3)
    assert (verdict.word, verdict.electorate, len(verdict.missing)) == ("no answer", asked, asked)


def test_every_protocol_waits_for_simulated_time_in_no_time(talk: Talk, protocol: Protocol) -> None:
    def hour(turn: Turn) -> Reply:
        return turn.say("x", after=3599.0)

    journal = talk((hour, hour, Random()), protocol, QUESTIONS["choice"], setting={"within": 3600.0})
    check_outcomes(journal)
    ranks = [ask for ask, _ in journal.asks() if ask.phase == "rank"]  # which `hour` does not know to answer
    assert journal.statistics().outcomes.keys() - ({"invalid"} if ranks else set()) == {"replied"}
