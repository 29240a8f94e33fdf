"""The value of a review: what a model says of a finished talk, as far as the journal bears it out.

It is the word of a model. Nothing of it reaches the digest, the verdict, or any count.
"""

from typing import Any

from ...sim import SpecError, Stance, Value


class Passage(Value):
    """A paragraph of the reviewer's own words.

    Attributes:
        text: the words, 2,000 characters at most.
        flags: each statement in it that the journal contradicts, with what is so.
    """

    text: str
    flags: tuple[str, ...] = ()


class Strong(Value):
    """An argument that the reviewer finds strong.

    Attributes:
        seat: who gave it.
        round: when; 0 outside rounds.
        stance: what it speaks for; None where the seat took none.
        quote: words of the seat, which it said there; empty where the argument is told in other words.
        words: the argument in the reviewer's words.
        why: what makes it strong.
    """

    seat: str
    round: int
    stance: Stance | None = None
    quote: str = ""
    words: Passage | None = None
    why: Passage | None = None


class Turning(Value):
    """A change of stance that the reviewer finds decisive. All but `why` is as the journal has it.

    Attributes:
        seat: who changed.
        round: when; 0 outside rounds.
        before: the stance that it held.
        after: the stance that it took.
        credits: whom it credited, of those that the reviewer names.
        why: what it turned on.
    """

    seat: str
    round: int
    before: Stance
    after: Stance
    credits: tuple[str, ...] = ()
    why: Passage | None = None


class Vote(Value):
    """What the reviewer says of votes: that a seat holds a stance, or how many do.

    Attributes:
        stance: the stance.
        seat: who holds it; empty where they are counted.
        count: how many hold it; None where a seat is named.
        round: at the end of which round; None = on the ballots.
    """

    stance: Stance
    seat: str = ""
    count: int | None = None
    round: int | None = None


class Dropped(Value):
    """What the reviewer claimed, and was left out.

    Attributes:
        part: of what: `"strongest argument"`, `"turning point"`, `"vote"`.
        problem: what was claimed, and what is so.
        count: how many claims were left out for it.
    """

    part: str
    problem: str
    count: int = 1


class Review(Value):
    """What a model says of a finished talk, checked against its journal.

    Attributes:
        model: which model, by the name that it was asked for under.
        digest: of the journal.
        rule: under which the talk was decided when claims were checked.
        summary: what happened and what came of it.
        counterpoint: the best case against the result.
        strongest: the strongest arguments.
        turning: the turning points.
        votes: claims about votes.
        dropped: the claims that the journal contradicts, or that nobody could check.
        problem: why there is no review, where there is none; then all parts are empty.
    """

    model: str
    digest: str
    rule: str
    summary: tuple[Passage, ...] = ()
    counterpoint: tuple[Passage, ...] = ()
    strongest: tuple[Strong, ...] = ()
    turning: tuple[Turning, ...] = ()
    votes: tuple[Vote, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    problem: str = ""

    def spec(self) -> dict[str, Any]:
        """Return the JSON form; `Review.load` reads it back. Who the words are from always stands in it."""
        return {"model": self.model, "digest": self.digest, "rule": self.rule} | super().spec()

    @property
    def flags(self) -> int:
        """How many statements in its prose the journal contradicts."""
        told = [*self.strongest, *self.turning]
        inner = [getattr(item, name, None) for item in told for name in ("words", "why")]
        return sum(len(one.flags) for one in (*self.summary, *self.counterpoint, *inner) if one is not None)

    def of(self, digest: str, rule: str) -> "Review":
        """Return the review, if it is of this talk, decided under this rule.

        Raises:
            SpecError: it is of another.
        """
        if (digest, rule) != (self.digest, self.rule):
            raise SpecError(
                f"the review is of talk {self.digest[:12] or 'without a digest'} under {self.rule}, not of"
                f" {digest[:12] or 'one without a digest'} under {rule}: review this one"
            )
        return self
