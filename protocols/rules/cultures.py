"""Cultures: how the rankings of made-up voters are drawn, for simulations and for tests."""

import math
from abc import abstractmethod
from collections.abc import Iterator, Sequence
from itertools import islice
from math import factorial
from string import ascii_uppercase
from typing import Self

from pydantic import Field, model_validator

from ...sim import Key, Kind, SpecError, Stream
from .profile import Profile

Places = tuple[int, ...]
"""Options by their place in the list, from best to worst."""


class Culture(Kind):
    """A way to draw strict and complete rankings, voter after voter."""

    def profile(
        self, voters: int, options: int | Sequence[str], *, seed: int = 0, replicate: int = 0
    ) -> Profile:
        """Draw the rankings of voters.

        The same arguments give the same profile, and the voters of a smaller one are the first of a larger.

        Args:
            voters: how many, 0 or more.
            options: their names, or how many there are; then they are A, B, C, ...
            seed: fixes every draw.
            replicate: the number of a profile among those of one seed.

        Raises:
            SpecError: there are no options, or the culture cannot rank so many.
        """
        names = lettered(options) if isinstance(options, int) else tuple(options)
        if not names or voters < 0:
            raise SpecError(f"a profile has one option at least, not {len(names)}, and {voters} voters")
        stream = Key(seed, "profile", replicate).stream(len(names))
        drawn = islice(self.rankings(stream, len(names)), voters)
        return Profile(names, ((tuple(names[i] for i in order), 1) for order in drawn))

    @abstractmethod
    def rankings(self, stream: Stream, options: int) -> Iterator[Places]:
        """Yield rankings of so many options, without end.

        Raises:
            SpecError: it cannot rank so many.
        """


class ImpartialCulture(Culture):
    """Every voter draws one of all rankings, each as likely as any other.

    Source: Guilbaud (1952), Les theories de l'interet general et le probleme logique de l'agregation.
    """

    def rankings(self, stream: Stream, options: int) -> Iterator[Places]:
        """Shuffle, for each voter."""
        listed = range(options)
        while True:
            yield tuple(stream.shuffled(listed))


class Urn(Culture):
    """Each voter draws a ranking from an urn, and puts it back with copies: voters flock together.

    The urn holds every ranking once, and the copies are `replaced` times as many as these. 0 is the impartial
    culture; 1/m! for m options the impartial anonymous culture.

    Source: Eggenberger and Polya (1923); Berg (1985), Paradox of voting under an urn model: the effect of
    homogeneity.

    Attributes:
        replaced: how many copies, as a share of all rankings there are; 0 or more.
    """

    replaced: float = Field(default=0.5, ge=0)

    def rankings(self, stream: Stream, options: int) -> Iterator[Places]:
        """Draw from the urn: one of the first rankings, or a copy of what an earlier voter drew."""
        return _flocking(stream, options, self.replaced)


class ImpartialAnonymousCulture(Culture):
    """Every profile is as likely as any other, where profiles differ by how many voters have which ranking.

    Drawn from an urn to which one copy is added of every ranking that is drawn.

    Source: Gehrlein and Fishburn (1976), Condorcet's paradox and anonymous preference profiles.
    """

    def rankings(self, stream: Stream, options: int) -> Iterator[Places]:
        """Draw from the urn."""
        return _flocking(stream, options, 1 / factorial(options))


def _flocking(stream: Stream, options: int, replaced: float) -> Iterator[Places]:
    drawn: list[Places] = []
    fresh = ImpartialCulture().rankings(stream, options)
    while True:
        # the urn holds 1 + replaced x drawn times all rankings, and the first ones are 1 of it
        first = stream.random() * (1 + replaced * len(drawn)) < 1
        drawn.append(next(fresh) if first else stream.choice(drawn))
        yield drawn[-1]


