"""Ballots as a table: what a heading says, what a cell holds, and what is refused in one line."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moot.agents import Stubborn
from moot.experiments.ballots import box as limits
from moot.experiments.ballots import read_ballot_file, read_ballots
from moot.experiments.ballots.cells import Cells
from moot.experiments.ballots.headings import headings
from moot.protocols import Poll
from moot.sim import (
    ANSWER,
    Answer,
    Ballots,
    Journal,
    Points,
    Question,
    Ranking,
    Reply,
    Scores,
    SpecError,
    Together,
    write_journal,
)


class Foreign(Answer):
    """A ballot of somebody's own."""


def read(folder: Path, content: str | bytes) -> Ballots:
    file = folder / "lunch.csv"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_ballots(file)


def said(cast: Ballots) -> list[dict[str, Any]]:
    return [reply.spec() for reply in cast.cast.values()]


def test_choices_are_counted_and_blank_ones_kept(tmp_path: Path) -> None:
    cast = read(tmp_path, 'choice\nTea\nCoffee\n\nTea\n" Tea "\n""\n')
    assert cast.question == Question(text="lunch", options=("Tea", "Coffee"))
    assert cast.cast == {"line 2": Reply(stance="Tea"), "line 3": Reply(stance="Coffee")}
    assert (cast.weights, cast.missing, cast.electorate) == ({"line 2": 3}, {"line 7": "abstained"}, 5)
    assert cast.counts() == {"Tea": 3, "Coffee": 1}


def test_rankings_in_one_cell(tmp_path: Path) -> None:
    cast = read(tmp_path, "voter,count,ranking: A | B | C\nAda,2,C > A=B\nBo,1,B\nCy,1,A = B > C\nDi,3,\n")
    assert cast.question.options == ("A", "B", "C")
    assert {seat: reply.spec() for seat, reply in cast.cast.items()} == {
        "Ada": {"stance": "C", "ranking": ["C", ["A", "B"]]},
        "Bo": {"stance": "B", "ranking": ["B"]},
        "Cy": {"ranking": [["A", "B"], "C"]},
    }
    assert (cast.weights, cast.missing) == ({"Ada": 2, "Di": 3}, {"Di": "abstained"})


def test_ranks_by_column(tmp_path: Path) -> None:
    cast = read(tmp_path, "Rank: A;RANK: B;rank: C, or so\n2;1;2\n;7;3\n1;1;\n;;\n")
    assert cast.question.options == ("A", "B", "C, or so")
    assert said(cast) == [
        {"stance": "B", "ranking": ["B", ["A", "C, or so"]]},
        {"stance": "C, or so", "ranking": ["C, or so", "B"]},
        {"ranking": [["A", "B"]]},
    ]
    assert cast.missing == {"line 5": "abstained"}


def test_approvals_both_ways(tmp_path: Path) -> None:
    for table in ("approve: A,approve: B\n1,0\n,1\n1,1\n0,0\n", 'approvals: A | B\nA\nB\nB|A\n""\n'):
        cast = read(tmp_path, table)
        assert [set(reply.approvals) for reply in cast.cast.values()] == [{"A"}, {"B"}, {"A", "B"}]
        assert all(reply.stance is None for reply in cast.cast.values())
        assert cast.missing == {"line 5": "abstained"}


def test_scores_points_and_their_ranges(tmp_path: Path) -> None:
    cast = read(tmp_path, "score -1..1: A,score -1..1: B,points: A,points: B\n.5,-1,3,\n,1e-1,,2.5\n")
    assert said(cast) == [
        {"scores": {"A": 0.5, "B": -1.0}, "points": {"A": 3.0}},
        {"scores": {"B": 0.1}, "points": {"B": 2.5}},
    ]
    assert said(read(tmp_path, "score: A,score: B\n5,0\n")) == [{"scores": {"A": 5.0, "B": 0.0}}]


