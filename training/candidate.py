"""A candidate with its champion's encoder and new heads: written beside its place, sealed, never changed.

It carries the heads that the fine-tuning made as well, as ``first_weight`` and so on: the next run starts from these,
so that what it learns follows from the corrections in force alone, whatever was promoted on the way.
"""

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
from news.arrays import FloatArray
from news.instants import utc_text
from training.card import refitted_card
from training.evaluate import report
from training.refit import probabilities

_PARTS = {"development": DEVELOPMENT, "test": TEST}
_HEADS = "heads.safetensors"
_ANEW = (_HEADS, "MODEL_CARD.md", MANIFEST)
_FIRST = "first_"


def cuts_of(manifest: Mapping[str, Any]) -> list[Cuts]:
    """Every theme's cuts, in the manifest's order."""
    return [Cuts(theme["threshold"], theme["unsure_from"]) for theme in manifest["themes"]]


def first_heads(folder: Path) -> Heads:
    """The heads that the fine-tuning of an artifact's encoder made, before corrections moved them."""
    arrays = load_file(folder / _HEADS)
    weight, bias, calibration = (arrays.get(_FIRST + name, arrays[name]) for name in ("weight", "bias", "calibration"))
    return Heads(weight, bias, calibration)


def same_heads(one: Heads, other: Heads) -> bool:
    """Whether two answer alike, to the bit."""
    pairs = ((one.weight, other.weight), (one.bias, other.bias), (one.calibration, other.calibration))
    return all(np.array_equal(left, right) for left, right in pairs)


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
    arrays = load_file(parent / _HEADS) | _arrays(first_heads(parent), _FIRST) | _arrays(heads)
    save_file(arrays, partial / _HEADS)
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


def _arrays(heads: Heads, prefix: str = "") -> dict[str, FloatArray]:
    named = {"weight": heads.weight, "bias": heads.bias, "calibration": heads.calibration}
    return {prefix + name: array for name, array in named.items()}
