"""Training runs as durable jobs: asked for here, done by a process of its own, taken up again after a crash."""

import os
import shutil
import signal
import subprocess
import sys
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from importlib.util import find_spec
from logging import getLogger
from pathlib import Path
from typing import Any, Literal, Protocol

from models.artifact import next_version, partial_folder
from models.memory import carries_memory
from news.errors import NotFoundError, SitrepError
from serving.learning.registry import TRAINING, Registry
from serving.pipeline import Sitrep
from serving.settings import PREFIX, ROOT, Settings
from store.artifacts import Verdict
from store.job_folder import REQUEST, JobFolder, Progress
from store.jobs import Job, JobState
from store.protocol import Store

logger = getLogger(__name__)

KIND = TRAINING
LEASE = timedelta(seconds=15)  # the runner looks every second
MAX_ATTEMPTS = 3  # a job whose process died this often is not started again
_STOP_S = 10.0  # after which a process that was asked to end is ended
Mode = Literal["fast", "full"]
FULL_NEEDS = ("torch", "transformers", "sklearn", "onnx", "onnxscript")
# Bytes on the home's disk that a run takes, beside an artifact as large as the champion: full mode keeps both workers'
# weights and moments (272 MB each) of two turns
_ROOM: Mapping[Mode, int] = {"fast": 20_000_000, "full": 1_300_000_000}


class TrainingMissingError(SitrepError):
    """What training needs is not installed here."""


class Child(Protocol):
    """A process that was started: `subprocess.Popen`."""

    def poll(self) -> int | None:
        """Its exit code; None while it lives."""


def start_process(folder: Path) -> Child:
    """Start the process that does a job, in a session of its own: it outlives a service that is killed."""
    command = [sys.executable, "-m", "training", "--job", str(folder)]
    known = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}  # passwords among them
    environment = {**known, "OMP_NUM_THREADS": "1", "PYTHONPATH": os.pathsep.join([str(ROOT), *_path()])}
    with (folder / "log").open("ab") as log:
        return subprocess.Popen(  # noqa: S603  (own words)
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, env=environment
        )


def _path() -> Sequence[str]:
    return [part for part in os.environ.get("PYTHONPATH", "").split(os.pathsep) if part]


def lacking() -> list[str]:
    """What fine-tuning needs and is not installed; raises TrainingMissingError where not even fast mode can run."""
    if find_spec("training") is None:
        raise TrainingMissingError("this installation only serves; train in a clone of the repository")
    return [name for name in FULL_NEEDS if find_spec(name) is None]


def check_mode(mode: Mode) -> None:
    """Raise TrainingMissingError naming what is missing for a mode."""
    missing = lacking()
    if missing and mode == "full":
        raise TrainingMissingError(
            f"full mode needs {', '.join(missing)}: use fast mode, or, in a clone, pip install -e '.[training]'"
        )


