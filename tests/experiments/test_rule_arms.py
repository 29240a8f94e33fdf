"""Arms that differ only in the rule share a talk; seats cast what all the rules need; some rules learn."""

import math
from collections.abc import Callable, Sequence
from typing import Any

import pytest
import trio

from moot.agents import Bayesian, Conformist, Persuadable, Stubborn
from moot.experiments.arms import Arms
from moot.experiments.catalogue import typed
from moot.experiments.comparison import Comparison, compare
from moot.experiments.experiment import conduct, experiment
from moot.experiments.measures import Seen
from moot.experiments.measures.accuracy import accuracy, accuracy_split
from moot.experiments.panels import SeatGroup, Seating
from moot.experiments.plan import Plan, plan
from moot.experiments.results import read
from moot.experiments.sources.synthetic import Synthetic
from moot.experiments.spec import Spec
from moot.experiments.store import Store
from moot.protocols import Debate, Poll
from moot.protocols.rules import (
    RULES,
    ConclusionBased,
    Cumulative,
    Hedge,
    LogOddsWeighted,
    Plurality,
    PremiseBased,
    Quadratic,
    RandomBallot,
)
from moot.sim import (
    Agent,
    Ballots,
    Journal,
    Question,
    Reply,
    Rule,
    SpecError,
    Verdict,
    ballots,
    decide,
    learnt,
    shared,
)

MIXED = (
    SeatGroup(name="Bay", agent=Bayesian(), count=2),
    SeatGroup(name="Per", agent=Persuadable(), count=2),
    SeatGroup(name="Con", agent=Conformist()),
)
Talk = Callable[..., Journal]


def spec(rules: Sequence[Rule], seats: tuple[SeatGroup, ...] = MIXED, **more: Any) -> Spec:
    arms = Arms(protocol=(Debate(rounds=2),), rule=tuple(rules), panel=(Seating(seats=seats),))
    source = Synthetic(count=more.pop("count", 12), options=4, difficulty=0.5)
    return Spec(questions=source, arms=arms, seed=3, **more)


def named(*names: str) -> list[Rule]:
    return [Rule.load(name, typed()) for name in names]


def planned(made: Spec) -> Plan:
    return plan(made, typed())


CHOOSING = named(
    "plurality",
    "borda",
    "approval",
    "score",
    "star",
    "majority-judgment",
    "cumulative",
    "confidence-weighted",
    "surprisingly-popular",
    "liquid",
    "linear-pool",
    "logarithmic-pool",
    "extremised-pool",
    "random-ballot",
    "sortition",
    "instant-runoff",
)


def held(made: Plan) -> Comparison:
    with Store(write=True) as store:
        trio.run(conduct, made, store)
        return compare(read(store))


def test_all_rules_are_decided_on_one_talk() -> None:
    made = planned(spec(CHOOSING))
    assert made.size == 12
    assert {tuple(task.rules) for task in made.tasks()} == {tuple(range(len(CHOOSING)))}
    found = held(made)
    for row in found.rows:
        assert (dict(row.missing), dict(row.uncast)) == ({}, {}), row.label
        assert row.ballots == 12 * 5
    talked = {tuple(row.estimates[name].mean for name in ("agreement", "messages")) for row in found.rows}
    assert len(talked) == 1
    assert len({row.estimates["accuracy-split"].mean for row in found.rows}) > 2


def test_what_is_said_does_not_hang_on_the_rules() -> None:
    alone = held(planned(spec([Plurality()]))).rows[0]
    among = held(planned(spec(CHOOSING))).rows[0]
    # a ballot that wants a confidence gets one from seats that else say none
    kept = alone.estimates.keys() - {"brier", "log-score"}
    assert {name: alone.estimates[name] for name in kept} == {name: among.estimates[name] for name in kept}


def test_two_ballots_of_one_kind_are_two_talks() -> None:
    made = planned(spec([Plurality(), Cumulative(), Quadratic(), Cumulative(budget=3.0)]))
    assert [tuple(task.rules) for task in made.tasks()] == [(0, 1), (2,), (3,)] * 12
    assert made.size == 3 * 12
    assert all(not row.missing and not row.uncast for row in held(made).rows)


@pytest.mark.parametrize("agent", [Bayesian(), Persuadable(), Conformist(), Stubborn()])
def test_simulated_seats_cast_every_ballot(agent: Agent) -> None:
    """Also where several options are equally probable, up to rounding."""
    made = planned(spec(CHOOSING, (SeatGroup(name="S", agent=agent, count=4),), count=40, replicates=2))
    for row in held(made).rows:
        assert (dict(row.missing), dict(row.uncast)) == ({}, {}), row.label


