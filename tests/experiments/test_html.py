"""The page in its formats: one page, said once, and nothing that was said at the table is ever markup."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

import moot
from moot.agents import Conformist, Crashing, Recorded, Silent
from moot.experiments.catalogue import stored
from moot.experiments.page import Facts, facts, html, markdown, page, record
from moot.experiments.page.html import CSS, POLICY
from moot.experiments.page.markdown import literal
from moot.experiments.recordings import recording
from moot.protocols import Debate, DevilsAdvocate, Poll
from moot.protocols.rules import Plurality
from moot.sim import Argument, Journal, Protocol, Question, Ranking, Reply, Turn

Talk = Callable[..., Journal]
RULE = Plurality()
QUESTION = Question(text="Which?", options=("A", "B", "C"))

OURS = re.compile(
    "html|head|meta|title|style|body|main|header|section|article|h[123]|p|b|blockquote|ul|li|span"
    "|figure|figcaption|div|svg|rect|marker|path|g|circle|text|desc|small|bdi"
)
ATTRIBUTES = re.compile(
    "lang|charset|http-equiv|content|name|class|id|aria-(labelledby|hidden)|role|viewbox|width|height|dir"
    "|preserveaspectratio|ref[xy]|marker(width|height|units|-end)|orient|d|stroke-width|c[xy]|d?y|[rx]"
    "|text-anchor|transform"
)
VOID = {"meta"}


class Read(HTMLParser):
    """What a browser would make of a page: its elements, their attributes, and its text."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.given: list[tuple[str, str]] = []
        self.words: list[str] = []
        self.open: list[str] = []
        self.others: list[str] = []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.given += [(name, value or "") for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.words.append(data)

    def handle_comment(self, data: str) -> None:
        self.others.append(data)

    def unknown_decl(self, data: str) -> None:
        self.others.append(data)

    def handle_pi(self, data: str) -> None:
        self.others.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def held(talk: Talk, name: str) -> Facts:
    question, panel, protocol = recording(name, stored())
    return facts(talk(panel, protocol, question), RULE)


def of_markdown(source: str) -> tuple[str, set[str]]:
    """Return the text that a reader of Markdown shows, and the kinds of things that it found."""
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(source)
    every = [inner for token in tokens for inner in (token, *(token.children or ()))]
    text = " ".join(
        "".join(child.content for child in token.children or ()) for token in tokens if token.type == "inline"
    )
    return " ".join(text.replace("\u200c", "").split()), {token.type for token in every}


MARKUP = {
    f"{kind}_{end}"
    for kind in ("heading", "paragraph", "blockquote", "table", "thead", "tbody", "tr", "th", "td", "strong")
    for end in ("open", "close")
} | {"inline", "text", "text_special"}

VENOM = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)" x="',
    "' style='position:fixed",
    "</title></style></section></main><h1>Forged</h1>",
    "<!-- x --><![CDATA[x]]><?php x ?>",
    "[click](javascript:alert(1)) ![x](https://evil.example/x.png)",
    "https://evil.example www.evil.example <https://evil.example> a@evil.example @everyone",
    "# Heading",
    "> quote",
    "- item",
    "1. item",
    "| a | b |",
    "```js",
    "**bold** __bold__ ~~gone~~ `code` $x$ \\",
    "---",
    "&lt;b&gt; &amp; &#60;b&#62;",
    "\u202egnp.exe\u202c \u2066x\u2069 \u200f",
    "\x1b[31mred\x1b[0m \x00 \x07 \x9b",
    "one\n\n# two\r\n<h2>three</h2>\u2028four",
    "url(https://evil.example) @import 'https://evil.example'",
    "\U000e0041\ufeff",
)


