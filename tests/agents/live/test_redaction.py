"""No key, and no header that carries one, is left in what is stored or told."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moot.agents.live import Redactor
from moot.sim import SpecError

PRINTABLE = st.characters(min_codepoint=0x21, max_codepoint=0x7E)
SECRETS = st.text(st.sampled_from('"\\/%ab') | PRINTABLE, min_size=8, max_size=20)
NAMES = [
    "authorization",
    "proxy-authorization",
    "x-api-key",
    "api-key",
    "api_key",
    "x-goog-api-key",
    "cookie",
    "set-cookie",
    "x-auth-token",
    "access_token",
]
HEADERS = st.sampled_from([spelt for name in NAMES for spelt in (name, name.upper(), name.title())])
# ordinary values, whose characters stand for nothing else in JSON or a header
VALUES = st.text(st.sampled_from("abcXYZ0189-_."), min_size=8, max_size=20)


def texts(data: Any) -> Iterator[str]:
    """Every text of JSON, names included, and every number as it is spelt."""
    if isinstance(data, dict):
        for name, item in data.items():
            yield name
            yield from texts(item)
    elif isinstance(data, list):
        for item in data:
            yield from texts(item)
    else:
        yield str(data)


@st.composite
def leaky(draw: st.DrawFn, secrets: list[str]) -> Any:
    """JSON with secrets in it: within words, as JSON or an address spells them, as names, as numbers."""
    spelt = [form for secret in secrets for form in (secret, json.dumps(secret), quote(secret, safe=""))]
    text = st.lists(st.sampled_from(spelt) | st.text(max_size=5), max_size=4).map("".join)
    numbers = st.sampled_from([int(secret) for secret in secrets if secret.isdecimal()] or [7])
    leaf = text | numbers | st.none() | st.booleans() | st.floats(allow_nan=False)
    made = st.recursive(
        leaf,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(text, inner, max_size=3),
        max_leaves=6,
    )
    return draw(made)


@given(
    st.data(), st.lists(SECRETS | st.from_regex("[1-9][0-9]{7,12}", fullmatch=True), min_size=1, max_size=3)
)
def test_no_secret_is_left_anywhere(data: st.DataObject, secrets: list[str]) -> None:
    redactor = Redactor(secrets)
    found = redactor.data(data.draw(leaky(secrets)))
    for text in texts(found):
        for secret in secrets:
            assert secret not in text
            assert json.dumps(secret)[1:-1] not in text
            assert quote(secret, safe="") not in text
    assert redactor.data(found) == found


@given(st.data(), st.lists(SECRETS, min_size=1, max_size=3))
def test_no_secret_is_left_in_an_error(data: st.DataObject, secrets: list[str]) -> None:
    parts = data.draw(st.lists(st.sampled_from(secrets) | st.text(max_size=5), max_size=6))
    told = Redactor(secrets).error(RuntimeError("".join(parts)))
    assert not [secret for secret in secrets if secret in told]


@given(HEADERS, VALUES, st.integers(0, 3))
def test_what_stands_under_the_name_of_such_a_header_goes_at_any_depth(
    name: str, value: str, depth: int
) -> None:
    data: Any = {name: [{"inner": value}] if depth % 2 else value, "model": "m"}
    for _ in range(depth):
        data = {"outer": [data]}
    found = Redactor().data(data)
    assert value not in "\n".join(texts(found))
    assert {name, "model", "m"} <= set(texts(found))


@given(
    HEADERS,
    VALUES,
    st.sampled_from(
        [
            "{}: {}",
            "{}: Bearer {}",
            "GET / HTTP/1.1\r\n{}: {}\r\nhost: x",
            "{{'{}': '{}'}}",
            '{{"{}":"{}"}}',
            "(b'{}', b'Bearer {}')",
            "--header {}={}",
            "headers=[('{}', '{}')]",
        ]
    ),
)
def test_such_headers_are_not_left_in_an_error(name: str, value: str, told: str) -> None:
    assert value not in Redactor().error(told.format(name, value))


@given(VALUES)
def test_a_bearer_is_not_left_in_an_error(value: str) -> None:
    assert value not in Redactor().error(f"rejected: Bearer {value}, try another")


def test_all_else_is_left_as_it_is() -> None:
    redactor = Redactor(["sk-12345678"])
    data = {
        "max_tokens": 9,
        "temperature": 0.5,
        "stop": None,
        "messages": [{"content": "the token of a cookie"}],
    }
    assert redactor.data(data) == data
    told = "status 401: incorrect API key provided; see the cookie policy, and ask for a token"
    assert redactor.error(told) == told


def test_a_secret_goes_as_json_and_as_an_address_spell_it_too() -> None:
    key = 'ab"cd\\ef/gh'
    told = f"{key} {json.dumps([key])} {quote(key, safe='')}"
    assert Redactor([key]).text(told) == '█████ ["█████"] █████'


@given(VALUES, st.data(), st.sampled_from(["\\u{:04x}", "\\u{:04X}"]))
def test_a_secret_goes_whichever_of_its_letters_are_spelt_by_their_numbers(
    secret: str, data: st.DataObject, number: str
) -> None:
    spelt = "".join(number.format(ord(char)) if data.draw(st.booleans()) else char for char in secret)
    told = Redactor([secret]).text(f'{{"it is": "{spelt}."}}')
    assert secret not in json.loads(told)["it is"]


def test_other_letters_may_be_spelt_by_their_numbers() -> None:
    text = r'{"argument": "caf\u00e9, \u0054ea"}'
    assert Redactor(["sk-12345678"]).text(text) == text


def test_where_one_secret_holds_another_the_whole_goes() -> None:
    assert Redactor(["sk-12345678", "sk-12345678-more"]).text("a sk-12345678-more b") == "a █████ b"


@pytest.mark.parametrize("secret", ["", "ollama", "1234567", "key with spaces", "schlüssel", "line\nbreak"])
def test_what_is_no_key_is_refused_and_not_shown(secret: str) -> None:
    with pytest.raises(SpecError, match="expected 8 or more of printable ASCII") as caught:
        Redactor([secret])
    assert not secret or secret not in str(caught.value)
