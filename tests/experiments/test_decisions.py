"""The same ballots under many rules: one transcript, one talk, and what hangs on the rule."""

import sys
from collections.abc import Callable
from contextlib import suppress
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from moot.agents import Conformist
from moot.experiments.arms import Arms
from moot.experiments.catalogue import typed
from moot.experiments.decision_page import page, why
from moot.experiments.decisions import Outcome, decisions, every_rule, on_scale, pairs, sensitivity
from moot.experiments.experiment import experiment
from moot.experiments.page import facts, html, lines, markdown, record, render
from moot.experiments.panels import Seating
from moot.experiments.plan import Plan, plan
from moot.experiments.results import Results
from moot.experiments.sources.synthetic import Synthetic
from moot.experiments.spec import Spec
from moot.protocols import Poll
from moot.protocols.rules import Baldwin, Borda, InstantRunoff, ListedOrder, Margin, Plurality, margin
from moot.sim import (
    Ballots,
    Floor,
    Journal,
    Names,
    Question,
    Reply,
    Round,
    Rule,
    Scores,
    SpecError,
    Stance,
    Tally,
    Wants,
    Weight,
)

Q = Question(text="Lunch?", options=("Tea", "Rum", "Gin"))
CYCLE = Ballots(
    Q,
    {seat: Reply(ranking=order, stance=order[0]) for seat, order in zip(
        "123", (("Tea", "Rum", "Gin"), ("Rum", "Gin", "Tea"), ("Gin", "Tea", "Rum")), strict=True
    )},
    {"4": "timed out"},
)  # fmt: skip


class Scaled(Rule):
    """Counts scores on a scale."""

    low: float = 0.0
    high: float = 5.0

    def needs(self, question: Question) -> Wants:
        if question.kind == "number":
            raise SpecError("scaled counts scores, and the question asks for a number")
        return Scores(low=self.low, high=self.high)

    def tally(self, ballots: Ballots) -> Tally:
        return Tally(tuple(ballots.question.options), dict.fromkeys(ballots.question.options, self.high))


class Picky(Rule):
    """Counts what nobody gave."""

    def tally(self, ballots: Ballots) -> Tally:
        raise SpecError(f"{self.name} counts stars, and {len(ballots.cast)} ballots hold none")


class Rich(Rule):
    """A tally that has everything."""

    def tally(self, ballots: Ballots) -> Tally:
        scores: dict[Stance, Weight] = {"Tea": Fraction(7, 3), "Rum": Fraction(1, 3), "Gin": 0.25}
        chances: dict[Stance, Weight] = {"Tea": Fraction(2, 3), "Rum": Fraction(1, 3)}
        rounds = (Round(scores, ("Gin",)), Round({"Tea": Fraction(7, 3), "Rum": Fraction(1, 3)}, ()))
        return Tally(("Tea", "Rum"), scores, chances, ("a note \x1b[31m", "a lottery"), rounds, exact=False)


def text(blocks: Any) -> str:
    return render(blocks)


def test_every_rule_that_a_name_alone_makes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "needy_rules.py").write_text(
        "from moot.protocols.rules import Plurality\n\n\nclass Needy(Plurality):\n    seat: str\n"
    )
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path)])
    paths = {name: f"moot.protocols.rules.{path}" for name, path in (
        ("plurality", "plurality:Plurality"), ("borda", "positional:Borda")
    )}  # fmt: skip
    known = Names({"rule": paths | {"needy": "needy_rules:Needy"}})
    assert every_rule(known) == [Borda(), Plurality()]
    assert [rule.name for rule in every_rule(typed())] == sorted(rule.name for rule in every_rule(typed()))


def test_a_rule_that_cannot_count_is_skipped_and_leaves_the_denominator() -> None:
    made = decisions(CYCLE, (Plurality(), Picky(), Borda(), Rich()))
    assert [bool(one.verdict) for one in made] == [True, False, True, True]
    assert made[1].skipped == f"{Picky().name} counts stars, and 3 ballots hold none"
    tie = Outcome(("Tea", "Rum", "Gin"), lottery=False)
    assert sensitivity(made) == (3, {tie: 2, Outcome(("Tea", "Rum"), lottery=True): 1})
    assert next(iter(sensitivity(made).elected)) == tie
    shown = text(page("x.soc", CYCLE, made))
    assert "  2 of 3 rules have a tie: Tea, Rum and Gin\n" in shown
    assert "  1 of 3 rules draws lots: Tea and Rum\n" in shown
    assert f"  {Picky().name}: counts stars, and 3 ballots hold none\n" in shown


