"""A model at the table: whatever its server sends, there is one outcome, in time, with an honest word."""

import json
from typing import Any

import pytest
from scripted.script import Asked, Plays, Script, Step
from scripted.table import TEA, Held, held, playing, session_to, setting_of, virtual

from moot.agents import Stubborn
from moot.agents.live import Limits, Model, Retries, Terms, connect, line
from moot.agents.live.wire import MOST
from moot.protocols import Critique, Debate, Poll
from moot.sim import Lens, Missing, Panel, Question, Ranking, Said, Scores, SpecError, Table
from moot.sim.used import Used

TIRED = "gave up: it was tried 5 times"
AGAIN = "(told once, and answered so again)"
UNREAD = pytest.mark.filterwarnings("ignore:Async generator '(httpx2|httpcore2):ResourceWarning")
"""What is not read to its end the library leaves to the garbage collector, of which trio complains."""


def one(*steps: Step, model: dict[str, Any] | None = None, **options: Any) -> Held:
    """A poll of one model whose server plays these steps."""
    return held(playing(*steps), {"Ada": Model(model="m", **model or {})}, **options)


def outcome(given: Held) -> tuple[str, str]:
    """The one outcome of a poll of one: its word, and the stance or why there is none."""
    ((_, word, what),) = given.outcomes
    return word, what


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("shape", ["openai", "vllm", "llama_cpp", "ollama", "openrouter"])
def test_a_good_reply_of_every_servers_shape_is_a_vote_and_what_it_used_is_told(
    shape: str, stream: bool
) -> None:
    given = one(Step(reply=shape, text='{"argument": "Mild.", "stance": "Tea"}'), model={"stream": stream})
    (said,) = (entry for entry in given.journal.entries if isinstance(entry, Said))
    assert said.reply.stance == "Tea"
    assert said.reply.argument is not None
    assert said.reply.argument.text == "Mild."
    (call,) = given.server.counts.calls
    assert call.usage is not None
    assert said.used == Used("m", 1, *call.usage)
    assert (given.session.ledger.settled.read, given.session.ledger.settled.written) == call.usage


def test_a_stream_may_hold_what_lines_end_with_elsewhere() -> None:
    said = '{"argument": "One\u2028two\x85three", "stance": "Tea"}'
    given = one(Step(text=said), model={"stream": True})
    (entry,) = (entry for entry in given.journal.entries if isinstance(entry, Said))
    assert entry.reply.argument is not None
    assert entry.reply.argument.text == "One\u2028two\x85three"


@pytest.mark.parametrize("words", ["fenced", "letter", "thoughts", "final_line", "tool_call"])
def test_what_can_be_read_takes_one_call(words: str) -> None:
    given = one(Step(words=words))
    assert outcome(given)[0] == "replied"
    assert given.server.counts.total == 1


def test_a_slow_reply_takes_as_long_as_it_takes() -> None:
    given = one(Step(after=30), Step(pace=1), model={"stream": False})
    assert (given.seconds, outcome(given)[0]) == (30, "replied")


def test_a_slow_stream_takes_as_long_as_its_pieces_do() -> None:
    given = one(Step(pace=1.0, text="Tea"), model={"stream": True})
    assert outcome(given) == ("replied", "Tea")
    assert given.seconds > 1


def test_429_is_asked_again_when_the_server_said_plus_a_draw() -> None:
    given = one(Step(reply="rate_limited"), Step(reply="rate_limited"), Step(text="Tea"))
    assert outcome(given) == ("replied", "Tea")
    assert given.server.counts.total == 3
    assert 4 < given.seconds < 4 + 0.5 + 1.0
    (said,) = (entry for entry in given.journal.entries if isinstance(entry, Said))
    assert said.used is not None
    assert (said.used.calls, said.used.seconds) == (3, round(given.seconds, 3))


