"""Which option an answer names: one, or none; never one that it denies."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moot.agents.live import letters, match
from moot.sim import spellings

TABLES = (
    ("Tea", "Coffee", "Water"),
    ("Yes", "Yes, but", "No"),
    ("Yes, all", "Yes, partial train", "Yes, but not train", "Maybe", "No"),
    ("A", "B", "neither"),
    ("B", "A"),
    ("1", "2", "10", "1.0"),
    ("A) Rome", "B) Paris", "C) Bonn"),
    ("Option A", "Option B"),
    ("not A", "A"),
    ("C", "C++", "C#"),
    ("I agree", "I do not agree"),
    ("\u662f", "\u5426", "\u4e0d\u786e\u5b9a"),
    ("Stra\u00dfe", "Caf\u00e9", "\u0130stanbul"),
    ("True", "False"),
    tuple(f"No. {i}" for i in range(60)),
)
DENIALS = (
    "not {}",
    "Not {}!",
    "anything but {}",
    "never {}",
    "{}? No",
    "{}? Never.",
    "I do not choose {}",
    "I don\u2019t want {}",
    "I reject {}",
    "my vote is not {}",
    "The answer isn't {}",
    "Answer: not {}",
    "{} is wrong",
    "{} because I would never take it... no, not that",
    "everything except {}",
    "against {}",
    "**not** {}",
    "neither {}",
    "{}\nis what I would not choose",
    "Final answer: anything other than {}",
)
AFFIRMED = (
    "{}",
    " {} \n",
    "**{}**",
    '"{}"',
    "\u201c{}\u201d",
    "`{}`.",
    "Answer: {}",
    "My final answer is **{}**.",
    "I would vote for {}",
    "So, the answer is: {}",
    "I think my vote is {}.",
    "\u200b{}\ufeff",
    "{}, because it is the best",
    "{}\n\nIt is the best.",
)
table = st.sampled_from(TABLES)


@given(table, st.data(), st.sampled_from(DENIALS))
def test_what_is_denied_is_never_read(options: tuple[str, ...], data: st.DataObject, denial: str) -> None:
    """Unless the denial, word for word, is itself an option."""
    denied = data.draw(st.sampled_from(options))
    listed = dict(zip(letters(options), options, strict=False))
    letter = next((f"({one})" for one, option in listed.items() if option == denied), denied)
    for name in (denied, letter, denied.upper(), f"option {letter}"):
        text = denial.format(name)
        found = match(text, options)
        assert found.option != denied
        assert not found.option or found.option.lower() in text.lower()


@given(table, st.data(), st.sampled_from(AFFIRMED))
def test_what_is_said_is_read(options: tuple[str, ...], data: st.DataObject, form: str) -> None:
    chosen = data.draw(st.sampled_from(options))
    assert match(form.format(chosen), options).option == chosen


@given(table, st.data())
def test_letters_are_read_where_options_are_listed_with_them(
    options: tuple[str, ...], data: st.DataObject
) -> None:
    listed = letters(options)
    i = data.draw(st.integers(0, len(options) - 1))
    if not listed:
        return
    letter, chosen = listed[i], options[i]
    forms = ("{}", "({})", "{}.", "{})", "Option {}", "Answer: {}", "**{}**", "My vote: option {}.", "[{}]")
    for form in forms:
        for spelt in (letter, letter.lower()):
            assert match(form.format(spelt), options).option == chosen
    for both in (
        f"{letter}. {chosen}",
        f"({letter}) {chosen}",
        f"{letter} - {chosen}",
        f"{chosen} ({letter})",
    ):
        assert match(f"**{both}**", options).option == chosen
    other = options[i - 1]
    assert match(f"{letter}. {other}", options).option == ""
    for afterthought in ("Correction: {}.", "On second thought: ({})", "No: option {}"):
        assert match(f"{chosen}\n{afterthought.format(listed[i - 1])}", options).option == ""
        assert match(f"{chosen}\nTo sum up: {letter}.", options).option == chosen


@given(st.sampled_from(TABLES[:1] + TABLES[6:7]), st.data())
def test_two_options_are_none(options: tuple[str, ...], data: st.DataObject) -> None:
    one, other = data.draw(st.permutations(options))[:2]
    for form in (
        "{} or {}",
        "{} and {}",
        "{}/{}",
        "{}, {}",
        "{}\n{}",
        "{} because {} is dear",
        "both {} and {}",
    ):
        found = match(form.format(one, other), options)
        assert found.option == ""
        assert f"{one!r}" in found.problem
        assert f"{other!r}" in found.problem


@given(st.text(max_size=60) | st.text("ABTea Cofe.,:()not\n", max_size=30), table)
def test_any_text_names_one_option_or_a_problem(text: str, options: tuple[str, ...]) -> None:
    found = match(text, options)
    assert (found.option in options) == (found.problem == "")
    assert match(text, options) == found
    if found.option:
        again = match(text, tuple(reversed(options)))
        assert letters(options) or again.option == found.option


@given(st.lists(st.text(min_size=1, max_size=8).filter(str.strip), min_size=2, max_size=6, unique=True))
def test_exact_words_always_name_themselves(options: list[str]) -> None:
    for option in options:
        assert match(option, options).option == option


@given(st.lists(st.text(min_size=1, max_size=8).filter(str.strip), min_size=2, max_size=40, unique=True))
def test_letters_are_never_options(options: list[str]) -> None:
    listed = letters(options)
    assert len(listed) in (0, len(options))
    assert len(set(listed)) == len(listed)
    for option in options:
        assert not {option.strip().upper()} & set(listed)


def test_options_that_are_letters_are_listed_without() -> None:
    assert letters(("Tea", "Coffee")) == ("A", "B")
    assert letters(("B", "A")) == letters(("A) Rome", "B) Bonn")) == letters(("Tea", "Option C")) == ()
    assert letters(tuple(f"o{i}" for i in range(28)))[24:] == ("Y", "Z", "AA", "AB")
    assert match("a", ("B", "A")).option == "A"
    assert match("Option B", ("A) Rome", "B) Bonn")).option == "B) Bonn"
    assert match("(b)", ("Option A", "Option B")).option == "Option B"
    assert match("B", ("B, but late", "Coffee")).option == "Coffee"


@pytest.mark.parametrize(
    ("text", "options", "option"),
    [
        ("yes but", ("Yes", "Yes, but"), "Yes, but"),
        ("YES.", ("Yes", "Yes, but"), "Yes"),
        ("Yes, but only on Mondays", ("Yes", "Yes, but"), ""),
        ("2.", ("1", "2", "10"), "2"),
        ("Answer: 10", ("1", "2", "10"), "10"),
        ("1 0", ("1", "2", "10"), ""),
        ("free accomodation", ("Free accommodation", "None"), "Free accommodation"),
        ("accomodation", ("accommodation", "accomodations"), "accommodation"),
        ("immortal", ("immoral", "mortal"), ""),
        ("A good idea", ("Tea", "Coffee"), ""),
        ("Vitamin B.", ("Tea", "Coffee"), ""),
        ("A or B", ("Tea", "Coffee"), ""),
        ("a", ("Tea", "Coffee"), "Tea"),
        ("I", tuple("abcdefghijk"), "i"),
        ("\uff22", ("Tea", "Coffee"), "Coffee"),
        ("caf\u0065\u0301", ("Caf\u00e9", "Bar"), "Caf\u00e9"),
        ("\u662f\u3002", ("\u662f", "\u5426"), "\u662f"),
        ("STRASSE", ("Stra\u00dfe", "Weg"), ""),
        ("Tea", ("tea", "TEA", "Tea"), "Tea"),
        ("tEA", ("tea", "TEA", "Coffee"), ""),
        ("D", ("Tea", "Coffee"), ""),
        ("", ("Tea", "Coffee"), ""),
    ],
)
def test_edges(text: str, options: tuple[str, ...], option: str) -> None:
    assert match(text, options).option == option


def test_a_spelling_is_what_spellings_says_it_is() -> None:
    assert spellings(["accommodation", "accomodation"])["accomodation"] == "accommodation"
    assert match("accomodation", ("accommodation", "accomodation", "x")).option == "accomodation"
    assert match("Accomodation", ("accommodation", "Accomodation!", "x")).option == ""


def test_a_long_text_is_refused_unread() -> None:
    assert match("Tea" + " x" * 5000, ("Tea", "Coffee")).problem.startswith("10003 characters")
    assert match("Tea.\n" + " " * 90_000, ("Tea", "Coffee")).option == "Tea"
