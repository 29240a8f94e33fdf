"""What stands at the head of a page: what sits at the table, and what lay between the seats."""

from collections.abc import Iterator, Mapping

from .document import Says
from .facts import Facts
from .words import ARGUMENT, capital, counted, own, recipe, some

HUMAN, MODEL, SIMULATED = "human", "model", "simulated"


def title(facts: Facts) -> str:
    """Return what stands over a page: how they talked, and how many."""
    name = facts.protocol.rpartition(":")[2].replace("-", " ")
    if facts.question.kind == "text" and not name.startswith("open "):
        name = f"open {name}"
    words = " ".join(map(capital, name.split()))
    return f"{own(words)} - {counted(len(facts.seats), 'seat')}"


def _who(facts: Facts) -> str:
    """Say what sits at the table, so that nobody takes a simulated seat for a model that was asked."""
    agents: dict[str, int] = {}
    for seat in facts.seats:
        agents[seat.agent] = agents.get(seat.agent, 0) + 1
    kinds = [f"{count} {nature(agent)}" for agent, count in agents.items()]
    modelless = all(nature(agent).startswith((SIMULATED, HUMAN)) for agent in agents)
    return f"{some(kinds)}.{' No model was asked.' if modelless else ''}"


def nature(agent: str) -> str:
    """Say what kind of thing sits at a seat."""
    if agent in (HUMAN, "recorded"):
        return agent
    if agent == MODEL:
        return "played by a language model"
    if agent in ("function-agent", "live-function"):
        return "played by a function"
    return f"played by {own(agent)}" if ":" in agent else f"{SIMULATED} ({own(agent)})"


def lead(facts: Facts) -> Iterator[Says]:
    """Say what sits at the table, and what is not as it is by default."""
    yield Says(_who(facts), "Seats")
    if facts.source:
        yield Says(f"{own(facts.source, ARGUMENT)}.", "Source")
    yield from _way(facts)
    if facts.status != "finished":
        yield Says(f"This talk is {own(facts.status)}.", tone="alarm")


def _way(facts: Facts) -> Iterator[Says]:
    """Say what stood between the seats, as far as it is not what stands there by default."""
    way, seats = facts.way, len(facts.seats)
    protocol, lens = way.setting.get("protocol"), way.setting.get("lens")
    if isinstance(protocol, Mapping) and len(protocol) > 1:
        yield Says(recipe(protocol), "Protocol")
    if lens is not None:
        yield Says(recipe(lens), "Lens")
    if way.hears is not None:
        fewest, most = way.hears
        many = str(most) if fewest == most else f"{fewest} to {most}"
        rewired = ", rewired by round" if way.rewired else ""
        yield Says(f"each seat hears {many} of the {counted(seats - 1, 'other')}{rewired}", "Topology")
    if facts.meters.struck:
        interceptors = way.setting.get("interceptors")
        yield Says(some(interceptors if isinstance(interceptors, list) else (), recipe), "Interceptors")
        yield Says(_deliveries(facts), "Deliveries")
    for name, phase in way.idle:
        phases = some(way.phases, own, empty="none")
        yield Says(
            f"{own(name)}: nothing was said openly in the phase '{own(phase)}'; phases of this talk in which"
            f" something was: {phases}.",
            tone="alarm",
        )


def _deliveries(facts: Facts) -> str:
    """Say what became of what was there to be heard, and how much of it each interceptor struck."""
    read = facts.meters.seats.values()
    sent, struck, lost = (sum(one[i] for one in read) for i in range(3))
    by = some(f"{own(name)} {number}" for name, number in facts.meters.struck.items())
    several = ", some by several" if sum(facts.meters.struck.values()) > struck else ""
    how = " (changed, late, twice or out of turn)" if struck > lost else ""
    came = (
        f"of {counted(sent, 'statement')} there to be heard: {sent - struck} heard as said,"
        f" {struck - lost} otherwise{how}, {lost} not at all; struck by {by}{several}"
        if sent
        else "none was there to be heard"
    )
    ruled = ((facts.way.blocked, "blocked whole"), (facts.way.unjudged, "not judged, and heard"))
    return came + "".join(f"; {counted(many, 'statement')} {how}" for many, how in ruled if many)
