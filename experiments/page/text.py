"""The page as text: its document, laid out in lines."""

from collections.abc import Iterable, Iterator, Sequence

from ...sim import Journal, Rule
from .content import document
from .document import Block, Count, Entry, Says, Section, Tone
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


def lines(facts: Facts, more: Sequence[Section] = ()) -> Iterator[Line]:
    """Yield the page line by line; `more`: see `document`."""
    said = document(facts, more)
    yield Line(said.title, style="bold")
    yield from _laid(said.lead, 0)
    for section in said.sections:
        yield Line("")
        head = f"{section.title}: {section.headline}" if section.headline else section.title
        yield Line(head, style="bold")
        yield from _laid(section.body, 2)


def _laid(blocks: Iterable[Block], indent: int) -> Iterator[Line]:
    under = False  # a quotation stands under the sentence before it
    for block in blocks:
        if isinstance(block, Says):
            text = f"{block.label}: {block.text}" if block.label else block.text
            quote = block.tone == "quote"
            yield Line(text, indent + 2 * (quote and under), STYLES[block.tone])
            under = not quote
        elif isinstance(block, Count):
            yield Line(block.label, indent, mark=f"{block.number:>3}")
        elif isinstance(block, Entry):
            head = f"{block.head} ({block.note})" if block.note else block.head
            yield Line(head, indent, "bold" if block.strong else "")
            yield from _laid(block.body, indent + 2)
