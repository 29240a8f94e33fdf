"""Ballots as files: what they are read from, and written to."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from ...sim import WANTS, Ballots, Journal, Names, SpecError, Together, Wants, ballots, parse
from ...sim.paths import Given, path_of
from .preflib import KINDS, read_preflib
from .preflib_writer import preflib
from .table import read_table


class BallotFile(NamedTuple):
    """What a file holds.

    Attributes:
        ballots: the ballots.
        scales: what the file says they were to hold, such as scores from 0 to 10; empty where it does not.
    """

    ballots: Ballots
    scales: tuple[Wants, ...] = ()


def read_ballots(path: Given) -> Ballots:
    """Read ballots: orders of PrefLib (.soc, .soi, .toc, .toi), a table (.csv), or the journal of a talk.

    Ballots that are alike and bear no name are kept once, with how many voters cast them: what is held grows
    with the ballots that differ, not with the voters.

    Raises:
        SpecError, JournalError: in one line, with the file and the line, what was seen and what was expected.
    """
    return read_ballot_file(path).ballots


def read_ballot_file(path: Given) -> BallotFile:
    """Read ballots, and what the file says of them; see `read_ballots`."""
    path = path_of(path)
    return READERS.get(path.suffix.lower(), _journal)(path)


def _orders(path: Path) -> BallotFile:
    return BallotFile(read_preflib(path))


def _table(path: Path) -> BallotFile:
    return BallotFile(*read_table(path))


def _journal(path: Path) -> BallotFile:
    try:
        with path.open("rb") as file:
            start = file.read(4096)
            if start.strip() and not start.lstrip().startswith(b"{"):
                ends = ", ".join(READERS)
                raise SpecError(f"{path} is no journal; of a file of ballots the name ends in one of {ends}")
            journal = parse(start + file.read(), str(path))
    except OSError as error:
        raise SpecError(f"cannot read {path}: {error.strerror}") from error
    return BallotFile(ballots(journal), _wanted(journal))


def _wanted(journal: Journal) -> tuple[Wants, ...]:
    """Return what the ballot of a talk had to hold; of a ballot that is not one of moot's own, nothing."""
    spec = journal.header.spec.get("ballot")
    try:
        want = None if spec is None else Wants.load(spec, Names({"wants": WANTS}))
    except SpecError:
        return ()
    return want.wants if isinstance(want, Together) else () if want is None else (want,)


READERS: Mapping[str, Callable[[Path], BallotFile]] = {
    **dict.fromkeys((f".{kind}" for kind in KINDS), _orders),
    ".csv": _table,
}
"""What reads a file, by how its name ends; any other is a journal."""

__all__ = ["KINDS", "READERS", "BallotFile", "preflib", "read_ballot_file", "read_ballots"]
