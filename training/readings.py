"""Learn which reading of an issue hangs together best: weights of `news.splitting.readings`, from labelled issues.

Each issue is read by a labeller that learned from other hands, as it will be when an issue comes in. The weights make
the expected gain of a choice by softmax as large as they can, less an L2 penalty; the optimiser is L-BFGS.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import fmin_l_bfgs_b

from news.arrays import DoubleArray
from news.splitting.block_labels import BlockLabeller, Label
from news.splitting.block_shapes import Shape
from news.splitting.readings import pieces_of, readings, traits_of
from training.chain import Chain, fit, parts_by_hand

FOLDS = 5
MATCH = 0.8  # of the longer of two pieces' words
WORTH = 0.87  # item F1 at which one item more pays: 2 found right against this share of found and wanted
PENALTY = 5.0  # of squared weights; 0.1 to 2 gain as much on hands left out, and change twice as many readings


@dataclass(frozen=True, slots=True)
class Labelled:
    """One issue as it is learned from; only those read with the rules' proposals teach how to choose."""

    chain: Chain
    shapes: tuple[Shape, ...]
    chosen: bool


def fit_whole(issues: Sequence[Labelled]) -> BlockLabeller:
    """The labeller that learned from all issues, and chooses as those choose best that learned from the others."""
    traits: list[list[dict[str, float]]] = []
    gains: list[DoubleArray] = []
    parts = parts_by_hand([issue.chain for issue in issues], FOLDS)
    for fold in range(FOLDS):
        mine = [issue for issue, part in zip(issues, parts, strict=True) if part == fold]
        held = [issue for issue in mine if issue.chosen and issue.chain.seen]
        labeller = fit([issue.chain for issue, part in zip(issues, parts, strict=True) if part != fold], fits=1)
        for issue in held:
            found = readings(labeller, issue.chain.seen, issue.shapes)
            traits.append([traits_of(reading, issue.shapes) for reading in found])
            gains.append(np.array([gain(reading.labels, issue.chain.labels, issue.shapes) for reading in found]))
    return replace(fit([issue.chain for issue in issues]), choice=fit_choice(traits, gains))


def gain(found: Sequence[Label], gold: Sequence[Label], shapes: Sequence[Shape]) -> float:
    """What a reading adds to item F1 over many issues, up to a factor."""
    ours, theirs = pieces_of(found), pieces_of(gold)
    matched = sum(any(_overlap(mine, other, shapes) >= MATCH for other in theirs) for mine in ours)
    return 2 * matched - WORTH * (len(ours) + len(theirs))


def _overlap(mine: Sequence[int], other: Sequence[int], shapes: Sequence[Shape]) -> float:
    words = [sum(shapes[at].words for at in blocks) for blocks in (set(mine) & set(other), mine, other)]
    return words[0] / max(words[1], words[2], 1)


def fit_choice(traits: Sequence[Sequence[dict[str, float]]], gains: Sequence[DoubleArray]) -> dict[str, float]:
    """Weights of traits, in hundredths; gains say what each reading of each issue is worth."""
    names = sorted({name for issue in traits for reading in issue for name in reading})
    rows = [np.array([[reading.get(name, 0.0) for name in names] for reading in issue]) for issue in traits]

    def cost(weights: DoubleArray) -> tuple[float, DoubleArray]:
        value, gradient = 0.0, np.zeros_like(weights)
        for row, worth in zip(rows, gains, strict=True):
            scores = row @ weights
            chances = np.exp(scores - scores.max())
            chances /= chances.sum()
            expected = chances @ worth
            value += expected
            gradient += row.T @ (chances * (worth - expected))
        return float(PENALTY / 2 * (weights @ weights) - value), PENALTY * weights - gradient

    weights, _, _ = fmin_l_bfgs_b(cost, np.zeros(len(names)), maxiter=300)
    return {name: round(float(weight), 2) for name, weight in zip(names, weights, strict=True)}
