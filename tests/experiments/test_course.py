"""The page of every protocol tells the course of the talk: who did what, who heard whom, and who decided."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moot.agents import Conformist, Persuadable, Random, Recorded, Silent, Stubborn
from moot.experiments.page import Facts, facts, html, markdown, page, record
from moot.experiments.page.course import Step
from moot.experiments.page.steps import BEGINNING, ENDING
from moot.experiments.page.words import MANY
from moot.protocols import (
    Council,
    Critique,
    Debate,
    Delphi,
    DevilsAdvocate,
    Gossip,
    JudgedDebate,
    Poll,
    Relay,
    SelfRevision,
    Vote,
)
from moot.protocols.rules import Plurality
from moot.sim import (
    AllowList,
    Anonymous,
    Argument,
    Corrupt,
    Delay,
    Drop,
    Floor,
    Interceptor,
    Journal,
    Lenses,
    Moderator,
    Protocol,
    Question,
    Ranking,
    Reply,
    Rewired,
    ShuffledOptions,
    Told,
    Turn,
    parse,
)
from moot.sim.topology import Ring, Star

Talk = Callable[..., Journal]
RULE = Plurality()
QUESTION = Question(text="Which?", options=("A", "B", "C"))
NUMBER = Question(text="How many?", range=(0.0, 10.0))
BOTH = Question(text="Both?", parts=(QUESTION, NUMBER))
EVERY = (
    Poll(),
    Debate(),
    SelfRevision(),
    Relay(),
    Gossip(seconds=2.0),
    Critique(rounds=2, rotate=True),
    DevilsAdvocate(),
    JudgedDebate(),
    Council(),
    Vote(straw=1),
    Delphi(),
)


def section(journal: Journal, title: str) -> list[str]:
    """Return the lines of one section, each paragraph on a line of its own."""
    rows = page(journal, RULE, width=2000).splitlines()
    rest = rows[rows.index(title) + 1 :]
    return [row.strip() for row in (rest[: rest.index("")] if "" in rest else rest)]


def course(journal: Journal) -> list[str]:
    return section(journal, "Course of the talk")


def lead(journal: Journal) -> list[str]:
    rows = page(journal, RULE, width=2000).splitlines()
    return rows[: rows.index("")]


def result(journal: Journal) -> str:
    return next(line for line in page(journal, RULE, width=2000).splitlines() if line.startswith("Result: "))


def saying(*said: tuple[str, str] | tuple[str, str, str]) -> Any:
    """Return a seat that at each ask takes a stance, with words, and perhaps for another one."""

    def act(turn: Any) -> Reply:
        stance, text, *supports = said[len(turn.said)]
        argument = Argument(text=text, supports=supports[0] if supports else None) if text else None
        return Reply(stance=stance, argument=argument)

    return act


def test_who_proposed_who_attacked_what_and_who_revised(talk: Talk) -> None:
    panel = {
        "Ada": saying(("A", "because"), ("B", "Bo is right"), ("B", "")),
        "Bo": saying(("B", "no: that"), ("B", "")),
        "Cy": saying(("A", "one might say", "C"), ("B", "")),
    }
    assert course(talk(panel, Critique(), QUESTION)) == [
        "Propose (hearing nobody)",
        "Ada: A",
        "because",
        "Round 1: attack (hearing Ada, who held A)",
        "Bo: B",
        "no: that",
        "Cy: A, but argues for C",
        "one might say",
        "Round 1: defend (hearing Bo, Cy)",
        "Ada: A -> B",
        "Bo is right",
        "Vote (the ballot)",
        "Ada, Bo: still B",
        "Cy: A -> B",
    ]


def test_who_opposed_and_what_the_floor_named(talk: Talk) -> None:
    panel = {"Ada": Stubborn(stance="A"), "Bo": Stubborn(stance="A"), "Cy": Persuadable(eloquence=0.8)}
    journal = talk(panel, DevilsAdvocate(), QUESTION, evidence={"Cy": "A"})
    assert course(journal)[:5] == [
        "Round 1: open",
        "Ada, Bo: A",
        "Cy: A (strength 0.80)",
        "The floor told Cy: In the lead: A",
        "Round 1: oppose",
    ]
    assert course(journal)[5].startswith("Cy: still A, but argues for ")
    assert course(journal)[5].endswith(" (strength 0.40)")
    assert "changed mind" not in page(journal, RULE)  # it argued for another stance, and kept its own


def test_a_judge_decided_and_that_is_no_agreement(talk: Talk) -> None:
    panel = {
        "Ada": Persuadable(eloquence=0.9),
        "Bo": Persuadable(eloquence=0.2),
        "Cy": Random(),
        "Di": Persuadable(),
    }
    journal = talk(panel, JudgedDebate(), QUESTION, evidence={"Ada": "A", "Bo": "B"}, seed=1)
    verdict = facts(journal, RULE).verdict
    (won,) = verdict.winners
    assert (verdict.word, verdict.electorate) == ("unanimous", 1)
    assert result(journal) == f"Result: unanimous of one - {won} (Di alone had a ballot)"
    assert section(journal, result(journal)) == ["1 of 4 seats had a ballot."]
    assert section(journal, "Agreement") == [
        f"Di alone decided after 2 rounds of discussion. Final vote: {won}: 1."
    ]
    assert facts(journal, RULE).chance is None
    assert "Round 1: argue (hearing each other)" in course(journal)
    at = course(journal).index("Judge (the ballot, hearing Ada, Bo)")
    assert course(journal)[at + 1].startswith(f"Di: {won}; credits ")
    seats = section(journal, "Seats")
    assert seats.count("No ballot: not asked") == 3
    assert not [row for row in seats if "not counted" in row]
    assert "Decided by plurality, from one ballot." in section(journal, "Final summary")


def test_one_seat_that_was_asked_and_says_nothing_decides_nothing(talk: Talk) -> None:
    panel = {"Ada": Stubborn(stance="A"), "Bo": Stubborn(stance="B"), "Cy": Silent()}
    journal = talk(panel, JudgedDebate(), QUESTION)
    assert result(journal) == "Result: no answer (0/1 votes cast)"
    assert section(journal, "Agreement")[0].startswith("No agreement after 2 rounds")
    assert "No ballot: abstained (silent)" in section(journal, "Seats")


def test_a_council_shows_who_ranked_whom_though_nobody_at_the_table_knew(talk: Talk) -> None:
    panel = {name: Stubborn(stance=stance) for name, stance in zip(("Ada", "Bo", "Cy"), "ABC", strict=True)}

    def ranking(turn: Any) -> Any:
        """Put the answers in the order of the alphabet."""
        if turn.phase != "rank":
            return {"Ada": "A", "Bo": "B", "Cy": "C"}[turn.seat]
        answers, papers = (turn.heard.told[i].data[key] for i, key in ((0, "answers"), (-1, "labels")))
        return Reply(ranking=tuple(sorted(papers, key=lambda label: answers[papers[label]]["stance"])))

    journal = talk(dict.fromkeys(panel, ranking), Council(), QUESTION)
    revealed = "The floor told everyone: Whose answers they were, with their mean places, the best first"
    assert course(journal) == [
        "Open (hearing nobody)",
        "Ada: A",
        "Bo: B",
        "Cy: C",
        "The floor told everyone: The answers, unsigned",
        "The floor told everyone: Rank the answers of the others, the best first",
        "Rank (hearing nobody, in private)",
        "Ada: Bo > Cy",
        "Bo: Ada > Cy",
        "Cy: Ada > Bo",
        "The floor told Cy: The answers, with their mean places, the best first: A 1, B 1.5, C 2",
        "Conclude (the ballot, hearing nobody)",
        "Cy: still C",
        f"{revealed}: Ada 1, Bo 1.5, Cy 2",
    ]
    assert section(journal, "Agreement")[0].startswith(
        "Cy alone decided after 3 asks in which nobody heard anybody but the floor."
    )
    assert section(journal, "Final summary")[0] == "3 asks, 4 open statements, 3 in private."
    ranked = [step for step in record(facts(journal, RULE))["course"] if step.get("phase") == "rank"]
    assert [spoke["ranking"] for spoke in ranked[0]["asks"][0]["said"]] == [
        (("Bo",), ("Cy",)),
        (("Ada",), ("Cy",)),
        (("Ada",), ("Bo",)),
    ]


def test_a_ballot_is_told_with_all_that_it_holds(talk: Talk) -> None:
    ranked = Ranking()
    said = {
        "Ada": Reply(stance="A", ranking=("A", ("B", "C"))),
        "Bo": Reply(stance="B", ranking=("B",)),
        "Cy": Reply(stance="C", ranking=("C", "B"), approvals=("C", "B"), scores=(("C", 2.5),)),
    }

    async def poll(floor: Floor) -> None:
        await floor.ask("vote", wants=ranked)

    journal = talk({name: lambda turn: said[turn.seat] for name in said}, poll, QUESTION)
    assert course(journal) == [
        "Vote",
        "Ada: A; A > B = C",
        "Bo: B",
        "Cy: C; C > B; approves of C, B; scores C 2.5",
    ]


def test_whose_option_dropped_out_had_no_choice_but_to_move(talk: Talk) -> None:
    panel = [Stubborn(stance=stance) for stance in "AABBC"]
    journal = talk([lambda turn, a=agent: vote(turn, a) for agent in panel], Vote(eliminate=True), QUESTION)
    assert "option gone: C -> A (round 2; it had heard nobody but the floor)" in section(journal, "Seats")
    assert "changed mind" not in page(journal, RULE)
    assert "1 of 5 seats changed (1 change, 1 of them since the option was gone): E." in section(
        journal, "Final summary"
    )
    assert "The floor told everyone: C drops out; still open: A, B" in course(journal)
    assert record(facts(journal, RULE))["seats"][4]["forced"] == 1


def vote(turn: Any, agent: Stubborn) -> Any:
    """Vote for one's stance, or for the first option that is open."""
    open_ = getattr(turn.wants, "options", None)
    return agent.stance if open_ is None or agent.stance in open_ else open_[0]


