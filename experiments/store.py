"""What an experiment has found so far, in one sqlite file: each task in one transaction, as it is held.

A process that is killed at any moment loses at most what it was holding; whoever goes on holds that again,
and the finished store is the same, digest for digest.
"""

import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple, Self

from ..sim import Journal, SpecError
from ..sim.journal import dumps
from ..sim.value import as_json
from .plan import Task
from .tables import TABLES, VERSION, quoted
from .trials import Decision, Trial, unpacked

FILE = "trials.sqlite"
LOCK = "lock.sqlite"

_SPOILT = (sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY)
"""What sqlite says of tables that are not as they were made."""


class StoreError(SpecError):
    """A store cannot be read or written, belongs to another experiment, or is in use."""


class Totals(NamedTuple):
    """What a store has come to.

    Attributes:
        talks: how many are held.
        missing: how many of them broke off.
        counts: how many talks define a measure, by arm.
        sums: its sum over them.
    """

    talks: int
    missing: int
    counts: Mapping[int, int]
    sums: Mapping[int, float]


class Store:
    """The results of one experiment. Use it in a `with` block.

    Args:
        folder: where it is kept; None = in memory, for as long as the process lives.
        write: whether trials may be added: one process at a time.

    Raises:
        StoreError: in one line, why it cannot be used.
    """

    def __init__(self, folder: Path | None = None, *, write: bool = False) -> None:
        self.folder = folder
        self._lock: sqlite3.Connection | None = None
        self._path: Path | None = None
        self._asked: set[int] = set()  # the questions that are written, as far as is known here
        with self._told():
            if folder is None:
                self._db = sqlite3.connect(":memory:", isolation_level=None)
                return
            self._path = path = folder / FILE
            if write:
                folder.mkdir(parents=True, exist_ok=True)
                self._alone(folder)
            elif not path.is_file():
                raise StoreError(f"{folder} holds no results: expected {FILE} there, as `moot run` writes it")
            mode = "rwc" if write else "ro"
            uri = f"{path.absolute().as_uri()}?mode={mode}"
            self._db = sqlite3.connect(uri, uri=True, isolation_level=None)
            if write:
                self._db.execute("PRAGMA journal_mode = WAL")
                self._db.execute("PRAGMA synchronous = NORMAL")
        self._check()

    def _alone(self, folder: Path) -> None:
        """Hold the lock that one writer has; the system lets go of it when the process dies."""
        self._lock = sqlite3.connect(folder / LOCK, isolation_level=None, timeout=0)
        try:
            self._lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            self._lock.close()
            if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
                raise StoreError(
                    f"another `moot run` is writing to {folder}: wait for it, or give --out another folder"
                ) from None
            raise

    def _check(self) -> None:
        """Raise a StoreError where this is no store, or one of another version."""
        with self._told():
            found = self._db.execute("PRAGMA user_version").fetchone()[0]
            if found == 0 and self._db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0:
                if self._lock is None and self._path is not None:
                    raise StoreError(
                        f"{self._path} is empty: no run has begun there, or what it wrote is gone; start "
                        "`moot run`, which begins anew"
                    )
                return  # new
        if found != VERSION:
            raise StoreError(
                f"{self.folder} was written by a moot whose stores are of version {found}, and this one "
                f"reads version {VERSION}: read it with the moot that wrote it, or give --out another folder"
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        if self._lock is not None:
            with suppress(
                sqlite3.Error
            ):  # one file alone can be copied, and read where nothing can be written
                self._db.execute("PRAGMA journal_mode = DELETE")
        self._db.close()
        if self._lock is not None:
            self._lock.close()

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Tell in one line what sqlite or the system could not do."""
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            why = (error.strerror or str(error)) if isinstance(error, OSError) else str(error)
            if getattr(error, "sqlite_errorcode", None) in _SPOILT:
                raise self.damaged(why) from error
            raise StoreError(f"cannot use the results in {self.folder}: {why}") from error

    @property
    def begun(self) -> bool:
        """Whether it belongs to an experiment already."""
        with self._told():
            return bool(self._db.execute("PRAGMA user_version").fetchone()[0])

    def begin(self, meta: Mapping[str, Any], measures: Sequence[str]) -> None:
        """Make the tables of an experiment.

        Args:
            meta: what is known of it before the first talk, as JSON by key.
            measures: the names of what is measured, in the order of the figures.
        """
        columns = "".join(f", {quoted(name)} REAL" for name in measures)
        with self._writing():
            for statement in TABLES.format(measures=columns).split(";"):
                self._db.execute(statement)
            rows = [(key, dumps(value)) for key, value in meta.items()]
            self._db.executemany("INSERT INTO meta VALUES (?, ?)", rows)
            self._db.execute(f"PRAGMA user_version = {VERSION}")

    @property
    def size(self) -> int:
        """How many bytes it has, without what is not yet settled."""
        [(size,)] = self.rows(
            "SELECT (page_count - freelist_count) * page_size "
            "FROM pragma_page_count(), pragma_freelist_count(), pragma_page_size()"
        )
        return int(size)

    def meta(self) -> dict[str, Any]:
        """Return what is known of the experiment, by key."""
        found = {key: self.parsed(value, key) for key, value in self.rows("SELECT key, value FROM meta")}
        if not {"design", "spec"} <= found.keys():
            raise self.damaged("it does not say of what experiment they are")
        return found

    def promise(self, made: Mapping[str, Any] | None) -> None:
        """Note what came of running until something is known; None = it goes on, and nothing did yet."""
        self.note({"until": made})

    def note(self, meta: Mapping[str, Any]) -> None:
        """Note what is known of the experiment, as JSON by key, in the place of what was known."""
        with self._writing():
            rows = [(key, dumps(value)) for key, value in meta.items()]
            self._db.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", rows)

    def questions(self) -> int:
        """Return after how many questions, in their order, nothing is held any more."""
        [(last,)] = self.rows("SELECT coalesce(max(question), -1) FROM trials")
        return int(last) + 1

    def session(self, begun: str, made_with: Mapping[str, Any]) -> None:
        """Note when, and with what, somebody went on with the experiment."""
        with self._writing():
            self._db.execute("INSERT INTO sessions VALUES (?, ?)", (begun, dumps(made_with)))

    def done(self) -> Iterator[int]:
        """Yield the numbers of the tasks that are held, each once."""
        return (task for (task,) in self.rows("SELECT DISTINCT task FROM trials"))

    def totals(self, measure: str) -> "Totals":
        """Return what there is so far: talks, and the sum of a measure in each arm."""
        [(talks, missing)] = self.rows("SELECT count(*), coalesce(sum(why != ''), 0) FROM trials")
        column = quoted(measure)
        found = list(self.rows(f"SELECT arm, count({column}), total({column}) FROM decisions GROUP BY arm"))  # noqa: S608 - the name is quoted
        return Totals(
            talks, missing, {arm: count for arm, count, _ in found}, {arm: total for arm, _, total in found}
        )

    def decided_by(self, arms: Sequence[int]) -> set[tuple[Any, ...]]:
        """Return what arms have decided, as (arm, trial)."""
        marks = ", ".join("?" * len(arms))
        return set(self.rows(f"SELECT arm, trial FROM decisions WHERE arm IN ({marks})", arms))  # noqa: S608 - question marks alone

    def lost(self, arm: int, *, of: str = "decisions") -> Iterator[tuple[int, int, str]]:
        """Yield the question and the replicate of each talk that an arm is missing, and why; in order of why.

        Args:
            arm: its place.
            of: `"decisions"`, or `"trials"` for the talks that broke off alone, whatever the rule came to.
        """
        yield from self.rows(
            f"SELECT question, replicate, {of}.why FROM decisions JOIN trials USING (trial) WHERE arm = ? "  # noqa: S608 - one of two words
            f"AND {of}.why != '' ORDER BY {of}.why, trial",
            (arm,),
        )

    def journal(self, trial: int) -> Journal | None:
        """Return the journal of a trial; None where it broke off, is not held yet, or none was kept."""
        for content, digest in self.rows("SELECT journal, digest FROM trials WHERE trial = ?", (trial,)):
            try:
                found = unpacked(content, f"the journal of trial {trial}")
            except (SpecError, TypeError, zlib.error) as error:
                raise self.damaged(f"the journal of trial {trial} cannot be read ({error})") from error
            if found is not None and found.digest != digest:
                raise self.damaged(f"the journal of trial {trial} is not the one whose digest stands there")
            return found
        return None

    def write(self, held: Iterable[tuple[Task, Sequence[Trial]]]) -> None:
        """Add tasks that were held, all in one transaction."""
        with self._writing():
            for task, trials in held:
                if task.place not in self._asked:
                    self._asked.add(task.place)
                    question = (
                        task.place,
                        task.question.key,
                        task.question.kind,
                        dumps(task.question.spec()),
                    )
                    self._db.execute("INSERT OR IGNORE INTO questions VALUES (?, ?, ?, ?)", question)
                for step, trial in enumerate(trials):
                    self._add(task, task.number * len(trials) + step, trial)

    def _add(self, task: Task, number: int, trial: Trial) -> None:
        self._db.execute(
            "INSERT INTO trials VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                number,
                task.number,
                trial.control,
                task.place,
                task.replicate,
                trial.digest,
                trial.status,
                trial.why,
                trial.informed,
                trial.journal,
            ),
        )
        rounds = [(number, which, dumps(stances)) for which, stances in trial.rounds]
        self._db.executemany("INSERT INTO rounds VALUES (?, ?, ?)", rounds)
        self._decide((number, decision) for decision in trial.decisions)

    def decided(self, decisions: Iterable[tuple[int, Decision]]) -> None:
        """Add decisions that rules made later, all in one transaction.

        Args:
            decisions: each with the number of its trial.
        """
        with self._writing():
            self._decide(decisions)

    def _decide(self, decisions: Iterable[tuple[int, Decision]]) -> None:
        for trial, made in decisions:
            told = (
                made.word,
                dumps(as_json(made.winners)),
                made.why,
                made.ballots,
                dumps(made.uncast),
                dumps(made.troubles),
            )
            row = (made.arm, trial, *told, *made.figures)
            self._db.execute(f"INSERT INTO decisions VALUES ({', '.join('?' * len(row))})", row)  # noqa: S608 - question marks alone

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Do all that follows, or nothing of it."""
        with self._told():
            if self._path is not None and not self._path.is_file():
                raise StoreError(f"{self._path} was removed while it was written: what was held is lost")
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                if self._db.in_transaction:  # sqlite itself goes back when the disk is full
                    self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def damaged(self, seen: str) -> StoreError:
        """Return the error that something in it is not what a run writes, and what is to be done."""
        return StoreError(
            f"the results in {self.folder} are damaged: {seen}. Put a copy of them there, or run again with "
            "--out another folder"
        )

    def parsed(self, text: str, what: str) -> Any:
        """Return JSON that it holds.

        Raises:
            StoreError: it is none.
        """
        try:
            return json.loads(text)
        except (ValueError, TypeError) as error:
            raise self.damaged(f"{what} is {text!r:.40}, and no JSON") from error

    def rows(self, query: str, values: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a query."""
        with self._told():
            # `yield from` would close the cursor, too late where somebody let go halfway and closed the file
            for row in self._db.execute(query, values):  # noqa: UP028
                yield row
