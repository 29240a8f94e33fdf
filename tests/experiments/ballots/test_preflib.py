"""Files of PrefLib: what is read, what is written, and what is refused in one line."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moot.experiments.ballots import box as limits
from moot.experiments.ballots import preflib, read_ballots
from moot.protocols.rules import Profile, ranked
from moot.sim import Ballots, Question, Reply, SpecError, WeakOrder

NAMES = "# ALTERNATIVE NAME 1: A\n# ALTERNATIVE NAME 2: B\n# ALTERNATIVE NAME 3: C\n"
MALKEVITCH = """# FILE NAME: malkevitch.soc
# TITLE: Malkevitch's 55 voters
# DATA TYPE: soc
# NUMBER ALTERNATIVES: 5
# NUMBER VOTERS: 55
# NUMBER UNIQUE ORDERS: 6
# ALTERNATIVE NAME 1: A
# ALTERNATIVE NAME 2: B
# ALTERNATIVE NAME 3: C
# ALTERNATIVE NAME 4: D
# ALTERNATIVE NAME 5: E
18: 1,4,5,3,2
12: 2,5,4,3,1
10: 3,2,5,4,1
9: 4,3,5,2,1
4: 5,2,4,3,1
2: 5,3,4,2,1
"""
OLDER = """3
1,A
2,B, the second
3,C
7,7,3
4,2,1
2,{2,3},1
1,3
"""


def read(folder: Path, name: str, content: str | bytes) -> Ballots:
    file = folder / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_ballots(file)


def test_names_multiplicities_and_orders_are_read(tmp_path: Path) -> None:
    cast = read(tmp_path, "m.soc", MALKEVITCH)
    assert cast.question == Question(text="Malkevitch's 55 voters", options=tuple("ABCDE"))
    assert (cast.electorate, len(cast.cast), cast.missing) == (55, 6, {})
    assert cast.cast["line 12"] == Reply(stance="A", ranking=tuple("ADECB"))
    assert [cast.weights[seat] for seat in cast.cast] == [18, 12, 10, 9, 4, 2]
    assert cast.counts() == {"A": 18, "B": 12, "C": 10, "D": 9, "E": 6}


def test_ties_truncation_blanks_and_alternatives_numbered_from_zero(tmp_path: Path) -> None:
    named = ((0, "zero: a"), (7, "seven"), (3, "three"))
    text = "\ufeff" + "".join(f"# ALTERNATIVE NAME {number}: {name}\r\n" for number, name in named)
    cast = read(
        tmp_path, "m.toi", f"{text}# a remark\r\n\r\n 2 : 7 , {{ 3, 0 }}\r\n1: {{0}}\r\n3: {{0,7}}\r\n"
    )
    assert cast.question == Question(text="m", options=("zero: a", "seven", "three"))
    assert [reply.ranking for reply in cast.cast.values()] == [
        ("seven", ("zero: a", "three")),
        ("zero: a",),
        (("zero: a", "seven"),),
    ]
    assert [reply.stance for reply in cast.cast.values()] == ["seven", "zero: a", None]
    assert ranked(cast).rows == {(1, (0, 2)): 2, (0,): 1, ((0, 1),): 3}


def test_orders_that_are_alike_are_kept_once(tmp_path: Path) -> None:
    cast = read(
        tmp_path,
        "m.toi",
        f"{NAMES}# NUMBER VOTERS: 6\n# NUMBER UNIQUE ORDERS: 2\n1: {{1,2}}\n2: 3\n3: {{2,1}}\n",
    )
    assert cast.weights == {"line 6": 4, "line 7": 2}


def test_the_format_of_before_2022(tmp_path: Path) -> None:
    cast = read(tmp_path, "m.toi", OLDER)
    assert cast.question.options == ("A", "B, the second", "C")
    assert ranked(cast).rows == {(1, 0): 4, ((1, 2), 0): 2, (2,): 1}
    with pytest.raises(
        SpecError, match=r"m\.toi line 5: the number voters is 8, and the file holds 7 voters"
    ):
        read(tmp_path, "m.toi", OLDER.replace("7,7,3", "8,7,3"))
    with pytest.raises(
        SpecError, match="line 4: expected voters, sum of counts, orders that differ, not '3,C'"
    ):
        read(tmp_path, "m.toi", OLDER.replace("3\n1,A", "2\n1,A"))


REFUSED = {
    "a file without a line": ("soc", "", "m.soc is empty: it holds no ballot"),
    "blank lines alone": ("soc", " \n\n", "m.soc is empty"),
    "no voter": ("soc", NAMES, "m.soc holds no ballot"),
    "one candidate": (
        "soc",
        "# ALTERNATIVE NAME 1: A\n3: 1\n",
        "line 1: one option ('A') leaves nothing to decide",
    ),
    "no candidate": ("soc", "3: 1\n", "line 1: alternative 1 has no name in the lines above"),
    "an unknown alternative": (
        "soc",
        f"{NAMES}3: 1,2,4\n",
        "line 4: alternative 4 has no name in the lines above",
    ),
    "ranked twice": ("soi", f"{NAMES}3: 1,2,1\n", "line 4: alternative 1 ('A') is ranked twice"),
    "twice at one place": ("toi", f"{NAMES}3: {{1,1}}\n", "line 4: alternative 1 ('A') is ranked twice"),
    "unequal sets": (
        "soc",
        f"{NAMES}3: 1,2,3\n1: 1,2\n",
        "line 5: alternative 3 ('C') is not ranked, and orders in",
    ),
    "unequal sets with ties": ("toc", f"{NAMES}1: {{1,2}}\n", "line 4: alternative 3 ('C') is not ranked"),
    "a tie in strict orders": ("soi", f"{NAMES}1: {{1,2}}\n", "line 4: alternatives share a place"),
    "a negative count": (
        "soc",
        f"{NAMES}-3: 1,2,3\n",
        "line 4: how many voters gave an order is '-3': expected a whole number from 1",
    ),
    "a count of zero": ("soc", f"{NAMES}0: 1,2,3\n", "line 4: how many voters gave an order"),
    "a count that is none": ("soc", f"{NAMES}\u0663: 1,2,3\n", "line 4: how many voters gave an order"),
    "a count with 5,000 digits": (
        "soc",
        f"{NAMES}{'9' * 5000}: 1,2,3\n",
        "line 4: how many voters gave an order",
    ),
    "too many votes": ("soc", NAMES + "900000000000000: 1,2,3\n" * 2, "line 5: these are more than 10"),
    "no order": ("soi", f"{NAMES}3:\n", "line 4: expected an order such as 1,{2,3},4, and saw 'nothing'"),
    "no count": ("soi", f"{NAMES}1,2,3\n", "line 4: expected an order such as 3: 1,2,4, and saw '1,2,3'"),
    "an open brace": (
        "toi",
        f"{NAMES}3: 1,{{2,3\n",
        "line 4: expected an order such as 1,{2,3},4, and saw '{2,3'",
    ),
    "a comma too many": (
        "soi",
        f"{NAMES}3: 1,2,\n",
        "line 4: expected an order such as 1,{2,3},4, and saw 'nothing'",
    ),
    "words": (
        "soi",
        "hello\n",
        "header is 'hello': expected a whole number from 0",
    ),
    "a name twice": (
        "soc",
        f"{NAMES}# ALTERNATIVE NAME 4: A\n",
        "line 4: two alternatives have the name 'A'",
    ),
    "a number twice": (
        "soc",
        f"{NAMES}# ALTERNATIVE NAME 3: D\n",
        "line 4: alternative 3 has a name already, 'C'",
    ),
    "a blank name": ("soc", f"{NAMES}# ALTERNATIVE NAME 4:\n", "line 4: alternative 4 has an empty name"),
    "another type": (
        "soc",
        f"# DATA TYPE: toi\n{NAMES}3: 1,2,3\n",
        "line 1: the data type is 'toi', and the file's name ends in .soc",
    ),
    "other voters": (
        "soc",
        f"# NUMBER VOTERS: 4\n{NAMES}3: 1,2,3\n",
        "line 1: the number voters is 4, and the file holds 3 voters",
    ),
    "other alternatives": (
        "soc",
        f"# NUMBER ALTERNATIVES: 4\n{NAMES}3: 1,2,3\n",
        "line 1: the number alternatives is 4, and the file holds 3",
    ),
    "other orders": (
        "soc",
        f"# NUMBER UNIQUE ORDERS: 2\n{NAMES}3: 1,2,3\n",
        "line 1: the number unique orders is 2, and the file holds 1",
    ),
    "voters without a number": (
        "soc",
        f"# NUMBER VOTERS: many\n{NAMES}",
        "line 1: the number voters is 'many': expected a whole number from 0",
    ),
    "a header alone, older": (
        "soc",
        "2\n1,A\n2,B\n",
        "line 1: expected voters, sum of counts, orders that differ",
    ),
    "a name without a number": (
        "soc",
        "2\nA\n",
        "line 2: expected the number and the name of an alternative, not 'A'",
    ),
    "a number alone": ("soc", "5\n", "line 1: expected voters, sum of counts, orders that differ"),
}


@pytest.mark.parametrize(("kind", "content", "said"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_read_is_refused_with_its_line(
    kind: str, content: str, said: str, tmp_path: Path
) -> None:
    with pytest.raises(SpecError) as refused:
        read(tmp_path, f"m.{kind}", content)
    assert said in str(refused.value)
    assert str(tmp_path / f"m.{kind}") in str(refused.value)
    assert "\n" not in str(refused.value)


def test_what_is_not_text_or_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SpecError, match=r"m.soc line 2 is not UTF-8 \(byte 4 is 0xe9\)"):
        read(tmp_path, "m.soc", b"# TITLE: x\n# t\xe9\n")
    with pytest.raises(SpecError, match=r"m.soc line 1 is not UTF-8 \(byte 1 is 0xff\)"):
        read(tmp_path, "m.soc", "3: 1,2".encode("utf-16"))
    with pytest.raises(SpecError, match=r"cannot read .*none.soc: No such file"):
        read_ballots(tmp_path / "none.soc")
    with pytest.raises(SpecError, match=r"is no path: give a text or a pathlib\.Path"):
        read_ballots("no\0file.csv")


def test_what_is_held_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SpecError, match="line 2 has more than 1048576 bytes"):
        read(tmp_path, "m.soc", "# TITLE: x\n" + "# " + "x" * (1 << 20))
    text = NAMES + "1: 1,2,3\n" * 9 + "1: 2,1,3\n1: 3,1,2\n"
    monkeypatch.setattr(limits, "DIFFERENT", 2)
    with pytest.raises(SpecError, match="line 14: these are more than 2 different ballots"):
        read(tmp_path, "m.soc", text)
    monkeypatch.setattr(limits, "DIFFERENT", 3)
    assert read(tmp_path, "m.soc", text).electorate == 11
    monkeypatch.setattr(limits, "CHARACTERS", 15)
    with pytest.raises(
        SpecError, match="line 14: these are more than 3 different ballots, or more than 0 MB"
    ):
        read(tmp_path, "m.soc", text)


OPTIONS = ("A", "B, the second", "{C}", "4: D")


@st.composite
def rankings(draw: st.DrawFn) -> WeakOrder:
    order = draw(st.permutations(OPTIONS))[: draw(st.integers(1, 4))]
    tiers: list[tuple[str, ...]] = []
    for name in order:
        join = draw(st.booleans())
        if tiers and join:
            tiers[-1] = (*tiers[-1], name)
        else:
            tiers.append((name,))
    return tuple(tier if len(tier) > 1 else tier[0] for tier in tiers)


@given(rows=st.lists(st.tuples(rankings(), st.integers(1, 5)), min_size=1, max_size=6))
def test_what_is_written_is_read_back(
    rows: list[tuple[WeakOrder, int]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    cast = {f"{i}": Reply(ranking=ranking) for i, (ranking, _) in enumerate(rows)}
    weights = {f"{i}": weight for i, (_, weight) in enumerate(rows)}
    given_ = Ballots(Question(text="Lunch\nor\tdinner?", options=OPTIONS), cast, {}, weights)
    file = tmp_path_factory.getbasetemp() / "w.toi"
    file.write_text(preflib(given_, file.name), encoding="utf-8")
    again = read_ballots(file)
    assert ranked(again).rows == Profile(OPTIONS, rows).rows
    assert again.question == Question(text="Lunch or dinner?", options=OPTIONS)
    assert preflib(again, file.name) == file.read_text(encoding="utf-8")


def test_a_file_is_written_as_preflib_writes_it(tmp_path: Path) -> None:
    written = preflib(read(tmp_path, "m.soc", MALKEVITCH), "m.soc")
    assert [line for line in written.splitlines() if not line.endswith(":")] == [
        line.replace("malkevitch", "m") for line in MALKEVITCH.splitlines()
    ]


def test_choices_are_truncated_orders_and_blank_ballots_are_told_of() -> None:
    question = Question(text="?", options=("A", "B"))
    cast = {"1": Reply(stance="B"), "2": Reply(belief={"A": 0.5, "B": 0.5})}  # type: ignore[arg-type] # pairs of a mapping
    written = preflib(Ballots(question, cast, {"3": "timed out"}, {"1": 2}), "w.toi")
    assert "# DESCRIPTION: 1 of 4 voters ranked nothing, and are left out\n" in written
    assert "# NUMBER VOTERS: 3\n" in written
    assert written.endswith("2: 2\n1: {1,2}\n")


@pytest.mark.parametrize(
    ("name", "ranking", "said"),
    [
        ("w.soc", ("A", ("B", "C")), "orders in w.soc are strict: end it in .toc"),
        ("w.soi", (("A", "B"),), "orders in w.soi are strict: end it in .toi"),
        ("w.soc", ("A", "B"), "orders in w.soc are complete: end it in .soi"),
        ("w.toc", (("A", "B"),), "orders in w.toc are complete: end it in .toi"),
        ("w.csv", ("A",), "w.csv: a file of PrefLib ends in .soc, .soi, .toc, .toi"),
        (".soc", ("A",), ".soc: a file of PrefLib ends in"),
    ],
)
def test_what_a_file_cannot_hold_is_refused(name: str, ranking: WeakOrder, said: str) -> None:
    with pytest.raises(SpecError, match=said.replace(".", r"\.")):
        preflib(Ballots(Question(text="?", options=("A", "B", "C")), {"1": Reply(ranking=ranking)}, {}), name)


def test_a_name_that_a_line_cannot_hold_is_refused() -> None:
    for odd in ("B\nC", " B"):
        with pytest.raises(SpecError, match="is no name of an alternative"):
            preflib(Ballots(Question(text="?", options=("A", odd)), {"1": Reply(stance="A")}, {}), "w.soi")