def test_beliefs_predictions_and_confidence(tmp_path: Path) -> None:
    cast = read(tmp_path, "belief: A,belief: B,confidence\n.25,.75,.9\n.5,.5,\n,,.4\n")
    assert said(cast) == [
        {"stance": "B", "belief": {"A": 0.25, "B": 0.75}, "confidence": 0.9},
        {"belief": {"A": 0.5, "B": 0.5}},
    ]
    assert cast.missing == {"line 4": "abstained"}
    cast = read(tmp_path, "choice: No | Yes,predict: Yes,predict: No\nYes,.8,.2\n")
    assert cast.question.options == ("No", "Yes")
    assert said(cast) == [{"stance": "Yes", "prediction": {"Yes": 0.8, "No": 0.2}}]


def test_delegates_may_be_named_before_they_stand_in_the_table(tmp_path: Path) -> None:
    cast = read(tmp_path, "voter,choice,delegate\nAda,,Bo\nBo,Tea,\nCy,Rum,\n")
    assert cast.cast["Ada"] == Reply(delegate="Bo")


def test_numbers(tmp_path: Path) -> None:
    cast = read(tmp_path, "number 0..100,weight\n3,2\n5.5,1\n,1\n")
    assert cast.question == Question(text="lunch", range=(0.0, 100.0))
    assert cast.cast == {"line 2": Reply(stance=3.0), "line 3": Reply(stance=5.5)}
    assert (cast.weights, cast.missing) == ({"line 2": 2}, {"line 4": "abstained"})


def test_a_cell_in_quotes_and_other_separators(tmp_path: Path) -> None:
    cast = read(tmp_path, '\ufeffvoter\tchoice\r\nAda\t"Soup\tof\nthe day"\r\nBo\t"say ""A"""\r\n')
    assert cast.question.options == ("Soup\tof\nthe day", 'say "A"')
    with pytest.raises(SpecError, match=r"lunch\.csv line 4: voter 'Ada' stands in line 2 already"):
        read(tmp_path, 'voter,choice\nAda,"x\ny"\nAda,z\n')


