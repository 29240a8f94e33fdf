"""Protocols in which seats have parts of their own: Critique, DevilsAdvocate, JudgedDebate, Council."""

from collections import Counter
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from scipy.stats import chi2_contingency

from moot.agents import Conformist, Persuadable, Stubborn
from moot.protocols import Council, Critique, DevilsAdvocate, JudgedDebate
from moot.protocols.rules import Plurality
from moot.sim import (
    Argument,
    Edges,
    Evidence,
    Journal,
    Link,
    Order,
    Protocol,
    Question,
    Reply,
    Said,
    SpecError,
    Told,
    Turn,
    decide,
)

Q = Question(text="Q", options=("x", "y", "z"))
N = Question(text="N", range=(0.0, 10.0))
BOTH = Question(text="P", parts=(Question(text="1", options=("x", "y")), N))
Talk = Callable[..., Journal]


class Shown(NamedTuple):
    seat: str
    phase: str
    round: int
    heard: str


def held(
    talk: Talk, protocol: Protocol, stances: str, question: Question = Q, **options: Any
) -> tuple[Journal, list[Shown]]:
    """Hold a talk of seats that each say one thing, and note whom each heard."""
    shown: list[Shown] = []

    def act(turn: Turn) -> Any:
        heard = "".join(remark.speaker for remark in turn.heard.latest)
        shown.append(Shown(turn.seat, turn.phase, turn.round, heard))
        if isinstance(turn.wants, Order):
            return turn.say(ranking=turn.wants.items)
        stance = stances["ABCDEFGHI".index(turn.seat)]
        return None if stance == "-" else stance

    return talk([act] * len(stances), protocol, question, **options), shown


def asks(journal: Journal) -> list[tuple[str, int, str, bool]]:
    return [
        (ask.phase, ask.round, "".join(journal.seats[place] for place in ask.places), ask.ballot)
        for ask, _ in journal.asks()
    ]


def told(journal: Journal) -> list[Told]:
    return [entry for entry in journal.entries if isinstance(entry, Told)]


def test_critique_proposes_attacks_defends_and_votes(talk: Talk) -> None:
    journal, shown = held(talk, Critique(rounds=2), "xyz")
    assert asks(journal) == [
        ("propose", 0, "A", False),
        ("attack", 1, "BC", False),
        ("defend", 1, "A", False),
        ("attack", 2, "BC", False),
        ("defend", 2, "A", False),
        ("vote", 0, "ABC", True),
    ]
    heard = [item.heard for item in shown]
    assert heard == ["", "A", "A", "BC", "A", "A", "BC", "BC", "AC", "AB"]


def test_critics_rotate_or_are_named(talk: Talk) -> None:
    journal, _ = held(talk, Critique(rounds=3, rotate=True, proposer="B"), "xyz")
    assert [seats for phase, _, seats, _ in asks(journal) if phase == "attack"] == ["A", "C", "A"]
    journal, shown = held(talk, Critique(critics=("C",)), "xyz")
    assert [seats for phase, _, seats, _ in asks(journal) if phase == "attack"] == ["C"]
    assert [item.heard for item in shown if item.phase == "defend"] == ["C"]


def test_what_is_not_proposed_is_not_attacked(talk: Talk) -> None:
    journal, _ = held(talk, Critique(rounds=3), "-xy")
    assert [phase for phase, *_ in asks(journal)] == ["propose", "vote"]


def test_attacks_on_deaf_ears_are_made_and_not_heard(talk: Talk) -> None:
    journal, shown = held(talk, Critique(deaf=True), "xyz")
    loud, _ = held(talk, Critique(), "xyz")
    assert asks(journal) == asks(loud)
    assert [item.heard for item in shown] == ["", "A", "A", "", "", "A", "A"]
    _, shown = held(
        talk,
        Critique(deaf=True),
        "xyz",
        topology=Edges(edges=(Link(speaker="B", listener="C"), Link(speaker="A", listener="B"))),
    )
    assert [item.heard for item in shown] == ["", "A", "A", "", "", "A", ""]


def outcomes(talk: Talk, protocol: Protocol, panel: tuple[Any, ...], seeds: range) -> Counter[str]:
    """How often the vote goes to what was proposed, to something else, or to nobody alone."""
    found: Counter[str] = Counter()
    for seed in seeds:
        journal = talk(panel, protocol, Q, seed=seed)
        proposed = next(entry.reply.stance for entry in journal.entries if isinstance(entry, Said))
        winners = decide(journal, Plurality()).winners
        found["proposed" if winners == (proposed,) else "other" if len(winners) == 1 else "tie"] += 1
    return found


