"""Which artifact answers: promoting, rolling back, trying beside it, keeping the last five."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from logging import getLogger
from pathlib import Path
from threading import Lock
from typing import Any

from models.aliases import (
    CHALLENGER,
    CHAMPION,
    Disk,
    find_version,
    prunable,
    prune,
    read_alias,
    remove_alias,
    write_alias,
)
from models.artifact import read_manifest, versions
from models.classifier import load_classifier
from news.errors import ArtifactError, NotFoundError, SitrepError, StoreError
from serving.pipeline import Labeller, Sitrep
from serving.running import RefusedError
from store.artifacts import ArtifactRecord, Change, Verdict

logger = getLogger(__name__)

TRAINING = "training"  # the kind of job whose artifacts are judged
KEPT = 5  # artifacts of the home: 25 MB each, and as many steps back as anybody takes
Load = Callable[[Path], Labeller]


class PromotionError(RefusedError):
    """An artifact that may not answer, or not without being told so."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One artifact as it stands."""

    version: str
    aliases: tuple[str, ...]
    kept: bool  # its folder is there
    released: bool  # came with this version of Sitrep
    taxonomy: str | None
    manifest: Mapping[str, Any]  # empty when its folder is gone
    record: ArtifactRecord | None


def lineup(changes: Sequence[Change]) -> list[str]:
    """The champions that a rollback walks back through, the present one last; changes stand last first."""
    stack: list[str] = []
    for change in reversed(changes):
        if change.action == "rollback":
            while stack and stack[-1] != change.version:
                stack.pop()
            if not stack:
                stack.append(change.version)
        elif change.action != "challenge" and (not stack or stack[-1] != change.version):
            if not stack and change.previous:
                stack.append(change.previous)
            stack.append(change.version)
    return stack


