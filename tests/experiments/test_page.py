"""The page says what the journal holds, and nothing else."""

from collections.abc import Callable
from typing import Any

import pytest

from moot.agents import Conformist, Crashing, DeGroot, Random, Recorded, Silent, Stubborn
from moot.experiments.catalogue import stored
from moot.experiments.page import facts, page, record
from moot.experiments.page.words import MANY, percent
from moot.experiments.recordings import recording
from moot.protocols import Critique, Debate, Gossip, Poll, Relay, SelfRevision
from moot.protocols.rules import ConclusionBased, Liquid, Mean, PartByPart, Plurality, PremiseBased
from moot.sim import (
    Argument,
    Ballots,
    Floor,
    Journal,
    Protocol,
    Question,
    Reply,
    Stance,
    Tally,
    Topology,
    chance_of_bloc,
    rule,
)
from moot.sim.topology import Ring

Talk = Callable[..., Journal]
RULE = Plurality()
QUESTION = Question(text="Which?", options=("A", "B", "C"))
OPEN = Question(text="What, then?")


def recorded(*stances: Stance | None, **fields: Any) -> Recorded:
    """Return a seat that holds these stances round by round, and says more in its last."""
    lines = [Reply(outcome="abstained") if stance is None else Reply(stance=stance) for stance in stances]
    lines[-1] = Reply.model_validate(dict(lines[-1]) | fields) if fields else lines[-1]
    return Recorded(lines=tuple(lines))


def arguing(stance: str, *texts: str, strength: float | None = None) -> Recorded:
    """Return a seat that holds one stance, with an argument each round."""
    arguments = (Argument(text=text, strength=strength) for text in texts)
    return Recorded(lines=tuple(Reply(stance=stance, argument=argument) for argument in arguments))


def held(talk: Talk, name: str) -> Journal:
    question, panel, protocol = recording(name, stored())
    return talk(panel, protocol, question)


def said(journal: Journal) -> str:
    """Return the page in one line, however it was wrapped."""
    return " ".join(page(journal, RULE).split())


def result(journal: Journal) -> str:
    return next(line for line in page(journal, RULE, width=1000).splitlines() if line.startswith("Result: "))


def section(journal: Journal, title: str) -> list[str]:
    """Return the lines of one section, each paragraph on a line of its own."""
    rows = page(journal, RULE, width=2000).splitlines()
    rest = rows[rows.index(title) + 1 :]
    return [row.strip() for row in (rest[: rest.index("")] if "" in rest else rest)]


def test_the_sections_come_in_their_order(talk: Talk) -> None:
    rows = page(held(talk, "open-llms-benefit"), RULE, width=200).splitlines()
    heads = [row.partition(":")[0] for row in rows if row and not row.startswith(" ")]
    assert heads == [
        "Debate - 6 seats",
        "Seats",
        "Source",
        "Question",
        "Result",
        "Options",
        "Seats",
        "Course of the talk",
        "Final summary",
        "Agreement",
        "Strongest arguments",
        "Key turning points",
        "Who exchanged sides",
        "Influence by round",
    ]


def test_a_tie_is_called_a_tie_and_names_all_leaders(talk: Talk) -> None:
    benefit, frontier = held(talk, "open-llms-benefit"), held(talk, "frontier-open-source")
    assert result(benefit) == "Result: tie - 'Very beneficial' and 'Beneficial' (3/6 votes each)"
    assert result(frontier) == "Result: tie - 'Yes, partial train' and 'No' (2/6 votes each)"
    for journal in (benefit, frontier):
        assert "majority" not in said(journal)
        assert "No agreement after 2 rounds of discussion. Final vote: " in said(journal)


def test_options_stand_in_their_order_with_zeros(talk: Talk) -> None:
    journal = held(talk, "open-llms-benefit")
    assert section(journal, "Options") == [
        "3  Very beneficial",
        "3  Beneficial",
        "0  Neutral",
        "0  Harmful",
        "0  Very harmful",
    ]
    assert "First answers: Very beneficial: 2, Beneficial: 4." in section(journal, "Final summary")


def test_every_option_of_many_is_listed(talk: Talk) -> None:
    question = Question(text="Which?", options=tuple(f"option {i}" for i in range(40)))
    assert len(section(talk([Random()], Poll(), question), "Options")) == 40


