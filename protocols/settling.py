"""Whether a talk has settled: what all held, round after round, under a stop rule."""

from collections import deque

from ..sim import Floor, Replies, Stance, State, Stop, counted_as


class Settling:
    """Keeps what the seats hold, as far as a stop rule looks back.

    Args:
        floor: of the talk.
        stop: the rule; None = it never settles.
    """

    def __init__(self, floor: Floor, stop: Stop | None) -> None:
        self._stop = stop
        self._question = floor.question
        self._held: dict[str, Stance | None] = dict.fromkeys(floor.seats)
        self._past: deque[State] = deque(maxlen=stop.looks if stop else 1)
        self._rounds = 0

    def heard(self, replies: Replies) -> None:
        """Take in what was said."""
        if self._stop is not None:
            said = replies.said.items()
            self._held |= {seat: reply.stance for seat, reply in said if reply.stance is not None}

    def begin(self) -> None:
        """Take what they hold for the state before the first round."""
        self._past.append(tuple(self._held.values()))

    def over(self) -> bool:
        """Tell whether it has settled with this round; free texts are compared in one spelling."""
        if self._stop is None:
            return False
        self._past.append(tuple(self._held.values()))
        self._rounds += 1
        past: list[State] = list(self._past)
        spelt = counted_as([stance for now in past for stance in now if stance is not None], self._question)
        if spelt:
            past = [[None if held is None else spelt.get(held, held) for held in now] for now in past]
        return self._stop.met(past, self._rounds)
