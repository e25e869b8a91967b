"""The alias files beside the artifacts, champion and challenger, and the removal of old artifacts.

An alias file holds one version. It is written beside its place, synced, renamed into it, and the folder synced: at
every moment, a power cut included, a reader meets the old version or the new one. Artifacts are removed by renaming
them out of the versions' names first, so that none is ever seen half removed.
"""

import os
import shutil
from pathlib import Path

from models.artifact import MANIFEST, VERSION, sync, versions
from news.errors import ArtifactError

CHAMPION, CHALLENGER = "champion", "challenger"
_DOOMED = ".pruned-"


class Disk:
    """The steps that change a disk, each by itself, so that a test can die before and after every one."""

    def write(self, path: Path, text: str) -> None:
        """Write a file anew."""
        path.write_text(text, encoding="utf-8")

    def sync(self, path: Path) -> None:
        """Force a file or a folder to the disk."""
        sync(path)

    def rename(self, source: Path, target: Path) -> None:
        """Put a file or a folder into its place."""
        os.rename(source, target)

    def unlink(self, path: Path) -> None:
        """Remove a file."""
        path.unlink(missing_ok=True)

    def remove_tree(self, path: Path) -> None:
        """Remove a folder with all that it holds."""
        shutil.rmtree(path, ignore_errors=True)


def read_alias(folder: Path, alias: str) -> str | None:
    """The version that an alias of a folder of artifacts names; None when there is none.

    Raises ArtifactError for a file that names no version.
    """
    path = folder / alias
    if not path.is_file():
        return None
    name = path.read_text(encoding="utf-8", errors="replace").strip()
    if not VERSION.fullmatch(name):
        raise ArtifactError(f"{path}: names {name[:80]!r}, which is no version; correct or remove the file")
    return name


def write_alias(folder: Path, alias: str, version: str, disk: Disk) -> None:
    """Let an alias name a version; durable when it returns."""
    folder.mkdir(parents=True, exist_ok=True)
    beside = folder / f".{alias}.new"
    disk.write(beside, version + "\n")
    disk.sync(beside)
    disk.rename(beside, folder / alias)
    disk.sync(folder)


def remove_alias(folder: Path, alias: str, disk: Disk) -> None:
    """Let an alias name nothing; durable when it returns."""
    if (folder / alias).exists():
        disk.unlink(folder / alias)
        disk.sync(folder)


def find_version(version: str, *folders: Path) -> Path | None:
    """The folder of an artifact, the first that holds it; None when none does."""
    if not VERSION.fullmatch(version):
        return None
    return next((folder / version for folder in folders if (folder / version / MANIFEST).is_file()), None)


def prunable(folder: Path, keep: int, needed: set[str]) -> list[str]:
    """The artifacts of a folder beyond the newest `keep`, oldest first; those needed are kept, and count."""
    found = versions(folder)
    spare = max(0, keep - len(needed & set(found)))
    free = [version for version in found if version not in needed]
    return free[: max(0, len(free) - spare)]


def prune(folder: Path, doomed: list[str], disk: Disk) -> None:
    """Remove artifacts, and what an earlier, interrupted removal left."""
    for version in doomed:
        disk.rename(folder / version, folder / f"{_DOOMED}{version}")
        disk.sync(folder)
    for path in sorted(folder.glob(f"{_DOOMED}*")):
        disk.remove_tree(path)
