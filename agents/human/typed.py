"""What a person types, line by line, taken for a reply; pure."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from string import ascii_uppercase
from typing import Any, NamedTuple

from ...sim import (
    Approval,
    Confidence,
    Delegation,
    Figures,
    Order,
    Points,
    Question,
    Ranking,
    Reply,
    Scores,
    Together,
    Turn,
    Wants,
)
from ...sim.printable import printable, visible
from ...sim.wants import Narrowed

NAMED = 60
"""How much of an option is shown in a message."""


class Line(NamedTuple):
    """One line that is asked for.

    Attributes:
        prompt: what is asked, in words.
        read: takes what was typed for fields of a reply, or raises a ValueError that says why it is none.
    """

    prompt: str
    read: Callable[[str], Mapping[str, Any]]


def marks(options: Sequence[str]) -> dict[str, str]:
    """Return the short names under which options can be typed: letters, then numbers.

    Neither are there where another option is called so, and letters only for as many as there are.

    >>> marks(("Tea", "Coffee"))
    {'A': 'Tea', 'B': 'Coffee', '1': 'Tea', '2': 'Coffee'}
    >>> marks(("B", "C"))
    {'1': 'B', '2': 'C'}
    """
    called: dict[str, set[str]] = {}
    for option in options:
        called.setdefault(_plain(option), set()).add(option)
    found: dict[str, str] = {}
    for short in (list(ascii_uppercase), [str(i) for i in range(1, len(options) + 1)]):
        given = dict(zip(short, options, strict=False))
        taken = (mark for mark, option in given.items() if called.get(_plain(mark), {option}) != {option})
        if len(given) == len(options) and not any(taken):
            found |= given
    return found


def option_of(typed: str, options: Sequence[str]) -> str:
    """Return the option that was typed: its words, in any case where only one has them, or its mark.

    Raises:
        ValueError: it is none of them.
    """
    same = [option for option in options if " ".join(option.split()) == " ".join(typed.split())]
    same = same or [option for option in options if _plain(option) == _plain(typed)]
    if len(same) == 1:
        return same[0]
    found = marks(options).get(typed.strip().upper())
    if found is not None:
        return found
    what = "more than one option" if same else "none of the options"
    raise ValueError(f"{printable(typed, NAMED)!r} is {what}")


def lines(turn: Turn) -> list[Line]:
    """Return the lines that a person is asked to type, by what the turn wants."""
    asked = list(_wanted(turn.wants))
    ranked = [want for want in asked if isinstance(want, Ranking | Order)]
    found = [] if ranked else _stances(turn, delegates=any(isinstance(want, Delegation) for want in asked))
    for want in asked:
        match want:
            case Ranking() | Order():
                items = want.items if isinstance(want, Order) else turn.question.options
                found.append(_ranking(items, stance=isinstance(want, Ranking)))
            case Approval():
                found.append(_approvals(turn.question.options))
            case Figures():
                found.append(_figures(want, turn.question.options))
            case Confidence():
                found.append(Line("How sure, from 0 to 1", lambda typed: {"confidence": _number(typed)}))
            case _:
                pass  # an answer, which its stance is
    return found


def reply_of(turn: Turn, given: Sequence[Mapping[str, Any]]) -> Reply:
    """Return the reply of what was typed.

    Raises:
        ValueError: it is not what is wanted; in words.
        AgentError: no reply can hold it.
    """
    fields = {name: value for read in given for name, value in read.items()}
    if turn.question.parts and "stance" in fields:
        fields["stance"] = tuple(read["stance"] for read in given if "stance" in read)
    said = turn.wants.lift(fields["stance"]) if fields.keys() == {"stance"} else turn.say(**fields)
    if problem := turn.wants.problem(said, turn.question):
        raise ValueError(problem)
    return said


def shows(typed: str) -> str:
    """Return a line as it was typed, its ends trimmed.

    Raises:
        ValueError: something in it does not show, such as what an arrow key types.
    """
    line = typed.strip().replace("\t", " ")
    hidden = next((char for char in line if visible(char) != char), None)
    if hidden is not None:
        raise ValueError(f"{visible(hidden)} does not show: type the line again without it")
    return line


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def _wanted(wants: Wants) -> Iterator[Wants]:
    """Yield the simple wants that one is made of."""
    if isinstance(wants, Together):
        for want in wants.wants:
            yield from _wanted(want)
    else:
        yield from _wanted(wants.ballot) if isinstance(wants, Narrowed) else (wants,)


def _stances(turn: Turn, *, delegates: bool) -> list[Line]:
    """Return a line for the answer, or one for each part."""
    parts = turn.question.parts
    return [
        _stance(part, turn if delegates else None, f"Answer to part {i}" if parts else "Answer")
        for i, part in enumerate(parts or (turn.question,), 1)
    ]


def _stance(question: Question, delegating: Turn | None, what: str) -> Line:
    if question.options:
        short = list(marks(question.options))[: len(question.options)]
        how = f"{short[0]} to {short[-1]}, or the option itself" if short else "the option itself"
    elif question.range is not None:
        how = "a number from {:g} to {:g}".format(*question.range)
    else:
        how = "in your words"
    leave = ", or @NAME to leave it to that seat" if delegating else ""

    def read(typed: str) -> Mapping[str, Any]:
        if delegating is not None and typed.startswith("@"):
            delegating.without(typed[1:].strip())  # which knows who sits here
            return {"delegate": typed[1:].strip()}
        if question.options:
            return {"stance": option_of(typed, question.options)}
        stance = typed if question.range is None else _number(typed)
        if problem := question.problem(stance):
            raise ValueError(problem)
        return {"stance": stance}

    return Line(f"{what} ({how}{leave})", read)


def _ranking(items: Sequence[str], *, stance: bool) -> Line:
    def read(typed: str) -> Mapping[str, Any]:
        tiers = [_several(tier, "=", items) for tier in _split(typed, ">", items)]
        ranking = tuple(tier[0] if len(tier) == 1 else tuple(tier) for tier in tiers)
        return {"ranking": ranking} | ({"stance": tiers[0][0]} if stance else {})

    return Line(f"Ranking, best first, such as {_example(items, ' > ')}", read)


def _approvals(options: Sequence[str]) -> Line:
    def read(typed: str) -> Mapping[str, Any]:
        return {"approvals": tuple(_several(typed, ",", options))}

    return Line(f"All that you approve of, such as {_example(options, ', ')}", read)


def _figures(want: Figures, options: Sequence[str]) -> Line:
    match want:
        case Scores():
            bounds = f"from {want.low:g} to {want.high:g}"
        case Points():
            bounds = f"out of {want.budget:g}" + (
                ", of which v points cost v squared" if want.quadratic else ""
            )
        case _:
            bounds = "shares that sum to 1"
    names = _names(options)
    example = ", ".join(f"{name} = {figure}" for name, figure in zip(names, (1, 0), strict=False))

    def read(typed: str) -> Mapping[str, Any]:
        found = []
        for item in typed.split(","):
            name, equals, figure = item.rpartition("=")
            if not equals:
                raise ValueError(f"{printable(item, NAMED)!r} gives no figure: write {example}")
            found.append((option_of(name, options), _number(figure)))
        return {want.field: tuple(found)}

    return Line(f"{want.field.capitalize()}, {bounds}, such as {example}", read)


def _names(options: Sequence[str]) -> list[str]:
    """Return the shortest names of options that are shown."""
    return (list(marks(options)) or [printable(option, NAMED) for option in options])[: len(options)]


def _example(options: Sequence[str], between: str) -> str:
    return between.join(_names(options)[1::-1])


def _split(typed: str, between: str, options: Sequence[str]) -> list[str]:
    """Split a line, unless as a whole it is an option that is spelt so."""
    return [typed] if typed in options else typed.split(between)


def _several(typed: str, between: str, options: Sequence[str]) -> list[str]:
    return [option_of(item, options) for item in _split(typed.strip(), between, options)]


def _number(typed: str) -> float:
    try:
        return float(typed)
    except ValueError:
        raise ValueError(f"{printable(typed, NAMED)!r} is no number") from None
