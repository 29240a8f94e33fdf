"""Bayesian: its belief is Bayes' rule, in exact fractions."""

from collections import Counter
from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moot.agents import Bayesian, Stubborn
from moot.sim import Evidence, Floor, Journal, Question, Reply, Said

Talk = Callable[..., Journal]
accuracies = st.integers(1, 19).map(lambda n: Fraction(n, 20))


def replies(
    talk: Talk, agent: Bayesian, options: str, signals: tuple[Evidence, ...], others: str
) -> list[Reply]:
    question = Question(text="Q", options=tuple(options))

    async def run(floor: Floor) -> None:
        for _ in floor.rounds(2):
            await floor.ask("open")

    panel = (agent, *(Stubborn(stance=stance) for stance in others))
    journal = talk(panel, run, question, evidence={"A": signals})
    return [entry.reply for entry in journal.entries if isinstance(entry, Said) and entry.place == 0]


def posterior(options: str, votes: list[tuple[str, Fraction]]) -> dict[str, Fraction]:
    """Bayes' rule over independent signals, from a uniform prior."""
    weight = dict.fromkeys(options, Fraction(1))
    for vote, p in votes:
        for option in options:
            weight[option] *= p if option == vote else (1 - p) / (len(options) - 1)
    total = sum(weight.values())
    return {option: share / total for option, share in weight.items()}


@settings(max_examples=60)
@given(
    st.sampled_from(["xy", "xyz", "wxyz"]),
    st.lists(st.tuples(st.sampled_from("xy"), accuracies), max_size=3),
    st.text("xy", max_size=5),
    accuracies,
)
def test_the_belief_is_the_posterior(
    talk: Talk, options: str, signals: list[tuple[str, Fraction]], others: str, peers: Fraction
) -> None:
    evidence = tuple(Evidence(stance=stance, accuracy=float(p)) for stance, p in signals)
    alone, after = replies(talk, Bayesian(peers=float(peers)), options, evidence, others)
    for reply, votes in ((alone, signals), (after, signals + [(stance, peers) for stance in others])):
        exact = posterior(options, votes)
        assert dict(reply.belief) == pytest.approx(
            {option: float(p) for option, p in exact.items()}, abs=1e-9
        )
        assert exact[str(reply.stance)] == max(exact.values())
        assert reply.confidence == pytest.approx(float(max(exact.values())), abs=1e-9)


def test_its_own_accuracy_stands_in_where_the_evidence_has_none(talk: Talk) -> None:
    first, _ = replies(talk, Bayesian(accuracy=0.9), "xy", (Evidence(stance="x"),), "")
    assert dict(first.belief) == pytest.approx({"x": 0.9, "y": 0.1})


@pytest.mark.parametrize("accuracy", [0.0, 1.0])
def test_certain_evidence_is_believed_without_dividing_by_zero(talk: Talk, accuracy: float) -> None:
    first, _ = replies(talk, Bayesian(), "xy", (Evidence(stance="x", accuracy=accuracy),), "")
    assert first.stance == ("x" if accuracy else "y")
    assert dict(first.belief)["x"] == pytest.approx(accuracy, abs=1e-6)


def test_a_tie_keeps_what_is_held_and_is_drawn_where_nothing_is(talk: Talk) -> None:
    _, after = replies(talk, Bayesian(accuracy=0.6, peers=0.6), "xy", (Evidence(stance="x"),), "y")
    assert after.stance == "x"
    drawn: Counter[object] = Counter()
    for seed in range(60):
        journal = talk((Bayesian(),), _once, Question(text="Q", options=("x", "y")), seed=seed)
        drawn[next(entry.reply.stance for entry in journal.entries if isinstance(entry, Said))] += 1
    assert set(drawn) == {"x", "y"}


async def _once(floor: Floor) -> None:
    await floor.ask("open")
