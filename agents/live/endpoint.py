"""Where models are reached: the address, and the name of the variable that holds the key, never the key."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, Field, field_validator, model_validator

from ...sim import SpecError
from ...sim.value import Value

HOSTED = "https://api.openai.com/v1"
"""Where models are asked if nobody says otherwise."""

BASE_URL, KEY = "OPENAI_BASE_URL", "OPENAI_API_KEY"
"""The variables that are looked into where a seat names no address, and no key."""

VARIABLE = re.compile(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)+|[A-Z]{1,16}")
"""Names of variables, but no keys: those of some clouds are capitals and digits."""


class Endpoint(NamedTuple):
    """An address, and the key that goes with it.

    Attributes:
        base_url: what the paths of calls are put behind.
        key: the key itself; empty where the address takes none.
        variable: where the key was found, for messages.
    """

    base_url: str
    key: str
    variable: str


class Reaches(Value):
    """What has a model behind it, at an address: mixed into agents and interceptors.

    Attributes:
        model: its name, as the endpoint knows it.
        base_url: of the endpoint, such as `http://127.0.0.1:8080/v1`; the variable `OPENAI_BASE_URL`, else
            OpenAI's own, where none is given.
        key: the *name* of the environment variable that holds the key. Without one it is `OPENAI_API_KEY`
            where no address is given, and no key is sent to an address that is.
    """

    model: str = Field(min_length=1, max_length=200)
    base_url: str = ""
    key: str = ""

    @field_validator("base_url")
    @classmethod
    def _address(cls, address: str) -> str:
        return checked(address) if address else ""

    @field_validator("key")
    @classmethod
    def _variable(cls, name: str) -> str:
        if name and not VARIABLE.fullmatch(name):
            raise ValueError(
                "name the environment variable that holds the key, in capitals, such as OPENROUTER_API_KEY: "
                "a key itself stands in no file"
            )
        return name

    @model_validator(mode="after")
    def _printable(self) -> Self:
        if not self.model.isprintable():
            raise ValueError(f"model {self.model!r:.80}: a name of characters that show")
        return self

    @property
    def writes(self) -> int:
        """The tokens that one reply may hold."""
        return 0

    def endpoint(self, environ: Mapping[str, str], *, keyless: bool = False) -> Endpoint:
        """Return where the model is reached.

        Args:
            environ: the variables of the environment.
            keyless: whether it will do without the key that it asks for, since nothing will be sent.

        Raises:
            SpecError: the key that is asked for is not there, or the address is none.
        """
        address = self.base_url or environ.get(BASE_URL, "")
        variable = self.key or ("" if self.base_url else KEY)
        key = environ.get(variable, "").strip() if variable else ""
        # a server that somebody runs for oneself needs no key
        needed = not keyless and (bool(self.key) or not address)
        if needed and not key:
            how = "" if self.key else f", or {BASE_URL} for a server that needs none"
            raise SpecError(f"model {self.model!r:.80}: no key in the variable {variable}: set it{how}")
        if not re.fullmatch(r"[!-~]*", key):
            raise SpecError(f"the key in {variable} holds what no header can: printable ASCII is expected")
        try:
            return Endpoint(checked(address or HOSTED).rstrip("/"), key, variable)
        except SpecError as error:
            raise SpecError(f"{BASE_URL}: {error}") from error


def checked(address: str) -> str:
    """Return an address that calls can be sent to.

    Raises:
        SpecError: it is none, or holds a password, which would stand in journals.
    """
    if "@" in address or "?" in address or "#" in address:
        raise SpecError("it holds a password or a query: give the address alone, and name the key")
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018 - which raises where it is none
    except ValueError as error:
        raise SpecError(f"{address!r:.80} is no address: {error}") from error
    if parts.scheme not in ("http", "https") or not parts.hostname or not re.fullmatch(r"[!-~]+", address):
        raise SpecError(f"{address!r:.80} is no address: expected http://HOST/v1 or https://HOST/v1")
    return address


def reaching(within: Any) -> Iterator[Reaches]:
    """Yield whatever reaches a model among values, at any depth."""
    if isinstance(within, Reaches):
        yield within
    if isinstance(within, BaseModel):
        for name in type(within).model_fields:
            yield from reaching(getattr(within, name))
    elif isinstance(within, list | tuple):
        for one in within:
            yield from reaching(one)
