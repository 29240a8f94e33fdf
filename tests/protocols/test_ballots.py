"""Protocols of repeated ballots: Vote and Delphi."""

from collections.abc import Callable, Sequence
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moot.agents import Conformist, DeGroot, MajorityFollower, Stubborn
from moot.protocols import Delphi, Vote
from moot.protocols.delphi import concordance
from moot.protocols.rules import Plurality
from moot.sim import Evidence, Journal, Protocol, Question, Ranking, SpecError, Told, Turn, decide

Q = Question(text="Q", options=("x", "y", "z"))
N = Question(text="N", range=(0.0, 10.0))
BOTH = Question(text="P", parts=(Question(text="1", options=("x", "y")), N))
Talk = Callable[..., Journal]


def held(talk: Talk, protocol: Protocol, *rounds: Sequence[Any] | str, **options: Any) -> Journal:
    """Hold a talk of seats that say what stands in this round; after the last round, that again."""

    def act(turn: Turn) -> Any:
        assert not turn.heard.latest
        stance = rounds[min(turn.asked, len(rounds) - 1)]["ABCDEFGHI".index(turn.seat)]
        return None if stance == "-" else stance

    return talk([act] * len(rounds[0]), protocol, options.pop("question", Q), **options)


def phases(journal: Journal) -> list[tuple[str, int, bool]]:
    return [(ask.phase, ask.round, ask.ballot) for ask, _ in journal.asks()]


def told(journal: Journal) -> list[Told]:
    return [entry for entry in journal.entries if isinstance(entry, Told)]


@pytest.mark.parametrize(
    ("share", "rounds", "asked"),
    [
        (0.5, ["xxxyy"], 1),
        (0.6, ["xxxyy"], 3),  # more than the share, not as much as it
        (0.59, ["xxxyy"], 1),
        (0.5, ["xxyy"], 3),
        (0.5, ["xxyy", "xxxy"], 2),
        (0.5, ["xx--"], 3),  # of the electorate, not of those who voted
        (1.0, ["xxxxy", "xxxxx"], 2),  # all of it is enough
        (0.3, ["xxyyz"], 1),
    ],
)
def test_a_vote_ends_with_more_than_its_share_or_its_rounds(
    talk: Talk, share: float, rounds: list[str], asked: int
) -> None:
    journal = held(talk, Vote(share=share), *rounds)
    assert phases(journal) == [("vote", number, True) for number in range(1, asked + 1)]
    assert len(told(journal)) == asked - 1
    assert decide(journal, Plurality()).electorate == len(rounds[0])


def test_the_running_tally_is_told_to_all_or_hidden(talk: Talk) -> None:
    journal = held(talk, Vote(rounds=2), "xy-x")
    (item,) = told(journal)
    assert item.text == "Ballot 1: x 2, y 1, z 0"
    assert (item.data, item.to) == ({"tally": [["x", 2], ["y", 1], ["z", 0]]}, None)
    assert not told(held(talk, Vote(rounds=2, shown=False), "xyyx"))


def test_straw_votes_come_first_bind_nobody_and_are_told(talk: Talk) -> None:
    journal = held(talk, Vote(straw=2, shown=False), "xxxx", "xxxx", "yyyy")
    assert phases(journal) == [("straw", 0, False), ("straw", 0, False), ("vote", 1, True)]
    assert [item.text for item in told(journal)] == ["Straw vote: x 4, y 0, z 0"] * 2
    assert decide(journal, Plurality()).winners == ("y",)


def test_an_exhaustive_ballot_drops_the_last(talk: Talk) -> None:
    journal = held(talk, Vote(eliminate=True, shown=False), "xxyyz", "xxyyy")
    (item,) = told(journal)
    assert item.text == "z drops out; still open: x, y"
    assert item.data == {"open": ["x", "y"]}
    wants = [ask.wants for ask, _ in journal.asks()]
    assert wants == [None, {"use": "among", "ballot": {"use": "answer"}, "options": ["x", "y"]}]
    assert decide(journal, Plurality()).winners == ("y",)