@pytest.mark.parametrize(
    "agent",
    [Persuadable(eloquence=0.8), Conformist(eloquence=0.8, susceptibility=6.0)],
    ids=["persuadable", "conformist"],
)
def test_attacks_change_what_comes_out(talk: Talk, agent: Any) -> None:
    """With attacks dropped the same tables at the same seeds decide otherwise: chi-square, p < 1e-6.

    And as often as before where arguments have no strength to move by: there nothing differs at all.
    """
    panel, seeds = (agent,) * 5, range(150)
    heard = outcomes(talk, Critique(rounds=2), panel, seeds)
    deaf = outcomes(talk, Critique(rounds=2, deaf=True), panel, seeds)
    kinds = sorted(heard | deaf)
    table = [[found[kind] for kind in kinds] for found in (heard, deaf)]
    assert chi2_contingency(table).pvalue < 1e-6
    assert deaf["proposed"] > heard["proposed"]
    mute = tuple(Persuadable(eloquence=0.0) for _ in range(5))
    assert outcomes(talk, Critique(), mute, range(30)) == outcomes(talk, Critique(deaf=True), mute, range(30))


def test_the_advocate_opposes_whatever_leads_and_votes_as_it_will(talk: Talk) -> None:
    journal, shown = held(talk, DevilsAdvocate(rounds=2), "xxyx")
    assert asks(journal) == [
        ("open", 1, "ABCD", False),
        ("oppose", 1, "D", False),
        ("revise", 2, "ABCD", False),
        ("oppose", 2, "D", False),
        ("vote", 0, "ABCD", True),
    ]
    assert [(item.data, item.to) for item in told(journal)] == [({"leader": ["x"]}, (3,))] * 2
    assert told(journal)[0].text == "In the lead: x"
    assert [item.heard for item in shown if item.phase == "oppose"] == ["ABC", "ABC"]
    assert decide(journal, Plurality()).counts == {"x": 3, "y": 1, "z": 0}


@pytest.mark.parametrize(
    ("stances", "question", "leader"),
    [
        ("xxyy", Q, ["x", "y"]),  # all who share the lead
        ("xyz", Q, None),  # nobody leads where all do
        ("xxx", Q, ["x"]),
        ("---", Q, None),
        ("xy-", Q, ["x", "y"]),
    ],
)
def test_who_leads(talk: Talk, stances: str, question: Question, leader: list[str] | None) -> None:
    journal, _ = held(talk, DevilsAdvocate(advocate="A"), stances, question)
    assert [item.data["leader"] for item in told(journal)] == ([] if leader is None else [leader])
    assert ("oppose" in [phase for phase, *_ in asks(journal)]) == (leader is not None)


def test_of_numbers_the_middle_leads_and_of_parts_each_has_its_leader(talk: Talk) -> None:
    panel = [Stubborn(stance=number) for number in (1.0, 5.0, 9.0, 6.0)]
    (item,) = told(talk(panel, DevilsAdvocate(), N))
    assert item.data == {"leader": [5.0]}
    panel = [Stubborn(stance=("x", 1.0)), Stubborn(stance=("x", 3.0)), Stubborn(stance=("y", 2.0))]
    (item,) = told(talk(panel, DevilsAdvocate(), BOTH))
    assert item.data == {"leader": [["x"], [2.0]]}


def test_an_advocate_that_knows_its_part_argues_against_the_leader(talk: Talk) -> None:
    panel = (*(Stubborn(stance="x"),) * 3, Conformist(bias=-700.0, eloquence=1.0))
    journal = talk(panel, DevilsAdvocate(), Q, evidence={"D": Evidence(stance="x")})
    argued = next(
        entry.reply
        for entry in journal.entries
        if isinstance(entry, Said) and entry.reply.argument and entry.ask.phase == "oppose"
    )
    assert argued.stance == "x"
    assert argued.argument is not None
    assert argued.argument.supports in {"y", "z"}
    assert decide(journal, Plurality()).word == "unanimous"


