"""What a simulated reviewer's model learns with, and the orders in which it may be asked: see `benchmarks.review`."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import issparse
from scipy.sparse import vstack as sparse_vstack
from sklearn.linear_model import LogisticRegression

from models.review import choose, doubts, most_doubtful

_LOOKED_AT, COMPARED, READ = 2000, 300, 200  # as the product does: serving.learning.review
ORDERS = ("random", "queue", "margin", "typical", "answers")
_TOGETHER = 3  # items that the order which knows every answer takes before it fits anew

Models = list[list[LogisticRegression]]  # by view and theme


@dataclass(frozen=True)
class View:
    """One way to see items, vectors or words: rows of the pool, of the judges, and of the themes' definitions."""

    pool: Any  # array or sparse matrix
    judges: Any
    definitions: Any
    c: float  # of the regression over it


@dataclass(frozen=True)
class Pool:
    """Items to ask a person about, items that set the cuts and judge, with the weights that the latter stand for."""

    views: tuple[View, ...]  # the first is of vectors
    labels: np.ndarray
    wanted: np.ndarray
    weights: np.ndarray

    @property
    def vectors(self) -> np.ndarray:
        """Of the items to ask about."""
        return self.views[0].pool


@dataclass(frozen=True)
class Asked:
    """How a simulation stands before it asks for the next items."""

    pool: Pool
    taken: list[int]
    rest: np.ndarray  # rows not asked for yet, in random order
    chance: np.ndarray  # (n_items, n_themes), of the model so far
    cuts: np.ndarray  # (n_themes,)
    models: Models | None  # None: nothing read yet


def stacked(parts: Sequence[Any]) -> Any:
    """Rows of arrays or of sparse matrices, one under the other."""
    return sparse_vstack(parts).tocsr() if issparse(parts[0]) else np.concatenate(parts)


def fit(pool: Pool, taken: Sequence[int]) -> Models:
    """One balanced regression a view and theme, the theme's definition an example of it, the others' of its absence."""
    found = []
    for view in pool.views:
        every, themes = stacked([view.pool[list(taken)], view.definitions]), view.definitions.shape[0]
        found.append(
            [
                LogisticRegression(C=view.c, class_weight="balanced", max_iter=200, tol=1e-3).fit(
                    every, np.append(pool.labels[list(taken), theme], np.arange(themes) == theme)
                )
                for theme in range(themes)
            ]
        )
    return found


def probabilities(models: Models, views: Sequence[Any]) -> np.ndarray:
    """The mean over the views, shape (n_items, n_themes); views are matrices of the same items."""
    said = [
        np.column_stack([model.predict_proba(rows)[:, 1] for model in of])
        for of, rows in zip(models, views, strict=True)
    ]
    return np.mean(said, axis=0)


def next_items(order: str, asked: Asked, batch: int) -> np.ndarray:
    """Rows of the pool that an order asks for next."""
    if order == "answers":
        return _knowing_all(asked, batch)
    if order == "random":
        return asked.rest[:batch]
    looked = asked.rest[:_LOOKED_AT]
    wide = np.tile(asked.cuts, (len(looked), 1)).astype(np.float32)
    seen = asked.chance[looked].astype(np.float32)
    if order == "margin":
        return looked[most_doubtful(seen, wide, batch)]
    # without doubt every item weighs alike
    chance, cuts = (np.full_like(seen, 0.5), np.full_like(wide, 0.5)) if order == "typical" else (seen, wide)
    vectors, labels, taken = asked.pool.vectors, asked.pool.labels, asked.taken
    read = vectors[taken[-READ:]].reshape(-1, vectors.shape[1])
    known = labels[taken].sum(axis=0) if taken else ()
    picks = choose(chance, cuts, vectors[looked], read, batch, known, most_doubtful(seen, wide, COMPARED))
    return looked[[pick.row for pick in picks]]


def _knowing_all(asked: Asked, batch: int) -> np.ndarray:
    """Take the items that lower the loss on the whole pool most, all of whose answers are known.

    By one Newton step of the regression over vectors an item moves the weights by the curvature's inverse times its
    own gradient; the loss falls by the product of that with the pool's. Items near a cut count more in the pool's
    loss: there F1 is decided.
    """
    pool, vectors = asked.pool, np.column_stack([asked.pool.vectors, np.ones(len(asked.pool.labels))])
    alone = Pool(pool.views[:1], pool.labels, pool.wanted, pool.weights)
    taken, left, new = list(asked.taken), list(asked.rest), list[int]()
    models = asked.models[:1] if asked.models is not None else None
    while len(new) < batch:
        if models is None:
            picked = _first(pool, left, len(new))
        else:
            worth = sum(
                _falls(pool, vectors, taken, left, theme, models[0][theme], asked.cuts[theme])
                for theme in range(pool.labels.shape[1])
            )
            picked = [left[place] for place in np.argsort(-np.asarray(worth))[:_TOGETHER]]
        picked = picked[: batch - len(new)]
        new, taken = new + picked, taken + picked
        left = [row for row in left if row not in picked]
        if len(taken) > pool.labels.shape[1]:
            models = fit(alone, taken)
    return np.array(new)


def _first(pool: Pool, left: list[int], number: int) -> list[int]:
    """Before there is a model: in turns the item nearest to the middle of each theme's, and of those of none."""
    themes = pool.labels.shape[1]
    there = pool.labels[:, number % (themes + 1)] if number % (themes + 1) < themes else ~pool.labels.any(axis=1)
    rows = [row for row in left if there[row]] or left
    return [rows[int(np.argmax(pool.vectors[rows] @ pool.vectors[there].mean(axis=0)))]]


def _balanced(answers: np.ndarray) -> np.ndarray:
    yes = max(1, int(answers.sum()))
    return np.where(answers, len(answers) / (2 * yes), len(answers) / (2 * max(1, len(answers) - yes)))


def _falls(
    pool: Pool,
    vectors: np.ndarray,
    taken: list[int],
    left: list[int],
    theme: int,
    model: LogisticRegression,
    cut: float,
) -> np.ndarray:
    """How far the pool's loss for a theme falls by each item that is left."""
    view = pool.views[0]
    themes = view.definitions.shape[0]
    weights = np.append(model.coef_[0], model.intercept_[0])
    rows = np.concatenate([vectors[taken], np.column_stack([view.definitions, np.ones(themes)])])
    answers = np.append(pool.labels[taken, theme], np.arange(themes) == theme)
    balance = _balanced(answers)
    said = 1 / (1 + np.exp(-rows @ weights))
    curvature = (rows * (view.c * balance * said * (1 - said))[:, None]).T @ rows
    curvature[np.diag_indices(len(weights))] += np.append(np.ones(len(weights) - 1), 1e-3)
    chance, truth = 1 / (1 + np.exp(-vectors @ weights)), pool.labels[:, theme]
    near = doubts(chance[:, None].astype(np.float32), np.full((len(chance), 1), cut, np.float32))[:, 0]
    gradient = ((chance - truth) * _balanced(truth) * near) @ vectors / len(vectors)
    weight = np.where(truth[left], balance[answers].mean(), balance[~answers].mean()) * view.c
    alone = (vectors[left] * np.linalg.solve(curvature, vectors[left].T).T).sum(axis=1)
    own = weight * (chance[left] - truth[left])
    along = vectors[left] @ np.linalg.solve(curvature, gradient)
    return own * along / (1 + weight * chance[left] * (1 - chance[left]) * alone)
