"""Which measures are chosen, by what names; and what becomes of those that fail."""

import math
import pickle
import re
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moot.experiments.catalogue import stored, typed
from moot.experiments.measures import CHEAP, MEASURES, Measure, Seen, chosen, measured, missing
from moot.protocols.rules import Borda, Plurality
from moot.sim import Argument, Journal, Question, Reply, SpecError, Verdict, decide

Said = Callable[..., Journal]
KNOWN = Question(text="Which?", options=("A", "B", "C"), answer="A")
UNKNOWN = Question(text="Which?", options=("A", "B", "C"))
PAGE = Path(__file__).parents[3] / "docs" / "measures.md"


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A module of somebody's own measures."""
    source = """
        def longest_name(journal):
            return max(map(len, journal.seats))
        def won_by(journal, verdict):
            return len(verdict.winners) or None
        def entropy(journal):
            return 1.0
        async def later(journal):
            return 1.0
        def many(journal, verdict, seed):
            return 1.0
        def named(journal, *, seed):
            return 1.0
        class Thing:
            def __init__(self, journal): ...
            @staticmethod
            def longest_name(journal):
                return 0
    """
    (tmp_path / "own_measures.py").write_text(source.replace("\n        ", "\n"))
    monkeypatch.syspath_prepend(tmp_path)
    return "own_measures"


def names(measures: tuple[Measure, ...]) -> list[str]:
    return [measure.name for measure in measures]


def test_all_that_are_cheap_are_measured_where_none_is_named() -> None:
    assert chosen() == CHEAP == chosen(["cheap"])
    assert set(MEASURES.values()) - set(CHEAP) == {one for one in MEASURES.values() if one.costly}
    assert names(tuple(MEASURES.values())) == list(MEASURES)
    assert names(chosen(["cheap", "spontaneous"])) == [*names(CHEAP), "spontaneous"]


def test_names_are_found_whatever_their_case_and_hyphens_in_the_order_given() -> None:
    assert names(chosen(["Log_Score", "accuracySplit", "log-score"])) == ["log-score", "accuracy-split"]
    with pytest.raises(SpecError, match="unknown measure 'acuracy': did you mean 'accuracy'"):
        chosen(["acuracy"])


def test_a_function_of_a_journal_is_a_measure_and_its_name_is_the_functions(own: str, said: Said) -> None:
    made = chosen(["asks", f"{own}:longest_name", f"{own}:won_by"], typed())
    assert names(made) == ["asks", "longest-name", "won-by"]
    journal = said([["A"], ["B"]])
    assert measured(journal, decide(journal, Plurality()), made) == ((2.0, 1.0, 2.0), {})
    again = pickle.loads(pickle.dumps(made))
    assert again == made
    assert measured(journal, decide(journal, Plurality()), again) == ((2.0, 1.0, 2.0), {})


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("{own}:entropy", "'own_measures:entropy' has the name of the measure 'entropy'"),
        ("{own}:Thing.longest_name {own}:longest_name", "two measures are named 'longest-name'"),
        ("{own}:nothing", "names nothing"),
        ("{own}:later", r"is no measure: expected `def later\(journal\)`"),
        ("{own}:many", "is no measure"),
        ("{own}:named", "is no measure"),
        ("{own}:Thing", "is no measure"),
        ("math:pi", "is no measure"),
        ("no_such_module:f", "cannot import 'no_such_module'"),
    ],
)
def test_what_is_no_measure_is_refused(own: str, given: str, expected: str) -> None:
    with pytest.raises(SpecError, match=expected):
        chosen(given.format(own=own).split(), typed())


def test_code_of_somebodys_own_runs_only_where_it_is_trusted(own: str) -> None:
    for resolver in (None, stored()):
        with pytest.raises(SpecError, match="allow it with --trust own_measures"):
            chosen([f"{own}:longest_name"], resolver)
    assert names(chosen([f"{own}:longest_name"], stored([own]))) == ["longest-name"]


def broken(seen: Seen) -> float:
    raise KeyError(seen.question.text)


def leaving(seen: Seen) -> float:
    raise SystemExit(len(seen.question.options))


def returning(figure: Any) -> Callable[[Seen], Any]:
    return lambda seen: figure if seen.messages else None


