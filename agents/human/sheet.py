"""What a person is shown when it is asked; pure."""

from collections.abc import Iterator, Sequence
from textwrap import wrap

from ...sim import Question, Remark, Stance, Turn
from ...sim.printable import printable
from .typed import marks

WORDS = 900
"""How many characters of one argument, question or telling are shown."""
BRIEF = 180
"""How many of a stance, an option or a list of names."""
MANY = 30
"""How many remarks, the last of them, and how many tellings."""
WIDTH = 80


def sheet(turn: Turn) -> str:
    """Return what the others said since the person was last asked, and the question; bounded, and clean."""
    return "".join(f"{line}\n" for line in _lines(turn))


def _lines(turn: Turn) -> Iterator[str]:
    round_ = f"round {turn.round}, " if turn.round else ""
    yield from ("", f"{turn.seat}, it is your turn ({round_}{printable(turn.phase, BRIEF)}).")
    for item in turn.evidence[-MANY:]:
        told = [item.text] if item.text else []
        told += [] if item.stance is None else [spelt(item.stance)]
        yield from _indented(f"You alone know: {': '.join(told)}", 0)
    for said in turn.heard.told[-MANY:]:
        if said.text:
            yield from _indented(f"You are told: {said.text}", 0)
    new = turn.heard.new()
    if len(new) > MANY:
        yield f"({len(new) - MANY} earlier remarks are left out.)"
    for remark in new[-MANY:]:
        yield from _remark(remark)
    if turn.stance is not None:
        yield from _indented(f"You last said: {spelt(turn.stance)}", 0)
    yield ""
    yield from _question(turn.question)
    for number, part in enumerate(turn.question.parts, 1):
        yield f"Part {number}"
        yield from _question(part)


def spelt(stance: Stance) -> str:
    """Return a stance in words."""
    parts: Sequence[str | float] = stance if isinstance(stance, tuple) else (stance,)
    return printable("; ".join(part if isinstance(part, str) else f"{part:g}" for part in parts), BRIEF)


def _remark(remark: Remark) -> Iterator[str]:
    stance = "" if remark.stance is None else spelt(remark.stance)
    credited = f" (credits {printable(', '.join(remark.credits), BRIEF)})" if remark.credits else ""
    yield from _indented(f"{remark.speaker}: {stance}{credited}", 0)
    if remark.argument is not None and remark.argument.text.strip():
        yield from _indented(remark.argument.text, 4)


def _question(question: Question) -> Iterator[str]:
    yield from _indented(question.text, 0)
    shown = dict(zip(question.options, marks(question.options), strict=False))
    for option in question.options:
        yield f"  {shown.get(option, '-')}  {printable(option, BRIEF)}"


def _indented(text: str, indent: int) -> list[str]:
    blanks = " " * indent
    return wrap(printable(text, WORDS), WIDTH, initial_indent=blanks, subsequent_indent=blanks or "  ")
