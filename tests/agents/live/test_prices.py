"""What tokens cost is exact, and a table that is wrong says where."""

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moot.agents.live import Price, Prices, money, pico, read_prices
from moot.sim import SpecError

AMOUNTS = st.decimals(0, 999_999_999, places=6)
TOKENS = st.integers(0, 10**12)

TABLE = """
currency = "EUR"

[models."vendor/large"]
input = 1.25
output = 10

[models.small]
input = "0.1"
output = 0.4
"""


def written(path: Path, text: str) -> Path:
    path.write_text(text)
    return path


@given(AMOUNTS, AMOUNTS, TOKENS, TOKENS)
def test_a_cost_is_exact(input_: Decimal, output: Decimal, read: int, wrote: int) -> None:
    price = Price(input=str(input_), output=str(output))
    exact = (Fraction(input_) * read + Fraction(output) * wrote) / 10**6
    assert Fraction(price.cost(read, wrote), 10**12) == exact
    assert Fraction(money(price.cost(read, wrote))) == exact


@given(AMOUNTS)
def test_an_amount_is_spelt_in_one_way_and_means_the_same(amount: Decimal) -> None:
    price = Price(input=str(amount), output=f"{amount}000")
    assert price.input == price.output
    assert Decimal(price.input) == amount
    assert pico(price.input) == amount.scaleb(12)


@given(st.integers(0, 10**9 - 1), st.integers(0, 5))
def test_a_float_is_what_it_spells(digits: int, places: int) -> None:
    exact = Decimal(digits).scaleb(-places)
    assert Decimal(Price(input=float(exact), output=0).input) == exact  # type: ignore[arg-type] # pydantic reads it


@pytest.mark.parametrize(
    "amount", [-1, True, None, "", "five", "nan", float("inf"), 1e9, "0.0000001", "1.2345678", "1e999999999"]
)
def test_what_is_no_amount_is_refused(amount: object) -> None:
    with pytest.raises(SpecError, match="input: an amount of money is expected"):
        Price(input=amount, output=1)  # type: ignore[arg-type] # pydantic reads it


def test_a_table_is_read_from_its_file_and_spelt_back(tmp_path: Path) -> None:
    prices = read_prices(written(tmp_path / "prices.toml", TABLE))
    assert prices.currency == "EUR"
    assert prices.of("vendor/large") == Price(input="1.25", output="10")
    assert prices.of("small") == Price(input="0.1", output="0.4")
    assert prices.of("vendor") is None
    assert Prices.load(prices.spec()) == prices
    assert Prices(models={"small": Price(input="0.1", output="0.4")}).of("small") == prices.of("small")  # type: ignore[arg-type] # pydantic reads it
    assert prices.spec()["models"]["small"] == {"input": "0.1", "output": "0.4"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("models = [", "is not TOML"),
        ("currency = 'EUR'", "'models' is missing"),
        ("models = 3", "models"),
        ("[models]\nsmall = 3", "small: expected `input` and `output`, each for a million tokens, not 3"),
        ("[models.small]\ninput = 1", "small: 'output' is missing"),
        ("[models.small]\ninput = 1\noutputs = 2", "small: unknown key 'outputs': did you mean 'output'?"),
        ("[models.small]\ninput = 1\noutput = -2", "small: output: an amount of money is expected"),
        ("[models]\n[model.small]", "unknown key 'model': did you mean 'models'?"),
    ],
)
def test_a_table_that_is_wrong_says_where_in_one_line(tmp_path: Path, text: str, said: str) -> None:
    path = written(tmp_path / "prices.toml", text)
    with pytest.raises(SpecError) as caught:
        read_prices(path)
    assert said in str(caught.value)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SpecError, match=r"cannot read the prices in .*none\.toml: No such file"):
        read_prices(tmp_path / "none.toml")


def test_a_model_without_a_price_is_told_with_the_nearest() -> None:
    prices = Prices(models={"vendor/large": {"input": 1, "output": 2}})  # type: ignore[arg-type] # pydantic reads it
    prices.check("vendor/large")
    with pytest.raises(SpecError, match="no price: unknown model 'vendor/larg': did you mean 'vendor/large'"):
        prices.check("vendor/larg")