def test_a_judge_hears_both_sides_and_alone_decides(talk: Talk) -> None:
    journal, shown = held(talk, JudgedDebate(rounds=2), "xyzz")
    assert asks(journal) == [
        ("open", 0, "AB", False),
        ("argue", 1, "AB", False),
        ("argue", 2, "AB", False),
        ("judge", 0, "D", True),
    ]
    assert [item.heard for item in shown] == ["", "", "B", "A", "B", "A", "AB"]
    assert not told(journal)
    assert decide(journal, Plurality()).counts == {"x": 0, "y": 0, "z": 1}


def test_sides_and_judge_are_whom_one_names(talk: Talk) -> None:
    journal, _ = held(talk, JudgedDebate(sides=("D", "B"), judge="A"), "xyzz")
    assert [seats for _, _, seats, _ in asks(journal)] == ["BD", "BD", "BD", "A"]
    journal, _ = held(talk, JudgedDebate(sides=("D", "C")), "xyzz")
    assert asks(journal)[-1][2] == "B"
    journal, _ = held(talk, JudgedDebate(judge="A"), "xyzz")
    assert asks(journal)[0][2] == "BC"


def test_sides_that_agree_are_given_two_options(talk: Talk) -> None:
    sides = set()
    for seed in range(20):
        journal, _ = held(talk, JudgedDebate(), "xxz", seed=seed)
        (item,) = told(journal)
        assert item.to == (1,)
        assert item.text == f"Argue for: {item.data['side']}"
        sides.add(item.data["side"])
    assert sides == {"y", "z"}
    panel = (Stubborn(stance=("x", 1.0)), Stubborn(stance=("x", 1.0)), Stubborn(stance=("y", 2.0)))
    (item,) = told(talk(panel, JudgedDebate(), BOTH))
    assert item.data == {"side": ["y", None]}


def test_the_more_persuasive_side_wins_more_often(talk: Talk) -> None:
    strong, weak, judge = Persuadable(eloquence=0.8), Persuadable(eloquence=0.2), Persuadable()
    starts = {"A": "x", "B": "y"}
    won = Counter(
        decide(
            talk((strong, weak, judge), JudgedDebate(), Q, evidence=starts, seed=seed), Plurality()
        ).winners
        for seed in range(200)
    )
    assert set(won) == {("x",), ("y",)}
    assert won[("x",)] > 140


def ranks(
    talk: Talk, stances: str, order: Callable[[dict[str, Any]], tuple[str, ...]], **options: Any
) -> Journal:
    def act(turn: Turn) -> Any:
        if isinstance(turn.wants, Order):
            answers = turn.heard.told[-1].data["answers"]
            assert tuple(answers) == turn.wants.items
            return turn.say(ranking=order(answers))
        if turn.phase == "conclude":
            return turn.heard.told[-1].data["standing"][0][0]
        return stances["ABCDEFGHI".index(turn.seat)] if stances["ABCDEFGHI".index(turn.seat)] != "-" else None

    return talk([act] * len(stances), Council(), Q, **options)


def test_a_council_answers_ranks_the_others_and_its_chair_concludes(talk: Talk) -> None:
    def z_first(answers: dict[str, Any]) -> tuple[str, ...]:
        return tuple(sorted(answers, key=lambda label: answers[label]["stance"], reverse=True))

    journal = ranks(talk, "xyz", z_first)
    assert asks(journal) == [("open", 0, "ABC", False), ("rank", 0, "ABC", False), ("conclude", 0, "C", True)]
    *papers, report, revealed = told(journal)
    assert [item.to for item in papers] == [(0,), (1,), (2,)]
    shown = [sorted(answer["stance"] for answer in item.data["answers"].values()) for item in papers]
    assert shown == [["y", "z"], ["x", "z"], ["x", "y"]]  # never one's own
    assert report.to == (2,)
    assert report.data["standing"] == [["z", 1.0], ["y", 1.5], ["x", 2.0]]
    assert report.text == "The answers with their mean places, the best first: z 1, y 1.5, x 2"
    # when all is over, and to all: who wrote what each of them ranked
    assert journal.entries[-1] == revealed
    assert revealed.to is None
    assert revealed.text == "Whose answers they were, with their mean places: C 1, B 1.5, A 2"
    for seat, paper in zip("ABC", papers, strict=True):
        stances = {label: answer["stance"] for label, answer in paper.data["answers"].items()}
        authors = revealed.data["authors"][seat]
        assert {label: "xyz"["ABC".index(author)] for label, author in authors.items()} == stances
    assert [ask.private for ask, _ in journal.asks()] == [False, True, False]
    assert {ask.hears == {} for ask, _ in journal.asks()} == {True}
    assert decide(journal, Plurality()).winners == ("z",)