@pytest.mark.parametrize(
    ("protocol", "how"),
    [
        (Delphi(rounds=2), "No agreement after 2 rounds in which nobody heard anybody but the floor."),
        (Vote(rounds=2), "No agreement after 2 rounds in which nobody heard anybody but the floor."),
        (Vote(rounds=2, shown=False), "No agreement after 2 rounds in which nobody heard anybody."),
        (Critique(rounds=3), "No agreement after 3 rounds of discussion."),
        (DevilsAdvocate(), "No agreement after 1 round of discussion."),
    ],
)
def test_what_is_called_a_discussion_is_one(talk: Talk, protocol: Protocol, how: str) -> None:
    panel = [Stubborn(stance=stance) for stance in "ABC"]
    assert section(talk(panel, protocol, QUESTION), "Agreement")[0].startswith(how)


@pytest.mark.parametrize("fault", [Drop(rate=1.0), AllowList(stances=("C",))])
def test_where_nothing_arrived_nobody_heard_anybody(talk: Talk, fault: Interceptor) -> None:
    panel = [Stubborn(stance="A"), Stubborn(stance="B")]
    journal = talk(panel, Debate(), QUESTION, setting={"interceptors": (fault,)})
    assert section(journal, "Agreement")[0].startswith(
        "No agreement after 2 rounds in which nobody heard anybody."
    )


