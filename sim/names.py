"""Names for values: how `"conformist"` in a file becomes a class, and how a class gets its name back.

Bundled names are looked up in catalogues (name -> dotted path), so that nothing is imported until it is
used. Names ignore case, `_` and `-`. Anything else is a dotted path `package.module:Name`, imported only
when whoever asks has been told to trust it.
"""

import difflib
import importlib
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from .errors import SpecError, headline


def kebab(name: str) -> str:
    """Spell a class name the way the command line does.

    >>> kebab("MajorityFollower")
    'majority-follower'
    """
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "-", name).replace("_", "-").lower()


def _plain(name: str) -> str:
    return name.replace("-", "").replace("_", "").casefold()


def match(name: str, known: Iterable[str]) -> str | None:
    """Return the known name that `name` spells, whatever its case and hyphens; None if there is none."""
    wanted = _plain(name)
    return next((candidate for candidate in known if _plain(candidate) == wanted), None)


def unknown(kind: str, name: str, known: Iterable[str], see: str = "") -> str:
    """Say in one line that a name is not known, with the nearest one that is.

    Args:
        kind: of what.
        name: as it was given.
        known: all there are, which are listed where none is near.
        see: where they are listed instead, where they are too many.
    """
    choices = sorted(known)
    there = f"see {see}" if see else f"known: {', '.join(choices) or 'none'}"
    near = _nearest(name, choices)
    return f"unknown {kind} {name[:80]!r}: {f'{near} {there}' if near and see else near or there}"


def _nearest(name: str, known: Iterable[str]) -> str:
    """Ask for the nearest known name; an empty string where none is near."""
    by_plain = {_plain(choice): choice for choice in known}
    close = difflib.get_close_matches(_plain(name), by_plain, n=1, cutoff=0.5)
    return f"did you mean {by_plain[close[0]]!r:.80}?" if close else ""


def check_names(seats: tuple[str, ...]) -> None:
    """Raise a SpecError if these cannot be the names of a panel."""
    if not seats:
        raise SpecError("the panel is empty: give it one seat at least")
    if len(set(seats)) < len(seats):
        twice = next(name for i, name in enumerate(seats) if name in seats[:i])
        raise SpecError(f"two seats are named {twice!r:.140}: names are unique")
    odd = [
        name
        for name in seats
        if not name or len(name) > 120 or not name.isprintable() or name != name.strip()
    ]
    if odd:
        raise SpecError(
            f"a seat is named {odd[0]!r:.140}: names are 1 to 120 characters that show, with no blanks around"
        )


def check_seated(what: str, named: Iterable[str], seats: Collection[str]) -> None:
    """Refuse names that no seat bears.

    Args:
        what: the seats are named for, such as "the judge" or "foes:".
        named: the names.
        seats: those at the table.

    Raises:
        SpecError: the first that sits nowhere, with the nearest who does.

    >>> check_seated("the judge", ["ada"], ("Ada", "Bo"))
    Traceback (most recent call last):
    moot.sim.errors.SpecError: the judge 'ada' is none of the seats Ada, Bo: did you mean 'Ada'?
    """
    for name in named:
        if name not in seats:
            near = _nearest(name, seats)
            raise SpecError(
                f"{what} {name!r:.80} is none of the seats {', '.join(seats)[:200]}{near and f': {near}'}"
            )


def import_path(path: str) -> Any:
    """Import the object that a dotted path `package.module:Name` names."""
    module_name, _, attribute = path.partition(":")
    if not (module_name and attribute):
        raise SpecError(f"{path!r:.80} names nothing: write `package.module:Name`")
    try:
        found: Any = importlib.import_module(module_name)
    except Exception as error:  # a module that is imported may raise whatever it likes
        raise SpecError(f"cannot import {module_name!r} for {path!r}: {headline(error)}") from error
    for part in attribute.split("."):
        try:
            found = getattr(found, part)
        except AttributeError:
            raise SpecError(f"module {module_name!r} has no {attribute!r}; {path!r} names nothing") from None
    return found


class Names:
    """Finds the object behind a name of some kind.

    Args:
        bundled: for each kind (`"agent"`, `"rule"`, ...) its catalogue, name -> dotted path.
        trusted: says of a module whether a dotted path may import it; by default none may.
    """

    def __init__(
        self,
        bundled: Mapping[str, Mapping[str, str]],
        trusted: Callable[[str], bool] = lambda module: False,  # noqa: ARG005 - the default trusts nothing
    ) -> None:
        self._bundled = bundled
        self._trusted = trusted

    def known(self, kind: str) -> Mapping[str, str]:
        """Return the catalogue of a kind: name -> dotted path."""
        return self._bundled.get(kind, {})

    def find(self, kind: str, name: str) -> Any:
        """Return the object that `name` stands for.

        Raises:
            SpecError: no such name (the nearest is offered), or a path that is not trusted.
        """
        if ":" in name:
            module = name.partition(":")[0]
            if not self._trusted(module):
                raise SpecError(
                    f"{name!r} is code outside moot and was not run: allow it with --trust {module}"
                )
            return import_path(name)
        catalogue = self.known(kind)
        spelt = match(name, catalogue)
        if spelt is None:
            raise SpecError(unknown(kind, name, catalogue))
        return import_path(catalogue[spelt])