def test_answers_are_unsigned_and_in_an_order_drawn_for_each(talk: Talk) -> None:
    line = Reply(
        stance="x", argument=Argument(text="why", strength=0.5), credits=("B",), memory=1, confidence=0.9
    )
    seen = set()
    for seed in range(20):
        journal = talk([lambda turn: line if turn.phase == "open" else None] * 4, Council(), Q, seed=seed)
        *shown, _ = told(journal)
        for item in shown:
            for answer in item.data["answers"].values():
                assert answer == {"stance": "x", "argument": {"text": "why", "strength": 0.5}}
        journal = ranks(talk, "xyz", tuple, seed=seed)
        seen.add(tuple(answer["stance"] for answer in told(journal)[0].data["answers"].values()))
    assert seen == {("y", "z"), ("z", "y")}


def test_who_has_no_answer_ranks_nothing_and_what_is_left_out_shares_the_places_left(talk: Talk) -> None:
    journal = ranks(talk, "xy-z", lambda answers: (next(iter(answers)),))
    assert asks(journal)[1][2] == "ABD"
    means = dict(told(journal)[-2].data["standing"])
    assert sum(means.values()) == pytest.approx(3 * 1.5)
    nobody = ranks(talk, "xy-z", lambda answers: ())  # noqa: ARG005
    assert {mean for _, mean in told(nobody)[-2].data["standing"]} == {1.5}
    assert [phase for phase, *_ in asks(ranks(talk, "---x", tuple))] == ["open", "conclude"]


@pytest.mark.parametrize("protocol", [Critique(), DevilsAdvocate(), JudgedDebate(), Council()])
def test_questions_of_several_parts_run(talk: Talk, protocol: Protocol) -> None:
    panel = (Persuadable(), Conformist(eloquence=0.5, susceptibility=3.0), Persuadable(eloquence=0.9))
    for seed in range(5):
        journal = talk(panel, protocol, BOTH, seed=seed)
        assert journal.statistics().outcomes.keys() <= {"replied", "abstained"}
        assert decide(journal, Plurality()).word != "no answer"


@pytest.mark.parametrize(
    ("made", "message"),
    [
        (lambda: Critique(rounds=0), "rounds"),
        (lambda: Critique(proposer="A", critics=("B", "A")), "'A' proposes, and cannot be a critic too"),
        (lambda: Critique(critics=("B", "B")), "named twice"),
        (lambda: DevilsAdvocate(rounds=0), "rounds"),
        (lambda: JudgedDebate(rounds=0), "rounds"),
        (lambda: JudgedDebate(sides=("A", "B"), judge="B"), "'B' is a side, and cannot be the judge too"),
        (lambda: JudgedDebate(sides=("A",)), "name two different seats"),
        (lambda: JudgedDebate(sides=("A", "A")), "name two different seats"),
    ],
)
def test_what_can_be_known_is_refused_when_it_is_made(made: Callable[[], object], message: str) -> None:
    with pytest.raises(SpecError, match=message) as error:
        made()
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("protocol", "stances", "message"),
    [
        (Critique(proposer="Zed"), "xyz", "the proposer 'Zed' is none of the seats A, B, C"),
        (Critique(critics=("Zed",)), "xyz", "the critic 'Zed' is none"),
        (Critique(critics=("A",)), "xyz", "'A' proposes, and is the only critic"),
        (Critique(), "x", "a critique needs 2 seats at least, and this table has 1"),
        (DevilsAdvocate(advocate="Zed"), "xyz", "the advocate 'Zed' is none"),
        (DevilsAdvocate(), "x", "a devil's advocate needs 2 seats"),
        (JudgedDebate(judge="Zed"), "xyz", "the judge 'Zed' is none"),
        (JudgedDebate(sides=("A", "Zed")), "xyz", "the side 'Zed' is none"),
        (JudgedDebate(), "xy", "a judged debate needs 3 seats"),
        (Council(chair="Zed"), "xyz", "the chair 'Zed' is none"),
        (Council(), "xy", "a council needs 3 seats"),
    ],
)
def test_the_rest_is_refused_when_it_runs(talk: Talk, protocol: Protocol, stances: str, message: str) -> None:
    with pytest.raises(SpecError, match=message) as error:
        held(talk, protocol, stances)
    assert "\n" not in str(error.value)
