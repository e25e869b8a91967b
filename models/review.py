"""Which items are worth a person's minute next: those whose answers tell most about what the model doubts.

Every item weighs the more, the nearer the model stands to a theme's threshold. Scores of items that lie near each
other go together, so an answer to one item settles a share of its neighbours' doubt too; what a person has read has
settled its share already. The item comes next that settles most of all the doubt, and the share is taken off before
the one after it is chosen: twenty wordings of one doubt teach what one does, and an odd item that is doubtful alone
teaches little. It is the choice of experiments by the variance that they take from a predictor (Yu, Bi and Tresp,
"Active Learning via Transductive Experimental Design", ICML 2006, with a Gaussian kernel), with the doubts of Lewis
and Gale, "A Sequential Algorithm for Training Text Classifiers", SIGIR 1994, as weights. A person answers for all
themes of an item at once, so their doubts add up; themes of which people found few items weigh more: what is rare is
learned from the few items that hold it. Figures: docs/review.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from news.arrays import BoolArray, DoubleArray, FloatArray, IntArray, units

_NEIGHBOURS = 8  # whose decisions an item's own is held against
_NOISE = 1.0  # variance of an answer beside the score's own, which is 1; with 0.3 and 3 no fewer labels on average
_NEARNESS = 1.0  # how fast scores stop going together, by the squared distance of unit vectors
_DOUBT, _DISPUTED, _STRANGE = 0.4, 0.35, 0.6  # from here on a reason is named
_TELLING = 1.75  # times what answers of the compared items settle of other items, from which on that is a reason


@dataclass(frozen=True, slots=True)
class Pick:
    """One item of the queue: its row, what it is worth, and why."""

    row: int
    worth: float  # share of the items' doubt that its answer settles
    reasons: tuple[str, ...]  # of "uncertain", "neighbours", "new", "telling"; empty: simply next


def doubts(probabilities: FloatArray, thresholds: FloatArray) -> FloatArray:
    """How near each item stands to each theme's threshold, shape (n_items, n_themes), 0 to 1.

    A probability that is not a number belongs to a theme that the item was never asked for: no doubt is known, so 0.
    """
    inside = np.clip(probabilities.astype(np.float64), 1e-4, 1 - 1e-4)
    cuts = np.clip(thresholds.astype(np.float64), 1e-4, 1 - 1e-4)
    near = np.exp(-np.abs(np.log(inside / (1 - inside)) - np.log(cuts / (1 - cuts))))
    known: FloatArray = np.where(np.isnan(inside), 0.0, near).astype(np.float32)
    return known


def most_doubtful(probabilities: FloatArray, thresholds: FloatArray, count: int) -> IntArray:
    """Rows of at most count items that stand nearest to a threshold, as many of each theme."""
    near = doubts(probabilities, thresholds)
    if not near.size:
        return np.zeros(0, dtype=np.int64)
    places = np.argsort(np.argsort(-near, axis=0, kind="stable"), axis=0, kind="stable")
    best = np.where(np.isnan(probabilities), len(near), places).min(axis=1)
    return np.argsort(best, kind="stable")[:count]


def choose(
    probabilities: FloatArray,
    thresholds: FloatArray,
    vectors: FloatArray,
    read: FloatArray,
    count: int,
    found: Sequence[int] = (),
    candidates: Sequence[int] | IntArray | None = None,
) -> list[Pick]:
    """Choose at most count of the candidates, the most useful first; the same inputs give the same queue.

    probabilities, not a number where an item was not asked for a theme, and thresholds have shape (n_items, n_themes).
    vectors (n_items, dimensions) lie where like items lie near each other, read (n_read, dimensions) are those that a
    person has decided. found says of each theme how many items a person gave it; empty: none. candidates are rows;
    None: all. The other items are those whose doubt an answer may settle.
    """
    if not len(probabilities):
        return []
    rows = np.arange(len(probabilities)) if candidates is None else np.asarray(candidates, dtype=np.int64)
    middle = vectors.mean(axis=0)
    unit, known = units(vectors - middle), units(read - middle)
    near = doubts(probabilities, thresholds)
    disputed = _disputed(unit, probabilities >= thresholds, rows)
    heard = 1 - np.isnan(probabilities).mean(axis=0)
    strange = 1 - np.clip((unit[rows] @ known.T).max(axis=1), 0, 1) if len(known) else np.zeros(len(rows), np.float32)
    weights = _weights(near, heard, found)
    settling = _settling(known, unit)
    open_ = _together(unit[rows], unit) - settling[:, rows].T @ settling
    whole = max(float(weights @ (1 - (settling * settling).sum(axis=0))), 1e-9)
    left = np.ones(len(rows), dtype=np.bool_)
    picks: list[Pick] = []
    while len(picks) < min(count, len(rows)):
        alone = open_[np.arange(len(rows)), rows]
        settled = (open_ * open_) @ weights / (_NOISE + alone)
        place = int(np.argmax(np.where(left, settled, -1.0)))
        left[place] = False
        row, variance = int(rows[place]), float(alone[place])
        others = settled - alone * alone * weights[rows] / (_NOISE + alone)
        why = (
            ("uncertain", near[row].max() >= _DOUBT),
            ("neighbours", disputed[place].max() >= _DISPUTED),
            ("new", len(known) > 0 and strange[place] >= _STRANGE),
            ("telling", others[place] > _TELLING * np.median(others)),
        )
        worth = round(float(settled[place]) / whole, 4)
        picks.append(Pick(row, worth, tuple(name for name, holds in why if holds)))
        open_ -= np.outer(open_[:, row] / (_NOISE + variance), open_[place])
    return picks


def _weights(near: FloatArray, heard: DoubleArray, found: Sequence[int]) -> FloatArray:
    """What settling each item's score is worth, shape (n_items,), in sum 1.

    The root of the doubts: a model that has read little errs far from its thresholds too. A theme counts by the share
    of the items that were asked for it, heard of shape (n_themes,): of the others nothing is known.
    """
    shares = np.sqrt(near)
    turns = heard / np.sqrt(1 + np.array(found if len(found) else [0] * near.shape[1], dtype=np.float64))
    together: FloatArray = (shares / np.maximum(shares.sum(axis=0), 1e-9) @ turns).astype(np.float32)
    return together / max(float(together.sum()), 1e-9)


def _together(some: FloatArray, others: FloatArray) -> FloatArray:
    """How the scores of items vary together, shape (n_some, n_others), 1 for like ones; of unit vectors.

    It falls off faster than the cosine does, so that an answer says little of items that share a desk alone.
    """
    covariance: FloatArray = np.exp(-_NEARNESS * 2 * (1 - some @ others.T)).astype(np.float32)
    return covariance


def _settling(known: FloatArray, unit: FloatArray) -> FloatArray:
    """What known items settle of how the scores vary together: the columns' products, shape (n_read, n_items)."""
    if not len(known):
        return np.zeros((0, len(unit)), dtype=np.float32)
    root = np.linalg.cholesky(_together(known, known) + _NOISE * np.eye(len(known), dtype=np.float32))
    columns: FloatArray = np.linalg.solve(root, _together(known, unit)).astype(np.float32)
    return columns