HEADINGS = {
    "an option alone": ("Tea,Coffee", "the heading 'Tea' does not say what stands below it: of an"),
    "nothing": (",choice", "the heading '' does not say what stands below it"),
    "no ballots": ("voter,count", "no column holds ballots"),
    "an option without a name": ("rank:,rank: B", "a heading `rank` has an option without a name"),
    "no option": ("rank", "a heading `rank` names no option: write `rank: NAME`"),
    "an option too many": ("voter: Ada,choice", "a heading `voter` takes no option"),
    "twice": ("choice,choice", "two columns are headed 'choice'"),
    "an option twice": ("rank: A,rank: A", "two columns are headed 'rank: A'"),
    "an option listed twice": ("choice: A | B | A", "a heading `choice` lists an option twice"),
    "count and weight": ("count,weight,choice", "two columns are headed 'weight'"),
    "two ways to rank": ("rank: A,rank: B,ranking", "`rank` and `ranking` say the same thing"),
    "two ways to approve": ("approve: A,approve: B,approvals", "`approve` and `approvals` say the same"),
    "two questions": ("number 0..1,choice", "a column of numbers beside one of options"),
    "delegates of nobody": ("choice,delegate", "who delegates to whom? a column `delegate` needs"),
    "unequal candidates": (
        "rank: A,rank: B,score: A,score: C",
        "option 'B' is one for `rank`, and none for `score`",
    ),
    "more candidates": (
        "choice: A | B,score: A,score: B,score: C",
        "option 'C' is one for `score`, and none for `choi",
    ),
    "two scales": ("score: A,score 0..10: B", "columns `score` are on two scales"),
    "a debt of points": ("points -5..5: A,points -5..5: B", "points begin at 0, not at -5"),
    "no scale": ("score 5..5: A,score 5..5: B", "the range 5..5 is empty"),
    "a scale of words": ("score low..high: A", "the lower end is 'low': expected a number"),
    "a range where none is": ("rank 1..3: A", "a heading `rank` has no range"),
    "a number without a range": ("number", "a heading `number` says what range the numbers are in"),
    "one candidate": ("rank: A", "one option ('A') leaves nothing to decide"),
}
ROWS = {
    "a cell too few": ("voter,choice\nAda\n", "line 2: 2 headings, and in this row 1 cell"),
    "a cell too many": ("choice\nA, B\n", "line 2: 1 heading, and in this row 2 cells"),
    "no voter": ("choice\n", "lunch.csv holds no ballot"),
    "a blank voter": ("voter,choice\n,A\n", "line 2: a ballot without a voter"),
    "a voter twice": ("voter,choice\nAda,A\nBo,B\nAda,A\n", "line 4: voter 'Ada' stands in line 2 already"),
    "a negative count": (
        "count,choice\n3,A\n-1,B\n",
        "line 3: the count of a ballot is '-1': expected a whole number from 1",
    ),
    "a count too large": (
        f"count,choice\n1{'0' * 30},A\n",
        f"is '1{'0' * 30}': expected a whole number from 1, of 15 digits at most",
    ),
    "a count of zero": ("count,choice\n0,A\n", "line 2: the count of a ballot is '0'"),
    "no count": ("count,choice\n,A\n", "line 2: the count of a ballot is ''"),
    "half a vote": ("count,choice\n1.5,A\n", "line 2: the count of a ballot is '1.5'"),
    "one candidate": ("choice\nA\nA\n", "line 1: one option ('A') leaves nothing to decide"),
    "an unknown choice": ("choice: Tea | Coffee\nTee\n", "line 2: unknown option 'Tee': did you mean 'Tea'?"),
    "an unknown name in a ranking": ("ranking: A | B\nA > C\n", "line 2: unknown option 'C': known: A, B"),
    "an unknown name beside columns": ("choice,rank: A,rank: B\nC,1,2\n", "line 2: unknown option 'C'"),
    "ranked twice": ("ranking\nA > B\nA > B > A\n", "line 3: 'A' is ranked twice"),
    "approved of twice": ("approvals\nA | A\n", "line 2: 'A' is approved of twice"),
    "nothing between two signs": ("ranking\nA >> B\n", "line 2: 'A >> B' has a '>' with nothing beside it"),
    "a rank of zero": (
        "rank: A,rank: B\n0,1\n",
        "line 2: the rank of 'A' is '0': expected a whole number from 1",
    ),
    "a score out of range": (
        "score: A,score: B\n1,2\n3,6\n",
        "line 3: the score of 'B' is 6, outside 0 to 5; another scale",
    ),
    "a score that is none": (
        "score: A,score: B\nnan,6\n",
        "line 2: the score of 'A' is 'nan': expected a number",
    ),
    "a score with a comma": (
        "score: A;score: B\n1,5;2\n",
        "line 2: the score of 'A' is '1,5': expected a number such as 3 or 2.5",
    ),
    "a score beyond all numbers": (
        "score: A,score: B\n1e999,6\n",
        "line 2: the score of 'A' is '1e999': expected",
    ),
    "an approval of two": ("approve: A,approve: B\n2,0\n", "line 2: what stands for 'A' is '2': 1 approves"),
    "negative points": ("points: A,points: B\n1,-2\n", "line 2: what 'B' gets is -2, below 0"),
    "a belief that is none": ("belief: A,belief: B\n.5,.6\n", "line 2: the belief sums to 1.1, not to 1"),
    "a prediction that is none": (
        "choice,predict: A,predict: B\nA,.5,.6\n",
        "line 2: a prediction is shares",
    ),
    "too sure": ("choice,confidence\nA,1.5\n", "line 2: the confidence is 1.5, outside 0 to 1"),
    "a number out of range": ("number 0..10\n11\n", "line 2: the number is 11, outside 0 to 10"),
    "a delegation to oneself": (
        "voter,choice,delegate\nAda,A,\nBo,,Bo\n",
        "line 3: 'Bo' delegates to itself",
    ),
    "a delegation to nobody": (
        "voter,choice,delegate\nAda,A,\nBo,,Cy\nCyd,B,\n",
        "line 3: the delegate 'Cy' is no voter",
    ),
    "a delegation and a choice": (
        "voter,choice,delegate\nAda,A,\nBo,A,Ada\n",
        "line 3: both a ballot and a delegate, 'Ada'",
    ),
    "another choice than the top": (
        "choice,ranking\nA,B > A\n",
        "line 2: the choice 'A' is not at the top of the ranking",
    ),
    "an open quote": (
        'choice\nA\n"B\n',
        "line 3: the row that begins here is no row of cells: unexpected end of data",
    ),
    "a quote inside": ('choice\n"B"x\n', "line 2: the row that begins here is no row of cells"),
    "an empty file": ("", "lunch.csv is empty: it holds no ballot"),
    "blank lines": ("\n\n", "lunch.csv is empty: it holds no ballot"),
    "delegates alone": ("voter,delegate\nAda,Bo\nBo,\n", "line 1: no option leaves nothing to decide"),
    "too many votes": ("count,choice\n999999999999999,A\n2,B\n", "line 3: these are more than 10"),
}


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        *((f"{head}\n1\n", f"line 1: {words}") for head, words in HEADINGS.values() if "leaves" not in words),
        *ROWS.values(),
    ],
    ids=[*(name for name in HEADINGS if name != "one candidate"), *ROWS],
)
def test_what_cannot_be_read_is_refused_with_its_line(content: str, expected: str, tmp_path: Path) -> None:
    with pytest.raises(SpecError) as refused:
        read(tmp_path, content)
    assert expected in str(refused.value)
    assert str(refused.value).startswith(str(tmp_path / "lunch.csv"))
    assert "\n" not in str(refused.value)
    assert str(refused.value).count("lunch.csv") == 1


