"""What properties are tried on, by name."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from ...agents.dynamics import Dynamic
from ...sim import Agent, Protocol, Rule, SpecError
from ...sim.errors import headline
from ...sim.names import import_path, match, unknown
from ..catalogue import typed
from .catalogue import LISTED, PROPERTIES
from .held import TABLE, Kernel
from .property import Property, refusal

KINDS: Mapping[str, type[Protocol | Rule | Agent]] = {"protocol": Protocol, "rule": Rule, "agent": Agent}
SETS: Mapping[str, tuple[str, type]] = {
    "protocols": ("protocol", Protocol),
    "rules": ("rule", Rule),
    "agents": ("agent", Agent),
    "dynamics": ("agent", Dynamic),
}
"""Words for all bundled targets of a kind: where they are listed, and what they derive from."""


class Targets(NamedTuple):
    """Many targets.

    Attributes:
        built: they.
        left_out: those that cannot be built without arguments, each with why.
    """

    built: tuple[Any, ...]
    left_out: tuple[tuple[str, str], ...]


def target(given: Any, claims: Sequence[Property] = ()) -> Any:
    """Return what a property can be tried on.

    Args:
        given: the name of a bundled protocol, rule, agent or dynamic, `"table"`, or a dotted path
            `package.module:Name`, which is imported; any of these with fields, as in a file,
            `{"use": "debate", "rounds": 3}`; or a class, which is built; anything else is as it is.
        claims: where several bear one name, the first is meant that one of these properties is claimed of.

    Raises:
        SpecError: the name is not known, the fields are none that it has, it cannot be built without
            arguments, or it is a dynamic whose `claims` are no properties of dynamics.

    >>> target("de_groot")
    DeGroot(noise=0.0, start=None, inertia=0.0)
    """
    if isinstance(given, str):
        given = {"use": given}
    if not isinstance(given, Mapping):
        return _built(given, {})
    fields = dict(given)
    name = fields.pop("use", None)
    if not isinstance(name, str):
        raise SpecError("a target with fields has its name as 'use'")
    if ":" in name:
        return _built(import_path(name), fields)
    found: list[Any] = []
    wrong: list[SpecError] = []
    for one in _bundled(name):
        try:
            found.append(_built(one, fields))
        except SpecError as error:
            wrong.append(error)
    if not found:
        raise wrong[0]
    return next((one for one in found if any(not refusal(claim, one) for claim in claims)), found[0])


def every(name: str) -> Targets:
    """Return all bundled targets of a kind: `"protocols"`, `"rules"`, `"agents"`, `"dynamics"`.

    Raises:
        SpecError: there is no such kind.
    """
    spelt = match(name, SETS)
    if spelt is None:
        raise SpecError(unknown("kind of targets", name, SETS))
    kind, base = SETS[spelt]
    names = typed()
    built: list[Any] = []
    left_out: list[tuple[str, str]] = []
    for one in sorted(names.known(kind)):
        found = names.find(kind, one)
        if isinstance(found, type) and not issubclass(found, base):
            continue
        try:
            built.append(_built(found, {}))
        except SpecError as error:
            left_out.append((one, str(error)))
    return Targets(tuple(built), tuple(left_out))


def _built(found: Any, fields: Mapping[str, Any]) -> Any:
    made = _made(found, fields)
    if isinstance(made, Dynamic):
        _check_claims(made)
    return made


def _check_claims(dynamic: Dynamic) -> None:
    """Refuse a dynamic that claims what is no property of dynamics, of which nothing would be tried."""
    who = f"`claims` of {type(dynamic).__name__}"
    if isinstance(dynamic.claims, str):
        raise SpecError(f'{who} are a text: give a tuple of names, ("{dynamic.claims}",)')
    known = [claim.name for claim in PROPERTIES.values() if claim.kind == "dynamic"]
    for name in dynamic.claims:
        if name not in known:
            raise SpecError(f"{who}: {unknown('property of dynamics', str(name), known, LISTED)}")


def _made(found: Any, fields: Mapping[str, Any]) -> Any:
    if isinstance(found, Property):
        raise SpecError(f"{found.name} is a property: name what it is to be tried on, and then the property")
    if not isinstance(found, type):
        if fields:
            raise SpecError(f"{found!r:.80} is built already, and takes no {', '.join(fields)}")
        return found
    try:
        if fields and issubclass(found, Protocol | Rule | Agent):
            return found.load(dict(fields), typed())
        return found(**fields)
    except Exception as error:
        why = headline(error)
        if fields:
            raise SpecError(f"{found.__name__} cannot be built of {', '.join(fields)}: {why}") from error
        raise SpecError(
            f"{found.__name__} cannot be built without arguments ({why}): give them, or one that is built"
        ) from error


def _bundled(name: str) -> Iterator[Any]:
    """Yield all that bear a name."""
    names = typed()
    if match(name, [TABLE]):
        yield Kernel
        return
    kinds = [kind for kind in KINDS if match(name, names.known(kind))]
    if not kinds:
        known = [TABLE, *(one for kind in KINDS for one in names.known(kind))]
        raise SpecError(f"{unknown('target', name, known)}; what is your own is my.module:NAME")
    yield from (names.find(kind, name) for kind in kinds)
