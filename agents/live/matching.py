"""Which option an answer in words names: one, or none and why.

The whole answer must name it. Nothing is searched for inside other words, since "not Tea", "Tea or coffee?"
and "anything but Tea" all hold "Tea": an option is never read out of a text that denies one, or names two.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from string import ascii_uppercase
from typing import NamedTuple

from ...sim import spellings

WIDE = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)} | {0x3000: " ", 0x3002: ".", 0x2019: "'"}
"""Full-width forms, the ideographic blank and full stop, and the apostrophe of print, as they are typed."""

WRAPPED = ('""', "''", "``", "**", "__", "()", "[]", "\u201c\u201d", "\u00ab\u00bb", "\u300c\u300d")

LONG = 5000
"""The characters, at most, of an answer that can name an option, beside those of the longest."""

LABEL = r"(?:options?|choice|answer)\s+"
OWN = re.compile(rf"(?:{LABEL})?\(?([^\W\d_])\)?(?:[.:)].*)?", re.IGNORECASE | re.DOTALL)
LETTER = re.compile(r"\(([a-z]{1,3})\)|([a-z]{1,3})[.):]?", re.IGNORECASE)
POINTED = re.compile(
    rf"\(([a-z]{{1,3}})\)|\b{LABEL}([a-z]{{1,3}})\b|:\s*([a-z]{{1,3}})[.!]?$", re.IGNORECASE | re.MULTILINE
)
LISTED = re.compile(
    r"(?:\(([a-z]{1,3})\)|([a-z]{1,3})\s*[.):=\u2013\u2014-])\s*(.+)", re.IGNORECASE | re.DOTALL
)
FOLLOWED = re.compile(r"(.+?)\s*\(([a-z]{1,3})\)", re.IGNORECASE | re.DOTALL)
LEAD = re.compile(
    r"""(?:(?:so|thus|hence|therefore),?\s+)?
    (?:i\s+(?:think|believe)\s+(?:that\s+)?)?
    (?:(?:(?:my|the|our)\s+)?(?:(?:final|best|correct|right)\s+)?
       (?:answer|vote|choice|stance|position|decision|verdict|pick)(?:\s+(?:is|remains|goes\s+to)|\s*[:=])
      |i(?:'d|'ll|\s+would|\s+will)?\s+(?:still\s+)?(?:choose|pick|select|support|go\s+with|vote(?:\s+for)?))
    \s*:?\s*(.+)""",
    re.IGNORECASE | re.DOTALL | re.VERBOSE,
)
MARKED = re.compile(r"(\*\*|__|`)(?=\S)(.+?)(?<=\S)\1")
REASON = re.compile(r"\n|[,.;:]?\s+(?:because|since)\b", re.IGNORECASE)
DENIAL = re.compile(
    r"\b(?:not|no|nor|none|never|neither|nobody|nothing|without|against|cannot|except|unless|but|wrong|false"
    r"|rather|instead|least|worst|other\s+(?:than|way)|(?:disagree|doubt|hat(?:e|ing)|reject|refus|oppos|exclud|rul|den)\w*)\b|n't\b",
    re.IGNORECASE,
)


class Match(NamedTuple):
    """What an answer names.

    Attributes:
        option: the option, in its own words; empty where none is named for sure.
        problem: what was seen and what was expected, where none is.
    """

    option: str
    problem: str = ""


def letters(options: Sequence[str]) -> tuple[str, ...]:
    """Return the letters under which options are listed, A to Z, then AA, AB, ...; none for some options.

    Options that are letters, or bear letters of their own, such as "B", "B) Rome" or "Option B", are listed
    without: else a "B" could mean two of them.

    >>> letters(("Tea", "Coffee"))
    ('A', 'B')
    >>> letters(("B", "A", "neither"))
    ()
    """
    listed = tuple(islice(_alphabet(), len(options)))
    taken = {_typed(option).upper() for option in options}
    return () if any(map(_own, options)) or taken.intersection(listed) else listed


def match(text: str, options: Sequence[str], *, lettered: bool = True) -> Match:
    """Return the option that an answer names.

    It names one by its exact words; by its letter, alone or as in "(B)", "B.", "Option B", "Answer: B", or
    beside its words ("B. Coffee"); or by a spelling that is no other option's, see `moot.sim.spellings`. A
    phrase such as "My vote is" may stand before it; a reason after it, on the next line or behind "because",
    as long as that holds no denial and names no other option. O(n) for n options and short texts.

    Args:
        text: the answer.
        options: what there is to choose from, as they were listed.
        lettered: whether they were listed with letters.

    >>> match("**b) coffee**", ("Tea", "Coffee")).option
    'Coffee'
    >>> match("not Tea", ("Tea", "Coffee")).problem
    "'not Tea' denies something: give the option that you hold, in its own words"
    """
    if text in options:
        return Match(text)
    by_letter = _by_letter(options) if lettered else {}
    answer = _typed(text)
    if len(answer) > LONG + max(map(len, options), default=0):
        return Match(
            "", f"{len(answer)} characters, where one option was asked for: give it in its own words"
        )
    found = _named(answer, options, by_letter)
    for split in islice(REASON.finditer(answer), 8):
        if found:
            break
        found = _named(answer[: split.start()], options, by_letter)
        if found and not _quiet(answer[split.end() :], found, options, by_letter):
            found = set()
    if len(found) == 1:
        return Match(found.pop())
    return Match("", _trouble(text, answer, found, options, by_letter))


def unsaid(rest: str, option: str, options: Sequence[str]) -> bool:
    """Tell whether words behind an answer take it back: they deny something, or name another option."""
    return not _quiet(_typed(rest), {option}, options, _by_letter(options))


def _named(answer: str, options: Sequence[str], by_letter: Mapping[str, str]) -> set[str]:
    """Return the options that an answer as a whole names: none, the one, or those between which it wavers."""
    for form in _forms(answer):
        if found := _spelt(form, options):
            return found
        if whole := LETTER.fullmatch(form):
            letter = (whole[1] or whole[2]).lower()
            if letter in by_letter:
                return {by_letter[letter]}
        for beside, at, words in ((LISTED, (1, 2), 3), (FOLLOWED, (2,), 1)):
            if both := beside.fullmatch(form):
                letter = next(filter(None, map(both.group, at))).lower()
                named = _named(both[words], options, {}) if letter in by_letter else set[str]()
                if named:
                    return named | {by_letter[letter]}
    return set()


def _forms(answer: str) -> Iterator[str]:
    """Yield an answer as it stands, and with less and less of what may stand around it."""
    seen = set[str]()
    queue = [answer]
    for form in queue:
        if form and form not in seen and len(queue) < 24:
            seen.add(form)
            yield form
            if form[0] + form[-1] in WRAPPED and len(form) > 1:
                queue.append(form[1:-1].strip())
            queue += [form[:-1].strip()] if form[-1] in ".," else []
            queue += [MARKED.sub(r"\2", form)]
            queue += [lead[1].strip() for lead in [LEAD.fullmatch(form)] if lead]
            queue += [form[label.end() :] for label in [re.match(LABEL, form, re.IGNORECASE)] if label]


def _spelt(form: str, options: Sequence[str]) -> set[str]:
    """Return the options of which this is a spelling."""
    typed = {option: _typed(option) for option in options}
    same = [option for option in options if typed[option] == form]
    if len(same) == 1:
        return set(same)
    counted = spellings([*typed.values(), form])
    return {option for option in options if counted[typed[option]] == counted[form]}


def _typed(text: str) -> str:
    """Return a text without what cannot be seen, its blanks single, full-width forms as they are typed."""
    seen = "".join(char for char in text if unicodedata.category(char) != "Cf")
    lines = unicodedata.normalize("NFC", seen).translate(WIDE).splitlines()
    return "\n".join(filter(None, (" ".join(line.split()) for line in lines)))


def _alphabet() -> Iterator[str]:
    yield from ascii_uppercase
    for before in _alphabet():
        yield from (before + letter for letter in ascii_uppercase)


def _own(option: str) -> str:
    """Return the letter that an option is, or bears; only scripts with upper and lower case have such."""
    borne = OWN.fullmatch(_typed(option))
    return borne[1].lower() if borne and borne[1].lower() != borne[1].upper() else ""


def _by_letter(options: Sequence[str]) -> dict[str, str]:
    """Return the option behind each letter: the letters listed, or else those that options bear."""
    listed = [letter.lower() for letter in letters(options)] or list(map(_own, options))
    each = all(listed) and len(set(listed)) == len(options)
    return dict(zip(listed, options, strict=True)) if each else {}


def _quiet(rest: str, found: set[str], options: Sequence[str], by_letter: Mapping[str, str]) -> bool:
    """Tell whether a reason denies nothing, and names nothing but what was found."""
    named, left = _mentioned(rest, options, by_letter)
    return named <= found and not DENIAL.search(left)


def _mentioned(text: str, options: Sequence[str], by_letter: Mapping[str, str]) -> tuple[set[str], str]:
    """Return the options that stand somewhere in a text, the longest first, and what is left without them."""
    named = set[str]()
    typed = {option: _typed(option).split() for option in options}
    for option in sorted(options, key=lambda option: -len(option)):
        words = r"\s+".join(map(re.escape, typed[option]))
        text, times = re.subn(rf"(?<!\w){words}(?!\w)", " \u2026 ", text, flags=re.IGNORECASE)
        named |= {option} if times else set()
    for letter in POINTED.finditer(text):
        named |= {
            by_letter[one] for one in [(letter[1] or letter[2] or letter[3]).lower()] if one in by_letter
        }
    return named, text


def _trouble(
    text: str, answer: str, found: set[str], options: Sequence[str], by_letter: Mapping[str, str]
) -> str:
    """Say why an answer names no option."""
    named, left = _mentioned(answer, options, by_letter)
    several = [option for option in options if option in (found or named)]
    if len(several) > 1:
        both = " and ".join(repr(option[:40]) for option in several[:3])
        return f"{text!r:.80} names {both}: give one option, in its own words"
    if DENIAL.search(left):
        return f"{text!r:.80} denies something: give the option that you hold, in its own words"
    listed = ", ".join(repr(option[:40]) for option in options[:6])
    more = f" and {len(options) - 6} more" if len(options) > 6 else ""
    return f"{text!r:.80} is none of the options {listed}{more}: give one, in its own words"
