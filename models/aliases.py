"""The alias files beside the artifacts, champion and challenger: which one answers, and the removal of old ones.

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

    Raises ArtifactError for a file that cannot be read or names no version.
    """
    path = folder / alias
    try:
        if not path.is_file():
            return None
        name = path.read_text(encoding="utf-8", errors="replace").strip()
    except OSError as error:
        way_out = "let this user read it, or set SITREP_HOME to another folder"
        raise ArtifactError(f"{path}: cannot be read ({error.strerror}); {way_out}") from error
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


def find_champion(home: Path, released: Path) -> Path:
    """Find the artifact that answers: the one that SITREP_HOME's champion file names, else the newest released.

    home is SITREP_HOME, released the folder of artifacts that came with this version. Raises ArtifactError
    when the champion file names one that is not there: another one is never served in silence.
    """
    own = home / "artifacts"
    champion = read_alias(own, CHAMPION)
    if champion is not None:
        folder = find_version(champion, own, released)
        if folder is None:
            said = (
                f"{own / CHAMPION}: names {champion!r}, which is not beside it nor released; correct or remove the file"
            )
            raise ArtifactError(said)
        return folder
    found = versions(released)
    if not found:
        raise ArtifactError(f"{released}: holds no artifact; restore it from the repository or train one")
    return released / found[-1]


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
