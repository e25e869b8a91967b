"""Where an artifact comes from: everything that, given again, gives the same artifact."""

import hashlib
from collections.abc import Iterable
from importlib.metadata import version as installed_version
from pathlib import Path
from typing import Any

_CODE = ("models", "training")  # the folders whose code decides what is learned
_ROOT = Path(__file__).resolve().parent.parent


def ids_digest(ids: Iterable[str]) -> str:
    """Digest of the ids of the items learned and judged from, whatever their order."""
    return hashlib.sha256("\n".join(sorted(ids)).encode("utf-8", "surrogatepass")).hexdigest()


def code_digest() -> str:
    """Digest of the code that learns: a version's number does not change with every line."""
    digest = hashlib.sha256()
    for path in sorted(path for folder in _CODE for path in (_ROOT / folder).rglob("*.py")):
        digest.update(path.relative_to(_ROOT).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def lineage(
    *, mode: str, ids: Iterable[str], seed: int, base_encoder: str, watermark: int, parent: str | None = None
) -> dict[str, Any]:
    """The manifest's ``lineage``.

    mode is "full" or "fast"; watermark the number of the last correction that was learned from, 0 for none;
    parent the artifact whose encoder and memory a fast run took over.
    """
    return {
        "mode": mode,
        "parent": parent,
        "data_ids_sha256": ids_digest(ids),
        "corrections_watermark": watermark,
        "code_version": installed_version("sitrep"),
        "code_sha256": code_digest(),
        "seed": seed,
        "base_encoder_sha256": base_encoder,
    }