@dataclass(frozen=True, slots=True)
class Training:
    """What a home trains with, and where; knows how to ask for a run."""

    sitrep: Sitrep
    registry: Registry
    settings: Settings
    now: Callable[[], datetime]
    free: Callable[[Path], int] = lambda folder: shutil.disk_usage(folder).free  # bytes on a folder's disk

    @property
    def store(self) -> Store:
        """Where jobs and artifacts are kept; raises StoreError when there is none."""
        return self.sitrep.store

    def ask(self, mode: Mode, who: str | None = None) -> Job:
        """Queue a run; raises JobStateError while one is open, TrainingMissingError, ArtifactError."""
        check_mode(mode)
        champion = self.registry.folder_of(self.registry.champion)
        if mode == "fast":
            manifest = self.registry.listed(self.registry.champion, None).manifest
            if manifest.get("files") and not carries_memory(manifest):
                raise TrainingMissingError(
                    f"artifact {self.registry.champion} carries no memory of its training items, so fast mode cannot "
                    "refit its heads; use full mode, or a release that carries memory.safetensors"
                )
        self._check_room(mode, champion)
        settings, at = self.settings, self.now()
        request = {
            "mode": mode,
            "who": who,
            "champion": champion.name,
            "seed": 1,
            "days": settings.report_days,
            "asked_at": at.isoformat(),
            "limits": {
                "floor_macro_f1": settings.gate_floor,
                "floor_theme_f1": settings.gate_theme_floor,
                "margin": settings.gate_margin,
                "churn": settings.gate_churn,
            },
            "caps": {"user": settings.gate_user_share, "source": settings.gate_source_share},
            "rank": asdict(self.sitrep.weights),
        }
        return self.store.jobs.add(f"job_{uuid.uuid4().hex[:16]}", KIND, request, at)

    def places(self, job: Job) -> dict[str, str]:
        """Where a job finds and leaves things now: home or release may have been moved since it was asked.

        Raises NotFoundError when the champion that it was asked of is gone.
        """
        return {
            "home": str(self.settings.home),
            "champion": str(self.registry.folder_of(Path(job.request["champion"]).name)),
            "out": str(self.registry.folder),
            "shared": str(ROOT.parent / "shared" / "data"),
            "data": str(ROOT / "data"),
        }

    def _check_room(self, mode: Mode, champion: Path) -> None:
        """Raise TrainingMissingError when the home's disk would fill: nobody's corrections could be kept then."""
        needed = _ROOM[mode] + sum(path.stat().st_size for path in champion.glob("*") if path.is_file())
        free = self.free(self.settings.home)
        if free < needed:
            raise TrainingMissingError(
                f"a {mode} run needs {needed / 1e6:.0f} MB on the disk of {self.settings.home}, where {free / 1e6:.0f} "
                "MB are free; make room first"
            )

    def folder(self, job_id: str) -> JobFolder:
        """Where a job's process and the service meet."""
        return JobFolder(self.settings.home / "jobs" / job_id)

    def version(self, job: Job, at: datetime) -> str:
        """The name of the artifact that a job writes: the same at every attempt."""
        folder = self.folder(job.id)
        if (folder.path / REQUEST).exists():
            return str(folder.request()["version"])
        day = at.date().isoformat()
        taken = [r.version for r in self.store.artifacts.all() if r.version.startswith(day + ".")]
        highest = max((int(version.rpartition(".")[2]) for version in taken), default=0)
        free = next_version(day, self.registry.folder, self.registry.folder_of(self.registry.champion).parent)
        return f"{day}.{max(highest + 1, int(free.rpartition('.')[2]))}"


