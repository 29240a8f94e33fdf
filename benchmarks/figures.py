"""What is measured, against whom, and what is asked of it."""

from typing import NamedTuple


class Rival(NamedTuple):
    """Somebody doing the same work.

    Attributes:
        name: what it is called.
        script: its script and arguments.
        python: the interpreter that it needs, by the name given to `--peer-python`; ours where empty.
        must: how many times its cost ours must fit into; none is asked where there is none.
        reach: the same, for those who want to shine.
    """

    name: str
    script: str
    python: str = ""
    must: float | None = None
    reach: float | None = None


class Figure(NamedTuple):
    """One figure.

    Attributes:
        name: what it is called.
        ours: our script and arguments.
        unit: of the cost.
        scale: from seconds or bytes to the unit.
        rivals: who does the same work in turn with us.
        must: the most that it may cost, where that is asked in the unit itself.
        reach: the same, for those who want to shine.
    """

    name: str
    ours: str
    unit: str
    scale: float = 1e6
    rivals: tuple[Rival, ...] = ()
    must: float | None = None
    reach: float | None = None


def _delivery(mode: str, size: int, rounds: int, *rivals: Rival) -> Figure:
    return Figure(
        f"delivery, {mode}, {size} seats",
        f"ours/delivery.py {mode} {size} {rounds}",
        "us a delivery",
        rivals=rivals,
    )


def _autogen(size: int, rounds: int, must: float | None = None, reach: float | None = None) -> Rival:
    return Rival(
        f"autogen-core, {size} seats", f"peers/autogen_delivery.py {size} {rounds}", "autogen", must, reach
    )


def _record(size: int, rounds: int) -> Figure:
    peer = "peers/networkx_influence.py"
    return Figure(
        f"influence record, {size} seats",
        f"ours/influence.py {size} {rounds}",
        "us a round",
        rivals=(
            Rival("networkx add_edge, all pairs", f"{peer} all {size} {rounds}", must=50, reach=200),
            Rival("networkx add_edge, the same edges", f"{peer} same {size} {rounds}"),
        ),
    )


def _tally(rule: str, voters: int, options: int, *rivals: Rival) -> Figure:
    script = f"ours/tally.py {rule} {voters} {options}"
    return Figure(f"tally, {rule}, {voters} x {options}", script, "us a tally", rivals=rivals)


def _pref_voting(method: str, voters: int, options: int, must: float | None = None) -> Rival:
    script = f"peers/pref_voting_tally.py {method} {voters} {options}"
    return Rival(f"pref_voting {method}", script, "pref_voting", must)


def _batch(rule: str, method: str) -> Figure:
    return Figure(
        f"tally, {rule}, 6 x 5, a thousand at once",
        f"ours/batch.py {rule} 6 5",
        "us a tally",
        rivals=(
            Rival("ours, one by one", f"ours/tally.py {rule} 6 5", must=5),
            _pref_voting(method, 6, 5),
        ),
    )


# ours, the method of pref_voting that ties alike, and how much faster ours must be on a small profile
TALLIES = (
    ("plurality", "plurality", 10),
    ("anti-plurality", "anti_plurality", 10),
    ("borda", "borda", 10),
    ("dowdall", "dowdall", 10),
    ("instant-runoff", "instant_runoff_put", 5),
    ("condorcet", "condorcet", 3),
    ("copeland", "copeland", 3),
    ("minimax", "minimax", 3),
    ("schulze", "beat_path", 3),
)


def _dynamics(name: str, shape: str, seats: int, steps: int, *rivals: Rival) -> Figure:
    script = f"ours/dynamics.py {name} {shape} {seats} {steps}"
    return Figure(f"dynamics, {name}, {shape} {seats}", script, "ms a sweep", 1e3, rivals)


def _mesa(name: str, shape: str, seats: int, must: float, reach: float) -> Rival:
    return Rival("mesa", f"peers/mesa_dynamics.py {name} {shape} {seats} 2", "mesa", must, reach)


def _ndlib(
    model: str, shape: str, seats: int, must: float | None = None, reach: float | None = None
) -> Rival:
    return Rival("ndlib", f"peers/ndlib_dynamics.py {model} {shape} {seats} 2", "ndlib", must, reach)


ONE_MODEL = "import trio, pydantic; pydantic.create_model('Model', x=int)"

