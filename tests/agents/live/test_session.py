"""What the live seats of a run share: the way they are asked, the money, and the recording of calls."""

import itertools
import json
import sqlite3
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import trio
from hypothesis import given, settings
from hypothesis import strategies as st
from scripted.application import Scripted
from scripted.script import Asked, Plays, Script, Step
from scripted.table import TEA, Held, held, playing, recorded, session_to, setting_of, told, virtual

from moot.agents.live import (
    Caps,
    Limits,
    Model,
    NotRecorded,
    OutOfBudget,
    Prices,
    Retries,
    Session,
    Terms,
    connect,
)
from moot.protocols import Debate, Poll
from moot.sim import Agent, Missing, Ranking, Said, SpecError, Table, replay
from moot.sim.journal import Journal

KEY = "sk-abcdefghijklmnop"
THREE: dict[str, Agent] = {name: Model(model="m") for name in ("Ada", "Bo", "Cy")}
ALONE: dict[str, Agent] = {"Ada": Model(model="m")}
TALKS = Debate(rounds=3, early=False)
VOTE = Step(text='{"stance": "Tea"}')
PRICES = Prices.load({"models": {"m": {"input": 1000, "output": 2000}}})


def ways(given: Held) -> list[str]:
    """How the server was asked, call by call."""
    return [
        "tool" if "tools" in body else body.get("response_format", {}).get("type", "text")
        for body in given.bodies
    ]


def refusing(*what: Any, **options: Any) -> Scripted:
    return playing(Step(text='{"stance": "Tea"}'), refuses=frozenset(what), **options)


@pytest.mark.parametrize(
    ("refused", "went"),
    [
        ((), ["json_schema"]),
        (("json_schema",), ["json_schema", "json_object"]),
        (("json_schema", "json_object"), ["json_schema", "json_object", "tool"]),
        (("json_schema", "json_object", "tools"), ["json_schema", "json_object", "tool", "text"]),
    ],
)
def test_the_ladder_is_gone_down_once_and_kept(refused: Any, went: list[str]) -> None:
    given = held(refusing(*refused), ALONE, TALKS)
    assert ways(given) == went + went[-1:] * 2
    assert {word for _, word, _ in given.outcomes} == {"replied"}
    assert given.session.ledger.settled.calls == len(went) + 2


def test_of_calls_at_once_one_goes_down_and_none_is_lost() -> None:
    given = held(refusing("json_schema", "json_object", "tools"), THREE, TALKS)
    assert {word for _, word, _ in given.outcomes} == {"replied"}
    assert ways(given) == ["json_schema"] * 3 + ["json_object", "tool"] + ["text"] * 9


def test_where_the_one_that_goes_down_breaks_off_another_goes_on_from_there() -> None:
    server = playing(Step(text='{"stance": "Tea"}', after=0.5), refuses=frozenset({"json_schema"}))
    hasty: dict[str, Agent] = {"Ada": Model(model="m", within=0.25), "Bo": Model(model="m")}
    given = held(server, hasty, Poll())
    assert [word for _, word, _ in given.outcomes] == ["timed out", "replied"]


def test_who_goes_down_and_hangs_takes_nobody_along() -> None:
    server = playing(Step(breaks="hang"), Step(text='{"stance": "Tea"}'), refuses=frozenset({"json_schema"}))
    given = held(server, THREE, Poll(), within=20.0)
    assert sorted(word for _, word, _ in given.outcomes) == ["replied", "replied", "timed out"]


def test_a_failure_that_is_no_fault_of_the_way_is_told_though_another_went_down() -> None:
    asked_so: list[tuple[str, str]] = []

    def rule(asked: Asked) -> Step:
        way = asked.body.get("response_format", {}).get("type", "")
        asked_so.append((seat_of(asked), way))
        if seat_of(asked) == "Bo":
            return Step(reply="wrong_key", after=1.0)
        return Step(reply="no_json_schema") if way == "json_schema" else Step(text='{"stance": "Tea"}')

    given = held(Scripted(Script(others=Plays(rule=rule))), THREE, Poll())
    assert {name: word for name, word, _ in given.outcomes} == {
        "Ada": "replied",
        "Bo": "failed",
        "Cy": "replied",
    }
    assert [way for seat, way in asked_so if seat == "Bo"] == ["json_schema"]


