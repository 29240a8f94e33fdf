"""Where models are reached, and which key goes there: no other one, and to nowhere else."""

from typing import Any

import pytest
from scripted.table import Held, held, playing

from moot.agents.live import Endpoint, Model, Session, Terms
from moot.agents.live.endpoint import HOSTED, reaching
from moot.protocols import Poll
from moot.sim import Agent, Panel, Seat, Setting, SpecError

VALUE = "sk-abcdefghijklmnop"
HERE = "http://127.0.0.1:8080/v1"
OPENAI = {"OPENAI_API_KEY": VALUE}


@pytest.mark.parametrize(
    ("named", "environ", "found"),
    [
        ({}, OPENAI, (HOSTED, VALUE, "OPENAI_API_KEY")),
        ({}, {**OPENAI, "OPENAI_BASE_URL": HERE}, (HERE, VALUE, "OPENAI_API_KEY")),
        ({}, {"OPENAI_BASE_URL": HERE}, (HERE, "", "OPENAI_API_KEY")),
        ({"base_url": HERE}, OPENAI, (HERE, "", "")),
        ({"base_url": f"{HERE}/"}, {}, (HERE, "", "")),
        (
            {"base_url": HERE, "key": "MINE"},
            {**OPENAI, "MINE": f" {VALUE}2\n"},
            (HERE, f"{VALUE}2", "MINE"),
        ),
        ({"key": "MINE"}, {"MINE": VALUE}, (HOSTED, VALUE, "MINE")),
    ],
)
def test_an_address_and_the_key_that_goes_with_it(
    named: dict[str, str], environ: dict[str, str], found: tuple[str, str, str]
) -> None:
    assert Model(model="m", **named).endpoint(environ) == Endpoint(*found)  # type: ignore[arg-type] # its names are strings


@pytest.mark.parametrize(
    ("named", "environ", "why"),
    [
        ({}, {}, "no key in the variable OPENAI_API_KEY: set it, or OPENAI_BASE_URL for a server"),
        ({}, {"OPENAI_API_KEY": "  "}, "no key in the variable OPENAI_API_KEY"),
        ({"key": "MINE"}, OPENAI, "no key in the variable MINE: set it$"),
        ({"base_url": HERE, "key": "MINE"}, {}, "no key in the variable MINE: set it$"),
        ({}, {"OPENAI_API_KEY": "sk-\u2028x"}, "the key in OPENAI_API_KEY holds what no header can"),
        ({}, {"OPENAI_API_KEY": "sk a"}, "the key in OPENAI_API_KEY holds what no header can"),
        ({}, {"OPENAI_BASE_URL": "localhost:80"}, "OPENAI_BASE_URL: 'localhost:80' is no address"),
        ({}, {"OPENAI_BASE_URL": f"http://me:{VALUE}@h/v1"}, "OPENAI_BASE_URL: it holds a password"),
    ],
)
def test_what_cannot_be_reached_is_told_in_one_line_without_any_secret(
    named: dict[str, str], environ: dict[str, str], why: str
) -> None:
    with pytest.raises(SpecError, match=why) as caught:
        Model(model="m", **named).endpoint(environ)  # type: ignore[arg-type] # its names are strings
    assert "\n" not in str(caught.value)
    assert VALUE not in str(caught.value)


@pytest.mark.parametrize(
    "address",
    [
        "example.org/v1",
        "ftp://example.org/v1",
        "http://",
        "http:///v1",
        "http://example.org:port/v1",
        "http://exa mple.org",
        "http://ex\u00e4mple.org",
        "https://example.org/v1\n",
    ],
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(SpecError, match="is no address"):
        Model(model="m", base_url=address)


@pytest.mark.parametrize(
    "address",
    [
        f"https://me:{VALUE}@example.org/v1",
        f"https://me:{VALUE}@example.org:port/v1",
        f"me:{VALUE}@example.org",
        f"https://{VALUE}@example.org/v1",
        f"https://example.org/v1?key={VALUE}",
        f"https://example.org/v1#{VALUE}",
    ],
)
def test_an_address_with_a_secret_in_it_is_refused_and_not_shown(names: Any, address: str) -> None:
    with pytest.raises(SpecError, match="it holds a password or a query") as caught:
        Agent.load({"use": "model", "model": "m", "base_url": address}, names)
    assert VALUE not in str(caught.value)


@pytest.mark.parametrize("key", [VALUE, "my_key", "MY KEY", "1KEY", "K" * 65])
def test_a_key_given_as_a_value_is_refused_and_not_shown(names: Any, key: str) -> None:
    with pytest.raises(SpecError, match="name the environment variable that holds the key") as caught:
        Agent.load({"use": "model", "model": "m", "key": key}, names)
    assert key not in str(caught.value)


@pytest.mark.parametrize("model", ["", "m\n", "\u200b", "m" * 201])
def test_a_model_has_a_name_that_shows(model: str) -> None:
    with pytest.raises(SpecError, match="model"):
        Model(model=model)


def sent(environ: dict[str, str], **named: str) -> Held:
    return held(playing(), {"Ada": Model(model="m", **named)}, environ=environ)  # type: ignore[arg-type] # its names are strings


def test_a_key_is_sent_to_its_own_address_and_to_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", VALUE)
    monkeypatch.setenv("OPENAI_ORG_ID", "org-mine")
    monkeypatch.setenv("OPENAI_PROJECT_ID", "proj-mine")
    (call,) = sent(OPENAI).server.counts.calls
    assert (call.asked.key, call.asked.headers["host"]) == (VALUE, "api.openai.com")
    assert call.asked.headers["openai-organization"] == "org-mine"
    assert call.asked.headers["openai-project"] == "proj-mine"
    (call,) = sent(OPENAI, base_url="http://elsewhere.test/v1").server.counts.calls
    assert call.asked.headers["host"] == "elsewhere.test"
    assert not any(mine in str(call.asked.headers) for mine in (VALUE, "org-mine", "proj-mine"))
    both = {**OPENAI, "MINE": "sk-another-key"}
    (call,) = sent(both, base_url="http://elsewhere.test/v1", key="MINE").server.counts.calls
    assert call.asked.key == "sk-another-key"
    assert VALUE not in str(call.asked.headers)


def test_seats_of_two_addresses_go_each_to_its_own() -> None:
    seats: dict[str, Agent] = {
        "Ada": Model(model="m", base_url="http://one.test/v1", key="ONE"),
        "Bo": Model(model="m", base_url="http://two.test/v1"),
    }
    given = held(playing(), seats, environ={"ONE": "sk-number-one"})
    found = {call.asked.headers["host"]: call.asked.key for call in given.server.counts.calls}
    assert found == {"one.test": "sk-number-one", "two.test": "none"}


def test_whatever_reaches_a_model_is_found_at_any_depth() -> None:
    one, two = Model(model="one"), Model(model="two")
    panel = Panel(seats=(Seat(name="Ada", agent=one), Seat(name="Bo", agent=two)))
    settings = [Setting(panel=panel, protocol=Poll())]
    assert list(reaching(settings)) == [one, two]


def test_a_session_says_what_it_lacks_before_anything_is_asked() -> None:
    with pytest.raises(SpecError, match="no key in the variable OPENAI_API_KEY"):
        Session(Terms(), [Model(model="m")], environ={})
