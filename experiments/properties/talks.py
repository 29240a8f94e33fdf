"""What a protocol guarantees, of the panels of which it can be claimed."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from ...agents import CascadeAware, Conformist, MajorityFollower, Stubborn
from ...sim import Agent, Evidence, Journal, Protocol, Question, Stance, ballots
from .cases import Deliberation, least, refused
from .ending import EndlessError
from .property import HOLDS, IDLE, Broken, Outcome, Property, of_protocols
from .strategies import evidence, panels, questions
from .telling import begun, spelt, told


class Moved(NamedTuple):
    """A deliberation, and the order in which its seats sit down instead: places in the old order."""

    deliberation: Deliberation
    order: tuple[int, ...]


class Renamed(NamedTuple):
    """A deliberation, and the options that stand for its options instead."""

    deliberation: Deliberation
    names: tuple[str, ...]


def stances(journal: Journal) -> dict[str, Stance | None]:
    """Return what each seat that cast a ballot at last voted for."""
    return {seat: reply.stance for seat, reply in ballots(journal).cast.items()}


def _seated_elsewhere(target: Protocol, case: Moved) -> Outcome:
    talk = case.deliberation.under(target)
    if refused(target, talk) or list(case.order) == sorted(case.order):
        return IDLE
    seats = tuple(talk.panel.seats[place] for place in case.order)
    panel = talk.panel.model_copy(update={"seats": seats})
    first, then = talk.hold(), talk.model_copy(update={"panel": panel}).hold()
    one, other = stances(first), stances(then)
    if one == other:
        return HOLDS if one else IDLE
    seat = next(name for name in talk.panel.names if one.get(name) != other.get(name))
    what = f"{seat} ends with {spelt(one.get(seat))}, and, seated otherwise, with {spelt(other.get(seat))}"
    return Broken(what, (*told(first, talk.evidence), "Seated otherwise:", *told(then)), then)


def _renamed(target: Protocol, case: Renamed) -> Outcome:
    talk = case.deliberation.under(target)
    options = talk.question.options
    if refused(target, talk) or case.names == options:
        return IDLE
    new: dict[Any, str] = dict(zip(options, case.names, strict=True))
    signals = tuple((seat, one.model_copy(update={"stance": new[one.stance]})) for seat, one in talk.evidence)
    first, then = talk.hold(), talk.model_copy(update={"evidence": signals}).hold()
    one, other = stances(first), stances(then)
    if {seat: new.get(stance) for seat, stance in one.items()} == other:
        return HOLDS if one else IDLE
    swap = ", ".join(f"{old} for {name}" for name, old in new.items() if name != old)
    what = f"with {swap}, the ballots are not the same with {swap}"
    return Broken(what, (*told(first, talk.evidence), f"With {swap}:", *told(then, signals)), then)


def _unanimous(target: Protocol, case: Deliberation) -> Outcome:
    talk = case.under(target)
    if refused(target, talk):
        return IDLE
    agreed = talk.evidence[0][1]
    talk = talk.model_copy(update={"evidence": tuple((seat, agreed) for seat in talk.panel.names)})
    journal = talk.hold()
    held = stances(journal)
    other = {seat: stance for seat, stance in held.items() if stance != agreed.stance}
    if not other:
        return HOLDS if held else IDLE
    seat, stance = next(iter(other.items()))
    what = f"all began with {spelt(agreed.stance)}, and {seat} ends with {spelt(stance)}"
    return Broken(what, told(journal, talk.evidence), journal)


def most(held: Sequence[Stance | None]) -> Stance | None:
    """Return what more than half hold; None if nothing is held by so many."""
    (stance, count), *_ = Counter(held).most_common(1) or [(None, 0)]
    return stance if 2 * count > len(held) else None


def _right_majority(target: Protocol, case: Deliberation) -> Outcome:
    """Compare what most held at first, which their evidence says, with what most vote for."""
    talk = case.under(target)
    right = talk.question.answer
    if refused(target, talk) or most([one.stance for _, one in talk.evidence]) != right:
        return IDLE
    journal = talk.hold()
    counted = ballots(journal)
    if not counted.cast:
        return IDLE
    last = most([*(reply.stance for reply in counted.cast.values()), *(None for _ in counted.missing)])
    if last is None or last == right:
        return HOLDS
    what = f"most began with {spelt(right)}, which is right, and most end with {spelt(last)}"
    return Broken(what, told(journal, talk.evidence), journal)


def _terminates(target: Protocol, case: Deliberation) -> Outcome:
    talk = case.under(target)
    if refused(target, talk):
        return IDLE
    try:
        talk.hold()
    except EndlessError as error:
        story = begun(error.journal, talk.evidence) if error.journal else ()
        return Broken(str(error), story, error.journal)
    return HOLDS


def _plain(question: Question) -> SearchStrategy[Agent]:  # noqa: ARG001 - of any choice
    """Return those that draw nothing, as long as they have evidence."""
    return st.sampled_from([MajorityFollower(), Stubborn()])


@st.composite
def tables(
    draw: DrawFn,
    of: Callable[[Question], SearchStrategy[Agent]] = _plain,
    *,
    min_seats: int = 2,
    max_seats: int = 6,
    max_options: int = 3,
    answered: bool = False,
) -> Deliberation:
    """Draw a table where each seat knows what it starts from, and everyone hears everyone.

    Args:
        draw: given by Hypothesis.
        of: a strategy of those who sit there.
        min_seats: at least 1.
        max_seats: at most 10.
        max_options: at most 6.
        answered: whether the truth is known.
    """
    question = draw(questions(kinds=["choice"], max_options=max_options, answered=answered))
    most_seats = max(min_seats, max_seats)
    panel = draw(panels(question, min_seats=min_seats, max_seats=most_seats, of=of(question)))
    signals = draw(evidence(question, panel.names))
    return Deliberation(question=question, panel=panel, evidence=signals, seed=draw(st.integers(0, 10_000)))


def _seated(target: Protocol) -> SearchStrategy[Moved]:
    return tables(min_seats=least(target)).flatmap(
        lambda talk: st.builds(Moved, st.just(talk), st.permutations(range(len(talk.panel.seats))).map(tuple))
    )


def _options(target: Protocol) -> SearchStrategy[Renamed]:
    return tables(min_seats=least(target)).flatmap(
        lambda talk: st.builds(Renamed, st.just(talk), st.permutations(talk.question.options).map(tuple))
    )


def _followers(question: Question) -> SearchStrategy[Agent]:  # noqa: ARG001 - of any choice
    return st.just(MajorityFollower())


def _conformists(question: Question) -> SearchStrategy[Agent]:  # noqa: ARG001 - of any choice
    return st.just(Conformist())


def _aware(question: Question) -> SearchStrategy[Agent]:  # noqa: ARG001 - of any choice
    return st.just(CascadeAware())


def mostly_right(
    of: Callable[[Question], SearchStrategy[Agent]],
) -> Callable[[Any], SearchStrategy[Deliberation]]:
    """Return a strategy of tables where most begin with the right answer, by construction.

    Args:
        of: a strategy of those who sit there.
    """

    @st.composite
    def drawn(draw: DrawFn, target: Protocol) -> Deliberation:
        talk = draw(tables(of, min_seats=least(target, 3), max_seats=7, max_options=2))
        names = talk.panel.names
        right, wrong = talk.question.options[:2]
        few = draw(st.sets(st.sampled_from(names), max_size=(len(names) - 1) // 2))
        signals = tuple((seat, Evidence(stance=wrong if seat in few else right)) for seat in names)
        question = talk.question.model_copy(update={"answer": right})
        return talk.model_copy(update={"question": question, "evidence": signals})

    return drawn


def _tables(of: Callable[[Question], SearchStrategy[Agent]] = _plain) -> Callable[[Any], SearchStrategy[Any]]:
    return lambda target: tables(of, min_seats=least(target))


TALKS = (
    Property(
        "anonymity-of-places",
        "Who sits where makes no difference to what anybody ends with, with seats that draw nothing.",
        "May (1952), A set of independent necessary and sufficient conditions for simple majority decision",
        "protocol",
        "a protocol in which one seat speaks first",
        of_protocols,
        _seated,
        _seated_elsewhere,
    ),
    Property(
        "neutrality-of-options",
        "Options with other names lead to the same ballots under these names, with seats that draw nothing.",
        "May (1952), A set of independent necessary and sufficient conditions for simple majority decision",
        "protocol",
        "a protocol that tells all what the first option is",
        of_protocols,
        _options,
        _renamed,
    ),
    Property(
        "unanimity-preserved",
        "Where all begin with one answer and follow the most, all end with it.",
        "Arrow (1951), Social choice and individual values",
        "protocol",
        "a protocol that speaks for the last option",
        of_protocols,
        _tables(_followers),
        _unanimous,
    ),
    Property(
        "right-majority-kept",
        "Where most conformists begin with the right answer, most do not end with one that is wrong.",
        "Wynn, Satija and Hadfield (2025), Talk isn't always cheap",
        "protocol",
        "a protocol in which conformists hear each other",
        of_protocols,
        mostly_right(_conformists),
        _right_majority,
    ),
    Property(
        "evidence-outweighs-order",
        "Where most have evidence for the right answer, and all know how others found theirs, it wins.",
        "Bikhchandani, Hirshleifer and Welch (1992), A theory of fads, which refutes it",
        "protocol",
        "a protocol in which they speak one by one",
        of_protocols,
        mostly_right(_aware),
        _right_majority,
    ),
    Property(
        "terminates",
        "The talk ends.",
        "docs/design.md, section 3",
        "protocol",
        "a protocol that goes on until all agree",
        of_protocols,
        _tables(),
        _terminates,
    ),
)
"""What protocols guarantee, or are said to."""
