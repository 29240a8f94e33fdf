"""The JSON object in what a model wrote: alone, in a fence, with prose around it, or inside another."""

import json
import re
from collections.abc import Collection
from typing import Any, NamedTuple

START = re.compile(r'\{\s*["}]')
Fields = dict[str, Any]


class Found(NamedTuple):
    """What was found.

    Attributes:
        fields: the object; None where there is none.
        problem: why not, where the text looks as if there should be one; empty where it is plain text.
    """

    fields: Fields | None
    problem: str = ""


class _NotJSONError(ValueError):
    """An object that JSON has no room for: a key twice, a number that is none."""


def object_in(text: str, known: Collection[str]) -> Found:
    """Return the JSON object in a text that has one of the known keys, as far as there is exactly one.

    An object that stands under a key of one without any is found too. Several that are equal are one. An
    object that is cut off, has a key twice with different values, or holds a NaN is a problem: nothing is
    guessed of it. O(n).

    >>> object_in('Here: {"stance": "Tea"}. Done.', {"stance"}).fields
    {'stance': 'Tea'}
    >>> object_in('{"stance": "Te', {"stance"}).problem
    'the JSON object is cut off, or is none: Unterminated string starting at character 12 of it'
    """
    # small models break lines inside of strings, which leaves no doubt about what they mean
    decoder = json.JSONDecoder(strict=False, object_pairs_hook=_once, parse_constant=_no_number)
    found: list[Fields] = []
    start = first = START.search(text)
    while start is not None:
        try:
            given, end = decoder.raw_decode(text, start.start())
        except json.JSONDecodeError as error:
            where = f"{error.msg.removesuffix(' at')} at character {error.pos - start.start() + 1} of it"
            return Found(None, f"the JSON object is cut off, or is none: {where}")
        except _NotJSONError as error:
            return Found(None, str(error))
        except (RecursionError, ValueError) as error:  # nested too deeply; an integer of too many digits
            return Found(None, f"the JSON object cannot be read: {type(error).__name__}")
        found += [one for one in _with_known(given, known) if one not in found]
        if len(found) > 1:
            return Found(None, "several JSON objects that differ: give one")
        start = START.search(text, end)
    if found or first is None:
        return Found(found[0] if found else None)
    return Found(None, "the JSON object has none of the keys that were asked for")


def _with_known(given: Any, known: Collection[str]) -> list[Fields]:
    """Return an object if it has a known key, else those under its keys that have."""
    inner = [given, *given.values()]
    has = [one for one in inner if isinstance(one, dict) and any(plain(key) in known for key in one)]
    return has[:1] if has[:1] == [given] else has


def closed(text: str) -> bool:
    """Tell whether a text ends with an object, alone or in a fence."""
    return text.rstrip("` \r\n\t").endswith("}")


def plain(key: str) -> str:
    """Return a key without case, blanks and punctuation: `attributedTo` and `attributed_to` are one."""
    return "".join(char for char in key.lower() if char.isalnum())


def _once(pairs: list[tuple[str, Any]]) -> Fields:
    fields: Fields = {}
    for key, item in pairs:
        if key in fields and fields[key] != item:
            raise _NotJSONError(f"the JSON object has the key {key!r:.80} twice: give each once")
        fields[key] = item
    return fields


def _no_number(name: str) -> Any:
    raise _NotJSONError(f"{name} is no JSON: give a number, or leave it out")
