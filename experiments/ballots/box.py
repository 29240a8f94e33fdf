"""The ballots found in a file, and the question that they are about."""

from pathlib import Path

from ...sim import Ballots, Question, Reply, SpecError

OPTIONS = 5_000
"""How many options there are at most."""
DIFFERENT = 200_000
"""How many ballots that differ are held at most."""
CHARACTERS = 1 << 26
"""How many characters all of these have at most."""
SEATS = 1_000_000
"""How many voters are held by name at most."""
VOTES = 10**15
"""How many votes there are at most in all: few enough for 64 bits, whatever is counted."""


class Box:
    """Takes ballots as they are read: those that are alike once, with how many voters cast them.

    Args:
        path: the file, for errors.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._cast: dict[str, Reply] = {}
        self._missing: dict[str, str] = {}
        self._weights: dict[str, int] = {}
        self._seats: dict[Reply | None, str] = {}
        self._votes = self._characters = 0

    def put(self, line: int, reply: Reply | None, count: int, voter: str = "", size: int = 0) -> None:
        """Put a ballot in; None is a blank one.

        Args:
            line: where it stands.
            reply: what it says.
            count: how many voters cast it.
            voter: the name of the one who did, where there is one.
            size: how many characters it was read from.

        Raises:
            SpecError: there are more than can be held.
        """
        self._votes += count
        if self._votes > VOTES:
            raise SpecError(f"{self._path} line {line}: these are more than {VOTES} votes")
        new = reply not in self._seats
        seat = voter or self._seats.get(reply) or f"line {line}"
        if new:
            self._seats[reply] = seat
            self._characters += size
            if len(self._seats) > DIFFERENT or self._characters > CHARACTERS:
                raise SpecError(
                    f"{self._path} line {line}: these are more than {DIFFERENT} different ballots, or more "
                    f"than {CHARACTERS >> 20} MB of them, which is more than is held"
                )
        if voter and len(self._cast) + len(self._missing) >= SEATS:
            raise SpecError(
                f"{self._path} line {line}: these are more than {SEATS} voters by name: leave their names out"
            )
        if reply is None:
            self._missing[seat] = "abstained"
        else:
            self._cast[seat] = reply
        if (votes := count + (0 if voter or new else self._weights.get(seat, 1))) > 1:
            self._weights[seat] = votes

    @property
    def votes(self) -> int:
        """How many there are so far."""
        return self._votes

    def check(self) -> None:
        """Raise a SpecError if there are none."""
        if not self._votes:
            raise SpecError(f"{self._path} holds no ballot: without a voter there is nothing to count")

    def ballots(self, question: Question) -> Ballots:
        """Return them."""
        return Ballots(question, self._cast, self._missing, self._weights)


def question(path: Path, line: int, options: tuple[str, ...], title: str = "") -> Question:
    """Return the question that ballots of a file are about.

    Raises:
        SpecError: these cannot be its options.
    """
    if len(options) < 2:
        seen = f"one option ({options[0]!r:.80})" if options else "no option"
        raise SpecError(f"{path} line {line}: {seen} leaves nothing to decide: give two or more")
    data = {"text": title.strip() or path.stem or path.name, "options": options}
    return Question.load(data, where=f"{path} line {line}")
