"""Which items are worth a person's minute next: those whose answers tell most about what the model doubts.

For one theme every item weighs the more, the nearer the model stands to the threshold. Scores of items that lie near
each other go together, so an answer to one item settles a share of its neighbours' doubt too; what a person has read
has settled its share already. The item comes next that settles most of the theme's doubt, and the share is taken off
before the one after it is chosen: twenty wordings of one doubt teach what one does, and an odd item that is doubtful
alone teaches little. It is the choice of experiments by the variance that they take from a linear predictor (Yu, Bi
and Tresp, "Active Learning via Transductive Experimental Design", ICML 2006), with the doubts of Lewis and Gale, "A
Sequential Algorithm for Training Text Classifiers", SIGIR 1994, as weights. Themes take turns, those of which a person
has found few items more often: what is rare is learned from the few items that hold it. Figures: docs/review.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float32]
BoolArray = npt.NDArray[np.bool_]

NEIGHBOURS = 8
_NOISE = 1.0  # variance of an answer beside the score's own, which is 1; with 0.3 and 3 no fewer labels on average
_DOUBT, _DISPUTED, _STRANGE = 0.4, 0.35, 0.6  # from here on a reason is named
_OTHERS = 0.6  # share of what an answer settles that lies with other items, from which on that is a reason


@dataclass(frozen=True, slots=True)
class Pick:
    """One item of the queue: its row, what it is worth, and why."""

    row: int
    worth: float  # share of one theme's doubt among the items that its answer settles
    reasons: tuple[str, ...]  # of "uncertain", "neighbours", "new", "telling"; empty: simply next


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
    weights = near / near.sum(axis=0)
    open_ = _unsettled(unit, known)
    whole = np.maximum(np.diag(open_) @ weights, 1e-9)
    turns = 1 / np.sqrt(1 + np.array(found if len(found) else [0] * near.shape[1], dtype=np.float64))
    given = np.zeros(len(turns))
    left = np.ones(len(unit), dtype=np.bool_)
    picks: list[Pick] = []
    while len(picks) < min(count, len(unit)):
        theme = int(np.argmax(turns / turns.sum() * (len(picks) + 1) - given))
        given[theme] += 1
        alone = np.diag(open_).copy()
        settled = (open_ * open_) @ weights[:, theme] / (_NOISE + alone)
        row = int(np.argmax(np.where(left, settled, -1.0)))
        left[row] = False
        own = alone[row] ** 2 * weights[row, theme] / (_NOISE + alone[row])
        why = (
            ("uncertain", near[row].max() >= _DOUBT),
            ("neighbours", disputed[row].max() >= _DISPUTED),
            ("new", len(known) > 0 and strange[row] >= _STRANGE),
            ("telling", own < (1 - _OTHERS) * settled[row]),
        )
        worth = round(float(settled[row] / whole[theme]), 4)
        picks.append(Pick(row, worth, tuple(name for name, holds in why if holds)))
        column = open_[row].copy()
        open_ -= np.outer(column / (_NOISE + column[row]), column)
    return picks


def directions(vectors: FloatArray, of: FloatArray) -> FloatArray:
    """Unit vectors from the middle of some vectors; shape as vectors."""
    apart = vectors - of.mean(axis=0) if len(vectors) else vectors
    unit: FloatArray = apart / np.maximum(np.linalg.norm(apart, axis=1, keepdims=True), 1e-9)
    return unit


def _unsettled(unit: FloatArray, known: FloatArray) -> FloatArray:
    """How the items' scores vary together once those read are known, shape (n_items, n_items)."""
    open_ = unit @ unit.T
    if len(known):
        between = known @ unit.T
        open_ -= between.T @ np.linalg.solve(known @ known.T + _NOISE * np.eye(len(known), dtype=np.float32), between)
    settled: FloatArray = open_.astype(np.float32)
    return settled


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
