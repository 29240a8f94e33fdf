"""The report of an experiment: true to its store, one page by itself, and safe whatever was said."""

import hashlib
import json
import math
import re
import tomllib
from base64 import b64decode
from collections.abc import Callable
from pathlib import Path
from statistics import fmean
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moot.agents import Conformist, FunctionAgent
from moot.experiments.arms import Arms
from moot.experiments.catalogue import typed
from moot.experiments.comparison import compare
from moot.experiments.experiment import begin
from moot.experiments.measures import Seen
from moot.experiments.panels import Seating
from moot.experiments.plan import plan
from moot.experiments.report import Report, as_json, html, report
from moot.experiments.report.axis import axis
from moot.experiments.report.rounds import by_round
from moot.experiments.report.talks import TURBULENT, TYPICAL
from moot.experiments.report.toml import toml
from moot.experiments.results import Results, read
from moot.experiments.sources.estimates import Estimates
from moot.experiments.sources.function import Callable as Made
from moot.experiments.sources.synthetic import Synthetic
from moot.experiments.spec import Spec
from moot.experiments.store import Store
from moot.protocols import Debate, Poll, SelfRevision
from moot.protocols.rules import Hedge, Mean, Plurality
from moot.sim import Argument, Evidence, Influence, Protocol, Question, Reply, Turn, decide
from moot.sim.floor import Floor

Small = Callable[..., Spec]
Held = Callable[..., Results]
Refused = Callable[..., None]

OURS = re.compile(
    "html|head|meta|title|style|body|main|header|section|article|h[1-5]|p|b|blockquote|ul|li|span|figure"
    "|figcaption|div|svg|rect|line|marker|path|g|circle|text|desc|small|bdi|table|caption|thead|tbody|tr|th|td"
    "|details|summary|pre|code"
)
VENOM = (
    "<script>alert(1)</script>",
    '" onmouseover="alert(1)" x="',
    "</title></style></section></main></details><h1>Forged</h1>",
    "https://evil.example/x.png ![x](https://evil.example)",
    "<!-- x --><![CDATA[x]]>",
)


class Browsed:
    """What a browser would make of a page, which is sound even as XML but for `meta`."""

    def __init__(self, source: str) -> None:
        doctype, _, rest = source.partition("\n")
        assert doctype == "<!DOCTYPE html>"
        root = ET.fromstring(re.sub(r"(<meta [^>]*)>", r"\1/>", rest))
        self.tags = [(one.tag, dict(one.attrib)) for one in root.iter()]
        words = [
            text
            for part in (root.find(".//title"), root.find("body"))
            if part is not None
            for text in part.itertext()
        ]
        self.text = " ".join(" ".join(words).split())


def whole(source: str) -> Browsed:
    """Return a page that was seen to be one by itself, sound and safe."""
    page = Browsed(source)
    assert all(OURS.fullmatch(tag) for tag, _ in page.tags)
    assert len(source.encode()) < 2_000_000
    ids = [given_["id"] for _, given_ in page.tags if "id" in given_]
    assert len(ids) == len(set(ids))
    for tag, given_ in page.tags:
        assert not given_.keys() & {"src", "href", "style", "srcset", "action", "xlink:href"}
        assert not any(name.startswith("on") for name in given_)
        assert set(given_.get("aria-labelledby", "").split()) <= set(ids)
        if tag == "svg" and given_.get("class") != "area":
            assert given_.get("role") == "img" or given_.get("aria-hidden") == "true"
    tables = sum(tag == "table" for tag, _ in page.tags)
    assert sum(tag == "caption" for tag, _ in page.tags) == tables
    styles = re.findall(r"<style>(.*?)</style>", source, flags=re.DOTALL)
    (sheet,) = styles
    assert not re.search(r"url\(|@import|https?:", sheet)
    policy = next(given_["content"] for _, given_ in page.tags if "http-equiv" in given_)
    (digest,) = re.findall(r"sha256-([^']+)'", policy)
    assert b64decode(digest) == hashlib.sha256(sheet.encode()).digest()
    assert "default-src 'none'" in policy
    return page


def told(folder: Path) -> Report:
    with Store(folder) as store:
        return report(store)