def test_a_ballot_for_what_dropped_out_is_invalid(talk: Talk) -> None:
    journal = held(talk, Vote(eliminate=True, rounds=2), "xxxyyyz")
    assert decide(journal, Plurality()).missing == {"G": "invalid"}
    assert decide(journal, Plurality()).electorate == 7


def test_ties_in_last_place_are_kept_and_said(talk: Talk) -> None:
    journal = held(talk, Vote(eliminate=True, shown=False, rounds=3), "xxyz", "xxyy")
    assert [item.text for item in told(journal)] == [
        "Nothing drops out: y, z share the last place",
        "z drops out; still open: x, y",
    ]
    assert [item.data["open"] for item in told(journal)] == [["x", "y", "z"], ["x", "y"]]


def test_two_options_stay(talk: Talk) -> None:
    journal = held(talk, Vote(eliminate=True, shown=False, rounds=5), "xxyyyz-", "xxyyy--")
    assert [item.data["open"] for item in told(journal)] == [["x", "y"]]
    again = held(talk, Vote(eliminate=True, shown=False, rounds=4), "xxyyz")
    assert [item.data["open"] for item in told(again)] == [["x", "y"]]
    assert len(phases(again)) == 4


@pytest.mark.parametrize("order", list(permutations("xyz")))
def test_what_drops_out_does_not_depend_on_the_order_of_the_options(
    talk: Talk, order: tuple[str, ...]
) -> None:
    question = Question(text="Q", options=order)
    journal = held(talk, Vote(eliminate=True, shown=False), "xxyyz", "xxyyy", question=question)
    assert sorted(told(journal)[0].data["open"]) == ["x", "y"]
    tied = held(talk, Vote(eliminate=True, shown=False, rounds=2), "xxyz", question=question)
    assert sorted(told(tied)[0].data["open"]) == ["x", "y", "z"]


def test_simulated_seats_move_to_what_is_still_open(talk: Talk) -> None:
    panel = (MajorityFollower(), *(Stubborn(stance=stance) for stance in "xxxyyyy"))
    starts = {"A": Evidence(stance="z")}
    journal = talk(panel, Vote(eliminate=True, shown=False, rounds=2), Q, evidence=starts)
    verdict = decide(journal, Plurality())
    assert verdict.missing == {}
    assert verdict.counts["z"] == 0


def test_a_shown_tally_draws_conformists_together(talk: Talk) -> None:
    def agreed(*, shown: bool) -> int:
        made = Vote(rounds=6, share=1.0, shown=shown)
        journals = [talk((Conformist(),) * 6, made, Q, seed=seed) for seed in range(60)]
        return sum(max(decide(journal, Plurality()).counts.values()) for journal in journals)

    assert agreed(shown=True) > agreed(shown=False) + 60


def test_numbers_texts_and_parts_are_voted_on_too(talk: Talk) -> None:
    journal = held(talk, Vote(rounds=2), [1.0, 2.0, 2.0, 4.0], question=N)
    assert told(journal)[0].data == {"tally": [[1.0, 1], [2.0, 2], [4.0, 1]]}
    assert told(journal)[0].text == "Ballot 1: 4 numbers, quartiles 1.75, 2, 2.5"
    half = held(talk, Vote(), [("x", 1.0), ("x", 2.0), ("x", 3.0)], [("x", 1.0)] * 3, question=BOTH)
    assert len(phases(half)) == 2  # the first round decided one part of two
    assert told(half)[0].data["tally"][0] == [["x", 3], ["y", 0]]
    assert told(half)[0].text.startswith("Ballot 1: part 1: x 3, y 0; part 2: 3 numbers")
    with pytest.raises(
        SpecError, match="an exhaustive ballot drops options, and this question asks for a number"
    ):
        held(talk, Vote(eliminate=True), [1.0], question=N)


