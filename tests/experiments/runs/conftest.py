"""What the tests of running experiments share: a small experiment, and its results."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from moot.agents import Conformist
from moot.experiments.arms import Arms
from moot.experiments.catalogue import typed
from moot.experiments.executors import Executor
from moot.experiments.experiment import conduct
from moot.experiments.panels import Seating
from moot.experiments.plan import Plan, plan
from moot.experiments.results import Results, read
from moot.experiments.running import in_trio
from moot.experiments.sources.synthetic import Synthetic
from moot.experiments.spec import Spec
from moot.experiments.store import Store
from moot.protocols import Debate, Poll
from moot.sim import Agent

Held = Callable[..., Results]


@pytest.fixture(scope="session")
def small() -> Callable[..., Spec]:
    """Return a spec of two arms and a control each, with any agent."""

    def make(agent: Agent | None = None, count: int = 12, **more: object) -> Spec:
        panel = Seating(agent=agent or Conformist(), count=4)
        fields: dict[str, Any] = {
            "questions": Synthetic(count=count, options=3, correlation=0.3),
            "arms": Arms(protocol=(Poll(), Debate(rounds=2)), panel=(panel,)),
            "controls": ("isolated",),
            "replicates": 2,
            "seed": 5,
        }
        return Spec(**(fields | more))

    return make


@pytest.fixture(scope="session")
def held() -> Held:
    """Return what runs a spec, and reads what was found."""

    def call(spec: Spec, executor: Executor | None = None, folder: Path | None = None) -> Results:
        made: Plan = plan(spec, typed())
        with Store(folder, write=True) as store:
            in_trio(lambda: conduct(made, store, executor))
            return read(store)

    return call
