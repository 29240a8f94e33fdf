"""A spec as TOML, as a person could have written it: what `moot run` reads."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def toml(spec: Mapping[str, Any]) -> str:
    """Return a spec as TOML: what is scanned, `arms`, as a table at the end, all else a line each.

    >>> print(toml({"seed": 7, "arms": {"protocol": ["poll", {"use": "debate"}]}}), end="")
    seed = 7
    <BLANKLINE>
    [arms]
    protocol = ["poll", { use = "debate" }]
    """
    return "\n".join(_lines(spec)) + "\n"


def _lines(spec: Mapping[str, Any]) -> Iterator[str]:
    yield from (f"{_key(key)} = {_inline(item)}" for key, item in spec.items() if key != "arms")
    if "arms" in spec:
        yield "\n[arms]"
        yield from (f"{_key(key)} = {_inline(item)}" for key, item in spec["arms"].items())


def _inline(item: Any) -> str:
    if isinstance(item, Mapping):
        fields = ", ".join(f"{_key(key)} = {_inline(each)}" for key, each in item.items() if each is not None)
        return f"{{ {fields} }}" if fields else "{}"
    if isinstance(item, list | tuple):
        return f"[{', '.join(map(_inline, item))}]"
    if isinstance(item, str):
        return "".join(map(_letter, json.dumps(item, ensure_ascii=False)))
    return json.dumps(item)


def _letter(char: str) -> str:
    """Spell out what cannot be seen, or makes a line read otherwise than it is."""
    return char if char.isprintable() else f"\\U{ord(char):08X}"


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else _inline(key)
