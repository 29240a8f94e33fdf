"""The page as one HTML file: nothing to load, nothing to run, and what was said is only ever text.

Letters stand in it as themselves, in UTF-8; words that run from right to left do not turn what stands around
them.
"""

from base64 import b64encode
from collections.abc import Iterator
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

POLICY = (
    f"default-src 'none'; style-src 'sha256-{b64encode(sha256(CSS.encode()).digest()).decode()}';"
    " base-uri 'none'; form-action 'none'"
)
"""What a browser may do with the page: apply its one style sheet, and nothing else."""


def html(facts: Facts) -> str:
    """Return the page of a talk as HTML, to be read by itself or printed."""
    said = document(facts)
    return "\n".join(_page(said)) + "\n"


def _page(said: Document) -> Iterator[str]:
    question = next(block.text for block in said.sections[0].body if isinstance(block, Says))
    yield '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield '<meta name="color-scheme" content="light dark">\n<meta name="referrer" content="no-referrer">'
    yield f"<title>{escaped(unmarked(f'{said.title}: {question}'))}</title>"
    yield f"<style>{CSS}</style>\n</head>\n<body>\n<main>"
    yield f"<header>\n<h1>{_inner(said.title)}</h1>"
    for says in said.lead:
        yield _says(says)
    yield "</header>"
    for section in said.sections:
        yield from _section(section)
    yield "</main>\n</body>\n</html>"


def _section(section: Section) -> Iterator[str]:
    slug = section.title.lower().replace(" ", "-")
    yield f'<section class="{slug}" aria-labelledby="{slug}">\n<h2 id="{slug}">{escaped(section.title)}</h2>'
    if section.headline:
        yield f'<p class="headline">{_inner(section.headline)}</p>'
    yield from _laid(section.body, f"{slug}-")
    yield "</section>"


def _laid(blocks: tuple[Block, ...], mark: str) -> Iterator[str]:
    """Lay out blocks; `mark` begins every id that is made on the way, so that no two are alike."""
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
                yield from _entry(block, f"{mark}{i}-")
        if kind is Count:
            yield "</ul>"


def _entry(entry: Entry, mark: str) -> Iterator[str]:
    note = f" <small>({_inner(entry.note)})</small>" if entry.note else ""
    yield f"<article>\n<h3>{_inner(entry.head)}{note}</h3>"
    yield from _laid(entry.body, mark)
    yield "</article>"


def _says(says: Says) -> str:
    label = f"<b>{_inner(says.label)}:</b> " if says.label else ""
    tone = f' class="{says.tone}"' if says.tone else ""
    way, text = "", _inner(says.text)
    if not label and says.text.startswith(ISOLATE) and says.text.find(END) == len(says.text) - 1:
        # somebody's words as a whole run, and are set, the way that they are read
        way, text = ' dir="auto"', escaped(unmarked(says.text))
    if says.tone == "quote":
        return f"<blockquote{way}><p>{text}</p></blockquote>"
    return f"<p{tone}{way}>{label}{text}</p>"


def _inner(text: str) -> str:
    return escaped(text).replace(ISOLATE, "<bdi>").replace(END, "</bdi>")


def _count(count: Count) -> str:
    """Draw a bar by its attributes: the policy forbids styles of an element's own."""
    share = 100 * count.number / count.of if count.of else 0.0
    leads = ' class="leads"' if count.leads else ""
    return (
        f'<li{leads}><span class="number">{count.number}</span> <span>{_inner(count.label)}</span>'
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
    caption = " \u00b7 ".join([key, *map(_inner, left_out)])
    return f"<figure>\n<div>\n{drawn}\n</div>\n<figcaption>{caption}</figcaption>\n</figure>"
