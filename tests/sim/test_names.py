"""Names: how classes are spelt, found and suggested."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moot.sim import Names, SpecError
from moot.sim.names import import_path, kebab, match, unknown

words = st.text("abcdefgh", min_size=1, max_size=8)


@pytest.mark.parametrize(
    ("name", "spelt"),
    [
        ("MajorityFollower", "majority-follower"),
        ("DeGroot", "de-groot"),
        ("IRV", "irv"),
        ("LLMSeat", "llm-seat"),
    ],
)
def test_kebab(name: str, spelt: str) -> None:
    assert kebab(name) == spelt


@given(words, st.sets(words, min_size=1, max_size=5))
def test_match_finds_what_is_there_and_nothing_else(name: str, known: set[str]) -> None:
    assert match(name.upper(), sorted(known)) == (name if name in known else None)


@given(words, st.sets(words, max_size=5))
def test_unknown_suggests_only_what_is_known(name: str, known: set[str]) -> None:
    said = unknown("thing", name, known)
    assert repr(name) in said
    assert "\n" not in said
    if "did you mean" in said:
        assert any(f"did you mean {candidate!r}?" in said for candidate in known)
    else:
        assert all(candidate in said for candidate in known)


def test_a_dotted_path_needs_trust_in_its_module() -> None:
    trusting = Names({}, trusted=lambda module: module == "math")
    assert trusting.find("agent", "math:pi") == import_path("math:pi")
    with pytest.raises(SpecError, match=r"--trust os\.path"):
        trusting.find("agent", "os.path:join")


def test_every_catalogue_entry_names_something() -> None:
    from moot.experiments.catalogue import BUNDLED

    for catalogue in BUNDLED.values():
        for name, path in catalogue.items():
            assert kebab(import_path(path).__name__) == name