@pytest.fixture(scope="module")
def hostile(talk: Talk) -> Journal:
    """A talk in which everything that a stranger can write is venom."""
    printable = [text.strip() for text in VENOM if text.isprintable()]
    options = tuple(dict.fromkeys(" ".join(text.split()) for text in VENOM))
    question = Question(text=" ".join(VENOM), options=options)

    def seat(i: int) -> Recorded:
        said = Argument(text=VENOM[i % len(VENOM)] + ("<script>" * 131_072 if i == 0 else ""))
        lines = (options[i % len(options)], options[(i + 1) % len(options)])
        return Recorded(
            lines=tuple(
                Reply(stance=stance, argument=said, credits=(printable[(i + 1) % len(printable)], VENOM[0]))
                for stance in lines
            )
        )

    panel: dict[str, Any] = {name: seat(i) for i, name in enumerate(printable)}
    panel["<b>Crash</b>"] = Crashing(message="<script>*crash*</script>\x1b" + "x" * 10**6)
    panel["*Silent*"] = Silent()
    return talk(panel, Debate(), question)


def test_no_element_attribute_or_address_of_a_page_comes_from_what_was_said(hostile: Journal) -> None:
    made = html(facts(hostile, RULE))
    read = Read(made)
    assert read.open == []
    assert all(map(OURS.fullmatch, read.tags))
    assert all(ATTRIBUTES.fullmatch(name) for name, _ in read.given)
    assert read.tags.count("style") == read.tags.count("h1") == read.tags.count("main") == 1
    assert read.others == []
    assert all(char.isprintable() or char in "\n\u200c\u200d" for char in made)
    assert len(made) < 200_000
    # and yet all of it is there to read
    assert "<script>alert(1)</script>" in read.text
    assert "\\u202egnp.exe\\u202c" in read.text
    assert "more characters]" in read.text
    assert all(char.isprintable() or char in "\u200c\u200d" for char in read.text)


