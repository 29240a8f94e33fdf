"""Whatever a file holds, it is read whole or refused in one line."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moot.experiments.ballots import READERS, read_ballots
from moot.sim import MootError

ORDERS = """\
# ALTERNATIVE NAME 1: A
# ALTERNATIVE NAME 2: B
# NUMBER VOTERS: 2
# TITLE:
#
2
1,A
2,B
2,2,1
2: 1,2
1: {1,2}
1:
-1: 2
1: 2,{1
1,{2}
"""
TABLES = """\
choice
ranking
voter,choice,delegate
score: A,score: B
rank: A;rank: B
count,approvals: A | B
number 0..1
A
A > B = C
Ada,A,
Bo,,Ada
1,2
1;2
3,A|B
"
"A
.5
\x00
\x1b[0m
"""
PIECES = (*ORDERS.split("\n"), *TABLES.split("\n"))
TEXTS = st.lists(st.sampled_from(PIECES), max_size=8).map(lambda lines: "\n".join(lines).encode())
ENDS = (*READERS, ".jsonl")


@settings(max_examples=400)
@given(end=st.sampled_from(ENDS), content=st.one_of(TEXTS, st.binary(max_size=60)))
def test_any_file_is_read_whole_or_refused_in_one_line(
    end: str, content: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.getbasetemp() / f"any{end}"
    file.write_bytes(content)
    cast, refused = None, ""
    try:
        cast = read_ballots(file)
    except MootError as error:
        refused = str(error)
    if cast is None:
        assert str(file) in refused
        assert "\n" not in refused
        return
    seats = {**cast.cast, **cast.missing}
    assert cast.electorate >= len(seats) > 0
    assert cast.weights.keys() <= seats.keys()
    assert all(votes >= 1 for votes in cast.weights.values())
    options = set(cast.question.options)
    for reply in cast.cast.values():
        named = {name for place in reply.ranking for name in ((place,) if isinstance(place, str) else place)}
        assert named | set(reply.approvals) | {name for name, _ in reply.scores} <= options