def test_each_model_and_each_address_has_a_ladder_of_its_own() -> None:
    server = playing()
    text = Plays(steps=(Step(text='{"stance": "Tea"}'),))
    server.script = Script(
        models={"low": text.model_copy(update={"refuses": frozenset({"json_schema"})})}, others=text
    )
    seats: dict[str, Agent] = {
        "Ada": Model(model="low"),
        "Bo": Model(model="high"),
        "Cy": Model(model="low", base_url="http://other.test/v1"),
    }
    given = held(server, seats, Poll())
    asked = sorted(
        (call.asked.headers["host"], call.asked.model, way)
        for call, way in zip(given.server.counts.calls, ways(given), strict=True)
    )
    assert asked == [
        ("other.test", "low", "json_object"),
        ("other.test", "low", "json_schema"),
        ("scripted.test", "high", "json_schema"),
        ("scripted.test", "low", "json_object"),
        ("scripted.test", "low", "json_schema"),
    ]


def test_the_other_name_of_the_limit_is_found_out_and_kept() -> None:
    given = held(refusing("max_tokens"), ALONE, TALKS)
    limits = [next(name for name in body if name.startswith("max_")) for body in given.bodies]
    assert limits == ["max_tokens"] + ["max_completion_tokens"] * 3
    assert set(ways(given)) == {"json_schema"}


def test_a_refusal_after_it_is_settled_is_no_way_down() -> None:
    server = playing(Step(text='{"stance": "Tea"}'), Step(reply="too_long"), Step(text='{"stance": "Tea"}'))
    given = held(server, ALONE, TALKS)
    assert ways(given) == ["json_schema"] * 3
    assert [word for _, word, _ in given.outcomes] == ["replied", "failed", "replied"]


@pytest.mark.parametrize(
    ("model", "base_url"), [("m", "http://tool.test/v1"), ("tool", ""), ("maker/schema-tool", "")]
)
@pytest.mark.parametrize("settled", [False, True])
def test_an_address_or_a_model_that_is_named_after_a_tool_is_not_to_blame(
    model: str, base_url: str, *, settled: bool
) -> None:
    broken = Step(reply="server_error", body=b'{"error": {"message": "{{model}} broke down"}}')
    seats: dict[str, Agent] = {"Ada": Model(model=model, base_url=base_url)}
    given = held(playing(*[VOTE] * settled, broken, VOTE), seats, TALKS)
    assert ways(given) == ["json_schema"] * 4
    assert {word for _, word, _ in given.outcomes} == {"replied"}


def test_an_endpoint_that_no_longer_takes_what_it_took_is_asked_in_the_next_way() -> None:
    def rule(asked: Asked) -> Step:
        return Step(reply="no_json_schema") if asked.before and asked.has("json_schema") else VOTE

    given = held(Scripted(Script(others=Plays(rule=rule))), ALONE, TALKS)
    assert ways(given) == ["json_schema", "json_schema", "json_object", "json_object"]
    assert [word for _, word, _ in given.outcomes] == ["replied"] * 3


def test_what_is_refused_for_other_reasons_once_it_is_settled_is_asked_no_other_way() -> None:
    given = held(playing(VOTE, Step(reply="no_temperature"), VOTE), ALONE, TALKS)
    assert ways(given) == ["json_schema"] * 3
    assert [word for _, word, _ in given.outcomes] == ["replied", "failed", "replied"]


def test_in_plain_text_a_last_line_is_asked_for_and_an_object_where_more_is_wanted() -> None:
    every = ("json_schema", "json_object", "tools")
    plain = held(playing(Step(text="As it is.\nFinal answer: Tea"), refuses=frozenset(every)), ALONE, Poll())
    assert plain.outcomes == [("Ada", "replied", "Tea")]
    assert "Final answer:" in plain.bodies[-1]["messages"][1]["content"]
    assert "Final answer:" not in plain.bodies[0]["messages"][1]["content"]
    more = held(refusing(*every), ALONE, Poll(), ballot=Ranking())
    assert "Final answer:" not in more.bodies[-1]["messages"][1]["content"]


def test_a_repair_in_plain_text_goes_on_from_what_was_shown() -> None:
    every = frozenset({"json_schema", "json_object", "tools"})
    given = held(playing(Step(text="Either."), Step(text="Final answer: Tea"), refuses=every), ALONE, Poll())
    assert given.outcomes == [("Ada", "replied", "Tea")]
    first, second = (body["messages"] for body in given.bodies[-2:])
    assert second[: len(first)] == first


