"""From scores to probabilities and cuts, per theme, on items that the encoder did not learn from.

Platt scaling over two scores at once (Platt 1999; Wolpert, "Stacked generalization", 1992): the logistic
regression that joins the encoder's and the lexical score is at the same time the calibration.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from models.classifier import Cuts
from models.logistic import fit_logistic

FloatArray = npt.NDArray[np.float32]
BoolArray = npt.NDArray[np.bool_]

_GRID = np.linspace(0.15, 0.75, 61)
_FLAT = 0.01  # F1; cuts this close to the best one cannot be told apart on some thousand items


def fit_calibration(encoder: FloatArray, lexical: FloatArray, targets: BoolArray, weights: FloatArray) -> FloatArray:
    """Fit one logistic regression a theme over its two scores; returns shape (n_themes, 3), constant last.

    encoder, lexical and targets have shape (n_items, n_themes), weights (n_items,).
    """
    rows = []
    for theme in range(targets.shape[1]):
        scores = np.column_stack([encoder[:, theme], lexical[:, theme]])
        coefficients, constant = fit_logistic(scores, targets[:, theme], weights)
        rows.append([*coefficients, constant])
    return np.array(rows, dtype=np.float32)


def calibrated(calibration: FloatArray, encoder: FloatArray, lexical: FloatArray) -> FloatArray:
    """Apply a calibration; shapes as in ``fit_calibration``."""
    score = calibration[:, 0] * encoder + calibration[:, 1] * lexical + calibration[:, 2]
    return (1 / (1 + np.exp(-score))).astype(np.float32)


def f1(decided: BoolArray, target: BoolArray) -> float:
    """F1 of one theme; 0 where nothing is there to find and nothing was found."""
    hits = float((decided & target).sum())
    found, there = float(decided.sum()), float(target.sum())
    return 2 * hits / (found + there) if found + there else 0.0


def _threshold(probability: FloatArray, target: BoolArray, rng: np.random.Generator) -> float:
    """Find the middle of the cuts whose F1, averaged over resampled items, is as good as the best.

    The best cut itself follows the accidents of these items; the middle of its plateau moves less.
    """
    samples = [rng.integers(0, len(target), len(target)) for _ in range(100)]
    curve = np.array([np.mean([f1(probability[rows] >= cut, target[rows]) for rows in samples]) for cut in _GRID])
    return float(_GRID[curve >= curve.max() - _FLAT].mean())


def choose_cuts(probabilities: FloatArray, targets: BoolArray, unsure_share: float, seed: int) -> list[Cuts]:
    """Choose every theme's cuts: the threshold for the best F1, the unsure band for a share of the items.

    The band lies below the threshold, where a wrong "no" would go unseen by its reader; unsure_share is the
    part of the items that it may hold for one theme.
    """
    rng = np.random.default_rng(seed)
    cuts = []
    for theme in range(targets.shape[1]):
        probability = probabilities[:, theme]
        threshold = _threshold(probability, targets[:, theme], rng)
        below = np.sort(probability[probability < threshold])[::-1]
        held = min(len(below) - 1, int(unsure_share * len(probability)))
        cuts.append(Cuts(round(threshold, 3), round(float(min(below[held], threshold)), 3)))
    return cuts


def decided(probabilities: FloatArray, cuts: Sequence[Cuts]) -> tuple[BoolArray, BoolArray]:
    """Return which pairs are decided yes and which are left unsure, both of the shape of probabilities."""
    threshold = np.array([cut.threshold for cut in cuts])
    unsure_from = np.array([cut.unsure_from for cut in cuts])
    yes = probabilities >= threshold
    return yes, (probabilities >= unsure_from) & ~yes
