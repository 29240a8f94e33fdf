"""Rules over several parts: each by itself, and the discursive dilemma, where one follows from the others."""

from itertools import islice, product
from typing import Literal

from pydantic import Field

from ...sim import ANSWER, Ballots, Question, Rule, SpecError, Stance, Tally, Wants
from ...sim.rule import counted
from ...sim.statement import bare
from .numbers import Median
from .plurality import Plurality

MOST = 4096
"""How many combinations of what ties are listed, at most."""

PLURALITY = Plurality()


class PartRule(Rule):
    """A rule over questions of several parts."""

    def needs(self, question: Question) -> Wants:
        """Return an answer, which is one for each part.

        Raises:
            SpecError: the question has no parts.
        """
        if not question.parts:
            raise SpecError(
                f"{self.name} is over several parts, and the question asks for {question.asks_for}"
            )
        return ANSWER


class PartByPart(PartRule):
    """Decides each part by itself, under one rule for parts that are numbers and one for the others.

    What wins is one answer for each part, which nobody need have given together. Where parts tie every
    combination of their winners does; where one elects nobody, so does the whole.

    Source: proposition-wise aggregation: List and Pettit (2002), Aggregating sets of judgments.

    Attributes:
        rule: for parts that are no numbers.
        numbers: for those that are.
    """

    rule: Rule = PLURALITY
    numbers: Rule = Median()

    def needs(self, question: Question) -> Wants:
        """Return an answer, which is one for each part.

        Raises:
            SpecError: the question has no parts, or a rule needs more than an answer to one of them.
        """
        wanted = super().needs(question)
        for part in question.parts:
            under = self._under(part)
            if under.needs(part) != ANSWER:
                raise SpecError(
                    f"{self.name} has an answer to each part, and {under.name} needs more than that"
                )
        return wanted

    def tally(self, ballots: Ballots) -> Tally:
        """Decide each."""
        self.needs(ballots.question)
        parts = apart(ballots)
        tallies = [self._under(one.question).tally(one) for one in parts]
        told = (self._under(one.question).why(one, tally) for one, tally in zip(parts, tallies, strict=True))
        notes = tuple(f"part {i}: {said}"[:300] for i, said in enumerate(told, 1))
        return combined([tally.winners for tally in tallies], notes)

    def _under(self, part: Question) -> Rule:
        return self.numbers if part.kind == "number" else self.rule

    def why(self, ballots: Ballots, tally: Tally) -> str:  # noqa: ARG002 - the tally says it all
        """Say why each part came out as it did."""
        return " ".join(f"{note[0].upper()}{note[1:]}" for note in tally.notes)


class Doctrine(PartRule):
    """A rule over premises and a conclusion that follows from them. Each has two options, the first affirms.

    Attributes:
        follows: the conclusion is affirmed if `"all"` premises are, or if `"any"` is.
        conclusion: which part it is, from 1; the last where none is given. The others are the premises.
    """

    follows: Literal["all", "any"] = "all"
    conclusion: int | None = Field(default=None, ge=1)

    def needs(self, question: Question) -> Wants:
        """Return an answer, which is one for each part.

        Raises:
            SpecError: there is no premise, no such conclusion, or a part has not two options.
        """
        wanted = super().needs(question)
        n = len(question.parts)
        if n < 2 or (self.conclusion or n) > n:
            which = "the last of them" if self.conclusion is None else f"part {self.conclusion}"
            raise SpecError(f"{self.name} concludes {which} from the others, and there are {n} parts")
        for i, part in enumerate(question.parts, 1):
            if len(part.options) != 2:
                asks = f"has {len(part.options)} options" if part.options else f"asks for {part.asks_for}"
                raise SpecError(
                    f"{self.name} is over parts with two options, yes and no, and part {i} {asks}"
                )
        return wanted

    def concluded(self, question: Question, stance: tuple[str | float, ...]) -> str:
        """Return what follows for the conclusion from the premises of a stance."""
        last = self.place(question)
        affirmed = [held == part.options[0] for held, part in zip(stance, question.parts, strict=True)]
        premises = affirmed[:last] + affirmed[last + 1 :]
        yes = all(premises) if self.follows == "all" else any(premises)
        return question.parts[last].options[0 if yes else 1]

    def place(self, question: Question) -> int:
        """Return the place of the conclusion among the parts, from 0."""
        return (self.conclusion or len(question.parts)) - 1

    def majorities(self, ballots: Ballots) -> tuple[list[tuple[Stance, ...]], tuple[str, ...]]:
        """Return what most of those who voted say on each part, both where they tie, and notes on it."""
        tallies = [PLURALITY.tally(one) for one in apart(ballots)]
        told = (
            f"part {i}: {', '.join(f'{option} {count}' for option, count in tally.scores.items())}"
            for i, tally in enumerate(tallies, 1)
        )
        return [tally.winners for tally in tallies], ("; ".join(told)[:300], *self._torn(ballots))

    def _torn(self, ballots: Ballots) -> tuple[str, ...]:
        question, last = ballots.question, self.place(ballots.question)
        torn = [
            seat
            for seat, reply in ballots.cast.items()
            if isinstance(reply.stance, tuple)
            and self.concluded(question, reply.stance) != reply.stance[last]
        ]
        count = counted(ballots.votes(torn), "ballot")
        return (f"{count} with a conclusion that does not follow from its premises",) if torn else ()


