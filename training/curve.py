"""The learning curve of a fine-tuning: how well the workers' mean ranks items it does not learn from, turn by turn.

The score is average precision, which needs no cut. A half-trained model has neither calibration nor cuts yet, and its
F1 at cuts chosen on the very items that judge would flatter it, most where a theme is rare.
"""

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer

from models.artifact import sync
from models.text import model_input
from news.arrays import BoolArray, FloatArray
from training import heads
from training.dataset import LabelledItem, data_digest, fraction
from training.evaluate import average_precision
from training.finetune import Recipe, ThemeModel, learned_after, load_tokenizer, pad

MOST = 400  # development items: each turn is scored in seconds
_BATCH = 32


def sample(development: Sequence[LabelledItem]) -> list[LabelledItem]:
    """Choose the items that every turn is scored on, by the digests of their ids: no draw, the same each time."""
    return sorted(development, key=lambda item: (fraction(f"curve:{item.id}"), item.id))[:MOST]


def mean_average_precision(scores: FloatArray, targets: BoolArray) -> float | None:
    """Mean over the themes that occur in targets, None where none does; both shape (n_items, n_themes)."""
    values = [average_precision(scores[:, theme], targets[:, theme]) for theme in range(targets.shape[1])]
    found = [value for value in values if value is not None]
    return float(np.mean(found)) if found else None


def scored(model: ThemeModel, tokenizer: Tokenizer, items: Sequence[LabelledItem]) -> FloatArray:
    """What the heads say of items as their readers saw them, dropout off; shape (n_items, n_themes)."""
    encoded = [e.ids for e in tokenizer.encode_batch([model_input(heads.as_read(item)).text for item in items])]
    order = sorted(range(len(encoded)), key=lambda row: len(encoded[row]))  # like lengths together: little padding
    scores = np.zeros((len(items), model.head.out_features), dtype=np.float32)
    model.train(False)
    with torch.inference_mode():
        for start in range(0, len(order), _BATCH):
            rows = order[start : start + _BATCH]
            scores[rows] = model(*pad([encoded[row] for row in rows])).numpy()
    return scores


class LearningCurve:
    """The points of one run, kept in its work folder, so that a run that goes on has those made before."""

    def __init__(
        self,
        work: Path,
        development: Sequence[LabelledItem],
        themes: Sequence[str],
        base: Path,
        recipe: Recipe,
        items: int,
    ) -> None:
        """Take up the points in work made of the same development items; items is how many there are to learn from."""
        self._sample = sample(development)
        self._path = work / f"curve-{data_digest(self._sample)[:16]}.json"
        self._targets = heads.targets(self._sample, themes)
        self._tokenizer = load_tokenizer(base, recipe.max_tokens)
        self._recipe, self._items = recipe, items
        self._points: dict[int, dict[str, Any]] = {}
        if self._path.exists():
            self._points = {int(turn): point for turn, point in json.loads(self._path.read_text("utf-8")).items()}

    @property
    def points(self) -> list[dict[str, Any]]:
        """For each turn: items learned from so far (one counts in every epoch), the score, and of how many items."""
        return [self._points[turn] for turn in sorted(self._points)]

    def after(self, turn: int, model: ThemeModel) -> None:
        """Score the model that a turn ended with; a turn that has its point keeps it."""
        if turn in self._points or not self._sample:
            return
        score = mean_average_precision(scored(model, self._tokenizer, self._sample), self._targets)
        if score is None:
            return
        self._points[turn] = {
            "items": learned_after(turn, self._items, self._recipe),
            "development_average_precision": round(score, 4),
            "development_items": len(self._sample),
        }
        self._path.parent.mkdir(parents=True, exist_ok=True)
        beside = self._path.with_suffix(".partial")
        beside.write_text(json.dumps(self._points), encoding="utf-8")
        sync(beside)
        os.replace(beside, self._path)
        sync(self._path.parent)