class Registry:
    """The artifacts of a home and of the release, and the aliases; `sitrep` is told of every change.

    The folder is what counts: a log entry that a crash kept from being written is made up for by the start's.
    """

    def __init__(
        self,
        sitrep: Sitrep,
        home: Path,
        released: Path,
        now: Callable[[], datetime],
        *,
        load: Load = load_classifier,
        disk: Disk | None = None,
    ) -> None:
        """Nothing is read or written before it is asked for."""
        self._sitrep, self._released, self._now, self._load = sitrep, released, now, load
        self.folder = home / "artifacts"
        self._disk = disk or Disk()
        self._changing = Lock()
        self._reading: Counter[str] = Counter()  # versions whose folders somebody reads at present
        self._counting = Lock()

    @property
    def champion(self) -> str:
        """The version that answers."""
        return self._sitrep.live.version

    @property
    def challenger(self) -> str | None:
        """The version that is tried beside it; None when there is none."""
        try:
            version = read_alias(self.folder, CHALLENGER)
        except ArtifactError as error:
            logger.warning("%s", error)
            return None
        return version if version != self.champion and version and self.find(version) else None

    @property
    def previous(self) -> str | None:
        """The version that a rollback leads to; None when there is none."""
        before = lineup(self._sitrep.store.artifacts.changes(limit=1000))[:-1]
        champion = self.champion  # whose last turn it is again where what stood between is gone
        return next((version for version in reversed(before) if version != champion and self.find(version)), None)

    def named(self, name: str) -> str:
        """The version that an alias stands for; any other name is a version. Raises NotFoundError."""
        if name == CHAMPION:
            return self.champion
        if name != CHALLENGER:
            return name
        if (version := self.challenger) is None:
            raise NotFoundError("no challenger is tried at present; `sitrep models list` or GET /v1/models shows all")
        return version

    def find(self, version: str) -> Path | None:
        """The folder of a version; None when it is not there."""
        return find_version(version, self.folder, self._released)

    def folder_of(self, version: str) -> Path:
        """The folder of a version; raises NotFoundError."""
        found = self.find(version)
        if found is None:
            raise NotFoundError(f"no model {version[:80]!r} is kept; `sitrep models list` or GET /v1/models shows them")
        return found

    @contextmanager
    def held(self, version: str) -> Iterator[Path | None]:
        """The folder of a version, not to be removed inside the block; None when it is not there."""
        with self._counting:
            folder = self.find(version)
            self._reading[version] += 1
        try:
            yield folder
        finally:
            with self._counting:
                self._reading[version] -= 1
                if not self._reading[version]:
                    del self._reading[version]

    def everything(self) -> list[Listed]:
        """Every artifact that is there or is remembered, the newest version first."""
        records = {record.version: record for record in self._sitrep.store.artifacts.all()}
        there = {*versions(self.folder), *versions(self._released)}
        names = sorted({*records, *there, self.champion}, key=_order, reverse=True)
        return [self.listed(name, records.get(name)) for name in names]

    def listed(self, version: str, record: ArtifactRecord | None) -> Listed:
        """One artifact as it stands."""
        champion, challenger = self.champion, self.challenger
        aliases = [alias for alias, name in ((CHAMPION, champion), (CHALLENGER, challenger)) if name == version]
        manifest: Mapping[str, Any] = self._sitrep.manifest if version == champion else {}
        with self.held(version) as folder:
            if folder is not None and version != champion:
                manifest = read_manifest(folder)
        return Listed(
            version=version,
            aliases=tuple(aliases),
            kept=folder is not None,
            released=folder is not None and folder.parent == self._released,
            taxonomy=self._sitrep.live.taxonomy.version if version == champion else manifest.get("taxonomy"),
            manifest=manifest,
            record=record,
        )

    def start(self) -> None:
        """Note in the log what answers from now on, and finish what an interrupted removal left."""
        try:
            self._note_start()
        except StoreError as error:  # a full disk: what is kept can still be read, and the next start notes it
            logger.warning("%s; that %s answers is not in the log of models", error, self.champion)
        prune(self.folder, [], self._disk)

    def _note_start(self) -> None:
        log = self._sitrep.store.artifacts
        newest = next((change for change in log.changes() if change.action != "challenge"), None)
        if newest is None or newest.version != self.champion:
            previous = newest.version if newest else None
            log.log(Change(self._now(), "start", self.champion, previous, None, None, False))
        log.record(self.champion, self._now())

    def promote(self, version: str, *, who: str | None, reason: str | None, override: bool) -> Change:
        """Let an artifact, named by version or alias, answer from now on; returns the log's line.

        Raises NotFoundError, ArtifactError for a damaged one, and PromotionError for one that a run under way has not
        judged yet, and for one that the gate refused unless override is set, and then without a reason.
        """
        version = self.named(version)
        folder = self.folder_of(version)
        record = next((r for r in self._sitrep.store.artifacts.all() if r.version == version), None)
        if record is None and folder.parent == self.folder and self._sitrep.store.jobs.open(TRAINING):
            raise PromotionError(f"a training run is under way and may not have judged {version} yet; wait for its end")
        refused = record is not None and record.verdict is Verdict.REFUSED and version != self.champion
        if refused and not override:
            assert record is not None
            said = " ".join(check["sentence"] for check in record.reasons if not check["passed"])
            raise PromotionError(f"the gate refused {version}: {said} Promote it with override and a reason to insist")
        if refused and not (reason or "").strip():
            raise PromotionError(f"the gate refused {version}; an override needs a reason, which is recorded")
        with self._changing:
            return self._change("promote", version, who, reason, override=refused)

    def rollback(self, *, who: str | None, reason: str | None) -> Change:
        """Let the champion before this one answer again; returns the log's line. Raises PromotionError."""
        with self._changing:  # what is gone back to must be the champion before the one that answers now
            version = self.previous
            if version is None:
                raise PromotionError(f"{self.champion} is the first champion here; there is nothing to roll back to")
            return self._change("rollback", version, who, reason, override=False)

    def _change(self, action: str, version: str, who: str | None, reason: str | None, *, override: bool) -> Change:
        """Swap; the caller holds the lock of changes. No theme comes or goes from the loading to the swap."""
        with self._sitrep.swapping:
            folder = self.folder_of(version)
            if version == self.champion:
                raise PromotionError(f"{version} answers already; nothing was changed")
            labeller, manifest = self._load(folder), read_manifest(folder)  # before anything changes: it may be damaged
            before = read_alias(self.folder, CHAMPION)
            change = Change(self._now(), action, version, self.champion, who, reason, override)
            try:
                write_alias(self.folder, CHAMPION, version, self._disk)
            except OSError as error:
                said = f"{self.folder}: cannot be written ({error.strerror}); {self.champion} answers on"
                raise ArtifactError(said) from error
            try:
                self._sitrep.store.artifacts.log(change)
            except SitrepError:
                if before is None:
                    remove_alias(self.folder, CHAMPION, self._disk)
                else:
                    write_alias(self.folder, CHAMPION, before, self._disk)
                raise
            self._sitrep.swap(labeller, manifest)
            if action == "promote" and read_alias(self.folder, CHALLENGER) == version:
                remove_alias(self.folder, CHALLENGER, self._disk)
        logger.info("%s: %s answers instead of %s", action, version, change.previous)
        return change

    def challenge(self, version: str) -> None:
        """Try an artifact beside the champion."""
        self.folder_of(version)
        with self._changing:
            if read_alias(self.folder, CHALLENGER) != version:
                write_alias(self.folder, CHALLENGER, version, self._disk)
                change = Change(self._now(), "challenge", version, self.champion, None, None, False)
                self._sitrep.store.artifacts.log(change)

    def prune(self) -> list[str]:
        """Remove the home's artifacts beyond the last five; those that answer, are tried or come next stay."""
        with self._changing:
            needed = {name for name in (self.champion, self.challenger, self.previous) if name}
            with self._counting:
                doomed = [version for version in prunable(self.folder, KEPT, needed) if version not in self._reading]
                prune(self.folder, doomed, self._disk)
            for version in doomed:
                self._sitrep.store.artifacts.mark_pruned(version, self._now())
        return doomed

    def discard(self, version: str) -> None:
        """Remove what a run wrote that ended without a verdict: nobody may let it answer as if no gate were there.

        One that was judged, answers or is tried stays.
        """
        with self._changing:
            kept = {record.version for record in self._sitrep.store.artifacts.all()}
            kept |= {name for name in (self.champion, self.challenger, self.previous, *self._reading) if name}
            if version not in kept and (self.folder / version).is_dir():
                prune(self.folder, [version], self._disk)

    def load(self, version: str) -> Labeller:
        """Load an artifact, for trying or replaying; raises NotFoundError and ArtifactError."""
        with self.held(version):
            return self._load(self.folder_of(version))


def _order(version: str) -> tuple[str, int]:
    day, _, number = version.partition(".")
    return day, int(number) if number.isdecimal() else 0
