"""A report as one HTML file: nothing to load, nothing to run, for the screen, the phone and the printer."""

from collections.abc import Iterator
from importlib.resources import files

from ..page import clean
from ..page.document import Count, Document, Drawing, Entry, Says
from ..page.html import CSS as PAGE
from ..page.html import inner, laid, section, sections, sheet, slug
from ..page.words import escaped
from .blocks import Code, Fold, Intervals, Lines, Piece, Scatter, Table
from .charts import intervals, lines, scatter
from .content import lead, parts
from .report import Report

CSS = PAGE + files(__package__).joinpath("report.css").read_text("utf-8")

ROOM = 800_000
"""How many bytes of HTML the talks of a report may take; those that find no room are left out."""


def html(said: Report) -> str:
    """Return a report as HTML, to be read by itself or printed. It takes under 2 MB, whatever was said."""
    title = clean(said.comparison.title) or "Experiment"
    body: list[str] = []
    room = ROOM
    for part in parts(said):
        laid_out: list[str] = []
        for i, piece in enumerate(part.body):
            drawn = "\n".join(_piece(piece, f"{slug(part.title)}-{i}"))
            if isinstance(piece, Fold) and isinstance(piece.body, Document):
                room -= len(drawn.encode())
                if room < 0:
                    drawn = f"<p>{inner(piece.summary)} It is too long to be shown here.</p>"
            laid_out.append(drawn)
        if part.about:
            laid_out.append(f'<p class="about">{inner(part.about)}</p>')
        body += section(part.title, laid_out, part.headline)
    return sheet(f"{title}: {said.headline}", title, tuple(lead(said)), body, CSS)


def _piece(piece: Piece, mark: str) -> Iterator[str]:
    match piece:
        case Table():
            yield from _table(piece, mark)
        case Intervals():
            yield from intervals(piece)
        case Scatter():
            yield from scatter(piece, mark)
        case Lines():
            yield from lines(piece, mark)
        case Code():
            yield f"<pre><code>{escaped(piece.text)}</code></pre>"
        case Fold():
            yield from _fold(piece, mark)
        case Says() | Count() | Drawing() | Entry():
            yield from laid((piece,), f"{mark}-")


def _fold(fold: Fold, mark: str) -> Iterator[str]:
    whole = isinstance(fold.body, Document)
    yield f"<details{' class=' + chr(34) + 'transcript' + chr(34) if whole else ''}>"
    yield f"<summary>{inner(fold.summary)}</summary>"
    if isinstance(fold.body, Document):
        yield from laid(fold.body.lead, mark)
        yield from sections(fold.body, f"{mark}-", 3)
    else:
        for i, piece in enumerate(fold.body):
            yield from _piece(piece, f"{mark}-{i}")
    yield "</details>"


def _table(table: Table, mark: str) -> Iterator[str]:
    """Lay out a table that can be moved sideways where it is wider than the screen."""
    yield f'<div class="wide" role="region" aria-labelledby="{mark}" tabindex="0">\n<table>'
    yield f'<caption id="{mark}"><span>{inner(table.caption)}</span></caption>\n<thead><tr>'
    yield "".join(f'<th scope="col">{inner(head)}</th>' for head in table.head)
    yield "</tr></thead>\n<tbody>"
    for head, *rest in table.rows:
        found = "".join(f"<td>{inner(cell)}</td>" for cell in rest)
        yield f'<tr><th scope="row">{inner(head)}</th>{found}</tr>'
    yield "</tbody>\n</table>\n</div>"