def test_first_answers_that_were_no_longer_alone_are_called_so(talk: Talk) -> None:
    panel = [Stubborn(stance=stance) for stance in "ABC"]
    alone = section(talk(panel, Debate(), QUESTION), "Final summary")
    assert "First answers: A: 1, B: 1, C: 1." in alone
    later = section(talk(panel, Critique(), QUESTION), "Final summary")
    assert "First answers, some given after others were heard: A: 1, B: 1, C: 1." in later


def test_seats_asked_in_turn_are_one_step(talk: Talk) -> None:
    panel = {"Ada": Stubborn(stance="A"), "Bo": Stubborn(stance="B"), "Cy": Silent()}
    assert course(talk(panel, Relay(), QUESTION)) == [
        "Round 1: speak (3 asks in turn)",
        "Ada: A",
        "Bo: B",
        "Cy: abstained (silent)",
        "Round 1: vote (the ballot, hearing nobody)",
        "Ada: still A",
        "Bo: still B",
        "Cy: abstained (silent)",
    ]


def test_of_many_who_said_the_same_the_first_are_named_and_all_are_counted(talk: Talk) -> None:
    panel = {f"S{i}": Stubborn(stance="A") for i in range(MANY + 3)}
    assert course(talk(panel, Poll(), QUESTION))[1:] == ["Everyone: A"]
    names = ", ".join(f"S{i}" for i in range(MANY))
    rows = course(talk(panel | {"Zed": Stubborn(stance="B")}, Poll(), QUESTION))
    assert rows[1:] == [f"{MANY + 3} seats ({names} and 3 more): A", "Zed: B"]


