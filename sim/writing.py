"""Journals as files: written line by line as things happen, by one process at a time."""

from collections import deque
from collections.abc import Iterable
from typing import BinaryIO, Self

from .errors import JournalError, SpecError
from .journal import Close, Entry, Journal, close_line, entry_line, header_line, quoted
from .paths import Given, path_of

try:
    import fcntl
except ImportError:  # on Windows
    fcntl = None  # type: ignore[assignment]


class JournalFile:
    """An observer that writes a journal as it grows, each entry handed to the system at once.

    Args:
        path: the file; it must not exist, unless it is resumed.
        resume: the journal that the file holds so far, with its torn last line dropped.
    """

    def __init__(self, path: Given, resume: Journal | None = None) -> None:
        path = path_of(path)
        # what the file holds already is told again by the talk that is resumed, and not written twice
        self._there = deque(resume.lines() if resume else ())
        self._begun = False
        try:
            self._file: BinaryIO = path.open("r+b" if resume else "xb")
        except FileExistsError:
            raise SpecError(f"{path} exists: name another file, or `moot show {path}`") from None
        except OSError as error:
            raise SpecError(f"cannot write {path}: {error.strerror}") from error
        if not _locked(self._file):
            self._file.close()
            raise SpecError(f"{path} is being written by another process: wait until that has ended")
        if resume:
            self._file.truncate(sum(map(len, resume.lines())))
            self._file.seek(0, 2)

    def notify(self, journal: Journal, entry: Entry | Close) -> None:
        """Write one entry."""
        if not self._begun:
            self.begin(journal)
        line = close_line(entry) if isinstance(entry, Close) else entry_line(entry, quoted(journal.seats))
        self._put(line)

    def begin(self, journal: Journal) -> None:
        """Write the header, which the first entry does where nobody did."""
        self._begun = True
        self._put(header_line(journal.header))

    def _put(self, line: bytes) -> None:
        if not self._there:
            self._file.write(line)
            self._file.flush()
        elif self._there.popleft() != line:
            raise JournalError(
                "the talk does not go on from what was recorded, and the file was left as it is: the run has "
                f"{line.decode().strip()[:200]}"
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self._file.close()


def _locked(file: BinaryIO) -> bool:
    """Keep others from writing a file until it is closed; tell whether that could be had."""
    if fcntl is None:
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # some file systems have no locks
        return True
    return True


def write_journal(journal: Journal, path: Given) -> None:
    """Write a whole journal to a new file.

    Raises:
        SpecError: the file exists, or cannot be written.
    """
    with JournalFile(path) as file:
        file.begin(journal)
        for entry in _events(journal):
            file.notify(journal, entry)


def _events(journal: Journal) -> Iterable[Entry | Close]:
    yield from journal.entries
    if journal.close:
        yield journal.close
