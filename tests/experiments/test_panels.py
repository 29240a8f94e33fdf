from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moot.agents import Conformist, Stubborn
from moot.experiments.catalogue import stored
from moot.experiments.panels import SeatGroup, Seating, read_panel
from moot.sim import SpecError

NAMES = stored()


def written(folder: Path, text: str) -> Path:
    file = folder / "panel.toml"
    file.write_text(text)
    return file


def test_a_panel_file_gives_seats_in_order_one_or_several_of_a_kind(tmp_path: Path) -> None:
    file = written(
        tmp_path,
        """
        [[seats]]
        name = "Ada"
        agent = { use = "conformist", steepness = 4.0 }
        count = 2
        [[seats]]
        name = "Bo"
        agent = "stubborn"
        """,
    )
    panel = read_panel(file, NAMES)
    assert panel.names == ("Ada-1", "Ada-2", "Bo")
    assert [seat.agent for seat in panel.seats] == [Conformist(steepness=4.0)] * 2 + [Stubborn()]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            '[[seats]]\nname = "A"\nagent = "conformst"',
            "unknown agent 'conformst': did you mean 'conformist'",
        ),
        ('[[seats]]\nname = "A"\nagnt = "stubborn"', "unknown key 'agnt': did you mean 'agent'?"),
        ('[[seat]]\nname = "A"\nagent = "stubborn"', "'seats'"),
        ('[[seats]]\nname = "A"\nagent = "stubborn"\n' * 2, "two seats are named 'A'"),
        ('[[seats]]\nname = "A"\nagent = "stubborn"\ncount = 0', "count"),
        ('[[seats]]\nname = " "\nagent = "stubborn"', "named ' '"),
        ("seats = []", "the panel is empty"),
        ('[[seats]]\nname = "A"\nagent = "os:getcwd"', "--trust os"),
        ("[[seats", "is not TOML"),
    ],
)
def test_a_panel_file_that_holds_none_says_why_in_one_line(tmp_path: Path, text: str, expected: str) -> None:
    file = written(tmp_path, text)
    with pytest.raises(SpecError) as caught:
        read_panel(file, NAMES)
    said = str(caught.value)
    assert expected in said
    assert "panel.toml" in said
    assert "\n" not in said


def test_what_is_no_file_of_text_says_why(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.toml"):
        with pytest.raises(SpecError, match="cannot read"):
            read_panel(path, NAMES)
    junk = tmp_path / "junk.toml"
    junk.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SpecError, match="is not TOML"):
        read_panel(junk, NAMES)


@given(st.integers(1, 30))
def test_one_agent_takes_the_seats_that_the_questions_name(count: int) -> None:
    counted = Seating(agent=Conformist(), count=count)
    assert counted.panel(None, NAMES).names == tuple(f"Seat-{i}" for i in range(1, count + 1))
    brought = tuple(f"model-{i}" for i in range(count))
    assert counted.panel(brought, NAMES).names == brought
    assert Seating(agent=Conformist()).panel(brought, NAMES).names == brought


def test_a_count_is_needed_where_no_seats_are_named_and_must_fit_those_that_are() -> None:
    with pytest.raises(SpecError, match="needs a count"):
        Seating(agent=Conformist()).panel(None, NAMES)
    with pytest.raises(SpecError, match="3 seats for questions that name 2"):
        Seating(agent=Conformist(), count=3).panel(("a", "b"), NAMES)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({}, "not by none"),
        ({"file": "a.toml", "agent": "stubborn"}, "not by file and agent"),
        ({"file": "a.toml", "count": 3}, "here is file instead"),
        ({"agents": "stubborn", "count": 3}, "did you mean 'agent'"),
        ({"seats": {"name": "A", "agent": "stubborn"}}, r"written [[...]]"),
    ],
)
def test_a_seating_is_given_in_one_way(data: dict[str, object], expected: str) -> None:
    with pytest.raises(SpecError) as caught:
        Seating.load(data, NAMES)
    assert expected in str(caught.value)


@pytest.mark.parametrize("of", [SeatGroup, Seating])
def test_a_million_single_seats_are_told_what_they_would_cost(of: Any) -> None:
    data = {"agent": "de-groot", "count": 1_000_000} | ({"name": "A"} if of is SeatGroup else {})
    with pytest.raises(
        SpecError, match=r"1,000,000 single seats would take about 5 GB .* a crowd moves as many"
    ):
        of.load(data, NAMES)
    with pytest.raises(SpecError, match="one seat at least"):
        of.load(data | {"count": 0}, NAMES)