def test_a_long_talk_is_told_by_its_beginning_and_its_end(talk: Talk) -> None:
    met = course(talk([Random()] * 4, Gossip(seconds=30.0), QUESTION))
    assert met[0] == "Open"
    assert len(met) < 2 * MANY + 10
    assert any(row.startswith("and ") and row.endswith(" more") for row in met)
    panel = [Stubborn(stance="A"), Stubborn(stance="B")]
    rows = course(talk(panel, Debate(rounds=40), QUESTION))
    heads = [row for row in rows if row.startswith("Round ")]
    assert len(heads) == BEGINNING + ENDING
    assert heads[-1] == "Round 40: revise (the ballot)"
    assert f"and {40 - BEGINNING - ENDING} more steps, then:" in rows


def test_arguments_without_words_have_their_strength(talk: Talk) -> None:
    panel = {
        "Ada": Persuadable(eloquence=0.8),
        "Bo": Persuadable(eloquence=0.3),
        "Cy": Persuadable(eloquence=0.6),
    }
    journal = talk(panel, Debate(), QUESTION, evidence={"Ada": "A", "Bo": "B", "Cy": "B"})
    rows = section(journal, "Strongest arguments")
    assert rows[0] == "A - Ada (round 1, strength 0.80, credited by Cy)"
    assert rows[1].startswith("B - ")
    assert rows[-1].startswith("Where no words stand, none were given: ")
    assert course(journal)[:3] == [
        "Round 1: open",
        "Ada: A (strength 0.80)",
        "Bo, Cy: B (strength 0.30 to 0.60)",
    ]


