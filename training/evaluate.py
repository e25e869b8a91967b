"""How well a classifier labels: figures per theme, over all themes, and how sure we are of them."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from models.classifier import Cuts
from news.arrays import BoolArray, FloatArray
from training.calibrate import decided, f1

_BINS = 10  # of probability
_ROUNDS = 500  # of resampled items


def expected_calibration_error(probabilities: FloatArray, targets: BoolArray) -> float:
    """Mean distance between probability and share of hits over equal bins of probability, all pairs together.

    Both of shape (n_items, n_themes); 0 to 1, lower is better.
    Source: Guo et al., "On Calibration of Modern Neural Networks", ICML 2017.
    """
    flat, hits = probabilities.ravel(), targets.ravel()
    place = np.minimum((flat * _BINS).astype(int), _BINS - 1)
    error = 0.0
    for number in range(_BINS):
        inside = place == number
        if inside.any():
            error += inside.mean() * abs(float(flat[inside].mean()) - float(hits[inside].mean()))
    return float(error)


def average_precision(probabilities: FloatArray, targets: BoolArray) -> float | None:
    """Area under one theme's precision-recall steps; both shape (n_items,). None where nothing is there to find."""
    if not targets.any():
        return None
    order = np.argsort(-probabilities, kind="stable")
    ranked, hits = probabilities[order], np.cumsum(targets[order])
    # items of the same probability are found at once: only the last of each run is a step
    last = np.append(np.flatnonzero(np.diff(ranked)), len(ranked) - 1)
    precision, recall = hits[last] / (last + 1), hits[last] / hits[-1]
    return float((np.diff(recall, prepend=0.0) * precision).sum())


def macro_f1(yes: BoolArray, targets: BoolArray) -> float:
    """Mean of the themes' F1, 0 to 1; both of shape (n_items, n_themes). A theme that targets lack is left out."""
    values = [f1(yes[:, theme], targets[:, theme]) for theme in range(targets.shape[1]) if targets[:, theme].any()]
    return float(np.mean(values)) if values else 0.0


def _decided_f1(yes: BoolArray, unsure: BoolArray, targets: BoolArray) -> float:
    themes = [theme for theme in range(targets.shape[1]) if targets[:, theme].any()]
    values = [f1(yes[~unsure[:, t], t], targets[~unsure[:, t], t]) for t in themes]
    return float(np.mean(values)) if values else 0.0


def _interval(yes: BoolArray, targets: BoolArray, seed: int) -> list[float]:
    """Return the 95 % bootstrap interval of macro-F1 over items."""
    rng = np.random.default_rng(seed)
    values = []
    for _ in range(_ROUNDS):
        rows = rng.integers(0, len(targets), len(targets))
        values.append(macro_f1(yes[rows], targets[rows]))
    return [round(float(value), 4) for value in np.percentile(values, [2.5, 97.5])]


def report(
    probabilities: FloatArray, targets: BoolArray, firm: BoolArray, cuts: Sequence[Cuts], themes: Sequence[str]
) -> dict[str, Any]:
    """Measure decisions and probabilities against labels.

    probabilities and targets have shape (n_items, n_themes); firm marks the items that are not doubtful. Keys
    ending in ``_f1`` are 0 to 1, ``ece`` is over all item-theme pairs.
    """
    yes, unsure = decided(probabilities, cuts)
    per_theme = {}
    for number, theme in enumerate(themes):
        found, there = yes[:, number], targets[:, number]
        hits = float((found & there).sum())
        average = average_precision(probabilities[:, number], there)
        per_theme[theme] = {
            "f1": round(f1(found, there), 4),
            "precision": round(hits / max(1, found.sum()), 4),
            "recall": round(hits / max(1, there.sum()), 4),
            "average_precision": None if average is None else round(average, 4),
            "positives": int(there.sum()),
        }
    return {
        "items": len(targets),
        "macro_f1": round(macro_f1(yes, targets), 4),
        "macro_f1_interval": _interval(yes, targets, seed=1),
        "firm_macro_f1": round(macro_f1(yes[firm], targets[firm]), 4),
        "decided_macro_f1": round(_decided_f1(yes, unsure, targets), 4),
        "unsure_share": round(float(unsure.mean()), 4),
        "ece": round(expected_calibration_error(probabilities, targets), 4),
        "themes": per_theme,
    }
