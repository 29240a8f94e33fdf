import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

import pytest
import trio

from moot.agents import Conformist, Slow
from moot.experiments.arms import Arms
from moot.experiments.catalogue import typed
from moot.experiments.panels import SeatGroup, Seating
from moot.experiments.plan import plan
from moot.experiments.preview import Preview, preview
from moot.experiments.results import Results
from moot.experiments.spec import Spec
from moot.experiments.store import FILE
from moot.protocols import Debate, Poll
from moot.protocols.rules import Borda, Plurality
from moot.sim import Agent, Blocked, Moderator, Protocol, Question, Reply, Turn

Small = Callable[..., Spec]
Held = Callable[..., Results]


def foreseen(spec: Spec) -> Preview:
    return trio.run(preview, plan(spec, typed()))


class Live(Agent):
    """Somebody outside, who keeps count of being asked."""

    live: ClassVar[bool] = True
    asked: ClassVar[list[str]] = []

    def act(self, turn: Turn) -> Reply:
        self.asked.append(turn.seat)
        return turn.abstain()


def test_it_tells_the_design_and_what_shares_a_talk(small: Small) -> None:
    seats = small().arms.panel
    arms = Arms(protocol=(Poll(), Debate(rounds=2)), rule=(Plurality(), Borda()), panel=seats)
    found = foreseen(small(arms=arms))
    assert found.shared == (
        ("poll · plurality", "poll · borda"),
        ("poll · plurality [isolated]", "poll · borda [isolated]"),
        ("debate · plurality", "debate · borda"),
        ("debate · plurality [isolated]", "debate · borda [isolated]"),
    )
    assert (found.questions, found.replicates, found.talks) == (12, 2, 12 * 2 * 4)
    assert "debate · plurality, debate · borda\n" in str(found)


def test_asks_are_exact_where_every_question_takes_as_many(small: Small, held: Held) -> None:
    arms = Arms(protocol=(Poll(), Debate(rounds=3, early=False)), panel=small().arms.panel)
    spec = small(arms=arms)
    asks = [one.name for one in plan(spec, typed()).measures].index("asks")
    figures = [arm.figures[:, :, asks].sum() for arm in held(spec).arms]
    assert foreseen(spec).asks == sum(figures) == 12 * 2 * 4 * (1 + 1 + 3 + 3)


@pytest.mark.parametrize("level", ["full", "summary", "none"])
def test_the_size_is_that_of_the_store(small: Small, held: Held, tmp_path: Path, level: str) -> None:
    spec = small(count=100, journals=level)
    held(spec, folder=tmp_path)
    size = foreseen(spec).size
    assert size is not None
    assert 0.7 < size / (tmp_path / FILE).stat().st_size < 1.4


@pytest.mark.parametrize(
    ("protocol", "rounds"), [(Debate(rounds=5), 5), (Debate(rounds=3, early=False), 3), (Poll(), 1)]
)
def test_live_seats_are_never_asked_and_their_calls_are_bounded(
    small: Small, protocol: Protocol, rounds: int
) -> None:
    groups = (
        SeatGroup(name="Ada", agent=Live()),
        SeatGroup(name="Bo", agent=Slow(agent=Live())),
        SeatGroup(name="Cy", agent=Conformist()),
    )
    Live.asked.clear()
    found = foreseen(small(arms=Arms(protocol=(protocol,), panel=(Seating(seats=groups),)), controls=()))
    assert Live.asked == []
    assert (found.asks, found.calls) == (12 * 2 * 3 * rounds, 12 * 2 * 2 * rounds)
    assert found.seconds is None
    assert found.size is None
    assert f"of which {found.calls:,} calls of live seats; none was asked" in str(found)


class Judge(Moderator):
    """A guardrail that is outside, too."""

    asked: ClassVar[list[Reply]] = []

    async def judge(self, reply: Reply, question: Question) -> Blocked | None:
        self.asked.append(reply)
        return None


def test_guardrails_that_ask_are_never_asked_and_their_calls_are_bounded(small: Small, held: Held) -> None:
    seats = small().arms.panel
    arms = Arms(protocol=(Debate(rounds=3, early=False),), panel=seats, interceptors=((Judge(), Judge()),))
    spec = small(arms=arms, controls=())
    Judge.asked.clear()
    found = foreseen(spec)
    assert Judge.asked == []
    assert (found.asks, found.calls, found.rulings) == (12 * 2 * 4 * 3, 0, 12 * 2 * 4 * 3 * 2)
    assert (found.seconds, found.size) == (None, None)
    assert f"of which 0 calls of live seats, and {found.rulings:,} calls of guardrails; none was" in str(
        found
    )
    held(spec)
    assert len(Judge.asked) == found.rulings


def test_talks_that_break_off_are_told_of(small: Small) -> None:
    class Breaks(Poll):
        async def run(self, floor: Any) -> None:
            raise RuntimeError("no")

    found = foreseen(small(arms=Arms(protocol=(Breaks(),), panel=small().arms.panel), controls=()))
    assert found.missing == ("RuntimeError: no",)
    assert "A talk on the first question broke off: RuntimeError: no" in str(found)


def test_the_command_line_shows_it_and_keeps_nothing(moot: Callable[..., Any], tmp_path: Path) -> None:
    done = moot("run", "first-look", "--dry-run")
    assert (done.returncode, done.stderr) == (0, "")
    assert "300 questions, 2 talks each, seed 7: 2,400 talks in all.\nAbout " in done.stdout
    found = json.loads(moot("run", "first-look", "--dry-run", "--json").stdout)
    assert found.keys() == set(Preview._fields)
    assert found["talks"] == 2400
    assert list(tmp_path.iterdir()) == []
