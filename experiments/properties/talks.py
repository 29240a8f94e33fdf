"""What a protocol guarantees, of the panels of which it can be claimed."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from ...agents import CascadeAware, Conformist, MajorityFollower
from ...sim import Agent, Ballots, Evidence, Journal, Missing, Protocol, Question, Said, Stance, ballots
from ...sim.rule import counted
from .cases import Deliberation
from .ending import MANY, EndlessError
from .held import Under, untaken
from .property import HOLDS, IDLE, Broken, Outcome, of_protocols, raised, theirs
from .seated import SEATS, about, claim, tables
from .telling import begun, in_full, spelt, told

if TYPE_CHECKING:
    from ...sim import Close, Entry

Signals = tuple[tuple[str, Evidence], ...]
"""What nature tells each seat."""


class Moved(NamedTuple):
    """A deliberation, and where each of its seats sits, or whose name it bears, instead: old places."""

    deliberation: Deliberation
    order: tuple[int, ...]


class Renamed(NamedTuple):
    """A deliberation, and the options that stand for its options instead."""

    deliberation: Deliberation
    names: tuple[str, ...]


def stances(counted: Ballots) -> dict[str, Stance | None]:
    """Return what each seat that cast a ballot at last voted for."""
    return {seat: reply.stance for seat, reply in counted.cast.items()}


def _seated_elsewhere(talk: Deliberation, order: Sequence[int]) -> Outcome:
    seats = tuple(talk.panel.seats[place] for place in order)
    panel = talk.panel.model_copy(update={"seats": seats})
    same = {seat: seat for seat in talk.panel.names}
    return _as_before(talk, talk.model_copy(update={"panel": panel}), same, "seated otherwise")


def _called_otherwise(talk: Deliberation, order: Sequence[int]) -> Outcome:
    names = talk.panel.names
    new = {name: names[place] for name, place in zip(names, order, strict=True)}
    seats = tuple(seat.model_copy(update={"name": new[seat.name]}) for seat in talk.panel.seats)
    panel = talk.panel.model_copy(update={"seats": seats})
    signals = tuple((new[seat], one) for seat, one in talk.evidence)
    swap = in_full([f"{name} called {now}" for name, now in new.items() if name != now])
    return _as_before(
        talk, talk.model_copy(update={"panel": panel, "evidence": signals}), new, f"with {swap}"
    )


def _as_before(first: Deliberation, then: Deliberation, new: Mapping[str, str], when: str) -> Outcome:
    """Hold two talks: each seat must end with the same, whatever it is called in the second."""
    one, other = first.hold(), then.hold()
    counted, again = ballots(one), ballots(other)
    for seat, now in new.items():
        was, has = _end(counted, seat), _end(again, now)
        if was != has:
            called = f"called {now}" if now != seat else when
            has = has.removeprefix("ends ") if was.startswith("ends ") else has
            known = then.evidence if then.evidence != first.evidence else ()
            story = (*told(one, first.evidence), f"{when[0].upper()}{when[1:]}:", *told(other, known))
            return Broken(f"{seat} {was}, and, {called}, {has}", story, other)
    return HOLDS if counted.cast else IDLE


def _end(counted: Ballots, seat: str) -> str:
    """Tell what a seat ends with."""
    if seat in counted.cast:
        return f"ends with {spelt(counted.cast[seat].stance)}"
    return "casts no ballot" if seat in counted.missing else "is not asked for a ballot"


def _renamed(talk: Deliberation, names: tuple[str, ...]) -> Outcome:
    new: dict[Any, str] = dict(zip(talk.question.options, names, strict=True))
    signals = tuple((seat, one.model_copy(update={"stance": new[one.stance]})) for seat, one in talk.evidence)
    first, then = talk.hold(), talk.model_copy(update={"evidence": signals}).hold()
    one, other = stances(ballots(first)), stances(ballots(then))
    if {seat: new.get(stance) for seat, stance in one.items()} == other:
        return HOLDS if one else IDLE
    swap = ", ".join(f"{old} for {name}" for name, old in new.items() if name != old)
    what = f"with {swap}, the ballots are not the same with {swap}"
    return Broken(what, (*told(first, talk.evidence), f"With {swap}:", *told(then, signals)), then)


def _unanimous(talk: Deliberation) -> Outcome:
    agreed = talk.evidence[0][1]
    talk = talk.model_copy(update={"evidence": tuple((seat, agreed) for seat in talk.panel.names)})
    journal = talk.hold()
    held = stances(ballots(journal))
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


def _right_majority(talk: Deliberation) -> Outcome:
    """Compare what most held at first, which their evidence says, with what most vote for."""
    right = talk.question.answer
    if most([one.stance for _, one in talk.evidence]) != right:
        return IDLE
    journal = talk.hold()
    given = ballots(journal)
    if not given.cast:
        return IDLE
    last = most([*(reply.stance for reply in given.cast.values()), *(None for _ in given.missing)])
    if last is None or last == right:
        return HOLDS
    what = f"most began with {spelt(right)}, which is right, and most end with {spelt(last)}"
    return Broken(what, told(journal, talk.evidence), journal)


def _terminates(talk: Deliberation) -> Outcome:
    """Hold a talk to the end: within what its protocol declares, and without an error."""
    bound, record = talk.bound, _Record()
    try:
        talk.hold(observers=[record])
    except EndlessError as error:
        what = why = str(error)
    except BaseException as error:
        if not theirs(error):
            raise
        why = raised(error)
        what = f"after {counted(record.answers, 'answer')} it ends with an error: {why}"
    else:
        if bound is None or record.answers <= bound:
            return HOLDS
        what = f"it takes {counted(record.answers, 'answer')}, and its protocol declares {bound} at most"
        return Broken(what, told(record.journal, talk.evidence) if record.journal else (), record.journal)
    journal = record.journal or talk.opened()
    if journal.close is None:
        journal.seal(f"stopped: {why}")
    story = begun(journal, talk.evidence)
    if record.answers >= talk.patience:
        most = f"no bound: {MANY:,} answers count as too many"
        declared = most if bound is None else f"{counted(bound, 'answer')} at most"
        story = (*story, f"The protocol declares {declared}.")
    return Broken(what, story, journal)


class _Record:
    """Keeps the record of a talk, whatever becomes of it."""

    journal: Journal | None = None

    def notify(self, journal: Journal, entry: "Entry | Close") -> None:  # noqa: ARG002 - as observers have it
        """Take the record."""
        self.journal = journal

    @property
    def answers(self) -> int:
        """How many answered, or did not."""
        return sum(isinstance(one, Said | Missing) for one in self.journal.entries) if self.journal else 0


def _seated(target: Protocol) -> SearchStrategy[Moved]:
    return tables(target).flatmap(
        lambda talk: st.builds(Moved, st.just(talk), _orders(len(talk.panel.seats)))
    )


def _options(target: Protocol) -> SearchStrategy[Renamed]:
    def renamed(talk: Deliberation) -> SearchStrategy[Renamed]:
        options = talk.question.options
        names = _orders(len(options)).map(lambda order: tuple(options[place] for place in order))
        return st.builds(Renamed, st.just(talk), names)

    return tables(target).flatmap(renamed)


def _orders(count: int) -> SearchStrategy[tuple[int, ...]]:
    """Return a strategy of orders of two or more in which they are not as they were: the first two first."""
    swapped = (1, 0, *range(2, count))
    return st.permutations(range(count)).map(
        lambda order: swapped if order == sorted(order) else tuple(order)
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
        talk = draw(tables(target, of, seats=range(3, 8), options=range(2, 3)))
        names = talk.panel.names
        right, wrong = talk.question.options[:2]
        few = draw(st.sets(st.sampled_from(names), max_size=(len(names) - 1) // 2))
        signals = tuple((seat, Evidence(stance=wrong if seat in few else right)) for seat in names)
        question = talk.question.model_copy(update={"answer": right})
        return talk.model_copy(update={"question": question, "evidence": signals})

    return drawn


MAY = "May (1952), A set of independent necessary and sufficient conditions for simple majority decision"
_THREE = about(SEATS[1:])

TALKS = (
    claim(
        "anonymity-of-places",
        "Who sits where makes no difference to what anybody ends with, with seats that draw nothing.",
        MAY,
        "a protocol in which one seat speaks first",
        _seated,
        _seated_elsewhere,
    ),
    claim(
        "anonymity-of-names",
        "Who is called what makes no difference to what anybody ends with, with seats that draw nothing.",
        MAY,
        "a protocol in which the first by the alphabet speaks first",
        _seated,
        _called_otherwise,
    ),
    claim(
        "neutrality-of-options",
        "Options with other names lead to the same ballots under these names, with seats that draw nothing.",
        MAY,
        "a protocol that tells all what the first option is",
        _options,
        _renamed,
    ),
    claim(
        "unanimity-preserved",
        "Where all begin with one answer and follow the most, all end with it.",
        "Arrow (1951), Social choice and individual values",
        "a protocol that speaks for the last option",
        lambda target: tables(target, _followers),
        _unanimous,
    ),
    claim(
        "right-majority-kept",
        "Where most conformists begin with the right answer, most do not end with one that is wrong.",
        "Wynn, Satija and Hadfield (2025), Talk isn't always cheap",
        "a protocol in which conformists hear each other",
        mostly_right(_conformists),
        _right_majority,
        _THREE,
    ),
    claim(
        "evidence-outweighs-order",
        "Where most have evidence for the right answer, and all know how others found theirs, it wins.",
        "Bikhchandani, Hirshleifer and Welch (1992), A theory of fads, which refutes it",
        "a protocol in which they speak one by one",
        mostly_right(_aware),
        _right_majority,
        _THREE,
    ),
    claim(
        "terminates",
        "The talk ends, within the answers that its protocol declares, and not with an error.",
        "docs/design.md, section 3",
        "a protocol that goes on until all agree",
        lambda target: Under(protocol=target).talks(meddled=False),
        _terminates,
        lambda target: of_protocols(target) or untaken(target),
    )._replace(owed=True),
)
"""What protocols guarantee, or are said to."""