def test_the_head_says_what_lay_between_the_seats(talk: Talk) -> None:
    panel = [Conformist(), Conformist(), Random(), Stubborn(stance="C")]
    lens = Lenses(lenses=(Anonymous(), ShuffledOptions()))
    interceptors = (Drop(rate=0.5), Corrupt(rate=0.5), AllowList(stances=("A", "B")))
    journal = talk(
        panel,
        Debate(rounds=3),
        QUESTION,
        topology=Ring(),
        setting={"lens": lens, "interceptors": interceptors},
    )
    meters = facts(journal, RULE).meters
    read = meters.seats.values()
    sent, struck, lost = (sum(one[i] for one in read) for i in range(3))
    assert 0 < lost < struck < sent == 2 * 4 * 2
    of = "Deliveries: of"
    by = ", ".join(f"{name} {meters.struck[name]}" for name in ("allow-list", "corrupt", "drop"))
    deliveries = (
        f"{of} {sent} statements there to be heard: {sent - struck} heard as said, {struck - lost} otherwise"
        f" (changed, late, twice or out of turn), {lost} not at all; struck by {by}, some by several"
    )
    assert lead(journal)[2:] == [
        "Protocol: debate rounds=3",
        "Lens: lenses (anonymous, shuffled-options)",
        "Topology: each seat hears 2 of the 3 others",
        "Interceptors: drop rate=0.5, corrupt rate=0.5, allow-list stances=(A, B)",
        deliveries,
    ]
    star = talk(panel, Debate(), QUESTION, topology=Star(), setting={"interceptors": (Drop(rate=0.0),)})
    assert lead(star)[2:] == [
        "Topology: each seat hears 1 to 3 of the 3 others",
        "Interceptors: drop rate=0",
        f"{of} 6 statements there to be heard: 6 heard as said, 0 otherwise, 0 not at all; struck by drop 0",
    ]
    rewired = talk(panel, Debate(rounds=3), QUESTION, topology=Rewired())
    assert lead(rewired)[3:] == ["Topology: each seat hears 2 of the 3 others, rewired by round"]
    council = talk(panel, Council(), QUESTION, setting={"interceptors": (Drop(rate=1.0),)})
    assert lead(council)[-1] == "Deliveries: none was there to be heard"
    assert len(lead(talk(panel, Debate(), QUESTION))) == 2  # nothing that is as it is by default


def test_what_a_guardrail_blocked_is_counted(talk: Talk) -> None:
    panel = [Stubborn(stance="A"), Stubborn(stance="B"), Stubborn(stance="C")]
    journal = talk(panel, Critique(), QUESTION, setting={"interceptors": (AllowList(stances=("A", "B")),)})
    (struck,) = (row for row in lead(journal) if row.startswith("Deliveries: "))
    assert struck.endswith("; 1 statement blocked whole")
    assert any(row.startswith("C: blocked (allow-list: ") for row in course(journal))


class Down(Moderator):
    """A guardrail that has nobody to ask."""

    async def judge(self, reply: Reply, question: Question) -> None:
        raise OSError("the line is dead")


def test_what_a_guardrail_could_not_judge_is_counted(talk: Talk) -> None:
    async def chat(floor: Floor) -> None:
        await floor.ask("speak")
        await floor.ask("vote", wants=floor.ballot)

    panel = [Stubborn(stance="A")] * 3
    for judge, end in (
        (Down(open=True), "; 6 statements not judged, and heard"),
        (Down(), "; 3 statements blocked whole"),
    ):
        journal = talk(panel, chat, QUESTION, setting={"interceptors": (judge,)})
        (struck,) = (row for row in lead(journal) if row.startswith("Deliveries: "))
        assert struck.endswith(end)


def test_a_fault_kept_to_a_phase_in_which_nothing_was_said_is_named(talk: Talk) -> None:
    panel = [Stubborn(stance="A"), Stubborn(stance="B"), Stubborn(stance="C")]

    def faulty(protocol: Protocol, *phases: str) -> Journal:
        return talk(panel, protocol, QUESTION, setting={"interceptors": (Drop(phases=phases), Delay())})

    wrong = faulty(Critique(), "atack", "attack")
    assert lead(wrong)[-1] == (
        "drop: nothing was said openly in the phase 'atack'; phases of this talk in which something was:"
        " propose, attack, defend, vote."
    )
    assert record(facts(wrong, RULE))["meters"]["idle"] == [["drop", "atack"]]
    # what is said in private is no delivery
    assert "nothing was said openly in the phase 'rank'" in lead(faulty(Council(), "rank"))[-1]
    for right in (faulty(Critique(), "attack"), faulty(Critique())):
        assert lead(right)[-1].startswith("Deliveries: ")
        assert "idle" not in record(facts(right, RULE))["meters"]