def test_a_change_of_mind_says_from_what_to_what_by_whom_and_whether_it_was_heard(talk: Talk) -> None:
    seats = section(held(talk, "open-llms-benefit"), "Seats")
    changed = [row for row in seats if row.startswith("changed mind")]
    assert changed == [
        (
            "changed mind: Beneficial -> Very beneficial (round 2; credits Claude Opus 4.6, Gemini 3.1 Pro; "
            "had heard it from Gemini 3.1 Pro, Claude Opus 4.6)"
        ),
        (
            "changed mind: Very beneficial -> Beneficial (round 2; credits Sonar Pro; "
            "had heard it from Sonar Pro, GPT-5.4, Grok 4.1 Fast, Kimi K2.5)"
        ),
        (
            "changed mind: Beneficial -> Very beneficial (round 2; credits Claude Opus 4.6; "
            "had heard it from Gemini 3.1 Pro, Claude Opus 4.6)"
        ),
    ]


def test_a_change_to_what_nobody_held_is_novel(talk: Talk) -> None:
    journal = talk([recorded("A", "C"), recorded("B", "B")], Debate(), QUESTION)
    assert section(journal, "Key turning points") == [
        "A: A -> C (round 2; credits nobody; novel: nobody it heard held it)"
    ]


def test_where_nobody_changed_the_page_says_so(talk: Talk) -> None:
    journal = talk([recorded("A", "A"), recorded("B", "B", credits=("A",))], Debate(), QUESTION)
    assert "changed mind" not in said(journal)
    assert "Nobody changed." in said(journal)
    assert section(journal, "Key turning points") == ["none"]


def test_seats_without_a_ballot_stay_in_the_electorate_with_their_reason(talk: Talk) -> None:
    panel = {
        "Ada": recorded("A", "A"),
        "Bob": Crashing(message="no such thing"),
        "Cy": recorded("A", None),
        "Di": Silent(),
        "Eve": recorded("Z", "Z"),
    }
    journal = talk(panel, Debate(), QUESTION)
    seats = section(journal, "Seats")
    assert result(journal) == "Result: plurality - A (1/5 votes)"
    assert "no ballot: 4 of 5" in section(journal, "Options")
    assert "No ballot: failed (RuntimeError: no such thing)" in seats
    assert "Last said, and not counted: A" in seats
    assert "No ballot: abstained (silent)" in seats
    assert any(row.startswith("No ballot: invalid ('Z' is none of the options") for row in seats)


def test_nobody_answering_is_no_answer(talk: Talk) -> None:
    journal = talk([Silent(), Silent()], Debate(), QUESTION)
    assert result(journal) == "Result: no answer (0/2 votes cast)"
    assert "No agreement" in said(journal)
    assert "By chance" not in said(journal)


async def nothing(floor: Floor) -> None:
    floor.stop(f"nobody asked {len(floor.seats)} seats")


def test_a_talk_without_any_ask_has_a_page(talk: Talk) -> None:
    journal = talk([Random(), Random()], nothing, QUESTION)
    assert "This talk is stopped: nobody asked 2 seats." in said(journal)
    assert result(journal) == "Result: no answer (nobody was asked for a ballot)"
    assert "No ballot: not asked" in section(journal, "Seats")


@pytest.mark.parametrize(
    ("protocol", "claim"),
    [
        (Poll(), "No agreement after 1 round in which nobody heard anybody."),
        (SelfRevision(), "No agreement after 2 rounds in which nobody heard anybody."),
        (Debate(rounds=3), "No agreement after 3 rounds of discussion."),
        (Relay(), "No agreement after 1 round of discussion."),
        (Gossip(seconds=20), "of discussion."),
    ],
)
def test_discussion_is_claimed_only_where_somebody_could_hear(
    talk: Talk, protocol: Protocol, claim: str
) -> None:
    journal = talk([Stubborn(stance="A"), Stubborn(stance="B")], protocol, QUESTION)
    assert claim in said(journal)


class Deaf(Topology):
    """Nobody hears anybody."""

    def links(self, seats: tuple[str, ...]) -> tuple[()]:
        assert seats
        return ()


def test_a_debate_in_which_no_line_is_open_is_no_discussion(talk: Talk) -> None:
    panel = [Stubborn(stance="A"), Stubborn(stance="B")]
    assert not facts(talk(panel, Debate(), QUESTION, topology=Deaf()), RULE).hearing
    assert facts(talk(panel, Debate(), QUESTION, topology=Ring()), RULE).hearing


def test_agreement_is_shown_beside_chance(talk: Talk) -> None:
    journal = talk([recorded("A")] * 3, Debate(), QUESTION)
    assert section(journal, "Agreement") == [
        "Agreement after 1 round in which nobody heard anybody. Final vote: A: 3.",
        "By chance (3 ballots drawn uniformly): a bloc of 3 or more in 11.1 % of draws.",
    ]
    assert facts(journal, RULE).chance == chance_of_bloc(3, 3, 3) == pytest.approx(1 / 9)