# ---- money


@given(
    delays=st.lists(st.sampled_from([0.0, 0.5, 1.0, 1.5, 2.0]), min_size=8, max_size=8),
    kinds=st.lists(
        st.sampled_from(["openai", "rate_limited", "no_usage", "truncated", "html"]), min_size=8, max_size=8
    ),
    deadlines=st.lists(st.sampled_from([0.25, 0.75, 1.25, 5.0]), min_size=3, max_size=3),
    stream=st.booleans(),
)
@settings(max_examples=60)
def test_whatever_is_cancelled_the_servers_count_is_between_what_is_settled_and_what_may_be(
    delays: list[float], kinds: list[str], deadlines: list[float], stream: bool
) -> None:
    steps = [Step(reply=kind, after=delay) for kind, delay in zip(kinds, delays, strict=True)]
    seats: dict[str, Agent] = {
        f"S{i}": Model(model="m", within=within, stream=stream) for i, within in enumerate(deadlines)
    }
    found = held(playing(*steps, cycle=True), seats, Debate(rounds=2, early=False))
    _agree(found)


def _agree(found: Held) -> None:
    """What the ledger says is what the server says, as far as anybody can know."""
    ledger, counts = found.session.ledger, found.server.counts
    assert ledger.reserved.calls == ledger.reserved.tokens == 0
    assert ledger.spent.calls == counts.total
    told = counts.read + counts.written
    assert ledger.settled.tokens <= told <= ledger.settled.tokens + ledger.unknown.tokens


def test_after_200_cancellations_at_any_moment_the_calls_are_the_servers() -> None:
    server = playing(Step(text="Tea", after=1.0), Step(text="Tea", pace=0.25), cycle=True)
    setting = setting_of({"Ada": Model(model="m", stream=True)}, Poll())

    async def many() -> Held:
        async with session_to(server, [setting]) as session:

            async def one(after: float) -> None:
                with trio.move_on_after(after), connect(session):
                    await Table(setting).talk(TEA)

            async with trio.open_nursery() as nursery:
                for i in range(200):
                    nursery.start_soon(one, 0.01 * i)
            return Held(Journal(None), session, server, 0.0)  # type: ignore[arg-type] # 200 talks have no one journal

    found = virtual(many)
    assert found.server.counts.total == 199  # the first left before it asked
    assert 0 < found.session.ledger.unknown.calls < 199
    _agree(found)


@pytest.mark.parametrize(("calls", "at_once"), [(0, None), (1, None), (5, None), (5, 1), (5, 2), (9, None)])
def test_a_cap_of_calls_is_exact_however_many_ask_at_once(calls: int, at_once: int | None) -> None:
    terms = Terms(caps=Caps(calls=calls), limits=Limits(at_once=at_once))
    given = held(playing(Step(text='{"stance": "Tea"}', after=1)), THREE, TALKS, terms=terms)
    assert given.server.counts.total == calls
    assert given.journal.status == ("finished" if calls == 9 else "stopped: budget")
    words = [word for _, word, _ in given.outcomes]
    assert words.count("replied") == calls
    assert words.count("out of budget") == (0 if calls == 9 else 3 - calls % 3)


@pytest.mark.parametrize("caps", [Caps(tokens=9000), Caps(money="13"), Caps(tokens=9000, money="100")])
def test_under_a_cap_of_tokens_or_money_a_call_waits_for_what_those_in_flight_turn_out_to_take(
    caps: Caps,
) -> None:
    given = held(
        playing(Step(text='{"stance": "Tea"}', after=1)), THREE, TALKS, terms=Terms(caps=caps, prices=PRICES)
    )
    assert (given.journal.status, given.server.counts.total) == ("finished", 9)
    assert given.seconds > 3  # three at once would take one second a round
    spent = given.session.ledger.spent
    assert caps.tokens is None or spent.tokens <= caps.tokens
    assert caps.money is None or spent.money <= int(caps.money)


@pytest.mark.parametrize("caps", [Caps(tokens=1000), Caps(money="0.0001")])
def test_a_call_that_cannot_fit_is_not_made(caps: Caps) -> None:
    given = held(playing(Step(text='{"stance": "Tea"}')), THREE, TALKS, terms=Terms(caps=caps, prices=PRICES))
    assert (given.journal.status, given.server.counts.total) == ("stopped: budget", 0)


