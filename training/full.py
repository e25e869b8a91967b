"""The full mode of a job: fine-tune the base encoder anew on the items at hand and the corrections' texts."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from models.artifact import read_manifest
from models.memory import TEST, carries_memory, read_memory
from models.taxonomy import read_taxonomy
from training.corrected import Taught
from training.dataset import LabelledItem, Split
from training.finetune import Recipe
from training.run import Sources, parts, train


def recipe_of(request: dict[str, Any]) -> Recipe:
    """The recipe that a job's request asks for."""
    return Recipe(epochs=request.get("epochs", Recipe().epochs))


def corrected_items(learned: Taught, themes: Sequence[str]) -> list[LabelledItem]:
    """The corrections that fine-tuning learns from: those that decide every theme, within the caps."""
    return [
        LabelledItem(
            item.item_id, item.when.date().isoformat(), item.headline, item.text,
            tuple(theme for theme in themes if theme in item.themes), item.doubtful, "correction",
        )
        for item in learned.for_fine_tuning(themes)
    ]  # fmt: skip


def divided(learned: Taught, request: dict[str, Any]) -> Split:
    """The items at hand and the corrections, as a run learns from them and is judged by them."""
    sources = _sources(request)
    themes = read_taxonomy(sources.data / "taxonomy.json").ids
    return parts(sources, themes, corrected_items(learned, themes))


def judging_at_hand(champion: Path, split: Split) -> tuple[int, int] | None:
    """How many of the items that judged the champion judge its successor too, and how many there are.

    The texts of news are not shipped, so a run may have a part of them alone; they are drawn evenly by where items came
    from, so the share also says how much of what the champion learned is at hand. None for an artifact that carries no
    memory, and so names no items.
    """
    manifest = read_manifest(champion)
    if not carries_memory(manifest):
        return None
    memory = read_memory(champion, manifest)
    judged = {name for name, part in zip(memory.ids, memory.part, strict=True) if part == TEST}
    return len(judged & {item.id for item in split.test}), len(judged)


def fine_tuned(place: Path, learned: Taught, work: Path, request: dict[str, Any], now: datetime) -> None:
    """Train an artifact into its place, going on where a killed run stopped."""
    if place.exists():
        return
    sources = _sources(request)
    train(
        sources,
        base=Path(request["base"]) if request.get("base") else None,
        out=place.parent,
        work=work,
        version=place.name,
        recipe=recipe_of(request),
        seed=request["seed"],
        now=now,
        corrected=corrected_items(learned, read_taxonomy(sources.data / "taxonomy.json").ids),
        watermark=request["watermark"],
        parent=read_manifest(Path(request["champion"]))["version"],
    )


def _sources(request: dict[str, Any]) -> Sources:
    return Sources(Path(request["shared"]), Path(request["data"]))
