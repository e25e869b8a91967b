"""Training runs as jobs of a home: claimed, started, resumed after a kill of either side, cancelled, recorded."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from models.aliases import find_champion
from models.artifact import partial_folder, read_manifest
from models.classifier import load_classifier
from news.item import NewsItem
from news.newsletter import split
from serving.learning.registry import Registry
from serving.learning.training_runs import (
    LEASE,
    MAX_ATTEMPTS,
    Child,
    Runner,
    Training,
    TrainingMissingError,
    start_process,
)
from serving.pipeline import Sitrep
from serving.settings import Settings
from store.artifacts import Verdict
from store.corrections import Correction
from store.job_folder import JobFolder, Progress
from store.jobs import Job, JobState
from store.sqlite.store import SqliteStore, open_store
from tests.fakes import NOON
from tests.tiny import THEMES, make_artifact

ROOT = Path(__file__).resolve().parents[2]
HOLDING = (
    "import sys, time; from pathlib import Path; from store.job_folder import JobFolder\n"
    "with JobFolder(Path(sys.argv[1])).held(): time.sleep(60)"
)


@dataclass
class House:
    training: Training
    store: SqliteStore

    def runner(self, start: Callable[[Path], Child] = start_process) -> Runner:
        return Runner(self.training, start)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    make_artifact(tmp_path / "released", "2026-11-28.1")
    with opened(tmp_path / "home", tmp_path / "released") as house:
        yield house


@contextmanager
def opened(home: Path, released: Path) -> Iterator[House]:
    """A house that trains, until the block ends."""
    with closing(open_store(home, lambda: NOON)) as store:
        folder = find_champion(home, released)
        sitrep = Sitrep(load_classifier(folder), store, split=split, now=lambda: NOON, manifest=read_manifest(folder))
        registry = Registry(sitrep, home, released, lambda: NOON)
        registry.start()
        yield House(Training(sitrep, registry, Settings(home=home), lambda: datetime.now(UTC)), store)


class Holders(list["subprocess.Popen[bytes]"]):
    """Starts processes that hold their job's lock, as a run does, and keeps them."""

    def __call__(self, folder: Path) -> Child:
        command = [sys.executable, "-c", HOLDING, str(folder)]
        environ = {**os.environ, "PYTHONPATH": str(ROOT)}
        self.append(subprocess.Popen(command, cwd=ROOT, start_new_session=True, env=environ))
        return self[-1]

    def kill(self) -> None:
        """Kill the last one."""
        self[-1].kill()
        self[-1].wait()


def tick_until(runner: Runner, house: House, job_id: str, done: Callable[[Job], bool], now: datetime = NOON) -> Job:
    for _ in range(1200):
        runner.tick(now)
        if done(house.store.jobs.get(job_id)):
            return house.store.jobs.get(job_id)
        time.sleep(0.05)
    raise AssertionError(house.store.jobs.get(job_id))


def test_given_corrections_when_a_run_is_asked_for_then_its_process_leaves_a_challenger(house: House) -> None:
    items = [NewsItem(f"i{n}", "", "voters recount", source="Wire", published_at=NOON) for n in range(3)]
    house.store.add_items(items, {}, NOON, lambda created: "")
    house.store.corrections.add([Correction(i.id, ("elections",), THEMES, NOON, who="ann") for i in items])

    asked = house.training.ask("fast", "ann")
    job = tick_until(house.runner(), house, asked.id, lambda job: job.state.ended)

    assert job.state is JobState.SUCCEEDED, job
    assert job.result is not None
    assert job.result["verdict"] == "passed", job.result
    version = job.result["version"]
    record = house.store.artifacts.get(version)
    assert (record.job_id, record.verdict) == (job.id, Verdict.PASSED)
    assert record.report is not None
    assert record.report["corrections"]["learned_from"] == 3
    assert house.training.registry.challenger == version
    assert house.training.registry.champion == "2026-11-28.1"
    steps = [event.payload["step"] for event in house.store.jobs.events(job.id)]
    assert steps[0] == "waiting"
    assert steps[-1] == "succeeded"
    assert house.training.ask("fast").id != job.id


def test_given_a_home_and_a_release_that_were_moved_when_an_open_run_goes_on_then_it_works_where_they_stand(
    tmp_path: Path,
) -> None:
    home, released, moved = tmp_path / "home", tmp_path / "released", tmp_path / "moved"
    make_artifact(released, "2026-11-28.1")
    with opened(home, released) as house:
        item = NewsItem("i1", "", "voters recount", source="Wire", published_at=NOON)
        house.store.add_items([item], {}, NOON, lambda created: "")
        house.store.corrections.add([Correction("i1", ("elections",), THEMES, NOON, who="ann")])
        asked = house.training.ask("fast")
    moved.mkdir()
    home, released = home.rename(moved / "home"), released.rename(moved / "released")

    with opened(home, released) as house:
        job = tick_until(house.runner(), house, asked.id, lambda job: job.state.ended)

    assert job.state is JobState.SUCCEEDED, job
    assert job.result is not None
    assert (home / "artifacts" / job.result["version"]).is_dir()
    assert not (tmp_path / "home").exists()


