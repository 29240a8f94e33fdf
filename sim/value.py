"""Values: the frozen, picklable, hashable specs of which a talk is made, and their JSON form.

A value of a *kind* (Agent, Protocol, Rule, Topology, ...) is stored with its name, `{"use": "conformist",
"steepness": 4.0}`, and comes back by it, checked to be of the kind that its field asks for.
"""

from collections.abc import Mapping
from functools import lru_cache
from inspect import isabstract
from typing import TYPE_CHECKING, Any, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    ModelWrapValidatorHandler,
    ValidationError,
    ValidationInfo,
    model_validator,
)

from .errors import SpecError
from .names import Names, kebab, unknown

if TYPE_CHECKING:
    from pydantic._internal._model_construction import ModelMetaclass
else:
    ModelMetaclass = type(BaseModel)  # which pydantic keeps under no public name

NOTHING = Names({})


def _frozen(data: Any) -> Any:
    """Turn the lists of a parsed file into tuples, all the way down; refuse text that no file can hold."""
    if isinstance(data, str):
        if not data.isascii():
            data.encode()
        return data
    if isinstance(data, dict):
        return {_frozen(key): _frozen(item) for key, item in data.items()}
    if isinstance(data, list | tuple):
        return tuple(map(_frozen, data))
    if isinstance(data, float):
        return float(data) + 0.0  # a zero has no sign: two that are equal must be spelt alike
    return data


def _unwritable(data: Any, steps: tuple[object, ...] = ()) -> str:
    """Return the place of the text that no file can hold."""
    items = (
        data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list | tuple) else ()
    )
    for key, item in items:
        if where := _unwritable(item, (*steps, key)):
            return where
    try:
        str(data).encode()
    except UnicodeEncodeError:
        return ".".join(map(ascii, steps)).replace("'", "")
    return ""


class _Made(ModelMetaclass):
    """Makes values, and says in one line why one cannot be."""

    def __call__(cls: Any, *args: Any, **fields: Any) -> Any:  # noqa: N805 - its instances are classes
        try:
            return super().__call__(*args, **fields)
        except ValidationError as error:
            raise SpecError(explain(error, cls, cls.__name__)) from error


