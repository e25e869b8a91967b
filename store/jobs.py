"""Durable work: jobs with their progress, a lease, and every step as an event that a reader can resume after."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol

from news.errors import SitrepError


class JobStateError(SitrepError):
    """What is asked of a job does not fit how it stands."""


class JobState(StrEnum):
    """Where a job stands."""

    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def ended(self) -> bool:
        """Nothing will change any more."""
        return self not in (JobState.QUEUED, JobState.RUNNING)


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of work as it stands."""

    id: str
    kind: str
    request: dict[str, Any]
    state: JobState
    step: str
    progress: float  # 0 to 1
    eta_s: float | None
    attempts: int
    cancelling: bool
    result: dict[str, Any] | None
    error: str | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class JobEvent:
    """A job as it stood at one step; `seq` grows over all events of the store."""

    seq: int
    payload: dict[str, Any]


class JobStore(Protocol):
    """Jobs; every change is an event too."""

    def add(self, job_id: str, kind: str, request: Mapping[str, Any], at: datetime) -> Job:
        """Queue work; raises JobStateError while a job of this kind is open."""

    def get(self, job_id: str) -> Job:
        """One job; raises NotFoundError."""

    def page(self, limit: int, cursor: str | None = None) -> tuple[tuple[Job, ...], str | None]:
        """Jobs, last asked for first, and the cursor that goes on; raises CursorError."""

    def open(self, kind: str) -> tuple[Job, ...]:
        """Jobs of a kind that have not ended, first asked for first."""

    def claim(self, kind: str, at: datetime, lease: timedelta) -> Job | None:
        """Take the first queued job, or a running one whose lease has run out or outlasts one given now; else None."""

    def attempt(self, job_id: str) -> Job:
        """Count that a process is started for a job."""

    def renew(self, job_id: str, until: datetime) -> None:
        """Hold a running job's lease longer."""

    def advance(self, job_id: str, step: str, progress: float, eta_s: float | None) -> Job:
        """Note how far a running job is; one that has ended is left as it is."""

    def release(self, job_id: str) -> Job:
        """Put a running job back into the queue, its attempt not counted: the service stops."""

    def cancel(self, job_id: str, at: datetime) -> Job:
        """Ask a job to end: a queued one is cancelled at once, a running one by who runs it.

        Raises NotFoundError, and JobStateError for one that has ended.
        """

    def end(
        self, job_id: str, state: JobState, at: datetime, *, result: Mapping[str, Any] | None = None, error: str | None
    ) -> Job:
        """Finish a running job, with what came out or why nothing did."""

    def events(self, job_id: str, after: int = 0, limit: int = 200) -> tuple[JobEvent, ...]:
        """A job's events after one of them, oldest first."""
