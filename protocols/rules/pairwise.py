"""Rules that need no more than who beats whom in pairs, and by how much."""

from ...sim import Round, SpecError, Stance, Tally, Weight
from ...sim.rule import because, counted, figure, listed
from .pairs import PairwiseRule, Strength, condorcet_winner, smith, strengths
from .positional import Borda
from .profile import Profile
from .ranked import elected
from .words import duels

BORDA = Borda()


class Condorcet(PairwiseRule):
    """Elects the option that beats every other in pairs; nobody where there is none.

    A pair that ties is beaten by neither. The unranked are below the ranked, and tie with each other.

    Source: Condorcet (1785), Essai sur l'application de l'analyse à la probabilité des décisions.
    """

    def count(self, profile: Profile) -> Tally:
        """Look for it; the scores are how many others each option beats."""
        best = condorcet_winner(profile)
        won = [sum([margin > 0 for margin in row]) for row in profile.margins]
        winners = () if best is None else (profile.options[best],)
        return Tally(winners, dict(zip(profile.options, won, strict=True)))

    def account(self, profile: Profile, tally: Tally) -> str:
        """Say how the option that beats the most others fares."""
        most = max(range(len(profile.options)), key=lambda i: tally.scores[profile.options[i]])
        return (
            f"No option beats every other in pairs: {profile.options[most]}, which beats as many as any, "
            f"has {duels(profile, most)}."
        )


class Copeland(PairwiseRule):
    """Elects the option that beats the most others in pairs; a tied pair counts 1/2 for both.

    Source: Copeland (1951), A reasonable social welfare function.
    """

    def count(self, profile: Profile) -> Tally:
        """Count the pairs won."""
        halves = [sum([2 if margin > 0 else not margin for margin in row]) - 1 for row in profile.margins]
        return elected(profile, halves, 2)

    def account(self, profile: Profile, tally: Tally) -> str:
        """Say how many pairs the winner wins."""
        won = sorted(tally.scores.items(), key=lambda item: -item[1])
        said = listed([f"{name} {figure(score)}" for name, score in won])
        each = f"of {counted(len(profile.options) - 1, 'pair')} each, a tie counted as half"
        return f"No option beats every other in pairs. Pairs won, {each}: {said}."


class Minimax(PairwiseRule):
    """Elects the option whose worst defeat in a pair is the smallest; to have none is best.

    Source: Simpson (1969), On defining areas of voter choice; Kramer (1977), A dynamical model of political
    equilibrium.

    Attributes:
        strength: how large a defeat is: `"margins"`, by how many votes, or `"winning-votes"`, how many prefer
            the other.
    """

    strength: Strength = "margins"

    def count(self, profile: Profile) -> Tally:
        """Find the worst defeat of each; the scores are below 0 by as much."""
        against = zip(*strengths(profile, self.strength), strict=True)
        return elected(profile, [-max(defeats) for defeats in against])

    def account(self, profile: Profile, tally: Tally) -> str:  # noqa: ARG002 - the scores say it
        """Say how bad the worst defeat of each is."""
        how = "by how many votes" if self.strength == "margins" else "how many votes are against it"
        worst = sorted(tally.scores.items(), key=lambda item: -item[1])
        said = listed([f"{name} {figure(-score)}" for name, score in worst])
        return f"No option beats every other in pairs. The worst defeat of each, {how}: {said}."


class Smith(PairwiseRule):
    """Elects the smallest set of options each of which beats every option outside it in pairs.

    Source: Good (1971), A note on Condorcet sets; Smith (1973), Aggregation of preferences with variable
    electorate.
    """

    def count(self, profile: Profile) -> Tally:
        """Find the set."""
        return Tally(profile.names(smith(profile, (1 << len(profile.options)) - 1)))

    def account(self, profile: Profile, tally: Tally) -> str:
        """Say what is outside."""
        rest = [option for option in profile.options if option not in tally.winners]
        if not rest:
            return "No smaller set of options beats all options outside it, so all are elected."
        return (
            f"Each of {listed(tally.winners)} beats {listed(rest)}, and no smaller set beats all outside it."
        )


class Black(PairwiseRule):
    """Elects the option that beats every other in pairs; where there is none, the highest Borda count.

    Source: Black (1958), The theory of committees and elections.
    """

    def count(self, profile: Profile) -> Tally:
        """Look for it, else sum places."""
        best = condorcet_winner(profile)
        if best is None:
            found = BORDA.count(profile)
            return found._replace(notes=("no option beats every other in pairs: the Borda count decides",))
        return Tally((profile.options[best],))

    def account(self, profile: Profile, tally: Tally) -> str:  # noqa: ARG002 - the scores say it
        """Say what the Borda count is."""
        return f"No option beats every other in pairs, so the Borda count decides. {because(tally, 'point')}"


class PairwiseAgenda(PairwiseRule):
    """Options meet in pairs in a set order: the winner of each pair meets the next; the last one wins.

    The amendment procedure of committees. A pair that ties keeps the earlier option.

    Source: Black (1958), The theory of committees and elections; Farquharson (1969), Theory of voting.

    Attributes:
        order: every option once, in the order in which they are put; as the question lists them where empty.
    """

    order: tuple[str, ...] = ()

    def count(self, profile: Profile) -> Tally:
        """Let them meet.

        Raises:
            SpecError: the order is not one of the options.
        """
        options, above = profile.options, profile.pairwise
        order = self.order or options
        if sorted(order) != sorted(options):
            raise SpecError(
                f"the agenda puts {listed(order)}, and the options are {listed(options)}: put each once"
            )
        best, rounds = options.index(order[0]), []
        for name in order[1:]:
            other = options.index(name)
            scores: dict[Stance, Weight] = {options[best]: above[best][other], name: above[other][best]}
            best, out = (other, best) if above[other][best] > above[best][other] else (best, other)
            rounds.append(Round(scores, (options[out],)))
        return Tally((options[best],), rounds=tuple(rounds))

    def sequence(self, options: tuple[str, ...]) -> tuple[str, ...]:
        """Return the order in which options are put.

        Raises:
            SpecError: it is not one of these options.
        """
        order = self.order or options
        if sorted(order) != sorted(options):
            raise SpecError(
                f"the agenda puts {listed(order)}, and the options are {listed(options)}: put each once"
            )
        return order

    def account(self, profile: Profile, tally: Tally) -> str:  # noqa: ARG002 - the rounds say it
        """Tell who met whom."""
        met = []
        for one in tally.rounds:
            (stays,) = (name for name in one.scores if name not in one.out)
            met.append(f"{stays} stays against {one.out[0]}, {one.scores[stays]} to {one.scores[one.out[0]]}")
        return f"No option beats every other in pairs, so the order decides: {'; '.join(met)}."
