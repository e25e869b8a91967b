"""The full mode of a job: fine-tune the base encoder anew on the items at hand and the corrections' texts."""

from datetime import datetime
from pathlib import Path
from typing import Any

from models.artifact import read_manifest
from models.taxonomy import read_taxonomy
from training.corrected import Taught
from training.dataset import LabelledItem, Split
from training.finetune import Recipe
from training.run import Sources, parts, train


def recipe_of(request: dict[str, Any]) -> Recipe:
    """The recipe that a job's request asks for."""
    return Recipe(epochs=request.get("epochs", Recipe().epochs))


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
            recipe=recipe_of(request),
            seed=request["seed"],
            now=now,
            corrected=corrected,
            watermark=request["watermark"],
            parent=read_manifest(Path(request["champion"]))["version"],
        )
    return parts(sources, themes, corrected)
