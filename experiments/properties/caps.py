"""What a run may spend is never exceeded, in whatever order calls are made, cut off, lost and answered."""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from decimal import Decimal
from functools import cache
from typing import Literal, NamedTuple

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from ...agents.live.ledger import Caps, Ledger, Left, OutOfBudget, Spent
from ...agents.live.prices import Price, Prices
from ...sim.rule import counted
from .held import Kernel
from .property import HOLDS, IDLE, Broken, Outcome, Property, only

Fate = Literal["answered", "lost", "learnt", "cancelled"]
FATES: tuple[Fate, ...] = ("answered", "lost", "learnt", "cancelled")
"""A call is answered; is sent, and its reply never comes; so, and what it used is learnt later; is cut off
before it is sent."""
STEPS = 4
"""How many a call takes at most."""
PRICED = {"small": ("1", "2"), "large": ("1.5", "4")}
"""What a million tokens cost, read and written."""
MODELS = (*PRICED, "unpriced")
MICRO = Decimal("0.000001")
"""What a token costs at a price of 1: the finest that a cap of money can be."""


class Planned(NamedTuple):
    """A call of a live model.

    Attributes:
        read: tokens that it is sent, at most.
        written: tokens that it writes, at most.
        used: both as they are where its use is known.
        fate: what becomes of it.
        model: of `MODELS`.
    """

    read: int
    written: int = 0
    used: tuple[int, int] = (0, 0)
    fate: Fate = "answered"
    model: str = "small"


class Budgeted(NamedTuple):
    """Calls under caps.

    Attributes:
        caps: the most that the run may spend.
        planned: what is to be called.
        order: whose turn it is, step by step: a call is reserved, then sent, then ended. What is left when it
            is over ends in the order of the calls.
        before: what the run has spent already, before it was interrupted: (read, written) of each call.
    """

    caps: Caps
    planned: tuple[Planned, ...]
    order: tuple[int, ...] = ()
    before: tuple[tuple[int, int], ...] = ()


class Bill(NamedTuple):
    """What calls come to, reckoned beside the ledger, from the price list alone."""

    calls: int = 0
    read: int = 0
    written: int = 0
    money: Decimal = Decimal(0)
    unpriced: int = 0

    def __str__(self) -> str:
        return f"{counted(self.calls, 'call')} of {self.each}"

    @property
    def each(self) -> str:
        """What it comes to, but for how many calls it is."""
        return f"{counted(self.read, 'token')} read and {self.written} written, for {_money(self.money)}"

    def fits(self, caps: Caps) -> bool:
        """Tell whether it is within caps."""
        given = (caps.calls, self.calls), (caps.tokens, self.read + self.written)
        money = caps.money is None or self.money <= Decimal(caps.money)
        return money and all(cap is None or count <= cap for cap, count in given)

    def left(self, caps: Caps) -> Left:
        """Return what is left of caps beside it."""
        return Left(
            None if caps.calls is None else max(0, caps.calls - self.calls),
            None if caps.tokens is None else max(0, caps.tokens - self.read - self.written),
            None if caps.money is None else max(Decimal(0), Decimal(caps.money) - self.money),
        )


def _bill(model: str, read: int, written: int) -> Bill:
    """Return what one call costs."""
    each = PRICED.get(model)
    cost = Decimal(0) if each is None else (read * Decimal(each[0]) + written * Decimal(each[1])) * MICRO
    return Bill(1, read, written, cost, int(each is None))


def _total(bills: Iterable[Bill]) -> Bill:
    calls, read, written, money, unpriced = zip(Bill(), *bills, strict=True)
    return Bill(sum(calls), sum(read), sum(written), sum(money, Decimal(0)), sum(unpriced))


@cache
def _prices() -> Prices:
    given = {model: Price(input=read, output=written) for model, (read, written) in PRICED.items()}
    return Prices(models=tuple(given.items()))


class _Account:
    """What a server may bill, reckoned beside the ledger: of a call that is lost, or in flight, the most."""

    def __init__(self, case: Budgeted) -> None:
        self.case = case
        self.before = _total(_bill("small", *used) for used in case.before)
        self.bills: dict[int, Bill] = {}  # of each call, as it stands
        self.story = [f"The run may spend {_told(case.caps.calls, case.caps.tokens, case.caps.money)}."]
        if case.before:
            self.story.append(f"It has spent {self.before} before.")
        self.refused = 0
        self.wrong = ""

    def worst(self, *more: Bill) -> Bill:
        """Return what it can come to, with one call more."""
        return _total([self.before, *self.bills.values(), *more])

    def against(self, ledger: Ledger) -> str:
        """Say what goes over the caps, or what the ledger gets wrong of what is left."""
        caps, worst = self.case.caps, self.worst()
        if self.bills and not worst.fits(caps):
            return f"it may come to {worst}, and may be {_told(caps.calls, caps.tokens, caps.money)}"
        if ledger.left != worst.left(caps):
            says, is_ = _told(*ledger.left), _told(*worst.left(caps))
            return f"by the word of the ledger {says} may still be spent, and it is {is_}"
        return ""


