"""A fast training run on tiny artifacts that the gate refuses, recorded as the service records it."""

from dataclasses import asdict
from pathlib import Path

from store.artifacts import Verdict
from store.job_folder import JobFolder
from store.sqlite.store import SqliteStore
from tests.fakes import NOON
from training.corrected import Caps
from training.gate import Limits
from training.job import run_job

VERSION = "2026-11-28.2"


def refused_run(store: SqliteStore, home: Path, champion: Path, limits: Limits, caps: Caps) -> None:
    """Train on the store's corrections beside the artifact of a folder; what comes out is VERSION, refused."""
    job = JobFolder(home / "jobs" / "job_1")
    (home / "artifacts").mkdir()
    job.prepare(
        {
            "mode": "fast", "home": str(home), "champion": str(champion), "out": str(home / "artifacts"),
            "version": VERSION, "seed": 1, "days": 7, "asked_at": NOON.isoformat(),
            "limits": asdict(limits), "caps": asdict(caps),
        }
    )  # fmt: skip
    run_job(job.path)
    result = job.result()
    assert result is not None
    assert result["verdict"] == "refused"
    store.artifacts.record(
        VERSION, NOON, job_id="job_1", verdict=Verdict.REFUSED, reasons=result["checks"], report=result["report"]
    )
