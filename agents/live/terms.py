"""On what terms models are asked in a run: what it may spend, how fast, how often again, what is recorded."""

from collections.abc import Mapping
from typing import Self

from pydantic import Field, field_validator, model_validator

from ...sim.value import Value
from .cassette import Mode
from .ledger import Caps
from .limits import Limits
from .prices import Prices, read_prices
from .retries import Retries


class Terms(Value):
    """How models are asked in a run, all seats together.

    Attributes:
        caps: the most that the run may spend.
        prices: of the models; a path is read, as `{ file = "prices.toml" }` is, whose path starts at the file
            that it stands in.
        limits: of each endpoint.
        retries: when a call that came to nothing is made again.
        cassette: the file in which calls are recorded; none where it is empty.
        mode: what is done with it: `record`, `replay` or `refresh`.
        talks: how many talks of an experiment are held at once.
    """

    caps: Caps = Caps.model_construct()
    prices: Prices | None = None
    limits: Limits = Limits.model_construct()
    retries: Retries = Retries.model_construct()
    cassette: str = Field(default="", max_length=4096)
    mode: Mode = "record"
    talks: int = Field(default=8, ge=1, le=10_000)

    @field_validator("prices", mode="before")
    @classmethod
    def _read(cls, prices: object) -> object:
        if isinstance(prices, Mapping) and prices.keys() == {"file"}:
            prices = prices["file"]
        return read_prices(prices) if isinstance(prices, str) else prices

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.mode != "record" and not self.cassette:
            raise ValueError(f"{self.mode} needs a cassette: the file in which calls are recorded")
        return self