@pytest.mark.parametrize(
    ("step", "why", "calls"),
    [
        (Step(reply="rate_limited"), "said 429: Rate limit reached for m", 5),
        (Step(reply="server_error"), "said 500: The server had an error", 5),
        (Step(reply="overloaded"), "said 503: upstream connect error", 5),
        (Step(reply="openrouter_error"), "said 502: Provider returned error", 5),
        (Step(reply="truncated"), "sent what is no JSON", 5),
        (Step(reply="empty_body"), "sent what is no JSON: ''", 5),
        (Step(reply="no_choices"), "sent a reply without a message", 5),
        (Step(breaks="reset"), "cannot be reached: ReadError", 5),
        (Step(breaks="reset", at=0.5), "cannot be reached: ReadError", 5),
        (Step(breaks="cut", at=0.5), "cannot be reached: RemoteProtocolError", 5),
        (Step(reply="html"), "is base_url right? Most end in /v1; gave up: status 200 would come again", 1),
        (Step(reply="wrong_key"), "is the key in OPENAI_API_KEY right?", 1),
        (Step(reply="unknown_model"), "said 404: The model `m` does not exist", 1),
        (Step(reply="no_credit"), "said 402: Insufficient credits.", 1),
        pytest.param(Step(pad=MOST), f"sent more than anybody reads: over {MOST} bytes", 1, marks=UNREAD),
    ],
)
def test_what_is_no_reply_is_a_failure_that_says_why_tried_again_only_where_that_may_do(
    step: Step, why: str, calls: int
) -> None:
    given = one(step)
    word, what = outcome(given)
    assert word == "failed"
    assert why in what
    assert (TIRED in what) == (calls == 5)
    assert given.server.counts.total == calls == given.session.ledger.spent.calls


def test_a_stream_that_breaks_off_is_no_answer_whatever_came() -> None:
    broken = Step(text="Tea or rather Coffee", breaks="cut", at=0.6)
    given = one(broken, Step(text="Water"), model={"stream": True})
    assert outcome(given) == ("replied", "Water")
    assert given.server.counts.total == 2