@pytest.mark.parametrize(
    ("of", "expected"),
    [
        (broken, "KeyError: 'Which?'"),
        (leaving, "SystemExit: 3"),
        (returning(math.nan), "ValueError: nan is not finite: a measure returns None where it is undefined"),
        (returning(math.inf), "ValueError: inf is not finite: a measure returns None where it is undefined"),
        (returning(10**400), "OverflowError: int too large to convert to float"),
        (returning("much"), "TypeError: 'much' is no number: a measure returns one, or None"),
        (returning(1.5), "ValueError: 1.5 is outside the range of 'mine', 0 to 1"),
        (returning(-1), "ValueError: -1 is outside the range of 'mine', 0 to 1"),
    ],
)
def test_a_measure_that_fails_is_told_of_and_spoils_no_other(said: Said, of: Any, expected: str) -> None:
    journal = said([["A"]])
    mine = Measure("mine", of, 0.0, 1.0)
    figures, troubles = measured(
        journal, decide(journal, Plurality()), (MEASURES["asks"], mine, *chosen(["messages"]))
    )
    assert figures == (1.0, None, 1.0)
    assert troubles == {"mine": expected}


@pytest.mark.parametrize(
    ("figure", "expected"),
    [(1 + 1e-12, 1.0), (-1e-12, 0.0), (True, 1.0), (1, 1.0), (Fraction(1, 4), 0.25), (None, None)],
)
def test_figures_are_floats_and_rounding_does_not_take_them_out_of_their_range(
    said: Said, figure: Any, expected: float | None
) -> None:
    journal = said([["A"]])
    mine = Measure("mine", returning(figure), 0.0, 1.0)
    (found,), troubles = measured(journal, decide(journal, Plurality()), (mine,))
    assert (found, type(found), troubles) == (expected, type(expected), {})


def test_what_a_rule_does_not_change_is_measured_once_for_all_rules(said: Said) -> None:
    journal = said([["A"], ["B"], ["B"]])
    often: list[str] = []

    def alone(seen: Seen) -> float:
        often.append(seen.question.text)
        return 7.0

    def under(seen: Seen, verdict: Verdict) -> float:
        return float(len(verdict.rule) * seen.messages)

    mine = (Measure("alone", alone), Measure("under", under, takes_verdict=True))
    seen = Seen(journal)
    found = [measured(seen, decide(journal, rule), mine)[0] for rule in (Plurality(), Borda())]
    assert found == [(7.0, 27.0), (7.0, 15.0)]
    assert often == ["Which?"]


@given(st.lists(st.sampled_from("ABC"), min_size=1, max_size=5))
def test_a_talk_measures_the_same_however_it_is_given(said: Said, stances: list[str]) -> None:
    journal = said([[one] for one in stances])
    verdict = decide(journal, Plurality())
    assert measured(journal, verdict, CHEAP) == measured(Seen(journal), verdict, CHEAP)


def test_a_talk_that_broke_off_is_wrong_where_the_truth_is_known_and_else_undefined() -> None:
    gone = dict(zip(MEASURES, missing(KNOWN, MEASURES.values()), strict=True))
    assert {name for name, figure in gone.items() if figure is not None} == {"accuracy", "accuracy-split"}
    assert set(gone.values()) == {0.0, None}
    assert set(missing(UNKNOWN, CHEAP)) == {None}
    number = Question(text="?", range=(0.0, 10.0), answer=3.0)
    assert missing(number, [MEASURES["error"], MEASURES["accuracy"], MEASURES["entropy"]]) == (
        0.7,
        None,
        None,
    )


def test_the_page_on_measures_tells_of_each_what_its_docstring_says() -> None:
    told = re.findall(r"^\| `(.+?)` \| (.+) \| (.+) \| (.*) \|$", PAGE.read_text(), re.MULTILINE)
    assert told == [(one.name, about(one), bounds(one), source(one)) for one in MEASURES.values()]


def test_the_measure_that_the_page_shows_is_one(
    said: Said, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (program,) = re.findall(r"^```python\n(.*?)^```", PAGE.read_text(), re.MULTILINE | re.DOTALL)
    (tmp_path / "my_measures.py").write_text(program)
    monkeypatch.syspath_prepend(tmp_path)
    (made,) = chosen(["my_measures:longest_argument"], typed())
    assert f"measures `{made.name}`" in PAGE.read_text()
    journal = said([["A"], [Reply(stance="B", argument=Argument(text="So."))]])
    assert measured(journal, decide(journal, Plurality()), (made,)) == ((3.0,), {})


def about(measure: Measure) -> str:
    first = str(measure.of.__doc__).partition("\n")[0].removeprefix("Return ")
    return f"{first[:-1]}{' (costly)' if measure.costly else ''}"


def bounds(measure: Measure) -> str:
    low, high = measure.low, measure.high
    if math.isinf(low):
        return f"{high:g} at most"
    return f"{low:g} and more" if math.isinf(high) else f"{low:g} to {high:.4g}"


def source(measure: Measure) -> str:
    cited = re.search(r"Source:\s*(.+?)(?:\n\n|\Z)", str(measure.of.__doc__), re.DOTALL)
    return " ".join(cited[1].split()) if cited else ""
