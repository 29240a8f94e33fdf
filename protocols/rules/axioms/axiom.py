"""What an axiom is, and what shows that a rule breaks it."""

from abc import abstractmethod
from collections.abc import Iterator
from functools import lru_cache
from typing import ClassVar, NamedTuple

from ....sim import Ballots, Kind, Question, Reply, Rule, SpecError
from .blocks import Blocks, Order, voters
from .declared import declared

Winners = tuple[str, ...]


class Breach(NamedTuple):
    """Where an axiom is broken.

    Attributes:
        before: a profile.
        after: what it is compared with; None where the axiom is about one profile.
        deed: what was done to get from one to the other, in words.
        wrong: what must not be, in words.
    """

    before: Blocks
    after: Blocks | None
    deed: str
    wrong: str


class Violation(NamedTuple):
    """What shows that a rule breaks an axiom: to be checked by hand.

    Attributes:
        axiom: its name.
        rule: its name.
        before: a profile.
        won: who wins there.
        after: the profile that it is compared with; None where the axiom is about one profile.
        wins: who wins there.
        deed: what was done to get from one to the other.
        wrong: what must not be.
    """

    axiom: str
    rule: str
    before: Blocks
    won: Winners
    after: Blocks | None
    wins: Winners
    deed: str
    wrong: str

    @property
    def size(self) -> int:
        """How many voters the larger of the two profiles has."""
        return max(self.before.voters, self.after.voters if self.after else 0)

    @property
    def sole(self) -> bool:
        """Whether there is exactly one winner, before and after."""
        return len(self.won) == 1 and (self.after is None or len(self.wins) == 1)

    def __str__(self) -> str:
        lines = [f"{self.rule} breaks {self.axiom}", f"before: {_told(self.before, self.won)}"]
        if self.after is not None:
            lines += [f"then: {self.deed}", f"after: {_told(self.after, self.wins)}"]
        return "\n".join([*lines, f"but: {self.wrong}"])


class Elections:
    """Who wins under a rule; each profile is counted once.

    Each voter is a seat, and the seats are in the order of the blocks.

    Args:
        rule: one that counts rankings.

    Attributes:
        rule: as given.
        anonymous: whether it declares not to mind who votes what: then profiles that differ in nothing else
            are counted once.
        neutral: whether it declares to treat options alike: then a search need not go through all names.
    """

    def __init__(self, rule: Rule) -> None:
        said = declared(rule)
        self.rule = rule
        self.anonymous = said is not None and "anonymity" in said.keeps
        self.neutral = said is not None and "neutrality" in said.keeps
        self._known: dict[object, Winners] = {}

    def __call__(self, profile: Blocks) -> Winners:
        """Return the winners, in the order of the options."""
        key = (profile.options, profile.multiset) if self.anonymous else profile
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self.count(profile)
        return found

    def count(self, profile: Blocks) -> Winners:
        """Count a profile as it stands.

        Raises:
            SpecError: the rule counts no rankings, or cannot say all who win.
        """
        replies = (_reply(ranking) for ranking, count in profile.rows for _ in range(count))
        cast = {str(number): reply for number, reply in enumerate(replies, 1)}
        tally = self.rule.tally(Ballots(_question(profile.options), cast, {}))
        if not tally.exact:
            raise SpecError(f"{self.rule.name} cannot say all who win {str(profile)!r:.200}: too many tie")
        return tuple(option for option in profile.options if option in tally.winners)

    def violation(self, axiom: "Axiom", breach: Breach) -> Violation:
        """Return a breach with all that there is to know about it."""
        before, after, deed, wrong = breach
        won = self.count(before)
        wins = () if after is None else self.count(after)
        if self.anonymous:
            before, after = before.tidy(), after.tidy() if after else None
        return Violation(axiom.name, self.rule.name, before, won, after, wins, deed, wrong)


class Axiom(Kind):
    """What a rule can be held to: of one profile, or of two that differ in a certain way.

    Axioms are about who wins, all who tie included, where everyone ranks all options.
    """

    alike: ClassVar[bool] = True
    """Whether it treats options alike; what hangs on the order in which they are listed does not."""

    @abstractmethod
    def breaches(self, profile: Blocks, elect: Elections) -> Iterator[Breach]:
        """Yield where the axiom is broken: on a profile, or between it and all that it is compared with.

        Of profiles of different size it is given the larger.
        """

    def between(self, before: Blocks, after: Blocks, elect: Elections) -> Iterator[Breach]:
        """Yield where the axiom is broken between two profiles; nothing where it does not compare them."""
        whole = before if after.voters <= before.voters else after
        for breach in self.breaches(whole, elect):
            if self.same(breach.before, before) and self.same(breach.after, after):
                yield breach

    def violated(
        self, rule: Rule | Elections, before: Blocks, after: Blocks | None = None
    ) -> Violation | None:
        """Say whether a rule breaks the axiom.

        Args:
            rule: the rule.
            before: a profile; of profiles of different size, where no second one is given, the larger.
            after: the one to compare it with; all that the axiom compares it with where none is given.

        Returns:
            What shows it; None if nothing does.
        """
        elect = rule if isinstance(rule, Elections) else Elections(rule)
        found = self.breaches(before, elect) if after is None else self.between(before, after, elect)
        return next((elect.violation(self, breach) for breach in found), None)

    def same(self, one: Blocks | None, other: Blocks) -> bool:
        """Whether two profiles are one: each ranking has as many voters, whoever they are."""
        return one is not None and (one.options, one.multiset) == (other.options, other.multiset)

    @property
    def name(self) -> str:
        """The name to print."""
        return str(self.spec()["use"])


def named(options: Winners) -> str:
    """Spell who wins.

    >>> named(("a", "b")), named(())
    ('a and b', 'nobody')
    """
    return " and ".join(options) or "nobody"


def win(options: Winners) -> str:
    """Say who wins."""
    return f"{named(options)} {'win' if len(options) > 1 else 'wins'}"


def _told(profile: Blocks, winners: Winners) -> str:
    return f"{profile} ({voters(profile.voters)}): {win(winners)}"


@lru_cache(maxsize=4096)
def _reply(ranking: Order) -> Reply:
    return Reply(stance=ranking[0], ranking=ranking)


@lru_cache(maxsize=64)
def _question(options: tuple[str, ...]) -> Question:
    return Question(text="Which?", options=options)
