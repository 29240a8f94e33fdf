"""Under every rule a seat with several votes is as many seats that vote alike."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moot.experiments.catalogue import typed
from moot.protocols.rules import RULES, Hedge, LogOddsWeighted, Sortition
from moot.sim import Ballots, Question, Reply, Rule, SpecError

NAMES = [f"S{i}" for i in range(12)]
CONFIGURED: dict[str, Rule] = {
    "hedge": Hedge(horizon=9),
    "log-odds-weighted": LogOddsWeighted(accuracies=tuple((name, 0.6) for name in NAMES)),
}
RULE_VALUES = [CONFIGURED.get(name) or Rule.load(name, typed()) for name in RULES]
CHOICE = Question(text="?", options=("A", "B"))
CHANCE = Question(text="?", range=(0.0, 1.0))
PARTS = Question(text="?", parts=(CHOICE, CHOICE.model_copy(update={"text": "then?"})))
QUESTIONS = (CHOICE, CHANCE, PARTS)
SHARE = st.integers(0, 10).map(lambda n: n / 10)


@st.composite
def replies(draw: st.DrawFn, question: Question) -> Reply:
    if question.range:
        return Reply(stance=draw(SHARE))
    if question.parts:
        return Reply(stance=tuple(draw(st.sampled_from("AB")) for _ in question.parts))
    figures = {option: draw(SHARE) for option in "AB"}
    chance = draw(SHARE)
    return Reply.load(
        {
            "stance": draw(st.sampled_from("AB")),
            "approvals": draw(st.lists(st.sampled_from("AB"), min_size=1, max_size=2)),
            "scores": figures,
            "points": figures,
            "belief": {"A": chance, "B": 1 - chance},
            "prediction": {"A": draw(SHARE)},
            "confidence": draw(SHARE),
        }
    )


def question_of(rule: Rule) -> Question:
    """The first question that a rule decides."""

    def decides(question: Question) -> bool:
        try:
            return bool(rule.needs(question))
        except SpecError:
            return False

    return next(filter(decides, QUESTIONS))


BY_QUESTION = {
    asked: [rule for rule in RULE_VALUES if question_of(rule) == asked and not isinstance(rule, Sortition)]
    for asked in QUESTIONS
}


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.kind)
@given(data=st.data())
def test_a_seat_with_several_votes_is_as_many_seats(question: Question, data: st.DataObject) -> None:
    cast = data.draw(st.lists(replies(question), min_size=1, max_size=4))
    votes = data.draw(st.lists(st.integers(1, 3), min_size=len(cast), max_size=len(cast)))
    weights = dict(zip(NAMES, votes, strict=False))
    heavy = Ballots(question, dict(zip(NAMES, cast, strict=False)), {}, weights)
    each = [reply for reply, n in zip(cast, votes, strict=True) for _ in range(n)]
    many = Ballots(question, dict(zip(NAMES, each, strict=False)), {})
    for rule in BY_QUESTION[question]:
        one, other = rule.tally(heavy), rule.tally(many)
        same = one.winners == other.winners
        assert same or (question.range and one.winners == pytest.approx(other.winners)), rule
        assert one.scores == pytest.approx(other.scores, abs=1e-12), rule
        assert one.lottery == other.lottery, rule
