"""Which items are worth a person's minute next: uncertain, unlike what was read, unlike each other.

An item's worth is how near the model stands to its threshold for some theme, more where its nearest neighbours were
decided otherwise and where nothing like it was read yet. Items are taken one by one, each worth less the nearer it
lies to one taken before: twenty wordings of one doubt teach what one does. Source of the idea: Lewis and Gale, "A
Sequential Algorithm for Training Text Classifiers", SIGIR 1994; the parts' weights: docs/review.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float32]

NEIGHBOURS = 8
_DISAGREEING = 0.5  # what neighbours of another decision add to an item's worth, at most
_NEW = 0.5  # what being unlike everything read adds, at most
_APART = 2.0  # power of the distance to what was taken: 0 looks at worth alone
_DOUBT, _DISPUTED, _STRANGE = 0.4, 0.35, 0.6  # from here on a reason is named


@dataclass(frozen=True, slots=True)
class Pick:
    """One item of the queue: its row, what it is worth, and why."""

    row: int
    worth: float
    reasons: tuple[str, ...]  # of "uncertain", "neighbours", "new"; empty: simply next


def doubt(probabilities: FloatArray, thresholds: FloatArray) -> FloatArray:
    """How near each item stands to a threshold, shape (n_items,), 0 to 1; the nearest theme counts."""
    inside = np.clip(probabilities.astype(np.float64), 1e-4, 1 - 1e-4)
    cuts = np.clip(thresholds.astype(np.float64), 1e-4, 1 - 1e-4)
    apart = np.abs(np.log(inside / (1 - inside)) - np.log(cuts / (1 - cuts)))
    nearest: FloatArray = np.exp(-apart.min(axis=1)).astype(np.float32)
    return nearest


def choose(
    probabilities: FloatArray, thresholds: FloatArray, vectors: FloatArray, read: FloatArray, count: int
) -> list[Pick]:
    """Choose at most count items, the most useful first; the same inputs give the same queue.

    probabilities and thresholds have shape (n_items, n_themes); vectors (n_items, dimensions) lie where like items
    lie near each other, read (n_read, dimensions) those that a person has decided.
    """
    if not len(probabilities):
        return []
    unit, known = directions(vectors, vectors), directions(read, vectors)
    uncertain = doubt(probabilities, thresholds)
    disputed = _disputed(unit, probabilities >= thresholds)
    strange = 1 - np.clip((unit @ known.T).max(axis=1), 0, 1) if len(known) else np.zeros(len(unit), np.float32)
    worth = (uncertain + 0.02) * (1 + _DISAGREEING * disputed + _NEW * strange)
    apart = np.ones(len(unit))
    picks: list[Pick] = []
    left = np.ones(len(unit), dtype=np.bool_)
    while len(picks) < min(count, len(unit)):
        row = int(np.argmax(np.where(left, worth * apart**_APART, -1.0)))
        left[row] = False
        apart = np.minimum(apart, 1 - np.clip(unit @ unit[row], 0, 1))
        found = (("uncertain", uncertain[row] >= _DOUBT), ("neighbours", disputed[row] >= _DISPUTED))
        reasons = [name for name, holds in (*found, ("new", len(known) > 0 and strange[row] >= _STRANGE)) if holds]
        picks.append(Pick(row, round(float(worth[row]), 4), tuple(reasons)))
    return picks


def directions(vectors: FloatArray, of: FloatArray) -> FloatArray:
    """Unit vectors from the middle of some vectors; shape as vectors."""
    apart = vectors - of.mean(axis=0) if len(vectors) else vectors
    unit: FloatArray = apart / np.maximum(np.linalg.norm(apart, axis=1, keepdims=True), 1e-9)
    return unit


def _disputed(unit: FloatArray, decided: npt.NDArray[np.bool_]) -> FloatArray:
    """The share of each item's nearest neighbours that were decided otherwise for some theme, shape (n_items,)."""
    count = min(NEIGHBOURS, len(unit) - 1)
    if count < 1:
        return np.zeros(len(unit), dtype=np.float32)
    near = unit @ unit.T
    np.fill_diagonal(near, -np.inf)
    rows = np.argpartition(-near, count - 1, axis=1)[:, :count]
    otherwise: FloatArray = (decided[rows] != decided[:, None, :]).any(axis=2).mean(axis=1).astype(np.float32)
    return otherwise


def expected_change(probabilities: FloatArray, decided: Sequence[Sequence[bool]] | npt.NDArray[np.bool_]) -> float:
    """The share of labels that a person is expected to change, by the model's own calibrated probabilities.

    Both have shape (n_items, n_themes); 0 when there are none.
    """
    said = np.asarray(decided, dtype=np.bool_)
    if not said.size:
        return 0.0
    return float(np.where(said, 1 - probabilities, probabilities).mean())
