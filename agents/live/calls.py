"""Calls to models, told from each other by what they are."""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any, NamedTuple

from ...sim import SpecError


class Call(NamedTuple):
    """What is asked of a model.

    Attributes:
        seat: who asks.
        round: of the protocol.
        replicate: of the talk.
        content: the request as JSON: model, messages, and all else that decides the reply; no headers, since
            a changed key is no other question.
        shared: whether all who ask the same in a talk get one reply, as of what judges words.
    """

    seat: str
    round: int
    replicate: int
    content: Mapping[str, Any]
    shared: bool = False

    def digest(self) -> str:
        """Return what identical calls share: sha256 of all of the above, as canonical JSON."""
        spelt = canonical([self.content, self.seat, self.round, self.replicate])
        return sha256(spelt.encode()).hexdigest()


def canonical(data: Any) -> str:
    r"""Spell JSON in one way: names sorted, no spaces, ASCII.

    Raises:
        SpecError: it is no JSON; NaN and infinity are none.

    >>> canonical({"b": 1.0, "a": "é"})
    '{"a":"\\u00e9","b":1.0}'
    """
    try:
        return json.dumps(data, sort_keys=True, separators=(",", ":"), allow_nan=False)
    except (TypeError, ValueError, RecursionError) as error:
        raise SpecError(f"a call is JSON, and this is not: {error}") from error
