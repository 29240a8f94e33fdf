"""The arms of an experiment: every combination of what is compared, each with a short name."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import groupby, product
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import field_validator

from ..protocols.rules import Plurality
from ..sim import Chain, Complete, Everything, Kind, Lens, Protocol, Rule, Topology, Value
from ..sim.value import as_json
from .panels import SeatGroup, Seating

_SHOWN = 60

Leaf = tuple[str, str, bool]


class Arm(NamedTuple):
    """What is compared: the recipe of a talk, and the rule that decides it.

    `control` names what is taken out of the talk, where this is the control of another arm.
    """

    label: str
    protocol: Protocol
    rule: Rule
    panel: Seating
    topology: Topology
    lens: Lens
    interceptors: Chain
    control: str = ""


Axis = Value | tuple[Value, ...]
"""What an axis varies: a value, or several together."""


class Arms(Value):
    """What is varied. A list is scanned, inside a value too: `{use = "debate", rounds = [1, 2]}` is two.

    A list that is itself the value is written inside another, `[[...]]`.

    Attributes:
        protocol: how they talk.
        rule: how they decide.
        panel: who sits at the table.
        topology: who hears whom.
        lens: what listeners get to see.
        interceptors: what is done to statements on their way: one, or a list of them, one behind the other.
    """

    protocol: tuple[Protocol, ...]
    rule: tuple[Rule, ...] = (Plurality(),)
    panel: tuple[Seating, ...]
    topology: tuple[Topology, ...] = (Complete(),)
    lens: tuple[Lens, ...] = (Everything(),)
    interceptors: tuple[Chain, ...] = ((),)

    @field_validator("*", mode="before")
    @classmethod
    def _scan(cls, data: Any) -> Any:
        return tuple(scanned(data))

    @field_validator("*", mode="after")
    @classmethod
    def _differ(cls, values: tuple[Axis, ...]) -> tuple[Axis, ...]:
        twice = next((value for i, value in enumerate(values) if value in values[:i]), None)
        if twice is not None:
            raise ValueError(f"{as_json(twice)} stands twice: two arms would be the same")
        return values

    def combined(self, controls: Sequence[str] = ()) -> tuple[Arm, ...]:
        """Return every combination; the protocol changes slowest, then rule, panel, and so on.

        Args:
            controls: the names of control arms; each arm is followed by its own.
        """
        axes = (self.protocol, self.rule, self.panel, self.topology, self.lens, self.interceptors)
        named = [labels(axis) for axis in axes]
        told = [i for i, axis in enumerate(axes) if len(axis) > 1] or [0, 1]
        made = (
            Arm(" · ".join(words[i] for i in told), *values)
            for words, values in zip(product(*named), product(*axes), strict=True)
        )
        return tuple(
            arm._replace(label=f"{arm.label} [{control}]", control=control) if control else arm
            for arm in made
            for control in ("", *controls)
        )

    def spec(self) -> dict[str, Any]:
        """Return the JSON form, in which every list inside a value is marked as constant."""
        return {
            axis: [value if isinstance(value, list) else _constant(value) for value in values]
            for axis, values in super().spec().items()
        }


def scanned(data: Any) -> Iterator[Any]:
    """Yield every value that a spec stands for.

    Raises:
        ValueError: a list is empty.

    >>> list(scanned({"use": "debate", "rounds": (1, 2)}))
    [{'use': 'debate', 'rounds': 1}, {'use': 'debate', 'rounds': 2}]
    """
    if isinstance(data, dict):
        for values in product(*(tuple(scanned(item)) for item in data.values())):
            yield dict(zip(data, values, strict=True))
    elif isinstance(data, tuple | list):
        if not data:
            raise ValueError("an empty list leaves nothing to compare: give one value at least")
        for item in data:
            if isinstance(item, tuple | list):
                yield item
            else:
                yield from scanned(item)
    else:
        yield data


def _constant(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: _constant(item) for key, item in data.items()}
    return [data] if isinstance(data, list) else data


def labels(values: Sequence[Axis]) -> tuple[str, ...]:
    """Name values by what they are, and by the fields in which those of one kind differ.

    >>> from ..protocols import Debate, Poll
    >>> labels([Poll(), Debate(rounds=1), Debate(rounds=2)])
    ('poll', 'debate rounds=1', 'debate rounds=2')
    >>> from ..agents import Random, Stubborn
    >>> groups = SeatGroup(name="Ada", agent=Random(), count=4), SeatGroup(name="Bo", agent=Stubborn())
    >>> labels([Seating(agent=Random(), count=5), Seating(seats=groups)])
    ('random', '4 random + stubborn')
    >>> from ..sim import Drop, Length
    >>> labels([(), (Drop(rate=0.1),), (Drop(rate=0.3), Length())])
    ('no interceptors', 'drop rate=0.1', 'drop rate=0.3 + length')
    """
    leaves = [list(_chain(value, "") if isinstance(value, tuple) else _leaves(value, "")) for value in values]
    seen: dict[str, set[str]] = defaultdict(set)
    for path, text, _ in (leaf for found in leaves for leaf in found):
        seen[path].add(text)
    told = [
        " ".join(text for path, text, head in found if text and (head or len(seen[path]) > 1))[:_SHOWN]
        for found in leaves
    ]
    return tuple(
        text if told.count(text) == 1 else f"{text} #{told[: i + 1].count(text)}"
        for i, text in enumerate(told)
    )


def _leaves(value: Value, path: str) -> Iterator[Leaf]:
    """Yield (path, words, whether always told) for a value and what is in it."""
    if isinstance(value, Kind):
        name = str(value.spec()["use"])
        path += f"/{name}"
        yield path, name, True
    elif isinstance(value, Seating) and value.label:
        yield path, value.label, True
        return
    for name in type(value).model_fields:
        item = getattr(value, name)
        if isinstance(item, Value):
            yield from _leaves(item, f"{path}/{name}")
        elif name == "file" and item is not None:
            yield f"{path}/{name}", Path(item).name, True
        elif isinstance(item, tuple) and item:
            groups = isinstance(value, Seating)
            yield from _groups(item, f"{path}/{name}") if groups else _listed(item, name, f"{path}/{name}")
        elif item not in (None, ()):
            yield f"{path}/{name}", f"{name}={item}", False
        elif isinstance(value, Kind):  # of a seating what is not given was given in another way
            yield f"{path}/{name}", f"{name}=none" if item is None else "", False


def _groups(groups: tuple[SeatGroup, ...], path: str) -> Iterator[Leaf]:
    """Yield the same for seats: how many of which agent, those of one agent side by side as one."""
    for i, (agent, found) in enumerate(groupby(groups, key=attrgetter("agent"))):
        here, alike = f"{path}/{i}", tuple(found)
        seats = sum(group.count or 1 for group in alike)
        if i:
            yield f"{here}/and", "+", True
        yield f"{here}/count", str(seats), seats > 1
        yield from _leaves(agent, here)
        # names tell apart what else is the same
        yield f"{here}/{agent!r} {seats}", f"({', '.join(group.name for group in alike)})", False


def _listed(items: tuple[Any, ...], name: str, path: str) -> Iterator[Leaf]:
    """Yield the same for the list that a field holds."""
    if isinstance(items[0], Kind):
        yield from _chain(items, path)
    elif isinstance(items[0], Value):
        yield path, f"{len(items)} {name}", False
    else:
        yield path, f"{name}={_spelt(items)}", False


def _chain(values: tuple[Value, ...], path: str) -> Iterator[Leaf]:
    """Yield the same for values one behind the other."""
    if not values:
        yield path, "no interceptors", True
    for i, value in enumerate(values):
        if i:
            yield f"{path}/{i}", "+", True
        yield from _leaves(value, f"{path}/{i}")


def _spelt(item: object) -> str:
    """Spell a list of words: `Ada,Bo`; in groups, `Ada,Bo|Cy`."""
    if isinstance(item, tuple):
        return ("|" if any(isinstance(part, tuple) for part in item) else ",").join(map(_spelt, item))
    return str(item)
