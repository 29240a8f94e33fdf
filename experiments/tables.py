"""The tables of a store, and what their columns are called."""

VERSION = 1
"""Of the tables; a store of another version is refused."""

TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE sessions (begun TEXT NOT NULL, made_with TEXT NOT NULL);
CREATE TABLE questions (
    question INTEGER PRIMARY KEY, id TEXT NOT NULL, kind TEXT NOT NULL, spec TEXT NOT NULL
);
CREATE TABLE trials (
    trial INTEGER PRIMARY KEY, task INTEGER NOT NULL, control TEXT NOT NULL, question INTEGER NOT NULL,
    replicate INTEGER NOT NULL, digest TEXT NOT NULL, status TEXT NOT NULL, why TEXT NOT NULL,
    informed INTEGER, journal BLOB
);
CREATE TABLE rounds (
    trial INTEGER NOT NULL, round INTEGER NOT NULL, stances TEXT NOT NULL, PRIMARY KEY (trial, round)
) WITHOUT ROWID;
CREATE TABLE decisions (
    arm INTEGER NOT NULL, trial INTEGER NOT NULL, word TEXT NOT NULL, winners TEXT NOT NULL,
    why TEXT NOT NULL, ballots INTEGER NOT NULL, uncast TEXT NOT NULL, troubles TEXT NOT NULL{measures},
    PRIMARY KEY (arm, trial)
) WITHOUT ROWID;
"""

# columns of decisions, and of the trials that they are read with
_TAKEN = frozenset({"arm", "trial", "word", "winners", "why", "ballots", "uncast", "troubles"})
_TAKEN |= {"task", "control", "question", "replicate", "digest", "status", "informed", "journal"}


def quoted(measure: str) -> str:
    """Return the column of a measure as SQL spells it; one's own may be named as another column is."""
    name = f"measure-{measure}" if measure in _TAKEN else measure
    return '"' + name.replace('"', '""') + '"'
