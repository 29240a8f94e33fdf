"""Why something won, in words that need no theory; and what no rule over rankings counts."""

import re
from math import factorial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moot.protocols.rules import (
    RULES,
    AntiPlurality,
    Baldwin,
    Black,
    Borda,
    Bucklin,
    Condorcet,
    Coombs,
    Copeland,
    InstantRunoff,
    Kemeny,
    Liquid,
    Majority,
    Minimax,
    PairwiseAgenda,
    Plurality,
    RankedPairs,
    RankedRule,
    Schulze,
    Smith,
    Supermajority,
    TwoRoundRunoff,
    Unanimity,
    VetoPower,
    ranked,
)
from moot.sim import ANSWER, Ballots, Names, Question, Ranking, Reply, Rule, SpecError, Tally
from moot.sim.rule import listed

CYCLE = "4 abc, 3 bca, 2 cab"
WINNER = "4 abc, 3 bac, 2 cba"
MALKEVITCH = "18 ADECB, 12 BEDCA, 10 CBEDA, 9 DCEBA, 4 EBDCA, 2 ECDBA"
TIED = "2 abc, 2 bca, 2 cab"
NOBODY = "No option beats every other in pairs"
NAMES = Names({"rule": RULES})
RANKED = [rule for name in RULES if isinstance(rule := Rule.load(name, NAMES), RankedRule)]


def box(text: str, options: str = "") -> Ballots:
    """`"4 abc, 3 bca"`: four rank a first."""
    rows = [(f"S{i}", *part.split()) for i, part in enumerate(text.split(", "))]
    cast = {seat: Reply.load({"stance": order[0], "ranking": list(order)}) for seat, _, order in rows}
    question = Question(text="?", options=tuple(options or sorted(set(text) - set("0123456789, "))))
    return Ballots(question, cast, {}, {seat: int(votes) for seat, votes, _ in rows})


