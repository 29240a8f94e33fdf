"""Tables and lines on their way to a terminal, and the bar that shows how far some work is."""

import sys
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from moot.experiments.page import Grid, render
from moot.experiments.progress import Gauge, Look, bar

CELLS = st.text(alphabet="aZ9 -[]\u00e9\u4e2d\u0301\U0001f600\u05d0", max_size=8).map(str.strip)


@given(st.lists(st.tuples(CELLS, CELLS, CELLS)))
def test_a_table_that_fits_is_laid_out_as_rich_does(rows: list[tuple[str, ...]]) -> None:
    head = ("who", "\u4e2d", "n")
    table = Table(box=None, pad_edge=False)
    for title in head:
        table.add_column(Text(title))
    for row in rows:
        table.add_row(*map(Text, row))
    out = StringIO()
    Console(file=out, width=60, legacy_windows=False).print(Padding(table, (0, 0, 0, 2), expand=False))
    expected = [line.rstrip() for line in out.getvalue().split("\n")][:-1]
    shown = render([Grid(head, tuple(rows))], width=60)
    assert shown.split("\n")[:-1] == expected


def test_what_is_wider_than_the_page_is_wrapped_and_nothing_is_lost() -> None:
    shown = render([Grid(("who", "what"), (("A", "word " * 40), ("B", "x" * 90)))], width=40)
    assert max(map(len, shown.split("\n"))) <= 40
    assert shown.count("word") == 40
    assert shown.count("x") == 90


class Terminal(StringIO):
    """A terminal, as far as anybody asks."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("stream", "drawn"), [(Terminal(), True), (StringIO(), False)])
def test_a_bar_is_drawn_on_a_terminal_alone(
    stream: StringIO, monkeypatch: pytest.MonkeyPatch, *, drawn: bool
) -> None:
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setenv("TERM", "xterm")
    gauge = Gauge()
    gauge.begin("asking [b]again", 3)
    with bar(gauge.look):
        gauge.step()
    assert gauge.look() == Look("asking [b]again", 1, 3)
    assert ("asking [b]again" in stream.getvalue()) is drawn
    assert ("1/3" in stream.getvalue()) is drawn


def test_an_interrupt_goes_through_the_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Terminal()
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setenv("TERM", "xterm")
    with pytest.raises(KeyboardInterrupt), bar(Gauge().look):
        raise KeyboardInterrupt
    assert stream.getvalue().rindex("\x1b[?25h") > stream.getvalue().rindex("\x1b[?25l")  # the cursor is back
