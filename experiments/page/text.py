"""The page as text: its document, laid out in lines."""

from collections.abc import Iterator

from ...sim import Journal, Rule
from .content import document
from .document import Block, Count, Entry, Says, Tone
from .facts import Facts, facts
from .layout import WIDTH, Line, render

STYLES: dict[Tone, str] = {"": "", "alarm": "bold red", "change": "yellow", "lack": "red", "quote": ""}


def page(journal: Journal, rule: Rule, *, width: int = WIDTH, color: bool = False) -> str:
    """Return the page of a talk as text.

    Args:
        journal: the record.
        rule: how it is decided.
        width: columns to wrap to.
        color: whether to add the escape codes of colours.
    """
    return render(lines(facts(journal, rule)), width=width, color=color)


def lines(facts: Facts) -> Iterator[Line]:
    """Yield the page line by line."""
    said = document(facts)
    yield Line(said.title, style="bold")
    for says in said.lead:
        yield from _laid(says, 0)
    for section in said.sections:
        yield Line("")
        head = f"{section.title}: {section.headline}" if section.headline else section.title
        yield Line(head, style="bold")
        for block in section.body:
            yield from _laid(block, 2)


def _laid(block: Block, indent: int) -> Iterator[Line]:
    if isinstance(block, Says):
        text = f"{block.label}: {block.text}" if block.label else block.text
        yield Line(text, indent, STYLES[block.tone])
    elif isinstance(block, Count):
        yield Line(f"{block.number:>3}  {block.label}", indent)
    elif isinstance(block, Entry):
        yield Line(block.head, indent, "bold" if block.strong else "")
        for inner in block.body:
            yield from _laid(inner, indent + 2)
