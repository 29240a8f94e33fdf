"""What was held after each round, told by place; flips as influence has them."""

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from moot.agents import DeGroot, Recorded, Stubborn
from moot.experiments.measures import Seen, stances_by_round
from moot.protocols import Critique, Debate, Gossip, Meetings
from moot.sim import Floor, Influence, Journal, Question, Reply

Said = Callable[..., Journal]

KNOWN = Question(text="Which?", options=("A", "B", "C"), answer="A")
TEXT = Question(text="Where?", answer="Paris")
PARTS = Question(text="?", parts=(Question(text="P", options=("Yes", "No")), Question(text="Name it")))


def test_options_are_told_by_their_place_and_nothing_by_none(said: Said) -> None:
    journal = said([["B", "A"], [None, "C"], ["C", None]])
    assert stances_by_round(journal) == ((1, (1, None, 2)), (2, (0, 2, 2)))
    assert stances_by_round(Seen(journal)) == stances_by_round(journal)


def test_numbers_are_told_as_they_are(talk: Said) -> None:
    question = Question(text="N", range=(0.0, 10.0))
    journal = talk([DeGroot(start=0.0), DeGroot(start=4.0)], Debate(rounds=2), question)
    assert stances_by_round(journal) == ((1, (0.0, 4.0)), (2, (2.0, 2.0)))


def test_texts_are_told_by_the_order_in_which_they_were_first_held_however_spelt(
    said: Said,
) -> None:
    journal = said([["Rome", "paris."], ["Paris", "Oslo"], ["PARIS", "Paris"]], TEXT)
    assert stances_by_round(journal) == ((1, (0, 1, 1)), (2, (1, 2, 1)))


def test_answers_in_parts_are_told_by_the_order_in_which_they_were_first_held(said: Said) -> None:
    journal = said([[("No", "x")], [("Yes", "x")], [("No", "X.")]], PARTS)
    assert stances_by_round(journal) == ((1, (0, 1, 0)),)


def test_what_is_asked_outside_rounds_belongs_to_the_round_before(talk: Said) -> None:
    stubborn = [Stubborn(stance="A"), Stubborn(stance="B"), Stubborn(stance="C")]
    critique = stances_by_round(talk(stubborn, Critique(rounds=1), KNOWN))
    assert critique == ((0, (0, None, None)), (1, (0, 1, 2)))
    assert [number for number, _ in stances_by_round(talk(stubborn, Meetings(sweeps=2), KNOWN))] == [0, 1, 2]
    assert stances_by_round(talk(stubborn, Gossip(seconds=3.0), KNOWN)) == ((0, (0, 1, 2)),)


def test_what_is_said_in_private_is_not_held(talk: Said) -> None:
    async def aside(floor: Floor) -> None:
        await floor.ask("open")
        await floor.ask("aside", private=True)

    changing = Recorded(lines=(Reply(stance="A"), Reply(stance="B")))
    seen = Seen(talk([changing, Stubborn(stance="C")], aside, KNOWN))
    assert stances_by_round(seen) == ((0, (0, 2)),)
    assert (seen.changes, seen.messages, seen.asks) == ([], 2, 4)


def test_a_talk_in_which_nobody_was_asked_has_no_rounds(talk: Said) -> None:
    async def silence(floor: Floor) -> None:
        floor.stop("nothing to do")

    assert stances_by_round(talk([Stubborn(stance="A")], silence, KNOWN)) == ()


@given(
    st.lists(
        st.lists(st.sampled_from(["Free rooms", "free rooms.", "No rooms", None]), min_size=3, max_size=3),
        min_size=1,
        max_size=4,
    )
)
def test_changes_of_free_answers_are_those_that_influence_tells(
    said: Said, stances: list[list[str | None]]
) -> None:
    journal = said(stances, Question(text="What?"))
    flips = [(journal.seats.index(one.seat), one.before, one.after) for one in Influence(journal).flips]
    assert [one[:3] for one in Seen(journal).changes] == flips
