"""Turns on a real floor against a naive record of what was said: at every ask, and long after it."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from moot.sim import Edges, Floor, Journal, Link, Question, Remark, Reply, Topology, Turn, Wants

N = 4
SEATS = tuple("ABCD")
OPTIONS = ("x", "y", "z")
Q = Question(text="Q", options=OPTIONS, answer="x")


class Anything(Wants):
    """Takes any reply, so that statements without a stance occur."""

    def problem(self, reply: Reply, question: Question) -> str:
        return ""


class Step(NamedTuple):
    says: dict[int, str | None]  # by place; "-" = abstains
    hears: dict[int, frozenset[int]] | None
    private: bool


class Letter(NamedTuple):
    step: int
    place: int
    stance: str | None
    private: bool


places = st.integers(0, N - 1)
rows = st.frozensets(places)
steps = st.builds(
    Step,
    st.dictionaries(places, st.sampled_from((*OPTIONS, None, "-")), min_size=1),
    st.none() | st.dictionaries(places, rows),
    st.booleans(),
)
scripts = st.lists(steps, max_size=6)
links = st.none() | st.sets(st.tuples(places, places))


def edges(pairs: set[tuple[int, int]] | None) -> Topology | None:
    if pairs is None:
        return None
    return Edges(edges=tuple(Link(speaker=SEATS[u], listener=SEATS[v]) for u, v in sorted(pairs)))


def seen(remarks: Sequence[Remark]) -> list[tuple[int, object]]:
    return [(SEATS.index(remark.speaker), remark.stance) for remark in remarks]


def check(turn: Turn, me: int, letters: list[Letter], since: int, speakers: set[int]) -> None:
    """Compare all that a turn shows with the letters that had arrived when it was put."""
    public = [letter for letter in letters if not letter.private]
    heard = [letter for letter in public if letter.place in speakers]
    new = [(letter.place, letter.stance) for letter in heard if letter.step >= since]
    assert seen(turn.heard.new()) == seen(list(turn.heard)) == new
    assert seen(turn.heard.latest) == sorted({letter.place: letter.stance for letter in heard}.items())
    held = {letter.place: letter.stance for letter in heard if letter.stance is not None}
    assert turn.heard.held() == [(SEATS[place], stance) for place, stance in sorted(held.items())]
    assert turn.heard.tally() == {**dict.fromkeys(OPTIONS, 0), **Counter(held.values())}
    mine = [letter.stance for letter in public if letter.place == me]
    assert [reply.stance for reply in turn.said] == mine
    own = {letter.step: letter.stance for letter in public if letter.place == me}
    for step in range(-1, len(letters) + 1):
        reply = turn.answered(step + 1)
        assert own.get(step, "none") == ("none" if reply is None else reply.stance)
    assert turn.stance == next((stance for stance in reversed(mine) if stance is not None), None)


@given(scripts, links)
def test_every_turn_shows_what_a_mailbox_would_and_goes_on_showing_it(
    talk: Callable[..., Journal], script: list[Step], pairs: set[tuple[int, int]] | None
) -> None:
    letters: list[Letter] = []
    kept: list[tuple[Turn, int, list[Letter], int, set[int]]] = []
    last = [0] * N

    async def run(floor: Floor) -> None:
        for number, step in enumerate(script):
            asked = [SEATS[place] for place in step.says]
            rows = step.hears
            hears = None if rows is None else {SEATS[v]: [SEATS[u] for u in sorted(rows[v])] for v in rows}
            await floor.ask(str(number), asked, wants=Anything(), hears=hears, private=step.private)
            letters.extend(
                Letter(number, place, stance, step.private)
                for place, stance in sorted(step.says.items())
                if stance != "-"
            )
            for place in step.says:
                last[place] = number

    def window(step: Step, me: int) -> set[int]:
        if step.hears is not None:
            return set(step.hears.get(me, ())) - {me}
        return {u for u in range(N) if u != me and (pairs is None or (u, me) in pairs)}

    def seat(me: int) -> Callable[[Turn], Reply]:
        def act(turn: Turn) -> Reply:
            step = script[int(turn.phase)]
            case = (turn, me, list(letters), last[me], window(step, me))
            kept.append(case)
            check(*case)
            stance = step.says[me]
            return turn.abstain() if stance == "-" else turn.say(stance)

        return act

    journal = talk([seat(me) for me in range(N)], run, Q, topology=edges(pairs))
    assert len(kept) == sum(len(step.says) for step in script)
    assert "failed" not in journal.statistics().outcomes
    for turn, me, arrived, since, speakers in kept:
        check(turn, me, arrived, since, speakers)
        for other in range(N):
            check(turn.without(SEATS[other]), me, arrived, since, speakers - {other})
        check(turn.without(*SEATS), me, arrived, since, set())


def test_a_turn_shows_the_question_without_its_answer(talk: Callable[..., Journal]) -> None:
    turns: list[Turn] = []

    def act(turn: Turn) -> str:
        turns.append(turn)
        return "x"

    async def run(floor: Floor) -> None:
        assert floor.question.answer is None
        for number in floor.rounds(2):
            await floor.ask(f"phase {number}")

    talk([act, act], run, Q)
    assert [turn.question.answer for turn in turns] == [None] * 4
    assert [(turn.seat, turn.phase, turn.round, turn.asked) for turn in turns] == [
        ("A", "phase 1", 1, 0),
        ("B", "phase 1", 1, 0),
        ("A", "phase 2", 2, 1),
        ("B", "phase 2", 2, 1),
    ]


def test_without_draws_from_the_same_stream_from_its_start(talk: Callable[..., Journal]) -> None:
    draws: list[list[float]] = []

    def act(turn: Turn) -> str:
        turn.random.random()
        whole, silenced = turn.without(), turn.without("B", "C")
        draws.append([whole.random.random(), whole.without("B").random.random(), silenced.random.random()])
        return "x"

    async def run(floor: Floor) -> None:
        await floor.ask("one")

    talk([act, act, act], run, Q)
    assert all(len(set(row)) == 1 for row in draws)
    assert len({row[0] for row in draws}) == 3


def test_parts_show_what_was_heard_and_held_about_each(talk: Callable[..., Journal]) -> None:
    question = Question(text="Both?", parts=(Q, Question(text="How many?", range=(0.0, 9.0))))
    seen_parts: list[tuple[Any, ...]] = []

    def act(turn: Turn) -> tuple[str, float]:
        place = SEATS.index(turn.seat)
        if turn.round == 2:
            seen_parts.extend(
                (
                    part.question.text,
                    part.stance,
                    part.heard.held(),
                    [remark.stance for remark in part.heard],
                    dict(part.heard.tally()),
                    part.without("B").heard.held(),
                )
                for part in turn.parts()
                if turn.seat == "A"
            )
        return (OPTIONS[place], float(place))

    async def run(floor: Floor) -> None:
        for _ in floor.rounds(2):
            await floor.ask("open")

    talk([act, act, act], run, question)
    assert seen_parts == [
        ("Q", "x", [("B", "y"), ("C", "z")], ["y", "z"], {"x": 0, "y": 1, "z": 1}, [("C", "z")]),
        ("How many?", 0.0, [("B", 1.0), ("C", 2.0)], [1.0, 2.0], {1.0: 1, 2.0: 1}, [("C", 2.0)]),
    ]
