"""The full mode of a job: fine-tune the base encoder anew on the items at hand and the corrections' texts."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np

from models.artifact import read_manifest
from models.classifier import load_classifier
from models.memory import TEST, carries_memory, read_memory
from models.taxonomy import read_taxonomy
from store.corrections import CorrectedItem
from training.candidate import cuts_of
from training.corrected import Caps, Taught, taught
from training.dataset import LabelledItem, Split
from training.finetune import Recipe, multiplies_bfloat16
from training.gate import REFUSED_AT_HAND, judge_at_hand
from training.heads import as_read, targets
from training.outcome import DOUBTFUL, Judged, Ran, Teller, of_corrections
from training.run import Sources, parts, train

_WATCH_S = 2.0


def learn(
    champion: Path,
    place: Path,
    corrections: Sequence[CorrectedItem],
    caps: Caps,
    now: datetime,
    tell: Teller,
    *,
    request: dict[str, Any],
    work: Path,
) -> Ran:
    """Fine-tune anew with the corrections' texts: see `training.outcome.Learn`."""
    manifest = read_manifest(champion)
    themes = [theme["id"] for theme in manifest["themes"]]
    remembered = float(manifest["data"]["train"]["items"])
    learned = taught(corrections, themes, remembered, caps, DOUBTFUL)
    recipe, split = recipe_of(request), divided(learned, request)
    at_hand = judging_at_hand(champion, split)
    # said before the hours that it takes, not only after them
    foreseen = "" if at_hand is None or judge_at_hand(*at_hand).passed else f" ({REFUSED_AT_HAND})"
    with _watched(work, lambda share: tell(f"fine-tuning{foreseen}", 0.02 + 0.5 * share), recipe.epochs * recipe.turns):
        fine_tuned(place, learned, work, request, now)
    judging = [as_read(item) for item in split.test]
    old, new, made = load_classifier(champion), load_classifier(place), read_manifest(place)
    judged = Judged(
        targets(split.test, themes),
        old.probabilities(judging),
        cuts_of(manifest),
        new.probabilities(judging),
        cuts_of(made),
    )
    told = {
        "corrections": of_corrections(learned, len(corrections), request["watermark"], 0),
        "learning_curve": made["learning_curve"],
        "judging_at_hand": at_hand,
    }
    expected, now_said = (
        of.probabilities(learned.texts) if learned.items else np.zeros((0, len(themes)), dtype=np.float32)
        for of in (old, new)
    )
    return Ran(place, judged, learned, expected, now_said, told)


def recipe_of(request: dict[str, Any]) -> Recipe:
    """The recipe that a job's request asks for."""
    return Recipe(epochs=request.get("epochs", Recipe().epochs), bfloat16=multiplies_bfloat16())


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


@contextmanager
def _watched(work: Path, advance: Callable[[float], None], turns: int) -> Iterator[None]:
    """Tell how many turns of a fine-tuning lie in its work folder, until the block ends."""
    done = threading.Event()

    def watch() -> None:
        while not done.wait(_WATCH_S):
            found = [int(path.name[4:7]) for path in work.glob("*/turn*-worker0.safetensors")]
            advance(min(1.0, (max(found, default=-1) + 1) / turns))

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
