"""Artifacts beside their folders: reports and verdicts, which one answered when, what a challenger said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Protocol

from store.records import StoredItem


class Verdict(StrEnum):
    """What the gate said of an artifact."""

    PASSED = "passed"
    REFUSED = "refused"
    UNJUDGED = "unjudged"  # came with this version of Sitrep, or was put into its place by hand


@dataclass(frozen=True, slots=True)
class ArtifactRecord:
    """One artifact; its folder may be gone."""

    version: str
    job_id: str | None
    verdict: Verdict
    reasons: tuple[dict[str, Any], ...]  # the gate's checks
    report: dict[str, Any] | None
    seen_at: datetime
    pruned_at: datetime | None


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the serving log: from `at` on, `version` answered (or, for a challenge, was tried beside it)."""

    at: datetime
    action: str  # start, promote, rollback, challenge
    version: str
    previous: str | None
    who: str | None
    reason: str | None
    override: bool


@dataclass(frozen=True, slots=True)
class LabelledText:
    """An item's text with one model's newest labels, and its day (in UTC where it has none of its own)."""

    day: date
    headline: str
    text: str
    payload: str


class ArtifactStore(Protocol):
    """Artifacts, the serving log and shadow labels."""

    def record(
        self,
        version: str,
        at: datetime,
        *,
        job_id: str | None = None,
        verdict: Verdict = Verdict.UNJUDGED,
        reasons: Sequence[Mapping[str, Any]] = (),
        report: Mapping[str, Any] | None = None,
    ) -> None:
        """Keep what is known of an artifact; a version that is known already is left as it is."""

    def get(self, version: str) -> ArtifactRecord:
        """One artifact with its report; raises NotFoundError."""

    def all(self) -> tuple[ArtifactRecord, ...]:
        """Every artifact ever recorded, last seen first, without the reports."""

    def mark_pruned(self, version: str, at: datetime) -> None:
        """Note that a folder is gone."""

    def log(self, change: Change) -> None:
        """Append to the serving log."""

    def changes(self, limit: int = 100) -> tuple[Change, ...]:
        """The serving log, last change first."""

    def changes_of(self, version: str) -> tuple[Change, ...]:
        """What the serving log says of one artifact, last change first; the newest hundred."""

    def live_at(self, at: datetime) -> Change | None:
        """The change after which an instant's champion answered; None before the first."""

    def unshadowed(self, model: str, limit: int) -> tuple[StoredItem, ...]:
        """Labelled items that a challenger has not labelled, last received first."""

    def labelled_texts(self, model: str, limit: int) -> tuple[LabelledText, ...]:
        """Items that a model labelled, as champion or in the shadow, last received first."""

    def add_shadow(self, model: str, payloads: Mapping[str, str], at: datetime) -> None:
        """Keep what a challenger says of items, keyed by item id."""

    def shadow_pairs(self, model: str, champion: str, limit: int) -> tuple[tuple[str, str, str, str], ...]:
        """Item id, headline, the champion's and the challenger's payload of items that both labelled, newest first."""