@pytest.mark.parametrize(
    ("chance", "shown"),
    [(1.0, "100 %"), (0.99999, "over 99.9 %"), (0.5, "50.0 %"), (0.00001, "under 0.1 %")],
)
def test_rounding_never_makes_a_chance_certain(chance: float, shown: str) -> None:
    assert percent(chance) == shown


def test_the_strongest_argument_is_the_one_that_those_who_took_the_stance_had_heard(talk: Talk) -> None:
    panel = {
        "Ada": arguing("A", "first words", "second words"),
        "Bob": arguing("A", "strong words", "strong words", strength=1.0),
        "Cy": recorded("B", "A", credits=("Ada",)),
    }
    assert section(talk(panel, Debate(), QUESTION), "Strongest arguments") == [
        "A - Ada (round 1, credited by Cy)",
        "first words",
    ]


def test_a_credit_for_one_stance_makes_no_argument_for_another_strong(talk: Talk) -> None:
    # Ada is credited for A and then leaves it: that says nothing for what she argues afterwards
    moved = tuple(Reply(stance=stance, argument=Argument(text=f"for {stance}")) for stance in "AB")
    panel = {
        "Bob": arguing("B", "old", "new"),
        "Ada": Recorded(lines=moved),
        "Cy": recorded("B", "A", credits=("Ada",)),
    }
    assert section(talk(panel, Debate(), QUESTION), "Strongest arguments") == [
        "A - Ada (round 1, credited by Cy)",
        "for A",
        "B - Bob (round 2, credited by nobody)",
        "new",
    ]


def test_without_credits_strength_decides_and_then_the_order_of_seats(talk: Talk) -> None:
    weak, strong = arguing("A", "weak", strength=0.2), arguing("A", "strong", strength=0.9)
    assert section(talk([weak, strong], Poll(), QUESTION), "Strongest arguments") == [
        "A - B (round 1, strength 0.90)",
        "strong",
    ]
    plain = [arguing("A", "one"), arguing("A", "two")]
    assert section(talk(plain, Poll(), QUESTION), "Strongest arguments")[1] == "one"


def test_numbers_texts_and_parts_have_pages(talk: Talk) -> None:
    number = Question(text="How many?", range=(0.0, 10.0))
    journal = talk([DeGroot(start=2.0), DeGroot(start=4.0)], Debate(), number)
    assert result(journal) == "Result: unanimous - 3 (2/2 votes)"
    assert "changed answer: 2 -> 3" in said(journal)

    journal = talk([recorded("a loaf", "bread"), recorded("bread", "bread")], Debate(), OPEN)
    assert page(journal, RULE).startswith("Open Debate - 2 seats\n")
    assert "changed answer: a loaf -> bread" in said(journal)
    assert "By chance" not in said(journal)

    parts = Question(text="Both?", parts=(QUESTION, Question(text="How many?", range=(0.0, 9.0))))
    lines = (Reply(stance=("B", 2.0)), Reply(stance=("B", 3.0)))
    journal = talk([Recorded(lines=(line,)) for line in lines], Poll(), parts)
    assert result(journal) == "Result: tie - 'B; 2' and 'B; 3' (1/2 votes each)"
    assert section(journal, "Answers")[:5] == ["Which?", "0  A", "2  B", "0  C", "How many?"]


def test_many_answers_are_cut_with_the_leader_first_and_the_rest_counted(talk: Talk) -> None:
    answers = [f"answer {i}" for i in range(MANY)] + ["the same", "the same"]
    panel = {f"S{i}": recorded(answer) for i, answer in enumerate(answers)}
    rows = section(talk(panel, Poll(), OPEN), "Answers")
    assert rows[0] == "2  the same"
    assert rows[-1] == "1  in 1 more answers"
    assert sum(int(row.split()[0]) for row in rows) == len(answers)


def test_a_known_answer_is_compared_with_the_result(talk: Talk) -> None:
    known = QUESTION.model_copy(update={"answer": "A"})
    assert "The known answer is A: the result." in said(talk([recorded("A")], Poll(), known))
    assert "The known answer is A: not the result." in said(talk([recorded("B")], Poll(), known))
    tied = talk([recorded("A"), recorded("B")], Poll(), known)
    assert "The known answer is A: among the tied." in said(tied)


def test_what_is_no_model_is_not_taken_for_one(talk: Talk) -> None:
    journal = talk([Conformist(), Conformist(), Random()], Poll(), QUESTION)
    simulated = "Seats: 2 simulated (conformist), 1 simulated (random). No model was asked."
    assert simulated in page(journal, RULE)
    assert "Seats: 6 recorded." in page(held(talk, "open-llms-benefit"), RULE)
    assert "Seats: 1 played by a function." in page(talk([lambda _: "A"], Poll(), QUESTION), RULE)


