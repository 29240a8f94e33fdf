"""What rules declare beside what pref_voting says of them (Holliday and Pacuit 2025): four axioms.

Its table comes with the package. A property is true, false or, where its authors have not settled it, null.
"""

import json
from importlib.resources import files
from itertools import product
from typing import Any

import pytest

from moot.protocols.rules import RULES
from moot.protocols.rules.axioms import Blocks, declarations, witness

WHY = "pref_voting is not installed: .ci/oracle installs it apart, and runs this"
pref_voting: Any = pytest.importorskip("pref_voting", reason=WHY)
voting_methods: Any = pytest.importorskip("pref_voting.voting_methods")
dominance: Any = pytest.importorskip("pref_voting.dominance_axioms")
variable: Any = pytest.importorskip("pref_voting.variable_voter_axioms")
Linear: Any = pytest.importorskip("pref_voting.profiles").Profile

TABLE: dict[str, dict[str, bool | None]] = json.loads(
    files("pref_voting").joinpath("data/voting_methods_properties.json").read_text("utf-8")
)

METHODS = {
    "anti-plurality": ("Anti-Plurality", "anti_plurality"),
    "baldwin": ("Baldwin PUT", "baldwin_put"),
    "black": ("Blacks", "blacks"),
    "borda": ("Borda", "borda"),
    "bucklin": ("Bucklin", "bucklin"),
    "condorcet": ("Condorcet", "condorcet"),
    "coombs": ("Coombs PUT", "coombs_put"),
    "copeland": ("Copeland", "copeland"),
    "dowdall": ("Dowdall", "dowdall"),
    "instant-runoff": ("Instant Runoff PUT", "instant_runoff_put"),
    "kemeny": ("Kemeny-Young", "kemeny_young"),
    "minimax": ("Minimax", "minimax"),
    "plurality": ("Plurality", "plurality"),
    "ranked-pairs": ("Ranked Pairs", "ranked_pairs"),
    "schulze": ("Beat Path", "beat_path"),
    "smith": ("Top Cycle", "top_cycle"),
    "two-round-runoff": ("PluralityWRunoff PUT", "plurality_with_runoff_put"),
}
"""Our rules, by their name in the table and in the package; four that declare axioms have no row there."""

PLAIN = {
    "baldwin": ("Baldwin", "baldwin"),
    "coombs": ("Coombs", "coombs"),
    "instant-runoff": ("Instant Runoff", "instant_runoff"),
}
"""The variants that drop all who tie for last at once."""

AXIOMS = {
    "condorcet-loser": "condorcet_loser",
    "condorcet-winner": "condorcet_winner",
    "pareto": "pareto_dominance",
    "positive-involvement": "positive_involvement",
}

DIFFERENCES = {
    # theirs elects all where no option beats every other, ours nobody
    ("condorcet", "condorcet-loser"): (True, False),
    ("condorcet", "pareto"): (True, False),
    ("condorcet", "positive-involvement"): (True, False),
    # a Condorcet loser that is one of the last two loses to the other
    ("coombs", "condorcet-loser"): (True, None),
    ("instant-runoff", "condorcet-loser"): (True, None),
    # what all rank below another has no first place, and of two that meet each has one
    ("two-round-runoff", "pareto"): (True, None),
    # the set may hold what all rank below another: so it does under their own method
    ("smith", "pareto"): (False, True),
}
"""What ours declares, and what theirs says, wherever that is not the same; docs/rules.md has the reasons."""

PLAIN_DIFFERENCES = {
    ("instant-runoff", "condorcet-loser"): (True, False),
    ("instant-runoff", "pareto"): (True, None),
    ("instant-runoff", "positive-involvement"): (True, None),
}


def different(methods: dict[str, tuple[str, str]]) -> dict[tuple[str, str], tuple[bool, bool | None]]:
    said = {
        (name, axiom): (axiom in declarations()[name].keeps, TABLE[methods[name][0]].get(AXIOMS[axiom]))
        for name, axiom in product(methods, AXIOMS)
    }
    return {key: both for key, both in said.items() if both[0] is not both[1]}


def test_what_is_declared_differs_where_it_is_known_to() -> None:
    assert different(METHODS) == DIFFERENCES
    assert different(PLAIN) == PLAIN_DIFFERENCES


def test_the_rules_without_a_row_there() -> None:
    missing = declarations().keys() - METHODS
    assert missing == {"majority", "pairwise-agenda", "supermajority", "unanimity"}
    assert missing < RULES.keys()
    assert "Absolute Majority" not in TABLE


def linear(profile: Blocks) -> Any:
    orders = [[profile.options.index(option) for option in ranking] for ranking, _ in profile.rows]
    return Linear(orders, [count for _, count in profile.rows])


def breaks(axiom: str, method: str, text: str) -> bool:
    """Say whether their method breaks an axiom on a witness, by their own check of that axiom."""
    before, after = witness(text)
    vote = getattr(voting_methods, method)
    if after is None:
        return bool(getattr(dominance, f"has_{AXIOMS[axiom]}_violation")(linear(before), vote))
    joined = after.voters - before.voters
    return bool(variable.has_positive_involvement_violation(linear(after), vote, coalition_size=joined))


WITNESSES = [
    (name, axiom, declarations()[name].breaks[axiom])
    for name, axiom in product(sorted(METHODS.keys() - {"coombs"}), AXIOMS)  # theirs stops at a majority
    if axiom in declarations()[name].breaks
]


@pytest.mark.parametrize(("name", "axiom", "text"), WITNESSES)
def test_their_method_breaks_an_axiom_on_our_witness_by_their_own_check(
    name: str, axiom: str, text: str
) -> None:
    assert breaks(axiom, METHODS[name][1], text)


@pytest.mark.parametrize(
    ("axiom", "method", "text"),
    [
        ("pareto", "top_cycle", "1 abc, 1 bca"),
        ("pareto", "top_cycle", "1 abdc, 1 bdca, 1 cabd"),
        ("condorcet-loser", "condorcet", "1 abc, 1 bac"),
        ("pareto", "condorcet", "1 abc, 1 bac"),
        ("positive-involvement", "condorcet", "1 abc, 1 cab -> 1 abc, 1 bac, 1 cab"),
        ("condorcet-loser", "instant_runoff", "1 abc, 1 bac, 1 cab"),
    ],
)
def test_where_the_difference_shows(axiom: str, method: str, text: str) -> None:
    assert breaks(axiom, method, text)