def _disputed(unit: FloatArray, decided: BoolArray, rows: IntArray) -> FloatArray:
    """For each of some rows and each theme the share of its nearest neighbours that are decided otherwise."""
    count = min(_NEIGHBOURS, len(unit) - 1)
    if count < 1:
        return np.zeros((len(rows), decided.shape[1]), dtype=np.float32)
    near = unit[rows] @ unit.T
    near[np.arange(len(rows)), rows] = -np.inf
    nearest = np.argpartition(-near, count - 1, axis=1)[:, :count]
    otherwise: FloatArray = (decided[nearest] != decided[rows][:, None, :]).mean(axis=1).astype(np.float32)
    return otherwise


def expected_change(probabilities: FloatArray, decided: Sequence[Sequence[bool]] | BoolArray, count: int) -> float:
    """The share of labels that a person is expected to change in any count of the items, at most.

    It is the mean of the count items likeliest to be changed, by the model's own calibrated probabilities, of shape
    (n_items, n_themes) as decided; themes that an item was not asked for are left out; 0 when there are none. The mean
    of the queue's next items rises now and then though every answer confirmed the model, since it asks what is telling
    before what is doubtful. This one does not while count items are left: reading makes none of them likelier.
    """
    wrong = np.where(np.asarray(decided, dtype=np.bool_), 1 - probabilities, probabilities)
    asked = wrong[~np.isnan(wrong).all(axis=1)]
    shares = np.sort(np.nanmean(asked, axis=1))[::-1][:count]
    return float(shares.mean()) if len(shares) else 0.0