def test_a_decision_that_is_nobodys_ballot_is_called_so(talk: Talk) -> None:
    parts = Question(
        text="Both?", parts=tuple(Question(text=f"P{i}", options=("yes", "no")) for i in range(3))
    )
    answers = (("yes", "yes", "yes"), ("yes", "no", "no"), ("no", "yes", "no"))
    journal = talk([recorded(answer) for answer in answers], Poll(), parts)
    for decided, said in (
        (ConclusionBased(), "elected - no (nobody's own answer, by conclusion-based)"),
        (PartByPart(), "elected - yes; yes; no (nobody's own answer, by part-by-part)"),
        (PremiseBased(), "elected - yes; yes; yes (1/3 votes, by premise-based)"),
    ):
        assert f"Result: {said}" in page(journal, decided, width=1000)
    numbers = talk([recorded(2.0), recorded(3.0)], Poll(), Question(text="N", range=(0.0, 10.0)))
    assert "Result: estimate - 2.5 (nobody's own answer, by mean)" in page(numbers, Mean(), width=1000)


def test_who_leaves_its_vote_to_another_has_no_vote_of_none(talk: Talk) -> None:
    left = (Recorded(lines=(Reply(delegate=to),)) for to in ("Ada", "Bo"))
    panel = dict(zip(("Ada", "Bo", "Cy", "Di"), (recorded("A"), *left, recorded("B")), strict=True))
    journal = talk(panel, Poll(), QUESTION, setting={"ballot": Liquid().needs(QUESTION)})
    text = page(journal, Liquid(), width=1000)
    assert "Result: elected - A (1/4 votes, 2 delegated, by liquid)" in text
    assert "  Bo\n    Vote left to: Ada\n  Cy\n    Vote left to: Bo\n" in text
    assert "delegated: 2 of 4" in text
    assert "Vote: none" not in text
    assert "By chance (2 ballots drawn uniformly)" in text
    seats = record(facts(journal, Liquid()))["seats"]
    assert [seat.get("delegate") for seat in seats] == [None, "Ada", "Bo", None]


def test_what_argues_with_no_words_and_no_strength_has_argued(talk: Talk) -> None:
    panel = [Conformist(), Conformist(), Conformist()]
    text = said(talk(panel, Critique(), QUESTION))
    assert "(strength 0.00)" in text
    assert "none: what was argued had neither words nor strength" in text
    assert "none: nobody argued" in said(talk(panel, Debate(), QUESTION))


def test_a_winner_that_is_not_the_most_held_stance_is_elected_by_the_named_rule(talk: Talk) -> None:
    def last(ballots: Ballots) -> Tally:
        return Tally((ballots.question.options[-1],), notes=("as \x1b[1magreed",))

    journal = talk([recorded("A"), recorded("A")], Poll(), QUESTION)
    text = page(journal, rule(last), width=1000)
    assert "Result: elected - C (nobody's own answer, by " in text
    assert "as \\x1b[1magreed" in text


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ("xxxxxx", ["Result: unanimous - x (all 6 agreed)"]),
        (
            "xxxxyz",
            ["Result: majority - x (4 of 6 agreed)", "Counterpoint: y (1 of 6: E)", "Counterpoint: z (1 of"],
        ),
        ("xxxxyy", ["Result: majority - x (4 of 6 agreed)", "Counterpoint: y (2 of 6: E, F)"]),
        ("xxxyyy", ["Result: tie - 'x' and 'y' (divided 3 against 3)"]),
        ("uvwxyz", ["(no two agreed)"]),
    ],
)
def test_what_free_answers_come_to(talk: Talk, answers: str, says: list[str]) -> None:
    text = page(talk([Stubborn(stance=answer) for answer in answers], Poll(), OPEN), Plurality())
    assert text.startswith("Open Poll - 6 seats\n")
    for said in says:
        assert said in text
    assert text.count("Counterpoint: ") == sum("Counterpoint" in said for said in says)


def test_spellings_that_were_merged_are_named(talk: Talk) -> None:
    panel = [Stubborn(stance=answer) for answer in ("Openness", "openness.", "Secrecy")]
    journal = talk(panel, Poll(), OPEN)
    text = page(journal, Plurality())
    assert "Result: majority - Openness (2 of 3 agreed)" in text
    assert "Spelling: 'openness.' is counted as 'Openness'" in text
    assert record(facts(journal, Plurality()))["spellings"] == [["openness.", "Openness"]]
