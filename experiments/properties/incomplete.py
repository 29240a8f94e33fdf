"""Properties of rules on ballots with ties, truncated ones, and seats with several votes."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from hypothesis.strategies import SearchStrategy

from ...protocols.rules.axioms.axiom import Winners
from ...protocols.rules.axioms.blocks import voters
from ...sim import Ballots, Question, Reply, Rule, SpecError, WeakOrder
from ...sim.statement import places
from .axioms import counts_rankings, tallied
from .property import HOLDS, IDLE, Broken, Outcome, Property
from .strategies.profiles import Votes, spelt_weak, votes


class Change(NamedTuple):
    """What a profile is compared with.

    Attributes:
        after: it.
        deed: what was done to get there, in words.
        wrong: says of who wins there what must not be; an empty string if all is well.
        blocks: whether each block is one seat with several votes; else each voter is a seat.
    """

    after: Votes
    deed: str
    wrong: Callable[[Winners], str]
    blocks: bool = False


Changes = Callable[[Votes, Winners], Iterator[Change]]


def elected_by(rule: Rule, profile: Votes, *, blocks: bool = False) -> Winners:
    """Return who wins, in the order of the options.

    Args:
        rule: how to count.
        profile: what is cast.
        blocks: whether each block is one seat with as many votes; else each voter is a seat.
    """
    rows = profile.rows if blocks else [(row, 1) for row, count in profile.rows for _ in range(count)]
    cast = {str(number): _reply(ranking) for number, (ranking, _) in enumerate(rows, 1)}
    weights = {str(number): count for number, (_, count) in enumerate(rows, 1)} if blocks else {}
    question = Question(text="Which?", options=profile.options)
    winners = rule.tally(Ballots(question, cast, {}, weights)).winners
    return tuple(option for option in profile.options if option in winners)


def _tried(rule: Rule, profile: Votes, *, blocks: bool = False) -> Winners | None:
    """Return who wins; None where the ballots do not hold what the rule counts."""
    try:
        return elected_by(rule, profile, blocks=blocks)
    except SpecError:
        return None


def _reply(ranking: WeakOrder) -> Reply:
    """Return a ballot: its stance is what stands alone in the first place."""
    first = ranking[0]
    return Reply(stance=first if isinstance(first, str) else None, ranking=ranking)


def _raised(profile: Votes, won: Winners) -> Iterator[Change]:
    """Let some of each block raise a winner by one place, and to the top."""
    for winner in won:
        for at, (ranking, count) in enumerate(profile.rows):
            for higher in _higher(ranking, winner):
                for many in range(1, count + 1):
                    raised = f"{'raises' if many == 1 else 'raise'} {winner}: {spelt_weak(higher)}"
                    deed = f"{voters(many)} of {spelt_weak(ranking)} {raised}"
                    kept = ((ranking, count - many),) if count > many else ()
                    rows = (*profile.rows[:at], *kept, (higher, many), *profile.rows[at + 1 :])
                    yield Change(profile._replace(rows=rows), deed, _lost(winner))


def _lost(winner: str) -> Callable[[Winners], str]:
    return lambda wins: "" if winner in wins else f"{winner} is raised, and wins no more"


def _renamed(profile: Votes, won: Winners) -> Iterator[Change]:
    """Exchange the names of two neighbours in the list."""
    for one, other in zip(profile.options, profile.options[1:], strict=False):
        swap = {one: other, other: one}

        def of(name: str, swap: dict[str, str] = swap) -> str:
            return swap.get(name, name)

        rows = tuple((_mapped(ranking, of), count) for ranking, count in profile.rows)
        due = {of(option) for option in won}

        def wrong(wins: Winners, due: set[str] = due) -> str:
            return "" if {*wins} == due else f"{' and '.join(sorted(due)) or 'nobody'} would have to win"

        yield Change(profile._replace(rows=rows), f"{one} and {other} exchange names", wrong)


def _turned(profile: Votes, won: Winners) -> Iterator[Change]:
    """Have the voters cast their ballots the other way round."""
    after = profile._replace(rows=profile.rows[::-1])
    if after != profile:
        said = "nothing but who votes what has changed"
        yield Change(after, "the voters change places", _as_before(won, said))


def _weighed(profile: Votes, won: Winners) -> Iterator[Change]:
    """Have one seat cast the votes of each block."""
    if any(count > 1 for _, count in profile.rows):
        said = "nothing but who casts the votes has changed"
        yield Change(profile, "one seat casts the votes of each block", _as_before(won, said), blocks=True)


def _as_before(won: Winners, said: str) -> Callable[[Winners], str]:
    return lambda wins: "" if wins == won else said


def _higher(ranking: WeakOrder, option: str) -> Iterator[WeakOrder]:
    """Yield the ranking with an option alone at each higher place, and nothing else changed."""
    tiers = [tuple(name for name in tier if name != option) for tier in places(ranking)]
    at = next((i for i, tier in enumerate(places(ranking)) if option in tier), len(tiers))
    shared = at < len(tiers) and bool(tiers[at])
    unranked = at == len(tiers)
    rest = [tier for tier in tiers if tier]
    for place in range(at if shared or unranked else at - 1, -1, -1):
        moved = [*rest[:place], (option,), *rest[place:]]
        yield tuple(tier[0] if len(tier) == 1 else tier for tier in moved)


def _mapped(ranking: WeakOrder, of: Callable[[str], str]) -> WeakOrder:
    return tuple(of(place) if isinstance(place, str) else tuple(sorted(map(of, place))) for place in ranking)


def _property(name: str, statement: str, source: str, mutant: str, changes: Changes) -> Property:
    def check(rule: Rule, profile: Votes) -> Outcome:
        won = _tried(rule, profile)
        if won is None:
            return IDLE
        told_apart = False
        for change in changes(profile, won):
            wins = _tried(rule, change.after, blocks=change.blocks)
            if wins is None:
                continue
            told_apart |= any(0 < len(those) < len(profile.options) for those in (won, wins))
            if wrong := change.wrong(wins):
                return Broken(wrong, tallied((profile, won), change.deed, (change.after, wins)))
        return HOLDS if told_apart else IDLE

    def cases(rule: Rule) -> SearchStrategy[Votes]:  # noqa: ARG001 - the same for any
        return votes(max_options=3, max_voters=8)

    return Property(name, statement, source, "rule", mutant, counts_incomplete, cases, check)


def counts_incomplete(target: Any) -> str:
    """Say why something counts no rankings with ties that leave options out; an empty string if it does."""
    if why := counts_rankings(target):
        return why
    try:
        elected_by(target, Votes(("a", "b", "c"), (((("a", "b"),), 1), (("c",), 1))))
    except SpecError as error:
        return str(error)
    return ""


INCOMPLETE = (
    _property(
        "monotonicity-of-incomplete-ballots",
        "A winner still wins after some voters have ranked it higher, or at all, and changed nothing else.",
        "Fishburn (1982), Monotonicity paradoxes in the theory of elections; of truncated ballots: Emerson "
        "(2013), The original Borda count and partial voting",
        "ranked-minus-place",
        _raised,
    ),
    _property(
        "neutrality-of-incomplete-ballots",
        "Options are treated alike by ballots with ties too: if they exchange names, so do the winners.",
        "May (1952), A set of independent necessary and sufficient conditions for simple majority decision",
        "hash-order",
        _renamed,
    ),
    _property(
        "anonymity-of-incomplete-ballots",
        "Who casts which ballot does not matter where ballots have ties or leave options out.",
        "May (1952), A set of independent necessary and sufficient conditions for simple majority decision",
        "last-ballot-lost",
        _turned,
    ),
    _property(
        "votes-count-alike",
        "A seat with several votes counts as as many seats with one.",
        "by definition",
        "one-ballot-a-block",
        _weighed,
    ),
)
