"""What may not be stored, logged or shown: keys, and the headers that carry them."""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import quote

from ...sim import SpecError

MARK = "█████"
"""Stands where something was removed. No key holds it, since a key fits into a header."""

SHORTEST = 8
"""The fewest characters of a secret. What is shorter, such as the `none` of a local server, is a common word:
removing it would take it from what models say, too."""

_NAME = r"authorization|api[-_]?key|cookie|(?:auth|access)[-_]token"
_NAMED = re.compile(_NAME, re.IGNORECASE)
_LINE = re.compile(rf"((?:{_NAME})[\w-]*(?:[\"']?[ \t]*[:=]|[\"'][ \t]*,)[ \t]*)[^\r\n]+", re.IGNORECASE)
_ESCAPED = re.compile(r"\\u00([0-7][0-9a-fA-F])")
_BEARER = re.compile(r"\b(bearer|basic)[ \t]+[^\s\"',;]+", re.IGNORECASE)


def _names(name: str, item: Any) -> bool:
    """Tell whether a secret stands under a name; a figure is none, as options may be named so, too."""
    return not isinstance(item, int | float | None) and _NAMED.search(name) is not None


class Redactor:
    """Removes secrets from what is stored, and from texts of errors.

    Args:
        secrets: the keys in use, each of 8 printable ASCII characters at least.

    Raises:
        SpecError: one is shorter, or fits into no header. It is not shown.
    """

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        forms: set[str] = set()
        for secret in secrets:
            if len(secret) < SHORTEST or not re.fullmatch(r"[!-~]+", secret):
                raise SpecError(
                    f"a secret of {len(secret)} characters: expected {SHORTEST} or more of printable ASCII, "
                    "without spaces; a word that is no secret needs none"
                )
            forms |= {secret, json.dumps(secret)[1:-1], quote(secret, safe="")}
        longest = sorted(
            forms, key=lambda form: (-len(form), form)
        )  # where one holds another, the whole goes
        self._known = re.compile("|".join(map(re.escape, longest)) or r"(?!)")

    def text(self, text: str) -> str:
        """Return a text without the secrets in it, nor as JSON or an address spells them."""
        cleared = self._known.sub(MARK, text)
        if "\\u" in cleared:  # JSON may spell any letter so
            plain = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), cleared)
            if self._known.search(plain):
                return self._known.sub(MARK, plain)
        return cleared

    def words(self, data: Any) -> Any:
        """Return JSON without the secrets; names are no matter, as what a model says has no headers."""
        return self._cleared(data, lambda _name, _item: False)

    def data(self, data: Any) -> Any:
        """Return JSON without the secrets, and without what stands under a name of headers that hold some.

        Names are left, values go: of `Authorization`, `X-Api-Key`, `Cookie` and what is named like them, at
        any depth and in any case.
        """
        return self._cleared(data, _names)

    def _cleared(self, data: Any, hides: Callable[[str, Any], bool]) -> Any:
        if isinstance(data, str):
            return self.text(data)
        if isinstance(data, Mapping):
            return {
                self.text(str(name)): MARK if hides(str(name), item) else self._cleared(item, hides)
                for name, item in data.items()
            }
        if isinstance(data, list | tuple):
            return [self._cleared(item, hides) for item in data]
        return MARK if self._known.search(repr(data)) else data  # a number may spell one, too

    def error(self, error: BaseException | str) -> str:
        """Return the text of an error in which neither secrets nor such headers are left."""
        return _BEARER.sub(rf"\1 {MARK}", _LINE.sub(rf"\1{MARK}", self.text(str(error))))