ACCOUNTS: list[tuple[Rule, str, str]] = [
    (Plurality(), CYCLE, "a has 4 votes; next comes b with 3."),
    (Plurality(), "1 ab", "a has 1 vote; next comes b with 0."),
    (Plurality(), TIED, "a, b and c each have 2 votes."),
    (
        Bucklin(),
        "1 ab",
        """Of 1 ballot, more than half name an option by first places alone.
        a has 1 mention; next comes b with 0.""",
    ),
    (
        Copeland(),
        "1 ab, 1 ba",
        f"{NOBODY}. Pairs won, of 1 pair each, a tie counted as half: a 1/2 and b 1/2.",
    ),
    (Majority(), "1 ab", "a has 1 of 1 vote; it takes more than half of them."),
    (Liquid(), "2 ab, 1 ba", "a has 2 votes; next comes b with 1."),
    (Borda(), CYCLE, "a and b each have 10 points; next comes c with 7."),
    (AntiPlurality(), CYCLE, "The fewest last places win: b 2, a 3 and c 4."),
    (
        Bucklin(),
        CYCLE,
        """Of 9 ballots, more than half name an option by the first 2 places.
        b has 7 mentions; next comes a with 6.""",
    ),
    (
        Bucklin(),
        "1 a, 1 bc, 1 c, 1 d",
        """Of 4 ballots, nobody is named by more than half by the first 4 places.
        c has 2 mentions; next comes a with 1.""",
    ),
    (
        Bucklin(),
        "3 ab, 1 ba",
        """Of 4 ballots, more than half name an option by first places alone.
        a has 3 mentions; next comes b with 1.""",
    ),
    (
        InstantRunoff(),
        MALKEVITCH,
        """E leaves with 6 first places, then D with 9, then B with 16;
        C has 37 of 55 first places, A 18.""",
    ),
    (InstantRunoff(), "3 abc, 1 bca", "a has 3 of 4 first places, b 1 and c 0."),
    (
        InstantRunoff(),
        "2 abcd, 2 badc",
        """a and b win, ties broken in every way.
        In one of them c and d leave with 0 first places each, then a with 2; b is left.""",
    ),
    (
        TwoRoundRunoff(),
        MALKEVITCH,
        "C, D and E leave with fewer first places; B has 37 of 55 first places, A 18.",
    ),
    (Coombs(), CYCLE, "c leaves with 4 last places, then b with 6; a is left."),
    (Coombs(majority_stop=True), "3 abc, 1 bca", "a has 3 of 4 first places, b 1 and c 0."),
    (Baldwin(), CYCLE, "c leaves with 7 points, then b with 3; a is left."),
    (
        Baldwin(),
        TIED,
        """a, b and c win, ties broken in every way.
        In one of them a leaves with 6 points, then c with 2; b is left.""",
    ),
    (Condorcet(), WINNER, "b beats every other option in pairs: 5 to 4 against a and 7 to 2 against c."),
    (
        Condorcet(),
        CYCLE,
        f"{NOBODY}: a, which beats as many as any, has 4 to 5 against c and 6 to 3 against b.",
    ),
    (Copeland(), CYCLE, f"{NOBODY}. Pairs won, of 2 pairs each, a tie counted as half: a 1, b 1 and c 1."),
    (Minimax(), CYCLE, f"{NOBODY}. The worst defeat of each, by how many votes: a 1, b 3 and c 5."),
    (
        Minimax(strength="winning-votes"),
        CYCLE,
        f"{NOBODY}. The worst defeat of each, how many votes are against it: a 5, b 6 and c 7.",
    ),
    (Smith(), CYCLE, "No smaller set of options beats all options outside it, so all are elected."),
    (
        Smith(),
        "4 abcd, 3 bcad, 2 cabd",
        "Each of a, b and c beats d, and no smaller set beats all outside it.",
    ),
    (
        Black(),
        CYCLE,
        f"""{NOBODY}, so the Borda count decides.
        a and b each have 10 points; next comes c with 7.""",
    ),
    (
        PairwiseAgenda(),
        CYCLE,
        f"{NOBODY}, so the order decides: a stays against b, 6 to 3; c stays against a, 5 to 4.",
    ),
    (
        Schulze(),
        CYCLE,
        f"""{NOBODY}. a has as strong a chain of victories to each other option as it has back.
        The strongest chains there and back: 3 to 1 for b and 3 to 1 for c.""",
    ),
    (
        Schulze(),
        TIED,
        f"{NOBODY}. a, b and c have as strong a chain of victories to each other option as it has back.",
    ),
    (
        RankedPairs(),
        CYCLE,
        f"""{NOBODY}. Locked from the strongest down: b over c (5) and a over b (3);
        left out, for it closes a circle: c over a (1). Nothing that is locked stands above a.""",
    ),
    (
        RankedPairs(),
        TIED,
        f"""{NOBODY}. Locked from the strongest down: a over b (2) and b over c (2);
        left out, for it closes a circle: c over a (2).
        In one order of ties or another, nothing stands above a, b and c.""",
    ),
    (RankedPairs(), "1 ab, 1 ba", f"{NOBODY}. No pair has a victory, so nothing is locked."),
    (
        Kemeny(),
        CYCLE,
        f"""{NOBODY}. By the ballots, the best ranking: a > b > c,
        with which 17 of 27 judgements on pairs agree; a is on top of it.""",
    ),
    (
        Kemeny(),
        TIED,
        f"""{NOBODY}. By the ballots, one of 3 best rankings: a > b > c,
        with which 10 of 18 judgements on pairs agree; a, b and c are on top of one.""",
    ),
    (Majority(), CYCLE, "a has 4 of 9 votes; it takes more than half of them. Nobody is elected."),
    (Majority(), "3 ab, 1 ba", "a has 3 of 4 votes; it takes more than half of them."),
    (
        Supermajority(),
        TIED,
        "a, b and c each have 2 of 6 votes; it takes at least 2/3 of them. Nobody is elected.",
    ),
    (
        Supermajority(share=0.6, more=True),
        "3 ab, 1 ba",
        "a has 3 of 4 votes; it takes more than 0.6 of them.",
    ),
    (Unanimity(), "2 ab, 1 ac", "a has 3 of 3 votes; it takes all of them."),
]


@pytest.mark.parametrize(("rule", "text", "said"), ACCOUNTS)
def test_why(rule: Rule, text: str, said: str) -> None:
    ballots = box(text)
    assert rule.why(ballots, rule.tally(ballots)) == " ".join(said.split())


def test_why_nobody_vetoes() -> None:
    cast = {"A": Reply.load({"approvals": ["x", "y"]}), "B": Reply.load({"approvals": ["x"]})}
    ballots = Ballots(Question(text="?", options=("x", "y")), cast, {})
    assert VetoPower().why(ballots, VetoPower().tally(ballots)) == "Nobody vetoes x. Vetoes: y 1."
    every = Tally((), {"x": -1, "y": -1})
    assert VetoPower().why(ballots, every) == "Nobody is elected. Vetoes: x 1, y 1."


ROWS = st.lists(
    st.tuples(st.integers(1, 3), st.permutations("abcd"), st.integers(1, 4)), min_size=1, max_size=5
)