HANGS = Step(breaks="hang")


@pytest.mark.parametrize(
    ("before", "most", "word", "when"),
    [
        (HANGS, 1000, "replied", 1.0),
        (HANGS, 5000, "out of budget", 3.0),  # it may have been paid for
        (Step(reply="no_credit", after=1.5), 5000, "replied", 1.5),
        (HANGS, 9000, "out of budget", 1.0),  # alone it would not fit either
    ],
)
def test_a_call_waits_for_one_in_flight_where_without_it_it_would_fit(
    before: Step, most: int, word: str, when: float
) -> None:
    slow, quick = Model(model="slow", within=3), Model(model="quick", max_tokens=most)
    settings = [setting_of({"Ada": one}, Poll()) for one in (slow, quick)]
    plays = {"slow": Plays(steps=(before,)), "quick": Plays(steps=(VOTE,))}

    async def one(session: Session, setting: Any) -> Journal:
        with connect(session):
            return await Table(setting).talk(TEA)

    async def both() -> tuple[str, float]:
        terms = Terms(caps=Caps(tokens=9000))
        async with (
            session_to(Scripted(Script(models=plays)), settings, terms) as session,
            trio.open_nursery() as nursery,
        ):
            began = trio.current_time()
            nursery.start_soon(one, session, settings[0])
            await trio.sleep(1)
            journal = await one(session, settings[1])
            (entry,) = (entry for entry in journal.entries if isinstance(entry, Said | Missing))
            return told(journal, entry)[1], trio.current_time() - began

    assert virtual(both) == (word, when)


def test_retries_count_and_a_budget_that_ends_among_them_stops_the_talk() -> None:
    given = held(playing(Step(reply="rate_limited")), ALONE, TALKS, terms=Terms(caps=Caps(calls=3)))
    assert given.server.counts.total == 3
    assert given.outcomes == [("Ada", "out of budget", "the run may spend 3 calls")]
    assert given.journal.status == "stopped: budget"


def test_who_is_in_flight_when_it_ends_still_counts() -> None:
    given = held(
        playing(Step(text='{"stance": "Tea"}', after=5)), THREE, TALKS, terms=Terms(caps=Caps(calls=2))
    )
    assert sorted(word for _, word, _ in given.outcomes) == ["out of budget", "replied", "replied"]


def test_what_a_talk_took_is_told_with_its_price() -> None:
    given = held(playing(Step(text='{"stance": "Tea"}')), THREE, Poll(), terms=Terms(prices=PRICES))
    used = [entry.used for entry in given.journal.entries if isinstance(entry, Said)]
    assert sum(one.price for one in used if one and one.price) == given.session.ledger.settled.money > 0


@pytest.mark.parametrize(
    ("terms", "why"),
    [
        (Terms(caps=Caps(money="1")), "a cap of money needs prices"),
        (
            Terms(caps=Caps(money="1"), prices=Prices.load({"models": {"n": {"input": 1, "output": 1}}})),
            "has no price",
        ),
    ],
)
def test_a_cap_of_money_needs_a_price_before_anything_is_asked(terms: Terms, why: str) -> None:
    server = playing()
    with pytest.raises(SpecError, match=why):
        held(server, terms=terms)
    assert server.counts.total == 0


# ---- recording


def seat_of(asked: Asked) -> str:
    return str(asked.body["messages"][0]["content"]).removeprefix("You are ").partition(",")[0]


def of_all_kinds() -> Scripted:
    """Ada votes, Bo fails and then votes, Cy fails for good, Di is told once and then invalid."""
    tired = Step(reply="rate_limited")
    text = Step(text='{"stance": "Tea"}')
    return Scripted(
        Script(
            models={
                "ada": Plays(steps=(text,)),
                "bo": Plays(steps=(tired, text)),
                "cy": Plays(steps=(Step(reply="no_credit"),)),
                "di": Plays(steps=(Step(words="wrong_option"),)),
                "ed": Plays(steps=(Step(reply="refusal"),)),
            }
        )
    )


KINDS: dict[str, Agent] = {name.title(): Model(model=name) for name in ("ada", "bo", "cy", "di", "ed")}