@pytest.fixture(scope="module")
def finished(small: Small, held: Held, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An experiment with controls, held to its end."""
    folder = tmp_path_factory.mktemp("finished")
    held(small(count=30, controls=("isolated", "stance-only")), folder=folder)
    return folder


def test_the_page_says_the_claim_first_then_all_that_there_is(finished: Path) -> None:
    said = told(finished)
    page = whole(html(said))
    headings = [
        "Result",
        "Arms",
        "Differences",
        "Cost and accuracy",
        "Round by round",
        "Flips by cause",
        "Influence",
        "Talks",
        "To run it again",
    ]
    places = [page.text.index(f" {heading} ") for heading in headings]
    assert places == sorted(places)
    assert page.text.index(said.headline) < places[1]
    for row in said.comparison.rows:
        assert row.label in page.text
    assert said.comparison.digest in page.text
    assert "moot run experiment.toml --out again" in page.text
    assert "of the whole talk" not in page.text
    assert [given_ for tag, given_ in page.tags if tag == "details" and given_.get("class") == "transcript"]


def test_the_same_results_give_the_same_bytes(finished: Path) -> None:
    assert html(told(finished)) == html(told(finished))


def test_the_data_have_what_the_page_says_and_no_path(finished: Path) -> None:
    said = told(finished)
    data = json.loads(json.dumps(as_json(said), allow_nan=False))
    assert data["headline"] == said.headline
    assert data["comparison"] == json.loads(json.dumps(said.comparison.json()))
    assert [one["trial"] for one in data["talks"]] == [talk.trial for talk in said.talks]
    assert str(finished) not in json.dumps(data)
    assert str(finished.parent) not in html(said)


def test_what_is_right_after_the_last_round_is_the_accuracy_of_plurality(finished: Path) -> None:
    said = told(finished)
    rows = {row.label: row for row in said.comparison.rows}
    assert sorted(label for one in said.rounds for label in one.arms) == sorted(rows)
    for one in said.rounds:
        assert one.kind == "choice"
        assert one.questions == 30
        for label in one.arms:
            assert one.table[max(one.table)] == pytest.approx(rows[label].estimates["accuracy-split"].mean)


def test_seats_that_are_right_are_counted_after_each_round(finished: Path) -> None:
    with Store(finished) as store:
        courses = by_round(store, [row.label for row in told(finished).comparison.rows])
        first = next(one for one in courses if "debate" in one.arms)
        at: dict[int, list[float]] = {number: [] for number in first.seats}
        arm = [row.label for row in compare(read(store)).rows].index("debate")
        for (trial,) in store.rows("SELECT trial FROM decisions WHERE arm = ?", (arm,)):
            journal = store.journal(trial)
            assert journal is not None
            seen = Seen(journal)
            for number, values in at.items():
                stances = seen.rounds[min(number, max(seen.rounds))]
                values.append(fmean(stance == seen.truth for stance in stances))
    assert first.seats == pytest.approx({number: fmean(values) for number, values in at.items()})


def test_the_typical_and_the_most_turbulent_talk_are_those_they_are_said_to_be(finished: Path) -> None:
    said = told(finished)
    changes: dict[str, dict[int, int]] = {}
    with Store(finished) as store:
        labels = [row.label for row in said.comparison.rows]
        for arm, trial in store.rows(
            "SELECT arm, trial FROM decisions JOIN trials USING (trial) WHERE control = ''"
        ):
            journal = store.journal(trial)
            assert journal is not None
            changes.setdefault(labels[arm], {})[trial] = len(Influence(journal).flips)
    typical = next(talk for talk in said.talks if TYPICAL in talk.why)
    turbulent = next(talk for talk in said.talks if TURBULENT in talk.why)
    lively = max(changes, key=lambda label: fmean(changes[label].values()))
    ranked = sorted(changes[lively].values())
    median = ranked[(len(ranked) - 1) // 2]
    assert (typical.arm, typical.changes) == (lively, median)
    assert typical.trial == min(trial for trial, count in changes[lively].items() if count == median)
    most = max(count for found in changes.values() for count in found.values())
    assert turbulent.changes == most
    assert turbulent.trial == min(
        t for found in changes.values() for t, count in found.items() if count == most
    )


def test_talks_that_turned_out_well_and_badly_did(finished: Path) -> None:
    for talk in told(finished).talks:
        facts = talk.facts
        right = facts.verdict.winners == (facts.question.answer,)
        for why in talk.why:
            if "minority" in why:
                assert right
            if "majority" in why:
                assert not right
    assert {"minority" in " ".join(talk.why) for talk in told(finished).talks} == {True, False}


def test_talks_of_a_rule_that_learns_are_decided_as_they_were(
    small: Small, held: Held, tmp_path: Path
) -> None:
    source = Synthetic(count=60, options=3, names=tuple("ABCDE"), accuracy=(0.95, 0.3, 0.3, 0.3, 0.3))
    arms = Arms(protocol=(Poll(), Debate()), rule=(Hedge(horizon=60),), panel=(Seating(agent=Conformist()),))
    held(small(questions=source, arms=arms, controls=()), folder=tmp_path)
    moved = 0
    with Store(tmp_path) as store:
        labels = [str(arm["label"]) for arm in store.meta()["design"]["arms"]]
        for talk in report(store).talks:
            query = "SELECT winners FROM decisions WHERE trial = ? AND arm = ?"
            [(winners,)] = store.rows(query, (talk.trial, labels.index(talk.arm)))
            assert talk.note == ""
            assert list(talk.facts.verdict.winners) == json.loads(winners)
            journal = store.journal(talk.trial)
            assert journal is not None
            moved += decide(journal, Hedge(horizon=60)).winners != talk.facts.verdict.winners
    assert moved  # by what it has learnt


def test_the_spec_on_the_page_is_the_one_that_was_run(finished: Path, small: Small) -> None:
    spec = tomllib.loads(told(finished).spec)
    assert Spec.load(spec, typed()) == small(count=30, controls=("isolated", "stance-only"))


SCALARS = (
    st.text()
    | st.booleans()
    | st.integers(-(2**62), 2**62)
    | st.floats(allow_nan=False, allow_infinity=False)
)
FIELDS = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(
    st.dictionaries(st.text().filter(lambda key: key != "arms"), FIELDS, max_size=4),
    st.dictionaries(st.text(), FIELDS, max_size=3),
)
def test_toml_is_read_back_as_it_was(fields: dict[str, Any], arms: dict[str, Any]) -> None:
    written = toml(fields | {"arms": arms})
    assert tomllib.loads(written) == fields | {"arms": arms}
    assert all(char.isprintable() or char == "\n" for char in written)


@given(
    figures=st.lists(st.floats(-1e6, 1e6).filter(lambda x: not 0 < abs(x) < 1e-6), min_size=1, max_size=6),
    whole_=st.booleans(),
)
def test_a_scale_has_room_for_all_and_ticks_that_can_be_told_apart(
    figures: list[float], *, whole_: bool
) -> None:
    scale = axis(figures, whole=whole_)
    assert all(0 <= scale.at(value) <= 100 for value in (*figures, *scale.ticks))
    spelt = [scale.spelt(tick) for tick in scale.ticks]
    assert len(set(spelt)) == len(spelt) <= 12
    for tick, text in zip(scale.ticks, spelt, strict=True):
        assert float(text.replace(",", "")) == pytest.approx(tick, rel=1e-9, abs=1e-9)
        assert not whole_ or tick == int(tick)


def test_drawn_intervals_stand_where_their_ends_are(finished: Path) -> None:
    page = whole(html(told(finished)))
    for _, given_ in page.tags:
        for name in ("x1", "x2", "cx"):
            value = given_.get(name, "")
            if value.endswith("%"):
                assert -1e-9 <= float(value[:-1]) <= 100


class Breaks(Protocol):
    """Breaks off on some questions."""

    async def run(self, floor: Floor) -> None:
        if floor.question.key.endswith("3"):
            raise RuntimeError(f"it broke {VENOM[0]}")
        await floor.ask("vote", wants=floor.ballot)


def numbers(small: Small) -> Spec:
    panel = (Seating(agent=Conformist(), count=3),)
    arms = Arms(protocol=(Poll(), Debate()), rule=(Mean(),), panel=panel)
    return small(questions=Estimates(count=8), arms=arms, primary="variance", controls=())


def unknown(small: Small) -> Spec:
    return small(questions=Made(function=questions), controls=())


def questions(seats: tuple[str, ...], seed: int) -> Any:
    """Yield questions whose answer nobody knows."""
    del seed
    for i in range(4):
        evidence = {seat: (Evidence(stance="No"),) for seat in seats}
        yield Question(text=f"{i} {' '.join(VENOM)}", options=("Yes", "No", *VENOM), id=f"q{i}"), evidence


SITUATIONS: dict[str, tuple[Callable[[Small], Spec], str]] = {
    "one question": (lambda small: small(count=1), "One question: nothing is claimed about others"),
    "one arm": (
        lambda small: small(arms=Arms(protocol=(Debate(),), panel=small().arms.panel), controls=()),
        "One arm, and nothing to compare it with",
    ),
    "no journals": (
        lambda small: small(journals="none"),
        'Nothing was kept by round: set journals = "summary"',
    ),
    "no transcripts": (
        lambda small: small(journals="summary"),
        'No transcripts were kept: set journals = "full"',
    ),
    "no truth": (unknown, "Nothing is claimed: no question defines accuracy, ties split"),
    "numbers": (numbers, "How far their median is from the truth"),
    "one measure": (lambda small: small(measures=("accuracy-split",)), "What a talk costs was not measured"),
    "nobody changes": (
        lambda small: small(
            arms=Arms(protocol=(Poll(), SelfRevision()), panel=small().arms.panel), controls=()
        ),
        "Nobody changed in any talk.",
    ),
    "missing talks": (
        lambda small: small(arms=Arms(protocol=(Poll(), Breaks()), panel=small().arms.panel), controls=()),
        "talks of the two are missing, and counted as wrong",
    ),
    "a rule that learns": (
        lambda small: small(
            arms=Arms(protocol=(Debate(),), rule=(Plurality(), Hedge(horizon=20)), panel=small().arms.panel)
        ),
        "hedge",
    ),
    "causes by asking again": (
        lambda small: small(measures=("cheap", "spontaneous", "conformity", "persuasion", "held-back")),
        "debate, by asking again",
    ),
    "causes by controls": (
        lambda small: small(controls=("isolated", "stance-only")),
        "debate, by its controls",
    ),
    "why was not asked": (lambda small: small(), 'set controls = ["isolated", "stance-only"] in the spec'),
    "many arms": (
        lambda small: small(
            count=2,
            controls=("isolated",),
            arms=Arms(protocol=tuple(Debate(rounds=n) for n in range(1, 31)), panel=small().arms.panel),
        ),
        "grey: ",
    ),
}


@pytest.mark.parametrize("situation", SITUATIONS)
def test_there_is_a_page_for_every_experiment(
    situation: str, small: Small, held: Held, tmp_path: Path
) -> None:
    make, said = SITUATIONS[situation]
    held(make(small), folder=tmp_path)
    assert said in whole(html(told(tmp_path))).text


def test_a_store_that_is_not_finished_has_a_page_that_says_so(
    small: Small, held: Held, tmp_path: Path
) -> None:
    held(small(), folder=tmp_path)
    with Store(tmp_path, write=True) as store:
        store._db.execute("DELETE FROM trials WHERE task > 20")
        store._db.execute("DELETE FROM decisions WHERE trial NOT IN (SELECT trial FROM trials)")
        store._db.execute("DELETE FROM rounds WHERE trial NOT IN (SELECT trial FROM trials)")
    page = whole(html(told(tmp_path)))
    assert "Not finished: 42 of 96 talks are held." in page.text
    assert "Digest so far" in page.text


def test_a_store_that_has_only_begun_has_a_page(small: Small, tmp_path: Path) -> None:
    made = plan(small(), typed())
    with Store(tmp_path, write=True) as store:
        begin(made, store)
    assert "Not finished: 0 of 96 talks are held." in whole(html(told(tmp_path))).text


def shouting(turn: Turn) -> Reply:
    """Say as much as can be said, all of it venom."""
    option = turn.question.options[(turn.round + len(turn.seat)) % len(turn.question.options)]
    return turn.say(option, argument=Argument(text=" ".join(VENOM) + "<&>" * 4000))


def test_what_was_said_is_only_text_and_takes_no_more_than_it_may(
    small: Small, held: Held, tmp_path: Path
) -> None:
    panel = (Seating(agent=FunctionAgent(function=shouting), count=40),)
    arms = Arms(protocol=(Debate(rounds=12), Poll()), panel=panel)
    told_by_spec = {"title": VENOM[2], "about": f"What it is about. {VENOM[2]}"}
    held(small(questions=Made(function=questions), arms=arms, controls=(), **told_by_spec), folder=tmp_path)
    page = whole(html(told(tmp_path)))
    assert VENOM[0] in page.text
    assert f"{VENOM[2]} What it is about. {VENOM[2]}" in page.text
    assert [tag for tag, _ in page.tags].count("h1") == 1


OWN = """
from moot.agents import Conformist

class Loud(Conformist):
    pass

def one(journal):
    return 1.0
"""
TRUSTING = """
measures = ["accuracy-split", "mine:one"]
questions = { use = "synthetic", count = 4, options = 3 }
[arms]
protocol = "poll"
panel = { file = "panel.toml" }
"""


def test_the_command_that_runs_it_again_trusts_what_was_trusted(
    moot: Callable[..., Any], refused: Refused, tmp_path: Path
) -> None:
    (tmp_path / "mine.py").write_text(OWN)
    (tmp_path / "panel.toml").write_text('[[seats]]\nname = "Ada"\nagent = "mine:Loud"\ncount = 3\n')
    (tmp_path / "first.toml").write_text(TRUSTING)
    assert moot("run", "first.toml", "--trust", "mine").returncode == 0
    said = json.loads(moot("report", "runs/first", "--json").stdout)
    assert said["trust"] == ["mine"]
    page = whole(moot("report", "runs/first", "--out", "-").stdout)
    (line,) = re.findall(r"moot (run experiment\.toml .*? --out again)", page.text)
    (tmp_path / "experiment.toml").write_text(said["spec"])
    again = moot(*line.split(), "--json")
    assert json.loads(again.stdout)["digest"] == said["comparison"]["digest"]
    refused(moot("run", "experiment.toml", "--out", "third"), "--trust mine")


def test_moot_report_writes_a_page_and_says_where(
    moot: Callable[..., Any], refused: Refused, tmp_path: Path
) -> None:
    assert moot("run", "first-look", "--out", "runs").returncode == 0
    done = moot("report", "runs")
    assert (done.returncode, done.stdout, done.stderr) == (0, "runs/report.html\n", "")
    made = (tmp_path / "runs" / "report.html").read_text("utf-8")
    page = whole(made)
    assert "talking hurt on 300 questions" in page.text
    assert "moot run first-look --out again" in page.text
    (tmp_path / "runs" / "report.html").write_text("older", "utf-8")
    assert moot("report", "runs").returncode == 0
    assert (tmp_path / "runs" / "report.html").read_text("utf-8") == made
    assert sorted(path.name for path in (tmp_path / "runs").iterdir() if "report" in path.name) == [
        "report.html"
    ]
    assert moot("report", "runs", "--out", "-").stdout == made
    assert moot("report", "runs", "--out", "page.html").stdout == "page.html\n"
    assert (tmp_path / "page.html").read_text("utf-8") == made
    refused(moot("report", "runs", "--out", "page.html"), "page.html exists: name another file")
    refused(moot("report", "runs", "--out", "-", "--json"), "give one of the two")
    refused(moot("report", "nowhere"), "nowhere holds no results")
    refused(moot("report", "runs", "--out", "no/such/page.html"), "cannot write no/such/page.html")
    data = json.loads(moot("report", "runs", "--json").stdout)
    assert data["experiment"] == "first-look"
    assert [claim["shown"] for claim in data["claims"]] == [True, False, False]
    assert math.isclose(data["comparison"]["differences"][0]["p_holm"], 0.0027, abs_tol=0.001)
