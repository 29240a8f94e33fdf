"""What live seats took in a talk, as noted beside the lines of its journal, outside the digest."""

from .bus import Missing, Said
from .journal import Journal
from .used import Used, together


def used_by(journal: Journal) -> dict[int, Used]:
    """Return what each seat took, by its place; those who told of nothing are not in it."""
    found: dict[int, Used] = {}
    for entry in journal.entries:
        if isinstance(entry, Said | Missing) and entry.used is not None:
            found[entry.place] = found.get(entry.place, Used()).plus(entry.used)
    return found


def used_in(journal: Journal) -> Used | None:
    """Return what all seats took together; None where none told of anything."""
    found = used_by(journal)
    return together(found.values())._replace(model="") if found else None