def test_what_is_not_utf_8_is_refused_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(
        SpecError, match=r"lunch\.csv line 3 is not UTF-8 \(byte 4 is 0xe9\): save the file as"
    ):
        read(tmp_path, b"choice\nTea\nCaf\xe9\n")


def test_what_is_held_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "DIFFERENT", 2)
    assert read(tmp_path, "choice\n" + "A\nB\n" * 50).weights == {"line 2": 50, "line 3": 50}
    with pytest.raises(SpecError, match="line 4: these are more than 2 different ballots"):
        read(tmp_path, "choice\nA\nB\nC\n")
    monkeypatch.setattr(limits, "SEATS", 2)
    with pytest.raises(
        SpecError, match="line 4: these are more than 2 voters by name: leave their names out"
    ):
        read(tmp_path, "voter,choice\nAda,A\nBo,A\nCy,A\n")
    many = "".join(f"{number}\n" for number in range(limits.OPTIONS + 1))
    monkeypatch.setattr(limits, "DIFFERENT", 2 * limits.OPTIONS)
    with pytest.raises(SpecError, match="line 5002: these are more than 5000 options"):
        read(tmp_path, f"choice\n{many}")


def test_a_journal_or_nothing(tmp_path: Path) -> None:
    (tmp_path / "votes.txt").write_text("Ada: Tea\n")
    with pytest.raises(
        SpecError, match=r"votes\.txt is no journal; of a file of ballots the name ends in one of"
    ):
        read_ballots(tmp_path / "votes.txt")
    with pytest.raises(SpecError, match=r"cannot read .*: Is a directory"):
        read_ballots(tmp_path)


def test_what_a_ballot_was_to_hold_is_read_with_it(talk: Callable[..., Journal], tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text("score -1..1: A,score -1..1: B,points 0..9: A,points 0..9: B\n1,0,9,0\n")
    assert read_ballot_file(tmp_path / "s.csv").scales == (Scores(low=-1.0, high=1.0), Points(budget=9.0))
    held = Together(wants=(Scores(high=9.0), Ranking()))
    for ballot, scales in ((held, held.wants), (Scores(), (Scores(),)), (ANSWER, ()), (Foreign(), ())):
        file = tmp_path / f"{len(list(tmp_path.iterdir()))}.jsonl"
        write_journal(talk((Stubborn(stance="Tea"),), Poll(), setting={"ballot": ballot}), file)
        assert read_ballot_file(file).scales == scales


@given(
    st.lists(st.dictionaries(st.sampled_from("ABC"), st.integers(1, 9), min_size=1), min_size=1, max_size=5)
)
def test_ranks_by_column_and_in_one_cell_are_the_same_ranking(rows: list[dict[str, int]]) -> None:
    wide = Cells(headings([f"rank: {name}" for name in "ABC"]))
    narrow = Cells(headings(["ranking: A | B | C"]))
    for ranks in rows:
        tiers = [[name for name in "ABC" if ranks.get(name) == rank] for rank in range(1, 10)]
        text = " > ".join("=".join(tier) for tier in tiers if tier)
        cells = [str(ranks.get(name, "")) for name in "ABC"]
        assert wide.cast(cells) == narrow.cast([text])
