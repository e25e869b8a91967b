"""Receipts: why an item has its labels, and the same artifact asked again."""

import hashlib
from dataclasses import asdict
from functools import lru_cache
from typing import Any

from models.artifact import MANIFEST, file_digest, read_manifest
from models.labels import ItemLabels, NewsText
from news.errors import NotFoundError
from serving.learning.registry import Registry
from serving.learning.themes import Themes
from serving.pipeline import Labeller, Sitrep
from serving.schemas.core import labels_from_json
from serving.schemas.learning import ReceiptOut

_NEAR = 5e-4  # half of the last digit that a label shows: another processor may round the int8 sums differently


class Receipts:
    """Writes receipts; one old artifact stays loaded for the next replay."""

    def __init__(self, sitrep: Sitrep, registry: Registry, themes: Themes) -> None:
        """Nothing is loaded before a replay is asked for."""
        self._sitrep, self._registry, self._themes = sitrep, registry, themes
        self._loaded = lru_cache(maxsize=1)(registry.load)

    def receipt(self, item_id: str, *, replay: bool) -> ReceiptOut:
        """Why an item has its labels. Raises NotFoundError for one that has none."""
        store = self._sitrep.store
        stored = store.item(item_id)
        record = stored.labels
        if record is None:
            raise NotFoundError(f"item {item_id[:80]!r} has never been labelled; ask for its day's brief first")
        item, said = stored.item, labels_from_json(record.payload)
        text = NewsText(item.headline, item.text)
        live = store.artifacts.live_at(record.labelled_at)
        correction = store.corrections.current([item_id]).get(item_id)
        return ReceiptOut(
            item=item_id,
            model=record.model,
            taxonomy=record.taxonomy,
            labelled_at=record.labelled_at,
            themes=_themes(said),
            text_sha256=hashlib.sha256(f"{item.headline}\n{item.text}".encode("utf-8", "surrogatepass")).hexdigest(),
            live=live.version if live else None,
            artifact=self._artifact(record.model),
            correction={
                "themes": list(correction.themes),
                "asked": list(correction.asked),
                "who": correction.who,
                "seq": correction.seq,
            }
            if correction is not None and not correction.skipped
            else None,
            replay=self._replay(record.model, record.taxonomy, text, said) if replay else None,
        )

    def _artifact(self, version: str) -> dict[str, Any] | None:
        with self._registry.held(version) as folder:
            if folder is None:
                return None
            manifest = read_manifest(folder)
            files = manifest["files"]
            return {
                "version": version,
                "manifest_sha256": file_digest(folder / MANIFEST),
                "encoder_sha256": files["encoder.onnx"]["sha256"],
                "heads_sha256": files["heads.safetensors"]["sha256"],
                "lineage": manifest.get("lineage"),
            }

    def _replay(self, version: str, taxonomy: str, text: NewsText, said: ItemLabels) -> dict[str, Any]:
        live: Labeller = self._sitrep.live
        with self._registry.held(version) as folder:
            if folder is None and version != live.version:
                return {"possible": False, "matches": None, "themes": []}
            labeller = live if version == live.version else self._loaded(version)
            if folder is not None:
                labeller = self._themes.as_under(labeller, folder, taxonomy)
        [again] = labeller.label([text])
        now = {theme.id: theme for theme in again.themes}
        matches = all(
            old.id in now
            and now[old.id].decision == old.decision
            and abs(now[old.id].probability - old.probability) <= _NEAR
            for old in said.themes
        )
        return {"possible": True, "matches": matches, "themes": _themes(again)}


def _themes(labels: ItemLabels) -> list[dict[str, Any]]:
    kept = ("id", "probability", "decision", "threshold", "unsure_from")
    return [{name: value for name, value in asdict(theme).items() if name in kept} for theme in labels.themes]
