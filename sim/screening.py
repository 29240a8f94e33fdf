"""What guardrails rule of the statements of one ask: once for each, before anybody hears them."""

from collections.abc import Mapping

import trio

from .bus import Missing, Said
from .office import Office
from .ruling import Ruling


async def ruled(
    outcomes: list[Said | Missing], office: Office, known: Mapping[int, Ruling | None]
) -> list[Said | Missing]:
    """Return outcomes with what guardrails rule of them.

    A statement that is blocked is the outcome `blocked`; but a ballot is counted, and what is private is not
    heard anyway: these are kept, with the ruling beside them. Of what is not blocked all that was said is
    kept, whatever others get to hear of it.

    Args:
        outcomes: of one ask, in the order of the panel.
        office: has the guardrails; those that ask are asked of all statements at once.
        known: what was ruled before, by place: of these nobody is asked again.
    """
    found = list(outcomes)

    async def look(i: int, said: Said) -> None:
        ruling = await office.ruling(said, known)
        if ruling is None or not ruling.blocked or said.ask.ballot or said.ask.private:
            found[i] = said if ruling == said.ruling else said._replace(ruling=ruling)
        else:
            found[i] = Missing(said.ask, said.place, "blocked", ruling.why, ruling.error, said.used)

    spoken = [(i, outcome) for i, outcome in enumerate(outcomes) if isinstance(outcome, Said)]
    if not office.asks_outside:
        for i, said in spoken:
            await look(i, said)
        return found
    async with trio.open_nursery() as nursery:
        for i, said in spoken:
            nursery.start_soon(look, i, said)
    return found