@pytest.mark.parametrize(
    ("question", "rounds", "asked"),
    [
        (Q, ["xxxy"], 1),  # 3 of 4 is .75
        (Q, ["xxyy"], 4),
        (Q, ["xxyy", "xxyy", "xxxx"], 3),
        (Q, ["xx--"], 4),
        (N, [[4.0, 4.5, 5.0, 9.0]], 4),  # quartiles 4.375 and 6
        (N, [[4.0, 4.5, 5.0, 5.25, 9.0]], 1),
        (N, [[0.0, 5.0, 10.0], [4.0, 4.5, 5.0]], 2),
        (N, [[4.0, 4.0, "-", "-"]], 4),  # half the electorate is not more than half
        (N, [[4.0, 4.0, 4.0, "-", "-"]], 1),
        (BOTH, [[("x", 4.0), ("x", 9.0)], [("x", 4.0), ("x", 4.0)]], 2),
    ],
)
def test_delphi_goes_on_until_the_answers_are_near(
    talk: Talk, question: Question, rounds: list[Any], asked: int
) -> None:
    journal = held(talk, Delphi(), *rounds, question=question)
    names = ["open", "revise", "revise", "revise"]
    assert phases(journal) == [(names[i], i + 1, True) for i in range(asked)]
    assert len(told(journal)) == asked - 1


def test_delphi_shows_the_distribution_and_no_names(talk: Talk) -> None:
    journal = held(talk, Delphi(rounds=2), "xyzx")
    (item,) = told(journal)
    assert (item.text, item.to) == ("Round 1: x 2, y 1, z 1", None)
    assert all(ask.hears == {} for ask, _ in journal.asks())


def test_delphi_stops_rankings_by_their_concordance(talk: Talk) -> None:
    def act(turn: Turn) -> Any:
        order = ("x", "y", "z") if turn.seat != "C" or turn.round > 1 else ("z", "y", "x")
        return turn.say(order[0], ranking=order)

    for limit, asked in ((0.1, 1), (0.7, 2), (1.0, 2)):
        journal = talk([act] * 3, Delphi(concordance=limit), Q, setting={"ballot": Ranking()})
        assert len(phases(journal)) == asked


def test_delphi_draws_de_groots_to_one_number(talk: Talk) -> None:
    starts = dict(zip("ABCD", (0.0, 2.0, 6.0, 8.0), strict=True))
    journal = talk((DeGroot(),) * 4, Delphi(), N, evidence=starts)
    assert decide(journal, Plurality()).counts == {4.0: 4}


rankings = st.lists(st.permutations(("x", "y", "z")), min_size=1, max_size=6)


@given(rankings)
def test_concordance_is_the_textbooks(given: list[list[str]]) -> None:
    m, n = len(given), 3
    sums = [sum(ranking.index(option) + 1 for ranking in given) for option in "xyz"]
    mean = sum(sums) / n
    expected = 12 * sum((total - mean) ** 2 for total in sums) / (m * m * (n**3 - n))
    assert concordance(given, "xyz") == pytest.approx(expected)


@pytest.mark.parametrize(
    ("given", "w"),
    [
        ([("x", "y", "z")] * 4, 1.0),
        ([("x", "y", "z"), ("z", "y", "x")], 0.0),
        ([("x",), ("x",)], 1.0),  # the rest is tied in both
        ([("x",), ("y",)], 0.25),
        ([(), ()], 1.0),
    ],
)
def test_concordance_with_ties(given: list[tuple[str, ...]], w: float) -> None:
    assert concordance(given, ("x", "y", "z")) == pytest.approx(w)


@pytest.mark.parametrize("protocol", [Vote, Delphi])
@pytest.mark.parametrize("fields", [{"rounds": 0}, {"share": 0.0}, {"share": 1.1}, {"share": -0.5}])
def test_what_cannot_be_is_refused_when_it_is_made(protocol: type[Protocol], fields: dict[str, Any]) -> None:
    with pytest.raises(SpecError, match=next(iter(fields))) as error:
        protocol(**fields)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("field", ["spread", "concordance"])
def test_shares_of_delphi_lie_between_0_and_1(field: str) -> None:
    for share in (0.0, 1.5):
        with pytest.raises(SpecError, match=field):
            Delphi.load({field: share})
    with pytest.raises(SpecError, match="straw"):
        Vote(straw=-1)
