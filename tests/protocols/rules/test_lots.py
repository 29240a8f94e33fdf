"""Lots: which ballot is drawn, and who votes."""

from collections import Counter
from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moot.experiments.catalogue import typed
from moot.protocols.rules import Borda, Plurality, RandomBallot, SeededLot, Sortition
from moot.sim import ANSWER, Ballots, Question, Ranking, Reply, Rule, SpecError, decide

Box = Callable[..., Ballots]
ABC = Question(text="?", options=("A", "B", "C"))


@given(st.lists(st.sampled_from("ABC"), min_size=1, max_size=9))
def test_a_random_ballot_elects_each_with_its_share(box: Box, votes: list[str]) -> None:
    tally = RandomBallot().tally(box(*({"stance": vote} for vote in votes), missing=2))
    assert tally.lottery == {name: Fraction(votes.count(name), len(votes)) for name in "ABC" if name in votes}
    assert tally.winners == tuple(name for name in "ABC" if name in votes)
    assert sum(tally.lottery.values()) == 1


def test_those_at_the_top_of_one_ballot_share_its_chance(box: Box) -> None:
    ballots = box({"ranking": [["A", "B"], "C"]}, {"ranking": ["C", "A"]})
    tally = RandomBallot().tally(ballots)
    assert tally.lottery == {"A": Fraction(1, 4), "B": Fraction(1, 4), "C": Fraction(1, 2)}
    assert tally.notes == ("a lottery: A 1/4, B 1/4, C 1/2",)
    assert (
        RandomBallot()
        .why(ballots, tally)
        .startswith("One ballot is drawn, and its first choice wins: A with")
    )
    assert RandomBallot().why(ballots, RandomBallot().tally(box({"delegate": "S9"}))) == "Nobody is elected."


def test_a_seeded_lot_draws_by_the_lottery(box: Box) -> None:
    ballots = box(*({"stance": vote} for vote in "AAABCC"))
    verdicts = [decide(ballots, RandomBallot(), tie_break=SeededLot(seed=seed)) for seed in range(3000)]
    drawn = Counter(verdict.chosen for verdict in verdicts)
    for name, chance in RandomBallot().tally(ballots).lottery.items():
        p = float(chance)
        assert abs(drawn[name] - 3000 * p) < 4 * (3000 * p * (1 - p)) ** 0.5


def test_no_lot_decides_about_numbers(box: Box) -> None:
    assert RandomBallot().needs(Question(text="?")) == ANSWER
    with pytest.raises(SpecError, match="random-ballot counts who holds what"):
        RandomBallot().tally(box({"stance": 1.0}, question=Question(text="?", range=(0.0, 1.0))))


def test_every_group_of_the_size_is_drawn_as_often(box: Box) -> None:
    ballots = box({"stance": "A"}, {"stance": "B"}, {"stance": "C"}, missing=1)
    runs = 3000
    drawn = Counter(frozenset(Sortition(size=2, seed=seed).drawn(ballots).weights) for seed in range(runs))
    assert len(drawn) == 6
    assert all(abs(n - runs / 6) < 4 * (runs * 5 / 36) ** 0.5 for n in drawn.values())


def test_the_draw_hangs_on_seed_question_and_names_only() -> None:
    def names(ballots: Ballots, seed: int = 0) -> set[str]:
        return set(Sortition(size=3, seed=seed).drawn(ballots).weights)

    cast = {f"S{i}": Reply(stance="ABC"[i % 3]) for i in range(9)}
    ballots = Ballots(ABC, cast, {})
    backwards = Ballots(
        ABC, dict(reversed(list(cast.items())[:5])), dict.fromkeys(list(cast)[5:], "abstained")
    )
    assert names(ballots) == names(backwards)
    assert any(names(ballots) != names(ballots, seed) for seed in range(1, 9))
    others = [Ballots(ABC.model_copy(update={"id": str(i)}), cast, {}) for i in range(9)]
    assert any(names(ballots) != names(other) for other in others)


def test_those_drawn_decide_under_the_rule_and_all_stay_in_the_electorate(box: Box) -> None:
    ballots = box(*({"stance": vote} for vote in "AABBC"), missing=2)
    rule = Sortition(size=3, seed=5)
    jury = rule.drawn(ballots)
    verdict = decide(ballots, rule)
    assert (jury.electorate, verdict.electorate) == (3, 7)
    assert verdict.winners == Plurality().tally(jury).winners
    assert verdict.tally.notes == (f"3 voters drawn by lot: {', '.join(sorted(jury.weights))}",)
    assert rule.why(ballots, verdict.tally).startswith(f"{verdict.tally.notes[0]}. ")
    everybody = Sortition(size=99)
    assert everybody.tally(ballots).scores == Plurality().tally(ballots).scores
    silent = box({"stance": "A"}, missing=30)
    nobody = next(seed for seed in range(9) if "S1" not in Sortition(size=1, seed=seed).drawn(silent).weights)
    assert decide(silent, Sortition(size=1, seed=nobody)).word == "no decision"


def test_a_seat_with_several_votes_is_several_voters(box: Box) -> None:
    ballots = box({"stance": "A"}, {"stance": "B"}, weights={"S1": 9})
    drawn = Counter(Sortition(size=1, seed=seed).tally(ballots).winners for seed in range(3000))
    assert abs(drawn[("A",)] - 2700) < 4 * (3000 * 0.09) ** 0.5
    assert Sortition(size=4, seed=1).drawn(ballots).electorate == 4


def test_sortition_wraps_any_rule() -> None:
    rule = Rule.load({"use": "sortition", "rule": "borda", "size": 2}, typed())
    assert rule == Sortition(rule=Borda(), size=2)
    assert rule.needs(ABC) == Ranking()
