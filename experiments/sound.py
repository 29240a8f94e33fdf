"""Whether a store is whole: what a failing disk or a hand has changed is told before anything rests on it."""

from collections.abc import Iterator, Mapping
from typing import Any

from .store import Store
from .tables import quoted


def check_sound(store: Store, design: Mapping[str, Any]) -> None:
    """Raise a StoreError at the first thing that no run has written; O(talks).

    Args:
        store: what was found.
        design: of its experiment.
    """
    for seen in _faults(store, design):
        raise store.damaged(seen)


def _faults(store: Store, design: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is wrong."""
    sides = len({arm["control"] for arm in design["arms"]})
    counts = (
        ("task", design["talks"] // sides),
        ("question", design["questions"]["count"]),
        ("replicate", design["replicates"]),
    )
    for column, many in counts:
        query = (
            f"SELECT trial, {column} FROM trials "  # noqa: S608 - one of three words
            f"WHERE typeof({column}) != 'integer' OR {column} NOT BETWEEN 0 AND ? LIMIT 1"
        )
        for trial, place in store.rows(query, (many - 1,)):
            yield f"trial {trial} is of {column} {place!r:.40}, expected 0 to {many - 1}"
    for table in ("decisions", "rounds"):
        query = f"SELECT trial FROM {table} WHERE trial NOT IN (SELECT trial FROM trials) LIMIT 1"  # noqa: S608 - one of two words
        for (trial,) in store.rows(query):
            yield f"trial {trial} is gone, and its {table} are there"
    query = "SELECT task, count(*) FROM trials GROUP BY task HAVING count(*) != ? LIMIT 1"
    for task, talks in store.rows(query, (sides,)):
        yield f"{talks} of the {sides} talks of task {task} are there"
    arms = len(design["arms"])
    query = (
        "SELECT arm, question, replicate, count(*) FROM decisions JOIN trials USING (trial) "
        "GROUP BY arm, question, replicate HAVING arm NOT BETWEEN 0 AND ? OR count(*) > 1 LIMIT 1"
    )
    for arm, question, replicate, talks in store.rows(query, (arms - 1,)):
        yield f"arm {arm} of {arms} has {talks} talks on question {question}, replicate {replicate}"
    columns = [quoted(one["name"]) for one in design["measures"]]
    odd = " OR ".join(f"typeof({column}) NOT IN ('real', 'null')" for column in columns)
    query = f"SELECT trial, {', '.join(columns)} FROM decisions WHERE {odd} LIMIT 1"  # noqa: S608 - names are quoted
    for trial, *figures in store.rows(query):
        for one, figure in zip(design["measures"], figures, strict=True):
            if isinstance(figure, str | bytes):
                yield f"{one['name']} of trial {trial} is {figure!r:.40}, and no number"
