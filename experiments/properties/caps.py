"""What a run may spend is never exceeded, in whatever order calls are made, cut off, lost and answered."""

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Literal, NamedTuple

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from ...agents.live.ledger import Caps, Ledger, OutOfBudget
from ...sim.rule import counted
from .held import Kernel
from .property import HOLDS, IDLE, Broken, Outcome, Property, only

Fate = Literal["answered", "lost", "cancelled"]
FATES: tuple[Fate, ...] = ("answered", "lost", "cancelled")
"""A call is answered; is sent, and its reply never comes; is cut off before it is sent."""


class Planned(NamedTuple):
    """A call of a live model.

    Attributes:
        tokens: that it can take, at most.
        used: that it takes where it is answered.
        fate: what becomes of it.
    """

    tokens: int
    used: int
    fate: Fate = "answered"


class Budgeted(NamedTuple):
    """Calls under caps.

    Attributes:
        calls: how many the run may make.
        tokens: how many it may take; None = any number.
        planned: what is to be called.
        order: whose turn it is, step by step: a call is reserved, then sent, then ended. What is left when it
            is over ends in the order of the calls.
    """

    calls: int
    tokens: int | None
    planned: tuple[Planned, ...]
    order: tuple[int, ...] = ()


class _Account:
    """What a server may bill, counted beside the ledger: of a call that is lost, or in flight, the most."""

    def __init__(self, case: Budgeted) -> None:
        self.case = case
        self.billed: list[int] = []  # the tokens of each call
        self.flying: dict[int, int] = {}
        self.story = [f"The run may make {_told(case.calls, case.tokens)}."]
        self.refused = 0
        self.wrong = ""

    def worst(self, *more: int) -> tuple[int, int]:
        """Return how many calls and tokens it can come to, with one more."""
        taken = [*self.billed, *self.flying.values(), *more]
        return len(taken), sum(taken)

    def within(self, *more: int) -> bool:
        """Tell whether that is within the caps."""
        calls, tokens = self.worst(*more)
        return calls <= self.case.calls and (self.case.tokens is None or tokens <= self.case.tokens)


def _steps(ledger: Ledger, place: int, account: _Account) -> Iterator[None]:
    """Make a call, and stop after each step of it."""
    call, name = account.case.planned[place], f"Call {place + 1}"
    most = counted(call.tokens, "token")
    with ExitStack() as ends:
        fits = account.within(call.tokens)
        try:
            reservation = ends.enter_context(ledger.call("any", call.tokens, 0))
        except OutOfBudget:
            account.refused += 1
            account.story.append(f"{name}, of up to {most}, is refused.")
            account.wrong = f"{name.lower()} is refused, and would have fitted" if fits else account.wrong
            return
        account.flying[place] = call.tokens
        account.story.append(f"{name}, of up to {most}, is let through.")
        yield
        if call.fate == "cancelled":
            account.story.append(f"{name} is cut off before it is sent.")
        else:
            reservation.sent()
            account.story.append(f"{name} is sent.")
            yield
            used = call.used if call.fate == "answered" else call.tokens
            if call.fate == "answered":
                reservation.settle(used, 0)
            account.billed.append(used)
            account.story.append(f"{name} {f'takes {used}' if call.fate == 'answered' else 'is lost'}.")
        del account.flying[place]


def _capped(target: Kernel, case: Budgeted) -> Outcome:
    ledger, account = target.ledger(Caps(calls=case.calls, tokens=case.tokens)), _Account(case)
    running = [_steps(ledger, place, account) for place in range(len(case.planned))]
    rest = [place for place in range(len(running)) for _ in range(3)]  # no call takes more steps
    for place in [*(place % len(running) for place in case.order), *rest]:
        next(running[place], None)
        if account.wrong:
            return Broken(account.wrong, tuple(account.story))
        if not account.within():
            what = f"it may come to {_told(*account.worst())}, and may be {_told(case.calls, case.tokens)}"
            return Broken(what, tuple(account.story))
    spent = ledger.spent.calls, ledger.spent.tokens
    if spent != account.worst() or ledger.reserved.calls:
        what = f"{_told(*account.worst())} are to be paid for, and the ledger says {_told(*spent)}"
        return Broken(what, tuple(account.story))
    return HOLDS if account.refused else IDLE


def _told(calls: int, tokens: int | None) -> str:
    return counted(calls, "call") + ("" if tokens is None else f" of {counted(tokens, 'token')} in all")


@st.composite
def budgets(draw: DrawFn, *, max_calls: int = 5, max_tokens: int = 8) -> Budgeted:
    """Draw calls under a cap that is too low for all of them; one that is refused first.

    Args:
        draw: given by Hypothesis.
        max_calls: how many are planned, at most.
        max_tokens: how many one takes, at most.
    """
    sizes = draw(st.lists(st.integers(1, max_tokens), min_size=1, max_size=max_calls))
    planned = tuple(Planned(size, draw(st.integers(0, size)), draw(st.sampled_from(FATES))) for size in sizes)
    calls = draw(st.integers(0, len(sizes) - 1) | st.just(len(sizes)))
    tokens = draw(st.none() | st.integers(0, sum(sizes) - 1)) if calls < len(sizes) else sum(sizes) - 1
    order = draw(st.lists(st.integers(0, len(sizes) - 1), max_size=3 * len(sizes)))
    return Budgeted(calls, tokens, planned, tuple(order))


CAPPED = Property(
    name="budget-never-exceeded",
    statement="A run never makes a call that could take it over its caps, and refuses none that could not.",
    source="docs/live.md",
    kind="kernel",
    mutant="a ledger that forgets what is in flight",
    applies=only(Kernel, "the table"),
    cases=lambda target: budgets(),  # noqa: ARG005 - of any kernel
    check=_capped,
)
"""What caps guarantee."""
