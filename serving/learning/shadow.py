"""Shadow mode: the challenger labels stored items too; what it says is kept for comparison and shown as no label."""

import json
from datetime import datetime
from logging import getLogger
from typing import Any

from models.labels import NewsText
from serving.learning.registry import Registry
from serving.pipeline import Labeller, Sitrep
from serving.schemas.core import labels_to_json

logger = getLogger(__name__)

EVERY_S = 5.0
A_TICK = 16  # items: a third of a second's work every five seconds
COMPARED = 1000


class Shadow:
    """Labels with the challenger, a little at each tick."""

    def __init__(self, sitrep: Sitrep, registry: Registry) -> None:
        """Nothing is loaded before there is a challenger."""
        self._sitrep, self._registry = sitrep, registry
        self._labeller: Labeller | None = None

    def tick(self, now: datetime) -> None:
        """Label the newest items that the challenger has not seen."""
        version = self._registry.challenger
        if version is None:
            self._labeller = None
            return
        if self._labeller is None or self._labeller.version != version:
            self._labeller = self._registry.load(version)
        artifacts = self._sitrep.store.artifacts
        found = artifacts.unshadowed(version, A_TICK)
        if found:
            labels = self._labeller.label([NewsText(s.item.headline, s.item.text) for s in found])
            payloads = {s.item.id: labels_to_json(said) for s, said in zip(found, labels, strict=True)}
            artifacts.add_shadow(version, payloads, now)


def compare(sitrep: Sitrep, challenger: str) -> dict[str, Any]:
    """How often champion and challenger decide differently, of the newest items that both labelled."""
    pairs = sitrep.store.artifacts.shadow_pairs(challenger, sitrep.live.version, COMPARED)
    changes = themes = 0
    for _, _, champion, challenger_said in pairs:
        before, after = _decisions(champion), _decisions(challenger_said)
        themes += len(before)
        changes += sum(after.get(theme, decision) != decision for theme, decision in before.items())
    return {"items": len(pairs), "changes": changes, "share": round(changes / themes, 4) if themes else None}


def _decisions(payload: str) -> dict[str, str]:
    return {theme["id"]: theme["decision"] for theme in json.loads(payload)["themes"]}