class Value(BaseModel, metaclass=_Made):
    """A frozen spec: equal by content, hashable, picklable; unknown keys, NaN and infinity are refused.

    Raises:
        SpecError: in one line, what was seen and what was expected.
    """

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        strict=True,
        allow_inf_nan=False,
        arbitrary_types_allowed=True,
        # of the schema, until the first value is made, as most never are: so what a module holds, such as the
        # default of a field, is made by `model_construct`, which needs none
        defer_build=True,
    )

    @model_validator(mode="before")
    @classmethod
    def _freeze(cls, data: Any) -> Any:
        try:
            return _frozen(data)
        except UnicodeEncodeError:
            raise ValueError(
                f"{_unwritable(data)}: half of a surrogate pair, which no file can hold"
            ) from None

    def spec(self) -> dict[str, Any]:
        """Return the JSON form: fields that differ from their defaults, named where of a kind."""
        spec: dict[str, Any] = {"use": name_of(type(self))} if isinstance(self, Kind) else {}
        for name, default in _defaults(type(self)):
            item = getattr(self, name)
            if _differ(item, default):
                spec[name] = as_json(item)
        return spec

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Return a copy, checked like any other value."""
        if not update:
            return super().model_copy(deep=deep)
        kept = {name: getattr(self, name) for name in self.model_fields_set}
        return type(self)(**(kept | dict(update)))

    @classmethod
    def load(cls, data: Any, names: Names = NOTHING, *, where: str = "") -> Self:
        """Read the JSON form back.

        Args:
            data: what `spec()` returned, or a name alone.
            names: resolves the names and dotted paths in it.
            where: the place in a file, for the error.

        Raises:
            SpecError: in one line, what was seen and what was expected.
        """
        try:
            return cls.model_validate(data, context={"names": names})
        except ValidationError as error:
            raise SpecError(explain(error, cls, where)) from error
        except SpecError as error:
            raise SpecError(f"{where}: {error}" if where else str(error)) from error


class Kind(Value):
    """A value that files call by name. Each direct subclass is a kind of its own: agent, protocol, ..."""

    @model_validator(mode="wrap")
    @classmethod
    def _by_name(cls, data: Any, handler: ModelWrapValidatorHandler[Self], info: ValidationInfo) -> Self:
        if isinstance(data, str):
            data = {"use": data}
        if not (isinstance(data, dict) and "use" in data):
            unnamed = isabstract(cls) or (info.context and Kind in cls.__bases__ and not cls.model_fields)
            if isinstance(data, dict) and unnamed:
                raise SpecError(
                    f"{data!r:.80} does not say which {kind_of(cls)} it is: give its name as 'use'"
                )
            return handler(data)
        fields = dict(data)
        name = fields.pop("use")
        if not isinstance(name, str):
            raise SpecError(f"'use' names the {kind_of(cls)} in a string, not as {name!r:.80}")
        names: Names = (info.context or {}).get("names", NOTHING)
        found = names.find(kind_of(cls), name)
        if found is cls:
            return handler(fields)
        if isinstance(found, type) and issubclass(found, cls):
            return found.load(fields, names, where=f"{kind_of(cls)} {name}")
        if isinstance(found, cls) and not fields:
            return found
        raise SpecError(f"{name!r} names no {kind_of(cls)}: it is a {type(found).__name__}")


@lru_cache(maxsize=4096)
def _defaults(cls: type[Value]) -> tuple[tuple[str, Any], ...]:
    """Return the fields of a class, each with its default."""
    return tuple((name, field.get_default()) for name, field in cls.model_fields.items())


def _differ(one: Any, other: Any) -> bool:
    return type(one) is not type(other) or bool(one != other)  # True == 1


def kind_of(cls: type[Value]) -> str:
    """Return the word for the kind a class belongs to: `"agent"`, `"topology"`, ..."""
    mro = cls.__mro__
    return kebab(mro[mro.index(Kind) - 1].__name__)


def name_of(cls: type[Value]) -> str:
    """Return the name that files call a class by: kebab-case when bundled, else its dotted path."""
    if cls.__module__.split(".")[0] == __name__.split(".")[0]:
        return kebab(cls.__name__)
    return f"{cls.__module__}:{cls.__qualname__}"


def name_in(spec: Any) -> str:
    """Return the name of a value in the header of a journal, which a stranger may have written."""
    return str(spec.get("use", "unnamed") if isinstance(spec, Mapping) else spec)


def as_json(item: Any) -> Any:
    """Return the JSON form of a field."""
    if isinstance(item, Value):
        return item.spec()
    if isinstance(item, tuple):
        return [as_json(part) for part in item]
    return item


def explain(error: ValidationError, cls: type[BaseModel], where: str = "") -> str:
    """Say in one line what the first problem of a validation is, and what to do about it."""
    # a misspelt key is the cause of what is then missing
    first = min(error.errors(), key=lambda one: one["type"] != "extra_forbidden")
    path = ".".join(str(step) for step in first["loc"])
    if first["type"] == "extra_forbidden":
        *steps, key = first["loc"]
        where_in = f" in {'.'.join(map(str, steps))}" if steps else ""
        said = f"{unknown('key', str(key), _fields_at(cls, tuple(steps)))}{where_in}"
    elif first["type"] == "missing":
        said = f"{path!r} is missing"
    elif first["type"] in ("value_error", "assertion_error"):
        said = (f"{path}: " if path else "") + first["msg"].removeprefix("Value error, ")
    elif first["type"] == "tuple_type":
        said = f"{path}: a list is expected, not {first['input']!r:.80} (where lists are scanned: [[...]])"
    else:
        said = f"{path}: {first['msg']}, not {first['input']!r:.80}"
    more = error.error_count() - 1
    return (f"{where}: " if where else "") + said + (f" (and {more} more)" if more else "")


def _fields_at(cls: Any, steps: tuple[int | str, ...]) -> list[str]:
    """Return the keys that were allowed where an unknown one stood, as far as the types tell."""
    for step in steps:
        field = getattr(cls, "model_fields", {}).get(step)
        if field is not None:
            cls = next((arg for arg in _classes_in(field.annotation) if hasattr(arg, "model_fields")), None)
    return list(getattr(cls, "model_fields", {}))


def _classes_in(annotation: Any) -> list[Any]:
    inner = [found for arg in getattr(annotation, "__args__", ()) for found in _classes_in(arg)]
    return [annotation, *inner]


def as_mapping(pairs: Any) -> Any:
    """Take a mapping for the tuple of pairs that a frozen field stores."""
    return tuple(pairs.items()) if isinstance(pairs, Mapping) else pairs
