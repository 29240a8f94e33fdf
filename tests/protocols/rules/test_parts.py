"""Several parts: each by itself, and conclusions that follow from premises."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moot.protocols.rules import Borda, ConclusionBased, Mean, PartByPart, PremiseBased
from moot.protocols.rules import parts as of_parts
from moot.sim import ANSWER, Ballots, Question, Rule, SpecError, decide

Box = Callable[..., Ballots]


def yes_or_no(text: str) -> Question:
    return Question(text=text, options=("Yes", "No"))


def doctrine(parts: int) -> Question:
    return Question(text="Liable?", parts=tuple(yes_or_no(f"part {i}") for i in range(1, parts + 1)))


def judged(box: Box, *rows: str, **more: Any) -> Ballots:
    """`"110"` affirms the first two parts of three."""
    stances = [["Yes" if mark == "1" else "No" for mark in row] for row in rows]
    return box(*({"stance": stance} for stance in stances), question=doctrine(len(rows[0])), **more)


def marks(winners: Any) -> list[str]:
    return ["".join("1" if held == "Yes" else "0" for held in stance) for stance in winners]


ROWS = st.integers(2, 4).flatmap(
    lambda n: st.lists(st.text("01", min_size=n, max_size=n), min_size=1, max_size=5)
)


@given(ROWS, st.sampled_from(["all", "any"]), st.data())
def test_premises_are_decided_and_the_conclusion_is_drawn(
    box: Box, rows: list[str], follows: Any, data: st.DataObject
) -> None:
    n = len(rows[0])
    last = data.draw(st.integers(0, n - 1))
    tally = PremiseBased(follows=follows, conclusion=last + 1).tally(judged(box, *rows))
    choices = [
        {mark for mark in "01" if 2 * sum(row[i] == mark for row in rows) >= len(rows)} for i in range(n)
    ]
    expected = set()
    for number in range(2**n):
        row = format(number, f"0{n}b")
        premises = [mark == "1" for i, mark in enumerate(row) if i != last]
        drawn = all(premises) if follows == "all" else any(premises)
        if all(row[i] in choices[i] for i in range(n) if i != last) and row[last] == "01"[drawn]:
            expected.add(row)
    assert set(marks(tally.winners)) == expected
    assert len(tally.winners) == len(expected)
    alone = ConclusionBased(follows=follows, conclusion=last + 1).tally(judged(box, *rows))
    assert {"1" if held == "Yes" else "0" for held in alone.winners} == choices[last]


def test_the_dilemma_is_told(box: Box) -> None:
    ballots = judged(box, "111", "100", "010")
    verdict = decide(ballots, PremiseBased())
    assert (verdict.word, verdict.winners) == ("elected", (("Yes", "Yes", "Yes"),))
    assert verdict.tally.notes == (
        "part 1: Yes 2, No 1; part 2: Yes 2, No 1; part 3: Yes 1, No 2",
        "a discursive dilemma: most conclude No themselves",
    )
    assert (
        PremiseBased()
        .why(ballots, verdict.tally)
        .startswith("Yes follows from what most say on the premises (all of them); part 1: Yes 2")
    )
    other = decide(ballots, ConclusionBased())
    assert (other.word, other.winners) == ("elected", ("No",))
    assert ConclusionBased().why(ballots, other.tally).startswith("No: what most conclude themselves; part 1")


def test_conclusions_that_do_not_follow_are_counted(box: Box) -> None:
    tally = PremiseBased().tally(judged(box, "110", "111", "001", weights={"S3": 2}))
    assert "3 ballots with a conclusion that does not follow from its premises" in tally.notes


def test_each_part_by_itself(box: Box) -> None:
    question = Question(
        text="?",
        parts=(yes_or_no("P"), Question(text="N", range=(0.0, 9.0)), Question(text="Why?")),
    )
    cast = [["Yes", 1.0, "x"], ["Yes", 2.0, "y"], ["No", 6.0, "y"]]
    ballots = box(*({"stance": stance} for stance in cast), question=question, missing=1)
    verdict = decide(ballots, PartByPart())
    assert (verdict.word, verdict.winners) == ("elected", (("Yes", 2.0, "y"),))
    assert PartByPart(numbers=Mean()).tally(ballots).winners == (("Yes", 3.0, "y"),)
    assert PartByPart().why(ballots, verdict.tally) == (
        "Part 1: Yes has 2 votes; next comes No with 1. Part 2: 2 is the median of 3 numbers from 1 to 6. "
        "Part 3: y has 2 votes; next comes x with 1."
    )


@given(ROWS)
def test_where_parts_tie_every_combination_does(box: Box, rows: list[str]) -> None:
    n = len(rows[0])
    tally = PartByPart().tally(judged(box, *rows))
    choices = [
        {mark for mark in "01" if 2 * sum(row[i] == mark for row in rows) >= len(rows)} for i in range(n)
    ]
    every = [format(number, f"0{n}b") for number in range(2**n)]
    expected = [row for row in every if all(row[i] in choices[i] for i in range(n))]
    assert sorted(marks(tally.winners)) == expected
    assert tally.exact


def test_ties_in_more_ways_than_can_be_listed_are_said(box: Box) -> None:
    for rule in (PartByPart(), PremiseBased()):
        tally = rule.tally(judged(box, "1" * 14, "0" * 14))
        assert (len(tally.winners), tally.exact) == (of_parts.MOST, False)
        assert any("the parts tie in more ways than can be listed" in note for note in tally.notes)


@pytest.mark.parametrize(
    ("rule", "question", "message"),
    [
        (
            PartByPart(),
            yes_or_no("P"),
            "part-by-part is over several parts, and the question asks for one of",
        ),
        (PartByPart(rule=Borda()), doctrine(2), "has an answer to each part, and borda needs more than that"),
        (PartByPart(rule=Mean()), doctrine(2), "mean is over numbers"),
        (PremiseBased(), doctrine(1), "concludes the last of them from the others, and there are 1 parts"),
        (
            ConclusionBased(conclusion=4),
            doctrine(3),
            "concludes part 4 from the others, and there are 3 parts",
        ),
        (
            PremiseBased(),
            Question(text="?", parts=(yes_or_no("P"), Question(text="N", range=(0.0, 1.0)))),
            "is over parts with two options, yes and no, and part 2 asks for a number",
        ),
        (
            ConclusionBased(),
            Question(text="?", parts=(Question(text="P", options=("a", "b", "c")), yes_or_no("Q"))),
            "and part 1 has 3 options",
        ),
    ],
)
def test_what_does_not_fit_is_refused(rule: Rule, question: Question, message: str) -> None:
    with pytest.raises(SpecError, match=message):
        rule.needs(question)


def test_nobody_answers_nobody_is_elected(box: Box) -> None:
    for rule in (PartByPart(), PremiseBased(), ConclusionBased()):
        assert rule.needs(doctrine(3)) == ANSWER
        blank = box({"delegate": "S2"}, question=doctrine(3))
        verdict = decide(blank, rule)
        assert (verdict.word, verdict.winners) == ("no decision", ())
        assert rule.why(blank, verdict.tally)
