"""The influence of a talk as files: drawn, and for other programs."""

import json
import struct
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import networkx as nx
import pytest

from moot.agents import Conformist, Recorded
from moot.experiments.page import DRAWN, EXPORTS, plot, raster
from moot.experiments.page.circle import circle
from moot.protocols import Debate, Poll
from moot.sim import Edge, Floor, Influence, Journal, Question, Reply, Turn

Talk = Callable[..., Journal]
Moot = Callable[..., subprocess.CompletedProcess[str]]
Refused = Callable[[subprocess.CompletedProcess[str], str], None]
QUESTION = Question(text="Which?", options=("A", "B", "C"))
ODD = ("<b>&'\"</b>", "\u4e2d\u6587 \u05d0", "]]>", "e0")
ASK = ("influence", "--recording", "open-llms-benefit")


def odd(talk: Talk, rounds: int = 4) -> Influence:
    """Return the influence in a talk whose names are markup, with edges side by side."""
    panel = {
        name: Recorded(
            lines=tuple(
                Reply(
                    stance=QUESTION.options[(i + turn) % 3],
                    credits=tuple(other for other in ODD if other != name) if turn else (),
                )
                for turn in range(rounds)
            )
        )
        for i, name in enumerate(ODD)
    }
    return Influence(talk(panel, Debate(rounds=rounds), QUESTION))


def edges(graph: Any) -> list[tuple[Any, ...]]:
    return sorted(
        (one, other, data["ask"], data["round"], data["kind"], data["influence"])
        for one, other, data in graph.edges(data=True)
    )


@pytest.mark.parametrize(("suffix", "read"), [(".graphml", nx.read_graphml), (".gexf", nx.read_gexf)])
def test_networkx_reads_back_every_edge(talk: Talk, tmp_path: Path, suffix: str, read: Any) -> None:
    moved = odd(talk)
    path = tmp_path / f"graph{suffix}"
    path.write_text(EXPORTS[suffix](moved), "utf-8")
    graph = read(path)
    assert graph.is_directed()
    assert list(graph) == list(ODD)
    assert [data["label"] for _, data in graph.nodes(data=True)] == list(ODD)
    assert len(moved.edges) > len({(edge.speaker, edge.listener) for edge in moved.edges})
    assert edges(graph) == sorted(tuple(edge) for edge in moved.edges)
    root = ET.fromstring(path.read_bytes())
    ids = [element.get("id") for element in root.iter() if element.tag.endswith("}edge")]
    assert sorted(map(str, ids)) == sorted(f"e{i}" for i in range(len(moved.edges)))


def test_the_json_is_that_of_the_verb(moot: Moot, tmp_path: Path) -> None:
    done = moot(*ASK, "--json", "--export", "graph.json")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads((tmp_path / "graph.json").read_bytes()) == json.loads(done.stdout)


def test_rounds_are_the_time_of_gexf(talk: Talk) -> None:
    """As the schema of GEXF 1.2 has it: a dynamic graph, its time in one of the formats that it lists."""

    async def run(floor: Floor) -> None:
        await floor.ask("open")
        for _ in floor.rounds(2):
            await floor.ask("again")
        await floor.ask("close")

    says = iter("ABABBAAB")

    def act(turn: Turn) -> str:
        return next(says)

    moved = Influence(talk((act, act), run, QUESTION))
    assert [(edge.ask, edge.round) for edge in moved.edges] == [(3, 2)] * 2 + [(4, 0)] * 2
    space = "{http://www.gexf.net/1.2draft}"
    root = ET.fromstring(EXPORTS[".gexf"](moved))
    graph = root.find(f"{space}graph")
    assert graph is not None
    assert graph.attrib == {"defaultedgetype": "directed", "mode": "dynamic", "timeformat": "double"}
    times = [(edge.get("start"), edge.get("end")) for edge in graph.iter(f"{space}edge")]
    assert sorted(times) == [("2.0", "2.99")] * 2 + [("3.0", "3.99")] * 2
    known = {"id", "source", "target", "start", "end", "label", "weight", "type", "kind"}
    assert all(edge.attrib.keys() <= known for edge in graph.iter(f"{space}edge"))
    still = EXPORTS[".gexf"](Influence(talk([Conformist()], Poll(), QUESTION)))
    assert '<graph defaultedgetype="directed" mode="dynamic">' in still