def test_a_seat_without_a_belief_casts_a_bullet_ballot(talk: Talk) -> None:
    question = Question(text="?", options=("x", "y", "z"))
    needs = [rule.needs(question) for rule in CHOOSING]
    (ballot,) = set(shared(needs))
    journal = talk((Stubborn(stance="y"),), Poll(), question, setting={"ballot": ballot})
    assert ballots(journal).cast["A"] == Reply.load(
        {
            "stance": "y",
            "ranking": ["y"],
            "approvals": ["y"],
            "scores": {"y": 5.0},
            "points": {"y": 10.0},
            "confidence": 1.0,
            "prediction": {"y": 1.0},
            "belief": {"y": 1.0},
        }
    )


def test_a_rule_that_cannot_decide_the_questions_is_refused_before_any_talk() -> None:
    for name in ("mean", "premise-based", "hedge", "log-odds-weighted", "geometric-mean-of-odds"):
        with pytest.raises(SpecError, match=name):
            planned(spec(named(name)))


QUESTIONS = [
    Question(text="?", options=("x", "y")),
    Question(text="?", range=(0.0, 1.0)),
    Question(text="?"),
    Question(text="?", parts=tuple(Question(text=part, options=("x", "y")) for part in "ab")),
]


def refusal(asked: Callable[[], object]) -> str:
    """What a SpecError says; an empty string where there is none."""
    try:
        asked()
    except SpecError as error:
        return str(error)
    return ""


@pytest.mark.parametrize("name", RULES)
@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.kind)
def test_a_rule_decides_a_question_or_says_in_one_line_why_not(name: str, question: Question) -> None:
    (rule,) = named(name)
    assert rule.name == name
    cast = Ballots(question, {"S": Reply(delegate="T")}, {})
    before, after = refusal(lambda: rule.needs(question)), refusal(lambda: rule.tally(cast))
    assert not before or after == before
    assert "\n" not in after
    if not after:
        verdict = decide(cast, rule)
        assert verdict.word in ("no decision", "tie")
        assert rule.why(cast, verdict.tally).endswith(".")


def test_rules_that_learn_learn_from_question_to_question() -> None:
    source = Synthetic(count=60, options=2, accuracy=(0.95, 0.5, 0.5, 0.5, 0.5))
    rules = (Plurality(), Hedge(horizon=60), LogOddsWeighted(estimate=True))
    arms = Arms(protocol=(Poll(),), rule=rules, panel=(Seating(agent=Stubborn(), count=5),))
    made = planned(Spec(questions=source, arms=arms, seed=1, replicates=3))
    found = held(made)
    plain, hedge, odds = (row.estimates["accuracy-split"].mean or 0.0 for row in found.rows)
    assert all(not row.missing for row in found.rows)
    assert plain < 0.8
    assert hedge > plain + 0.1
    assert odds > plain + 0.1
    assert experiment(made.spec, typed()).json() == found.json()


def test_what_a_rule_learns_is_the_fold_over_the_journals_before(talk: Talk) -> None:
    """The verdict on the third question is that of the rule taught by the first two, in their order."""
    votes = ["xxy", "yxy", "xyy"]
    questions = [Question(text=f"q{i}", options=("x", "y"), answer="x") for i in range(3)]
    journals = [
        talk([lambda turn, vote=vote: vote for vote in row], Poll(), question)
        for row, question in zip(votes, questions, strict=True)
    ]
    rule = learnt(Hedge(horizon=3), journals[:2])
    by_hand = Hedge(horizon=3).after(ballots(journals[0])).after(ballots(journals[1]))
    assert rule == by_hand
    eta = math.sqrt(8 * math.log(3) / 3)
    weights = [math.exp(-eta * lost) for lost in (1, 0, 2)]
    share = weights[0] / math.fsum(weights)
    assert decide(journals[2], rule).tally.scores["x"] == pytest.approx(share, abs=1e-12)


def measured(rule: Rule, *stances: Any, question: Question, talk: Talk) -> tuple[float | None, float | None]:
    panel = [lambda turn, stance=stance: stance for stance in stances]
    journal = talk(panel, Poll(), question)
    verdict: Verdict = decide(journal, rule)
    seen = Seen(journal)
    return accuracy(seen, verdict), accuracy_split(seen, verdict)


def test_a_lottery_is_right_with_the_chance_of_the_truth(talk: Talk) -> None:
    question = Question(text="?", options=("x", "y", "z"), answer="x")
    assert measured(RandomBallot(), "x", "y", "y", "y", question=question, talk=talk) == (0.0, 0.25)
    assert measured(Plurality(), "x", "y", question=question, talk=talk) == (0.0, 0.5)


def test_a_conclusion_alone_is_neither_right_nor_wrong(talk: Talk) -> None:
    parts = tuple(Question(text=text, options=("Yes", "No")) for text in ("P", "Q", "P and Q"))
    question = Question(text="?", parts=parts, answer=("Yes", "Yes", "Yes"))
    stances = [("Yes", "Yes", "Yes"), ("Yes", "No", "No"), ("No", "Yes", "No")]
    assert measured(PremiseBased(), *stances, question=question, talk=talk) == (1.0, 1.0)
    assert measured(ConclusionBased(), *stances, question=question, talk=talk) == (None, None)
