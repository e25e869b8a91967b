"""The artifact folder: what a training run writes and serving reads; format and digests.

    manifest.json       format, version, themes with their cuts, recipe, lineage, figures, sha256 of every file
    encoder.onnx        token ids -> token vectors, int8
    tokenizer.json      the encoder's own tokenizer
    heads.safetensors   plain arrays: heads over the pooled vector, lexical weights, calibration; after corrections
                        moved the heads also those that were there first
    lexicon.txt         the words and word pairs that the lexical weights belong to, one a line
    taxonomy.json       the themes that the heads answer
    memory.safetensors  vectors and labels of training items, and memory_ids.txt: see models.memory; may be absent
    MODEL_CARD.md       what it learned from, how well it does, where it fails

The folder is immutable: it is written beside its place and renamed into it. Nothing in it is executable.
"""

import hashlib
import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from news.errors import ArtifactError

FORMAT = 1
MANIFEST = "manifest.json"
VERSION = re.compile(r"\d{4}-\d{2}-\d{2}\.\d+")


def file_digest(path: Path) -> str:
    """Return the sha256 of a file in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_manifest(folder: Path) -> dict[str, Any]:
    """Read a folder's manifest; raises ArtifactError when it is missing, broken or of another format."""
    path = folder / MANIFEST
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ArtifactError(f"{path}: cannot be read ({error}); restore the artifact or train again") from error
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        found = manifest.get("format") if isinstance(manifest, dict) else None
        raise ArtifactError(f"{path}: is of format {found!r}, this version of Sitrep reads {FORMAT}; train again")
    return manifest


def verify(folder: Path) -> dict[str, Any]:
    """Read the manifest and check every file that it lists; raises ArtifactError naming the file that differs."""
    manifest = read_manifest(folder)
    for name, expected in manifest["files"].items():
        path = folder / name
        if path.parent != folder or not path.is_file():
            raise ArtifactError(f"{path}: is listed in the manifest and missing; restore the artifact or train again")
        if file_digest(path) != expected["sha256"]:
            raise ArtifactError(f"{path}: its content differs from the manifest's digest; restore the artifact")
    return manifest


def seal(partial: Path, place: Path, manifest: Mapping[str, Any]) -> None:
    """Write the manifest with every file's digest into partial and rename it to place.

    Everything is synced before the rename: after a power cut the folder is whole or absent. Raises
    ArtifactError when place exists: an artifact is never changed.
    """
    if place.exists():
        raise ArtifactError(f"{place}: exists already; an artifact is never overwritten, choose another version")
    files = {
        path.name: {"sha256": file_digest(path), "bytes": path.stat().st_size}
        for path in sorted(partial.iterdir())
        if path.name != MANIFEST
    }
    whole = json.dumps({"format": FORMAT, **manifest, "files": files}, indent=2, ensure_ascii=False)
    (partial / MANIFEST).write_text(whole + "\n", encoding="utf-8")
    for path in [*partial.iterdir(), partial]:
        path.chmod(0o755 if path.is_dir() else 0o644)  # safetensors writes files that only their owner can read
        sync(path)
    os.rename(partial, place)
    sync(place.parent)


def sync(path: Path) -> None:
    """Force a file or a folder to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def partial_folder(place: Path) -> Path:
    """Where an artifact is written before it is renamed into its place."""
    return place.parent / f".{place.name}.partial"


def versions(folder: Path) -> list[str]:
    """List the artifact versions in a folder, oldest first."""
    if not folder.is_dir():
        return []
    found = [path.name for path in folder.iterdir() if VERSION.fullmatch(path.name) and (path / MANIFEST).is_file()]
    return sorted(found, key=lambda name: (name.split(".")[0], int(name.split(".")[1])))


def next_version(day: str, *folders: Path) -> str:
    """Name the next artifact of a day: ``2026-11-22.1``, then ``.2``; looks at what the folders hold."""
    taken = [int(name.split(".")[1]) for folder in folders for name in versions(folder) if name.startswith(day + ".")]
    return f"{day}.{max(taken, default=0) + 1}"
