"""What a training run tells of itself: figures with intervals, calibration, confusion, what changes for the reader."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from news.arrays import BoolArray, FloatArray, IntArray
from store.corrections import Correction
from training.calibrate import f1
from training.evaluate import average_precision, expected_calibration_error, macro_f1
from training.gate import difference

_ROUNDS = 300  # of resampled items
_SEED = 1
_BINS = 10


def precision(yes: BoolArray, targets: BoolArray) -> float:
    """Share of the yes that are right; both of shape (n_items,). 0 when there is no yes."""
    return float((yes & targets).sum()) / max(1.0, float(yes.sum()))


def recall(yes: BoolArray, targets: BoolArray) -> float:
    """Share of what is there that was found; both of shape (n_items,). 0 when nothing is there."""
    return float((yes & targets).sum()) / max(1.0, float(targets.sum()))


def with_interval(measure: Callable[[IntArray], float], items: int) -> dict[str, float]:
    """A figure over all items and its 95 % bootstrap interval; measure takes row numbers."""
    rng = np.random.default_rng(_SEED)
    rounds = [measure(rng.integers(0, items, items)) for _ in range(_ROUNDS)]
    low, high = np.percentile(rounds, [2.5, 97.5])
    return {"value": _round(measure(np.arange(items))), "low": _round(low), "high": _round(high)}


def figures(
    probabilities: FloatArray, yes: BoolArray, champion_yes: BoolArray, targets: BoolArray, themes: Sequence[str]
) -> dict[str, Any]:
    """The run's figures on items that judge; all arrays have shape (n_items, n_themes)."""
    items = len(targets)
    if not items:
        return {"items": 0, "themes": {}}
    per_theme = {
        theme: _theme_figures(probabilities[:, number], yes[:, number], champion_yes[:, number], targets[:, number])
        for number, theme in enumerate(themes)
    }
    return {
        "items": items,
        "macro_f1": with_interval(lambda rows: macro_f1(yes[rows], targets[rows]), items),
        "champion_macro_f1": _round(macro_f1(champion_yes, targets)),
        "ece": _round(expected_calibration_error(probabilities, targets)),
        "themes": per_theme,
    }


def _theme_figures(chance: FloatArray, found: BoolArray, before: BoolArray, there: BoolArray) -> dict[str, Any]:
    items = len(there)
    change, low, high = difference(before, found, there)
    return {
        "positives": int(there.sum()),
        "precision": with_interval(lambda rows: precision(found[rows], there[rows]), items),
        "recall": with_interval(lambda rows: recall(found[rows], there[rows]), items),
        "f1": with_interval(lambda rows: f1(found[rows], there[rows]), items),
        "average_precision": with_interval(lambda rows: average_precision(chance[rows], there[rows]) or 0.0, items),
        "champion_f1": _round(f1(before, there)),
        "change": {"value": _round(change), "low": _round(low), "high": _round(high)},
        "ece": _round(expected_calibration_error(chance[:, None], there[:, None])),
        "confusion": {
            "right_yes": int((found & there).sum()),
            "wrong_yes": int((found & ~there).sum()),
            "wrong_no": int((~found & there).sum()),
            "right_no": int((~found & ~there).sum()),
        },
        "reliability": reliability(chance, there),
    }


def reliability(probabilities: FloatArray, targets: BoolArray) -> list[dict[str, float]]:
    """One theme's bins of probability: how many items, what was said on average, how often it was so.

    Both of shape (n_items,); empty bins are left out.
    """
    place = np.minimum((probabilities * _BINS).astype(int), _BINS - 1)
    bins = []
    for number in range(_BINS):
        inside = place == number
        if inside.any():
            said, true = float(probabilities[inside].mean()), float(targets[inside].mean())
            bins.append({"count": int(inside.sum()), "said": _round(said), "true": _round(true)})
    return bins


def decision_changes(
    before: Sequence[Mapping[str, tuple[str, float]]],
    after: Sequence[Mapping[str, tuple[str, float]]],
    named: Sequence[tuple[str, str]],
    said: Mapping[str, Correction],
) -> tuple[list[dict[str, Any]], int]:
    """Every pair of item and theme whose decision changes, and how many change between yes and not yes.

    before and after give each item's (decision, probability) by theme; named its (id, headline); said, by item id,
    what a person decided, which is what a reader sees of the item whatever either model says.
    """
    changes, flips = [], 0
    for old, new, (item_id, headline) in zip(before, after, named, strict=True):
        for theme in old:
            if theme not in new or old[theme][0] == new[theme][0]:
                continue
            flipped = "yes" in (old[theme][0], new[theme][0])
            flips += flipped
            changes.append(
                {
                    "item": item_id,
                    "headline": headline,
                    "theme": theme,
                    "before": old[theme][0],
                    "after": new[theme][0],
                    "probability_before": _round(old[theme][1]),
                    "probability_after": _round(new[theme][1]),
                    "person": _person(said.get(item_id), theme),
                }
            )
    changes.sort(key=lambda change: ("yes" not in (change["before"], change["after"]), change["item"], change["theme"]))
    return changes, flips


def _person(said: Correction | None, theme: str) -> str | None:
    """What a person said of a theme: yes, no, or nothing."""
    if said is None or said.skipped or theme not in said.asked:
        return None
    return "yes" if theme in said.themes else "no"


def brief_difference(
    before: Mapping[str, Sequence[str]], after: Mapping[str, Sequence[str]]
) -> dict[str, dict[str, list[str]]]:
    """What a brief gains and loses, theme by theme; the mappings give each theme's headlines."""
    themes = {}
    for theme in dict.fromkeys([*before, *after]):
        old, new = before.get(theme, ()), after.get(theme, ())
        gained, lost = [line for line in new if line not in old], [line for line in old if line not in new]
        if gained or lost:
            themes[theme] = {"gained": gained, "lost": lost}
    return themes


def _round(value: float) -> float:
    return round(float(value), 4)
