"""Ballots as files: what they are read from, and written to."""

from collections.abc import Callable, Mapping
from pathlib import Path

from ...sim import Ballots, SpecError, ballots, parse
from .preflib import KINDS, read_preflib
from .preflib_writer import preflib
from .table import read_table

READERS: Mapping[str, Callable[[Path], Ballots]] = {
    **dict.fromkeys((f".{kind}" for kind in KINDS), read_preflib),
    ".csv": read_table,
}
"""What reads a file, by how its name ends; any other is a journal."""


def read_ballots(path: Path | str) -> Ballots:
    """Read ballots: orders of PrefLib (.soc, .soi, .toc, .toi), a table (.csv), or the journal of a talk.

    Ballots that are alike and bear no name are kept once, with how many voters cast them: what is held grows
    with the ballots that differ, not with the voters.

    Raises:
        SpecError, JournalError: in one line, with the file and the line, what was seen and what was expected.
    """
    path = Path(path)
    reader = READERS.get(path.suffix.lower(), _read_journal)
    return reader(path)


def _read_journal(path: Path) -> Ballots:
    try:
        with path.open("rb") as file:
            start = file.read(4096)
            if start.strip() and not start.lstrip().startswith(b"{"):
                ends = ", ".join(READERS)
                raise SpecError(f"{path} is no journal; of a file of ballots the name ends in one of {ends}")
            content = start + file.read()
    except OSError as error:
        raise SpecError(f"cannot read {path}: {error.strerror}") from error
    return ballots(parse(content, str(path)))


__all__ = ["KINDS", "READERS", "preflib", "read_ballots", "read_preflib", "read_table"]