def test_what_is_recorded_is_not_asked_again(tmp_path: Path) -> None:
    server = of_all_kinds()
    first = held(server, KINDS, TALKS, terms=recorded(tmp_path))
    made = server.counts.total
    again = held(server, KINDS, TALKS, terms=recorded(tmp_path))
    assert server.counts.models["cy"] == 3 + 3  # whoever records asks again where no reply came
    assert server.counts.total == made + 3
    assert again.journal.digest == first.journal.digest


def test_a_replay_needs_no_server_and_fails_in_the_same_words(tmp_path: Path) -> None:
    first = held(of_all_kinds(), KINDS, TALKS, terms=recorded(tmp_path))
    gone = Scripted(Script())
    again = held(gone, KINDS, TALKS, terms=recorded(tmp_path, "replay"))
    assert gone.counts.total == 0
    assert again.journal.digest == first.journal.digest
    assert again.outcomes == first.outcomes
    assert {word for _, word, _ in again.outcomes} == {"replied", "failed", "invalid", "refused"}


@pytest.mark.parametrize(("own", "within"), [(7.0, 600.0), (None, 7.0)])
def test_a_replay_is_timed_out_where_a_deadline_cut_a_call_and_whoever_records_asks_again(
    tmp_path: Path, own: float | None, within: float
) -> None:
    server = playing(Step(text='{"stance": "Tea"}'), Step(breaks="hang"))
    seats: dict[str, Agent] = {"Ada": Model(model="m", within=own)}
    first = held(server, seats, TALKS, terms=recorded(tmp_path), within=within)
    assert [word for _, word, _ in first.outcomes] == ["replied", "timed out", "timed out"]
    again = held(Scripted(Script()), seats, TALKS, terms=recorded(tmp_path, "replay"), within=within)
    assert again.outcomes == first.outcomes
    assert again.journal.digest == first.journal.digest
    assert (first.seconds, again.seconds) == (14, 0)
    assert b"".join(again.journal.lines()) == b"".join(first.journal.lines())
    held(server, seats, TALKS, terms=recorded(tmp_path), within=within)
    assert server.counts.total == 3 + 2


def test_a_replay_needs_no_key_that_it_would_not_use(tmp_path: Path) -> None:
    first = held(playing(), ALONE, terms=recorded(tmp_path), environ={"OPENAI_API_KEY": KEY})
    again = held(playing(), ALONE, terms=recorded(tmp_path, "replay"), environ={})
    assert again.journal.digest == first.journal.digest


def test_a_replay_tells_what_it_took_when_it_was_asked(tmp_path: Path) -> None:
    def used(given: Held) -> list[Any]:
        return [entry.used for entry in given.journal.entries if isinstance(entry, Said)]

    first = held(playing(Step(after=2)), THREE, terms=recorded(tmp_path, prices=PRICES))
    again = held(playing(), THREE, terms=recorded(tmp_path, "replay"))
    assert used(again) == used(first)
    assert again.seconds == 0
    assert again.session.ledger.spent.calls == 0


def test_a_call_that_is_not_there_ends_a_replay_with_what_it_was(tmp_path: Path) -> None:
    held(playing(), ALONE, terms=recorded(tmp_path))
    with pytest.raises(NotRecorded, match="no call of seat 'Bo', round 1, replicate 0"):
        held(playing(), {"Bo": Model(model="m")}, terms=recorded(tmp_path, "replay"))
    with pytest.raises(NotRecorded, match="replicate 1"):
        held(playing(), ALONE, terms=recorded(tmp_path, "replay"), replicate=1)


def test_a_refresh_asks_everything_again_and_replaces_it(tmp_path: Path) -> None:
    held(playing(Step(text='{"stance":"Tea"}')), THREE, TALKS, terms=recorded(tmp_path))
    server = playing(Step(text='{"stance":"Water"}'))
    fresh = held(server, THREE, TALKS, terms=recorded(tmp_path, "refresh"))
    assert server.counts.total == 9
    assert {what for _, _, what in fresh.outcomes} == {"Water"}
    again = held(Scripted(Script()), THREE, TALKS, terms=recorded(tmp_path, "replay"))
    assert again.journal.digest == fresh.journal.digest


