"""Which free answers are one answer: those that differ in spelling alone.

What is compared is words, never meaning: measures of how alike two texts are rate opposed statements as high
as agreeing ones. So spellings are merged only where nothing else can be told from them. What is said stands
in the journal as it was said, and is read as one when it is counted.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from .bus import Said
from .interceptor import Meddled
from .journal import Entry, Journal
from .question import Question, Stance
from .statement import Reply

LONG = 10
"""The letters, at least, of a word in which a consonant may be doubled by mistake."""

LABEL = 200
"""The letters, at most, of an answer in which such a word is looked for."""

QUOTES = ('""', "''", "\u00ab\u00bb")

TYPESET = str.maketrans("\u2018\u2019\u201c\u201d\u2010\u2011\u2013\u2014\u2212", "''\"\"-----")
"""Quotes, apostrophes and dashes as they are typed."""

CONSONANTS = frozenset("bcdfghjklmnpqrstvwxyz")

Words = tuple[str, ...]


def spellings(texts: Iterable[str]) -> dict[str, str]:
    """Return for each text the spelling that it is counted under.

    Two texts are one answer where nothing but spelling tells them apart: they have the same words but for
    case, blanks, the shape of quotes and dashes, quotes around the whole and punctuation after a word; or but
    for one consonant inside one word of ten letters or more, which stands there once in one and twice in the
    other (`accomodation`, `counselor`). No other slip is safe: a letter more or two letters swapped make
    another word of too many (`immoral`, `immortal`; `complaint`, `compliant`). Of the 124,734 words of Vim's
    English dictionary, 223 pairs are as near as that, and all are one word in two spellings but those of
    `corespondent` and `squireling`. Two that are one with a third are one. It is counted under the spelling
    that occurs most, the first of several such. O(n) for n short texts, where few are nearly the same.

    Source: where two words differ is told by their edit distance: Levenshtein (1966), Binary codes capable of
    correcting deletions, insertions and reversals. The limits are ours.

    >>> spellings(["Free accommodation", "free accomodation.", "No accommodation"])["free accomodation."]
    'Free accommodation'
    """
    counts = Counter(texts)
    written: dict[Words, list[str]] = {}
    for text in counts:
        written.setdefault(_words(text), []).append(text)
    places = {text: place for place, text in enumerate(counts)}
    found: dict[str, str] = {}
    for group in _slips(list(written)):
        same = [text for words in group for text in written[words]]
        best = min(same, key=lambda text: (-counts[text], places[text]))
        found.update(dict.fromkeys(same, best))
    return {text: found[text] for text in counts}


def one_answer(stances: Sequence[Stance | None], question: Question) -> bool:
    """Tell whether stances are all there and all the same; of free text, but for its spelling."""
    first, *others = stances
    if first is None or all(stance == first for stance in others):
        return first is not None
    given = [stance for stance in stances if stance is not None]
    counted = counted_as(given, question) if len(given) == len(stances) else {}
    return len(counted) > 0 and len(set(counted.values())) == 1


def counted_as(stances: Iterable[Stance], question: Question) -> dict[Stance, Stance]:
    """Return for each stance that is, or holds, free text how it is counted; nothing for other questions.

    The texts of each part are compared among themselves.
    """
    if question.kind == "text":
        texts = spellings(stance for stance in stances if isinstance(stance, str))
        return {text: texts[text] for text in texts}
    free = [i for i, part in enumerate(question.parts) if part.kind == "text"]
    if not free:
        return {}
    rows = [stance for stance in stances if isinstance(stance, tuple)]
    columns = {i: spellings(str(row[i]) for row in rows) for i in free}
    return {
        row: tuple(columns[i][str(held)] if i in columns else held for i, held in enumerate(row))
        for row in rows
    }


def in_one_spelling(journal: Journal) -> Journal:
    """Return the journal with each free answer in the spelling that it is counted under.

    It is for counting and comparing: its digest stays that of what was said. The journal itself where the
    question asks for no free text.
    """
    question = journal.question
    if question.kind != "text" and all(part.kind != "text" for part in question.parts):
        return journal
    counted = counted_as(_stances(journal.entries), question)
    return Journal(journal.header, [_respelt(entry, counted) for entry in journal.entries], journal.close)


def _words(text: str) -> Words:
    # lower() and not casefold(), to which two German words are one: "in Massen", "in Ma\u00dfen"
    text = unicodedata.normalize("NFC", text).lower().translate(TYPESET).strip()
    if text[:1] + text[1:][-1:] in QUOTES:
        text = text[1:-1]
    return tuple(map(_bare, text.split()))


def _bare(word: str) -> str:
    """Return a word without the punctuation after it; a mark of its own is kept, and so is a factorial."""
    bare = word.rstrip(".,;:!")
    return bare if len(bare) > 1 and bare.isalpha() else word.rstrip(".,;:") or word


def _slips(written: Sequence[Words]) -> Iterator[list[Words]]:
    """Yield together those that differ in one consonant at most, in the order in which they first stand."""
    near: dict[tuple[Words, int], list[int]] = {}
    leader = list(range(len(written)))

    def lead(i: int) -> int:
        while leader[i] != i:
            i = leader[i]
        return i

    for i, words in enumerate(written):
        if sum(map(len, words)) > LABEL:
            continue
        for at, word in enumerate(words):
            if len(word) < LONG - 1 or not word.isalpha():
                continue
            # only those that share all other words, and this one but for doubled letters, are worth comparing
            single = "".join(letter for letter, _ in groupby(word))
            others = near.setdefault(((*words[:at], single, *words[at + 1 :]), at), [])
            for other in others:
                if _slip(word, written[other][at]):
                    one, two = sorted((lead(i), lead(other)))
                    leader[two] = one
            others.append(i)
    groups: dict[int, list[Words]] = {}
    for i, words in enumerate(written):
        groups.setdefault(lead(i), []).append(words)
    yield from groups.values()


def _slip(one: str, other: str) -> bool:
    """Tell whether words differ in one consonant inside, which stands once in one and twice in the other."""
    from rapidfuzz.distance import Levenshtein

    short, long = sorted((one[1:-1], other[1:-1]), key=len)
    edits = list(Levenshtein.editops(short, long))
    if [edit.tag for edit in edits] != ["insert"] or one[-1] != other[-1]:
        return False
    at = edits[0].dest_pos
    beside = long[max(at - 1, 0) : at] + long[at + 1 : at + 2]
    return long[at] in beside and long[at] in CONSONANTS and len(long) + 2 >= LONG


def _stances(entries: Iterable[Entry]) -> Iterator[Stance]:
    for reply in (entry.reply for entry in entries if isinstance(entry, Said)):
        if reply.stance is not None:
            yield reply.stance
        if reply.argument is not None and reply.argument.supports is not None:
            yield reply.argument.supports


def _respelt(entry: Entry, counted: Mapping[Stance, Stance]) -> Entry:
    if isinstance(entry, Said):
        return entry._replace(reply=_read(entry.reply, counted))
    if isinstance(entry, Meddled):
        heard = tuple(copy._replace(reply=_read(copy.reply, counted)) for copy in entry.heard)
        return entry._replace(heard=heard)
    return entry


def _read(reply: Reply, counted: Mapping[Stance, Stance]) -> Reply:
    if reply.stance is None:
        return reply
    read: dict[str, Any] = {"stance": counted.get(reply.stance, reply.stance)}
    argument = reply.argument
    if argument is not None and argument.supports is not None:
        supports = counted.get(argument.supports, argument.supports)
        read["argument"] = argument.model_copy(update={"supports": supports})
    return reply.model_copy(update=read)
