import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from moot.agents import Stubborn
from moot.experiments.arms import Arms
from moot.experiments.catalogue import typed
from moot.experiments.executors import Deliver, InProcess, Work
from moot.experiments.experiment import conduct
from moot.experiments.plan import Task, plan
from moot.experiments.results import Results, read
from moot.experiments.running import in_trio
from moot.experiments.spec import Spec
from moot.experiments.store import FILE, LOCK, Store
from moot.protocols.rules import Hedge, Plurality
from moot.sim import SpecError

Small = Callable[..., Spec]
Held = Callable[..., Results]

KILLS = 30
KILLER = f"""
import os, random, sys, time
from moot.experiments.cli import main
moments = random.Random(4)
for warm in "ab":  # what is loaded once is not loaded by every child
    begun = time.monotonic()
    main(["run", "spec.toml", "--out", warm])
took = time.monotonic() - begun
kills, store = 0, 0
while kills < {KILLS}:
    store += 1
    status = -9
    while status:  # the same run is called again until it ends
        child = os.fork()
        if not child:
            os._exit(main(["run", "spec.toml", "--out", f"killed-{{store}}"]))
        if kills < {KILLS}:
            time.sleep(moments.uniform(0.0, took / 3))  # some moment, before, in or after a transaction
            os.kill(child, 9)
            kills += 1
        status = os.waitpid(child, 0)[1]
print(kills, file=sys.stderr)
"""
SPEC = """
seed = 3
replicates = 3
controls = ["isolated"]
questions = { use = "synthetic", count = 50, options = 3 }
[arms]
protocol = ["poll", { use = "debate", rounds = 2 }]
panel = { agent = "conformist", count = 4 }
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills are told to processes of this system by fork")
def test_a_run_that_is_killed_again_and_again_ends_like_one_that_is_not(tmp_path: Path) -> None:
    (tmp_path / "spec.toml").write_text(SPEC)
    run = [sys.executable, "-c", KILLER]
    done = subprocess.run(run, cwd=tmp_path, capture_output=True, text=True, check=True, timeout=300)
    assert done.stderr.split()[-1] == str(KILLS)
    stores = sorted(tmp_path.glob("killed-*"))
    assert stores
    sessions = 0
    for folder in stores:
        with Store(folder) as broken, Store(tmp_path / "b") as whole:
            for table in ("trials", "decisions", "rounds", "questions"):
                query = f"SELECT * FROM {table} ORDER BY 1, 2"  # noqa: S608 - names of our own
                assert list(broken.rows(query)) == list(whole.rows(query))
            assert read(broken).digest == read(whole).digest
            sessions += len(list(broken.rows("SELECT * FROM sessions")))
    assert sessions > len(stores)  # some kills came after a run had begun


def test_a_finished_run_is_read_and_not_held_again(small: Small, held: Held, tmp_path: Path) -> None:
    class Never(InProcess):
        async def hold(self, tasks: Iterator[Task], work: Work, deliver: Deliver) -> None:
            assert not list(tasks)
            await super().hold(tasks, work, deliver)

    first = held(small(), folder=tmp_path)
    again = held(small(), Never(), tmp_path)
    assert again.digest == first.digest


def test_what_is_kept_is_a_matter_of_level(small: Small, held: Held, tmp_path: Path) -> None:
    digests = set()
    for level, journals, rounds in (("full", True, True), ("summary", False, True), ("none", False, False)):
        digests.add(held(small(journals=level), folder=tmp_path / level).digest)
        with Store(tmp_path / level) as store:
            assert (store.journal(0) is not None) == journals
            assert bool(list(store.rows("SELECT * FROM rounds"))) == rounds
    assert len(digests) == 1


def test_a_journal_in_a_store_is_whole(small: Small, held: Held, tmp_path: Path) -> None:
    held(small(), folder=tmp_path)
    with Store(tmp_path) as store:
        for trial, digest in store.rows("SELECT trial, digest FROM trials"):
            journal = store.journal(trial)
            assert journal is not None
            assert journal.digest == digest


def test_a_spec_that_was_edited_is_refused_with_the_difference(
    small: Small, held: Held, tmp_path: Path
) -> None:
    held(small(), folder=tmp_path)
    with pytest.raises(SpecError, match=r"another experiment: seed is 6 and was 5; .*--out another folder"):
        held(small(seed=6), folder=tmp_path)
    with pytest.raises(SpecError, match=r"replicates is 3 and was 2"):
        held(small(replicates=3), folder=tmp_path)
    assert held(small(), folder=tmp_path).held == 12 * 2 * 4


def test_other_words_about_an_experiment_take_the_place_of_those_that_were_there(
    small: Small, held: Held, tmp_path: Path
) -> None:
    first = held(small(title="Tee"), folder=tmp_path)
    again = held(small(title="Tea", about="Which is better."), folder=tmp_path)
    assert again.digest == first.digest
    assert (again.design["title"], again.design["about"]) == ("Tea", "Which is better.")
    with Store(tmp_path) as store:
        assert {"title": "Tea", "about": "Which is better."}.items() <= store.meta()["spec"].items()


def test_measures_of_one_name_are_told_apart_by_whose_they_are(
    small: Small, held: Held, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def spec(module: str) -> Spec:
        (tmp_path / f"{module}.py").write_text("def first(journal):\n    return 1.0\n")
        return small(measures=("cheap", f"{module}:first"), controls=())

    monkeypatch.syspath_prepend(tmp_path)
    held(spec("mine_of_store"), folder=tmp_path / "out")
    with pytest.raises(SpecError, match=r"of is 'yours_of_store:first' and was 'mine_of_store:first'"):
        held(spec("yours_of_store"), folder=tmp_path / "out")


def test_a_store_that_was_spoilt_is_told_in_one_line(
    moot: Callable[..., Any], refused: Callable[..., None], small: Small, held: Held, tmp_path: Path
) -> None:
    held(small(), folder=tmp_path)
    with Store(tmp_path, write=True) as store:
        store._db.execute("UPDATE meta SET value = 'x' WHERE key = 'design'")
    refused(
        moot("compare", str(tmp_path)), "are damaged: design is 'x', and no JSON. Put a copy of them there"
    )
    (tmp_path / FILE).write_bytes(b"")
    refused(
        moot("compare", str(tmp_path)), "is empty: no run has begun there, or what it wrote is gone; start"
    )


SPOILT = {
    "DELETE FROM meta": "it does not say of what experiment they are",
    "DROP TABLE decisions": "no such table",
    "DELETE FROM trials WHERE trial = 7": "trial 7 is gone, and its decisions are there",
    "DELETE FROM trials WHERE task = 3": "trial 6 is gone, and its decisions are there",
    "UPDATE trials SET question = -1 WHERE trial = 7": "trial 7 is of question -1, expected 0 to 11",
    "UPDATE trials SET replicate = 'x' WHERE trial = 7": "trial 7 is of replicate 'x', expected 0 to 1",
    "UPDATE trials SET question = 0 WHERE trial = 80": "arm 0 of 4 has 2 talks on question 0, replicate 0",
    "UPDATE decisions SET arm = 9 WHERE trial = 8": "arm 9 of 4 has 1 talks on question 1",
    "UPDATE decisions SET accuracy = 'much' WHERE trial = 5": "accuracy of trial 5 is 'much', and no number",
    "UPDATE decisions SET uncast = '{' WHERE trial = 5": "what was not cast is '{', and no JSON",
}


@pytest.mark.parametrize("spoil", SPOILT)
def test_what_a_run_has_not_written_is_told_in_one_line(
    small: Small, held: Held, tmp_path: Path, spoil: str
) -> None:
    held(small(), folder=tmp_path)
    with sqlite3.connect(tmp_path / FILE) as db:
        db.execute(spoil)
    with Store(tmp_path) as store, pytest.raises(SpecError, match="are damaged: ") as error:
        read(store)
    assert SPOILT[spoil] in str(error.value)
    assert "\n" not in str(error.value)
    if "uncast" not in spoil:  # who goes on is told before anything is held
        with pytest.raises(SpecError, match="are damaged: "):
            held(small(), folder=tmp_path)


def test_a_journal_that_is_not_the_one_that_was_stored_is_told_in_one_line(
    small: Small, held: Held, tmp_path: Path
) -> None:
    held(small(), folder=tmp_path)
    other = "UPDATE trials SET journal = (SELECT journal FROM trials WHERE trial = 2) WHERE trial = 1"
    for spoil, said in (
        (other, "the journal of trial 1 is not the one whose digest stands there"),
        ("UPDATE trials SET journal = 'x' WHERE trial = 1", "the journal of trial 1 cannot be read"),
        ("UPDATE trials SET journal = x'00' WHERE trial = 1", "the journal of trial 1 cannot be read"),
    ):
        with sqlite3.connect(tmp_path / FILE) as db:
            db.execute(spoil)
        with Store(tmp_path) as store, pytest.raises(SpecError, match=f"are damaged: {said}"):
            store.journal(1)


def test_a_store_that_was_removed_is_told_of_and_not_written_to(small: Small, tmp_path: Path) -> None:
    class Removes(InProcess):
        async def hold(self, tasks: Iterator[Task], work: Work, deliver: Deliver) -> None:
            await super().hold(islice(tasks, 3), work, deliver)
            (tmp_path / FILE).unlink()
            await super().hold(tasks, work, deliver)

    with (
        Store(tmp_path, write=True) as store,
        pytest.raises(SpecError, match="was removed while it was written"),
    ):
        in_trio(lambda: conduct(plan(small(), typed()), store, Removes()))


def test_a_second_writer_is_told_and_a_reader_is_welcome(small: Small, tmp_path: Path) -> None:
    with Store(tmp_path, write=True) as store:
        in_trio(lambda: conduct(plan(small(), typed()), store))
        with pytest.raises(SpecError, match=r"another `moot run` is writing to .*: wait for it"):
            Store(tmp_path, write=True)
        with Store(tmp_path) as reader:
            assert len(list(reader.done())) == 12 * 2 * 2
    with Store(tmp_path, write=True) as store:
        assert store.begun


def test_what_is_no_store_is_told_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(SpecError, match=r"holds no results: expected trials\.sqlite there"):
        Store(tmp_path)
    (tmp_path / FILE).write_text("something else, of some length, which is no database at all")
    with pytest.raises(SpecError, match="file is not a database"):
        Store(tmp_path)
    (tmp_path / "file").touch()
    with pytest.raises(SpecError, match=r"cannot use the results in .*file"):
        Store(tmp_path / "file", write=True)


def test_a_store_of_another_version_is_refused(small: Small, held: Held, tmp_path: Path) -> None:
    held(small(count=1), folder=tmp_path)
    with sqlite3.connect(tmp_path / FILE) as db:
        db.execute("PRAGMA user_version = 99")
    with pytest.raises(SpecError, match="of version 99, and this one reads version 1"):
        Store(tmp_path)


FULL = """
import resource, sys
from moot.experiments.cli import main
_, most = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (120_000, most))  # no file may be larger: a disk that is full
status = main(["run", "spec.toml", "--out", "out"])
resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))  # what measures coverage writes, too
sys.exit(status)
"""


def test_a_full_disk_is_told_in_one_line_and_the_run_goes_on_when_there_is_room(tmp_path: Path) -> None:
    pytest.importorskip("resource")
    (tmp_path / "spec.toml").write_text(SPEC)
    done = subprocess.run(
        [sys.executable, "-c", FULL], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert done.stderr.startswith("moot: cannot use the results in out: ")
    with Store(tmp_path / "out") as store:
        kept = list(store.done())
    assert 0 < len(kept) < 50 * 2 * 3


def test_rules_that_learn_go_on_where_they_were(small: Small, held: Held, tmp_path: Path) -> None:
    arms = Arms(
        protocol=small().arms.protocol,
        rule=(Plurality(), Hedge(horizon=12)),
        panel=(small(Stubborn()).arms.panel[0],),
    )
    spec = small(arms=arms)
    whole = held(spec)
    made = plan(spec, typed())
    with Store(tmp_path, write=True) as store:

        class Stops(InProcess):
            async def hold(self, tasks: Iterator[Task], work: Work, deliver: Deliver) -> None:
                few = (task for task in tasks if task.number < 20)
                await super().hold(few, work, deliver)

        in_trio(lambda: conduct(made, store, Stops()))
        in_trio(lambda: conduct(made, store))
    assert held(spec, folder=tmp_path).digest == whole.digest
    with pytest.raises(SpecError, match="has a rule that learns, and learns from journals"):
        plan(small(arms=arms, journals="none"), typed())


def test_a_store_that_is_done_is_one_file(small: Small, held: Held, tmp_path: Path) -> None:
    held(small(), folder=tmp_path / "out")
    assert {path.name for path in (tmp_path / "out").iterdir()} == {FILE, LOCK}
    alone = tmp_path / "copy"
    alone.mkdir()
    (alone / FILE).write_bytes((tmp_path / "out" / FILE).read_bytes())
    with Store(alone) as copied, Store(tmp_path / "out") as kept:
        assert read(copied).digest == read(kept).digest
