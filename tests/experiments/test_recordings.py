"""The recorded debates come out as they did, and a file that is not one is refused in one line."""

from collections.abc import Callable
from pathlib import Path

import pytest

from moot.experiments.catalogue import stored
from moot.experiments.page import page
from moot.experiments.page.strongest import arguments
from moot.experiments.recordings import FOLDER, recording
from moot.protocols import OpenDebate
from moot.protocols.rules import Plurality
from moot.sim import Influence, Journal, Said, SpecError, Stance, ballots, decide

NAMES = stored()
UNKNOWN = "(not on record)"


def held(talk: Callable[..., Journal], name: str) -> Journal:
    question, panel, protocol = recording(name, NAMES)
    return talk(panel, protocol, question)


def first_round(journal: Journal) -> list[Stance | None]:
    return [said.reply.stance for said in next(journal.asks())[1] if isinstance(said, Said)]


def test_open_llms_benefit_ends_in_a_tie_that_three_flips_made_of_four_to_two(
    talk: Callable[..., Journal],
) -> None:
    journal = held(talk, "open-llms-benefit")
    verdict = decide(journal, Plurality())
    assert verdict.word == "tie"
    assert verdict.winners == ("Very beneficial", "Beneficial")
    assert verdict.counts == {
        "Very beneficial": 3,
        "Beneficial": 3,
        "Neutral": 0,
        "Harmful": 0,
        "Very harmful": 0,
    }
    assert first_round(journal).count("Beneficial") == 4
    assert first_round(journal).count("Very beneficial") == 2
    assert [(flip.seat, flip.after, flip.credits) for flip in Influence(journal).flips] == [
        ("Sonar Pro", "Very beneficial", ("Claude Opus 4.6", "Gemini 3.1 Pro")),
        ("Gemini 3.1 Pro", "Beneficial", ("Sonar Pro",)),
        ("Kimi K2.5", "Very beneficial", ("Claude Opus 4.6",)),
    ]


def test_its_influence_graph_carries_the_credits(talk: Callable[..., Journal]) -> None:
    graph = Influence(held(talk, "open-llms-benefit")).graph
    declared = {
        (u, v): data["influence"] for u, v, data in graph.edges(data=True) if data["kind"] == "declared"
    }
    assert declared == {
        ("Claude Opus 4.6", "Sonar Pro"): 0.5,
        ("Gemini 3.1 Pro", "Sonar Pro"): 0.5,
        ("Sonar Pro", "Gemini 3.1 Pro"): 1.0,
        ("Claude Opus 4.6", "Kimi K2.5"): 1.0,
    }


def test_frontier_open_source_ends_in_a_tie_of_two_votes_each(talk: Callable[..., Journal]) -> None:
    journal = held(talk, "frontier-open-source")
    verdict = decide(journal, Plurality())
    assert (verdict.word, verdict.winners) == ("tie", ("Yes, partial train", "No"))
    assert verdict.counts == {
        "Yes, all": 0,
        "Yes, partial train": 2,
        "Yes, but not train": 1,
        "Maybe": 1,
        "No": 2,
    }
    assert [(flip.seat, flip.before, flip.credits) for flip in Influence(journal).flips] == [
        ("DeepSeek V3.2", "Yes, all", ("Claude Opus 4.6",))
    ]


def test_communist_relations_ends_with_all_six_agreed(talk: Callable[..., Journal]) -> None:
    journal = held(talk, "communist-relations")
    verdict = decide(journal, Plurality())
    assert (verdict.word, list(verdict.counts.values())) == ("unanimous", [6])
    assert first_round(journal).count(verdict.winners[0]) == 5
    moved = Influence(journal)
    assert [(flip.seat, flip.before, flip.credits) for flip in moved.flips] == [
        ("DeepSeek V4 Pro", UNKNOWN, ("Kimi K2.6",))
    ]
    assert [(edge.speaker, edge.listener) for edge in moved.edges if edge.kind == "declared"] == [
        ("Kimi K2.6", "DeepSeek V4 Pro"),
        ("Claude Opus 4.7", "Kimi K2.6"),
        ("GLM 5.1", "Kimi K2.6"),
    ]


