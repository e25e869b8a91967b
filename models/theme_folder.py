"""The folder of an added theme's head: immutable, with digests, like an artifact.

    manifest.json     theme, artifact, prevalence, examples, the cuts, sha256 of the other file
    head.safetensors  the arrays of models.theme_head.ThemeHead

It stands under SITREP_HOME/themes/<theme>/<artifact>-r<revision>: a head belongs to the encoder that it was fitted on.
"""

import shutil
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load_file, save_file

from models import artifact
from models.theme_head import FittedHead, ThemeHead
from news.errors import ArtifactError

_ARRAYS = "head.safetensors"
_NUMBERS = ("bias", "centre", "spread", "slope", "constant")


def write_head(fitted: FittedHead, place: Path, manifest: dict[str, Any]) -> None:
    """Write a head beside its place and rename it there; one that a crash left half written is replaced.

    Raises ArtifactError when it cannot be written, and leaves nothing then.
    """
    partial = artifact.partial_folder(place)
    shutil.rmtree(partial, ignore_errors=True)
    try:
        _write(fitted, partial, place, manifest)
    except (OSError, SafetensorError) as error:  # both say that a disk is full
        shutil.rmtree(partial, ignore_errors=True)
        reason = getattr(error, "strerror", None) or error
        said = f"{place}: cannot be written ({reason}); make room on its disk, and let this user write there"
        raise ArtifactError(said) from error


def _write(fitted: FittedHead, partial: Path, place: Path, manifest: dict[str, Any]) -> None:
    partial.mkdir(parents=True)
    head = fitted.head
    save_file(
        {
            "mean": head.mean,
            "weight": head.weight,
            "columns": head.columns,
            "relevance": head.relevance,
            "numbers": np.array([getattr(head, name) for name in _NUMBERS], dtype=np.float64),
        },
        partial / _ARRAYS,
    )
    said = {
        **manifest,
        "threshold": head.threshold,
        "unsure_from": head.unsure_from,
        "prevalence": fitted.prevalence,
        "recall": fitted.recall,
    }
    artifact.seal(partial, place, said)


def read_head(place: Path) -> tuple[ThemeHead, dict[str, Any]]:
    """Read a head and its manifest; raises ArtifactError naming the file that is missing or changed."""
    manifest = artifact.verify(place)
    try:
        arrays = load_file(place / _ARRAYS)
        numbers = dict(zip(_NUMBERS, (float(number) for number in arrays["numbers"]), strict=True))
        head = ThemeHead(
            mean=arrays["mean"],
            weight=arrays["weight"],
            columns=arrays["columns"],
            relevance=arrays["relevance"],
            threshold=float(manifest["threshold"]),
            unsure_from=float(manifest["unsure_from"]),
            **numbers,
        )
    except (SafetensorError, KeyError, ValueError) as error:
        raise ArtifactError(f"{place}: cannot be read as a theme's head ({error}); refine the theme anew") from error
    return head, manifest
