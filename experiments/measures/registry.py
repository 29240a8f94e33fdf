"""The measures by name, and those that somebody names."""

import inspect
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from ...sim import Names, SpecError, Verdict
from ...sim.names import kebab, match, unknown
from . import accuracy, agreement, calibration, causes, cost, flips, influence, opinions
from .measure import COUNT, SHARE, Measure
from .seen import Seen

_ALL = (
    Measure("accuracy", accuracy.accuracy, *SHARE, takes_verdict=True),
    Measure("accuracy-split", accuracy.accuracy_split, *SHARE, takes_verdict=True),
    Measure("error", accuracy.error, *SHARE, takes_verdict=True, less=True),
    Measure("minority-rescued", accuracy.minority_rescued, *SHARE, takes_verdict=True),
    Measure("majority-destroyed", accuracy.majority_destroyed, *SHARE, takes_verdict=True, less=True),
    Measure("brier", calibration.brier, 0.0, 2.0, less=True),
    Measure("log-score", calibration.log_score, 0.0, calibration.WORST, less=True),
    Measure("agreement", agreement.agreement, *SHARE, takes_verdict=True),
    Measure("agreement-above-chance", agreement.agreement_above_chance, -1.0, 1.0, takes_verdict=True),
    Measure("consensus", agreement.consensus, *SHARE, takes_verdict=True),
    Measure("rounds-to-consensus", agreement.rounds_to_consensus, *COUNT),
    Measure("right-to-wrong", flips.right_to_wrong, *COUNT, less=True),
    Measure("wrong-to-right", flips.wrong_to_right, *COUNT),
    Measure("wrong-to-wrong", flips.wrong_to_wrong, *COUNT),
    Measure("flip-rate", flips.flip_rate, *SHARE),
    Measure("spontaneous", causes.spontaneous, *COUNT, costly=True),
    Measure("told", causes.told, *COUNT, costly=True),
    Measure("conformity", causes.conformity, *COUNT, costly=True),
    Measure("persuasion", causes.persuasion, *COUNT, costly=True),
    Measure("held-back", causes.held_back, *COUNT, costly=True),
    Measure("stances", opinions.stances, *COUNT),
    Measure("entropy", opinions.entropy, *COUNT),
    Measure("effective-number", opinions.effective_number, 1.0),
    Measure("simpson", opinions.simpson, *SHARE),
    Measure("reynal-querol", opinions.reynal_querol, *SHARE),
    Measure("variance", opinions.variance, *SHARE),
    Measure("pairwise-distance", opinions.pairwise_distance, *SHARE),
    Measure("esteban-ray", opinions.esteban_ray, *SHARE),
    Measure("bimodality", opinions.bimodality, *COUNT),
    Measure("local-agreement", opinions.local_agreement, *SHARE),
    Measure("e-i-index", opinions.e_i_index, -1.0, 1.0),
    Measure("assortativity", opinions.assortativity, high=1.0),
    Measure("influence-concentration", influence.influence_concentration, *SHARE),
    Measure("messages", cost.messages, *COUNT, less=True),
    Measure("asks", cost.asks, *COUNT, less=True),
    Measure("intercepted", cost.intercepted, *COUNT),
    Measure("tokens", cost.tokens, *COUNT, less=True),
    Measure("price", cost.price, *COUNT, less=True),
)

MEASURES: Mapping[str, Measure] = {measure.name: measure for measure in _ALL}
"""The bundled measures, in the order in which they are told."""

CHEAP = tuple(measure for measure in _ALL if not measure.costly)
"""Those that are measured where none is named."""

ALL_CHEAP = "cheap"
"""What stands for all of them in a list of names."""

_WORDS = (ALL_CHEAP, *MEASURES)
_REST = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)


@dataclass(frozen=True)
class Own:
    """Somebody's function of a journal, called as measures are."""

    function: Callable[..., float | None]

    def __call__(self, seen: Seen, *verdict: Verdict) -> float | None:
        """Measure."""
        return self.function(seen.journal, *verdict)


def chosen(given: Sequence[str] = (), names: Names | None = None) -> tuple[Measure, ...]:
    """Return the measures that are named, in the order given; all that are cheap where none is.

    Args:
        given: names of bundled measures; `"cheap"` for all of these that need no talk to be held again; and
            dotted paths `package.module:function` to functions of a journal, or of a journal and its verdict,
            that return a number, or None where it is undefined. Such a measure has the function's name, in
            kebab-case.
        names: says which modules may be imported; none where nothing is given.

    Raises:
        SpecError: there is no such measure (the nearest is offered), it cannot be imported, it is no such
            function, or two have one name.
    """
    found: dict[str, Measure] = {}
    for name in given or (ALL_CHEAP,):
        for measure in _named(name, Names({}) if names is None else names):
            if found.setdefault(measure.name, measure) != measure:
                raise SpecError(f"two measures are named {measure.name!r}: give one function another name")
    return tuple(found.values())


def _named(name: str, names: Names) -> tuple[Measure, ...]:
    if ":" in name:
        return (_own(name, names),)
    spelt = match(name, _WORDS)
    if spelt is None:
        raise SpecError(unknown("measure", name, _WORDS))
    return CHEAP if spelt == ALL_CHEAP else (MEASURES[spelt],)


def _own(path: str, names: Names) -> Measure:
    """Return the measure that a dotted path names."""
    function = names.find("measure", path)
    name = kebab(re.split(r"[:.]", path)[-1])
    taken = match(name, _WORDS)
    if taken:
        raise SpecError(f"{path!r:.140} has the name of the measure {taken!r}: give the function another")
    wanted = _wanted(function)
    if wanted not in (1, 2) or inspect.iscoroutinefunction(function):
        raise SpecError(
            f"{path!r:.140} is no measure: expected `def {name.replace('-', '_')}(journal)`, or "
            "`(journal, verdict)`, that returns a number or None"
        )
    return Measure(name, Own(function), takes_verdict=wanted == 2)


def _wanted(function: object) -> int | None:
    """Return how many arguments a function must be given by place; None where it is no such function."""
    if isinstance(function, type) or not callable(function):
        return None
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return None
    due = [one for one in parameters if one.default is one.empty and one.kind not in _REST]
    return None if any(one.kind is one.KEYWORD_ONLY for one in due) else len(due)