def test_what_is_skipped_or_noted_for_the_same_reason_is_said_once() -> None:
    approvals = Ballots(Q, {"1": Reply(approvals=("Tea",))}, {})
    shown = text(page("x.csv", approvals, decisions(approvals, (Plurality(), Borda(), Scaled()))))
    assert "  plurality, borda: rankings or choices are what it counts" in shown
    assert "x.csv\nLunch?\n1 ballot, 3 options: Tea, Rum, Gin.\n" in shown


def test_a_quorum_and_a_tie_break_are_said() -> None:
    (made,) = decisions(CYCLE, (Borda(),), quorum=Fraction(3, 4), tie_break=ListedOrder())
    assert made.verdict is not None
    assert (made.verdict.word, made.verdict.chosen, made.verdict.tie_break) == ("tie", "Tea", "listed-order")
    assert "tie; listed-order: Tea\n" in text(page("x", CYCLE, (made,)))
    (made,) = decisions(CYCLE, (Borda(),), quorum=Fraction(4, 5))
    assert made.verdict is not None
    assert (made.verdict.word, made.verdict.winners) == ("no quorum", ())
    assert "nobody  no quorum\n" in text(page("x", CYCLE, (made,)))


def test_pairs_are_told_where_rankings_are_there() -> None:
    assert "No option beats every other.\n" in text(page("x", CYCLE, ()))
    choices = Ballots(Q, {"1": Reply(stance="Tea")}, {})
    assert pairs(choices) is None
    assert "How many rank" not in text(page("x", choices, ()))
    many = Ballots(
        Question(text="?", options=tuple(f"option number {i}" for i in range(6))),
        {"1": Reply(ranking=("option number 3", "option number 0"))},
        {},
        {"1": 1000},
    )
    shown = text(page("x", many, ()))
    assert "4 option number 3 1000 1000 1000 1000 1000" in " ".join(shown.split())
    assert "option number 3 beats every other option." in shown


def test_of_many_who_tie_the_first_are_named() -> None:
    many = Question(text="?", options=tuple(f"o{i}" for i in range(30)))
    tied = Ballots(many, {"1": Reply(ranking=(many.options,))}, {})
    shown = " ".join(text(page("x", tied, decisions(tied, (Borda(), Plurality())))).split())
    assert "borda o0, o1, o2, o3, o4, o5, o6, o7, o8, o9, o10, o11 and 18 more tie" in shown
    assert "2 of 2 rules have a tie: o0, o1, o2, o3, o4, o5, o6, o7, o8, o9, o10, o11 and 18 more" in shown
    assert "o29" not in shown


def test_why_gives_words_scores_rounds_and_the_margin() -> None:
    (made,) = decisions(CYCLE, (InstantRunoff(),))
    shown = text(why(made, CYCLE, margin(CYCLE, InstantRunoff())))
    assert "Why instant-runoff elects Tea, Rum and Gin\n" in shown
    assert "  Margin of victory: 1 ballot replaced gives other winners.\n" in shown
    (made,) = decisions(CYCLE, (Rich(),))
    shown = text(why(made, CYCLE, None))
    assert "  Scores: Tea 7/3, Rum 1/3, Gin 0.25.\n" in shown
    assert (
        "       round 1  round 2\n  Tea      7/3      7/3\n  Rum      1/3      1/3\n  Gin     0.25\n" in shown
    )
    assert "\x1b" not in shown
    assert "lottery; at least these" in text(page("x", CYCLE, (made,)))


def test_why_a_rule_was_skipped() -> None:
    (made,) = decisions(CYCLE, (Picky(),))
    shown = text(why(made, CYCLE, None))
    assert f"Why {Picky().name} elects nobody\n  It was skipped: {Picky().name} counts stars" in " ".join(
        shown.split(" ")
    )