class PremiseBased(Doctrine):
    """Lets the majority decide each premise, and draws the conclusion from them.

    Source: Pettit (2001), Deliberative democracy and the discursive dilemma; List and Pettit (2002),
    Aggregating sets of judgments.
    """

    def tally(self, ballots: Ballots) -> Tally:
        """Decide the premises, and conclude."""
        question = ballots.question
        self.needs(question)
        winners, notes = self.majorities(ballots)
        last = self.place(question)
        found = combined([("",) if i == last else won for i, won in enumerate(winners)], notes)
        whole = tuple(
            (*stance[:last], self.concluded(question, stance), *stance[last + 1 :])
            for stance in found.winners
            if isinstance(stance, tuple)
        )
        against = whole and not {stance[last] for stance in whole} & set(winners[last])
        said = f"a discursive dilemma: most conclude {' or '.join(map(str, winners[last]))} themselves"
        return found._replace(winners=whole, notes=(*found.notes, said) if against else found.notes)

    def why(self, ballots: Ballots, tally: Tally) -> str:
        """Say how the premises came out, and what follows."""
        last = self.place(ballots.question)
        drawn = dict.fromkeys(str(stance[last]) for stance in tally.winners if isinstance(stance, tuple))
        if not drawn:
            return super().why(ballots, tally)
        said = f"{' or '.join(drawn)} follows from what most say on the premises ({self.follows} of them)"
        return "; ".join([said, *tally.notes]) + "."


class ConclusionBased(Doctrine):
    """Lets the majority decide the conclusion, and says nothing about the premises.

    What wins is an option of the conclusion alone.

    Source: Pettit (2001), Deliberative democracy and the discursive dilemma; List and Pettit (2002),
    Aggregating sets of judgments.
    """

    def tally(self, ballots: Ballots) -> Tally:
        """Decide the conclusion."""
        self.needs(ballots.question)
        winners, notes = self.majorities(ballots)
        return Tally(winners[self.place(ballots.question)], notes=notes)

    def why(self, ballots: Ballots, tally: Tally) -> str:
        """Say how many conclude so."""
        if not tally.winners:
            return super().why(ballots, tally)
        said = f"{' and '.join(map(str, tally.winners))}: what most conclude themselves"
        return "; ".join([said, *tally.notes]) + "."


def apart(ballots: Ballots) -> list[Ballots]:
    """Return the ballots on each part by itself."""
    return [
        Ballots(
            part,
            {
                seat: bare(reply.stance[i])
                for seat, reply in ballots.cast.items()
                if isinstance(reply.stance, tuple)
            },
            ballots.missing,
            ballots.weights,
        )
        for i, part in enumerate(ballots.question.parts)
    ]


def combined(winners: list[tuple[Stance, ...]], notes: tuple[str, ...]) -> Tally:
    """Return the tally in which every combination of the winners of the parts wins."""
    found: list[tuple[str | float, ...]] = list(islice(product(*winners), MOST + 1))  # type: ignore[arg-type] # a part has no parts
    exact = len(found) <= MOST
    told = () if exact else (f"the parts tie in more ways than can be listed: {MOST} are; others win too",)
    return Tally(tuple(found[:MOST]), notes=(*notes, *told), exact=exact)
