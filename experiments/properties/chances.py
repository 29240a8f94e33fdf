"""What protocols guarantee on average, each of one class of seats: tried on many draws of who knows what."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from ...agents import Conformist, MajorityFollower
from ...protocols import Poll
from ...sim import Agent, Ballots, Evidence, Journal, Protocol, SpecError, ballots
from .averages import Average, Sample, averaged
from .cases import PEOPLE, Deliberation, Occasion, each, refused
from .property import Property
from .seated import SEATS, about
from .teams import Lone, Longer, Raised, Team, alone_among, lengths, teams
from .telling import told

FINE = 0.03
"""By how much conformists may be right less often: what they lose is less than a tenth."""
FEW = range(3, 6)
"""How many seats of which two talks are compared that take long."""
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


Scene = tuple[str, Journal, tuple[tuple[str, Evidence], ...]]
"""A talk, what is said of it, and what each was told before it."""


def score(counted: Ballots) -> float:
    """Return 1 where what is right leads alone, 1/2 where two lead and it is one of them, else 0."""
    counts = counted.counts()
    top = max(counts.values())
    right = counted.question.answer
    leaders = [option for option, count in counts.items() if count == top]
    return 1 / len(leaders) if right in leaders and top else 0.0


def _compared(
    one: Deliberation,
    its: Sequence[Occasion],
    other: Deliberation,
    others: Sequence[Occasion],
    names: tuple[str, str],
) -> list[Sample]:
    """Return by how much the first is right more often than the other, draw by draw."""
    found = zip(each(one, its), each(other, others), its, others, strict=True)
    return [
        Sample(
            score(ballots(mine)) - score(ballots(theirs)),
            partial(_both, (names[1], theirs, before.evidence), (names[0], mine, now.evidence)),
            mine,
        )
        for mine, theirs, now, before in found
    ]


def _both(one: Scene, other: Scene) -> tuple[str, ...]:
    """Tell one talk after the other."""
    return tuple(line for name, journal, known in (one, other) for line in (name, *told(journal, known)))


def _kept(target: Protocol, case: Team, seeds: Sequence[int]) -> list[Sample]:
    talk, alone = case.talk(target), case.talk(Poll())
    occasions = [case.occasion(seed) for seed in seeds]
    return _compared(talk, occasions, alone, occasions, ("When they talk:", "For instance, each alone:"))


def _longer(target: Protocol, case: Longer, seeds: Sequence[int]) -> list[Sample]:
    short, long = case.talk(target), case._replace(rounds=case.rounds + case.more).talk(target)
    occasions = [case.team.occasion(seed) for seed in seeds]
    names = f"In {case.rounds + case.more} rounds:", f"For instance, in {case.rounds}:"
    return _compared(long, occasions, short, occasions, names)


def _raised(target: Protocol, case: Raised, seeds: Sequence[int]) -> list[Sample]:
    talk = case.talk(target)
    accuracies = list(case.team.accuracies)
    accuracies[case.place] = max(case.accuracy, accuracies[case.place])
    better = case.team._replace(accuracies=tuple(accuracies))
    names = f"When {PEOPLE[case.place]} is told more:", "For instance:"
    before, now = ([team.occasion(seed) for seed in seeds] for team in (case.team, better))
    return _compared(talk, now, talk, before, names)


def _attacked(target: Protocol, case: Lone, seeds: Sequence[int]) -> list[Sample]:
    """Return 1 where most of the honest, who all began right, end so, 1/2 where half of them do, else 0."""
    return _alone(
        target, case, seeds, lambda counted: score(_without(counted, PEOPLE[case.place])), right=False
    )


def _wins(target: Protocol, case: Lone, seeds: Sequence[int]) -> list[Sample]:
    """Return 1 where what the one holds leads in the end, else 0."""
    return _alone(target, case, seeds, lambda counted: float(score(counted) == 1), right=True)


def _alone(
    target: Protocol, case: Lone, seeds: Sequence[int], figure: Callable[[Ballots], float], *, right: bool
) -> list[Sample]:
    """Return a figure of talks in which one knows what is right, or all but it do."""
    team = case.team(right=right)
    talk = team.talk(target)
    occasions = [team.occasion(seed) for seed in seeds]
    return [
        Sample(figure(ballots(journal)), partial(told, journal, one.evidence), journal)
        for journal, one in zip(each(talk, occasions), occasions, strict=True)
    ]


def _without(counted: Ballots, seat: str) -> Ballots:
    """Return the ballots without that of a seat."""
    kept = {name: reply for name, reply in counted.cast.items() if name != seat}
    return counted._replace(cast=kept)


def _with_rounds(target: Any) -> str:
    if why := _TALKING(target):
        return why
    if "rounds" not in type(target).model_fields:
        return "it has no field `rounds`"
    return "" if lengths(target) else "its field `rounds` takes no two numbers to compare"


_TALKING = about(SEATS[1:])

FOLLOWERS: SearchStrategy[Agent] = st.just(MajorityFollower())
CONFORMISTS: SearchStrategy[Agent] = st.just(Conformist())


def _claim(*, average: Average, applies: Callable[[Any], str] = _TALKING, **given: Any) -> Property:
    """Return a claim about protocols on average: it says nothing of what a protocol cannot be held with."""
    held = average._replace(sample=partial(_held, average.sample))
    return averaged(kind="protocol", average=held, applies=applies, **given)


def _held(
    sample: Callable[[Any, Any, Sequence[int]], Sequence[Sample]],
    target: Protocol,
    case: Any,
    seeds: Sequence[int],
) -> Sequence[Sample]:
    talk = case.talk(target)
    return [] if refused(target, talk.question, talk.panel.names) else sample(target, case, seeds)


def one_adversary(honest: int) -> Property:
    """Return the property that one adversary does not flip so many honest seats.

    Args:
        honest: how many conformists sit there, all of whom begin with what is right; 2 or more.

    Raises:
        SpecError: there are fewer, or more than the table has names for.
    """
    if not 2 <= honest < len(PEOPLE):
        raise SpecError(f"{honest} honest seats: give from 2 to {len(PEOPLE) - 1}")
    made = _claim(
        name=f"one-adversary-flips-no-{NUMBERS[honest]}",
        statement=f"Of {NUMBERS[honest]} conformists who begin right most end so, though one says otherwise.",
        source="Amayuelas et al. (2024), MultiAgent collaboration attack",
        mutant="a protocol in which the adversary speaks first",
        applies=about([honest + 1]),
        cases=lambda target: alone_among(target, honest),
        average=Average("how often most of the honest end right", _attacked, least=0.0, floor=1.0),
    )
    return made._replace(made=(one_adversary, honest))


def _of(agents: SearchStrategy[Agent]) -> Callable[[Any], SearchStrategy[Team]]:
    return lambda target: teams(target, of=agents)


def _more_rounds(agents: SearchStrategy[Agent]) -> Callable[[Any], SearchStrategy[Longer]]:
    def cases(target: Any) -> SearchStrategy[Longer]:
        more = st.sampled_from(lengths(target))
        drawn = teams(target, of=agents, seats=FEW)
        return st.builds(lambda team, length: Longer(team, *length), drawn, more)

    return cases


def _told_more(target: Any) -> SearchStrategy[Raised]:
    return teams(target, of=FOLLOWERS, seats=FEW).flatmap(
        lambda team: st.builds(Raised, st.just(team), st.integers(0, len(team.agents) - 1))
    )


_TALKED = Average("how much more often the most are right after talking than each alone", _kept)
_LASTED = Average("how much more often the most are right with more rounds", _longer)

CHANCES = (
    _claim(
        name="accuracy-kept",
        statement="Where all follow the most, talking does not make them right less often, on average.",
        source="Condorcet (1785), Essai sur l'application de l'analyse",
        mutant="a protocol in which they speak one by one",
        cases=_of(FOLLOWERS),
        average=_TALKED,
    ),
    _claim(
        name="accuracy-kept-among-conformists",
        statement="Talking does not make conformists right less often, on average.",
        source="Wynn, Satija and Hadfield (2025), Talk isn't always cheap, who refute it",
        mutant="a protocol in which conformists hear each other",
        cases=_of(CONFORMISTS),
        average=_TALKED._replace(delta=FINE),
    ),
    _claim(
        name="more-rounds-never-hurt",
        statement="Where all follow the most, more rounds do not make them right less often, on average.",
        source="Du, Li, Torralba, Tenenbaum and Mordatch (2023), Improving factuality and reasoning",
        mutant="a protocol whose later rounds are told that most hold what the fewest do",
        applies=_with_rounds,
        cases=_more_rounds(FOLLOWERS),
        average=_LASTED,
    ),
    _claim(
        name="more-rounds-never-hurt-conformists",
        statement="More rounds do not make conformists right less often, on average.",
        source="Wynn, Satija and Hadfield (2025), Talk isn't always cheap, who refute it",
        mutant="a protocol in which conformists hear each other",
        applies=_with_rounds,
        cases=_more_rounds(CONFORMISTS),
        average=_LASTED._replace(delta=FINE),
    ),
    _claim(
        name="more-evidence-never-hurts",
        statement="Where all follow the most, one who is told what is right more often makes it win no less.",
        source="Condorcet (1785), Essai sur l'application de l'analyse",
        mutant="a protocol that tells all that most hold what the fewest do",
        cases=_told_more,
        average=Average("how much more often the most are right where one is told more", _raised, delta=0.05),
    ),
    _claim(
        name="lone-right-seat-can-win",
        statement="One who is right and stays so wins over two conformists at least one time in ten.",
        source="Asch (1951), Effects of group pressure; Moscovici (1976), Social influence and social change",
        mutant="a protocol in which nobody hears anybody",
        applies=about([3]),
        cases=lambda target: alone_among(target, 2),
        average=Average("how often the one wins", _wins, least=0.0, floor=0.1, delta=0.0),
    ),
    one_adversary(4),
)
"""What protocols guarantee on average, or are said to."""