class Mallows(Culture):
    """Rankings scatter around the listed order: with k pairs the other way they weigh phi^k.

    Each is as likely as its weight says, by repeated insertion.

    Source: Mallows (1957), Non-null ranking models; Doignon, Pekec and Regenwetter (2004), The repeated
    insertion model for rankings.

    Attributes:
        phi: from 0 (all rank as the centre does) to 1 (the impartial culture).
    """

    phi: float = Field(default=0.8, ge=0, le=1)

    def rankings(self, stream: Stream, options: int) -> Iterator[Places]:
        """Insert each option, those listed first first, so many places before the last."""
        weights = [[self.phi**above for above in range(size)] for size in range(1, options + 1)]
        while True:
            order: list[int] = []
            for option, chances in enumerate(weights):
                above = stream.weighted(range(option + 1), chances)
                order.insert(option - above, option)
            yield tuple(order)


class PlackettLuce(Culture):
    """Options leave a race one after the other, each with a chance in proportion to its weight.

    Source: Plackett (1975), The analysis of permutations; Luce (1959), Individual choice behavior.

    Attributes:
        weights: of the options, in order, above 0; where none are given, they are drawn for each profile, all
            shares of a whole as likely as any other.
    """

    weights: tuple[float, ...] = ()

    @model_validator(mode="after")
    def _check(self) -> Self:
        if any(weight <= 0 for weight in self.weights):
            raise ValueError(f"weights are above 0, not {list(self.weights)}")
        return self

    def rankings(self, stream: Stream, options: int) -> Iterator[Places]:
        """Rank by exponential waiting times: the first of them is a draw by their rates."""
        if self.weights and len(self.weights) != options:
            raise SpecError(f"{len(self.weights)} weights for {options} options: give one for each")
        rates = self.weights or tuple(stream.exponential(1.0) for _ in range(options))
        while True:
            times = [stream.exponential(rate) for rate in rates]
            yield tuple(sorted(range(options), key=times.__getitem__))


class Euclidean(Culture):
    """Voters and options are uniform points in a unit cube, and voters rank by distance.

    Source: Davis, Hinich and Ordeshook (1970), An expository development of a mathematical model of the
    electoral process.

    Attributes:
        dimensions: of the cube; in 1 all are single-peaked.
    """

    dimensions: int = Field(default=2, ge=1, le=1000)

    def rankings(self, stream: Stream, options: int) -> Iterator[Places]:
        """Place the options, then voter after voter."""
        places = [self._point(stream) for _ in range(options)]
        while True:
            own = self._point(stream)
            away = [math.dist(own, place) for place in places]
            yield tuple(sorted(range(options), key=away.__getitem__))

    def _point(self, stream: Stream) -> list[float]:
        return [stream.random() for _ in range(self.dimensions)]


class SinglePeakedWalsh(Culture):
    """Every ranking that is single-peaked on the listed order is as likely as any other.

    Source: Walsh (2015), Generating single peaked votes.
    """

    def rankings(self, stream: Stream, options: int) -> Iterator[Places]:
        """Fill the ranking from its last place: with one of the two ends of what is left."""
        while True:
            low, high, order = 0, options - 1, [0] * options
            for place in range(options - 1, 0, -1):
                if stream.below(2):
                    order[place], high = high, high - 1
                else:
                    order[place], low = low, low + 1
            order[0] = low
            yield tuple(order)


class SinglePeakedConitzer(Culture):
    """The peak on the listed order is a uniform draw, and what follows lies to either side of it.

    Source: Conitzer (2009), Eliciting single-peaked preferences using comparison queries.
    """

    def rankings(self, stream: Stream, options: int) -> Iterator[Places]:
        """Draw the peak, and go on from it to either side, until one side is used up."""
        while True:
            low = high = stream.below(options)
            order = [low]
            while len(order) < options:
                if low == 0 or (high < options - 1 and stream.below(2)):
                    high += 1
                    order.append(high)
                else:
                    low -= 1
                    order.append(low)
            yield tuple(order)


def lettered(number: int) -> tuple[str, ...]:
    """Name options: A, B, ..., Z, A1, B1, ...

    >>> lettered(28)[-3:]
    ('Z', 'A1', 'B1')
    """
    return tuple(f"{ascii_uppercase[i % 26]}{i // 26 or ''}" for i in range(number))