@pytest.mark.parametrize("suffix", EXPORTS)
def test_the_same_talk_gives_the_same_file(talk: Talk, suffix: str) -> None:
    assert EXPORTS[suffix](odd(talk)) == EXPORTS[suffix](odd(talk))
    assert "lastmodified" not in EXPORTS[suffix](odd(talk))


def test_files_are_written_beside_the_table_and_not_over_others(
    moot: Moot, refused: Refused, tmp_path: Path
) -> None:
    names = ("--plot", "graph.svg", "--export", "graph.gexf")
    done = moot(*ASK, *names)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == moot(*ASK).stdout
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert sorted(before) == ["graph.gexf", "graph.svg"]
    refused(moot(*ASK, "--export", "graph.gexf"), "graph.gexf exists: name another file")
    refused(moot(*ASK, *names), "graph.svg exists: name another file")
    refused(moot(*ASK, "--plot", "new.svg", "--export", "graph.gexf"), "graph.gexf exists")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--plot", "graph.jpg"), "graph.jpg: what kind of file is that? end its name in .svg or .png"),
        (("--export", "graph"), "end its name in .graphml or .gexf or .json"),
        (("--export", "graph.svg"), "graph.svg: what kind of file is that?"),
        (("--export", "no/such/place.json"), "cannot write no/such/place.json: No such file or directory"),
    ],
)
def test_what_cannot_be_written_is_said_in_one_line(
    moot: Moot, refused: Refused, arguments: tuple[str, ...], said: str
) -> None:
    refused(moot(*ASK, *arguments), said)


def test_a_drawing_is_one_file_of_plain_svg_with_an_arrow_for_each_edge(talk: Talk) -> None:
    moved = odd(talk)
    made = plot(moved)
    drawn = ET.fromstring(made)
    kinds = {str(element.tag).partition("}")[2] for element in drawn.iter()}
    assert kinds == {"svg", "title", "desc", "style", "rect", "g", "path", "text", "circle", "marker"}
    (about,) = (element.text for element in drawn if str(element.tag).endswith("}desc"))
    assert str(about).startswith("Round 2: 4 seats on a circle, 12 declared and ")
    titles = [element.text for element in drawn.iter() if str(element.tag).endswith("}title")]
    assert sum(" moved " in str(title) for title in titles[1:]) == len(moved.edges) > 20
    assert "<b>&'\"</b> (changed)" in titles
    assert made.count("http") == 1  # the name of the language
    assert "href" not in made
    assert plot(odd(talk)) == made


def test_a_drawing_has_the_kinds_that_are_asked_for(talk: Talk) -> None:
    moved = odd(talk)
    caused = [Edge(ODD[0], ODD[1], 2, 2, "causal", 1.0), Edge(ODD[2], ODD[1], 3, 3, "causal", 0.5)]

    def said(made: str) -> list[str]:
        titles = (element.text for element in ET.fromstring(made).iter())
        return [str(title) for title in titles if " moved " in str(title) and str(title).endswith(")")]

    one = plot(moved, ("causal",), caused)
    assert [text.rpartition("(")[2] for text in said(one)] == ["causal 1.00)", "causal 0.50)"]
    assert "Round 2" in one
    assert "Round 4" not in one
    every = said(plot(moved, DRAWN, caused))
    assert len(every) == len(moved.edges) + 2
    assert len(said(plot(moved, ("observed",)))) == sum(edge.kind == "observed" for edge in moved.edges)
    assert raster(moved, ("causal",), caused) != raster(moved, ("causal",), caused[:1])
    assert "Nobody moved anybody" in plot(moved, ("causal",))


