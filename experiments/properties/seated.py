"""Claims about a protocol and a panel: of which protocols they are made, and how they are tried on one."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from functools import wraps
from itertools import product
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from ...agents import MajorityFollower, Stubborn
from ...sim import Agent, Protocol, Question
from .cases import PEOPLE, Deliberation, refused
from .property import IDLE, Outcome, Property, of_protocols
from .strategies import evidence, panels
from .strategies.questions import OPTIONS, of_kind

SEATS = range(2, len(PEOPLE) + 1)
"""With how many seats a protocol may be tried."""
CHOICES = range(2, len(OPTIONS) + 1)
"""Among how many options."""


def about(seats: Collection[int] = SEATS, options: Collection[int] = CHOICES) -> Callable[[Any], str]:
    """Return the `applies` of a claim about protocols that take a choice, with so many seats and options.

    Args:
        seats: any of these numbers will do.
        options: likewise.
    """
    choices = [of_kind("choice", count) for count in options]
    what = f"a choice among {_span(options, 'option')} with {_span(seats, 'seat')}"

    def applies(target: Any) -> str:
        if why := of_protocols(target):
            return why
        why = declined(target, choices, seats)
        return why and f"it is about {what}, which this protocol does not take: {why}"

    return applies


def sizes(target: Protocol, seats: range, options: range) -> dict[int, list[int]]:
    """Return with how many seats a protocol takes a choice, by the number of options.

    Args:
        target: the protocol.
        seats: of these, or else the fewest more.
        options: likewise.
    """
    found: dict[int, list[int]] = {}
    for among in range(options.start, CHOICES.stop):
        if among in options or not found:
            fit = fits(target, of_kind("choice", among), seats)
            found |= {among: fit} if fit else {}
    return found


def fits(target: Protocol, question: Question, seats: range) -> list[int]:
    """Return with how many seats a protocol takes a question: of these, or else the fewest more."""
    fit = [count for count in range(seats.start, SEATS.stop) if not declined(target, [question], [count])]
    return [count for count in fit if count in seats] or fit[:1]


def declined(target: Protocol, questions: Iterable[Question], seats: Collection[int]) -> str:
    """Say why a protocol takes none of some questions with any of so many seats; empty if it takes one."""
    said: Counter[str] = Counter()
    for question, count in product(questions, seats):
        why = refused(target, question, PEOPLE[:count])
        if not why:
            return ""
        said[why] += 1
    return min(said, key=said.__getitem__)  # what is said most seldom comes nearest to being taken


def _span(numbers: Collection[int], what: str) -> str:
    """Spell how many it may be."""
    least, most = min(numbers), max(numbers)
    return f"{least} {what}s" if least == most else f"{least} to {most} {what}s"


def tried(check: Callable[..., Outcome]) -> Callable[[Protocol, Any], Outcome]:
    """Return the check of a claim about a protocol and a panel: idle where the two do not go together.

    Args:
        check: is given the talk under the protocol, and what else the case has.
    """

    @wraps(check)
    def on(target: Protocol, case: Any) -> Outcome:
        talk, *more = (case,) if isinstance(case, Deliberation) else case
        return IDLE if refused(target, talk.question, talk.panel.names) else check(talk.under(target), *more)

    return on


def claim(
    name: str,
    statement: str,
    source: str,
    mutant: str,
    cases: Callable[[Any], SearchStrategy[Any]],
    check: Callable[..., Outcome],
    applies: Callable[[Any], str] | None = None,
) -> Property:
    """Return a claim about protocols; see `about` and `tried` for the last two."""
    return Property(name, statement, source, "protocol", mutant, applies or about(), cases, tried(check))


def _plain(question: Question) -> SearchStrategy[Agent]:  # noqa: ARG001 - of any choice
    """Return those that draw nothing, as long as they have evidence."""
    return st.sampled_from([MajorityFollower(), Stubborn()])


def tables(
    target: Protocol,
    of: Callable[[Question], SearchStrategy[Agent]] = _plain,
    *,
    seats: range = range(2, 7),
    options: range = range(2, 4),
) -> SearchStrategy[Deliberation]:
    """Return a strategy of tables that a protocol takes: each knows what it starts from, all hear everyone.

    Args:
        target: the protocol.
        of: a strategy of those who sit there.
        seats: how many there may be; the fewest more that it takes where it takes none of these.
        options: how many may be chosen from; likewise.
    """
    fit = sizes(target, seats, options)

    @st.composite
    def drawn(draw: DrawFn) -> Deliberation:
        among = draw(st.sampled_from([*fit]))
        question, people = of_kind("choice", among), draw(st.sampled_from(fit[among]))
        panel = draw(panels(question, min_seats=people, max_seats=people, of=of(question)))
        signals = draw(evidence(question, panel.names))
        seed = draw(st.integers(0, 10_000))
        return Deliberation(question=question, panel=panel, evidence=signals, seed=seed)

    return drawn()