def test_given_a_champion_that_is_gone_when_its_run_begins_then_it_fails_with_the_way_out(
    house: House, tmp_path: Path
) -> None:
    asked = house.training.ask("fast")
    shutil.rmtree(tmp_path / "released" / "2026-11-28.1")

    house.runner().tick(NOON)

    job = house.store.jobs.get(asked.id)
    assert job.state is JobState.FAILED
    assert job.error is not None
    assert "no model '2026-11-28.1' is kept" in job.error
    assert job.error.endswith("; ask for the run again")


def test_given_no_correction_when_a_run_is_asked_for_then_it_ends_with_a_sentence_and_no_challenger(
    house: House,
) -> None:
    asked = house.training.ask("fast")
    job = tick_until(house.runner(), house, asked.id, lambda job: job.state.ended)

    assert (job.state, job.error) == (JobState.SUCCEEDED, None)
    assert job.result is not None
    assert (job.result["version"], job.result["verdict"]) == (None, "nothing_to_learn")
    assert "No correction is in force" in job.result["sentence"]
    assert house.training.registry.challenger is None
    assert [record.version for record in house.store.artifacts.all()] == ["2026-11-28.1"]


def test_given_a_process_that_is_killed_when_looked_after_then_it_is_started_again_and_in_the_end_given_up(
    house: House,
) -> None:
    holders = Holders()
    asked = house.training.ask("fast")
    runner = house.runner(holders)
    for attempt in range(MAX_ATTEMPTS):
        tick_until(runner, house, asked.id, lambda job, n=attempt: job.attempts == n + 1)  # type: ignore[misc]
        holders.kill()
    job = tick_until(runner, house, asked.id, lambda job: job.state.ended)

    assert len(holders) == MAX_ATTEMPTS
    assert job.state is JobState.FAILED
    assert job.error is not None
    assert "died 3 times" in job.error


def test_given_a_service_that_is_killed_when_another_starts_then_it_takes_the_running_process_over(
    house: House,
) -> None:
    holders = Holders()
    asked = house.training.ask("fast")
    folder = house.training.folder(asked.id)
    first = house.runner(holders)
    tick_until(first, house, asked.id, lambda job: folder.worker() is not None)
    second = house.runner(lambda folder: pytest.fail("a process is at work already"))
    second.tick(NOON)  # the first one's lease holds
    folder.tell(Progress("fitting heads", 0.5, 10.0))
    after_the_lease = NOON + 2 * LEASE
    job = tick_until(second, house, asked.id, lambda job: job.progress == 0.5, after_the_lease)
    folder.finish({"error": "no reason"})
    holders.kill()
    ended = tick_until(second, house, asked.id, lambda job: job.state.ended, after_the_lease)

    assert (job.step, job.eta_s, job.attempts) == ("fitting heads", 10.0, 1)
    assert (ended.state, ended.error) == (JobState.FAILED, "no reason")


def test_given_a_running_job_when_cancelled_then_its_process_ends(house: House) -> None:
    holders = Holders()
    asked = house.training.ask("fast")
    runner = house.runner(holders)
    tick_until(runner, house, asked.id, lambda job: house.training.folder(job.id).worker() is not None)
    house.store.jobs.cancel(asked.id, NOON)
    job = tick_until(runner, house, asked.id, lambda job: job.state.ended)

    assert job.state is JobState.CANCELLED
    assert holders[0].wait() == -signal.SIGTERM


def test_given_a_running_job_when_the_service_stops_then_the_job_waits_for_the_next_start(house: House) -> None:
    holders = Holders()
    asked = house.training.ask("fast")
    runner = house.runner(holders)
    tick_until(runner, house, asked.id, lambda job: house.training.folder(job.id).worker() is not None)
    runner.stop()
    holders[0].wait()

    job = house.store.jobs.get(asked.id)
    assert (job.state, job.attempts) == (JobState.QUEUED, 0)
    again = tick_until(house.runner(holders), house, asked.id, lambda job: job.state is JobState.RUNNING)
    assert again.id == asked.id
    holders.kill()


def test_given_an_artifact_without_memory_when_a_fast_run_is_asked_for_then_it_is_refused_at_once(
    tmp_path: Path,
) -> None:
    make_artifact(tmp_path / "released", memory=False)
    folder = tmp_path / "released" / "2026-11-28.1"
    with closing(open_store(tmp_path / "home", lambda: NOON)) as store:
        sitrep = Sitrep(load_classifier(folder), store, split=split, now=lambda: NOON, manifest=read_manifest(folder))
        registry = Registry(sitrep, tmp_path / "home", tmp_path / "released", lambda: NOON)
        training = Training(sitrep, registry, Settings(home=tmp_path / "home"), lambda: NOON)

        with pytest.raises(TrainingMissingError, match="carries no memory"):
            training.ask("fast")


