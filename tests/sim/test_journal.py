"""The journal's digest: one for one talk, in every process; and what it does and does not cover."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from moot.agents import Conformist, Contrarian, Crashing, Random, Silent, Slow, Stubborn
from moot.protocols import Debate, Gossip, Poll, Relay
from moot.sim import Evidence, Journal, Question, SpecError, Star

Talk = Callable[..., Journal]
ROOT = Path(__file__).parents[2]
Q = Question(text="Tea, coffee or water? ☕", options=("Tea", "Coffee", "Water"), answer="Tea")
PANEL = (Conformist(), Random(), Contrarian(), Slow(agent=Conformist()), Silent(), Crashing())
GOLDEN = {
    "poll": "207b592c4b162b46872ba225da65e59d9e1644d67f38ccea53694100de871d24",
    "debate": "afabcc3c96f69e81b98787d674fb78a5f0ce7c5f2f516ce4cbf7128cb2b1f9c3",
    "relay": "9325d435a7df5c7b225b75fe752a7709a52c53cfc7148fdb17fd0287c87ed4f3",
    "gossip": "ca72daa8c5a2a603af1a535ab0b268455c4d7b9df833830e3e554ca360dc1948",
}
PROTOCOLS = {"poll": Poll(), "debate": Debate(rounds=3), "relay": Relay(), "gossip": Gossip(seconds=3.0)}
PROGRAM = """
import trio, sys
from functools import partial
from trio._core._run import _r
from moot.agents import *
from moot.protocols import *
from moot.sim import *
q = Question(text="Tea, coffee or water? \\u2615", options=("Tea", "Coffee", "Water"), answer="Tea")
panel = (Conformist(), Random(), Contrarian(), Slow(seconds=0.001, agent=Conformist()), Silent(), Crashing())
seats = tuple(Seat(name=name, agent=agent) for name, agent in zip("ABCDEF", panel))
for protocol in (Poll(), Debate(rounds=3), Relay(), Gossip(seconds=3.0)):
    setting = Setting(panel=Panel(seats=seats), protocol=protocol)
    print(trio.run(partial(Table(setting).talk, q, seed=7)).digest)
"""


def pythons() -> list[str]:
    """This Python, and the others here that have what moot needs."""
    found = {sys.executable: None}
    for version in ("3.11", "3.12", "3.13", "3.14"):
        python = shutil.which(f"python{version}")
        if (
            python
            and not subprocess.run(
                [python, "-c", "import networkx, numpy, pydantic, rapidfuzz, trio"],
                capture_output=True,
                check=False,
            ).returncode
        ):
            found[python] = None
    return list(found)


def elsewhere(python: str, hash_seed: str) -> list[str]:
    env = os.environ | {"PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(ROOT / "typings")}
    done = subprocess.run([python, "-c", PROGRAM], capture_output=True, check=True, text=True, env=env)
    return done.stdout.split()


def test_golden_digests(talk: Talk) -> None:
    panel = tuple(
        Slow(seconds=0.001, agent=Conformist()) if isinstance(agent, Slow) else agent for agent in PANEL
    )
    assert {name: talk(panel, protocol, Q, seed=7).digest for name, protocol in PROTOCOLS.items()} == GOLDEN


@pytest.mark.parametrize("hash_seed", ["0", "1", "random"])
def test_the_digest_is_the_same_whatever_strings_hash_to(hash_seed: str) -> None:
    assert elsewhere(sys.executable, hash_seed) == list(GOLDEN.values())


def test_the_digest_is_the_same_in_the_other_pythons_that_are_here() -> None:
    assert [elsewhere(python, "random") for python in pythons()] == [list(GOLDEN.values())] * len(pythons())


def test_the_digest_depends_on_all_that_the_talk_is_made_of(talk: Talk) -> None:
    talks = [
        talk(PANEL, Debate(), Q),
        talk(PANEL, Debate(rounds=3), Q),
        talk(PANEL[::-1], Debate(), Q),
        talk(PANEL, Debate(), Q, seed=1),
        talk(PANEL, Debate(), Q, replicate=1),
        talk(PANEL, Debate(), Q, topology=Star()),
        talk(PANEL, Debate(), Q.model_copy(update={"id": "other"})),
        talk(PANEL, Debate(), Q, evidence={"A": (Evidence(stance="Tea"),)}),
        talk(PANEL, Debate(), Q, setting={"within": 5.0}),
    ]
    assert len({journal.digest for journal in talks}) == len(talks)


def test_the_order_in_which_evidence_is_given_leaves_no_trace(talk: Talk) -> None:
    signals = {seat: (Evidence(stance="Tea"),) for seat in "ABC"}
    backwards = dict(reversed(signals.items()))
    one, other = (talk(PANEL, Debate(), Q, evidence=given) for given in (signals, backwards))
    assert list(one.lines()) == list(other.lines())


@pytest.mark.parametrize("seed", [np.int64(7), True, 7.0, "7", None, 2**80, -1])
def test_a_seed_is_an_integer_and_is_itself_in_the_journal(talk: Talk, seed: object) -> None:
    try:
        journal = talk(PANEL, Poll(), Q, seed=seed)
    except SpecError as error:
        refusal = str(error)
    else:
        refusal = ""
        assert journal.digest == talk(PANEL, Poll(), Q, seed=journal.header.spec["seed"]).digest
        assert type(journal.header.spec["seed"]) is int
    assert not refusal or "seed" in refusal


@pytest.mark.parametrize(
    "evidence",
    [
        {"A": [Evidence(stance="Tea")]},
        {"A": Evidence(stance="Tea")},
        {"A": ("Tea",)},
        {"A": "Tea"},
        {"Zoe": ()},
    ],
)
def test_evidence_is_read_or_refused_and_never_a_seats_failure(talk: Talk, evidence: object) -> None:
    try:
        journal = talk((Stubborn(), Stubborn()), Poll(), Q, evidence=evidence)
    except SpecError as error:
        refusal = str(error)
    else:
        refusal = ""
        assert journal.statistics().outcomes == {"replied": 2}
        assert journal.header.spec["evidence"] == {"A": [{"stance": "Tea"}]}
    assert not refusal or "evidence" in refusal


def test_statistics_count_what_happened(talk: Talk) -> None:
    stats = talk(PANEL, Debate(rounds=2), Q, topology=Star(hub="B")).statistics()
    assert stats.asks == 2
    assert stats.outcomes == {"abstained": 2, "failed": 2, "replied": 8}
    assert stats.messages == 8
    assert stats.deliveries == 2 * (1 + 5 + 1 + 1)


def test_defaults_are_left_out_and_what_is_said_is_readable(talk: Talk) -> None:
    lines = list(talk((Stubborn(stance="Tea"), Silent(), Crashing(message="no")), Poll(), Q).lines())
    assert lines[1:-1] == [
        b'{"ask":1,"phase":"open","round":1,"ballot":true}\n',
        b'{"said":"A","ask":1,"stance":"Tea"}\n',
        b'{"missing":"B","ask":1,"outcome":"abstained","reason":"silent"}\n',
        b'{"missing":"C","ask":1,"outcome":"failed","reason":"RuntimeError","meta":{"error":"no"}}\n',
    ]
    assert "☕".encode() in lines[0]
    assert lines[-1].startswith(b'{"close":"finished","entries":4,"digest":"')