def test_a_count_in_many_rounds_is_told_line_by_line() -> None:
    many = Question(text="?", options=tuple(f"o{i}" for i in range(15)))
    cast = {f"{i}": Reply(ranking=(name,), stance=name) for i, name in enumerate(many.options)}
    ballots = Ballots(many, cast, {}, {f"{i}": i + 1 for i in range(15)})
    (made,) = decisions(ballots, (Baldwin(),))
    shown = " ".join(text(why(made, ballots, Margin(1, None))).split())
    assert "Round 1: out o0 (1575/2). Round 2: out o1 (1469/2)." in shown
    assert "no way to other winners was found; it takes at least 1 ballot replaced." in shown


def test_scores_are_counted_on_the_scale_that_they_are_on() -> None:
    scales = (Scores(low=0.0, high=10.0),)
    assert on_scale(Scaled(), Q, scales) == Scaled(low=0.0, high=10.0)
    assert on_scale(Scaled(high=7.0), Q, scales) == Scaled(low=0.0, high=7.0)
    assert on_scale(Scaled(), Q, ()) == Scaled()
    assert on_scale(Borda(), Q, scales) == Borda()
    assert on_scale(Scaled(), Question(text="?", range=(0.0, 1.0)), scales) == Scaled()


class Counting(Poll):
    """A poll that counts how often it is held."""

    tell: Callable[[str], None]

    def spec(self) -> dict[str, Any]:
        return {"use": "counting"}

    async def run(self, floor: Floor) -> None:
        self.tell(floor.question.id)
        await super().run(floor)


def countable(rules: list[Rule]) -> dict[Rule, Wants]:
    """Those that decide a choice, each with the ballot that it needs."""
    found = {}
    for one in rules:
        with suppress(SpecError):
            found[one] = one.needs(Q)
    return found


def sharing(rules: list[Rule]) -> tuple[Rule, ...]:
    """Those of which no two need one kind of ballot in two forms, which no reply can hold."""
    needed = countable(rules)
    first: dict[type[Wants], Wants] = {}
    return tuple(one for one, want in needed.items() if first.setdefault(type(want), want) == want)


def spec(held: list[str], rules: tuple[Rule, ...]) -> Spec:
    panel = Seating(agent=Conformist(), count=5)
    arms = Arms(protocol=(Counting(tell=held.append),), rule=rules, panel=(panel,))
    return Spec(questions=Synthetic(count=3, options=3, difficulty=0.5), arms=arms, replicates=2)


def test_comparing_every_rule_costs_one_talk_a_question_and_replicate(
    conducted: Callable[[Plan], Results],
) -> None:
    rules = sharing(every_rule(typed()))
    held: list[str] = []
    made = plan(spec(held, rules), typed())
    results = conducted(made)
    assert len(made.arms) == len(rules) >= 5
    assert results.held == made.talks == len(held) == 3 * 2
    assert held == [task.question.id for task in made.tasks()]
    assert [arm.talks for arm in results.arms] == [3 * 2] * len(rules)
    assert not any(arm.missing for arm in results.arms)


def test_a_rule_finds_the_same_winners_whichever_others_are_compared_with_it() -> None:
    among = experiment(spec([], tuple(countable(every_rule(typed())))))
    (alone,) = experiment(spec([], (Plurality(),))).rows
    (beside,) = (row for row in among.rows if row.recipe["rule"]["use"] == "plurality")
    of_beliefs = {"brier", "log-score"}  # which seats tell where some rule wants them
    for name in alone.estimates.keys() - of_beliefs:
        assert beside.estimates[name] == alone.estimates[name]


def test_the_page_of_a_talk_is_told_under_every_rule(talk: Callable[..., Journal]) -> None:
    rules = sharing(every_rule(typed()))
    made = plan(spec([], rules), typed())
    journal = talk((Conformist(),) * 4, Poll(), Q, setting={"ballot": next(made.tasks()).setting.ballot})
    for one in (*rules, Rich()):
        said = facts(journal, one)
        assert record(said)["verdict"]["winners"] == list(said.verdict.winners)
        for shown in (render(lines(said)), markdown(said), html(said)):
            assert one.name.partition(":")[2] in shown or one.name in shown
            assert "\x1b" not in shown
