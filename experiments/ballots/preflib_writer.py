"""Orders in the format of PrefLib, written."""

from ...protocols.rules import ranked
from ...protocols.rules.profile import Order, tiers
from ...sim import Ballots, SpecError
from .preflib import KINDS


def preflib(ballots: Ballots, name: str) -> str:
    """Return ballots as a file of PrefLib: the rankings that they hold or yield.

    Args:
        ballots: what is written; blank and missing ones are told of in the description, and not written.
        name: of the file, without folders; its end says of which kind the orders must be.

    Raises:
        SpecError: the ballots rank nothing, or are not of the kind that the name says.
    """
    stem, dot, kind = name.lower().rpartition(".")
    if kind not in KINDS or not dot or not stem:
        raise SpecError(f"{name}: a file of PrefLib ends in .{', .'.join(KINDS)}")
    profile = ranked(ballots)
    rows = sorted(((order, votes) for order, votes in profile.rows.items() if order), key=_usual)
    for order, _ in rows:
        _check(order, len(profile.options), name, kind)
    voters = sum(votes for _, votes in rows)
    blank = ballots.electorate - voters
    about = f"{blank} of {ballots.electorate} voters ranked nothing, and are left out" if blank else ""
    head: dict[str, object] = {
        "FILE NAME": name,
        "TITLE": " ".join(ballots.question.text.split()),
        "DESCRIPTION": about,
        "DATA TYPE": kind,
        "MODIFICATION TYPE": "",
        "RELATES TO": "",
        "RELATED FILES": "",
        "PUBLICATION DATE": "",
        "MODIFICATION DATE": "",
        "NUMBER ALTERNATIVES": len(profile.options),
        "NUMBER VOTERS": voters,
        "NUMBER UNIQUE ORDERS": len(rows),
    }
    for number, option in enumerate(profile.options, 1):
        if option != option.strip() or not option.isprintable():
            raise SpecError(f"{option!r:.80} is no name of an alternative: a line of {name} cannot hold it")
        head[f"ALTERNATIVE NAME {number}"] = option
    told = [f"# {key}: {value}".rstrip() for key, value in head.items()]
    return "\n".join([*told, *(f"{votes}: {_spelt(order)}" for order, votes in rows), ""])


def _check(order: Order, options: int, name: str, kind: str) -> None:
    """Check that an order is of the kind that the file holds."""
    places = tiers(order)
    if kind in ("soc", "soi") and any(len(place) > 1 for place in places):
        raise SpecError(
            f"a ballot has options at one place, and orders in {name} are strict: end it in .to{kind[2]}"
        )
    if kind in ("soc", "toc") and sum(map(len, places)) < options:
        raise SpecError(
            f"a ballot leaves options out, and orders in {name} are complete: end it in .{kind[:2]}i"
        )


def _usual(row: tuple[Order, int]) -> tuple[int, tuple[tuple[int, ...], ...]]:
    """Put the orders that most gave first."""
    return -row[1], tiers(row[0])


def _spelt(order: Order) -> str:
    places = (",".join(str(i + 1) for i in tier) for tier in tiers(order))
    return ",".join(f"{{{place}}}" if "," in place else place for place in places)