@pytest.mark.parametrize("rule", RANKED, ids=lambda rule: str(rule.name))
@given(ROWS)
def test_every_account_is_a_sentence_that_names_the_winners(
    rule: RankedRule, rows: list[tuple[int, list[str], int]]
) -> None:
    text = ", ".join(f"{votes} {''.join(order[:cut])}" for votes, order, cut in rows)
    ballots = box(text, "abcd")
    tally = rule.tally(ballots)
    said = rule.why(ballots, tally)
    assert said.endswith(".")
    assert "  " not in said
    assert all(re.search(rf"\b{winner}\b", said) for winner in tally.winners) or "all are elected" in said


def test_many_names_are_counted() -> None:
    assert listed("abcdef") == "a, b, c, d, e and f"
    assert listed("abcdefg") == "a, b, c, d, e and 2 more"
    assert listed("") == ""


@pytest.mark.parametrize("rule", RANKED, ids=lambda rule: str(rule.name))
def test_one_free_answer_is_elected_by_every_rule(rule: RankedRule) -> None:
    ballots = Ballots(Question(text="?"), {"A": Reply(stance="tea"), "B": Reply(stance="tea")}, {})
    assert rule.needs(ballots.question) == ANSWER
    tally = rule.tally(ballots)
    assert tally.winners == ("tea",)
    assert "tea" in rule.why(ballots, tally)


@pytest.mark.parametrize("rule", RANKED, ids=lambda rule: str(rule.name))
def test_free_answers_are_the_options(rule: RankedRule) -> None:
    cast = {
        seat: Reply(stance=text)
        for seat, text in zip("ABCDE", ("tea", "ale", "tea", "tea", "ale"), strict=True)
    }
    tally = rule.tally(Ballots(Question(text="?"), cast, {}))
    assert tally.winners == (() if rule.name in ("supermajority", "unanimity") else ("tea",))


NUMBER = Question(text="?", range=(0.0, 1.0))
COUNTS_STANCES = ("majority", "plurality", "supermajority", "unanimity")


@pytest.mark.parametrize("rule", RANKED, ids=lambda rule: str(rule.name))
@pytest.mark.parametrize(
    "question", [NUMBER, Question(text="?", parts=(NUMBER, NUMBER))], ids=["number", "parts"]
)
def test_what_is_no_option_and_no_text_is_not_ranked(rule: RankedRule, question: Question) -> None:
    stance = 0.5 if question is NUMBER else (0.5, 0.25)
    ballots = Ballots(question, {"A": Reply(stance=stance)}, {})
    if rule.name in COUNTS_STANCES:
        assert rule.needs(question) == ANSWER
        assert rule.tally(ballots).winners == (stance,)
        return
    asked = "a number" if question is NUMBER else "several parts"
    for count in (lambda: rule.needs(question), lambda: rule.tally(ballots)):
        with pytest.raises(
            SpecError, match=f"rankings are of options or texts, and the question asks for {asked}"
        ):
            count()


def test_a_choice_is_asked_for_a_ranking() -> None:
    assert Borda().needs(Question(text="?", options=("x", "y"))) == Ranking()
    assert Plurality().needs(Question(text="?", options=("x", "y"))) == ANSWER


def test_what_ranks_nothing_is_not_ranked() -> None:
    question = Question(text="?", options=("x", "y"))
    ballots = Ballots(question, {"A": Reply.load({"scores": {"x": 1.0}})}, {})
    with pytest.raises(SpecError, match="rankings or choices are what it counts, and no ballot holds one"):
        ranked(ballots)


def test_an_agenda_puts_every_option_once() -> None:
    with pytest.raises(
        SpecError, match="the agenda puts a and b, and the options are a, b and c: put each once"
    ):
        PairwiseAgenda(order=("a", "b")).tally(box(CYCLE))


def test_more_options_in_a_circle_than_can_be_put_in_order_are_refused() -> None:
    names = [f"o{i}" for i in range(17)]
    turned = [names[i:] + names[:i] for i in range(17)]
    cast = {f"S{i}": Reply.load({"stance": row[0], "ranking": row}) for i, row in enumerate(turned)}
    with pytest.raises(
        SpecError, match="17 options beat each other in circles, and at most 16 can be put in order"
    ):
        Kemeny().tally(Ballots(Question(text="?", options=tuple(names)), cast, {}))


def test_options_that_nobody_tells_apart_are_in_no_circle_however_many_they_are() -> None:
    names = [f"o{i}" for i in range(20)]
    cast = {seat: Reply(stance=names[i]) for seat, i in {"A": 3, "B": 3, "C": 1, "D": 2}.items()}
    tally = Kemeny().tally(Ballots(Question(text="?", options=tuple(names)), cast, {}))
    assert tally.winners == ("o3",)
    assert tally.notes[0].startswith(f"one of {2 * factorial(17)} best rankings: o3 > o1 > o2 > o0 > o4 > ")
