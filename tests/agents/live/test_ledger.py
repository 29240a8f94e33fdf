"""Caps hold before a call is made, and what is spent is what the server counted, whatever was cancelled."""

import random
from collections.abc import Callable
from contextlib import suppress
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
import trio
from hypothesis import given, settings
from hypothesis import strategies as st

from moot.agents.live import Caps, Ledger, OutOfBudget, Prices, Reservation, Spent, most_tokens
from moot.sim import Floor, Journal, Missing, Reply, Said, SpecError, Turn

PRICES = Prices(models={"m": {"input": "0.15", "output": "0.6"}, "free": {"input": 0, "output": 0}})  # type: ignore[arg-type] # pydantic reads it
NOTHING = Spent()


def settled(ledger: Ledger, model: str, read: int, written: int) -> None:
    with ledger.call(model, read, written) as call:
        call.sent()
        call.settle(read, written)


def test_a_call_is_settled_with_what_it_used() -> None:
    ledger = Ledger(Caps(calls=3, tokens=1000, money="1"), PRICES)
    with ledger.call("m", 200, 100) as call:
        assert call.worst == Spent(1, 200, 100, 90_000_000)
        assert ledger.reserved == call.worst
        assert ledger.left == (2, 700, Decimal("0.99991"))
        call.sent()
        call.settle(120, 30)
        assert call.state == "settled"
    assert ledger.reserved == ledger.unknown == NOTHING
    assert ledger.spent == ledger.settled == Spent(1, 120, 30, 36_000_000)
    assert ledger.spent.money == Decimal("0.000036")
    assert ledger.left == (2, 850, Decimal("0.999964"))


def test_what_was_never_sent_costs_nothing() -> None:
    ledger = Ledger(Caps(calls=1))
    with suppress(ZeroDivisionError), ledger.call("m", 200, 100) as call:
        raise ZeroDivisionError
    assert call.state == "released"
    assert ledger.spent == ledger.reserved == NOTHING
    assert ledger.left == (1, None, None)


def test_what_was_sent_and_never_answered_stays_spent_until_more_is_known() -> None:
    ledger = Ledger(prices=PRICES)
    with suppress(ZeroDivisionError), ledger.call("m", 200, 100) as call:
        call.sent()
        raise ZeroDivisionError
    assert call.state == "unknown"
    assert ledger.unknown == ledger.spent == call.worst
    assert ledger.reserved == NOTHING
    call.settle(10, 1)
    assert ledger.unknown == NOTHING
    assert ledger.spent == Spent(1, 10, 1, 2_100_000)


@pytest.mark.parametrize(
    ("caps", "cap", "why"),
    [
        (Caps(calls=1), "1 call", "may spend 1 call: 0 calls left, with 1 call reserved"),
        (Caps(tokens=599), "599 tokens", "599 tokens: 299 tokens left, with 300 tokens reserved"),
        (Caps(money="0.000179"), "0.000179 USD", "0.000089 USD left, with 0.00009 USD reserved"),
    ],
)
def test_a_call_that_does_not_fit_beside_those_in_flight_is_refused(caps: Caps, cap: str, why: str) -> None:
    ledger = Ledger(caps, PRICES)
    with ledger.call("m", 200, 100) as first:
        with pytest.raises(OutOfBudget) as caught, ledger.call("m", 200, 100):
            pass
        assert ledger.reserved == first.worst
        first.sent()
        first.settle(1, 1)
    assert caught.value.cap == cap
    assert why in str(caught.value)
    assert caught.value.reply == Reply(outcome="out of budget", reason=f"the run may spend {cap}")


def test_a_call_that_just_fits_is_made() -> None:
    ledger = Ledger(Caps(calls=1, tokens=300, money="0.00009"), PRICES)
    settled(ledger, "m", 200, 100)
    assert ledger.left == (0, 0, Decimal(0))


def test_a_cap_of_zero_allows_nothing_and_free_models_cost_no_money() -> None:
    with pytest.raises(OutOfBudget), Ledger(Caps(calls=0)).call("m", 0, 0):
        pass
    ledger = Ledger(Caps(money=0), PRICES)  # type: ignore[arg-type] # pydantic reads it
    settled(ledger, "free", 200, 100)
    with pytest.raises(OutOfBudget), ledger.call("m", 1, 0):
        pass
    assert ledger.spent == Spent(1, 200, 100)


def test_a_model_without_a_price_is_counted_and_refused_where_money_is_capped() -> None:
    ledger = Ledger(prices=PRICES)
    settled(ledger, "m", 1, 0)
    settled(ledger, "other", 1, 0)
    assert ledger.spent == Spent(2, 2, 0, 150_000, unpriced=1)
    for prices in (PRICES, None):
        with (
            pytest.raises(SpecError, match="no price: unknown model 'other'"),
            Ledger(Caps(money="5"), prices).call("other", 1, 1),
        ):
            pass


def test_more_than_was_reserved_is_told_as_it_is_and_ends_the_run() -> None:
    ledger = Ledger(Caps(tokens=100))
    with ledger.call("m", 10, 10) as call:
        call.sent()
        call.settle(150, 10)
    assert ledger.spent.tokens == 160
    assert ledger.left.tokens == 0
    with pytest.raises(OutOfBudget), ledger.call("m", 0, 0):
        pass


