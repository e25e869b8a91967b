"""From scores to probabilities and cuts, per theme, on items that the encoder did not learn from.

Platt scaling over two scores at once (Platt 1999; Wolpert, "Stacked generalization", 1992): the logistic
regression that joins the encoder's and the lexical score is at the same time the calibration.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np

from models.classifier import Cuts
from models.logistic import fit_logistic
from news.arrays import BoolArray, FloatArray
from news.errors import DatasetError

_LOWEST = 0.15  # of a theme that nothing tells, F1 is best if every item gets it
_GRID = np.linspace(0.05, 0.99, 189)  # of cuts that may keep a precision floor
_FEWEST = 20  # items above a cut from which its precision can be told


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
    """F1 of one theme, 0 to 1; both of shape (n_items,). 0 where nothing is there to find and nothing was found."""
    hits = float((decided & target).sum())
    found, there = float(decided.sum()), float(target.sum())
    return 2 * hits / (found + there) if found + there else 0.0


def _threshold(probability: FloatArray) -> float:
    """Return the cut from which calibrated probabilities, shape (n_items,), promise the best F1: half of that F1.

    Labels are not asked: the cut that is best by some thousand of them follows their accidents, and probabilities have
    learned from them already. Source: Lipton, Elkan and Naryanaswamy, "Optimal Thresholding of Classifiers to Maximize
    F1 Measure", ECML PKDD 2014.
    """
    likeliest = np.sort(probability.astype(np.float64))[::-1]
    promised = 2 * likeliest.cumsum() / (np.arange(1, len(likeliest) + 1) + likeliest.sum())
    return max(_LOWEST, float(promised.max()) / 2)


def _threshold_for(theme: str, floor: float, probability: FloatArray, target: BoolArray) -> float:
    """Find the lowest cut from which on the precision stays at the floor; raises DatasetError when none does."""
    precision = [
        float(target[probability >= cut].mean()) if (probability >= cut).sum() >= _FEWEST else 0.0 for cut in _GRID
    ]
    for number, cut in enumerate(_GRID):
        kept = [value for value in precision[number:] if value]
        if kept and min(kept) >= floor:
            return float(cut)
    raise DatasetError(
        f"{theme}: no cut reaches precision {floor:g} on the development items, the best {max(precision):.3f}; "
        "ask for less, or label more items"
    )


def choose_cuts(
    probabilities: FloatArray,
    targets: BoolArray,
    unsure_share: float,
    themes: Sequence[str] = (),
    precision_floors: Mapping[str, float] = MappingProxyType({}),
) -> list[Cuts]:
    """Choose every theme's cuts: the threshold for its aim, the unsure band for a share of the items.

    probabilities and targets have shape (n_items, n_themes); themes names the columns and is asked for with floors
    alone. The aim is the best F1, or for a theme in precision_floors that precision. The band lies below the threshold,
    where a wrong "no" would go unseen by its reader; unsure_share is the part of the items that it may hold for one
    theme. Raises DatasetError when a floor is out of reach.
    """
    cuts = []
    for theme in range(targets.shape[1]):
        probability = probabilities[:, theme]
        floor = precision_floors.get(themes[theme]) if themes else None
        if floor is None:
            threshold = _threshold(probability)
        else:
            threshold = _threshold_for(themes[theme], floor, probability, targets[:, theme])
        below = np.sort(probability[probability < threshold])[::-1]
        held = int(unsure_share * len(probability))
        unsure_from = below[min(held, len(below) - 1)] if len(below) else threshold
        cuts.append(Cuts(round(threshold, 3), round(float(unsure_from), 3)))
    return cuts


def decided(probabilities: FloatArray, cuts: Sequence[Cuts]) -> tuple[BoolArray, BoolArray]:
    """Return which pairs are decided yes and which are left unsure, both of the shape of probabilities."""
    threshold = np.array([cut.threshold for cut in cuts])
    unsure_from = np.array([cut.unsure_from for cut in cuts])
    yes = probabilities >= threshold
    return yes, (probabilities >= unsure_from) & ~yes
