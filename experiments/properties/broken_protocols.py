"""Protocols that are broken on purpose, each in one way that their author may well go wrong."""

from ...protocols import Debate, Relay
from ...sim import Floor, Protocol


class SpeaksFirst(Protocol):
    """A protocol in which one seat speaks first."""

    async def run(self, floor: Floor) -> None:
        """Let the first propose, and all vote."""
        await floor.ask("propose", floor.seats[:1])
        await floor.ask("vote", wants=floor.ballot)


class TheirNames(Protocol):
    """A protocol in which the first by the alphabet speaks first."""

    async def run(self, floor: Floor) -> None:
        """Let that one propose, and all vote."""
        await floor.ask("propose", [min(floor.seats)])
        await floor.ask("vote", wants=floor.ballot)


class SpeaksFor(Protocol):
    """A protocol that tells all that most hold one option, whatever they hold.

    Attributes:
        place: of the option in the list; -1 = the last.
    """

    place: int = 0

    async def run(self, floor: Floor) -> None:
        """Ask, tell, and let all vote."""
        options = floor.question.options
        await floor.ask("open", hears={})
        if options:
            it = options[self.place]
            floor.tell(f"most hold {it}", tally=[[option, 9 * (option == it)] for option in options])
        await floor.ask("vote", wants=floor.ballot, hears={})


class AsksASet(Protocol):
    """A protocol that asks its seats in the order of a set, which is another in each process."""

    async def run(self, floor: Floor) -> None:
        """Let one after the other speak, and all vote."""
        for seat in set(floor.seats):
            await floor.ask("speak", [seat])
        await floor.ask("vote", wants=floor.ballot)


class UntilAllAgree(Protocol):
    """A protocol that goes on until all agree."""

    async def run(self, floor: Floor) -> None:
        """Ask again and again."""
        while not (await floor.ask("open", wants=floor.ballot)).agreed:
            pass


BROKEN_PROTOCOLS: dict[str, Protocol] = {
    "anonymity-of-places": SpeaksFirst(),
    "anonymity-of-names": TheirNames(),
    "neutrality-of-options": SpeaksFor(),
    "unanimity-preserved": SpeaksFor(place=-1),
    "right-majority-kept": Debate(),
    "evidence-outweighs-order": Relay(),
    "terminates": UntilAllAgree(),
    "same-in-another-process": AsksASet(),
}
"""By the property that catches each; the claims that a sound one breaks, too, are there to be refuted."""
