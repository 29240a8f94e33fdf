"""When to ask again: backoff with jitter, what the server asks for, and one deadline around it all.

The wait doubles with each try and is drawn uniformly from zero to that ("full jitter", Brooker, *Exponential
Backoff and Jitter*, 2015). A server's Retry-After (RFC 9110, section 10.2.3) comes first; the draw is added,
so that those who were turned away together do not come back together.
"""

import math
import re
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar

import trio
from pydantic import Field

from ...sim import MootError, Stream
from ...sim.value import Value

T = TypeVar("T")

RETRIED = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 529})
"""The statuses after which another try may do: too early, too many, too busy, or the server's own fault.

529 is no standard; some endpoints send it when they are overloaded. 501 and 505 stay as they are.
"""


class Failed(MootError):  # noqa: N818 - what a try did
    """One try came to nothing.

    Args:
        why: in one line, without secrets.
        status: of the reply; None where none came: no connection, or one that broke.
        wait: the seconds that the server asked for; see `asked_wait`.
    """

    def __init__(self, why: str, status: int | None = None, wait: float | None = None) -> None:
        super().__init__(why)
        self.status = status
        self.wait = wait

    @property
    def refused(self) -> bool:
        """Whether the server says that it did not do it; one that broke down may have, and may charge."""
        return self.status is not None and 400 <= self.status < 500


class GaveUp(MootError):  # noqa: N818 - what became of all tries
    """No try succeeded; the message says why none followed. The last failure is its cause.

    Attributes:
        used: what the tries took, as JSON, where somebody counts that.
        late: whether a deadline from outside cut them.
    """

    used: Mapping[str, Any] | None = None
    late: bool = False


class Retries(Value):
    """How often, and for how long.

    Attributes:
        tries: the first included.
        first: seconds of the longest wait after the first try; it doubles with each.
        longest: seconds that no drawn wait exceeds.
        within: seconds that all tries and waits have together; None = as long as the answer has.
    """

    tries: int = Field(default=5, ge=1)
    first: float = Field(default=0.5, ge=0)
    longest: float = Field(default=30.0, ge=0)
    within: float | None = Field(default=None, gt=0)

    def after(
        self, failed: Failed, tried: int, passed: float, random: Stream, left: float = math.inf
    ) -> float | str:
        """Decide what follows a failure: the seconds until another try, or, in words, why there is none.

        Args:
            failed: what happened.
            tried: how many tries there were, from 1.
            passed: seconds since the first began.
            random: gives the jitter; one draw, where another try is possible at all.
            left: seconds until the answer is too late.
        """
        if failed.status is not None and failed.status not in RETRIED:
            return f"status {failed.status} would come again"
        if tried >= self.tries:
            return f"it was tried {tried} times"
        doubled = self.first * 2.0 ** min(tried - 1, 60)
        wait = (failed.wait or 0.0) + random.uniform(0.0, min(doubled, self.longest))
        if wait >= left:
            return f"a wait of {wait:.3g} s would end after the deadline"
        if self.within is not None and passed + wait >= self.within:
            return f"a wait of {wait:.3g} s would end after the {self.within:g} s that all tries have"
        return wait


def asked_wait(headers: Mapping[str, str]) -> float | None:
    """Return the seconds that a server asks to wait, from its Retry-After.

    A date is taken relative to the reply's own Date, so that no clock but the server's is read; without one
    it says nothing. What is neither seconds nor a date says nothing too, and what is past asks for none.

    Args:
        headers: of the reply, in any case.
    """
    named = {name.lower(): text.strip() for name, text in headers.items()}
    asked = named.get("retry-after", "")
    if re.fullmatch(r"[0-9]{1,12}(\.[0-9]{1,12})?", asked):
        return float(asked)
    try:
        return max(0.0, _moment(asked) - _moment(named.get("date", "")))
    except (ValueError, TypeError, IndexError, OverflowError):  # it takes all of these to say that it is none
        return None


def _moment(date: str) -> float:
    """Return when an HTTP date is, in seconds; one without a zone is in GMT, as all of them are."""
    moment = parsedate_to_datetime(date)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


async def persist(attempt: Callable[[], Awaitable[T]], retries: Retries, random: Stream) -> T:
    """Try until a try succeeds, or no other may follow.

    A try that is under way at the deadline is cancelled; one that is done by then counts. Whatever else than
    a `Failed` a try raises is passed on, a cancellation from outside too.

    Args:
        attempt: makes one try.
        retries: how often, and for how long.
        random: gives the jitter.

    Raises:
        GaveUp: no try succeeded.
    """
    start, deadline = trio.current_time(), trio.current_effective_deadline()
    within = retries.within or math.inf
    last: Failed | None = None
    tried = 0
    while True:
        tried += 1
        with trio.move_on_at(start + within):
            try:
                return await attempt()
            except Failed as failed:
                last = failed
                now = trio.current_time()
                then = retries.after(failed, tried, now - start, random, deadline - now)
            if isinstance(then, str):
                raise GaveUp(f"{last}; gave up: {then}") from last
            await trio.sleep(then)
            continue
        before = f"; before that: {last}" if last else ""
        raise GaveUp(f"no reply within {within:g} s (try {tried}){before}") from last
