"""Protocols of repeated ballots: Vote and Delphi."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moot.agents import Conformist, DeGroot, MajorityFollower, Persuadable, Stubborn
from moot.protocols import Delphi, Vote
from moot.protocols.places import concordance, mean_places
from moot.protocols.rules import Plurality
from moot.sim import (
    AllowList,
    ArgumentOnly,
    Evidence,
    Journal,
    Protocol,
    Question,
    Ranking,
    SpecError,
    StanceOnly,
    Told,
    Turn,
    decide,
)

Q = Question(text="Q", options=("x", "y", "z"))
N = Question(text="N", range=(0.0, 10.0))
OPEN = Question(text="T")
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
        ("2/3", ["xxxxyy"], 3),
        (Fraction(2, 3), ["xxxxyy"], 3),
        ("2/3", ["xxxxxyy"], 1),
        (0.59, ["xxxyy"], 1),
        (0.5, ["xxyy"], 3),
        (0.5, ["xxyy", "xxxy"], 2),
        (0.5, ["xx--"], 3),  # of the electorate, not of those who voted
        (1.0, ["xxxxy", "xxxxx"], 2),  # all of it is enough
        (0.3, ["xxyyz"], 1),
    ],
)
def test_a_vote_ends_with_more_than_its_share_or_its_rounds(
    talk: Talk, share: float | str | Fraction, rounds: list[str], asked: int
) -> None:
    journal = held(talk, Vote(rounds=3, share=share), *rounds)
    assert phases(journal) == [("vote", number, True) for number in range(1, asked + 1)]
    assert len(told(journal)) == asked - 1
    assert decide(journal, Plurality()).electorate == len(rounds[0])


def test_a_vote_has_ten_rounds_unless_it_is_told_otherwise(talk: Talk) -> None:
    assert len(phases(held(talk, Vote(), "xxyy"))) == 10


@pytest.mark.parametrize(
    ("protocol", "electorate", "asked"),
    [
        (Vote(rounds=2, share=0.29), 100, 2),  # as floats, 29 would be more than .29 of 100
        (Vote(rounds=2, share=0.28), 100, 1),
        (Delphi(rounds=2, agreement=0.28), 25, 1),  # as floats, 7 would be less than .28 of 25
        (Delphi(rounds=2, agreement=0.29), 25, 2),
        (Delphi(rounds=2, agreement="2/3"), 3, 1),
        (Delphi(rounds=2, agreement=0.67), 3, 2),
    ],
)
def test_shares_are_counted_exactly(talk: Talk, protocol: Protocol, electorate: int, asked: int) -> None:
    holds = {100: 29, 25: 7, 3: 2}[electorate]
    panel = {f"S{i}": Stubborn(stance="x" if i < holds else f"{i} others") for i in range(electorate)}
    assert len(phases(talk(panel, protocol, OPEN))) == asked


def test_the_running_tally_is_told_to_all_or_hidden(talk: Talk) -> None:
    journal = held(talk, Vote(rounds=2), "xy-x")
    (item,) = told(journal)
    assert item.text == "Ballot 1: x 2, y 1, z 0"
    assert (item.data, item.to) == ({"tally": [["x", 2], ["y", 1], ["z", 0]], "ask": 1}, None)
    assert not told(held(talk, Vote(rounds=2, shown=False), "xyyx"))


def test_a_tally_names_the_ask_that_it_counts(talk: Talk) -> None:
    journal = held(talk, Vote(straw=2, rounds=3), "xyzx", "xyzx", "xyzx", "xyzz", "xyzz")
    assert [item.data["ask"] for item in told(journal)] == [1, 2, 3, 4]
    assert [item.data["ask"] for item in told(held(talk, Delphi(rounds=3), "xyzx"))] == [1, 2]


SAID: list[tuple[Question, list[Any]]] = [
    (N, [7.0, 1.0, 9.0, 3.0]),
    (OPEN, ["delta", "beta", "gamma", "alpha"]),
    (OPEN, ["Green tea", "green tea.", "coffee", '"Green tea"']),
    (BOTH, [("y", 7.0), ("x", 1.0), ("x", 3.0), ("x", 0.5)]),
]


@pytest.mark.parametrize("protocol", [Vote(rounds=2, share=1), Delphi(rounds=2, agreement=1)])
@pytest.mark.parametrize(("question", "stances"), SAID)
def test_a_tally_tells_nothing_of_who_said_what(
    talk: Talk, protocol: Protocol, question: Question, stances: list[Any]
) -> None:
    """It is the same however the stances are shared out among the seats."""
    orders = list(permutations(stances))
    tellings = [told(held(talk, protocol, order, question=question)) for order in orders]
    assert all(items == tellings[0] for items in tellings)
    assert len(tellings[0]) == 1


def test_what_are_no_options_are_told_in_their_order(talk: Talk) -> None:
    (item,) = told(held(talk, Delphi(rounds=2), SAID[0][1], question=N))
    assert item.data["tally"] == [[1.0, 1], [3.0, 1], [7.0, 1], [9.0, 1]]
    (item,) = told(held(talk, Delphi(rounds=2), SAID[1][1], question=OPEN))
    assert item.text == "Round 1: alpha 1, beta 1, delta 1, gamma 1"
    spelt = ["tea", "coffee", '"tea"', "tea"]
    (item,) = told(held(talk, Delphi(rounds=2, agreement=1), spelt, question=OPEN))
    assert item.data["tally"] == [["coffee", 1], ["tea", 3]]
    (item,) = told(held(talk, Delphi(rounds=2), [("x", 7.0), ("y", 1.0)], question=BOTH))
    assert item.data["tally"] == [[["x", 1], ["y", 1]], [[1.0, 1], [7.0, 1]]]


def test_a_long_tally_is_short_in_words_and_whole_in_figures(talk: Talk) -> None:
    panel = {f"S{i}": Stubborn(stance=f"text {min(i, 57):02} " + "long " * 30) for i in range(60)}
    (item,) = told(talk(panel, Vote(rounds=2), OPEN))
    assert len(item.data["tally"]) == 58
    assert len(item.text) < 1_100
    assert item.text.startswith("Ballot 1: text 57 long")  # what most hold comes first
    assert item.text.endswith(" and 46 more")
    assert "text 10" in item.text
    assert "text 11" not in item.text


@pytest.mark.parametrize("protocol", [Vote(rounds=2, share=1), Delphi(rounds=2)])
def test_what_guardrails_block_is_counted_and_not_told(talk: Talk, protocol: Protocol) -> None:
    guarded = {"interceptors": (AllowList(stances=("tea",)),)}
    said = ["spam", "spam", "tea"]
    assert len(phases(held(talk, Vote(), said, question=OPEN, setting=guarded))) == 1
    journal = held(talk, protocol, said, question=OPEN, setting=guarded)
    (item,) = told(journal)
    assert item.data["tally"] == [["tea", 1]]
    assert "spam" not in item.text
    assert decide(journal, Plurality()).winners == ("spam",)


@pytest.mark.parametrize("protocol", [Vote(rounds=3, share=1), Delphi(rounds=3)])
@pytest.mark.parametrize("lens", [StanceOnly(), ArgumentOnly()])
def test_no_lens_bites_where_nobody_is_heard(talk: Talk, protocol: Protocol, lens: Any) -> None:
    panel = (Conformist(eloquence=0.5, susceptibility=3.0), Persuadable(), Persuadable(), Conformist())
    for seed in range(5):
        plain = talk(panel, protocol, Q, seed=seed)
        assert talk(panel, protocol, Q, seed=seed, setting={"lens": lens}).entries == plain.entries


def test_straw_votes_come_first_bind_nobody_and_are_told(talk: Talk) -> None:
    journal = held(talk, Vote(straw=2, shown=False), "xxxx", "xxxx", "yyyy")
    assert phases(journal) == [("straw", 0, False), ("straw", 0, False), ("vote", 1, True)]
    assert [item.text for item in told(journal)] == ["Straw vote: x 4, y 0, z 0"] * 2
    assert decide(journal, Plurality()).winners == ("y",)


def test_an_exhaustive_ballot_drops_the_last(talk: Talk) -> None:
    journal = held(talk, Vote(eliminate=True, shown=False, rounds=3), "xxyyz", "xxyyy")
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


def test_options_that_nobody_voted_for_drop_out_together(talk: Talk) -> None:
    five = Question(text="Q", options=("a", "b", "c", "d", "e"))
    journal = held(talk, Vote(eliminate=True, shown=False, rounds=3), "aaabbc", question=five)
    assert [item.text for item in told(journal)] == [
        "d, e drop out; still open: a, b, c",
        "c drops out; still open: a, b",
    ]
    alone = held(talk, Vote(eliminate=True, shown=False, rounds=2), "xx---")  # one option would be left
    assert [item.text for item in told(alone)] == ["Nothing drops out: y, z share the last place"]
    nobody = held(talk, Vote(eliminate=True, shown=False, rounds=2), "---")
    assert [item.data["open"] for item in told(nobody)] == [["x", "y", "z"]]


@given(st.lists(st.sampled_from("abcd"), min_size=1, max_size=9))
def test_what_nobody_voted_for_never_holds_an_exhaustive_ballot_up(talk: Talk, stances: list[str]) -> None:
    five = Question(text="Q", options=("a", "b", "c", "d", "e"))
    made = Vote(eliminate=True, shown=False, rounds=2, share=1)
    voted = set(stances)
    for item in told(held(talk, made, stances, question=five)):
        assert set(item.data["open"]) == (voted if len(voted) > 1 else {*five.options})


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
    assert told(journal)[0].data == {"tally": [[1.0, 1], [2.0, 2], [4.0, 1]], "ask": 1}
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
        (N, [[3.0, 3.0, 4.0, 4.0]], 1),  # as far apart as they may be
        (Question(text="U", range=(0.0, 1.0)), [[0.3, 0.3, 0.4, 0.4]], 1),  # and exactly so
        (Question(text="U", range=(0.0, 1.0)), [[0.3, 0.3, 0.41, 0.41]], 4),
        (BOTH, [[("x", 4.0)] * 2 + ["-"] * 2], 4),  # of the electorate of each part
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


def test_delphi_agrees_only_where_all_ranked(talk: Talk) -> None:
    def act(turn: Turn) -> Any:
        return None if turn.seat == "C" else turn.say("x", ranking=("x", "y", "z"))

    assert len(phases(talk([act] * 3, Delphi(), Q, setting={"ballot": Ranking()}))) == 4
    assert len(phases(talk([act] * 2, Delphi(), Q, setting={"ballot": Ranking()}))) == 1


def test_of_rankings_delphi_tells_the_mean_places_too(talk: Talk) -> None:
    def act(turn: Turn) -> Any:
        order = {"A": ("x", "y", "z"), "B": ("y",), "C": (("y", "z"), "x")}[turn.seat]
        return turn.say("x" if turn.seat == "A" else "y", ranking=order)

    (item,) = told(talk([act] * 3, Delphi(rounds=2), Q, setting={"ballot": Ranking()}))
    means = {"x": (1 + 2.5 + 3) / 3, "y": (2 + 1 + 1.5) / 3, "z": (3 + 2.5 + 1.5) / 3}
    assert dict(item.data["places"]) == pytest.approx(means)
    assert item.text == "Round 1: x 1, y 2, z 0; mean places: x 2.17, y 1.5, z 2.33"
    (item,) = told(talk([act] * 3, Delphi(rounds=2), Q))  # where nobody asked for a ranking, none is read
    assert item.data.keys() == {"tally", "ask"}


def test_delphi_ends_where_nobody_changed_if_it_is_to(talk: Talk) -> None:
    assert len(phases(held(talk, Delphi(stable=True), "xyz", "xzz"))) == 3
    assert len(phases(held(talk, Delphi(), "xyz", "xzz"))) == 4
    assert len(phases(held(talk, Delphi(stable=True), "xyz", "xy-", "xyz", "xyx"))) == 4


def test_delphi_draws_de_groots_to_one_number(talk: Talk) -> None:
    starts = dict(zip("ABCD", (0.0, 2.0, 6.0, 8.0), strict=True))
    journal = talk((DeGroot(),) * 4, Delphi(), N, evidence=starts)
    assert decide(journal, Plurality()).counts == {4.0: 4}


rankings = st.lists(st.permutations(("x", "y", "z")), min_size=1, max_size=6)


@given(rankings)
def test_concordance_is_the_textbooks(drawn: list[list[str]]) -> None:
    given = [tuple(ranking) for ranking in drawn]
    m, n = len(given), 3
    sums = [sum(ranking.index(option) + 1 for ranking in given) for option in "xyz"]
    mean = sum(sums) / n
    expected = 12 * sum((total - mean) ** 2 for total in sums) / (m * m * (n**3 - n))
    assert float(concordance(given, "xyz")) == pytest.approx(expected)
    assert mean_places(given, "xyz") == pytest.approx(
        {option: total / m for option, total in zip("xyz", sums, strict=True)}
    )


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
    assert concordance(given, ("x", "y", "z")) == Fraction(str(w))


def test_a_protocol_keeps_its_share_in_a_file(names: Any) -> None:
    made = Protocol.load({"use": "vote", "share": "4/6"}, names)
    assert made.spec() == {"use": "vote", "share": "2/3"}
    assert Delphi(agreement="3/4") == Delphi()


@pytest.mark.parametrize(
    ("protocol", "fields"),
    [
        *((made, {"rounds": 0}) for made in (Vote, Delphi)),
        *((Vote, {"share": share}) for share in (0.0, 1.1, -0.5, "3/2", "most")),
        *((Delphi, {"agreement": share}) for share in (0.0, 1.1, -0.5, "3/2", "most")),
    ],
)
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