def test_the_elements_of_a_page_are_those_of_the_same_talk_in_plain_words(talk: Talk) -> None:
    def made(names: tuple[str, ...], options: tuple[str, str]) -> list[str]:
        panel = {
            name: Recorded(
                lines=tuple(
                    Reply(stance=options[i % 2], argument=Argument(text=options[0]), credits=(names[0],))
                    for i in (place, place // 2)
                )
            )
            for place, name in enumerate(names)
        }
        return Read(html(facts(talk(panel, Debate(), Question(text=options[1], options=options)), RULE))).tags

    assert made(("Ada", "Bob", "Cy", "Di"), ("Yes", "No")) == made(
        ("<i>Ada</i>", "B&b", "<script>", '"><p>'), ("<h1>Yes</h1>", "</p><p>No")
    )


def test_a_page_refers_to_nothing_outside_itself_and_may_load_nothing(hostile: Journal, talk: Talk) -> None:
    for said in (facts(hostile, RULE), held(talk, "open-llms-benefit")):
        made = html(said)
        read = Read(made)
        assert not {name for name, _ in read.given} & {
            "src",
            "href",
            "xlink:href",
            "srcset",
            "action",
            "style",
        }
        urls = [value for _, value in read.given if "url(" in value]
        ids = [value for name, value in read.given if name == "id"]
        assert len(ids) == len(set(ids))
        assert all(re.fullmatch(r"url\(#([a-z0-9-]+)\)", url) and url[5:-1] in ids for url in urls)
        assert ("content", POLICY) in read.given
        assert f"<style>{CSS}</style>" in made
    assert "default-src 'none'" in POLICY
    assert "unsafe" not in POLICY
    assert not re.search(r"url\(|@import|http|//|<", CSS)


def test_a_page_fits_a_phone_the_night_and_paper(talk: Talk) -> None:
    made = html(held(talk, "open-llms-benefit"))
    assert ("content", "width=device-width, initial-scale=1") in Read(made).given
    assert "prefers-color-scheme: dark" in made
    assert "@media print" in made
    assert "script" not in Read(made).tags


def test_hostile_words_are_no_markdown(hostile: Journal) -> None:
    made = markdown(facts(hostile, RULE))
    text, found = of_markdown(made)
    assert found <= MARKUP
    assert "<" not in made
    assert len(made) < 100_000
    assert all(char.isprintable() or char in "\n\u200c\u200d" for char in made)
    assert "<script>alert(1)</script>" in text
    assert not re.search(r"(?<!\\)://|@(?!\u200c)|www\.", made)


def test_hostile_words_are_spelt_out_in_text_and_escaped_in_json(hostile: Journal) -> None:
    said = facts(hostile, RULE)
    shown = page(hostile, RULE)
    assert all(char.isprintable() or char in "\n\u200c\u200d" for char in shown)
    assert len(shown) < 150_000
    made = json.dumps(record(said))
    assert made.isascii()
    assert made.isprintable()
    assert len(json.loads(made)["seats"][0]["argument"]) > 10**6  # a machine gets all of it


@given(text=st.text(alphabet=st.characters(codec="utf-8"), min_size=1, max_size=80))
@settings(max_examples=300)
def test_any_text_reads_as_itself_in_markdown(text: str) -> None:
    shown = " ".join("".join(char for char in text if char.isprintable()).split())
    source = f"{literal(shown)}\n\n> {literal(shown)}\n\n| a | |\n| --- | --- |\n| 1 | {literal(shown)} |\n"
    read, found = of_markdown(source)
    assert found <= MARKUP
    assert read == " ".join(f"{shown} {shown} a 1 {shown}".split())


def leaves(item: Any) -> Iterator[Any]:
    if isinstance(item, dict):
        for key, inner in item.items():
            yield key
            yield from leaves(inner)
    elif isinstance(item, list | tuple):
        for inner in item:
            yield from leaves(inner)
    else:
        yield item


@pytest.mark.parametrize("name", ["open-llms-benefit", "frontier-open-source"])
def test_all_that_json_tells_is_on_the_page(talk: Talk, name: str) -> None:
    said = held(talk, name)
    text, made = Read(html(said)).text, record(said)
    for told in ("digest", "source", "verdict", "opening", "strongest", "exchanges"):
        words = [leaf for leaf in leaves(made[told]) if isinstance(leaf, str)]
        keys = {"word", "rule", "winners", "counts", "electorate", "missing", "chance"}
        keys |= {
            "stance",
            "seat",
            "round",
            "text",
            "strength",
            "credited_by",
            "one",
            "other",
            "there",
            "back",
        }
        assert [word for word in words if word not in keys and word not in text] == []
    assert made["question"]["text"] in text
    for option, count in made["verdict"]["counts"].items():
        assert f"{count} {option}" in text
    for seat in made["seats"]:
        assert f"{seat['name']} " in text
        assert seat["argument"] in text
    for flip in made["flips"]:
        assert (
            f"{flip['before']} -> {flip['after']} (round {flip['round']}; credits {flip['credits'][0]}"
            in text
        )
    for edge in made["influence"]["edges"]:
        share = f"({edge['kind']} {edge['influence']:.2f})"
        assert f"{edge['speaker']} moved {edge['listener']} {share}" in text
    for kind, totals in made["influence"]["totals"].items():
        for seat, total in totals.items():
            assert not total or f"{seat} {total:.2f}" in text, kind


@pytest.mark.parametrize("name", ["open-llms-benefit", "frontier-open-source"])
def test_all_formats_say_the_same(talk: Talk, name: str) -> None:
    said = held(talk, name)
    question, panel, protocol = recording(name, stored())
    plain = page(talk(panel, protocol, question), RULE, width=4000)
    beside = r"<(title|desc|figcaption|text)\b.*?</\1>"  # of a drawing, which the others do not have
    shown = Read(re.sub(beside, "", html(said)))
    marked, _ = of_markdown(markdown(said))
    words = [re.findall(r"\w+", text) for text in (plain, shown.text, marked.replace("votes ", "votes "))]
    assert words[0] == words[1]
    assert [word for word in words[2] if word != "votes"] == [word for word in words[0] if word != "votes"]


def test_numbers_parts_and_missing_ballots_have_pages(talk: Talk) -> None:
    number = Question(text="How many?", range=(0.0, 10.0))
    parts = Question(text="Both?", parts=(QUESTION, number))
    panel = [Recorded(lines=(Reply(stance=("B", 2.5)),)), Silent()]
    said = facts(talk(panel, Poll(), parts), RULE)
    text = Read(html(said)).text
    assert "No ballot: abstained (silent)" in text
    assert "no ballot: 1 of 2" in text
    assert "1 B; 2.5" in text
    assert "### B\n" in markdown(said)
    alone = facts(talk([Recorded(lines=(Reply(stance=2.5),))], Poll(), number), RULE)
    assert "Answers: from 0 to 10" in Read(html(alone)).text


def test_words_from_right_to_left_do_not_turn_what_stands_around_them(talk: Talk) -> None:
    dana, yes, no = "\u05d3\u05e0\u05d4", "\u05db\u05df", "\u05dc\u05d0"
    why = "\u05db\u05d9 3 \u05d4\u05dd \u05d8\u05d5\u05d1\u05d9\u05dd."
    lines = (Reply(stance=yes), Reply(stance=no, argument=Argument(text=why), credits=("Bo",)))
    panel = {dana: Recorded(lines=lines), "Bo": Recorded(lines=(Reply(stance=no),))}
    question = Question(text=f"{yes} {no}?", options=(yes, no))
    journal = talk(panel, Debate(), question)
    said = facts(journal, RULE)
    made = html(said)
    assert f"<bdi>{yes}</bdi> -&gt; <bdi>{no}</bdi> (round 2; credits Bo; " in made
    assert f"<h3><bdi>{dana}</bdi></h3>" in made
    # what is somebody's words as a whole runs, and is set, the way that they do
    assert f'<p dir="auto">{yes} {no}?</p>' in made
    assert f'<blockquote dir="auto"><p>{why}</p></blockquote>' in made
    # elsewhere nothing is added that does not show
    for shown in (made, markdown(said), page(journal, RULE)):
        assert not {"\u2066", "\u2067", "\u2068", "\u2069"} & {*shown}


def test_a_page_is_utf8_whatever_the_terminal_speaks(tmp_path: Path) -> None:
    code = "import sys; from moot.experiments.cli import main; sys.exit(main())"
    asked = (
        "ask",
        "\u00c7a va, \u4e2d\u6587?",
        "--option",
        "Oui",
        "--option",
        "N\u00e3o",
        "--format",
        "html",
    )
    env = {name: item for name, item in os.environ.items() if name != "PYTHONUTF8"}
    done = subprocess.run(
        [sys.executable, "-c", code, *asked],
        cwd=tmp_path,
        env=env | {"PYTHONIOENCODING": "latin-1"},
        capture_output=True,
        check=True,
    )
    made = done.stdout.decode("utf-8")
    assert "\u00c7a va, \u4e2d\u6587?" in Read(made).text
    assert "&#" not in made.replace("&#x27;", "")
    assert ("charset", "utf-8") in Read(made).given


def test_a_drawing_says_in_words_what_it_shows(talk: Talk) -> None:
    made = html(held(talk, "open-llms-benefit"))
    read = Read(made)
    labels = [value.split() for name, value in read.given if name == "aria-labelledby" and " " in value]
    ids = [value for name, value in read.given if name == "id"]
    assert labels
    assert all(one in ids for label in labels for one in label)
    assert "Round 2: who moved whom" in read.text
    assert (
        "Round 2: 6 seats on a circle, 4 declared and 8 observed arrows from who moved to whom." in read.text
    )


def test_who_exchanged_sides_is_told_from_first_to_last(talk: Talk) -> None:
    def seat(*stances: str) -> Recorded:
        return Recorded(lines=tuple(Reply(stance=stance) for stance in stances))

    panel = {"Ada": seat("A", "B", "C"), "Bob": seat("C", "C", "A"), "Cy": seat("A", "B", "A")}
    said = facts(talk(panel, Debate(rounds=3), QUESTION), RULE)
    assert [tuple(exchange) for exchange in said.exchanges] == [("A", "C", ("Ada",), ("Bob",))]
    assert "Ada (A -> C), and the other way Bob" in Read(html(said)).text
    assert record(said)["exchanges"] == [{"one": "A", "other": "C", "there": ("Ada",), "back": ("Bob",)}]
    calm = facts(talk([seat("A"), seat("B")], Poll(), QUESTION), RULE)
    assert "Who exchanged sides nobody" in Read(html(calm)).text


def test_the_same_talk_gives_the_same_bytes(talk: Talk) -> None:
    panel = [Conformist()] * 9
    one, other = (facts(talk(panel, Debate(rounds=4), QUESTION, seed=3), RULE) for _ in range(2))
    assert html(one) == html(other)
    assert markdown(one) == markdown(other)


def arguing(place: int, letter: str) -> Recorded:
    return Recorded(
        lines=tuple(
            Reply(
                stance=QUESTION.options[(place * 7 + turn * (place % 5)) % 3],
                argument=Argument(text=letter * 900),
                credits=tuple(f"{(place * 3 + turn + k) % 60}{'n' * 100}" for k in range(4)) if turn else (),
            )
            for turn in range(10)
        )
    )


@pytest.mark.parametrize("letter", ["n", "\u4e2d"])
def test_sixty_seats_of_ten_rounds_are_less_than_a_megabyte(talk: Talk, letter: str) -> None:
    panel = {f"{i}{'n' * 100}": arguing(i, letter) for i in range(60)}
    said = facts(talk(panel, Debate(rounds=10), QUESTION), RULE)
    made = html(said)
    assert said.rounds == 10
    assert len(said.influence.edges) > 5000
    assert len(made.encode()) < 1_000_000
    assert "the largest 200 of" in made


def shouting(names: list[str], options: tuple[str, ...], letters: str) -> Callable[[Turn], Reply]:
    """A seat that fills every field of what it says, and says something else each time."""

    def shout(turn: Turn) -> Reply:
        place, said = names.index(turn.seat), len(turn.said)
        at = place * 7 + said * (place % 5 + 1)
        held, *others = (options[(at + i * i) % len(options)] for i in range(3))
        every = dict.fromkeys(options, 1 / len(options))
        return turn.say(
            held,
            argument=Argument(text=f"{at}{letters * 900}", supports=others[0], strength=at % 9 / 9),
            credits=[names[(place + 1 + at % 40 + i) % 60] for i in range(12)],
            belief=every,
            confidence=0.5,
        ).model_copy(
            update={
                "ranking": (held, *(option for option in options if option != held)),
                "approvals": options,
                "scores": tuple(every.items()),
                "prediction": tuple(every.items()),
            }
        )

    return shout


@pytest.mark.parametrize(
    "letters", ["word ", "<&\"'", "&", "\x1b", "\U000e0041", "\u4e2d", "\U0001f600", "\u05d0"]
)
@pytest.mark.parametrize("protocol", [Debate(rounds=10, early=False), DevilsAdvocate(rounds=10)])
def test_whatever_sixty_seats_say_is_less_than_a_megabyte(
    talk: Talk, letters: str, protocol: Protocol
) -> None:
    shown = letters if letters.isprintable() else "n"
    names = [f"{i}{shown * 110}"[:110].strip() for i in range(60)]
    options = tuple(f"{i}{letters * 190}"[:190] for i in range(12))
    question = Question(text=f"What?{letters * 900}", options=options)
    panel = dict.fromkeys(names, shouting(names, options, letters))
    made = html(facts(talk(panel, protocol, question, setting={"ballot": Ranking()}), RULE))
    assert len(made.encode()) < 1_000_000
    assert len(re.findall(r"\[\.\.\. \d+ more characters\]", made)) > 100
    assert re.search(r"and \d+ more", made)


def test_a_result_has_its_page_in_each_format() -> None:
    result = moot.run(QUESTION, [Conformist()] * 3, "debate", seed=2)
    said = facts(result.journal, result.rule)
    assert result.html() == html(said)
    assert result.markdown() == markdown(said)