def test_numbers_have_their_spread(talk: Talk) -> None:
    panel = [Recorded(lines=(Reply(stance=number),)) for number in (2.0, 3.0, 7.0)]
    rows = section(talk(panel, Delphi(rounds=1), NUMBER), "Answers")
    assert rows == ["1  2", "1  3", "1  7", "Spread: 2 to 7, median 3"]


agents = st.sampled_from(
    [Conformist(eloquence=0.5, susceptibility=2.0), Persuadable(), Random(), Silent(), Stubborn(stance="B")]
)


@given(
    protocol=st.sampled_from(EVERY),
    panel=st.lists(agents, min_size=3, max_size=6),
    question=st.sampled_from([QUESTION, BOTH]),
    seed=st.integers(0, 5),
)
def test_every_protocol_has_a_page_that_claims_nothing_else(
    talk: Talk, protocol: Protocol, panel: list[Any], question: Question, seed: int
) -> None:
    if question.parts:
        panel = [agent for agent in panel if not isinstance(agent, Stubborn)] + [Persuadable()] * 3
    journal = talk(panel, protocol, question, seed=seed)
    found: Facts = facts(journal, RULE)
    asks = [ask for ask, _ in journal.asks()]
    steps = [step for step in found.course if isinstance(step, Step)]
    assert [ask for step in steps for ask in step.asks] == asks
    told = len([entry for entry in journal.entries if isinstance(entry, Told)])
    assert len(found.course) - len(steps) <= told
    assert (found.rounds > 0) == any(ask.round for ask in asks)
    text = page(journal, RULE, width=2000)
    assert ("changed mind" in text) <= any(set(seat.changes) for seat in found.seats)
    assert (" of discussion" in text) == bool(found.hearing)
    assert ("By chance" in text) == (found.chance is not None) <= (found.verdict.electorate > 1)
    assert not found.rounds or f" {found.rounds + 1} round" not in text
    again = facts(parse(b"".join(journal.lines())), RULE)
    assert (html(again), markdown(again)) == (html(found), markdown(found))
    assert json.loads(json.dumps(record(found))) == json.loads(json.dumps(record(again)))


def strange(journal: Journal, **fields: Any) -> Journal:
    """Return the journal with a header that says something else."""
    spec = journal.header.spec | fields
    return Journal(journal.header._replace(text=json.dumps(spec)), journal.entries, journal.close)


@pytest.mark.parametrize("odd", [None, 7, "x", [], [[["x"]]], {"use": ["x"], "y": {"z": [None, True]}}])
def test_what_a_stranger_wrote_into_a_journal_is_only_shown(talk: Talk, odd: Any) -> None:
    async def reveal(floor: Floor) -> None:
        await floor.ask("\x1b[1mopen", wants=floor.ballot)
        await floor.ask("\x1b[1mopen", wants=floor.ballot)
        floor.tell("\x1b[1mso", authors=odd, answers=odd)
        floor.tell("and", authors={"A": odd})

    held = talk([saying(("A", "why"), ("B", "why")), Stubborn(stance="C")], reveal, QUESTION)
    journal = strange(held, lens=odd, interceptors=odd, protocol=odd)
    said = facts(journal, RULE)
    for shown in (page(journal, RULE), html(said), markdown(said)):
        assert all(char.isprintable() or char == "\n" for char in shown)
        assert "x1b" in shown
    json.dumps(record(said))


def test_a_reason_of_blanks_is_no_reason(talk: Talk) -> None:
    def act(turn: Turn) -> Reply:
        return turn.abstain(" ") if turn.seat == "A" else Reply(outcome="refused", reason="\t")

    said = page(talk([act, act], Poll(), QUESTION), RULE)
    assert "A: abstained\n" in said
    assert "B: refused\n" in said
    assert "()" not in said