def test_two_talks_that_ask_the_same_share_their_calls_in_one_session(tmp_path: Path) -> None:
    server = playing(Step(text='{"stance": "Tea"}', after=1))
    poll, debate = setting_of(THREE, Poll()), setting_of(THREE, TALKS)

    async def both() -> list[str]:
        async with session_to(server, [poll, debate], recorded(tmp_path)) as session:
            digests = []

            async def one(setting: Any) -> None:
                with connect(session):
                    digests.append((await Table(setting).talk(TEA)).digest)

            async with trio.open_nursery() as nursery:
                for setting in (debate, debate):
                    nursery.start_soon(one, setting)
            await one(debate)
            return digests

    digests = virtual(both)
    assert len(set(digests)) == 1
    assert server.counts.total == 9


def test_a_talk_that_was_cancelled_goes_on_from_what_was_recorded(tmp_path: Path) -> None:
    first = held(playing(Step(text='{"stance": "Tea"}')), THREE, TALKS)
    server = playing(Step(text='{"stance": "Tea"}', after=1))
    setting = setting_of(THREE, TALKS)

    async def cut(after: float) -> None:
        async with session_to(server, [setting], recorded(tmp_path)) as session:
            with trio.move_on_after(after), connect(session):
                await Table(setting).talk(TEA)

    for after in (0.5, 1.5, 1.5):
        virtual(partial(cut, after))
    assert server.counts.total == 3 + 6 + 6  # what was cut is asked again, what came is not
    again = held(server, THREE, TALKS, terms=recorded(tmp_path))
    assert again.journal.digest == first.journal.digest
    assert server.counts.total == 15 + 3


def test_where_a_run_goes_on_what_it_had_spent_counts(tmp_path: Path) -> None:
    capped = recorded(tmp_path, caps=Caps(calls=4), prices=PRICES)
    first = held(playing(Step(text='{"stance": "Tea"}')), THREE, TALKS, terms=capped, run="one")
    setting = setting_of(THREE, TALKS)

    async def spent() -> Any:
        async with session_to(playing(), [setting], capped, run="one") as session:
            return session.ledger.spent

    assert virtual(spent) == first.session.ledger.spent


def test_another_run_of_the_same_name_begins_anew(tmp_path: Path) -> None:
    terms = recorded(tmp_path)
    held(playing(Step(text='{"stance": "Tea"}')), THREE, Poll(), terms=terms, run="one")

    async def spent(anew: bool) -> Any:
        async with session_to(playing(), [setting_of(THREE, Poll())], terms, run="one", anew=anew) as session:
            return session.ledger.spent.calls

    assert [virtual(partial(spent, anew)) for anew in (False, True, False)] == [3, 0, 0]


def test_a_limit_that_a_reply_could_never_pass_is_told_before_anybody_is_asked() -> None:
    server = playing()
    terms = Terms(limits=Limits(tokens=100))
    with pytest.raises(SpecError, match="a call of model 'm' can need 2048 tokens"):
        held(server, ALONE, Poll(), terms=terms)
    assert server.counts.total == 0


@pytest.mark.parametrize("within", [None, 5.0])
def test_who_is_out_of_time_says_how_the_last_try_failed(tmp_path: Path, within: float | None) -> None:
    server = playing(Step(reply="rate_limited"), Step(breaks="hang"))
    seats: dict[str, Agent] = {"Ada": Model(model="m", within=within)}

    def why(terms: Terms) -> list[str]:
        journal = held(server, seats, Poll(), terms=terms, within=5.0).journal
        return [entry.error for entry in journal.entries if isinstance(entry, Missing)]

    (said,) = why(recorded(tmp_path))
    assert said.startswith("no reply within 5 s; before that: ")
    assert "429" in said
    assert why(recorded(tmp_path, mode="replay")) == [said]


def test_calls_that_did_not_tell_what_they_took_are_counted_apart() -> None:
    server = playing(Step(reply="no_usage"), Step(reply="rate_limited"), Step(reply="truncated"), Step())
    given = held(server, ALONE, Debate(rounds=2, early=False))
    used = [entry.used for entry in given.journal.entries if isinstance(entry, Said | Missing)]
    assert [(took.calls, took.untold) for took in used if took] == [(1, 1), (3, 1)]