def test_openness_tiers_has_nobody_changed_whatever_badge_the_original_bore(
    talk: Callable[..., Journal],
) -> None:
    journal = held(talk, "openness-tiers")
    assert decide(journal, Plurality()).word == "unanimous"
    assert max(ask.round for ask, _ in journal.asks()) == 2
    said = dict(ballots(journal).cast)["Claude Opus 4.7"]
    assert said.argument is not None
    assert "unchanged" in said.argument.text
    assert said.credits == ("GPT-5.4",)
    moved = Influence(journal)
    assert moved.flips == []
    assert [(edge.speaker, edge.listener) for edge in moved.edges] == [("GPT-5.4", "Claude Opus 4.7")]
    text = " ".join(page(journal, Plurality()).split())
    assert "(all 6 agreed)" in text
    assert "Nobody changed." in text
    assert "Key turning points none" in text
    assert "changed answer" not in text
    assert "changed mind" not in text


@pytest.mark.parametrize("name", [path.stem for path in FOLDER.glob("*.toml")])
def test_every_line_of_a_bundled_recording_has_a_short_argument(
    talk: Callable[..., Journal], name: str
) -> None:
    journal = held(talk, name)
    cast = ballots(journal)
    assert len(cast.cast) == len(journal.seats) == 6
    words = [argument.text for _, argument in arguments(journal)]
    on_record = [said for said in journal.entries if isinstance(said, Said) and said.reply.stance != UNKNOWN]
    assert len(set(words)) == len(words) == len(on_record)
    assert all(0 < len(text) <= 200 for text in words)


def test_a_recording_can_be_a_file(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(
        'question = "Tea?"\nrounds = 3\n[[seats]]\nname = "Ada"\n'
        'agent = { use = "recorded", lines = [{ stance = "yes, gladly" }] }\n',
        encoding="utf-8",
    )
    question, panel, protocol = recording(str(path), NAMES)
    assert (question.kind, panel.names, protocol) == ("text", ("Ada",), OpenDebate(rounds=3))


SEAT = '[[seats]]\nname = "Ada"\nagent = "random"\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('question = "Q"\nrunds = 2\n' + SEAT, "did you mean 'rounds'?"),
        ('question = "Q"\noptions = ["A"]\n' + SEAT, "one option ('A')"),
        ('question = "Q"\noptions = ["A", "A"]\n' + SEAT, "'A' stands twice"),
        ('question = "Q"\nrounds = 0\n' + SEAT, "greater than or equal to 1"),
        ('question = "Q"\nseats = []\n', "the panel is empty"),
        ('question = "Q"\n' + SEAT + SEAT, "two seats are named 'Ada'"),
        ('question = "Q"\n' + SEAT.replace("random", "randm"), "did you mean 'random'?"),
        ('question = "Q"\n' + SEAT.replace("random", "os:system"), "allow it with --trust os"),
        (SEAT, "'question' is missing"),
        ("question = ", "is not TOML"),
    ],
)
def test_a_file_that_holds_no_recording_is_refused_in_one_line(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SpecError) as caught:
        recording(str(path), NAMES)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_unknown_name_is_answered_with_the_nearest() -> None:
    with pytest.raises(SpecError, match="did you mean 'open-llms-benefit'"):
        recording("open-lms-benefit", NAMES)


def test_names_ignore_case_and_hyphens() -> None:
    assert recording("Open_LLMs_Benefit", NAMES) == recording("open-llms-benefit", NAMES)


def test_what_is_there_is_neither_text_nor_a_file(tmp_path: Path) -> None:
    with pytest.raises(SpecError, match="cannot read"):
        recording(str(tmp_path), NAMES)
    junk = tmp_path / "junk.toml"
    junk.write_bytes(bytes(range(256)))
    with pytest.raises(SpecError, match="is not TOML"):
        recording(str(junk), NAMES)
