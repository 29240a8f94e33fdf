"""Lines and grids of text, wrapped and styled by rich; nothing in them is ever read as markup."""

from collections.abc import Iterable
from io import StringIO
from typing import TYPE_CHECKING, NamedTuple

from .words import unmarked

if TYPE_CHECKING:
    from rich.console import RenderableType

WIDTH = 80
"""Columns, where nobody says otherwise."""

BOLD = "1"
"""The escape code of bold letters."""


class Line(NamedTuple):
    """A paragraph on its way to the page.

    Attributes:
        text: the words.
        indent: columns from the left, of every line that it is wrapped to.
        style: a rich style, or none.
        mark: what stands before the first line, with all lines beside it.
    """

    text: str
    indent: int = 0
    style: str = ""
    mark: str = ""


class Grid(NamedTuple):
    """A table on its way to the page: what stands over its columns, and its rows."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def render(blocks: Iterable[Line | Grid], *, width: int = WIDTH, color: bool = False) -> str:
    """Wrap lines and grids to a width.

    Args:
        blocks: the paragraphs and tables; an empty paragraph is a blank line.
        width: columns, 20 at least.
        color: whether to add the escape codes of colours.
    """
    from rich.console import Console
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    out = StringIO()
    console = Console(
        file=out,
        width=max(width, 20),
        force_terminal=color,
        color_system="standard" if color else None,
        legacy_windows=False,
    )
    for block in blocks:
        fitting = _fitting(block, console.width) if isinstance(block, Grid) else None
        if fitting is not None:
            for line, style in fitting:
                out.write(f"  \x1b[{style}m{line}\x1b[0m\n" if style and color else f"  {line}\n")
        elif isinstance(block, Grid):
            table = Table(box=None, pad_edge=False)
            for title in block.head:
                table.add_column(Text(title, "bold"), overflow="fold")
            for row in block.rows:
                table.add_row(*(Text(unmarked(cell)) for cell in row))
            console.print(Padding(table, (0, 0, 0, 2), expand=False))
        elif block.text:
            text: RenderableType = Text(unmarked(block.text), style=block.style)
            if block.mark:
                beside = Table.grid(padding=(0, 2, 0, 0))
                beside.add_row(Text(block.mark), text)
                text = beside
            console.print(Padding(text, (0, 0, 0, block.indent), expand=False))
        else:
            console.print()
    return "".join(f"{line.rstrip()}\n" for line in out.getvalue().splitlines())


def _fitting(grid: Grid, width: int) -> list[tuple[str, str]] | None:
    """Return the lines of a table that need no wrapping, each with its style; None where some do.

    As rich lays them out, which takes it a millisecond a line: who moved whom may be ten thousand lines.
    """
    from rich.cells import cell_len

    rows = [tuple(map(unmarked, row)) for row in (grid.head, *grid.rows)]
    if not all(len(row) == len(grid.head) and all(map(str.isprintable, row)) for row in rows):
        return None
    sizes = [tuple(map(cell_len, row)) for row in rows]
    widths = [max(column) for column in zip(*sizes, strict=True)]
    if sum(widths) + 2 * len(widths) > width:
        return None
    return [
        (
            "  ".join(
                cell + " " * (wide - size) for cell, wide, size in zip(row, widths, taken, strict=True)
            ),
            "" if number else BOLD,
        )
        for number, (row, taken) in enumerate(zip(rows, sizes, strict=True))
    ]
