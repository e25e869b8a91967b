"""A candidate with its champion's encoder and new heads: written beside its place, sealed, never changed."""

import shutil
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import load_file, save_file

from models.artifact import MANIFEST, partial_folder, seal
from models.classifier import Cuts, Heads
from models.memory import DEVELOPMENT, TEST, Memory
from models.taxonomy import read_taxonomy
from news.instants import utc_text
from training.card import refitted_card
from training.evaluate import report
from training.refit import probabilities

_PARTS = {"development": DEVELOPMENT, "test": TEST}
_ANEW = ("heads.safetensors", "MODEL_CARD.md", MANIFEST)


def cuts_of(manifest: Mapping[str, Any]) -> list[Cuts]:
    """Every theme's cuts, in the manifest's order."""
    return [Cuts(theme["threshold"], theme["unsure_from"]) for theme in manifest["themes"]]


def write_candidate(
    parent: Path,
    manifest: Mapping[str, Any],
    place: Path,
    memory: Memory,
    heads: Heads,
    *,
    lineage: Mapping[str, Any],
    corrections: int,
    now: datetime,
) -> Path:
    """Write an artifact like its parent, with other heads; manifest is the parent's. Returns its folder.

    Raises ArtifactError when place exists.
    """
    partial = partial_folder(place)
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    for name in manifest["files"]:
        if name not in _ANEW:
            shutil.copyfile(parent / name, partial / name)
    arrays = load_file(parent / "heads.safetensors")
    save_file(
        {**arrays, "weight": heads.weight, "bias": heads.bias, "calibration": heads.calibration},
        partial / "heads.safetensors",
    )
    themes, cuts, pooled = [theme["id"] for theme in manifest["themes"]], cuts_of(manifest), memory.pooled()
    figures = {}
    for name, part in _PARTS.items():
        rows = memory.part == part
        if rows.any():
            said = probabilities(heads, pooled[rows], memory.lexical[rows])
            firm = memory.weights[rows] >= np.float32(1)
            figures[name] = report(said, memory.labels[rows] > 0, firm, cuts, themes)
    inherited = {key: value for key, value in manifest.items() if key not in ("format", "files")}
    whole = {
        **inherited,
        "version": place.name,
        "created_at": utc_text(now, "seconds"),
        "lineage": dict(lineage),
        "data": {**manifest["data"], "corrections": corrections},
        "report": figures,
    }
    card = refitted_card(whole, read_taxonomy(partial / "taxonomy.json"))
    (partial / "MODEL_CARD.md").write_text(card, encoding="utf-8")
    seal(partial, place, whole)
    return place
