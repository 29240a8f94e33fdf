"""Plurality: the most ballots win, and all that share the lead share the win."""

from hypothesis import given
from hypothesis import strategies as st

from moot.protocols.rules import Plurality
from moot.sim import ANSWER, Ballots, Question, Reply

Q = Question(text="Q", options=("x", "y", "z"))
votes = st.lists(st.sampled_from(Q.options), max_size=9)


def tally(cast: list[str]) -> tuple[str, ...]:
    box = Ballots(Q, {str(i): Reply(stance=vote) for i, vote in enumerate(cast)}, {})
    return tuple(str(winner) for winner in Plurality().tally(box).winners)


def test_it_needs_an_answer() -> None:
    assert Plurality().needs(Q) == ANSWER
    assert Plurality().name == "plurality"


@given(votes)
def test_the_most_ballots_win_in_the_order_of_the_options(cast: list[str]) -> None:
    most = max(map(cast.count, Q.options))
    assert tally(cast) == tuple(option for option in Q.options if most and cast.count(option) == most)


@given(votes, st.data())
def test_anonymous_and_neutral(cast: list[str], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(cast))
    assert tally(shuffled) == tally(cast)
    renamed = dict(zip(Q.options, data.draw(st.permutations(Q.options)), strict=True))
    assert set(tally([renamed[vote] for vote in cast])) == {renamed[winner] for winner in tally(cast)}


@given(votes.filter(bool), st.data())
def test_monotone_and_reinforcing(cast: list[str], data: st.DataObject) -> None:
    winner = data.draw(st.sampled_from(tally(cast)))
    place = data.draw(st.integers(0, len(cast) - 1))
    assert winner in tally([*cast[:place], winner, *cast[place + 1 :]])
    other = data.draw(votes.filter(bool))
    if meet := set(tally(cast)) & set(tally(other)):
        assert set(tally(cast + other)) == meet


def test_numbers_and_texts_are_counted_as_they_are_said() -> None:
    numbers = Ballots(
        Question(text="N", range=(0.0, 9.0)),
        {"A": Reply(stance=2.0), "B": Reply(stance=2.0), "C": Reply(stance=1.0)},
        {},
    )
    assert Plurality().tally(numbers).winners == (2.0,)
    assert Plurality().tally(numbers).scores == {2.0: 2, 1.0: 1}
