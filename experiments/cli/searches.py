"""How far searches are for what breaks properties: for a bar, and for whoever stops them."""

from typing import TYPE_CHECKING

from ..page.words import counted
from ..progress import Look

if TYPE_CHECKING:
    from ..properties import Finding


class Watch:
    """Sees what searches come to.

    Args:
        searches: how many there are.
    """

    def __init__(self, searches: int) -> None:
        self.searches = searches
        self.over: list[Finding] = []
        self.begin("")

    def begin(self, at: str, examples: int = 0) -> None:
        """Begin a search."""
        self.at, self.examples = at, examples
        self.now: Finding | None = None

    def see(self, found: "Finding") -> None:
        """See what the search has come to so far."""
        self.now = found

    def end(self, found: "Finding") -> None:
        """See what it has come to at last."""
        self.over.append(found)
        self.now = None

    def look(self) -> Look:
        """Return how far it is: in examples of one search, or in searches where there is a table of them."""
        note = "broken: making it smaller" if self.now and self.now.broken else ""
        if self.examples:
            return Look(
                self.at, min(self.now.examples if self.now else 0, self.examples), self.examples, note=note
            )
        return Look(self.at, len(self.over), self.searches, note=note)

    def stopped(self) -> str:
        """Say what is known, in one line."""
        said = []
        if self.searches > 1:
            broken = sum(found.word == "broken" for found in self.over)
            said.append(f"{len(self.over)} of {self.searches} searches done, {broken} found something")
        if self.now and self.now.broken:
            what = f"{self.now.target} breaks {self.now.property}: {self.now.broken.what}"
            said.append(f"{what} (in a case that may not be the smallest)")
        elif self.now:
            tried = counted(self.now.examples, "example")
            said.append(f"{self.now.property} of {self.now.target} was not broken in {tried}")
        return f"interrupted: {'; '.join(said) or 'nothing was tried yet'}"
