"""Strategies of rules: whatever bundled rule can decide a question, with fields drawn."""

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from itertools import product
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from ....protocols.rules import RULES, Borda, Majority, Mean, Median, Plurality
from ....sim import Question, Rule, SpecError, Wants
from ...catalogue import typed

_ENDS = {"low": (0.0, -1.0), "high": (5.0, 1.0, 10.0)}
_STRENGTHS = {"strength": ("margins", "winning-votes")}
_PARTS = {"follows": ("all", "any"), "conclusion": (None, 1, 2)}
FIELDS: Mapping[str, Mapping[str, Sequence[Any]]] = {
    "conclusion-based": _PARTS,
    "coombs": {"majority_stop": (False, True)},
    "cumulative": {"budget": (10.0, 1.0, 100.0)},
    "extremised-pool": {"d": (2.0, 1.0, 3.0), "clip": (0.001, 0.1)},
    "geometric-mean-of-odds": {"clip": (0.001, 0.1)},
    "hedge": {"horizon": (1, 10, 100)},
    "log-odds-weighted": {"estimate": (True,)},
    "logarithmic-pool": {"clip": (0.001, 0.1)},
    "majority-judgment": _ENDS,
    "minimax": _STRENGTHS,
    "part-by-part": {"rule": (Plurality(), Majority()), "numbers": (Median(), Mean())},
    "premise-based": _PARTS,
    "quadratic": {"budget": (10.0, 1.0, 100.0)},
    "ranked-pairs": _STRENGTHS,
    "schulze": _STRENGTHS,
    "score": _ENDS | {"mean": (False, True), "quorum": (0.5, 0.0, 1.0)},
    "sortition": {"rule": (Plurality(), Borda()), "size": (1, 3, 5), "seed": (0, 1, 2)},
    "star": _ENDS,
    "supermajority": {"share": ("2/3", "3/4", 1), "more": (False, True)},
    "trimmed-mean": {"alpha": (0.2, 0.0, 0.4)},
    "winsorised-mean": {"alpha": (0.2, 0.0, 0.4)},
}
"""What is drawn for the fields of rules that have some, the simplest first."""


def rules(question: Question, *, ballot: Wants | None = None) -> SearchStrategy[Rule]:
    """Return a strategy of rules that can decide a question, plurality first if that can.

    Args:
        question: which; those over numbers come for numbers, those over parts for parts.
        ballot: which all cast, such as `Ranking()`; those alone come that can count it. None = any.

    Raises:
        SpecError: no bundled rule can.
    """
    return _rules(question, ballot)


@lru_cache(maxsize=256)
def _rules(question: Question, ballot: Wants | None) -> SearchStrategy[Rule]:
    names = sorted(RULES, key=lambda name: (name != "plurality", name))
    fitting = [
        kept for name in names if (kept := [one for one in _variants(name) if _fits(one, question, ballot)])
    ]
    if not fitting:
        raise SpecError(f"no bundled rule decides {question.text[:80]!r} by such a ballot")
    return st.one_of(*map(st.sampled_from, fitting))


@cache
def _variants(name: str) -> list[Rule]:
    """Return a rule with any fields, the simplest first."""
    fields = FIELDS.get(name, {})
    kind = typed().find("rule", name)
    return [kind(**dict(zip(fields, drawn, strict=True))) for drawn in product(*fields.values())]


def _fits(rule: Rule, question: Question, ballot: Wants | None) -> bool:
    try:
        wants = rule.needs(question)
    except SpecError:
        return False
    return ballot is None or ballot.gives(wants)
