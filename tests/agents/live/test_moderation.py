"""The guardrail that asks a moderation model: what it is sent, how it is read, and what may be given."""

import json
from collections.abc import Awaitable, Callable, Mapping
from contextvars import copy_context
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moot.agents.live import Moderation
from moot.agents.live.line import LINE
from moot.agents.live.moderation import words_of
from moot.experiments.catalogue import stored
from moot.protocols import Debate
from moot.sim import (
    AgentError,
    Interceptor,
    Journal,
    Missing,
    Names,
    Question,
    Reply,
    Ruling,
    Said,
    SpecError,
    Turn,
    replay,
)

Talk = Callable[..., Journal]
Run = Callable[..., Any]
Q = Question(text="Q", options=("Tea", "Coffee"))
OPEN = Question(text="What?")
ADDRESS = "http://localhost:8000/v1"


def answer(scores: Mapping[str, float | None] = {}, over: float = 0.5, **more: Any) -> dict[str, Any]:
    """Return what an endpoint sends: the shape of OpenAI's, which gives null for what it did not judge."""
    flags = {name: None if score is None else score > over for name, score in scores.items()}
    judged = {"flagged": any(flags.values()), "categories": flags, "category_scores": dict(scores)}
    return {"id": "modr-1", "model": "m", "results": [judged | more]}


class Over:
    """A line over which a function answers."""

    def __init__(self, post: Callable[..., Awaitable[Any]]) -> None:
        self._post = post

    async def post(self, of: Moderation, path: str, content: Mapping[str, Any]) -> Any:
        return await self._post(of.base_url, path, of.key, content)


def asking(post: Callable[..., Awaitable[Any]], work: Callable[[], Any]) -> Any:
    """Do some work where endpoints are asked by this function."""

    def within() -> Any:
        LINE.set(Over(post))  # type: ignore[arg-type] # it posts, which is all that is asked of it
        return work()

    return copy_context().run(within)


async def chat(floor: Any) -> None:
    await floor.ask("speak")


def speaking(words: str) -> Callable[[Turn], Reply]:
    return lambda turn: turn.say("Tea", argument=words)


def outcomes(journal: Journal) -> list[tuple[str, str]]:
    return [
        (one.outcome, one.why) if isinstance(one, Missing) else ("replied", "")
        for one in journal.entries
        if isinstance(one, Said | Missing)
    ]


def test_a_statement_that_the_model_flags_is_blocked_for_its_reasons(talk: Talk) -> None:
    sent: list[Any] = []

    async def post(base_url: str, path: str, key: str, content: Mapping[str, Any]) -> Any:
        sent.append((base_url, path, key, content))
        return answer({"hate": 0.2, "violence": 0.98 if "hit" in content["input"] else 0.0})

    between = Moderation(model="m", base_url=ADDRESS, key="LOCAL_KEY")
    panel = [speaking("I hit you"), speaking("I like it"), lambda turn: "Tea"]
    journal = asking(post, partial(talk, panel, chat, Q, setting={"interceptors": (between,)}))
    assert outcomes(journal) == [("blocked", "moderation: violence 0.98"), ("replied", ""), ("replied", "")]
    wanted = [{"model": "m", "input": "I hit you"}, {"model": "m", "input": "I like it"}]
    assert sorted(sent, key=str) == [(ADDRESS, "/moderations", "LOCAL_KEY", content) for content in wanted]


def test_what_is_recorded_is_played_back_where_nobody_asks_endpoints(
    talk: Talk, names: Names, trio_run: Run
) -> None:
    async def post(*given: Any) -> Any:
        return answer({"violence": 0.9})

    setting = {"interceptors": (Moderation(),)}
    held = partial(talk, [speaking("I hit you")] * 2, Debate(rounds=2, early=False), Q, setting=setting)
    journal = asking(post, held)
    rulings = [one.ruling for one in journal.entries if isinstance(one, Said)]
    assert rulings == [Ruling("moderation", "moderation: violence 0.90")] * 4
    assert trio_run(partial(replay, journal, names)).same
    failed = [one.ruling for one in held().entries if isinstance(one, Said) and one.ruling]
    assert "asked inside a session" in failed[0].error
    assert failed == [Ruling("moderation", "moderation failed", failed[0].error)] * 4


@pytest.mark.parametrize("opened", [False, True])
@pytest.mark.parametrize(
    ("came", "said"),
    [
        ("<html>502</html>", "the endpoint's answer cannot be read"),
        ([], "the endpoint's answer cannot be read"),
        ({"error": {"message": "no"}}, "'results' is missing"),
        ({"results": []}, "results: List should have at least 1 item"),
        ({"results": [answer()["results"][0]] * 2}, "results: List should have at most 1 item"),
        (answer(flagged="no"), "results.0.flagged: "),
        (answer(categories={"hate": "yes"}), "results.0.categories.hate: "),
        (answer(category_scores={"hate": float("nan")}), "results.0.category_scores.hate: "),
        (json.loads('{"results": [{"flagged": false}]}'), "'results.0.categories' is missing"),
        (OSError("connection reset"), "connection reset"),
    ],
)
def test_an_answer_that_cannot_be_read_blocks_or_lets_pass_as_it_was_said(
    talk: Talk, *, opened: bool, came: Any, said: str
) -> None:
    async def post(*given: Any) -> Any:
        if isinstance(came, Exception):
            raise came
        return came

    setting = {"interceptors": (Moderation(open=opened),)}
    journal = asking(post, partial(talk, [speaking("words")], chat, Q, setting=setting))
    (one,) = (entry for entry in journal.entries if isinstance(entry, Said | Missing))
    if opened:
        assert isinstance(one, Said)
        assert one.ruling is not None
        assert (one.ruling.blocked, one.ruling.why) == (False, "moderation failed")
        assert said in one.ruling.error
    else:
        assert isinstance(one, Missing)
        assert one.outcome == "blocked"
        assert one.why.startswith("moderation failed: ")
        assert said in one.why


