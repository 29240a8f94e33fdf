"""The model that reviews: it is asked over the session of the talk, beyond its seats."""

from ...agents.live import Caller, GaveUp, Model, OutOfBudget, Request, Session, connect
from ...agents.live.prompts import Messages
from ...agents.live.schema import Schema
from ...sim import Journal, Rule
from ...sim.streams import Key
from ...sim.used import Account
from .reviewing import review, unreviewed
from .value import Review

SEAT = "reviewer"
"""Under which its calls are recorded."""


async def reviewed_by(model: Model, journal: Journal, rule: Rule, session: Session) -> Review:
    """Have a model review a finished talk; where it cannot be had, the review says why, and nothing is lost.

    Args:
        model: that reviews.
        journal: the record.
        rule: how it is decided.
        session: that was opened for the model.

    Raises:
        NotRecorded: calls are replayed, and its own is not there.
    """
    waits = Key(SEAT, journal.digest).stream()
    with connect(session) as over:

        async def ask(messages: Messages, schema: Schema) -> str:
            request = Request(model.asks(messages), schema, model.max_tokens)
            given = await over.ask(model, Caller(SEAT, 0, waits), request, Account())
            return given.text or given.refusal

        try:
            return await review(journal, rule, ask, model.model)
        except (GaveUp, OutOfBudget) as error:
            return unreviewed(journal, rule, model.model, str(error))
