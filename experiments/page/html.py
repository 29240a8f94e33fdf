"""The page as one HTML file: nothing to load, nothing to run, and what was said is only ever text.

Letters stand in it as themselves, in UTF-8; words that run from right to left do not turn what stands around
them.
"""

from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from importlib.resources import files
from itertools import groupby

from .content import document
from .document import Block, Count, Document, Drawing, Entry, Says, Section
from .facts import Facts
from .scene import omitted, parts
from .svg import STYLE, inline
from .words import END, ISOLATE, escaped, unmarked

CSS = files(__package__).joinpath("page.css").read_text("utf-8") + STYLE

MORE = CSS + files(__package__).joinpath("more.css").read_text("utf-8")
"""The style sheet of a page that has sections of somebody else's words."""


def policy(css: str) -> str:
    """Return what a browser may do with a page: apply its one style sheet, and nothing else."""
    told = b64encode(sha256(css.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{told}'; base-uri 'none'; form-action 'none'"


POLICY = policy(CSS)


def html(facts: Facts, more: Sequence[Section] = ()) -> str:
    """Return the page of a talk as HTML, to be read by itself or printed; `more`: see `document`."""
    said = document(facts, more)
    question = next(block.text for block in said.sections[0].body if isinstance(block, Says))
    css = MORE if more else CSS
    return sheet(f"{said.title}: {question}", said.title, said.lead, sections(said), css)


def sheet(name: str, heading: str, lead: Iterable[Says], body: Iterable[str], css: str = CSS) -> str:
    """Return a whole page: what a browser is told of it, its head, and its lines.

    Args:
        name: what a browser calls it.
        heading: what stands at its top.
        lead: the lines under that.
        body: the rest, as HTML.
        css: its style sheet.
    """
    lines = [
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy(css)}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="color-scheme" content="light dark">\n<meta name="referrer" content="no-referrer">',
        f"<title>{escaped(unmarked(name))}</title>",
        f"<style>{css}</style>\n</head>\n<body>\n<main>",
        f"<header>\n<h1>{inner(heading)}</h1>",
        *map(_says, lead),
        "</header>",
        *body,
        "</main>\n</body>\n</html>",
    ]
    return "\n".join(lines) + "\n"


def sections(said: Document, mark: str = "", level: int = 2) -> Iterator[str]:
    """Lay out the sections of a document.

    Args:
        said: the document.
        mark: begins every id that is made on the way, so that no two on a page are alike.
        level: of their headings.
    """
    for one in said.sections:
        laid_out = laid(one.body, f"{mark}{slug(one.title)}-", level + 1)
        yield from section(one.title, laid_out, one.headline, mark, level)


def slug(title: str) -> str:
    """Return a title as a word for ids and classes."""
    return title.lower().replace(" ", "-")


def section(
    title: str, body: Iterable[str], headline: str = "", mark: str = "", level: int = 2
) -> Iterator[str]:
    """Lay out one section, the lines of its body being laid out already; see `sections`."""
    word = slug(title)
    name = f"{mark}{word}"
    yield f'<section class="{word}" aria-labelledby="{name}">'
    yield f'<h{level} id="{name}">{escaped(title)}</h{level}>'
    if headline:
        yield f'<p class="headline">{inner(headline)}</p>'
    yield from body
    yield "</section>"


def laid(blocks: tuple[Block, ...], mark: str, level: int = 3) -> Iterator[str]:
    """Lay out blocks; see `sections`."""
    for kind, run in groupby(enumerate(blocks), key=lambda item: type(item[1])):
        if kind is Count:
            yield '<ul class="counts">'
        for i, block in run:
            if isinstance(block, Count):
                yield _count(block)
            elif isinstance(block, Says):
                yield _says(block)
            elif isinstance(block, Drawing):
                yield _figure(block, f"{mark}{i}")
            else:
                yield from _entry(block, f"{mark}{i}-", level)
        if kind is Count:
            yield "</ul>"


def _entry(entry: Entry, mark: str, level: int) -> Iterator[str]:
    note = f" <small>({inner(entry.note)})</small>" if entry.note else ""
    yield f"<article>\n<h{level}>{inner(entry.head)}{note}</h{level}>"
    yield from laid(entry.body, mark, level + 1)
    yield "</article>"


def _says(says: Says) -> str:
    label = f"<b>{inner(says.label)}:</b> " if says.label else ""
    tone = f' class="{says.tone}"' if says.tone else ""
    way, text = "", inner(says.text)
    if not label and says.text.startswith(ISOLATE) and says.text.find(END) == len(says.text) - 1:
        # somebody's words as a whole run, and are set, the way that they are read
        way, text = ' dir="auto"', escaped(unmarked(says.text))
    if says.tone == "quote":
        return f"<blockquote{way}><p>{text}</p></blockquote>"
    return f"<p{tone}{way}>{label}{text}</p>"


def inner(text: str) -> str:
    """Return clean text as it stands inside an element."""
    return escaped(text).replace(ISOLATE, "<bdi>").replace(END, "</bdi>")


def _count(count: Count) -> str:
    """Draw a bar by its attributes: the policy forbids styles of an element's own."""
    share = 100 * count.number / count.of if count.of else 0.0
    leads = ' class="leads"' if count.leads else ""
    return (
        f'<li{leads}><span class="number">{count.number}</span> <span>{inner(count.label)}</span>'
        '<svg class="bar" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="all" width="100" height="1"/>'
        f'<rect class="held" width="{share:.1f}" height="1"/></svg></li>'
    )


def _figure(drawing: Drawing, mark: str) -> str:
    circles = parts(drawing)
    drawn = "\n".join(inline(part, f"{mark}-{i}") for i, part in enumerate(circles))
    key = (
        '<b class="declared">full line: declared</b> \u00b7 <b class="observed">broken line: observed</b>'
        " \u00b7 filled seat: changed"
    )
    left_out = [f"{part.title}: {note}" for part in circles if (note := omitted(part))]
    caption = " \u00b7 ".join([key, *map(inner, left_out)])
    return f"<figure>\n<div>\n{drawn}\n</div>\n<figcaption>{caption}</figcaption>\n</figure>"