def test_a_failure_that_cost_something_counts_where_a_run_goes_on(tmp_path: Path) -> None:
    terms = recorded(tmp_path, prices=PRICES, retries=Retries(tries=2))
    server = playing(Step(reply="rate_limited"), Step(reply="truncated"))
    first = held(server, ALONE, Poll(), terms=terms, run="one")
    setting = setting_of(ALONE, Poll())

    async def spent() -> Any:
        async with session_to(server, [setting], terms, run="one") as session:
            return session.ledger.spent

    assert first.session.ledger.spent.calls == 2
    assert virtual(spent).calls == 2


# ---- keys


def test_a_key_is_nowhere_where_a_server_echoes_it(tmp_path: Path) -> None:
    server = Scripted(
        Script(
            others=Plays(
                rule=lambda asked: (
                    Step(text=f'{{"stance":"Tea","argument":"{asked.key}"}}')
                    if seat_of(asked) == "Ada"
                    else Step(reply="wrong_key")
                )
            )
        )
    )
    environ = {"OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": "http://scripted.test/v1"}
    for terms in (recorded(tmp_path), None, recorded(tmp_path, "replay")):
        given = held(server, THREE, Poll(), terms=terms, environ=environ)
        assert KEY not in str(given.outcomes)
        assert KEY.encode() not in b"".join(given.journal.lines())
    assert server.counts.calls[0].asked.key == KEY
    files = list(tmp_path.iterdir())
    assert files
    assert all(KEY.encode() not in file.read_bytes() for file in files)
    with sqlite3.connect(tmp_path / "calls.sqlite") as db:
        assert len(db.execute("SELECT * FROM calls").fetchall()) == 3
    db.close()


PIECES = st.lists(st.integers(1, len(KEY) - 1), max_size=4).map(lambda cuts: [0, *sorted({*cuts}), len(KEY)])


@settings(max_examples=30)
@given(PIECES, st.booleans(), st.booleans())
def test_a_key_is_nowhere_though_it_comes_in_pieces_or_in_numbers(
    tmp_path_factory: pytest.TempPathFactory, cuts: list[int], numbered: bool, kept: bool
) -> None:
    pieces = [KEY[start:end] for start, end in itertools.pairwise(cuts)]
    if numbered:
        pieces = ["".join(f"\\u{ord(char):04x}" for char in piece) for piece in pieces]
    said = ['{"stance": "Tea", "argument": "', *pieces, '"}']
    events = [{"choices": [{"delta": {"content": piece}}]} for piece in said]
    ended = {"choices": [{"delta": {}, "finish_reason": "stop"}]}
    body = b"".join(b"data: %s\n\n" % json.dumps(event).encode() for event in [*events, ended])
    folder = tmp_path_factory.mktemp("calls")
    environ = {"OPENAI_API_KEY": KEY}
    seats: dict[str, Agent] = {"Ada": Model(model="m", stream=True)}
    terms = recorded(folder) if kept else None
    given = held(playing(Step(body=body)), seats, terms=terms, environ=environ)
    (entry,) = (entry for entry in given.journal.entries if isinstance(entry, Said))
    assert entry.reply.argument is not None
    assert entry.reply.argument.text == "█████"
    assert all(KEY.encode() not in file.read_bytes() for file in folder.iterdir())


def test_a_journal_of_models_replays_by_itself(names: Any) -> None:
    given = held(of_all_kinds(), KINDS, TALKS)
    again = virtual(partial(replay, given.journal, names))
    assert again.same
    assert (again.asked, again.played) == (0, 15)


def test_an_sdk_that_is_not_there_is_told_with_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "moot.agents.live.wire", None)
    with pytest.raises(SpecError, match=r"pip install 'moot\[live\]'"):
        held(playing())


def test_a_session_that_is_left_in_a_hurry_is_closed() -> None:
    async def hurry() -> Session:
        with trio.move_on_after(0.5):
            async with session_to(playing(Step(breaks="hang")), [setting_of(ALONE, Poll())]) as session:
                with connect(session):
                    await Table(setting_of(ALONE, Poll())).talk(TEA)
        return session

    assert virtual(hurry).ledger.unknown.calls == 1


def test_the_budget_that_stopped_a_talk_is_raised_where_it_is_asked_for() -> None:
    given = held(playing(), THREE, TALKS, terms=Terms(caps=Caps(calls=1)))
    given.session.check(["finished"])
    with pytest.raises(OutOfBudget, match="the run may spend 1 call: 0 calls left"):
        given.session.check(["finished", given.journal.status])
