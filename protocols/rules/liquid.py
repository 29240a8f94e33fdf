"""Liquid democracy: vote, or let somebody vote in your place, who may let somebody vote in turn."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ...sim import Ballots, Delegation, Question, Rule, SpecError, Tally, Wants
from ...sim.rule import because, counted
from .plurality import Plurality
from .sheets import no_number

if TYPE_CHECKING:
    import networkx as nx

DELEGATION = Delegation()


class Liquid(Rule):
    """Elects the stance with the most votes, where a vote may be left to another seat, and passed on by it.

    Those who delegate in a circle abstain, and so do all whose votes flow into one, or to a seat that did not
    vote or is not known: they stay in the electorate, and are listed. Delegating to oneself is an error.

    Source: Green-Armytage (2015), Direct voting and proxy voting; Kahng, Mackenzie and Procaccia (2021),
    Liquid democracy: an algorithmic perspective.
    """

    def needs(self, question: Question) -> Wants:
        """Return an answer or a delegate."""
        return no_number(self, question, DELEGATION)

    def tally(self, ballots: Ballots) -> Tally:
        """Let votes flow to those who vote, and count them.

        Raises:
            SpecError: a seat delegates to itself, or no ballot holds an answer or a delegate.
        """
        self.needs(ballots.question)
        if not any(reply.stance is not None or reply.delegate for reply in ballots.cast.values()):
            raise SpecError(f"{self.name} counts answers and delegates, and no ballot holds any")
        box, notes = arrived(ballots)
        found = Plurality().tally(box) if box.cast else Tally(())
        return found._replace(notes=notes)

    def why(self, ballots: Ballots, tally: Tally) -> str:
        """Say how many of the winner's votes were delegated."""
        box, _ = arrived(ballots)
        said = because(tally, "vote")
        for winner in tally.winners:
            voters = [seat for seat, reply in box.cast.items() if reply.stance == winner]
            left = box.votes(voters) - ballots.votes(voters)
            said += f" {counted(left, 'vote')} for {winner} came by delegation." if left else ""
        return said


def delegations(ballots: Ballots) -> "nx.DiGraph[str]":
    """Return who lets whom vote: an edge from each seat that delegates to the seat that it names.

    Nodes are all seats of the electorate, with their `votes`, and the unknown that are named, with none.

    Raises:
        SpecError: a seat delegates to itself.
    """
    import networkx as nx

    graph: nx.DiGraph[str] = nx.DiGraph()
    for seat in (*ballots.cast, *ballots.missing):
        graph.add_node(seat, votes=ballots.votes([seat]))
    for seat, reply in ballots.cast.items():
        if reply.stance is None and reply.delegate:
            if reply.delegate == seat:
                raise SpecError(f"{seat!r:.80} delegates to itself: let it vote, or name another seat")
            graph.add_edge(seat, reply.delegate)
            graph.nodes[reply.delegate].setdefault("votes", 0)
    return graph


def arrived(ballots: Ballots) -> tuple[Ballots, tuple[str, ...]]:
    """Return the ballots of those who vote, with the votes that flow to each; and notes on who abstains."""
    import networkx as nx

    graph = delegations(ballots)
    voters = {seat: reply for seat, reply in ballots.cast.items() if reply.stance is not None}
    carried = {seat: {seat} | nx.ancestors(graph, seat) for seat in voters}
    weights = {seat: sum(graph.nodes[one]["votes"] for one in seats) for seat, seats in carried.items()}
    stuck = {*ballots.cast}.difference(*carried.values())
    missing = dict(ballots.missing) | {seat: "abstained" for seat in ballots.cast if seat in stuck}
    place = {seat: i for i, seat in enumerate(graph)}

    def listed(seats: Iterable[str]) -> str:
        return ", ".join(sorted(seats, key=place.__getitem__))

    notes = []
    for circle in sorted(nx.simple_cycles(graph), key=lambda seats: min(place[seat] for seat in seats)):
        flowing = nx.ancestors(graph, circle[0]).difference(circle)
        notes.append(f"delegating in a circle, and so abstaining: {listed(circle)}")
        if flowing:
            notes.append(f"whose votes flow into that circle, and so abstaining: {listed(flowing)}")
        stuck -= {*circle, *flowing}
    if lost := [seat for seat in stuck if ballots.cast[seat].delegate]:
        notes.append(f"delegating, in the end, to nobody who votes, and so abstaining: {listed(lost)}")
    return Ballots(ballots.question, voters, missing, dict(ballots.weights) | weights), tuple(notes)
