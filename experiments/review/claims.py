"""The claims of a reviewer, one by one: as the journal has it, or left out, with what is so."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from ...agents.live import answers
from ...agents.live.answers import UnreadError
from ...agents.live.objects import Fields, plain
from ...sim import Flip, SpecError, Stance
from ..page.words import own, some, spelt
from .known import Known, Words, quotes
from .prose import passage
from .value import Dropped, Passage, Strong, Turning, Vote

MOST = 100
"""How many claims of a kind are read at most."""

LONGEST = 600
"""The characters of a quote at most."""

Claim = TypeVar("Claim", Strong, Turning, Vote)


def checked(
    part: str, given: Any, check: Callable[[Fields, Known], Claim], known: Known
) -> tuple[tuple[Claim, ...], tuple[Dropped, ...]]:
    """Check claims.

    Args:
        part: what they are about.
        given: what the reviewer wrote: a list of objects, or one.
        check: returns a claim as the journal has it, or raises an UnreadError with what is so.
        known: the talk.

    Returns:
        Those that hold, each once; and what was left out.
    """
    items = given if isinstance(given, list) else [] if given in (None, "") else [given]
    kept: list[Claim] = []
    out: list[Dropped] = []
    for item in items[:MOST]:
        try:
            claim = check(_fields(item), known)
        except (UnreadError, SpecError) as error:
            out.append(Dropped(part=part, problem=str(error)))
        else:
            if claim in kept:
                out.append(Dropped(part=part, problem="said twice"))
            else:
                kept.append(claim)
    if len(items) > MOST:
        out.append(Dropped(part=part, problem=f"not read: {MOST} are, at most", count=len(items) - MOST))
    return tuple(kept), tuple(_together(out))


def _fields(item: Any) -> Fields:
    """Return the fields of an object, without case and punctuation in their names."""
    if not isinstance(item, dict):
        raise UnreadError(f"{item!r:.80} where an object was asked for")
    return {plain(key): field for key, field in item.items()}


def _together(dropped: Sequence[Dropped]) -> list[Dropped]:
    """Count those that are the same."""
    counts: dict[tuple[str, str], int] = {}
    for one in dropped:
        counts[one.part, one.problem] = counts.get((one.part, one.problem), 0) + one.count
    return [Dropped(part=part, problem=problem, count=count) for (part, problem), count in counts.items()]


def strong(fields: Fields, known: Known) -> Strong:
    """Check that a seat argued so: in that round, for that stance, and in these words where it is quoted."""
    seat, when = known.seat(fields.get("seat")), known.round(fields.get("round"))
    quote = text_of(fields.get("quote")).strip()
    words, why = (_prose(fields.get(name), known) for name in ("words", "why"))
    if len(quote) > LONGEST:
        raise UnreadError(f"a quote of {len(quote)} characters: {LONGEST} at most")
    if not quote and words is None:
        raise UnreadError(f"an argument of {own(seat)} that is neither quoted nor told")
    given = [said for said in known.words if said.seat == seat]
    there = [said for said in given if when is None or said.round == when]
    if not there:
        raise UnreadError(f"{own(seat)} gave no argument in words{_in(when)}")
    found = [said for said in there if not quote or quotes(quote, said.text)]
    if not found:
        raise UnreadError(_misquoted(seat, when, quote, given))
    fitting = [said for said in found if known.same(fields.get("stance"), said.stance)]
    if not fitting:
        raise UnreadError(
            f"{own(seat)} argued for {spelt(found[0].stance)}{_in(when)}, not for {_seen(fields['stance'])}"
        )
    said = fitting[0]
    return Strong(seat=seat, round=said.round, stance=said.stance, quote=quote, words=words, why=why)


def _misquoted(seat: str, when: int | None, quote: str, given: Sequence[Words]) -> str:
    other = next((said.round for said in given if quotes(quote, said.text)), None)
    so = "" if other is None else f", but{_in(other)}"
    return f"{own(seat)} did not say '{own(quote)}'{_in(when)}{so}"


def turning(fields: Fields, known: Known) -> Turning:
    """Check that a seat changed its stance so, and credited whom it is said to have credited."""
    seat, when = known.seat(fields.get("seat")), known.round(fields.get("round"))
    flips = [flip for flip in known.flips if flip.seat == seat and when in (None, flip.round)]
    if not flips:
        raise UnreadError(f"{own(seat)} did not change its stance{_in(when)}")
    before, after = fields.get("from"), fields.get("to")
    fitting = [flip for flip in flips if known.same(before, flip.before) and known.same(after, flip.after)]
    if not fitting:
        so = f"from {spelt(flips[0].before)} to {spelt(flips[0].after)}"
        claimed = f"from {_seen(before)} to {_seen(after)}"
        raise UnreadError(f"{own(seat)} went {so}{_in(flips[0].round)}, not {claimed}")
    flip = fitting[0]
    return Turning(
        seat=seat,
        round=flip.round,
        before=flip.before,
        after=flip.after,
        credits=_credited(fields.get("credits"), flip, known),
        why=_prose(fields.get("why"), known),
    )


def _credited(given: Any, flip: Flip, known: Known) -> tuple[str, ...]:
    """Return whom a seat is said to have credited for a change."""
    strangers: list[str] = []
    named = answers.people(given, known.journal.seats, strangers.append)
    valid = known.facts.influence.valid_credits(flip)
    if strangers:
        raise UnreadError(f"a credit of {own(flip.seat)} to somebody who has no seat: {_seen(given)}")
    if wrong := [name for name in named if name not in valid]:
        so = some(valid, own)
        raise UnreadError(
            f"{own(flip.seat)} did not credit {some(wrong, own)}{_in(flip.round)}: it credited {so}"
        )
    return named


def vote(fields: Fields, known: Known) -> Vote:
    """Check that a seat holds a stance, or that so many do."""
    when = known.round(fields.get("round")) or None
    given, count = fields.get("stance"), fields.get("count")
    if given in (None, ""):
        raise UnreadError("a claim about votes that names no stance")
    if fields.get("seat") not in (None, ""):
        seat = known.seat(fields["seat"])
        held = (known.held[when] if when else known.ballots).get(seat)
        if held is None or not known.same(given, held):
            holds = "held nothing" if held is None else f"held {spelt(held)}"
            raise UnreadError(f"{own(seat)} {holds} {known.where(when)}, not {_seen(given)}")
        return Vote(stance=held, seat=seat, round=when)
    if count is None:
        raise UnreadError(f"a claim about {_seen(given)} that names neither a seat nor a count")
    number, counts = answers.number(count), known.counts(when)
    stances: list[Stance] = [stance for stance in counts if known.same(given, stance)]
    if not stances:
        raise UnreadError(f"nobody held {_seen(given)} {known.where(when)}")
    fitting = [stance for stance in stances if counts[stance] == number]
    if not fitting:
        so = counts[stances[0]]
        raise UnreadError(f"{so} held {spelt(stances[0])} {known.where(when)}, not {number:g}")
    return Vote(stance=fitting[0], count=int(number), round=when)


def _prose(given: Any, known: Known) -> Passage | None:
    text = text_of(given).strip()
    return passage(text, known) if text else None


def text_of(given: Any) -> str:
    """Return a text that any file can hold: of a list its texts as paragraphs, of nothing the empty one.

    Raises:
        UnreadError: it holds something else.
    """
    texts = (answers.words(one) for one in (given if isinstance(given, list) else [given]) if one is not None)
    return "\n\n".join(texts).encode(errors="replace").decode()


def _in(when: int | None) -> str:
    return "" if when is None else f" in round {when}" if when else " outside rounds"


def _seen(given: Any) -> str:
    return f"'{own(given)}'" if isinstance(given, str) else own(repr(given))
