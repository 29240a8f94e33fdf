"""What tokens cost: a table that a person keeps in a TOML file, since prices change and moot knows none.

currency = "USD"

[models."vendor/model"]
input = 1.25      # for a million tokens of what it reads
output = 10       # for a million tokens of what it writes
"""

import re
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, field_validator

from ...sim import SpecError
from ...sim.names import unknown
from ...sim.paths import Given, path_of
from ...sim.value import Value


def _spelt(given: Any) -> str:
    """Spell an amount of money in the one way: decimals without an exponent or trailing zeros."""
    text = ""
    if isinstance(given, str | int | float | Decimal) and not isinstance(given, bool):
        with suppress(InvalidOperation):
            # a float is what its shortest spelling says, which is what stood in the file
            exact = Decimal(repr(given) if isinstance(given, float) else given)
            if exact.is_finite() and -6 <= exact.adjusted() < 9:
                text = f"{exact:f}"
            elif exact == 0:
                text = "0"
    if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,6}0*)?", text):
        raise ValueError(
            f"an amount of money is expected, from 0 to below a billion with six decimals at most, "
            f"not {given!r:.80}"
        )
    whole, _, decimals = text.partition(".")
    return f"{whole}.{decimals.rstrip('0')}".rstrip(".")


Amount = Annotated[str, BeforeValidator(_spelt)]
"""Money as text, such as `"1.25"`: exact, and JSON. A number is taken for what it spells."""


def pico(amount: str) -> int:
    """Return an amount of money in trillionths: whole ones, as a price is for a million and has six decimals.

    >>> pico("1.25")
    1250000000000
    """
    whole, _, decimals = amount.partition(".")
    return int(whole + decimals.ljust(12, "0"))


def money(trillionths: int) -> Decimal:
    """Return trillionths as the amount that they are, exactly.

    >>> money(1250000000000)
    Decimal('1.250000000000')
    """
    return Decimal(f"{trillionths}E-12")


class Price(Value):
    """What a million tokens cost.

    Attributes:
        input: of what a model reads. Cached tokens count as any other: what is found is the most it can be.
        output: of what it writes, its reasoning included.
    """

    input: Amount
    output: Amount

    def cost(self, read: int, written: int) -> int:
        """Return what so many tokens cost, in trillionths of the currency."""
        return (read * pico(self.input) + written * pico(self.output)) // 10**6  # pico() has six to spare


class Prices(Value):
    """The prices of models, by the names under which they are asked.

    Attributes:
        models: (name, price); a mapping is taken too.
        currency: that of all of them.
    """

    models: tuple[tuple[str, Price], ...]
    currency: str = Field(default="USD", min_length=1)

    @field_validator("models", mode="before")
    @classmethod
    def _each(cls, models: Any) -> Any:
        if isinstance(models, Mapping):
            return tuple((name, _price(name, price)) for name, price in models.items())
        return models

    def of(self, model: str) -> Price | None:
        """Return the price of a model; None where it has none."""
        return next((price for name, price in self.models if name == model), None)

    def check(self, model: str) -> None:
        """Raise a SpecError where a model has no price, with the nearest name that has one."""
        if self.of(model) is None:
            said = unknown("model", model, [name for name, _ in self.models])
            raise SpecError(f"the price table has no price: {said}")

    def spec(self) -> dict[str, Any]:
        """Return the JSON form: the table as it stands in a file."""
        return super().spec() | {"models": {name: price.spec() for name, price in self.models}}


def _price(name: str, data: Any) -> Price:
    if isinstance(data, Price):
        return data
    if not isinstance(data, Mapping):
        raise SpecError(f"{name}: expected `input` and `output`, each for a million tokens, not {data!r:.80}")
    return Price.load(data, where=name)


def read_prices(path: Given) -> Prices:
    """Read a price table.

    Args:
        path: the TOML file.

    Raises:
        SpecError: in one line, why it cannot be read, and where it is wrong.
    """
    path = path_of(path)
    try:
        data = tomllib.loads(path.read_bytes().decode(), parse_float=Decimal)
    except OSError as error:
        raise SpecError(f"cannot read the prices in {path}: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise SpecError(f"{path} is not TOML: {error}") from error
    return Prices.load(data, where=str(path))