class Runner:
    """Works the queue: `tick` once a second, `stop` at the end. One per home, whose lock the store holds."""

    def __init__(self, training: Training, start: Callable[[Path], Child] = start_process) -> None:
        """Nothing is started before the first tick."""
        self._training, self._start = training, start
        self._job: str | None = None
        self._child: Child | None = None
        self._told: Progress | None = None
        self._asked_to_end: datetime | None = None

    def tick(self, now: datetime) -> None:
        """Take one step: claim, start, look after, or finish."""
        jobs = self._training.store.jobs
        if self._job is None:
            claimed = jobs.claim(KIND, now, LEASE)
            if claimed is None:
                return
            self._job, self._child, self._told, self._asked_to_end = claimed.id, None, None, None
        job, folder = jobs.get(self._job), self._training.folder(self._job)
        if job.state.ended:
            self._job = None
            return
        jobs.renew(job.id, now + LEASE)
        worker = folder.worker()
        alive = worker is not None or (self._child is not None and self._child.poll() is None)
        if job.cancelling:
            self._cancel(job, worker, alive, now)
        elif alive:
            self._note(job, folder.progress())
        elif (result := folder.result()) is not None:
            self._finish(job, result, now)
        else:
            self._launch(job, folder, now)

    def stop(self) -> None:
        """End the process under way and put its job back: the next start goes on with it."""
        if self._job is None:
            return
        folder = self._training.folder(self._job)
        _end(folder.worker(), signal.SIGTERM)
        if not self._training.store.jobs.get(self._job).state.ended:
            self._training.store.jobs.release(self._job)
        self._job = None

    def _launch(self, job: Job, folder: JobFolder, now: datetime) -> None:
        jobs = self._training.store.jobs
        if job.attempts >= MAX_ATTEMPTS:
            said = f"its process died {job.attempts} times without a word; {folder.path / 'log'} may say why"
            self._discard(job)
            jobs.end(job.id, JobState.FAILED, now, error=said)
            self._leave(job)
            return
        try:
            places = self._training.places(job)
        except NotFoundError as error:
            self._discard(job)
            jobs.end(job.id, JobState.FAILED, now, error=f"{error}; ask for the run again")
            self._leave(job)
            return
        folder.prepare({**job.request, **places, "version": self._training.version(job, now)})
        jobs.attempt(job.id)
        self._child = self._start(folder.path)
        logger.info("training job %s started, attempt %d", job.id, job.attempts + 1)

    def _note(self, job: Job, progress: Progress | None) -> None:
        if progress is not None and progress != self._told:
            self._told = progress
            self._training.store.jobs.advance(job.id, progress.step, progress.share, progress.eta_s)

    def _finish(self, job: Job, result: dict[str, Any], now: datetime) -> None:
        """Keep what came out; every step may be taken again after a crash."""
        training = self._training
        if "error" in result:
            self._discard(job)
            training.store.jobs.end(job.id, JobState.FAILED, now, error=str(result["error"]))
        elif result["version"] is None:  # nothing to learn: the sentence says so, and no artifact came out
            training.store.jobs.end(job.id, JobState.SUCCEEDED, now, result=result, error=None)
        else:
            verdict, version = Verdict(result["verdict"]), str(result["version"])
            training.store.artifacts.record(
                version, now, job_id=job.id, verdict=verdict, reasons=result["checks"], report=result["report"]
            )
            if verdict is Verdict.PASSED:
                training.registry.challenge(version)
            refused = [check["sentence"] for check in result["checks"] if not check["passed"]]
            training.registry.prune()
            training.store.jobs.end(
                job.id,
                JobState.SUCCEEDED,
                now,
                result={"version": version, "verdict": verdict.value, "refused_because": refused},
                error=None,
            )
        self._leave(job)

    def _discard(self, job: Job) -> None:
        """Remove the artifact of a run without a verdict; before its end is noted, so that a crash repeats it."""
        folder = self._training.folder(job.id)
        if (folder.path / REQUEST).exists():
            self._training.registry.discard(str(folder.request()["version"]))

    def _leave(self, job: Job) -> None:
        """Be done with a job; what it left half written goes: a fine-tuning's steps and an artifact are large."""
        folder = self._training.folder(job.id)
        shutil.rmtree(folder.path / "work", ignore_errors=True)
        if (folder.path / REQUEST).exists():
            place = self._training.registry.folder / str(folder.request()["version"])
            shutil.rmtree(partial_folder(place), ignore_errors=True)
        self._job = None

    def _cancel(self, job: Job, worker: int | None, alive: bool, now: datetime) -> None:
        if not alive:
            self._discard(job)
            self._training.store.jobs.end(job.id, JobState.CANCELLED, now, error=None)
            self._leave(job)
        elif self._asked_to_end is None:
            if worker:  # else it is still starting: the next tick knows it
                _end(worker, signal.SIGTERM)
                self._asked_to_end = now
        elif now - self._asked_to_end > timedelta(seconds=_STOP_S):
            _end(worker, signal.SIGKILL)


def _end(worker: int | None, how: signal.Signals) -> None:
    """Signal a job's process and what it started; it leads a session of its own."""
    if worker is not None and worker > 1:
        try:
            os.killpg(worker, how)
        except ProcessLookupError:
            logger.info("process %d had ended already", worker)
