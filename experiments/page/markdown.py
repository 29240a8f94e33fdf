"""The page as Markdown (CommonMark, with the tables of GitHub): nothing in it that was said is markup."""

import re
from collections.abc import Iterator, Sequence

from .content import document
from .document import Block, Count, Entry, Says, Section
from .facts import Facts
from .words import unmarked


def markdown(facts: Facts, more: Sequence[Section] = ()) -> str:
    """Return the page of a talk as Markdown; `more`: see `document`."""
    said = document(facts, more)
    blocks = [f"# {literal(said.title)}"]
    blocks += [_says(says) for says in said.lead]
    for section in said.sections:
        blocks.append(f"## {literal(section.title)}")
        if section.headline:
            blocks.append(f"**{literal(section.headline)}**")
        blocks += _laid(section.body)
    return "\n\n".join(blocks) + "\n"


def literal(text: str) -> str:
    r"""Return one line of text as Markdown that reads as that text, wherever it stands.

    >>> print(literal("1. <b>*x*</b> [y](z)"))
    1\. &lt;b>\*x\*&lt;/b> \[y\](z)
    """
    shown = unmarked(text).replace("&", "&amp;").replace("<", "&lt;").replace("|", "&#124;")
    shown = re.sub(r"[\\`*_\[\]~$]", r"\\\g<0>", shown)
    # what some readers make links of: an address, which gets its colon or dot escaped, and what follows an @
    shown = re.sub(r":(?=\S)|(?<=www)\.", r"\\\g<0>", shown, flags=re.IGNORECASE)
    shown = shown.replace("@", "@\u200c")
    # what begins a heading, a quotation or a list
    shown = re.sub(r"^([#>+=-])", r"\\\1", shown)
    return re.sub(r"^(\d+)([.)])", r"\1\\\2", shown)


def _laid(blocks: tuple[Block, ...]) -> Iterator[str]:
    rows: list[str] = []
    for block in blocks:
        if isinstance(block, Count):
            rows.append(_row(block))
            continue
        if rows:
            yield _table(rows)
            rows = []
        if isinstance(block, Says):
            yield _says(block)
        elif isinstance(block, Entry):
            note = f" ({literal(block.note)})" if block.note else ""
            yield (f"### {literal(block.head)}" if block.strong else f"**{literal(block.head)}**") + note
            yield from _laid(block.body)
    if rows:
        yield _table(rows)


def _says(says: Says) -> str:
    text = f"**{literal(says.label)}:** {literal(says.text)}" if says.label else literal(says.text)
    return f"> {text}" if says.tone == "quote" else text


def _row(count: Count) -> str:
    label = literal(count.label)
    return f"| {count.number} | {f'**{label}**' if count.leads else label} |"


def _table(rows: list[str]) -> str:
    return "\n".join(["| votes | |", "| ---: | :--- |", *rows])
