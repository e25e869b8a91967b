"""Logistic regression in plain arrays, pulled towards weights that are known already.

Newton's method with halved steps; for the few hundred columns that heads have, seconds. Source: Hastie, Tibshirani,
Friedman, "The Elements of Statistical Learning", 2009, section 4.4.1.
"""

import numpy as np
import numpy.typing as npt

from news.arrays import BoolArray, DoubleArray

_STEPS = 50  # of Newton's method, which needs some ten
_SMALL = 1e-6  # of the objective: what a step must gain to go on


def fit_logistic(
    features: npt.NDArray[np.floating],
    targets: BoolArray | npt.NDArray[np.floating],
    weights: npt.NDArray[np.floating],
    *,
    penalty: float = 1.0,
    towards: npt.NDArray[np.floating] | None = None,
    constant: float = 0.0,
    start: tuple[npt.NDArray[np.floating], float] | None = None,
) -> tuple[DoubleArray, float]:
    """Fit coefficients, shape (n_columns,), and a constant, which is not penalised.

    features has shape (n_items, n_columns), targets and weights (n_items,); a target is yes, no, or the share of yes
    between 0 and 1. The objective is the weighted sum of the items' log losses plus half the penalty times the squared
    distance of the coefficients from `towards` (zeros when None), which with the constant is also where the search
    starts, unless `start` names coefficients and a constant that lie nearer.
    """
    columns = features.shape[1]
    x = np.column_stack([features, np.ones(len(features))]).astype(np.float64)
    y, w = targets.astype(np.float64), weights.astype(np.float64)
    centre = np.zeros(columns + 1) if towards is None else np.append(towards.astype(np.float64), constant)
    pull = np.append(np.full(columns, penalty), 0.0)

    def objective(beta: DoubleArray) -> float:
        score = x @ beta
        return float(w @ (np.logaddexp(0, score) - y * score) + 0.5 * pull @ (beta - centre) ** 2)

    beta = centre.copy() if start is None else np.append(start[0].astype(np.float64), start[1])
    value = objective(beta)
    for _ in range(_STEPS):
        probability = 1 / (1 + np.exp(-np.clip(x @ beta, -500, 500)))
        gradient = x.T @ (w * (probability - y)) + pull * (beta - centre)
        curvature = (x * (w * probability * (1 - probability))[:, None]).T @ x
        # a constant that every item agrees on has no finite best value; the small ridge stops it
        curvature[np.diag_indices_from(curvature)] += pull + 1e-6
        step = np.linalg.solve(curvature, gradient)
        size = 1.0
        while (tried := objective(beta - size * step)) > value and size > 1e-4:
            size /= 2
        if value - tried <= _SMALL * max(1.0, abs(value)):
            break
        beta, value = beta - size * step, tried
    return beta[:-1], float(beta[-1])
