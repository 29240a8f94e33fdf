"""Diagnostics on stderr, for those who ask for them; the journal is not the log."""

import sys
from typing import Any, Literal

from ...sim import Close, Journal, Missing, Observer, Said
from ...sim.journal import Entry

Level = Literal["debug", "info", "warning", "error"]


def log_entries(level: Level) -> tuple[Observer, ...]:
    """Return the observers that log a talk at this level; none where nothing would be logged."""
    return (_Log(level),) if level in ("debug", "info") else ()


class _Log:
    """An observer that logs who did not reply and how a talk ended; at `debug` also what was said."""

    def __init__(self, level: Level) -> None:
        import structlog

        people = sys.stderr.isatty()
        self._log: Any = structlog.wrap_logger(
            structlog.PrintLogger(sys.stderr),
            processors=[
                structlog.processors.add_log_level,
                structlog.dev.ConsoleRenderer() if people else structlog.processors.JSONRenderer(),
            ],
            wrapper_class=structlog.make_filtering_bound_logger(level),
        )

    def notify(self, journal: Journal, entry: Entry | Close | None) -> None:
        """Log one entry."""
        if isinstance(entry, Close):
            self._log.info("closed", status=entry.status, entries=entry.entries, digest=entry.digest)
        elif isinstance(entry, Missing):
            self._log.info(
                "missing",
                seat=journal.seats[entry.place],
                round=entry.ask.round,
                ask=entry.ask.number,
                outcome=entry.outcome,
                reason=entry.reason,
                error=entry.error,
            )
        elif isinstance(entry, Said):
            stance = entry.reply.stance
            self._log.debug(
                "said",
                seat=journal.seats[entry.place],
                round=entry.ask.round,
                ask=entry.ask.number,
                stance=stance,
            )
