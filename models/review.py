"""Which items are worth a person's minute next: uncertain, disputed, unlike what was read, unlike each other.

For one theme an item is worth the more, the nearer the model stands to the threshold, and a little more where its
nearest neighbours are decided otherwise and where it is like nothing read yet. Themes take turns, those of which a
person has found few items more often: what is rare is learned from the few items that hold it. Of items that lie near
each other one is enough: twenty wordings of one doubt teach what one does. Sources: Lewis and Gale, "A Sequential
Algorithm for Training Text Classifiers", SIGIR 1994; the weights were tried on labelled news, see docs/review.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float32]
BoolArray = npt.NDArray[np.bool_]

NEIGHBOURS = 8
# What neighbours of another decision, and being unlike everything read, add to an item's worth, at most. Of items that
# stand equally near they say which; in simulation, more of either cost labels.
_DISAGREEING = 0.1
_NEW = 0.1
_APART = 0.2  # power of the distance to what was taken: 0 looks at worth alone
_DOUBT, _DISPUTED, _STRANGE = 0.4, 0.35, 0.6  # from here on a reason is named


@dataclass(frozen=True, slots=True)
class Pick:
    """One item of the queue: its row, what it is worth, and why."""

    row: int
    worth: float
    reasons: tuple[str, ...]  # of "uncertain", "neighbours", "new"; empty: simply next


def doubts(probabilities: FloatArray, thresholds: FloatArray) -> FloatArray:
    """How near each item stands to each theme's threshold, shape (n_items, n_themes), 0 to 1."""
    inside = np.clip(probabilities.astype(np.float64), 1e-4, 1 - 1e-4)
    cuts = np.clip(thresholds.astype(np.float64), 1e-4, 1 - 1e-4)
    near: FloatArray = np.exp(-np.abs(np.log(inside / (1 - inside)) - np.log(cuts / (1 - cuts)))).astype(np.float32)
    return near


def most_doubtful(probabilities: FloatArray, thresholds: FloatArray, count: int) -> npt.NDArray[np.int64]:
    """Rows of at most count items that stand nearest to a threshold, as many of each theme."""
    near = doubts(probabilities, thresholds)
    if not near.size:
        return np.zeros(0, dtype=np.int64)
    best = np.argsort(np.argsort(-near, axis=0, kind="stable"), axis=0, kind="stable").min(axis=1)
    return np.argsort(best, kind="stable")[:count]


def choose(
    probabilities: FloatArray,
    thresholds: FloatArray,
    vectors: FloatArray,
    read: FloatArray,
    count: int,
    found: Sequence[int] = (),
) -> list[Pick]:
    """Choose at most count items, the most useful first; the same inputs give the same queue.

    probabilities and thresholds have shape (n_items, n_themes); vectors (n_items, dimensions) lie where like items
    lie near each other, read (n_read, dimensions) those that a person has decided. found says of each theme how many
    items a person gave it; empty: none.
    """
    if not len(probabilities):
        return []
    unit, known = directions(vectors, vectors), directions(read, vectors)
    near = doubts(probabilities, thresholds)
    disputed = _disputed(unit, probabilities >= thresholds)
    strange = 1 - np.clip((unit @ known.T).max(axis=1), 0, 1) if len(known) else np.zeros(len(unit), np.float32)
    worth = near * (1 + _DISAGREEING * disputed) * (1 + _NEW * strange)[:, None]
    turns = 1 / np.sqrt(1 + np.array(found if len(found) else [0] * near.shape[1], dtype=np.float64))
    given = np.zeros(len(turns))
    apart = np.ones(len(unit))
    left = np.ones(len(unit), dtype=np.bool_)
    picks: list[Pick] = []
    while len(picks) < min(count, len(unit)):
        theme = int(np.argmax(turns / turns.sum() * (len(picks) + 1) - given))
        given[theme] += 1
        row = int(np.argmax(np.where(left, worth[:, theme] * apart**_APART, -1.0)))
        left[row] = False
        apart = np.minimum(apart, 1 - np.clip(unit @ unit[row], 0, 1))
        why = (
            ("uncertain", near[row].max() >= _DOUBT),
            ("neighbours", disputed[row].max() >= _DISPUTED),
            ("new", len(known) > 0 and strange[row] >= _STRANGE),
        )
        picks.append(Pick(row, round(float(worth[row, theme]), 4), tuple(name for name, holds in why if holds)))
    return picks


def directions(vectors: FloatArray, of: FloatArray) -> FloatArray:
    """Unit vectors from the middle of some vectors; shape as vectors."""
    apart = vectors - of.mean(axis=0) if len(vectors) else vectors
    unit: FloatArray = apart / np.maximum(np.linalg.norm(apart, axis=1, keepdims=True), 1e-9)
    return unit


def _disputed(unit: FloatArray, decided: BoolArray) -> FloatArray:
    """For each item and theme the share of its nearest neighbours that are decided otherwise."""
    count = min(NEIGHBOURS, len(unit) - 1)
    if count < 1:
        return np.zeros(decided.shape, dtype=np.float32)
    near = unit @ unit.T
    np.fill_diagonal(near, -np.inf)
    rows = np.argpartition(-near, count - 1, axis=1)[:, :count]
    otherwise: FloatArray = (decided[rows] != decided[:, None, :]).mean(axis=1).astype(np.float32)
    return otherwise


def expected_change(probabilities: FloatArray, decided: Sequence[Sequence[bool]] | BoolArray) -> float:
    """The share of labels that a person is expected to change, by the model's own calibrated probabilities.

    Both have shape (n_items, n_themes); 0 when there are none.
    """
    said = np.asarray(decided, dtype=np.bool_)
    if not said.size:
        return 0.0
    return float(np.where(said, 1 - probabilities, probabilities).mean())
