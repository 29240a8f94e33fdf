"""The model that reviews: it is asked over the session of the talk, beyond its seats."""

import trio

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
PATIENCE = 600.0
"""The seconds that a review may take, where the model does not say."""


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
    account, within = Account(model.model), model.within or PATIENCE
    with connect(session) as over:

        async def ask(messages: Messages, schema: Schema) -> str:
            request = Request(model.asks(messages), schema, model.max_tokens)
            given = await over.ask(model, Caller(SEAT, 0, waits), request, account)
            return given.text or given.refusal

        try:
            with trio.fail_after(within):
                return await review(journal, rule, ask, model.model)
        except (GaveUp, OutOfBudget, trio.TooSlowError) as error:
            return unreviewed(journal, rule, model.model, str(error) or account.late(within))
