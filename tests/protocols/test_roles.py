"""Protocols in which seats have parts of their own: Critique, DevilsAdvocate, JudgedDebate, Council."""

from collections import Counter
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from scipy.stats import chi2_contingency

from moot.agents import Conformist, FunctionAgent, Persuadable, Stubborn
from moot.protocols import Council, Critique, DevilsAdvocate, JudgedDebate
from moot.protocols.rules import Plurality
from moot.sim import (
    Agent,
    AllowList,
    Argument,
    ArgumentOnly,
    Drop,
    Edges,
    Everything,
    Evidence,
    Guardrail,
    Journal,
    Link,
    Order,
    Pattern,
    Protocol,
    Question,
    Reply,
    Said,
    SpecError,
    StanceOnly,
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
    assert next(ask.hears for ask, _ in journal.asks()) == {}


def test_critics_rotate_or_are_named(talk: Talk) -> None:
    journal, _ = held(talk, Critique(rounds=3, rotate=True, proposer="B"), "xyz")
    assert [seats for phase, _, seats, _ in asks(journal) if phase == "attack"] == ["A", "C", "A"]
    journal, shown = held(talk, Critique(rounds=2, rotate=True), "xyz")
    assert [item.heard for item in shown if item.phase == "defend"] == ["B", "C"]  # only who attacked now
    journal, shown = held(talk, Critique(critics=("C",)), "xyz")
    assert [seats for phase, _, seats, _ in asks(journal) if phase == "attack"] == ["C"]
    assert [item.heard for item in shown if item.phase == "defend"] == ["C"]


def test_the_first_who_is_no_critic_proposes(talk: Talk) -> None:
    journal, _ = held(talk, Critique(critics=("A", "B")), "xyz")
    assert [(phase, seats) for phase, _, seats, _ in asks(journal)][:2] == [
        ("propose", "C"),
        ("attack", "AB"),
    ]


def test_what_is_not_proposed_is_not_attacked(talk: Talk) -> None:
    journal, _ = held(talk, Critique(rounds=3), "-xy")
    assert [phase for phase, *_ in asks(journal)] == ["propose", "vote"]


def outcomes(talk: Talk, agent: Agent, seeds: range, **setting: Any) -> Counter[str]:
    """How often the vote goes to what was proposed, to something else, or to nobody alone."""
    found: Counter[str] = Counter()
    for seed in seeds:
        journal = talk((agent,) * 5, Critique(rounds=2), Q, seed=seed, setting=setting)
        proposed = next(entry.reply.stance for entry in journal.entries if isinstance(entry, Said))
        winners = decide(journal, Plurality()).winners
        found["proposed" if winners == (proposed,) else "other" if len(winners) == 1 else "tie"] += 1
    return found


def differ(one: Counter[str], other: Counter[str]) -> bool:
    kinds = sorted(one | other)
    return bool(chi2_contingency([[found[kind] for kind in kinds] for found in (one, other)]).pvalue < 1e-6)


MOVED = Conformist(eloquence=0.8, susceptibility=6.0, steepness=0.0)  # by reasons alone
UNMOVED = Conformist(eloquence=0.8, susceptibility=0.0)


@pytest.mark.parametrize("agent", [Persuadable(eloquence=0.8), MOVED], ids=["persuadable", "conformist"])
def test_with_attacks_dropped_another_distribution_comes_out(talk: Talk, agent: Agent) -> None:
    """The same tables at the same seeds keep what was proposed more often: chi-square, p < 1e-6."""
    heard = outcomes(talk, agent, range(150))
    dropped = outcomes(talk, agent, range(150), interceptors=(Drop(rate=1.0, phases=("attack",)),))
    assert differ(heard, dropped)
    assert dropped["proposed"] > heard["proposed"]


def test_without_their_reasons_attacks_move_only_those_whom_reasons_do_not_move(talk: Talk) -> None:
    """Talk by talk nothing differs for a conformist that is not susceptible; for one that is, p < 1e-6."""
    for seed in range(50):
        plain, bare = (
            talk((UNMOVED,) * 5, Critique(rounds=2), Q, seed=seed, setting=setting)
            for setting in ({}, {"lens": StanceOnly()})
        )
        assert bare.entries == plain.entries
    assert differ(outcomes(talk, MOVED, range(150)), outcomes(talk, MOVED, range(150), lens=StanceOnly()))


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
        ("xxx", Question(text="T"), ["x"]),  # of texts none is left that could lead instead
        ("yyxxz", Question(text="T"), ["x", "y"]),
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


class Polite(Guardrail):
    """Lets spam be heard as tea."""

    def screen(self, reply: Reply) -> Reply:
        return reply.model_copy(update={"stance": "tea"}) if reply.stance == "spam" else reply


def test_what_leads_is_what_guardrails_leave(talk: Talk) -> None:
    guarded = {"interceptors": (AllowList(stances=("tea",)),)}
    panel = [Stubborn(stance=stance) for stance in ("spam", "spam", "tea")]
    (item,) = told(talk(panel, DevilsAdvocate(), Question(text="T"), setting=guarded))
    assert item.data == {"leader": ["tea"]}
    journal = talk(panel, DevilsAdvocate(), Question(text="T"), setting={"interceptors": (Polite(),)})
    assert [item.data for item in told(journal)] == [{"leader": ["tea"]}]
    assert [entry.reply.stance for entry in journal.entries if isinstance(entry, Said)][:2] == ["spam"] * 2


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


def test_a_judge_hears_both_sides_whatever_the_lines(talk: Talk) -> None:
    lines = Edges(edges=(Link(speaker="C", listener="D"),))
    _, shown = held(talk, JudgedDebate(rounds=1), "xyzz", topology=lines)
    assert [item.heard for item in shown] == ["", "", "B", "A", "AB"]


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


@pytest.mark.parametrize("silent", [0, 1])
def test_a_side_without_an_answer_is_given_an_option_that_is_not_the_others(talk: Talk, silent: int) -> None:
    sides = set()
    for seed in range(20):
        journal, _ = held(talk, JudgedDebate(), "-xz" if silent == 0 else "x-z", seed=seed)
        (item,) = told(journal)
        assert item.to == (silent,)
        sides.add(item.data["side"])
    assert sides == {"y", "z"}
    parts: list[Agent] = [Stubborn(stance=("x", 1.0))] * 2
    parts[silent] = FunctionAgent(function=lambda turn: turn.abstain())
    (item,) = told(talk([*parts, parts[1 - silent]], JudgedDebate(), BOTH))
    assert (item.to, item.data) == ((silent,), {"side": ["y", None]})


def test_sides_without_any_answer_or_options_are_given_none(talk: Talk) -> None:
    assert not told(held(talk, JudgedDebate(), "--z")[0])
    assert not told(talk([Stubborn(stance=4.0)] * 3, JudgedDebate(), N))


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


def shown_to(turn: Turn) -> dict[str, Any]:
    """The answers that a seat of a council was told, by the labels that it was given for them."""
    answers = next(item.data["answers"] for item in turn.heard.told if "answers" in item.data)
    return {label: answers[paper] for label, paper in turn.heard.told[-1].data["labels"].items()}


def ranks(
    talk: Talk, stances: str, order: Callable[[dict[str, Any]], tuple[str, ...]], **options: Any
) -> tuple[Journal, dict[str, list[Any]]]:
    """Hold a council whose seats rank by a function; return what each, and the chair, was shown in order."""
    shown: dict[str, list[Any]] = {}

    def act(turn: Turn) -> Any:
        if turn.phase == "open":
            return None if (stance := stances["ABCDEFGHI".index(turn.seat)]) == "-" else stance
        answers = shown_to(turn)
        shown[turn.seat if turn.phase == "rank" else "chair"] = [
            answer.get("stance") for answer in answers.values()
        ]
        if isinstance(turn.wants, Order):
            assert tuple(answers) == turn.wants.items
            return turn.say(ranking=order(answers))
        return turn.heard.told[-1].data["standing"][0][0]

    question = options.pop("question", Q)
    return talk([act] * len(stances), Council(), question, **options), shown


def z_first(answers: dict[str, Any]) -> tuple[str, ...]:
    return tuple(sorted(answers, key=lambda label: answers[label]["stance"], reverse=True))


def test_a_council_answers_ranks_the_others_and_its_chair_concludes(talk: Talk) -> None:
    journal, shown = ranks(talk, "xyz", z_first)
    assert asks(journal) == [("open", 0, "ABC", False), ("rank", 0, "ABC", False), ("conclude", 0, "C", True)]
    papers, *labels, report, revealed = told(journal)
    assert [item.to for item in labels] == [(0,), (1,), (2,)]
    assert sorted(answer["stance"] for answer in papers.data["answers"].values()) == ["x", "y", "z"]
    assert {seat: sorted(stances) for seat, stances in shown.items() if seat != "chair"} == {
        "A": ["y", "z"],  # never one's own
        "B": ["x", "z"],
        "C": ["x", "y"],
    }
    assert report.to == (2,)
    assert report.data["standing"] == [["z", 1.0], ["y", 1.5], ["x", 2.0]]
    assert shown["chair"] == ["z", "y", "x"]
    assert report.text == "The answers, with their mean places, the best first: z 1, y 1.5, x 2"
    # when all is over, and to all: who wrote what each of them ranked
    assert journal.entries[-1] == revealed
    assert revealed.to is None
    assert revealed.text == "Whose answers they were, with their mean places, the best first: C 1, B 1.5, A 2"
    answers = papers.data["answers"]
    for seat, dealt in zip("ABC", labels, strict=True):
        stances = {label: answers[paper]["stance"] for label, paper in dealt.data["labels"].items()}
        authors = revealed.data["authors"][seat]
        assert {label: "xyz"["ABC".index(author)] for label, author in authors.items()} == stances
    assert [ask.private for ask, _ in journal.asks()] == [False, True, False]
    assert {ask.hears == {} for ask, _ in journal.asks()} == {True}
    assert decide(journal, Plurality()).winners == ("z",)


def test_simulated_seats_read_the_papers_behind_their_labels(talk: Talk) -> None:
    """Each ranks what agrees with it first: so the one that nobody agrees with is last, whatever is drawn."""
    for seed in range(20):
        journal = talk([Stubborn(stance=stance) for stance in "xxy"], Council(), Q, seed=seed)
        assert told(journal)[-2].data["standing"] == [["x", 1.0], ["x", 1.5], ["y", 2.0]]


def test_a_council_tells_each_answer_once(talk: Talk) -> None:
    n, words = 20, 4_000

    def act(turn: Turn) -> Any:
        if isinstance(turn.wants, Order):
            return turn.say(ranking=turn.wants.items)
        return turn.say("x", argument=f"{turn.seat} " + "w" * words) if turn.phase == "open" else "x"

    journal = talk({f"Seat {i}": act for i in range(n)}, Council(), Q)
    size = sum(map(len, journal.lines()))
    assert 2 * n * words < size < 2 * n * words + 60_000
    answers = [item.data["answers"] for item in told(journal) if "answers" in item.data]
    assert [len(papers) for papers in answers] == [n]
    assert told(journal)[0].to == tuple(range(n))


FULL = Reply(
    stance="x",
    argument=Argument(text="why", strength=0.5),
    belief=(("x", 0.7), ("y", 0.3)),
    confidence=0.9,
    credits=("B",),
    ranking=("I am A",),
    approvals=("I am A",),
    scores=(("I am A", 1.0),),
    points=(("I am A", 1.0),),
    prediction=(("I am A", 1.0),),
    delegate="A",
    asides=(("A", "y"),),
    memory=1,
    after=2.0,
    wake=3.0,
)


def test_answers_are_unsigned(talk: Talk) -> None:
    assert {name for name in Reply.model_fields if name not in FULL.model_fields_set} == {"outcome", "reason"}

    def open_book(turn: Turn) -> Reply | None:
        if turn.phase != "open":
            return None
        other = {"delegate": "B", "asides": (("B", "y"),)}
        return FULL if turn.seat != "A" else FULL.model_copy(update=other)

    journal = talk([open_book] * 4, Council(), Q)
    answers = [answer for item in told(journal) for answer in item.data.get("answers", {}).values()]
    assert answers == [{"stance": "x", "argument": {"text": "why", "strength": 0.5}}] * 4


def test_papers_labels_and_ties_are_in_an_order_drawn(talk: Talk) -> None:
    papers, labels, ties = set(), set(), set()
    for seed in range(60):
        journal, shown = ranks(talk, "xyz", tuple, seed=seed)
        answers = told(journal)[0].data["answers"]
        assert list(answers) == ["Paper 1", "Paper 2", "Paper 3"]
        papers.add("".join(answer["stance"] for answer in answers.values()))
        labels.add("".join(shown["A"]))
        nobody, _ = ranks(talk, "xyz", lambda answers: (), seed=seed)
        ties.add("".join(stance for stance, _ in told(nobody)[-2].data["standing"]))
    assert papers == ties == {"xyz", "xzy", "yxz", "yzx", "zxy", "zyx"}
    assert labels == {"yz", "zy"}


def test_who_has_no_answer_ranks_nothing_and_what_is_left_out_shares_the_places_left(talk: Talk) -> None:
    journal, _ = ranks(talk, "xy-z", lambda answers: (next(iter(answers)),))
    assert asks(journal)[1][2] == "ABD"
    means = dict(told(journal)[-2].data["standing"])
    assert sum(means.values()) == pytest.approx(3 * 1.5)
    nobody, _ = ranks(talk, "xy-z", lambda answers: ())
    assert {mean for _, mean in told(nobody)[-2].data["standing"]} == {1.5}

    def first(answers: dict[str, Any]) -> tuple[str, ...]:
        return (min(answers, key=lambda label: answers[label]["stance"]),)

    four = Question(text="Q", options=("w", "x", "y", "z"))
    journal, _ = ranks(talk, "wxyz", first, question=four)
    assert dict(told(journal)[-2].data["standing"]) == {"w": 1.0, "x": 2.0, "y": 2.5, "z": 2.5}


@pytest.mark.parametrize(
    ("stances", "standing"), [("---x", [["x", 1.0]]), ("y--x", [["x", 1.0], ["y", 1.0]]), ("---", None)]
)
def test_of_two_answers_or_fewer_there_is_nothing_to_rank(
    talk: Talk, stances: str, standing: list[list[Any]] | None
) -> None:
    journal, _ = ranks(talk, stances, tuple) if standing else held(talk, Council(), stances)
    assert [phase for phase, *_ in asks(journal)] == ["open", "conclude"]
    reports = [item for item in told(journal) if "standing" in item.data]
    assert [sorted(item.data["standing"]) for item in reports] == ([] if standing is None else [standing])
    assert not any("authors" in item.data for item in told(journal))
    # and nothing is told of places that nobody gave
    order = ", ".join(stance for item in reports for stance, _ in item.data["standing"])
    texts = [f"The answers, ranked by nobody, in an order drawn: {order}"] if standing else []
    assert [item.text for item in reports] == texts


def test_a_council_says_which_answers_nobody_ranked(talk: Talk) -> None:
    def only(*seats: str) -> list[str]:
        def act(turn: Turn) -> Any:
            if turn.phase == "rank" and turn.seat not in seats:
                return turn.abstain("no view")
            return (
                turn.say(ranking=turn.wants.items)
                if isinstance(turn.wants, Order)
                else "xyz"["ABC".index(turn.seat)]
            )

        *_, report, revealed = told(talk([act] * 3, Council(), Q))
        assert report.data["standing"][1][1] == 1.5  # in the middle
        return [report.text, revealed.text]

    report, revealed = only("B")
    assert report.split(": ")[0] == "The answers, with their mean places, the best first"
    assert report.split(", ")[-2] == "y ranked by nobody"
    assert revealed.split(", ")[-2] == "B ranked by nobody"
    report, revealed = only()
    assert report.startswith("The answers, ranked by nobody, in an order drawn: ")
    assert revealed.startswith("Whose answers they were, ranked by nobody, in an order drawn: ")


def test_a_council_of_three_tells_the_means_of_two_places_each(talk: Talk) -> None:
    """Each is ranked by the two others, so the places sum to that of three rankings of two."""
    for seed in range(10):
        journal, _ = ranks(talk, "xyz", tuple, seed=seed)
        means = [mean for _, mean in told(journal)[-2].data["standing"]]
        assert sum(means) == 3 * 1.5
        assert {*means} <= {1.0, 1.5, 2.0}


def test_the_chair_is_told_the_answers_where_it_has_none(talk: Talk) -> None:
    journal, shown = ranks(talk, "xyy-", z_first)
    assert told(journal)[0].to == (0, 1, 2, 3)
    assert shown["chair"] == ["y", "y", "x"]


def test_a_council_quotes_what_guardrails_leave(talk: Talk) -> None:
    def act(turn: Turn) -> Any:
        if isinstance(turn.wants, Order):
            return turn.say(ranking=turn.wants.items)
        return turn.say("x", argument=f"{turn.seat}: see http://evil/1")

    journal = talk([act] * 3, Council(), Q, setting={"interceptors": (Pattern(),)})
    answers = told(journal)[0].data["answers"].values()
    assert sorted(answer["argument"] for answer in answers) == [
        "A: see [...]",
        "B: see [...]",
        "C: see [...]",
    ]
    blocked = talk([act] * 3, Council(), Q, setting={"interceptors": (Pattern(action="block"),)})
    assert not told(blocked)


def test_a_council_quotes_what_the_lens_shows(talk: Talk) -> None:
    panel = [Persuadable(eloquence=0.4), Persuadable(eloquence=0.6), Persuadable(eloquence=0.8)]
    keys = {}
    for lens in (StanceOnly(), ArgumentOnly(), Everything()):
        journal = talk(panel, Council(), Q, setting={"lens": lens})
        papers, *_, report, _ = told(journal)
        keys[type(lens)] = {key for answer in papers.data["answers"].values() for key in answer}
        assert bool(report.data["standing"]) == ("stance" in keys[type(lens)])
        assert ("Paper" in report.text) == ("stance" not in keys[type(lens)])
        assert decide(journal, Plurality()).word == "unanimous"
    assert keys == {
        StanceOnly: {"stance"},
        ArgumentOnly: {"argument"},
        Everything: {"stance", "argument"},
    }


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
        (Critique(critics=("A", "C", "B")), "xyz", "all seats are critics, and nobody is left to propose"),
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
