"""Whatever is put together: no bundled seat fails, replay and resume give the same, every seat is counted."""

from collections.abc import Callable
from functools import partial
from typing import Any

from hypothesis import example, given, reject, settings
from hypothesis import strategies as st

from moot.experiments.catalogue import BUNDLED, typed
from moot.experiments.page import facts, html, markdown, page
from moot.protocols.rules import Plurality
from moot.sim import Missing, Question, Setting, SpecError, Table, ballots, decide, parse, replay, resume

RULE = Plurality()
NAMES = typed()
PICK = Question(text="Which?", options=("x", "y", "z"))
NUMBER = Question(text="How many?", range=(0.0, 10.0))
QUESTIONS = (
    PICK,
    NUMBER,
    Question(text="Why?"),
    Question(text="Both?", parts=(PICK, NUMBER)),
    Question(text="Two?", parts=(PICK, Question(text="Why?"))),
    Question(text="Twenty?", options=tuple(map(str, range(20)))),
)
RECORDED = [{"stance": "x", "argument": "why x", "credits": ["Voice-1"]}, {"stance": "y"}]
ARGUING = {"use": "conformist", "eloquence": 0.7, "bias": 0.0, "susceptibility": 2.0}
AGENTS = (
    ARGUING,
    {"use": "persuadable", "eloquence": 0.5},
    {"use": "recorded", "lines": RECORDED},
    *sorted(BUNDLED["agent"].keys() - {"crashing", "slow"}),
)
LENSES = (*sorted(BUNDLED["lens"]), {"use": "lenses", "lenses": ["anonymous", "argument-only"]})
FAULTS = [{"use": use, "rate": 0.5} for use in ("drop", "delay", "duplicate", "reorder", "corrupt")]
CALLED = ("Voice-1", "日本", 'a "b" <c>', "Answer 1", "everyone")


@settings(max_examples=200)
@given(
    agents=st.lists(st.sampled_from(AGENTS), min_size=1, max_size=5),
    question=st.sampled_from(QUESTIONS),
    protocol=st.sampled_from(sorted(BUNDLED["protocol"])),
    lens=st.sampled_from(LENSES),
    topology=st.sampled_from(sorted(BUNDLED["topology"])),
    interceptors=st.lists(st.sampled_from(FAULTS), max_size=2),
    cut=st.integers(1, 20),
)
@example(
    agents=[ARGUING] * 3,
    question=QUESTIONS[3],
    protocol="council",
    lens="argument-only",
    topology="complete",
    interceptors=[],
    cut=1,
)
def test_a_table_of_anything(
    trio_run: Callable[..., Any], agents: list[Any], question: Question, cut: int, **made: Any
) -> None:
    seats = [{"name": name, "agent": agent} for name, agent in zip(CALLED, agents, strict=False)]
    try:
        table = Table(Setting.load({"panel": {"seats": seats}, **made}, NAMES))
        table.check(question)
    except SpecError:  # too few seats, or no options
        reject()
    journal = trio_run(partial(table.talk, question))
    assert not [one for one in journal.entries if isinstance(one, Missing) and one.outcome == "failed"]

    lines = list(journal.lines())
    assert trio_run(partial(replay, parse(b"".join(lines)), NAMES)).same
    half = parse(b"".join(lines[: min(cut, len(lines) - 1)]), partial=True)
    assert trio_run(partial(resume, half, NAMES)).digest == journal.digest

    verdict, counted = decide(journal, RULE), ballots(journal)
    asked = [table.seats[place] for place in [ask.places for ask, _ in journal.asks() if ask.ballot][-1]]
    assert len(asked) == verdict.electorate == sum(verdict.counts.values()) + len(verdict.missing)
    assert {*counted.cast, *counted.missing} == {*asked}
    told = facts(journal, RULE)
    for shown in (page(journal, RULE), markdown(told), html(told)):
        assert "None" not in shown