@UNREAD
def test_an_endless_stream_is_left_where_nobody_reads_on() -> None:
    given = one(Step(text="Tea " * (MOST // 100)), model={"stream": True})
    assert outcome(given)[0] == "failed"
    assert "sent more than anybody reads" in outcome(given)[1]


@pytest.mark.parametrize(
    ("step", "problem"),
    [
        (Step(words="wrong_option"), "'Hot chocolate' is none of the options"),
        (Step(words="denial"), "denies something"),
        (Step(words="two_options"), "give one option"),
        (Step(words="half_a_pair"), "half of a surrogate pair"),
        (Step(words="empty"), "nothing was written"),
        (Step(reply="null"), "nothing was written"),
        (Step(reply="length"), "it was cut off at 2048 tokens (max_tokens): be shorter"),
        (Step(pad=2**20), "100000 at most are read"),
    ],
)
def test_an_answer_that_will_not_do_is_told_so_once_and_then_invalid(step: Step, problem: str) -> None:
    given = one(step)
    word, what = outcome(given)
    assert word == "invalid"
    assert problem in what
    assert what.endswith(AGAIN)
    first, second = (body["messages"] for body in given.bodies)
    assert second[: len(first)] == first
    answered, told = second[len(first) :]
    assert (answered["role"], told["role"]) == ("assistant", "user")
    assert problem in told["content"]
    assert len(answered["content"]) <= 2000


@pytest.mark.parametrize("step", [Step(words="wrong_option"), Step(reply="null"), Step(pad=2**20)])
def test_an_answer_that_is_mended_counts(step: Step) -> None:
    given = one(step, Step(text='{"stance": "Water"}'))
    assert outcome(given) == ("replied", "Water")
    (said,) = (entry for entry in given.journal.entries if isinstance(entry, Said))
    assert said.used is not None
    assert said.used.calls == 2


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (Step(reply="refusal"), "I'm sorry, I cannot assist with that request."),
        (Step(words="refusal"), "I'm sorry"),
        (Step(reply="content_filter"), "its endpoint filters what it would say"),
    ],
)
def test_a_refusal_is_one_in_a_field_of_its_own_or_in_words_and_not_asked_again(
    step: Step, words: str
) -> None:
    given = one(step)
    word, what = outcome(given)
    assert word == "refused"
    assert words[:9] in what.replace("\u2019", "'")
    assert given.server.counts.total == 1


@pytest.mark.parametrize(("own", "within"), [(7.0, 600.0), (None, 7.0), (7.0, 9.0)])
@pytest.mark.parametrize("step", [Step(breaks="hang"), Step(breaks="hang", at=0.5), Step(after=100)])
def test_who_has_not_answered_by_a_deadline_is_timed_out_and_nothing_hangs(
    step: Step, own: float | None, within: float
) -> None:
    given = one(step, model={"within": own}, within=within)
    word, what = outcome(given)
    assert (word, given.seconds) == ("timed out", 7)
    assert "within 7 s" in what
    assert given.session.ledger.unknown.calls == 1
    assert given.session.ledger.reserved.calls == 0


def test_a_deadline_bounds_all_tries_together() -> None:
    given = one(Step(breaks="hang"), terms=Terms(retries=Retries(within=50)))
    assert (outcome(given), given.seconds) == (("failed", "GaveUp: no reply within 50 s (try 1)"), 50)


def test_what_was_spent_before_a_deadline_is_told_all_the_same() -> None:
    given = one(Step(reply="rate_limited"), Step(breaks="hang"), within=20.0)
    (entry,) = (entry for entry in given.journal.entries if isinstance(entry, Missing))
    assert entry.outcome == "timed out"
    assert entry.used is not None
    assert entry.used.calls == 2


def test_no_usage_told_is_no_usage_of_none() -> None:
    given = one(Step(reply="no_usage"))
    assert outcome(given)[0] == "replied"
    assert given.session.ledger.settled.calls == 0
    unknown = given.session.ledger.unknown
    assert (unknown.calls, unknown.written) == (1, 2048)
    assert unknown.read >= len(given.server.counts.calls[0].asked.raw) // 4


def test_what_decides_a_reply_is_asked_for_and_nothing_else() -> None:
    plain = one(Step(text="Tea")).bodies[0]
    assert set(plain) == {"model", "messages", "max_tokens", "response_format"}
    options = {"temperature": 0.5, "top_p": 0.9, "seed": 3, "max_tokens": 99, "effort": "low"}
    body = one(Step(text="Tea"), model={**options, "persona": "You cook.", "instructions": "Rhyme."}).bodies[
        0
    ]
    assert {**options, "reasoning_effort": "low"}.items() - {("effort", "low")} <= body.items()
    system = body["messages"][0]["content"]
    assert "You cook." in system
    assert "Rhyme." in system


def test_a_model_outside_of_a_session_says_so() -> None:
    with pytest.raises(SpecError, match="a model is asked inside a session"):
        line()
    journal = virtual(lambda: Table(setting_of({"Ada": Model(model="m")}, Poll())).talk(TEA))
    (_, missing) = journal.entries
    assert missing.outcome == "invalid"


def test_a_model_that_was_not_announced_is_refused() -> None:
    async def stranger() -> None:
        async with session_to(playing(), [Model(model="m")]) as session:
            with connect(session):
                await Table(setting_of({"Bo": Model(model="other")}, Poll())).talk(TEA)
            with pytest.raises(SpecError, match="'other' was not at the table"):
                session.endpoint(Model(model="other"))

    virtual(stranger)


def seat_of(asked: Asked) -> str:
    """Who is asked: the name stands in the first sentence that a model is shown."""
    return str(asked.body["messages"][0]["content"]).removeprefix("You are ").partition(",")[0]


def by_seat(**answers: str) -> Plays:
    """What each seat says, whatever the order in which they ask."""
    return Plays(rule=lambda asked: Step(text=answers[seat_of(asked)]))


def test_seats_are_asked_at_once_and_gathered_in_order() -> None:
    def rule(asked: Asked) -> Step:
        return Step(text="Tea", after={"Ada": 3.0, "Bo": 2.0, "Cy": 1.0}[seat_of(asked)])

    seats = {name: Model(model="m") for name in ("Ada", "Bo", "Cy")}
    given = held(_ruled(rule), seats)
    assert given.seconds == 3
    assert [seat for seat, _, _ in given.outcomes] == ["Ada", "Bo", "Cy"]
    slowly = held(_ruled(rule), seats, terms=Terms(limits=Limits(at_once=1)))
    assert slowly.seconds == 6
    assert slowly.journal.digest == given.journal.digest


def _ruled(rule: Any) -> Any:
    served = playing()
    served.script = Script(others=Plays(rule=rule))
    return served


@pytest.mark.parametrize("ended", ["length", "content_filter"])
@pytest.mark.parametrize(
    ("text", "word"),
    [("Tea", "invalid"), ("Final answer: Tea", "invalid"), ('```json\n{"stance": "Tea"}\n```', "replied")],
)
def test_words_that_were_cut_off_are_no_vote_and_a_whole_object_is_one(
    ended: str, text: str, word: str
) -> None:
    body = {"choices": [{"message": {"content": text}, "finish_reason": ended}]}
    given = one(Step(body=json.dumps(body)))
    assert outcome(given)[0] == word


def test_models_sit_beside_simulated_seats_and_hear_them() -> None:
    seats = {"Ada": Model(model="m"), "Bo": Stubborn(stance="Water")}
    given = held(playing(Step(text="Tea"), Step(text='{"stance":"Water","credits":["Bo"]}')), seats, Debate())
    assert given.outcomes[-2:] == [("Ada", "replied", "Water"), ("Bo", "replied", "Water")]
    heard = given.bodies[1]["messages"][1]["content"]
    assert '{"speaker": "Bo", "round": 1, "phase": "open", "stance": "Water"}' in heard
    credited = [one.reply.credits for one in given.journal.entries if isinstance(one, Said)]
    assert credited == [(), (), ("Bo",), ()]


def test_behind_an_anonymous_lens_no_name_is_shown_and_credits_come_back_under_it(names: Any) -> None:
    def rule(asked: Asked) -> Step:
        text = asked.body["messages"][1]["content"]
        alias = text.partition('"speaker": "')[2].partition('"')[0]
        return Step(text=json.dumps({"stance": "Tea", "credits": [alias]}) if alias else "Tea")

    seats = {"Ada": Model(model="m"), "Bo": Stubborn(stance="Water")}
    given = held(_ruled(rule), seats, Debate(early=False), lens=Lens.load("anonymous", names))
    assert all('"Bo"' not in str(body["messages"][1]) for body in given.bodies)
    (last,) = [one for one in given.journal.entries if isinstance(one, Said) and one.place == 0][1:2]
    assert last.reply.credits == ("Bo",)


def test_each_ballot_is_asked_for_in_its_own_words() -> None:
    ranked = one(
        Step(text='{"stance":"Tea","ranking":["Tea","Water","Coffee"]}'), ballot=Ranking(), question=TEA
    )
    scored = one(
        Step(text='{"stance":"Tea","scores":{"Tea":3,"Coffee":0,"Water":1}}'), ballot=Scores(low=0, high=3)
    )
    (first,), (second,) = (
        [entry.reply for entry in given.journal.entries if isinstance(entry, Said)]
        for given in (ranked, scored)
    )
    assert first.ranking == ("Tea", "Water", "Coffee")
    assert dict(second.scores) == {"Tea": 3, "Coffee": 0, "Water": 1}
    assert "ranking" in str(ranked.bodies[0]["response_format"])


def test_parts_numbers_and_open_text_are_asked_for_too() -> None:
    parts = Question(text="Both?", parts=(Question(text="Which?", options=("x", "y")), Question(text="Why?")))
    whole = '{"stance":{"part_1":"y","part_2":"Because."}}'
    assert outcome(one(Step(text=whole), question=parts)) == ("replied", "('y', 'Because.')")
    number = Question(text="How many?", range=(0, 10))
    assert outcome(one(Step(text='{"stance": 7}'), question=number)) == ("replied", "7.0")
    assert outcome(one(Step(text='{"stance": 70}'), question=number))[0] == "invalid"
    assert outcome(one(Step(text='{"stance": "Go."}'), question=Question(text="Do?"))) == ("replied", "Go.")


def test_a_critique_is_held_among_models() -> None:
    seats = {name: Model(model="m") for name in ("Ada", "Bo", "Cy")}
    given = held(playing(Step(text='{"argument":"It is.","stance":"Tea"}')), seats, Critique())
    assert {word for _, word, _ in given.outcomes} == {"replied"}
    assert any("Attack the proposal" in body["messages"][1]["content"] for body in given.bodies)


def test_a_model_that_vanishes_leaves_the_rest_talking() -> None:
    gone = Plays(steps=(Step(text="Tea"), Step(reply="unknown_model")))
    server = playing()
    server.script = Script(models={"gone": gone}, others=Plays(steps=(Step(text="Water"),)))
    seats = {"Ada": Model(model="gone"), "Bo": Model(model="m"), "Cy": Model(model="m")}
    given = held(server, seats, Debate(rounds=3, early=False))
    assert given.journal.status == "finished"
    assert [word for seat, word, _ in given.outcomes if seat == "Ada"] == ["replied", "failed", "failed"]
    assert {word for seat, word, _ in given.outcomes if seat != "Ada"} == {"replied"}


def test_two_runs_are_one_journal() -> None:
    seats = {name: Model(model="m") for name in ("Ada", "Bo", "Cy")}
    server = _ruled(lambda asked: Step(text={"Ada": "Tea", "Bo": "Water", "Cy": "denied"}[seat_of(asked)]))
    assert held(server, seats, Debate()).journal.digest == held(server, seats, Debate()).journal.digest


def test_a_panel_of_models_is_a_value(names: Any) -> None:
    panel = Panel(seats=setting_of({"Ada": Model(model="m", temperature=1)}, Poll()).panel.seats)
    assert Panel.load(panel.spec(), names) == panel
