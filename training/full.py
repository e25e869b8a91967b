"""The full mode of a job: fine-tune the base encoder anew on the items at hand and the corrections' texts."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from models.artifact import read_manifest
from models.labels import NewsText
from models.taxonomy import read_taxonomy
from training import heads
from training.corrected import Taught
from training.dataset import LabelledItem, Split
from training.finetune import Recipe
from training.run import Sources, parts, train


def turns(recipe: Recipe = Recipe()) -> int:  # noqa: B008  (a frozen value)
    """How many turns a fine-tuning takes."""
    return recipe.epochs * recipe.turns


def fine_tuned(place: Path, learned: Taught, work: Path, request: dict[str, Any], now: datetime) -> Split:
    """Train an artifact into its place, going on where a killed run stopped; returns how the items were divided.

    Only corrections that decide every theme are learned from, within the caps.
    """
    sources = Sources(Path(request["shared"]), Path(request["data"]))
    themes = read_taxonomy(sources.data / "taxonomy.json").ids
    corrected = [
        LabelledItem(
            item.item_id, item.when.date().isoformat(), item.headline, item.text,
            tuple(theme for theme in themes if theme in item.themes), item.doubtful, "correction",
        )
        for item in learned.for_fine_tuning(themes)
    ]  # fmt: skip
    if not place.exists():
        train(
            sources,
            base=Path(request["base"]) if request.get("base") else None,
            out=place.parent,
            work=work,
            version=place.name,
            recipe=Recipe(epochs=request.get("epochs", Recipe().epochs)),
            seed=request["seed"],
            now=now,
            corrected=corrected,
            watermark=request["watermark"],
            parent=read_manifest(Path(request["champion"]))["version"],
        )
    return parts(sources, themes, corrected)


def texts(items: Sequence[LabelledItem]) -> list[NewsText]:
    """The items as their annotators saw them."""
    return [heads.as_read(item) for item in items]


def targets(items: Sequence[LabelledItem], themes: Sequence[str]) -> npt.NDArray[np.bool_]:
    """What the readers said, shape (n_items, n_themes)."""
    return heads.targets(items, themes)
