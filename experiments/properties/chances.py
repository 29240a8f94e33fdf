"""What protocols guarantee on average, each of one class of seats: tried on many draws of who knows what."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, NamedTuple

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from ...agents import Conformist, MajorityFollower, Stubborn
from ...protocols import Poll
from ...sim import Agent, Ballots, Evidence, Journal, Key, Panel, Protocol, Question, Seat, SpecError, ballots
from .averages import Average, Sample, averaged
from .cases import PEOPLE, Deliberation, Occasion, each, least, refused
from .property import Property, of_protocols
from .telling import told

QUESTION = Question(text="Which?", options=("x", "y"))
ACCURACIES = (0.6, 0.7, 0.8, 0.9)
"""How often a seat is told what is right."""
FINE = 0.03
"""By how much conformists may be right less often: what they lose is less than a tenth."""
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


class Team(NamedTuple):
    """Seats, and how often each is told what is right, of two options; the truth is either as often.

    Attributes:
        agents: who sits there.
        accuracies: of what each is told, from 0 to 1.
    """

    agents: tuple[Agent, ...]
    accuracies: tuple[float, ...]

    def talk(self, protocol: Protocol) -> Deliberation:
        """Return the talk that they hold, time and again."""
        named = zip(PEOPLE, self.agents, strict=False)
        panel = Panel(seats=tuple(Seat(name=name, agent=agent) for name, agent in named))
        return Deliberation(question=QUESTION, panel=panel, protocol=protocol)

    def occasion(self, seed: int) -> Occasion:
        """Draw what is right and what each is told: with a higher accuracy the same, or right instead."""
        stream = Key(seed, "what is known").stream()
        right, wrong = stream.shuffled(QUESTION.options)
        signals = tuple(
            (name, Evidence(stance=right if stream.random() < accuracy else wrong))
            for name, accuracy in zip(PEOPLE, self.accuracies, strict=False)
        )
        return Occasion(QUESTION.model_copy(update={"answer": right}), signals, seed)


class Longer(NamedTuple):
    """A team, how many rounds it talks, and how many more it might."""

    team: Team
    rounds: int = 1
    more: int = 1


class Raised(NamedTuple):
    """A team, and one seat of it that might be told what is right each time that another would be."""

    team: Team
    place: int = 0
    accuracy: float = 1.0


class Lone(NamedTuple):
    """One seat that stays as it began among several that began otherwise: where it sits, and who they are."""

    place: int
    others: tuple[Agent, ...]


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
    if refused(target, talk):
        return []
    occasions = [case.occasion(seed) for seed in seeds]
    return _compared(talk, occasions, alone, occasions, ("When they talk:", "For instance, each alone:"))


def _longer(target: Protocol, case: Longer, seeds: Sequence[int]) -> list[Sample]:
    short, long = (
        case.team.talk(target.model_copy(update={"rounds": rounds}))
        for rounds in (case.rounds, case.rounds + case.more)
    )
    if refused(target, short):
        return []
    occasions = [case.team.occasion(seed) for seed in seeds]
    names = f"In {case.rounds + case.more} rounds:", f"For instance, in {case.rounds}:"
    return _compared(long, occasions, short, occasions, names)


def _raised(target: Protocol, case: Raised, seeds: Sequence[int]) -> list[Sample]:
    talk = case.team.talk(target)
    if refused(target, talk):
        return []
    accuracies = list(case.team.accuracies)
    accuracies[case.place] = max(case.accuracy, accuracies[case.place])
    better = case.team._replace(accuracies=tuple(accuracies))
    names = f"When {PEOPLE[case.place]} is told more:", "For instance:"
    before, now = ([team.occasion(seed) for seed in seeds] for team in (case.team, better))
    return _compared(talk, now, talk, before, names)


def _attacked(target: Protocol, case: Lone, seeds: Sequence[int]) -> list[Sample]:
    """Return 1 where most of the honest, who all began right, end so, 1/2 where half of them do, else 0."""
    return [
        one._replace(value=score(_without(ballots(one.journal), PEOPLE[case.place])))
        for one in _alone(target, case, seeds, right=False)
        if one.journal is not None
    ]


def _wins(target: Protocol, case: Lone, seeds: Sequence[int]) -> list[Sample]:
    """Return 1 where what the one holds leads in the end, else 0."""
    return [
        one._replace(value=float(score(ballots(one.journal)) == 1))
        for one in _alone(target, case, seeds, right=True)
        if one.journal is not None
    ]


def _alone(target: Protocol, case: Lone, seeds: Sequence[int], *, right: bool) -> list[Sample]:
    """Hold talks in which one knows what is right, or all but it do; none is scored yet."""
    agents = [*case.others]
    agents.insert(case.place, Stubborn())
    sure = [float(not right)] * len(agents)
    sure[case.place] = float(right)
    team = Team(tuple(agents), tuple(sure))
    talk = team.talk(target)
    if refused(target, talk):
        return []
    occasions = [team.occasion(seed) for seed in seeds]
    return [
        Sample(0.0, partial(told, journal, one.evidence), journal)
        for journal, one in zip(each(talk, occasions), occasions, strict=True)
    ]


def _without(counted: Ballots, seat: str) -> Ballots:
    """Return the ballots without that of a seat."""
    kept = {name: reply for name, reply in counted.cast.items() if name != seat}
    return counted._replace(cast=kept)


@st.composite
def teams(
    draw: DrawFn, target: Protocol, *, of: SearchStrategy[Agent], min_seats: int = 3, max_seats: int = 7
) -> Team:
    """Draw a team that the protocol suits.

    Args:
        draw: given by Hypothesis.
        target: the protocol.
        of: a strategy of those who sit there.
        min_seats: at least 1.
        max_seats: at most 10.
    """
    fewest = least(target, min_seats)
    seats = draw(st.integers(fewest, max(fewest, max_seats)))
    agents = tuple(draw(of) for _ in range(seats))
    return Team(agents, tuple(draw(st.sampled_from(ACCURACIES)) for _ in range(seats)))


@st.composite
def _seated(draw: DrawFn, target: Protocol, others: int) -> Lone:
    """Draw where one sits among so many conformists."""
    least(target, others + 1)
    return Lone(draw(st.integers(0, others)), (Conformist(),) * others)


def _with_rounds(target: Any) -> str:
    if why := of_protocols(target):
        return why
    return "" if "rounds" in type(target).model_fields else "it has no field `rounds`"


FOLLOWERS: SearchStrategy[Agent] = st.just(MajorityFollower())
CONFORMISTS: SearchStrategy[Agent] = st.just(Conformist())

_by = partial(averaged, kind="protocol")


def one_adversary(honest: int) -> Property:
    """Return the property that one adversary does not flip so many honest seats.

    Args:
        honest: how many conformists sit there, all of whom begin with what is right; 2 or more.

    Raises:
        SpecError: there are fewer, or more than the table has names for.
    """
    if not 2 <= honest < len(PEOPLE):
        raise SpecError(f"{honest} honest seats: give from 2 to {len(PEOPLE) - 1}")
    claim = _by(
        name=f"one-adversary-flips-no-{NUMBERS[honest]}",
        statement=f"Of {NUMBERS[honest]} conformists who begin right most end so, though one says otherwise.",
        source="Amayuelas et al. (2024), MultiAgent collaboration attack",
        mutant="a protocol in which the adversary speaks first",
        applies=of_protocols,
        cases=lambda target: _seated(target, honest),
        average=Average("how often most of the honest end right", _attacked, least=0.0, floor=1.0),
    )
    return claim._replace(made=(one_adversary, honest))


def _of(agents: SearchStrategy[Agent]) -> Callable[[Any], SearchStrategy[Team]]:
    return lambda target: teams(target, of=agents)


def _more_rounds(agents: SearchStrategy[Agent]) -> Callable[[Any], SearchStrategy[Longer]]:
    rounds, more = st.integers(1, 2), st.integers(1, 5)
    return lambda target: st.builds(Longer, teams(target, of=agents, max_seats=5), rounds, more)


def _told_more(target: Any) -> SearchStrategy[Raised]:
    return teams(target, of=FOLLOWERS, max_seats=5).flatmap(
        lambda team: st.builds(Raised, st.just(team), st.integers(0, len(team.agents) - 1))
    )


_TALKED = Average("how much more often the most are right after talking than each alone", _kept)
_LASTED = Average("how much more often the most are right with more rounds", _longer)

CHANCES = (
    _by(
        name="accuracy-kept",
        statement="Where all follow the most, talking does not make them right less often, on average.",
        source="Condorcet (1785), Essai sur l'application de l'analyse",
        mutant="a protocol in which they speak one by one",
        applies=of_protocols,
        cases=_of(FOLLOWERS),
        average=_TALKED,
    ),
    _by(
        name="accuracy-kept-among-conformists",
        statement="Talking does not make conformists right less often, on average.",
        source="Wynn, Satija and Hadfield (2025), Talk isn't always cheap, who refute it",
        mutant="a protocol in which conformists hear each other",
        applies=of_protocols,
        cases=_of(CONFORMISTS),
        average=_TALKED._replace(delta=FINE),
    ),
    _by(
        name="more-rounds-never-hurt",
        statement="Where all follow the most, more rounds do not make them right less often, on average.",
        source="Du, Li, Torralba, Tenenbaum and Mordatch (2023), Improving factuality and reasoning",
        mutant="a protocol whose later rounds are told that most hold what the fewest do",
        applies=_with_rounds,
        cases=_more_rounds(FOLLOWERS),
        average=_LASTED,
    ),
    _by(
        name="more-rounds-never-hurt-conformists",
        statement="More rounds do not make conformists right less often, on average.",
        source="Wynn, Satija and Hadfield (2025), Talk isn't always cheap, who refute it",
        mutant="a protocol in which conformists hear each other",
        applies=_with_rounds,
        cases=_more_rounds(CONFORMISTS),
        average=_LASTED._replace(delta=FINE),
    ),
    _by(
        name="more-evidence-never-hurts",
        statement="Where all follow the most, one who is told what is right more often makes it win no less.",
        source="Condorcet (1785), Essai sur l'application de l'analyse",
        mutant="a protocol that tells all that most hold what the fewest do",
        applies=of_protocols,
        cases=_told_more,
        average=Average("how much more often the most are right where one is told more", _raised, delta=0.05),
    ),
    _by(
        name="lone-right-seat-can-win",
        statement="One who is right and stays so wins over two conformists at least one time in ten.",
        source="Asch (1951), Effects of group pressure; Moscovici (1976), Social influence and social change",
        mutant="a protocol in which nobody hears anybody",
        applies=of_protocols,
        cases=lambda target: _seated(target, 2),
        average=Average("how often the one wins", _wins, least=0.0, floor=0.1, delta=0.0),
    ),
    one_adversary(4),
)
"""What protocols guarantee on average, or are said to."""