def test_given_a_disk_that_a_run_would_fill_when_asked_for_then_it_is_refused_with_both_figures(house: House) -> None:
    training = replace(house.training, free=lambda folder: 20_000_000)

    with pytest.raises(TrainingMissingError, match=r"needs 20 MB on the disk of .* where 20 MB are free"):
        training.ask("fast")

    assert house.store.jobs.open("training") == ()
    assert replace(training, free=lambda folder: 21_000_000).ask("fast").state is JobState.QUEUED


def test_given_a_cancelled_run_when_its_process_has_ended_then_nothing_half_written_is_left(house: House) -> None:
    runner = house.runner(Holders())
    job = house.training.ask("fast")
    folder = house.training.folder(job.id)
    tick_until(runner, house, job.id, lambda _: folder.worker() not in (None, 0))
    partial = partial_folder(house.training.registry.folder / folder.request()["version"])
    for left in (partial, folder.path / "work"):
        left.mkdir(parents=True)
        (left / "encoder.onnx").write_bytes(b"half")
    house.store.jobs.cancel(job.id, NOON)

    tick_until(runner, house, job.id, lambda found: found.state.ended)

    assert not partial.exists()
    assert not (folder.path / "work").exists()


def with_artifact(house: House, holders: Holders) -> tuple[Runner, JobFolder, Job]:
    """A fast run at work whose artifact is whole already."""
    runner = house.runner(holders)
    job = house.training.ask("fast")
    folder = house.training.folder(job.id)
    tick_until(runner, house, job.id, lambda _: folder.worker() not in (None, 0))
    make_artifact(house.training.registry.folder, folder.request()["version"])
    return runner, folder, job


def test_given_a_run_that_wrote_its_artifact_when_cancelled_before_its_end_is_noted_then_no_model_is_left(
    house: House,
) -> None:
    runner, folder, job = with_artifact(house, Holders())
    folder.finish({"version": folder.request()["version"], "verdict": "refused", "checks": [], "report": {}})
    house.store.jobs.cancel(job.id, NOON)

    ended = tick_until(runner, house, job.id, lambda found: found.state.ended)

    assert ended.state is JobState.CANCELLED
    assert [listed.version for listed in house.training.registry.everything()] == ["2026-11-28.1"]


def test_given_a_run_that_fails_after_its_artifact_is_whole_when_looked_after_then_no_model_is_left(
    house: House,
) -> None:
    holders = Holders()
    runner, folder, job = with_artifact(house, holders)
    folder.finish({"error": "the disk is full"})
    holders.kill()

    ended = tick_until(runner, house, job.id, lambda found: found.state.ended)

    assert (ended.state, ended.error) == (JobState.FAILED, "the disk is full")
    assert [listed.version for listed in house.training.registry.everything()] == ["2026-11-28.1"]


def test_given_versions_that_were_pruned_when_a_run_is_named_then_no_name_comes_twice(house: House) -> None:
    at = NOON + timedelta(days=1)
    house.store.artifacts.record(f"{at.date()}.4", NOON)
    job = house.training.ask("fast")

    version = house.training.version(job, at)

    assert version == f"{at.date()}.5"
    house.training.folder(job.id).prepare({"version": version})
    house.store.artifacts.record(f"{at.date()}.9", NOON)
    assert house.training.version(job, at) == version


def test_given_a_folder_that_was_never_made_when_looked_at_then_nobody_is_at_work(tmp_path: Path) -> None:
    assert JobFolder(tmp_path / "none").worker() is None


def test_given_passwords_in_the_settings_when_a_run_is_started_then_it_knows_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    python = tmp_path / "python"
    python.write_text("#!/bin/sh\nenv > $4/env\n")
    python.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(python))
    monkeypatch.setenv("SITREP__SMTP_PASSWORD", "s3cret")

    child = start_process(tmp_path)
    while child.poll() is None:
        time.sleep(0.01)

    known = (tmp_path / "env").read_text()
    assert "OMP_NUM_THREADS=1" in known
    assert "s3cret" not in known


@pytest.mark.parametrize("leads", [True, False])
def test_given_a_run_when_it_gives_way_then_its_session_does_where_it_leads_one(leads: bool) -> None:
    place = Path("/proc/self/autogroup")
    # in a control group with a share of its own the file is there and empty: the group decides, not the session
    said = place.read_text() if place.exists() else ""
    if not said:
        pytest.skip("this machine does not share processors out by session")
    before = said.split()[-1]
    code = "from training.__main__ import give_way\ngive_way()\nprint(open('/proc/self/autogroup').read())"

    run = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, start_new_session=leads, capture_output=True, check=True
    )

    assert run.stdout.split()[-1].decode() == ("15" if leads else before)
