"""Every call to a live model and its reply, in one sqlite file, so that none is paid for twice.

A call is found again by what it is: sha256 of its content as canonical JSON, with the seat, the round and the
replicate, and how many identical ones its talk has made before. So arms that ask the same share a reply, and
a resume goes on where it was. A reply is written before anybody is shown it: who kills the process then
loses nothing that was seen. (A power cut may lose the last moments: see `synchronous` of sqlite.)
"""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from hashlib import sha256
from typing import Any, Literal, NamedTuple, Self

import trio

from ...sim import MootError, SpecError
from ...sim.paths import Given, path_of
from .calls import Call, canonical
from .ledger import OutOfBudget
from .redaction import Redactor
from .retries import GaveUp

VERSION = 1
"""Of the table; a cassette of another version is refused."""

Mode = Literal["record", "replay", "refresh"]

_SPENT = """
CREATE TABLE IF NOT EXISTS spent (
    call INTEGER PRIMARY KEY, run TEXT NOT NULL, model TEXT NOT NULL,
    read INTEGER NOT NULL, written INTEGER NOT NULL
)
"""

_GAVE_UP = "gave_up"
"""The name of what stands in the place of a reply where none came; what the tries took stands beside it."""

_FAILED = f'{{"{_GAVE_UP}": %'

_TABLE = """
CREATE TABLE calls (
    key TEXT PRIMARY KEY, session INTEGER NOT NULL, seat TEXT NOT NULL, round INTEGER NOT NULL,
    replicate INTEGER NOT NULL, ordinal INTEGER NOT NULL, content TEXT NOT NULL, reply TEXT NOT NULL
)
"""


class CassetteError(SpecError):
    """A cassette cannot be read or written."""


class NotRecorded(MootError):  # noqa: N818 - what is so of a call
    """A call is not on the cassette that is replayed."""


