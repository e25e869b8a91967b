"""The JSON of jobs, training runs and models."""

from typing import Any, Literal

from pydantic import Field

from serving.incoming import Incoming
from serving.schemas.core import Instant, Outgoing
from serving.schemas.corrections import Who, Why
from store.artifacts import Change, Verdict
from store.jobs import Job, JobState


class TrainingRunIn(Incoming):
    """What to train."""

    mode: Literal["fast", "full"] = Field(
        "fast", description="fast refits the heads in seconds; full fine-tunes the encoder, for hours"
    )
    who: Who | None = None


class PromoteIn(Incoming):
    """How a model is promoted."""

    who: Who | None = None
    reason: Why | None = None
    override: bool = Field(False, description="promote although the gate refused it; needs a reason")


class RollbackIn(Incoming):
    """How the champion is rolled back."""

    who: Who | None = None
    reason: Why | None = None


class JobOut(Outgoing):
    """One piece of durable work."""

    id: str
    kind: str
    state: JobState
    step: str
    progress: float = Field(ge=0, le=1)
    eta_s: float | None = Field(description="seconds to the end as far as is known")
    attempts: int
    request: dict[str, Any] = Field(description="mode and who asked")
    result: dict[str, Any] | None = Field(
        description="version, verdict (passed, refused, nothing_to_learn), and refused_because or a sentence"
    )
    error: str | None
    created_at: Instant
    started_at: Instant | None
    finished_at: Instant | None


class JobPageOut(Outgoing):
    """Some jobs, last asked for first."""

    jobs: list[JobOut]
    next_cursor: str | None


class CheckOut(Outgoing):
    """One check of the gate."""

    name: str
    passed: bool
    value: float | None = None
    limit: float | None = None
    sentence: str


class ModelOut(Outgoing):
    """One artifact as it stands."""

    version: str
    aliases: list[Literal["champion", "challenger"]]
    taxonomy: str | None
    kept: bool = Field(description="its folder is there")
    released: bool = Field(description="came with this version of Sitrep")
    verdict: Verdict | None = Field(description="what the gate said; null for one that nobody recorded")
    checks: list[CheckOut]
    job: str | None = Field(description="the training run that wrote it")
    manifest: dict[str, Any] = Field(description="recipe, lineage, figures, file digests; empty when it is not kept")


class ModelDetailOut(ModelOut):
    """One artifact with its run's report."""

    report: dict[str, Any] | None


class ShadowOut(Outgoing):
    """How a challenger's labels differ from the champion's on stored items."""

    items: int = Field(description="items that both labelled, the newest 1,000 at most")
    changes: int = Field(description="pairs of item and theme whose decision differs")
    share: float | None


class ModelsOut(Outgoing):
    """Artifacts, which of them answers, and which is tried."""

    champion: str
    challenger: str | None
    rollback_to: str | None = Field(description="what answers after a rollback")
    models: list[ModelOut]
    shadow: ShadowOut | None


class ChangeOut(Outgoing):
    """One line of the serving log."""

    at: Instant
    action: Literal["start", "promote", "rollback", "challenge"]
    version: str
    previous: str | None
    who: str | None
    reason: str | None
    override: bool


class ServingLogOut(Outgoing):
    """What answered when, last change first."""

    live: ChangeOut | None = Field(description="the change after which the instant asked for was answered")
    changes: list[ChangeOut]


class ReceiptOut(Outgoing):
    """Why an item has its labels."""

    item: str
    model: str
    taxonomy: str
    labelled_at: Instant
    themes: list[dict[str, Any]] = Field(description="probability, decision and cuts as they were recorded")
    text_sha256: str = Field(description="of headline, a line break, and text, in UTF-8")
    live: str | None = Field(description="the champion at that time, by the serving log")
    artifact: dict[str, Any] | None = Field(description="digests and lineage; null when it is not kept any more")
    correction: dict[str, Any] | None = Field(description="the correction in force, which wins over the labels")
    replay: dict[str, Any] | None = Field(description="the same artifact asked again; null when not asked for")


class WindowOut(Outgoing):
    """Figures of some items, by theme in the taxonomy's order."""

    items: int
    rates: dict[str, float]
    unsure: float
    unseen_words: float


class WeekOut(WindowOut):
    """One week of stored items against the training window."""

    week: str = Field(description="its Monday")
    stability: dict[str, float] = Field(
        description="population stability index of each theme's probabilities against the training window; where the "
        "artifact says nothing of that, against the first weeks stored, as the sentences do for the newest week"
    )


class DriftOut(Outgoing):
    """What moved."""

    model: str = Field(description="whose labels the weeks are told by; a champion that has too few: the one before")
    training: WindowOut | None = Field(description="null when the artifact says nothing of its training window")
    reference: WindowOut | None = Field(description="the first weeks stored, without the newest; null: too few")
    weeks: list[WeekOut]
    sentences: list[str]


def job_out(job: Job) -> JobOut:
    """Write a job; of its request only what its asker said."""
    asked = {name: job.request.get(name) for name in ("mode", "who")}
    return JobOut(
        id=job.id,
        kind=job.kind,
        state=job.state,
        step=job.step,
        progress=job.progress,
        eta_s=job.eta_s,
        attempts=job.attempts,
        request=asked,
        result=job.result,
        error=job.error,
        created_at=job.created_at,
        started_at=job.started_at,
        finished_at=job.finished_at,
    )


def change_out(change: Change) -> ChangeOut:
    """Write a line of the serving log."""
    return ChangeOut(
        at=change.at,
        action=change.action,  # type: ignore[arg-type]  # the table holds no other
        version=change.version,
        previous=change.previous,
        who=change.who,
        reason=change.reason,
        override=change.override,
    )