SCORES = st.dictionaries(st.sampled_from("abcdef"), st.none() | st.floats(0, 1), max_size=6)


@given(SCORES, st.sets(st.sampled_from("abcdef")), st.none() | st.floats(0, 1))
def test_what_blocks_is_what_was_named_and_reaches_the_threshold(
    scores: dict[str, float | None], named: set[str], threshold: float | None
) -> None:
    between = Moderation(categories=tuple(sorted(named)), threshold=threshold)
    known = {name: score for name, score in scores.items() if score is not None}
    if named - known.keys():
        with pytest.raises(AgentError, match="says nothing of the category"):
            between.against(answer(scores))
        return
    looked = {name: score for name, score in known.items() if not named or name in named}
    over = {
        name for name, score in looked.items() if (score > 0.5 if threshold is None else score >= threshold)
    }
    found = between.against(answer(scores))
    assert {one.split()[0] for one in found} == over
    assert [known[one.split()[0]] for one in found] == sorted((known[name] for name in over), reverse=True)


def test_what_is_flagged_under_no_category_is_blocked_where_none_was_named() -> None:
    whole = answer({"hate": 0.1}, flagged=True)
    assert Moderation().against(whole) == ["flagged"]
    assert Moderation(categories=("hate",)).against(whole) == []
    assert Moderation(threshold=0.2).against(whole) == []
    assert Moderation().against(answer({"hate": 0.9}, category_scores={})) == ["hate"]


PARTS = Question(text="Both?", parts=(Q, OPEN))


@pytest.mark.parametrize(
    ("question", "said", "words"),
    [
        (Q, {"stance": "Tea"}, []),
        (Q, {"stance": "Tea", "ranking": ["Tea", "Coffee"], "belief": {"Tea": 0.7}}, []),
        (Q, {"stance": "Tea", "argument": "It keeps."}, ["It keeps."]),
        (Q, {"stance": "Tea", "argument": " "}, []),
        (Question(text="N", range=(0.0, 9.0)), {"stance": 3.0, "argument": "three"}, ["three"]),
        (OPEN, {"stance": "a slur", "argument": "why"}, ["why", "a slur"]),
        (OPEN, {"stance": "x", "argument": {"text": "t", "supports": "y"}}, ["t", "x", "y"]),
        (OPEN, {"stance": "x", "asides": {"B": "a slur"}}, ["x", "a slur"]),
        (OPEN, {"stance": "x", "belief": {"x": 0.5, "a slur": 0.2}}, ["x", "x", "a slur"]),
        (PARTS, {"stance": ["Tea", "a slur"]}, ["a slur"]),
        (OPEN, {"stance": "x", "memory": {"mine": "a slur"}}, ["x"]),
    ],
)
def test_it_is_shown_the_words_that_somebody_may_hear(
    question: Question, said: dict[str, Any], words: list[str]
) -> None:
    assert list(words_of(Reply.load(said), question)) == words


KEYS = (
    "sk-proj-0123456789abcdef",
    "sk_live_0123456789",
    "gsk_AbCdEf0123",
    "AKIAIOSFODNN7EXAMPLE",
    "Bearer abc",
    "0123456789",
    "a" * 40,
)


@pytest.mark.parametrize("key", KEYS)
def test_a_key_that_is_given_itself_is_refused_and_not_shown(key: str) -> None:
    for make in (Moderation, lambda **given: Interceptor.load({"use": "moderation"} | given, stored())):
        with pytest.raises(SpecError, match="a key itself") as caught:
            make(key=key)
        assert key not in str(caught.value)


@pytest.mark.parametrize("key", ["", "OPENAI_API_KEY", "KEY2_OF_3", "TOKEN"])
def test_the_name_of_a_variable_is_none(key: str) -> None:
    assert Moderation(key=key).key == key


@pytest.mark.parametrize(
    "address",
    [
        "https://me:secret-word@example.org/v1",
        "https://example.org/v1?key=secret-word",
        "https://example.org/v1#secret-word",
        "ftp://example.org",
        "example.org",
        "https://",
        "http://[::1",
    ],
)
def test_what_is_no_address_is_refused_in_one_line_and_no_password_is_shown(address: str) -> None:
    with pytest.raises(SpecError, match="base_url") as caught:
        Moderation(base_url=address)
    assert "\n" not in str(caught.value)
    assert "secret-word" not in str(caught.value)


def test_it_is_found_by_its_name_and_comes_back_from_its_json() -> None:
    given = {"use": "moderation", "open": True, "model": "m", "key": "MY_KEY", "categories": ["hate"]}
    made = Interceptor.load(given, stored())
    assert made == Moderation(model="m", key="MY_KEY", categories=("hate",), open=True)
    assert made.spec() == given
    assert Interceptor.load("moderation", stored()) == Moderation()
    for wrong in ({"threshold": 1.5}, {"within": 0.0}, {"model": ""}):
        with pytest.raises(SpecError, match=next(iter(wrong))):
            Moderation(**wrong)