class Cassette:
    """The recorded calls of runs. Use it in a `with` block; it belongs to one thread.

    Args:
        path: the file.
        mode: `"record"`: what is there is not asked again; `"replay"`: nothing is asked, and what is not
            there is an error; `"refresh"`: everything is asked again, once, and replaced.
        redactor: takes the secrets out of what is stored, and of what is handed on.

    Raises:
        CassetteError: in one line, why it cannot be used.
    """

    def __init__(self, path: Given, mode: Mode = "record", redactor: Redactor | None = None) -> None:
        self._path = path_of(path)
        self._mode = mode
        self._redactor = redactor or Redactor()
        self._asking: dict[str, trio.Event] = {}
        with self._told():
            if mode == "replay" and not self._path.is_file():
                raise CassetteError(f"there is no cassette {self._path} to replay: record one first")
            uri = f"{self._path.absolute().as_uri()}?mode={'ro' if mode == 'replay' else 'rwc'}"
            self._db = sqlite3.connect(uri, uri=True, isolation_level=None)
        try:
            self._session = self._open()
        except BaseException:
            self._db.close()
            raise

    def _open(self) -> int:
        """Return the number of this session, one more than the last that wrote."""
        with self._told():
            if self._mode != "replay":
                self._db.execute("PRAGMA journal_mode = WAL")
                self._db.execute("PRAGMA synchronous = NORMAL")
                self._db.execute("BEGIN IMMEDIATE")
                if not self._db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
                    self._db.execute(_TABLE)
                    self._db.execute(f"PRAGMA user_version = {VERSION}")
                self._db.execute(_SPENT)
                self._db.execute("COMMIT")
            found = self._db.execute("PRAGMA user_version").fetchone()[0]
            if found != VERSION:
                raise CassetteError(
                    f"{self._path} is no cassette of version {VERSION} (found: {found}): give another file"
                )
            (last,) = self._db.execute("SELECT coalesce(max(session), 0) FROM calls").fetchone()
        return int(last) + 1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        if self._mode != "replay":
            # one file alone can be copied, and read where nothing can be written
            with suppress(sqlite3.Error):
                self._db.execute("PRAGMA journal_mode = DELETE")
        self._db.close()

    def __len__(self) -> int:
        with self._told():
            return int(self._db.execute("SELECT count(*) FROM calls WHERE length(key) = 64").fetchone()[0])

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Tell in one line what sqlite or the system could not do."""
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            raise CassetteError(f"cannot use the cassette {self._path}: {error}") from error

    def sending(self, run: str, model: str, read: int, written: int) -> int:
        """Note that a call leaves now, and the most that it can take; return its number.

        It stands there whatever becomes of the process, until it is known what the call took.
        """
        with self._told():
            values = (run, model, read, written)
            done = self._db.execute(
                "INSERT INTO spent (run, model, read, written) VALUES (?, ?, ?, ?)", values
            )
        return int(done.lastrowid or 0)

    def settled(self, call: int, read: int, written: int) -> None:
        """Note what a call took."""
        with self._told():
            self._db.execute("UPDATE spent SET read = ?, written = ? WHERE call = ?", (read, written, call))

    def spent(self, run: str) -> list[tuple[str, int, int]]:
        """Return the model of each call that a run sent, and the tokens that it read and wrote at most."""
        with self._told():
            found = self._db.execute("SELECT model, read, written FROM spent WHERE run = ?", (run,))
            return found.fetchall()

    def forget(self, run: str) -> None:
        """Drop what is noted of the calls that a run sent; the replies stay."""
        with self._told():
            self._db.execute("DELETE FROM spent WHERE run = ?", (run,))

    def tape(self) -> "Tape":
        """Return what one talk records to: identical calls are counted for each talk anew."""
        return Tape(self)

    @trio.lowlevel.enable_ki_protection  # Ctrl-C waits until a reply that has come is written
    async def reply(
        self,
        call: Call,
        digest: str,
        ordinal: int,
        send: Callable[[], Awaitable[Any]],
        late: Callable[[], GaveUp | None] = lambda: None,
    ) -> Any:
        """Return what `Tape.reply` does, for the identical call of this number."""
        key = _key(digest, ordinal)
        while key in self._asking:  # another talk asks the same just now
            await self._asking[key].wait()
        if (found := self._find(key)) is not None:
            said = json.loads(found.reply)
            if not _gave_up(said):
                return said
            if self._mode == "replay" or found.session == self._session:
                raise _again(said)
        if self._mode == "replay":
            raise NotRecorded(self._missing(call, ordinal, key))
        self._asking[key] = trio.Event()
        try:
            # JSON may say NaN here: a reply that is paid for is not refused
            reply = json.dumps(self._redactor.data(await send()))
            # nothing is awaited in between; only a reply that was asked for again takes the place of a reply
            stands = self._write(key, call, ordinal, reply, replaces=self._mode == "refresh")
        except (GaveUp, OutOfBudget) as error:
            self._fail(key, call, ordinal, error)
            raise
        except trio.Cancelled:
            if (over := late()) is not None:
                self._fail(key, call, ordinal, over)
            raise
        finally:
            self._asking.pop(key).set()
        return json.loads(stands)

    def holds(self, digest: str, ordinal: int) -> bool:
        """Tell whether the identical call of this number stands there, with whatever came of it."""
        return self._find(_key(digest, ordinal)) is not None

    def _fail(self, key: str, call: Call, ordinal: int, error: GaveUp | OutOfBudget) -> None:
        failure: dict[str, Any] = {_GAVE_UP: self._redactor.error(error)}
        if isinstance(error, OutOfBudget):
            failure |= {"cap": error.cap}
        else:
            failure |= {"used": error.used, "late": error.late}
        self._write(key, call, ordinal, json.dumps(failure), replaces=False)

    def _find(self, key: str) -> "_Row | None":
        since = self._session if self._mode == "refresh" else 0
        with self._told():
            query = "SELECT session, reply FROM calls WHERE key = ? AND session >= ?"
            found = self._db.execute(query, (key, since)).fetchone()
        return found and _Row(*found)

    def _write(self, key: str, call: Call, ordinal: int, reply: str, *, replaces: bool) -> str:
        """Write what came of a call, and return what stands there: perhaps another process was faster."""
        place = (self._redactor.text(call.seat), call.round, call.replicate, ordinal)
        content = canonical(self._redactor.data(call.content))
        with self._told(), self._db:
            self._db.execute("BEGIN IMMEDIATE")
            # what came to nothing stays, under a key of its own, since it may have been paid for
            set_aside = "UPDATE calls SET key = key || ' ' || rowid WHERE key = ? AND reply LIKE ?"
            self._db.execute(set_aside, (key, _FAILED))
            if replaces:
                self._db.execute("DELETE FROM calls WHERE key = ?", (key,))
            done = self._db.execute(
                "INSERT OR IGNORE INTO calls VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (key, self._session, *place, content, reply),
            )
            if done.rowcount:
                return reply
            (stands,) = self._db.execute("SELECT reply FROM calls WHERE key = ?", (key,)).fetchone()
        return str(stands)

    def _missing(self, call: Call, ordinal: int, key: str) -> str:
        shown = canonical(self._redactor.data(call.content))
        seat = self._redactor.text(call.seat)
        place = f"seat {seat!r:.80}, round {call.round}, replicate {call.replicate}"
        same = f", identical call {ordinal + 1}" if ordinal else ""
        return (
            f"{self._path} has no call of {place}{same} ({key[:12]}): record it first, or see what has "
            f"changed in {shown[:200]}"
        )


def _key(digest: str, ordinal: int) -> str:
    return sha256(f"{digest} {ordinal}".encode()).hexdigest()


class _Row(NamedTuple):
    """What stands there of a call, and in which session it came."""

    session: int
    reply: str


def _gave_up(said: Any) -> bool:
    return isinstance(said, Mapping) and said.keys() in ({_GAVE_UP, "used", "late"}, {_GAVE_UP, "cap"})


def _again(said: Mapping[str, Any]) -> GaveUp | OutOfBudget:
    """Return the failure that is recorded."""
    if "cap" in said:
        return OutOfBudget(str(said["cap"]), str(said[_GAVE_UP]))
    again = GaveUp(str(said[_GAVE_UP]))
    again.used, again.late = said["used"], said["late"]
    return again


class Tape:
    """What one talk records, or plays back."""

    __slots__ = ("_cassette", "_made")

    def __init__(self, cassette: Cassette) -> None:
        self._cassette = cassette
        self._made: defaultdict[str, set[int]] = defaultdict(set)

    async def reply(
        self,
        call: Call,
        send: Callable[[], Awaitable[Any]],
        late: Callable[[], GaveUp | None] = lambda: None,
    ) -> Any:
        """Return the reply to a call: the recorded one, or else that which is sent for, once it is recorded.

        Of a call whose tries all failed, or that did not fit under a cap, it is recorded that they did: a
        replay fails in the same words, and so does another talk of the same session; a later one asks again.
        One that was cancelled is not recorded, and does not count as one made, but where a deadline cut it.
        Whatever is recorded counts: a replay hands each its own.

        Args:
            call: what is asked.
            send: asks the model for it, and returns JSON.
            late: says of a call that was cancelled that a deadline cut it; None where none did.

        Raises:
            NotRecorded: it is replayed, and not there; with what it was.
            GaveUp: there was no reply.
            CassetteError: it could not be read, or written.
        """
        digest = call.digest()
        made = self._made[digest]
        ordinal = 0 if call.shared else next(i for i in range(len(made) + 1) if i not in made)
        made.add(ordinal)
        try:
            return await self._cassette.reply(call, digest, ordinal, send, late)
        except BaseException:
            if not self._cassette.holds(digest, ordinal):
                made.discard(ordinal)
            raise