def _steps(ledger: Ledger, place: int, account: _Account) -> Iterator[None]:
    """Make a call, and stop after each step of it."""
    call, name = account.case.planned[place], f"Call {place + 1}"
    most = _bill(call.model, call.read, call.written)
    used = _bill(call.model, *call.used)
    with ExitStack() as ends:
        fits = account.worst(most).fits(account.case.caps)
        if ledger.fits(call.model, call.read, call.written, ledger.reserved) != fits:
            word = "does not fit" if fits else "fits"
            account.wrong = f"{name.lower()} {word} by the word of the ledger, and it is not so"
        try:
            reservation = ends.enter_context(ledger.call(call.model, call.read, call.written))
        except OutOfBudget:
            account.refused += 1
            account.story.append(f"{name} to {call.model}, of up to {most.each}, is refused.")
            account.wrong = f"{name.lower()} is refused, and would have fitted" if fits else account.wrong
            return
        account.bills[place] = most
        account.story.append(f"{name} to {call.model}, of up to {most.each}, is let through.")
        yield
        if call.fate != "cancelled":
            reservation.sent()
            account.story.append(f"{name} is sent.")
            yield
        if call.fate == "answered":
            reservation.settle(*call.used)
    if call.fate == "cancelled":
        del account.bills[place]
        account.story.append(f"{name} is cut off before it is sent.")
        return
    if call.fate != "answered":
        account.story.append(f"{name} is lost.")
        yield
    if call.fate == "learnt":
        reservation.settle(*call.used)
    if call.fate != "lost":
        account.bills[place] = used
        account.story.append(f"{name} {'took' if call.fate == 'learnt' else 'takes'} {used.each}.")


def _capped(target: Kernel, case: Budgeted) -> Outcome:
    account = _Account(case)
    ledger = target.ledger(case.caps, _prices(), _spent(account.before))
    running = [_steps(ledger, place, account) for place in range(len(case.planned))]
    rest = [place for place in range(len(running)) for _ in range(STEPS)]
    for place in [*(place % len(running) for place in case.order), *rest]:
        next(running[place], None)
        if wrong := account.wrong or account.against(ledger):
            return Broken(wrong, tuple(account.story))
    spent = ledger.spent
    if spent != _spent(account.worst()) or ledger.reserved.calls:
        says = Bill(spent.calls, spent.read, spent.written, spent.money, spent.unpriced)
        return Broken(
            f"{account.worst()} are to be paid for, and the ledger says {says}", tuple(account.story)
        )
    return HOLDS if account.refused else IDLE


def _spent(bill: Bill) -> Spent:
    """Return a bill as a ledger says it."""
    return Spent(bill.calls, bill.read, bill.written, int(bill.money.scaleb(12)), bill.unpriced)


def _told(calls: int | None, tokens: int | None, money: Decimal | str | None) -> str:
    """Spell caps, or what is left of them."""
    parts = [
        "" if calls is None else counted(calls, "call"),
        "" if tokens is None else f"{counted(tokens, 'token')} in all",
        "" if money is None else _money(Decimal(money)),
    ]
    return ", ".join(filter(None, parts)) or "whatever it likes"


def _money(amount: Decimal) -> str:
    return f"{amount:f}".rstrip("0").rstrip(".") + " USD" if amount else "0 USD"


@st.composite
def budgets(draw: DrawFn, *, max_calls: int = 5, max_tokens: int = 8) -> Budgeted:
    """Draw calls under a cap that is too low for all of them, of calls, of tokens, or of money.

    Args:
        draw: given by Hypothesis.
        max_calls: how many are planned, at most.
        max_tokens: how many one reads, and how many it writes, at most.
    """
    low = draw(st.sampled_from(["calls", "tokens", "money"]))
    models = st.sampled_from(tuple(PRICED) if low == "money" else MODELS)
    sizes = draw(
        st.lists(
            st.tuples(st.integers(1, max_tokens), st.integers(0, max_tokens)), min_size=1, max_size=max_calls
        )
    )
    planned = tuple(
        Planned(
            read,
            written,
            (draw(st.integers(0, read)), draw(st.integers(0, written))),
            draw(st.sampled_from(FATES)),
            draw(models),
        )
        for read, written in sizes
    )
    count = st.integers(0, max_tokens)
    before = tuple(draw(st.lists(st.tuples(count, count), max_size=2)))
    whole = _total(
        [*(_bill("small", *used) for used in before), *(_bill(*one[-1:], *one[:2]) for one in planned)]
    )
    most = {
        "calls": whole.calls,
        "tokens": whole.read + whole.written,
        "money": int(whole.money / MICRO) + 1,
    }
    given: dict[str, int | None] = {low: draw(st.integers(0, most[low] - 1))}
    for name, enough in most.items():
        if name != low and (name != "money" or not whole.unpriced):  # of what has no price, none is capped
            given[name] = draw(st.none() | st.integers(0, enough))
    order = draw(st.lists(st.integers(0, len(sizes) - 1), max_size=STEPS * len(sizes)))
    money = given.get("money")
    caps = Caps(
        calls=given.get("calls"),
        tokens=given.get("tokens"),
        money=None if money is None else f"{money * MICRO:f}",
    )
    return Budgeted(caps, planned, tuple(order), before)


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