def test_what_is_drawn_is_said_on_the_line(moot: Moot, refused: Refused) -> None:
    refused(moot(*ASK, "--kind", "observed"), "--kind without --plot")
    refused(moot(*ASK, "--kind", "total", "--plot", "g.svg"), "there is declared, observed, causal")
    refused(moot(*ASK, "--kind", "causal", "--plot", "g.svg"), "--kind causal without --causal")


def test_a_drawing_of_nothing_and_one_of_many_are_drawings(talk: Talk) -> None:
    alone = plot(Influence(talk([Conformist()], Poll(), QUESTION)))
    assert "Nobody moved anybody" in alone
    ET.fromstring(alone)
    long = plot(odd(talk, rounds=16))
    assert "and 3 more rounds" in long
    crowd = {f"Seat {i}": Conformist(steepness=1) for i in range(60)}
    dense = plot(Influence(talk(crowd, Debate(rounds=3), QUESTION)))
    ET.fromstring(dense)
    assert "Round 2, declared" in dense
    assert "Round 2, observed" in dense
    assert len(dense) < 200_000


def size(made: bytes) -> tuple[int, int]:
    """Return how wide and how high a PNG is, by the start of the file."""
    assert made[:16] == b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
    width, height = struct.unpack(">II", made[16:24])
    return width, height


def test_the_same_sheet_is_drawn_as_png(talk: Talk) -> None:
    moved = odd(talk)
    made = raster(moved)
    drawn = ET.fromstring(plot(moved))
    width, height = (float(drawn.attrib[name]) for name in ("width", "height"))
    assert size(made) == (round(2 * width - 0.5), round(2 * height - 0.5))
    assert raster(odd(talk)) == made
    assert raster(odd(talk, rounds=3)) != made
    alone = raster(Influence(talk([Conformist()], Poll(), QUESTION)))
    assert size(alone)[0] == 680
    crowd = {f"Seat {i}": Conformist(steepness=1) for i in range(60)}
    dense = Influence(talk(crowd, Debate(rounds=3), QUESTION))
    assert size(raster(dense))[0] > 900


def test_a_name_is_no_formula_and_a_letter_that_cannot_be_drawn_is_spelt(talk: Talk) -> None:
    def drawn(name: str) -> bytes:
        panel = {
            "Ada": Recorded(lines=(Reply(stance="A"),)),
            name: Recorded(lines=(Reply(stance="B"), Reply(stance="A", credits=("Ada",)))),
        }
        return raster(Influence(talk(panel, Debate(), QUESTION)))

    # were it read as one, it would be refused as a bad one
    assert drawn("$\\frac{$ \\") != drawn("x")
    assert drawn("\u4e2d\u6587") == drawn("\\u4e2d\\u6587")


def test_png_is_written_by_the_verb(moot: Moot, tmp_path: Path) -> None:
    done = moot(*ASK, "--plot", "graph.PNG")
    assert done.returncode == 0
    assert done.stdout == moot(*ASK).stdout
    assert size((tmp_path / "graph.PNG").read_bytes())[0] > 600


@pytest.mark.parametrize("seats", [1, 2, 6, 13, 14, 60])
def test_seats_lie_apart_and_arrows_of_a_pair_do_too(seats: int) -> None:
    ring = circle(seats)
    points = [ring.at(i) for i in range(seats)]
    assert all(
        abs(complex(*one) - complex(*other)) > 14 for i, one in enumerate(points) for other in points[:i]
    )
    if seats > 1:
        arrows = [ring.arrow(*pair, bend)[2:4] for pair in ((0, 1), (1, 0)) for bend in (0.1, 0.24)]
        assert len({(round(x), round(y)) for x, y in arrows}) == 4