def test_a_run_that_goes_on_has_spent_what_it_had() -> None:
    ledger = Ledger(Caps(calls=3), spent=Spent(2, 10, 10))
    settled(ledger, "m", 1, 1)
    assert ledger.left.calls == 0
    assert ledger.spent == Spent(3, 11, 11, unpriced=1)


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        ("settle", "a call that is reserved is not settled"),
        ("sent sent", "a call that is sent is not sent again"),
        ("sent settle settle", "a call that is settled is not settled"),
        ("sent settle sent", "a call that is settled is not sent again"),
        ("end settle", "a call that is released is not settled"),
    ],
)
def test_a_step_out_of_order_is_refused_and_changes_nothing(steps: str, said: str) -> None:
    ledger = Ledger()
    step: dict[str, Callable[[Reservation], None]] = {
        "sent": Reservation.sent,
        "settle": lambda call: call.settle(1, 1),
        "end": Reservation.end,
    }
    *fine, wrong = steps.split()
    with ledger.call("m", 5, 5) as call:
        for name in fine:
            step[name](call)
        before = ledger.settled, ledger.unknown, ledger.reserved
        with pytest.raises(SpecError, match=said):
            step[wrong](call)
        assert (ledger.settled, ledger.unknown, ledger.reserved) == before


def test_tokens_are_counted_from_zero() -> None:
    ledger = Ledger()
    with pytest.raises(SpecError, match="counted from 0"), ledger.call("m", -1, 0):
        pass
    with ledger.call("m", 1, 1) as call:
        call.sent()
        with pytest.raises(SpecError, match="counted from 0"):
            call.settle(0, -1)
    assert ledger.unknown == call.worst


@given(st.text())
def test_a_request_has_no_more_tokens_than_bytes(words: str) -> None:
    assert most_tokens({"messages": [{"content": words}]}) >= len(words.encode(errors="surrogatepass")) + 29


def test_at_the_table_a_seat_is_out_of_budget(talk: Callable[..., Journal]) -> None:
    ledger = Ledger(Caps(calls=2))

    def act(turn: Turn) -> Reply:
        try:
            settled(ledger, "m", 1, 1)
        except OutOfBudget as error:
            return error.reply
        return turn.say("Tea")

    async def once(floor: Floor) -> None:
        await floor.ask("open", wants=floor.ballot)

    entries = talk([act] * 3, once).entries
    assert sum(isinstance(entry, Said) for entry in entries) == 2
    (missing,) = (entry for entry in entries if isinstance(entry, Missing))
    assert (missing.outcome, missing.reason) == ("out of budget", "the run may spend 2 calls")


class Server:
    """Counts for itself what it is asked and what it bills, whoever reads its replies."""

    def __init__(self, dice: random.Random) -> None:
        self._dice = dice
        self.receipts: dict[int, tuple[int, int]] = {}

    async def serve(self, number: int, read: int, most: int, replied: trio.Event) -> None:
        self.receipts[number] = self._dice.randint(0, read), self._dice.randint(0, most)
        await trio.sleep(self._dice.randint(0, 3))
        replied.set()

    @property
    def bill(self) -> Fraction:
        return sum(
            (
                Fraction(15, 10**8) * read + Fraction(6, 10**7) * wrote
                for read, wrote in self.receipts.values()
            ),
            Fraction(0),
        )


@settings(max_examples=30)
@given(st.integers(0, 2**32), st.sampled_from(["1", "0.01", "0.004"]))
def test_after_200_cancellations_the_sums_are_what_the_server_counts(
    trio_run: Callable[..., Any], seed: int, cap: str
) -> None:
    dice = random.Random(seed)
    server = Server(dice)
    ledger = Ledger(Caps(money=cap), PRICES)
    calls: dict[int, Reservation] = {}
    refused: list[int] = []

    async def call(number: int, network: trio.Nursery) -> None:
        read, most = dice.randint(0, 500), dice.randint(0, 500)
        await trio.sleep(dice.randint(0, 20))
        try:
            with (
                trio.move_on_after(dice.randint(0, 6)),
                ledger.call("m", read, most) as calls[number],
            ):
                await trio.sleep(dice.randint(0, 2))  # a name is looked up, a connection made
                calls[number].sent()
                replied = trio.Event()
                network.start_soon(server.serve, number, read, most, replied)
                await replied.wait()
                await trio.sleep(dice.randint(0, 2))  # the reply is on its way
                calls[number].settle(*server.receipts[number])
        except OutOfBudget:
            refused.append(number)
        assert ledger.spent.plus(ledger.reserved).money <= Decimal(cap)

    async def run() -> None:
        async with trio.open_nursery() as network, trio.open_nursery() as clients:
            for number in range(200):
                clients.start_soon(call, number, network)

    trio_run(run)
    by_state = {
        state: [number for number, made in calls.items() if made.state == state]
        for state in ("settled", "released", "unknown")
    }
    assert sorted([*refused, *(number for numbers in by_state.values() for number in numbers)]) == [
        *range(200)
    ]
    assert all(by_state.values())
    assert bool(refused) == (cap != "1")
    assert ledger.reserved == NOTHING
    assert sorted(server.receipts) == sorted(by_state["settled"] + by_state["unknown"])
    assert ledger.spent.calls == len(server.receipts)
    assert ledger.settled.read == sum(server.receipts[number][0] for number in by_state["settled"])
    assert ledger.settled.written == sum(server.receipts[number][1] for number in by_state["settled"])
    assert server.bill <= Fraction(ledger.spent.money) <= Fraction(cap)
    for number in by_state["unknown"]:  # the server tells what became of them
        calls[number].settle(*server.receipts[number])
    assert ledger.unknown == NOTHING
    assert Fraction(ledger.spent.money) == server.bill
    assert ledger.spent.read == sum(read for read, _ in server.receipts.values())
    assert ledger.spent.written == sum(wrote for _, wrote in server.receipts.values())
