"""Journal files: whatever is in one, it is a journal as moot wrote it, or a JournalError."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moot.agents import Conformist, Crashing, Random, Recorded, Silent
from moot.protocols import Debate
from moot.sim import (
    Evidence,
    Floor,
    Journal,
    JournalError,
    JournalFile,
    Question,
    Reply,
    SpecError,
    parse,
    read_journal,
    write_journal,
)

Talk = Callable[..., Journal]
Q = Question(text="Q?", options=("x", "y", "z"), answer="x")


async def rich(floor: Floor) -> None:
    """Every sort of line."""
    for number in floor.rounds(2):
        floor.tell("again", [floor.seats[0]], figure=number)
        await floor.ask("open", wants=floor.ballot, within=5.0)
    floor.tell(Evidence(stance="x", accuracy=0.5))
    await floor.ask("meet", ["A", "B"], hears={"A": ["B"]}, private=True)


@pytest.fixture(scope="module")
def content(talk: Talk) -> bytes:
    fields = {"stance": "y", "argument": "why", "belief": {"y": 0.5}, "credits": ["A"], "memory": {"n": 1}}
    said = Reply.load(fields | {"after": 1.5})
    panel = (Conformist(), Recorded(lines=(said,)), Silent(), Crashing(), Random())
    return b"".join(talk(panel, rich, Q, evidence={"A": (Evidence(stance="x"),)}).lines())


def refused(content: bytes, *, partial: bool = False) -> str:
    with pytest.raises(JournalError) as error:
        parse(content, "the file", partial=partial)
    said = str(error.value)
    assert said.startswith("the file")
    assert "\n" not in said
    return said


def test_what_is_read_is_what_was_written(content: bytes) -> None:
    assert b"".join(parse(content).lines()) == content


@settings(max_examples=300)
@given(st.data())
def test_a_changed_byte_is_found_and_its_line_named(content: bytes, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(content) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda b: b != content[place]))
    changed = content[:place] + bytes([byte]) + content[place + 1 :]
    try:
        again = parse(changed, "the file")
    except JournalError as error:
        assert "line" in str(error) or "cut off" in str(error)  # noqa: PT017 - the other way is right, too
    else:  # a change of what is kept outside the digest, such as the text of an exception
        assert b"".join(again.lines()) == changed
        assert again.digest == parse(content).digest
        assert b'"meta"' in content.split(b"\n")[content[:place].count(b"\n")]


@given(st.data())
def test_a_changed_value_in_any_line_is_found(content: bytes, data: st.DataObject) -> None:
    lines = content.splitlines()
    number = data.draw(st.integers(0, len(lines) - 1))
    line = json.loads(lines[number])
    key = data.draw(st.sampled_from(sorted(line.keys() - {"meta"}) or ["close"]))
    other = st.none() | st.booleans() | st.integers() | st.text() | st.lists(st.integers(), max_size=2)
    line[key] = data.draw(other.filter(lambda item: item != line[key] or type(item) is not type(line[key])))
    lines[number] = json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode(errors="replace")
    said = refused(b"\n".join(lines) + b"\n")
    assert "line" in said


@pytest.mark.parametrize("change", ["key", "space", "twice", "crlf", "escape"])
def test_every_line_stands_as_moot_writes_it(content: bytes, change: str) -> None:
    for number, line in enumerate(content.splitlines()):
        lines = content.splitlines()
        lines[number] = {
            "key": line[:-1] + b',"extra":1}',
            "space": line.replace(b":", b": ", 1),
            "twice": line[:-1] + b"," + line[1:],
            "crlf": line + b"\r",
            "escape": line.replace(b'"', b'"\\u0061', 1).replace(b"\\u0061a", b"\\u0061", 1),
        }[change]
        assert f"line {number + 1}" in refused(b"\n".join(lines) + b"\n") or number == 0


@given(st.data())
def test_lines_that_were_lost_doubled_or_swapped_are_missed(content: bytes, data: st.DataObject) -> None:
    lines = content.splitlines(keepends=True)
    one, other = sorted(
        data.draw(st.lists(st.integers(0, len(lines) - 1), min_size=2, max_size=2, unique=True))
    )
    refused(b"".join(lines[:one] + lines[one + 1 :]))
    refused(b"".join([*lines[:one], lines[one], *lines[one:]]))
    if lines[one] != lines[other]:
        lines[one], lines[other] = lines[other], lines[one]
        refused(b"".join(lines))


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (b"", "the file is empty"),
        (b" \n\n", "the file is empty"),
        (b'{"moot":1', "cut off in its first line"),
        (b"\x00\xff\xfe\n", "line 1 is not JSON"),
        (b"\x89PNG\r\n\x1a\n", "line 1 is not JSON"),
        (b"[1]\n", "line 1 is list, not an object"),
        (b'{"a":1}\n', "line 1 is not the header of a journal"),
        (b'{"moot":2}\n', "the journal is of version 2 and this moot reads 1"),
        (b'{"moot":true}\n', "line 1"),
        (b'{"moot":1}\n', "line 1 is no header of a journal"),
        (b'{"moot":1,"question":{"text":"Q"},"panel":[],"seed":NaN}\n', "NaN is no number"),
        (b'{"moot":1,"question":{"text":"Q"},"panel":[]}\n', "line 1"),
        (
            b'{"moot":1,"question":{"text":"Q"},"panel":[{"name":"A"},{"name":"A"}]}\n',
            "two seats are named 'A'",
        ),
        (
            b'{"moot":1,"question":{"text":"Q"},"panel":[{"name":"A"}],"topology":[{"speaker":"A","listener":"Z"}]}\n',
            "line 1",
        ),
        (b'{"moot":1,"x":' + b"[" * 100_000 + b"]" * 100_000 + b"}\n", "line 1"),
        (b'{"moot":1,"question":' + b'{"parts":[' * 100_000 + b"\n", "line 1"),
    ],
)
def test_what_is_no_journal_is_refused_in_one_line(broken: bytes, message: str) -> None:
    assert message in refused(broken)
    assert message in refused(broken, partial=True)


@pytest.mark.parametrize("depth", range(50, 1050, 50))
def test_deep_nesting_is_refused_at_any_depth(content: bytes, depth: int) -> None:
    header, ask, *_ = content.splitlines(keepends=True)
    deep = b"[" * depth + b"]" * depth
    refused(header + ask + b'{"said":"A","ask":1,"stance":"x","memory":' + deep + b',"zzz":1}\n')
    refused(header + ask + b'{"told":"x","data":{"deep":' + deep + b"}}\n")
    refused(header[:-2] + b',"deep":' + deep + b"}\n")
    refused(
        b'{"moot":1,"question":'
        + b'{"text":"Q","parts":[' * depth
        + b"]}" * depth
        + b',"panel":[{"name":"A"}]}\n'
    )


@given(noise=st.binary(max_size=200), partial=st.booleans())
def test_no_bytes_raise_anything_but_a_journal_error(noise: bytes, *, partial: bool) -> None:
    refused(noise, partial=partial)


KEYS = [
    "said",
    "missing",
    "told",
    "ask",
    "phase",
    "close",
    "meta",
    "hears",
    "seats",
    "now",
    "stance",
    "data",
    "to",
]
JUNK = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(max_size=3)
    | st.sampled_from("AB"),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2) | st.just("A"), inner, max_size=2)
    ),
    max_leaves=4,
)


@settings(max_examples=400)
@given(
    number=st.integers(0),
    junk=st.dictionaries(st.sampled_from(KEYS), JUNK, min_size=1, max_size=3),
    kept=st.booleans(),
    escaped=st.booleans(),
    partial=st.booleans(),
)
def test_no_line_raises_anything_but_a_journal_error(
    content: bytes, number: int, junk: dict[str, Any], *, kept: bool, escaped: bool, partial: bool
) -> None:
    lines = content.splitlines()
    number %= len(lines)
    line = json.loads(lines[number]) if kept else {}
    lines[number] = json.dumps(line | junk, ensure_ascii=escaped).encode(errors="surrogatepass")
    try:
        journal = parse(b"\n".join(lines[: number + 1 if partial else None]) + b"\n", partial=partial)
    except JournalError:
        return
    journal.statistics()
    list(journal.lines())


def test_a_file_is_written_as_the_talk_goes_on(talk: Talk, tmp_path: Path) -> None:
    file = tmp_path / "journal"
    sizes: list[int] = []

    async def run(floor: Floor) -> None:
        for _ in floor.rounds(2):
            await floor.ask("open")
            sizes.append(file.read_bytes().count(b"\n"))

    with JournalFile(file) as record:
        journal = talk((Random(), Random()), run, Q, observers=(record,))
    assert sizes == [4, 7]
    assert file.read_bytes() == b"".join(journal.lines())
    assert read_journal(file).digest == journal.digest


def test_no_file_is_ever_overwritten(talk: Talk, tmp_path: Path) -> None:
    journal = talk((Random(), Random()), Debate(), Q)
    file = tmp_path / "journal"
    write_journal(journal, file)
    with pytest.raises(SpecError, match="exists: name another file"):
        write_journal(journal, file)
    assert read_journal(file).digest == journal.digest


def test_a_journal_that_is_being_written_is_not_written_by_another(talk: Talk, tmp_path: Path) -> None:
    journal = talk((Random(), Random()), Debate(), Q)
    file = tmp_path / "journal"
    write_journal(journal, file)
    with JournalFile(file, resume=journal):
        with pytest.raises(SpecError, match="being written by another process"):
            JournalFile(file, resume=journal)
        assert read_journal(file).digest == journal.digest
    JournalFile(file, resume=journal).__exit__()


def test_a_talk_without_entries_is_a_file_too(talk: Talk, tmp_path: Path) -> None:
    async def nothing(floor: Floor) -> None:
        floor.stop("nothing to say")

    journal = talk((Random(),), nothing, Q)
    write_journal(journal, tmp_path / "journal")
    assert read_journal(tmp_path / "journal").status == "stopped: nothing to say"


def test_what_cannot_be_opened_is_named(tmp_path: Path) -> None:
    with pytest.raises(JournalError, match=r"cannot read .*nowhere"):
        read_journal(tmp_path / "nowhere")
    with pytest.raises(SpecError, match=r"cannot write .*nowhere"):
        JournalFile(tmp_path / "nowhere" / "journal")