# autogen-core needs minutes for one round of a thousand seats: a hundred stand for them
FIGURES = (
    Figure(
        "sweep",
        "ours/sweep.py",
        "us a deliberation",
        rivals=(
            Rival("mesa batch_run, a draw and 4 steps", "peers/mesa_sweep.py 4", "mesa", must=1, reach=2),
            Rival("mesa batch_run, a draw and 6 steps", "peers/mesa_sweep.py 6", "mesa"),
            Rival(
                "autogen-agentchat round robin", "peers/agentchat_sweep.py", "autogen", must=100, reach=200
            ),
            Rival("plain Python loop, nothing kept", "peers/plain_sweep.py"),
        ),
    ),
    _delivery("read", 6, 1001, _autogen(6, 200, must=40)),
    _delivery("read", 100, 21, _autogen(100, 2, must=200)),
    _delivery(
        "read", 1000, 3, _autogen(100, 2), Rival("ours, 100 seats", "ours/delivery.py read 100 21", must=1)
    ),
    _delivery("tally", 6, 1001, _autogen(6, 200, reach=65)),
    _delivery("tally", 100, 21, _autogen(100, 2, reach=500)),
    _delivery("tally", 1000, 3, _autogen(100, 2)),
    _delivery("async", 6, 1001, _autogen(6, 200, must=15)),
    _delivery("async", 100, 21, _autogen(100, 2, must=300)),
    _delivery(
        "faults", 6, 1001, Rival("ours, no fault", "ours/delivery.py read 6 1001", must=0.2, reach=0.333)
    ),
    _delivery(
        "faults", 100, 21, Rival("ours, no fault", "ours/delivery.py read 100 21", must=0.2, reach=0.333)
    ),
    Figure(
        "import moot",
        "ours/imports.py 'import moot' moot",
        "ms",
        1e3,
        (
            Rival("import trio, pydantic", 'ours/imports.py "import trio, pydantic" trio pydantic'),
            Rival("the same, and one pydantic model", f'ours/imports.py "{ONE_MODEL}" trio pydantic'),
        ),
        must=180,
        reach=140,
    ),
    Figure("moot --help", "ours/command.py", "ms", 1e3, must=300),
    _record(100, 10),
    _record(1000, 2),
    Figure("journal, in memory", "ours/journals.py memory", "bytes", 1, must=40_000, reach=8_000),
    Figure("journal, as a file", "ours/journals.py file", "bytes", 1, must=4_000),
    *(_tally(rule, 6, 5, _pref_voting(method, 6, 5, must)) for rule, method, must in TALLIES),
    *(_tally(rule, 1000, 10, _pref_voting(method, 1000, 10, 10)) for rule, method, _ in TALLIES),
    *(_batch(rule, method) for rule, method, _ in TALLIES if rule != "instant-runoff"),
    # drops all that tie for last at once, so that it looks at fewer sets of options than ours must
    _tally("instant-runoff", 6, 5, _pref_voting("instant_runoff", 6, 5)),
    Figure("tally, kemeny, 50 x 8", "ours/tally.py kemeny 50 8", "ms a tally", 1e3, must=1000),
    Figure("tally, schulze, 100 x 200", "ours/tally.py schulze 100 200", "ms a tally", 1e3, must=1000),
    _dynamics(
        "hegselmann-krause",
        "complete",
        1000,
        200,
        _mesa("hegselmann-krause", "complete", 1000, 200, 400),
        _ndlib("HKModel", "complete", 1000),
    ),
    _dynamics(
        "hegselmann-krause",
        "sparse",
        10_000,
        20,
        _mesa("hegselmann-krause", "sparse", 10_000, 6, 10),
        _ndlib("HKModel", "sparse", 10_000, 250, 450),
    ),
    _dynamics(
        "deffuant",
        "complete",
        1000,
        20,
        Rival("mesa", "peers/mesa_dynamics.py deffuant complete 1000 5", "mesa"),
        _ndlib("AlgorithmicBiasModel", "complete", 1000, 25, 40),
    ),
    _dynamics("friedkin-johnsen", "sparse", 10_000, 100, _ndlib("FJModel", "sparse", 10_000, 250, 400)),
    _dynamics("trimmed-mean", "matrix", 1_000_000, 1)._replace(must=1000),
    Figure(
        "dynamics, trimmed-mean, matrix 1000000, at most",
        "ours/dynamics.py trimmed-mean matrix 1000000 1 memory",
        "MiB",
        2**-20,
        must=1024,
    ),
    Figure(
        "experiment, 1,000 trials stored",
        "ours/experiment.py stored 1000",
        "us a trial",
        rivals=(Rival("ours, nothing kept", "ours/experiment.py held 1000", must=0.5),),
    ),
    Figure(
        "experiment, two processes, 2,000 trials",
        "ours/experiment.py processes 2000",
        "us a trial, wall",
        rivals=(
            Rival("ours, one process", "ours/experiment.py here 2000", must=1.8),
            Rival("two processes that share nothing", "ours/experiment.py apart 2000"),
        ),
    ),
    Figure(
        "experiment, two processes, 20,000 trials",
        "ours/experiment.py processes 20000",
        "us a trial, wall",
        rivals=(
            Rival("ours, one process", "ours/experiment.py here 20000", must=1.8),
            Rival("two processes that share nothing", "ours/experiment.py apart 20000"),
        ),
    ),
    Figure(
        "experiment, dask, 400 trials of 50 ms",
        "ours/experiment.py dask 400",
        "ms a trial, wall",
        1e3,
        rivals=(Rival("ours, one process", "ours/experiment.py slow-here 400", must=1.5),),
    ),
    Figure(
        "experiment, 100,000 trials compared", "ours/experiment.py compare 100000", "s, wall", 1.0, must=5
    ),
    Figure(
        "experiment, memory of the driver, 100,000 trials",
        "ours/experiment.py memory 100000",
        "MiB",
        2**-20,
        rivals=(Rival("ours, 1,000 trials", "ours/experiment.py memory 1000", must=0.8),),
    ),
    Figure("properties, 1,000 examples of 6 x 3", "ours/properties.py hold 1000", "s", 1.0, must=10),
    Figure(
        "properties, 1,000 examples drawn",
        "ours/properties.py draw 1000",
        "s",
        1.0,
        rivals=(Rival("ours, drawn and held", "ours/properties.py hold 1000", must=2),),
    ),
    Figure(
        "live, 64 debates of models",
        "ours/live.py cpu 64",
        "ms a call",
        1e3,
        # .3 ms beside the 2.5 to 3 of a bare call
        rivals=(Rival("openai SDK", "peers/openai_sdk.py cpu 64", must=0.9),),
    ),
    Figure(
        "live, one debate of models",
        "ours/live.py wall 1",
        "ms, wall",
        1e3,
        rivals=(Rival("openai SDK", "peers/openai_sdk.py wall 1", must=0.95),),
    ),
    Figure(
        "live, memory of 10,000 calls",
        "ours/live.py memory 10000",
        "MiB",
        2**-20,
        rivals=(Rival("ours, 1,000 calls", "ours/live.py memory 1000", must=0.9),),
    ),
)
